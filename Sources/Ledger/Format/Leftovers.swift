import Glibc

/// Half-written files, `NAME.PROCESS.tmp` (``Files``), that processes which were killed left behind.
///
/// The next who holds the lock of the folder removes them: nobody else writes there. Whatever else lies there is somebody's: other
/// names, folders, links, files of a process that lives.
enum Leftovers {
  /// What a file of this name was to become; nil unless it is of ours, and its process is dead on this machine. This process's
  /// own number tells of an earlier one, as long as it has not written in that folder.
  static func target(_ name: String) -> String? {
    guard name.hasSuffix(".tmp"), let dot = name.dropLast(4).lastIndex(of: ".") else { return nil }
    let digits = name.dropLast(4)[dot...].dropFirst()
    guard let process = pid_t(digits), process > 0, String(process) == digits else { return nil }
    guard process == getpid() || (kill(process, 0) != 0 && errno == ESRCH) else { return nil }
    return String(name[..<dot])
  }

  /// Removes a regular file; that it cannot be removed keeps nobody from working.
  static func unlinkFile(_ path: String) {
    var about = stat()
    guard lstat(path, &about) == 0, about.st_mode & S_IFMT == S_IFREG else { return }
    unlink(path)
  }

  /// Removes those in a folder that were to become what `isOurs` says, unless their own name is one to keep.
  static func remove(
    in folder: String, unless isKept: (String) -> Bool = { _ in false }, _ isOurs: (String) -> Bool
  ) {
    // A folder that is not there has none; one that may not be listed may still be written in.
    guard let names = try? Files.names(in: folder) else { return }
    for name in names {
      if !isKept(name), let target = target(name), isOurs(target) { unlinkFile("\(folder)/\(name)") }
    }
  }

  /// Removes those of a ledger's folder, half-made secret keys among them. The caller holds its lock.
  static func remove(of ledger: Folder) {
    remove(in: ledger.path) { $0 == "taizhang.json" }
    remove(in: ledger.keys) { $0.hasSuffix(".skey") || $0.hasSuffix(".vkey") }
    remove(in: ledger.derived) { $0 == "CURRENT" }
    remove(in: ledger.witnesses) { $0 == "policy" || $0.hasSuffix(".checkpoint") || $0.hasSuffix(".size") }
    remove(in: ledger.follow) { ["source", "pending", "stopped"].contains($0) }
    remove(in: ledger.follow + "/evidence") { $0.hasSuffix(".checkpoint") }
    TemporaryFolder.removeLeftovers(in: ledger.derived, prefix: "verify-")
    guard let shelves = try? Files.names(in: ledger.blobs) else { return }
    for shelf in shelves where shelf.utf8.count == 2 {
      remove(in: "\(ledger.blobs)/\(shelf)") { $0.hasPrefix(shelf) && $0.utf8.count == 64 }
    }
  }
}
