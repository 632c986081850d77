import Glibc
import LMDB

/// Derived state built only to be compared, then thrown away: it keeps a replay of any length within bounded memory.
///
/// It lies beside the generations under `derived/`, where there is room for one more of its size; in the folder for
/// temporary files when that may not be written.
final class ScratchGeneration {
  private let folder: String
  /// Nil only while going away.
  private var open: DerivedStore?

  var store: DerivedStore {
    guard let open else { preconditionFailure("the scratch generation is gone") }
    return open
  }

  init(_ derived: DerivedGenerations) throws(LedgerError) {
    folder = try Self.makeFolder(derived.folder.derived)
    do throws(LedgerError) { open = try derived.makeScratch(folder) } catch {
      try Files.remove(folder)
      throw error
    }
  }

  deinit {
    open = nil
    // That a temporary file stays behind is no fault of the ledger's.
    try? Files.remove(folder)
  }

  private static let prefix = "verify-"

  private static func makeFolder(_ derived: String) throws(LedgerError) -> String {
    let own = "\(prefix)\(getpid())-\(counter())"
    if Files.isWritable(derived) {
      try removeLeftovers(derived)
      try Files.makeFolder("\(derived)/\(own)", mode: 0o700)
      return "\(derived)/\(own)"
    }
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let path = "\(base)/taizhang-\(own)"
    // In a folder that all may write, only one made by this very call is ours.
    guard mkdir(path, 0o700) == 0 else { throw Files.failure("create", path, errno) }
    return path
  }

  /// Removes what a verification that was killed left behind.
  private static func removeLeftovers(_ derived: String) throws(LedgerError) {
    for name in try Files.names(in: derived) where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count).prefix { $0 != "-" }
      guard let process = pid_t(digits), kill(process, 0) != 0, errno == ESRCH else { continue }
      try Files.remove("\(derived)/\(name)")
    }
  }

  /// Tells apart two verifications in one process.
  private static func counter() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
