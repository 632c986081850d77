import CZip
import EventSourcing
import Glibc
import Ledger

/// A file in an evidence pack.
public struct PackMember: Hashable, Sendable {
  /// Path within the pack, such as `entries/000000000042.entry`.
  public let name: String
  /// The file's content.
  public let bytes: [UInt8]
}

/// Evidence packs as ZIP files (APPNOTE 6.3): stored, not compressed, so that the same pack has the same bytes whichever
/// library wrote it, and can be taken apart with a hex editor.
enum PackArchive {
  /// The most a pack may hold.
  static let byteCountMax = 1 << 30
  /// More take the extensions of ZIP64, of which readers understand different parts.
  static let memberCountMax = 65_000

  // MARK: Writing

  /// - Parameter time: the time of every member, in UTC: ZIP knows no zones.
  static func write(_ members: [PackMember], time: Timestamp) throws(LedgerError) -> [UInt8] {
    guard members.reduce(0, { $0 + $1.bytes.count }) <= byteCountMax, members.count <= memberCountMax else {
      throw LedgerError(
        .refused, "E72", "证据包超过\(byteCountMax >> 20) MiB或\(memberCountMax)个文件",
        "the pack has more than \(byteCountMax >> 20) MiB or \(memberCountMax) members")
    }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_buffer_create(nil, 0, 0, &error),
      let archive = zip_open_from_source(source, ZIP_TRUNCATE, &error)
    else { throw failure(String(cString: zip_error_strerror(&error))) }
    zip_source_keep(source)
    defer { zip_source_free(source) }
    for member in members {
      guard add(member, to: archive, time) else {
        let detail = String(cString: zip_strerror(archive))
        zip_discard(archive)
        throw failure(detail)
      }
    }
    guard zip_close(archive) == 0 else {
      let detail = String(cString: zip_strerror(archive))
      zip_discard(archive)
      throw failure(detail)
    }
    return try bytes(of: source)
  }

  private static func add(_ member: PackMember, to archive: OpaquePointer, _ time: Timestamp) -> Bool {
    // libzip reads the copy when the archive is closed and frees it with free(3).
    guard let copy = malloc(max(member.bytes.count, 1)) else { return false }
    member.bytes.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { memcpy(copy, base, bytes.count) }
    }
    guard let source = zip_source_buffer(archive, copy, UInt64(member.bytes.count), 1) else {
      free(copy)
      return false
    }
    let index = zip_file_add(archive, member.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      return false
    }
    let time = PackTime(time)
    return zip_set_file_compression(archive, UInt64(index), zip_int32_t(ZIP_CM_STORE), 0) == 0
      && zip_file_set_dostime(archive, UInt64(index), time.clock, time.day, 0) == 0
      && zip_file_set_external_attributes(archive, UInt64(index), 0, UInt8(ZIP_OPSYS_UNIX), 0o100644 << 16) == 0
  }

  private static func bytes(of source: OpaquePointer) throws(LedgerError) -> [UInt8] {
    guard zip_source_open(source) == 0 else { throw failure("open") }
    defer { zip_source_close(source) }
    var stat = zip_stat_t()
    guard zip_source_stat(source, &stat) == 0 else { throw failure("stat") }
    let size = Int(clamping: stat.size)
    var result: [UInt8] = []
    result.reserveCapacity(size)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while result.count < size {
      let count = zip_source_read(source, chunk.baseAddress, UInt64(chunk.count))
      guard count > 0 else { throw failure("read") }
      result.append(contentsOf: chunk[..<Int(count)])
    }
    return result
  }

  private static func failure(_ detail: String) -> LedgerError {
    LedgerError(.inputOutput, "E17", "未能写成证据包（\(detail)）", "the pack could not be written (\(detail))")
  }

  // MARK: Reading

  /// Whether bytes begin like a ZIP file.
  static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

  /// Every member in the order of the archive.
  ///
  /// - Throws: `E64` for bytes that are no such archive, names twice, compressed members, too much in all.
  static func read(_ bytes: [UInt8]) throws(LedgerError) -> [PackMember] {
    var limits = ReadingLimits.standard
    limits.archiveEntries = memberCountMax
    limits.partBytes = byteCountMax
    do throws(SheetError) {
      let archive = try ZipArchive(bytes, file: "pack", limits: limits)
      guard archive.isStored else { throw .damaged("pack", code: "X21", part: "zip", zh: "有压缩", en: "compressed") }
      return try archive.members()
    } catch {
      throw altered(error.fault ?? Bilingual(error.zh, error.en))
    }
  }

  static func altered(_ fault: Bilingual) -> LedgerError {
    LedgerError(
      .malformed, "E64", "证据包（ZIP）已损坏或被改动（\(fault.zh)），不能证明什么；请向出具者重新取得",
      "the evidence pack (ZIP) is damaged or was altered (\(fault.en)) and proves nothing: "
        + "fetch it again from whoever issued it")
  }
}

extension ZipArchive {
  fileprivate func members() throws(SheetError) -> [PackMember] {
    var members: [PackMember] = []
    for name in try names() {
      var bytes: [UInt8] = []
      try read(name) { (chunk) throws(SheetError) in bytes.append(contentsOf: chunk) }
      members.append(PackMember(name: name, bytes: bytes))
    }
    return members
  }
}
