import CZip
import Glibc

/// Makes small zip archives in memory.
enum ZipBuilder {
  static func zip(_ parts: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var error = zip_error_t()
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { fatalError("zip source") }
    zip_source_keep(target)
    defer { zip_source_free(target) }
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else { fatalError("zip open") }
    for part in parts {
      guard let copy = malloc(max(1, part.bytes.count)) else { fatalError("malloc") }
      part.bytes.withUnsafeBytes { source in
        if let base = source.baseAddress { memcpy(copy, base, source.count) }
      }
      let source = zip_source_buffer(archive, copy, UInt64(part.bytes.count), 1)
      precondition(zip_file_add(archive, part.name, source, zip_flags_t(ZIP_FL_OVERWRITE)) >= 0)
    }
    precondition(zip_close(archive) == 0)
    return read(target)
  }

  private static func read(_ source: OpaquePointer) -> [UInt8] {
    var stat = zip_stat_t()
    precondition(zip_source_stat(source, &stat) == 0 && zip_source_open(source) == 0)
    defer { zip_source_close(source) }
    var bytes = [UInt8](repeating: 0, count: Int(stat.size))
    let count = zip_source_read(source, &bytes, UInt64(bytes.count))
    precondition(count == Int64(bytes.count))
    return bytes
  }
}
