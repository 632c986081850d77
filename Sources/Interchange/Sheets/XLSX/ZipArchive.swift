import CZip
import Glibc

/// The parts of a zip archive in memory, unpacked in pieces under limits that do not trust the archive's own figures.
final class ZipArchive {
  private let archive: OpaquePointer
  private let file: String
  private let limits: ReadingLimits
  private var unpackedBytes = 0

  init(_ bytes: [UInt8], file: String, limits: ReadingLimits) throws(SheetError) {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    // libzip keeps the buffer for as long as the archive is open and frees it with free(3).
    guard let copy = malloc(max(bytes.count, 1)) else { throw .unreadable(file, errno: ENOMEM) }
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { memcpy(copy, base, source.count) }
    }
    guard let source = zip_source_buffer_create(copy, UInt64(bytes.count), 1, &error) else {
      free(copy)
      throw Self.broken("zip", file, &error)
    }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
      zip_source_free(source)
      throw Self.broken("zip", file, &error)
    }
    self.archive = archive
    self.file = file
    self.limits = limits
    guard zip_get_num_entries(archive, 0) <= limits.archiveEntries else {
      throw .limit(file, part: "zip", zh: "压缩包内文件太多", en: "too many files in the archive")
    }
  }

  deinit { zip_discard(archive) }

  /// Whether the archive has a part of that name. Part names compare without case (ECMA-376 part 2, 6.2.2.3).
  func contains(_ name: String) -> Bool { index(of: name) != nil }

  /// The place of a part: by its name, else by the spellings that some programs give it: with backslashes, or with the
  /// escapes of the address that refers to it taken off.
  private func index(of name: String) -> UInt64? {
    let decoded = Self.withoutEscapes(name)
    // Some escape a space that the part's own name does not have.
    for spelling in [name, decoded, decoded.filter { $0 != " " }] {
      for path in [spelling, String(spelling.map { $0 == "/" ? "\\" : $0 })] {
        let found = zip_name_locate(archive, path, zip_flags_t(ZIP_FL_NOCASE))
        if found >= 0 { return UInt64(found) }
      }
    }
    return nil
  }

  /// `sheet%201.xml` as `sheet 1.xml`.
  private static func withoutEscapes(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "%")) else { return name }
    var decoded = [UInt8]()
    var rest = Array(name.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(digits, radix: 16), value > 0 {
        decoded.append(value)
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Unpacks a part, handing it over 64 KiB at a time. The checksum is verified at its end.
  /// - Throws: X21, X22 (no such part), X25 (limits), or what `body` throws.
  func read(
    _ name: String, regularBytes: () -> Int = { 0 }, _ body: (UnsafeBufferPointer<UInt8>) throws(SheetError) -> Void
  ) throws(SheetError) {
    guard let index = index(of: name) else {
      throw .damaged(file, code: "X22", part: name, zh: "缺失", en: "missing")
    }
    var stat = zip_stat_t()
    guard zip_stat_index(archive, index, 0, &stat) == 0 else {
      throw broken(name, zip_get_error(archive))
    }
    if stat.valid & UInt64(ZIP_STAT_ENCRYPTION_METHOD) != 0, stat.encryption_method != ZIP_EM_NONE {
      throw .passwordProtected(file)
    }
    if stat.comp_method == Self.deflate64 { return try readDeflate64(name, index, stat, regularBytes, body) }
    guard zip_compression_method_supported(zip_int32_t(stat.comp_method), 0) != 0 else {
      throw .compressed(file, part: name, method: "\(stat.comp_method)")
    }
    guard let part = zip_fopen_index(archive, index, 0) else {
      throw broken(name, zip_get_error(archive))
    }
    defer { zip_fclose(part) }
    let packedBytes = stat.valid & UInt64(ZIP_STAT_COMP_SIZE) != 0 ? Int(clamping: stat.comp_size) : 0
    try unpack(part, name: name, packedBytes: packedBytes, regularBytes, body)
  }

  private func unpack(
    _ part: OpaquePointer, name: String, packedBytes: Int, _ regularBytes: () -> Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws(SheetError) -> Void
  ) throws(SheetError) {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    defer { buffer.deallocate() }
    var partBytes = 0
    while true {
      let count = zip_fread(part, buffer.baseAddress, UInt64(buffer.count))
      guard count >= 0 else { throw broken(name, zip_file_get_error(part)) }
      if count == 0 { return }
      partBytes += Int(count)
      unpackedBytes += Int(count)
      try check(name, partBytes: partBytes, packedBytes: packedBytes, regularBytes)
      try body(UnsafeBufferPointer(rebasing: buffer[..<Int(count)]))
    }
  }

  private static let deflate64: UInt16 = 9

  private func readDeflate64(
    _ name: String, _ index: UInt64, _ stat: zip_stat_t, _ regularBytes: () -> Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws(SheetError) -> Void
  ) throws(SheetError) {
    guard let part = zip_fopen_index(archive, index, zip_flags_t(ZIP_FL_COMPRESSED)) else {
      throw broken(name, zip_get_error(archive))
    }
    defer { zip_fclose(part) }
    // As long as the file at most, which is limited.
    var packed = [UInt8](repeating: 0, count: Int(clamping: min(stat.comp_size, UInt64(limits.fileBytes))))
    let count = zip_fread(part, &packed, UInt64(packed.count))
    guard count == packed.count else { throw broken(name, zip_file_get_error(part)) }
    var inflater = Inflate64(packed)
    var checksum: UInt32 = 0
    var partBytes = 0
    while true {
      let chunk: [UInt8]
      do throws(Inflate64.Malformed) { chunk = try inflater.chunk() } catch {
        throw .damaged(file, code: "X21", part: name, zh: "压缩数据有误", en: "its packed bytes are malformed")
      }
      if chunk.isEmpty { break }
      partBytes += chunk.count
      unpackedBytes += chunk.count
      checksum = CRC32.of(chunk, after: checksum)
      try check(name, partBytes: partBytes, packedBytes: packed.count, regularBytes)
      try chunk.withUnsafeBufferPointer { (bytes) throws(SheetError) in try body(bytes) }
    }
    guard stat.valid & UInt64(ZIP_STAT_CRC) == 0 || stat.crc == checksum else {
      throw .damaged(file, code: "X21", part: name, zh: "校验和不符", en: "its checksum does not fit")
    }
  }

  private func check(
    _ name: String, partBytes: Int, packedBytes: Int, _ regularBytes: () -> Int
  ) throws(SheetError) {
    guard partBytes <= limits.partBytes, unpackedBytes <= limits.workbookBytes else {
      throw .limit(
        file, part: name, zh: "解压后超过 \(limits.partBytes >> 20) MiB",
        en: "unpacks to more than \(limits.partBytes >> 20) MiB")
    }
    // The directory may lie about the packed size, but not beyond the file's own, which is limited.
    let irregularBytes = partBytes - regularBytes()
    if irregularBytes > limits.ratioFreeBytes, partBytes / max(packedBytes, 1) > limits.ratio {
      throw .limit(file, part: name, zh: "压缩比异常（疑似压缩炸弹）", en: "unpacks suspiciously far (a zip bomb?)")
    }
  }

  private func broken(_ name: String, _ error: UnsafeMutablePointer<zip_error_t>?) -> SheetError {
    Self.broken(name, file, error)
  }

  /// What libzip says, which is English in either language.
  private static func broken(
    _ name: String, _ file: String, _ error: UnsafeMutablePointer<zip_error_t>?
  ) -> SheetError {
    let detail = error.map { String(cString: zip_error_strerror($0)) } ?? "zip"
    return .damaged(file, code: "X21", part: name, zh: detail, en: detail)
  }
}
