/// What separates the fields of a CSV file.
public enum CSVDelimiter: Sendable, Equatable, CaseIterable {
  /// `,`
  case comma
  /// Tab, as in text copied from a spreadsheet.
  case tab
  /// `;`
  case semicolon
  /// `；` U+FF1B, typed by hand.
  case fullWidthSemicolon
  /// `|`
  case bar

  var bytes: [UInt8] {
    switch self {
    case .comma: [UInt8(ascii: ",")]
    case .tab: [UInt8(ascii: "\t")]
    case .semicolon: [UInt8(ascii: ";")]
    case .fullWidthSemicolon: Array("；".utf8)
    case .bar: [UInt8(ascii: "|")]
    }
  }

  /// The delimiter that divides the first 20 lines most regularly.
  ///
  /// Titles above the header and free text hold stray separators, so what counts is how many lines agree on the
  /// same number of them; then how many there are; then the order of the cases.
  static func detect(_ bytes: ArraySlice<UInt8>) -> CSVDelimiter {
    let lines = firstLines(bytes)
    var best = (delimiter: CSVDelimiter.comma, lines: 0, fields: 0)
    for delimiter in allCases {
      var agreeing: [Int: Int] = [:]
      for line in lines {
        let count = occurrences(of: delimiter.bytes, in: line)
        if count > 0 { agreeing[count, default: 0] += 1 }
      }
      for (fields, lines) in agreeing where (lines, fields) > (best.lines, best.fields) {
        best = (delimiter, lines, fields)
      }
    }
    return best.delimiter
  }

  private static func firstLines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines = [ArraySlice<UInt8>]()
    var start = bytes.startIndex
    var quoted = false
    for index in bytes.indices.prefix(1 << 16) {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      guard !quoted, byte == 10 || byte == 13 else { continue }
      lines.append(bytes[start..<index])
      start = index + 1
      if lines.count == 20 { return lines }
    }
    lines.append(bytes[start...].prefix(1 << 16))
    return lines
  }

  private static func occurrences(of pattern: [UInt8], in line: ArraySlice<UInt8>) -> Int {
    var count = 0
    var quoted = false
    for index in line.indices {
      if line[index] == UInt8(ascii: "\"") { quoted.toggle() }
      if !quoted, line[index] == pattern[0], line[index...].starts(with: pattern) { count += 1 }
    }
    return count
  }
}
