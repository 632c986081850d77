import Glibc
import TransparencyLog

/// Evidence files, each under the SHA-256 of its bytes.
extension Folder {
  /// Whether the evidence file is there whole: a file, whose bytes are those that its name states.
  ///
  /// - Throws: what keeps it from being read.
  public func holdsBlob(_ sha256: String) throws(LedgerError) -> Bool {
    let path = blob(sha256)
    guard Files.isRegular(path) else { return false }
    return try Files.sha256(path)?.hex == sha256
  }

  /// Keeps an evidence file durably, its name included. One that is there and is cut short, altered or no file gives way.
  ///
  /// - Throws: `E39` for a folder in its place, which may be somebody's; what keeps it from being written.
  public func keepBlob(_ bytes: [UInt8], _ sha256: String) throws(LedgerError) {
    let path = blob(sha256)
    for folder in [blobs, "\(blobs)/\(sha256.prefix(2))"] where !Files.exists(folder) {
      try Files.makeFolder(folder)
      try Files.syncParent(of: folder)
    }
    if try holdsBlob(sha256) {
      // Whoever wrote it may have been killed before it was durable.
      try Files.sync(path)
      return try Files.syncParent(of: path)
    }
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFDIR {
      unlink(path)
    }
    try Files.write(path, bytes)
  }
}

extension Files {
  /// SHA-256 of a file of any length; nil for what is no file.
  static func sha256(_ path: String) throws(LedgerError) -> Hash? {
    let descriptor: Int32
    do throws(LedgerError) { descriptor = try openToRead(path) } catch {
      if error.code == "E37" { return nil }
      throw error
    }
    defer { close(descriptor) }
    var sha = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return sha.finalize() }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("read", path, errno) }
      buffer.withUnsafeBytes { sha.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }
}
