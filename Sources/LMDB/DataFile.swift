import CLMDB
import Glibc

/// `data.mdb` looked at from outside, before LMDB may map it.
///
/// LMDB trusts the file: a page beyond its end kills the process by signal (SIGBUS). So the head is read with
/// plain reads, and the size must cover every page that can be reached.
struct DataFile {
  let folder: String

  private var path: String { folder + "/data.mdb" }

  /// - Parameter mayBeAbsent: accept no file, or an empty one, which LMDB then makes.
  /// - Throws: `noSuchFile`, `notADatabase`, `versionMismatch`, `truncated`, `corrupted`, or the system's
  ///   code.
  func check(mayBeAbsent: Bool) throws(LMDBError) {
    // Without waiting: a pipe in its place would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      if errno == ENOENT, mayBeAbsent { return }
      throw error(LMDBError.Code(rawValue: errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error(LMDBError.Code(rawValue: errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw error(.notADatabase) }
    let file = PageReader(descriptor: descriptor, path: path)
    if try file.sizeBytes() == 0 {
      guard mayBeAbsent else { throw error(.notADatabase) }
      return
    }
    try check(file)
  }

  private func check(_ file: PageReader) throws(LMDBError) {
    // Another process may be writing. Only a finding that holds while the newest head stays the same counts.
    while true {
      let head = try Meta.newest(of: file)
      do throws(LMDBError) {
        return try check(head, file)
      } catch {
        if try Meta.newest(of: file).transaction == head.transaction { throw error }
      }
    }
  }

  private func check(_ head: Meta, _ file: PageReader) throws(LMDBError) {
    let sizeBytes = try file.sizeBytes()
    let (pages, tooMany) = head.lastPage.addingReportingOverflow(1)
    let (neededBytes, tooLarge) = pages.multipliedReportingOverflow(by: UInt64(head.pageSizeBytes))
    guard !tooMany, !tooLarge else { throw error(.corrupted) }
    guard sizeBytes < neededBytes else { return }
    // A page taken and given back in one transaction is counted but never written, so a sound file may be
    // shorter than its last page. Sound means: all that is missing is on the list of free pages.
    let firstMissing = sizeBytes / UInt64(head.pageSizeBytes)
    var free = FreePages(file: file, head: head, from: firstMissing)
    guard try free.count() == pages - firstMissing else { throw error(.truncated) }
  }

  private func error(_ code: LMDBError.Code) -> LMDBError {
    LMDBError(code, .open, path: path)
  }
}

/// Plain, bounded reads of a file whose bytes nobody vouches for.
struct PageReader {
  let descriptor: Int32
  let path: String

  func sizeBytes() throws(LMDBError) -> UInt64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error(LMDBError.Code(rawValue: errno)) }
    return UInt64(status.st_size)
  }

  /// Exactly `count` bytes from `offset`.
  func read(_ count: Int, at offset: UInt64) throws(LMDBError) -> [UInt8] {
    guard offset <= UInt64(Int64.max) else { throw error(.corrupted) }
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes[filled...].withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, $0.count, off_t(offset) + off_t(filled))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw error(LMDBError.Code(rawValue: errno)) }
      guard got > 0 else { throw error(.truncated) }
      filled += got
    }
    return bytes
  }

  func error(_ code: LMDBError.Code) -> LMDBError {
    LMDBError(code, .open, path: path)
  }
}

extension [UInt8] {
  /// The integer that lies at `offset` in this machine's byte order, as LMDB writes it; the caller has
  /// checked the bounds.
  func integer<I: FixedWidthInteger>(at offset: Int, as type: I.Type = I.self) -> I {
    withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }
}
