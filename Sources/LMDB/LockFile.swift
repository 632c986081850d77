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
}
