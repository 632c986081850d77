import Glibc

/// Writes CSV: UTF-8 with a byte order mark, by which Excel and WPS know it, CRLF line ends, RFC 4180 quoting.
public enum CSVWriter {
  /// The bytes of a CSV file. A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, tab
  /// or CR) gets an apostrophe in front, which ``CellReading/text(_:)`` takes off again; numbers stay as they are.
  public static func bytes(header: [String], rows: [[SheetValue]]) -> [UInt8] {
    var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    append(header.map { SheetValue.text($0) }, to: &bytes)
    for row in rows { append(row, to: &bytes) }
    return bytes
  }

  private static func append(_ row: [SheetValue], to bytes: inout [UInt8]) {
    for (index, value) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch value {
      case .empty: break
      case .text(let text): append(text: text, to: &bytes)
      case .number(let text), .date(let text), .dateTime(let text): append(quoted: text, to: &bytes)
      case .boolean(let flag): bytes.append(contentsOf: (flag ? "TRUE" : "FALSE").utf8)
      }
    }
    bytes.append(contentsOf: [13, 10])
  }

  private static func append(text: String, to bytes: inout [UInt8]) {
    let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    append(quoted: isFormula ? "'" + text : text, to: &bytes)
  }

  private static func append(quoted text: String, to bytes: inout [UInt8]) {
    guard text.utf8.contains(where: { "\",\r\n\t;".utf8.contains($0) }) || text.contains("；") else {
      return bytes.append(contentsOf: text.utf8)
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
