import Glibc

/// The C library's words for an error number, independent of locale because the product never calls `setlocale`.
func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}

/// Reads files whole: they are small by limit, and a copy cannot change while it is parsed.
enum FileBytes {
  static func read(_ path: String, limitBytes: Int) throws(SheetError) -> [UInt8] {
    // Without waiting: a pipe would wait for a writer, and a device may never end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .unreadable(path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path, errno: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ESPIPE)
    }
    var bytes = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(path, errno: errno)
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= limitBytes else { throw .tooLarge(path, limitBytes: limitBytes) }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// The last component of a path, which names a sheet that has no name of its own.
  static func name(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }
}
