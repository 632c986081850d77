import Glibc

/// A folder for what is thrown away: gone when its owner is, and where its owner was killed, when the next of its kind is made.
///
/// The owner holds `flock` on the folder itself. That ends with the process, however it dies, so a folder that can be locked
/// has nobody left. A process number in the name would tell less: numbers are given out again, and those of another container
/// that shares the folder mean nothing here. Where folders cannot be locked (some network file systems), none is ever taken
/// for left over.
public final class TemporaryFolder {
  /// Where it is; mode 0700.
  public let path: String
  private let lock: Int32

  /// Makes `taizhang-KIND-….tmp` in `TMPDIR` (`/tmp` without one, or where that is no absolute path).
  ///
  /// - Throws: `E17` with the reason when it cannot be made.
  public convenience init(_ kind: String) throws(LedgerError) {
    let base = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    try self.init(in: base, prefix: "taizhang-\(kind)-")
  }

  /// Makes a folder whose name begins so, and removes those of this user that others left behind.
  ///
  /// - Throws: `E17` with the reason when it cannot be made.
  public init(in base: String, prefix: String) throws(LedgerError) {
    Self.removeLeftovers(in: base, prefix: prefix)
    while true {
      let made = "\(base)/\(Self.name(prefix))"
      guard mkdir(made, 0o700) == 0 else {
        if errno == EEXIST { continue }
        throw Self.failure(base, errno)
      }
      // Between making and locking, another may have taken it for left over: then it is, and the next one is ours.
      if let lock = try Self.hold(made) {
        (path, self.lock) = (made, lock)
        return
      }
    }
  }

  deinit {
    // That a temporary file stays behind is no fault of what was done with it; the next of its kind removes it.
    try? Files.remove(path)
    close(lock)
  }

  /// Removes it now, for whoever wants to know that it is gone.
  public func remove() throws(LedgerError) { try Files.remove(path) }

  /// The middle of a name: 16 hexadecimal digits nobody guesses, so that in a folder that all may write no other stands there.
  private static func name(_ prefix: String) -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return prefix + String(repeating: "0", count: 16 - digits.count) + digits + ".tmp"
  }

  /// Whether a name is one that ``name(_:)`` makes: a folder somebody called `taizhang-tiles-mine` is his.
  private static func isOurs(_ name: String, _ prefix: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(".tmp") else { return false }
    let middle = name.dropFirst(prefix.count).dropLast(4)
    return middle.utf8.count == 16 && middle.allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }

  /// A descriptor that keeps the folder from being removed; nil when somebody else is removing it.
  private static func hold(_ path: String) throws(LedgerError) -> Int32? {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT { return nil }
      rmdir(path)
      throw failure(path, code)
    }
    let isRefused = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    if !isRefused, isStill(path, descriptor) { return descriptor }
    close(descriptor)
    return nil
  }

  /// Whether the folder of that name is the one that is open.
  private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    return lstat(path, &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino
      && named.st_dev == opened.st_dev
  }

  /// Whoever cannot look or remove here leaves it to the next: what is to be done in the new folder does not depend on it.
  static func removeLeftovers(in base: String, prefix: String) {
    guard let names = try? Files.names(in: base) else { return }
    for name in names where isOurs(name, prefix) {
      let path = "\(base)/\(name)"
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var about = stat()
      // In a folder that all may write, another's is not ours to remove.
      guard fstat(descriptor, &about) == 0, about.st_uid == geteuid() else { continue }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(path, descriptor) else { continue }
      try? Files.remove(path)
    }
  }

  private static func failure(_ base: String, _ code: Int32) -> LedgerError {
    let reason = String(cString: strerror(code))
    return LedgerError(
      .inputOutput, "E17", "不能在“\(base)”建立临时文件夹：\(reason)", "no temporary folder in \"\(base)\": \(reason)")
  }
}
