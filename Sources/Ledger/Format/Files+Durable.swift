import Glibc

extension Files {
  /// Makes a rename or a new name durable.
  static func syncParent(of path: String) throws(LedgerError) {
    guard let slash = path.lastIndex(of: "/") else { return try syncFolder(".") }
    try syncFolder(slash == path.startIndex ? "/" : String(path[..<slash]))
  }

  /// Makes a folder's names durable.
  static func syncFolder(_ path: String) throws(LedgerError) {
    // EINVAL: some network and FUSE file systems have nothing to sync of a folder and say so for every one; there a name is as
    // durable as it gets, and to refuse would be to refuse the file system.
    try sync(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, forgiving: EINVAL)
  }

  /// Makes a file's bytes durable.
  static func sync(_ path: String) throws(LedgerError) { try sync(path, O_RDONLY | O_CLOEXEC, forgiving: 0) }

  private static func sync(_ path: String, _ flags: Int32, forgiving: Int32) throws(LedgerError) {
    let descriptor = open(path, flags)
    guard descriptor >= 0 else { throw failure("sync", path, errno) }
    defer { close(descriptor) }
    while fsync(descriptor) != 0 {
      let code = errno
      if code == forgiving { return }
      guard code == EINTR else { throw failure("sync", path, code) }
    }
  }

  /// Writes a published file so that a reader sees all of it or nothing; after a crash it may be gone or empty.
  static func place(_ bytes: [UInt8], at path: String, mode: UInt32) throws(LedgerError) {
    let (temporary, descriptor) = try openTemporary(path, mode)
    do throws(LedgerError) {
      try write(bytes[...], to: descriptor, path)
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw failure("write", path, code)
    }
  }
}
