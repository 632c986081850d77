import Glibc

/// The right to be the one writer, held across processes by `flock` and never waited for.
///
/// LMDB lets writers queue; a ledger would rather say at once that another writer is at work
/// (``LMDBError/Code/busy``, which a command turns into exit status 75). The lock ends with the value, or
/// with the process, however it dies.
public struct WriterLock: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Takes the lock on the file at `path`, made if absent. Not LMDB's own `lock.mdb`: closing a second
  /// descriptor of that file would drop the locks LMDB keeps on it.
  ///
  /// - Throws: `busy` when another holds it (this process too); else the system's code.
  public init(path: String, mode: UInt32 = 0o640) throws(LMDBError) {
    // CLOEXEC: a child that outlives us must not go on holding it.
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else { throw LMDBError(LMDBError.Code(rawValue: errno), .lock, path: path) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      throw LMDBError(LMDBError.Code(rawValue: code), .lock, path: path)
    }
    self.descriptor = descriptor
  }

  deinit {
    // Unlocked by name, not by closing alone: a child between fork and exec has a copy of the descriptor, and
    // would keep the lock for that moment. The file stays: removing it would let two writers lock two files
    // of one name.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
