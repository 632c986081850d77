import EventSourcing
import Glibc

/// The few file operations the engine needs, with errors a person can act on.
public enum Files {
  /// Reads a whole file of at most `limit` bytes.
  ///
  /// - Throws: `E37` for what is no file: reading a pipe or a device may never end. Standard input and what a shell puts in a file's
  ///   place (`/dev/stdin`, `/dev/fd/63`) are read like files.
  public static func read(_ path: String, limit: Int = 1 << 30) throws(LedgerError) -> [UInt8] {
    let descriptor = try openToRead(path)
    defer { close(descriptor) }
    return try read(descriptor, path, limit: limit)
  }

  /// Reads standard input to its end, at most `limit` bytes.
  public static func readStandardInput(limit: Int) throws(LedgerError) -> [UInt8] {
    try read(STDIN_FILENO, "-", limit: limit)
  }

  private static func read(_ descriptor: Int32, _ path: String, limit: Int) throws(LedgerError) -> [UInt8] {
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

  /// Opens a file, and nothing else, for reading: every file whose name comes from outside is opened here.
  ///
  /// Looked at first, because merely opening some devices does something; opened without waiting, because a pipe put in the
  /// file's place meanwhile waits for a writer; looked at again, because that one is the file that is read.
  ///
  /// - Throws: `E37` for what is no file.
  static func openToRead(_ path: String) throws(LedgerError) -> Int32 {
    let isStream = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"].contains { path.hasPrefix($0) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure("read", path, errno) }
    if !isStream, let error = notAFile(path, status) { throw error }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (isStream ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else { throw failure("read", path, errno) }
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw failure("read", path, code)
    }
    if !isStream, let error = notAFile(path, status) {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Refuses what is no file in the place of one that somebody else opens, LMDB above all.
  ///
  /// - Throws: `E37`. That nothing is there is for whoever opens it to tell.
  static func refuseNoFile(_ path: String) throws(LedgerError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ELOOP { throw failure("read", path, ELOOP) }
      return
    }
    if let error = notAFile(path, status) { throw error }
  }

  private static func notAFile(_ path: String, _ status: stat) -> LedgerError? {
    guard let kind = special(status) else { return nil }
    return LedgerError(
      .inputOutput, "E37", "“\(path)”是\(kind.zh)，不是文件，未读取；请核对路径",
      "\"\(path)\" is \(kind.en), no file: it was not read, look at the path")
  }

  /// What a path leads to, where that is no regular file.
  private static func special(_ status: stat) -> (zh: String, en: String)? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: ("文件夹", "a folder")
    case S_IFIFO: ("管道", "a pipe")
    case S_IFSOCK: ("套接字", "a socket")
    default: ("设备", "a device")
    }
  }

  /// Writes a file so that a reader sees the old bytes or the new, never a part, even after a crash.
  ///
  /// - Throws: `E39` when something that is no file has the name: a device would be replaced by a file. Also when only its name
  ///   could not be made durable: then the new bytes are there, and may be gone after a crash.
  public static func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o640) throws(LedgerError) {
    try refuseSpecial(path)
    let (temporary, descriptor) = try openTemporary(path, mode)
    do throws(LedgerError) {
      try write(bytes[...], to: descriptor, path)
      guard fsync(descriptor) == 0 else { throw failure("write", path, errno) }
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
    try syncParent(of: path)
  }

  /// Writes a new file, never over anything: whoever names a file that is there has mistaken it for another.
  ///
  /// - Throws: what ``refuseToOverwrite(_:)`` throws when there is something by that name; what ``write(_:_:mode:)`` throws, and
  ///   then nothing of this name is left.
  public static func create(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o640) throws(LedgerError) {
    try refuseToOverwrite(path)
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
  /// - Throws: `E56` for a file, a folder and a link to nothing, `E39` for a device, a pipe and a socket; `E16`, `E17` when it
  ///   cannot be told.
  public static func refuseToOverwrite(_ path: String) throws(LedgerError) {
    guard try isThere(path) else { return }
    if !isKind(S_IFDIR, path) { try refuseSpecial(path) }
    throw isThereAlready(path)
  }

  private static func isThereAlready(_ path: String) -> LedgerError {
    LedgerError(
      .cannotCreate, "E56", "“\(path)”已存在，未覆盖；请换一个文件名，或先移走它",
      "\"\(path)\" exists: it was not overwritten; choose another name, or move it away first")
  }

  private static func refuseSpecial(_ path: String) throws(LedgerError) {
    var status = stat()
    let isSystems = ["/dev/", "/proc/"].contains { path.hasPrefix($0) }
    guard stat(path, &status) == 0, let kind = special(status) ?? (isSystems ? ("设备", "a device") : nil) else { return }
    throw LedgerError(
      .cannotCreate, "E39", "“\(path)”已存在，是\(kind.zh)而不是文件，未写入；请另给文件名",
      "\"\(path)\" is there and is \(kind.en), no file: nothing was written, give another name")
  }

  /// A new file beside the one it will become, `PATH.PROCESS.tmp`. Of that name there can only be one that a process of this
  /// number left when it was killed, and its mode would be this one's.
  static func openTemporary(_ path: String, _ mode: UInt32) throws(LedgerError) -> (path: String, descriptor: Int32) {
    let temporary = "\(path).\(getpid()).tmp"
    for isSecond in [false, true] {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(mode))
      if descriptor >= 0 { return (temporary, descriptor) }
      guard errno == EEXIST, !isSecond, unlink(temporary) == 0 else { break }
    }
    throw failure("write", path, errno)
  }

  /// Makes one folder; that it exists already is no error.
  public static func makeFolder(_ path: String, mode: UInt32 = 0o750) throws(LedgerError) {
    if mkdir(path, mode_t(mode)) == 0 || errno == EEXIST { return }
    throw failure("create", path, errno)
  }

  /// Makes a folder and those above it that are missing.
  ///
  /// - Throws: `E40` when something else has its name.
  static func makeFolders(_ path: String, mode: UInt32) throws(LedgerError) {
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
    // As little a file as a pipe is, and as little absent.
    case ELOOP where operation == "read":
      return LedgerError(
        .inputOutput, "E37", "“\(path)”是绕成圈的链接，不是文件，未读取；请核对路径",
        "\"\(path)\" is a link in a circle, no file: it was not read, look at the path")
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
