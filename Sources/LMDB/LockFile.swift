import Glibc

/// LMDB's `lock.mdb`, which even readers write: they register in it.
enum LockFile {
  /// Whether this user can register. A folder of another user, or a read-only medium, cannot take readers'
  /// marks.
  static func isWritable(in folder: String) -> Bool {
    let file = folder + "/lock.mdb"
    if faccessat(AT_FDCWD, file, R_OK | W_OK, AT_EACCESS) == 0 { return true }
    // Absent: it is made, if the folder lets us.
    return errno == ENOENT && faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0
  }

  /// Makes the file with all its blocks before LMDB maps it.
  ///
  /// LMDB grows it by `ftruncate`, which takes no space: on a full disk the first write into the map then kills the
  /// process by SIGBUS, where an error was wanted.
  ///
  /// - Throws: `diskFull`, `permission`, or another system code.
  static func reserve(in folder: String, readers: Int, mode: UInt32) throws(LMDBError) {
    let descriptor = open(folder + "/lock.mdb", O_RDWR | O_CREAT | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else { throw LMDBError(LMDBError.Code(rawValue: errno), .open, path: folder) }
    defer { close(descriptor) }
    // A head of 128 bytes, then a cache line for each reader.
    let code = posix_fallocate(descriptor, 0, off_t(128 + 64 * readers))
    switch code {
    // A file system that cannot promise space is no worse off than before.
    case 0, EINVAL, EOPNOTSUPP, ENOSYS: return
    default: throw LMDBError(LMDBError.Code(rawValue: code), .open, path: folder)
    }
  }
}
