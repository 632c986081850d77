import EventSourcing
import Glibc

/// The few file operations the engine needs, with errors a person can act on.
public enum Files {
  /// Reads a whole file of at most `limit` bytes.
  public static func read(_ path: String, limit: Int = 1 << 30) throws(LedgerError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("read", path, errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw failure("read", path, errno)
      }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else {
        throw LedgerError(.malformed, "E13", "文件“\(path)”过大", "the file \"\(path)\" is too large")
      }
    }
  }

  /// Writes a file so that a reader sees the old bytes or the new, never a part, even after a crash.
  ///
  /// - Throws: also when only its name could not be made durable: then the new bytes are there, and may be gone after a crash.
  public static func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(LedgerError) {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else { throw failure("write", path, errno) }
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw abandon(descriptor, temporary, path) }
      offset += count
    }
    guard fsync(descriptor) == 0 else { throw abandon(descriptor, temporary, path) }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw failure("write", path, code)
    }
    try syncParent(of: path)
  }

  /// Writes a new file, never over anything: whoever names a file that is there has mistaken it for another.
  ///
  /// - Throws: `E56` when there is something by that name, a link to nothing too; what ``write(_:_:mode:)`` throws, and then nothing
  ///   of this name is left.
  public static func create(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(LedgerError) {
    // The name is taken first, so that of two who write at once one is told.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else {
      if errno == EEXIST { throw isThereAlready(path) }
      throw failure("write", path, errno)
    }
    close(descriptor)
    do throws(LedgerError) { try write(path, bytes, mode: mode) } catch {
      unlink(path)
      throw error
    }
  }

  /// Refuses a name that is taken, before the work whose outcome would be written there.
  ///
  /// - Throws: `E56` when it is; `E16`, `E17` when it cannot be told.
  public static func refuseToOverwrite(_ path: String) throws(LedgerError) {
    if try isThere(path) { throw isThereAlready(path) }
  }

  private static func isThereAlready(_ path: String) -> LedgerError {
    LedgerError(
      .cannotCreate, "E56", "“\(path)”已存在，未覆盖；请换一个文件名，或先移走它",
      "\"\(path)\" exists: it was not overwritten; choose another name, or move it away first")
  }

  private static func abandon(_ descriptor: Int32, _ temporary: String, _ path: String) -> LedgerError {
    let code = errno
    close(descriptor)
    unlink(temporary)
    return failure("write", path, code)
  }

  /// Makes one folder; that it exists already is no error.
  public static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(LedgerError) {
    if mkdir(path, mode_t(mode)) == 0 || errno == EEXIST { return }
    throw failure("create", path, errno)
  }

  /// Makes a folder and those above it that are missing.
  ///
  /// - Throws: `E40` when something else has its name.
  static func makeFolders(_ path: String, mode: UInt32 = 0o755) throws(LedgerError) {
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      folder += folder.isEmpty || folder == "/" ? "\(part)" : "/\(part)"
      if !exists(folder) { try makeFolder(folder, mode: mode) }
      guard isKind(S_IFDIR, folder) else {
        throw LedgerError(
          .cannotCreate, "E40", "“\(folder)”已存在而不是文件夹，请换一个", "\"\(folder)\" is there and no folder: choose another")
      }
    }
  }

  /// Whether a path is a regular file, links followed: reading anything else, such as a pipe, may wait for ever.
  static func isRegular(_ path: String) -> Bool { isKind(S_IFREG, path) }

  private static func isKind(_ kind: mode_t, _ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == kind
  }

  /// Whether a file or folder is there, links followed; false also where it may not be looked for, or cannot.
  ///
  /// Where absence decides anything, ``isThere(_:)`` tells it from not being able to look.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is anything by this name, a link to nothing too.
  ///
  /// - Throws: `E16` or `E17` for whatever keeps this process from looking: what cannot be seen is not absent.
  public static func isThere(_ path: String) throws(LedgerError) -> Bool {
    var status = stat()
    if lstat(path, &status) == 0 { return true }
    let code = errno
    guard code == ENOENT || code == ENOTDIR else { throw failure("stat", path, code) }
    return false
  }

  /// Bytes of a file as the file system counts its contents.
  public static func size(_ path: String) throws(LedgerError) -> UInt64 {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure("stat", path, errno) }
    return UInt64(status.st_size)
  }

  /// Whether this process's user may read it; false when it is not there.
  public static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

  /// Whether this process's user may write it; false when it is not there, or the file system is read-only.
  public static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

  /// The names in a folder, ascending by bytes, without `.` and `..`.
  public static func names(in path: String) throws(LedgerError) -> [String] {
    guard let handle = opendir(path) else { throw failure("read", path, errno) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Removes a folder of plain files, or a file. What is not there is no error.
  public static func remove(_ path: String) throws(LedgerError) {
    if unlink(path) == 0 || errno == ENOENT { return }
    guard errno == EISDIR || errno == EPERM else { throw failure("remove", path, errno) }
    for name in try names(in: path) { try remove("\(path)/\(name)") }
    guard rmdir(path) == 0 else { throw failure("remove", path, errno) }
  }

  /// When a file was written last; nil when there is none.
  static func modified(_ path: String) -> Timestamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Timestamp(statedSeconds: UInt64(max(0, status.st_mtim.tv_sec)))
  }

  /// The permission bits of a file; nil when there is none.
  public static func mode(_ path: String) -> UInt32? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return UInt32(status.st_mode) & 0o777
  }

  static func failure(_ operation: String, _ path: String, _ code: Int32) -> LedgerError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT: return LedgerError(.missing, "E14", "没有“\(path)”", "there is no \"\(path)\"")
    case ENOSPC, EDQUOT:
      return LedgerError(
        .inputOutput, "E15", "磁盘已满，未能写入“\(path)”；请清理空间后重试",
        "the disk is full, \"\(path)\" was not written: free some space and try again")
    case EACCES, EROFS, EPERM:
      return LedgerError(
        .inputOutput, "E16", "没有权限访问“\(path)”（\(reason)）", "no permission for \"\(path)\" (\(reason))")
    default:
      return LedgerError(
        .inputOutput, "E17", "读写“\(path)”失败（\(operation)：\(reason)）",
        "input/output on \"\(path)\" failed (\(operation): \(reason))")
    }
  }
}
