/// Reads CSV as people make it: RFC 4180 quoting; CRLF, LF or CR; UTF-8, GB 18030 or UTF-16; comma, tab,
/// semicolon or bar.
public enum CSVReader {
  /// Reads a CSV file of at most 64 MiB.
  public static func read(path: String) throws(SheetError) -> Sheet {
    let bytes = try FileBytes.read(path, limitBytes: ReadingLimits.standard.fileBytes)
    return try parse(bytes, file: path)
  }

  /// Parses a CSV file's bytes. Every cell is text or empty; a record is a row, blank lines included, so numbers
  /// agree with what a spreadsheet shows.
  ///
  /// - Parameters:
  ///   - file: the name used in errors, and its last component for the sheet.
  ///   - delimiter: the separator, found from the first lines when nil.
  /// - Throws: ``SheetError`` X02, X03, X11, X12, X13 (unterminated quote, with its row), X14–X18.
  public static func parse(
    _ bytes: [UInt8], file: String, delimiter: CSVDelimiter? = nil
  ) throws(SheetError) -> Sheet {
    try parse(bytes, file: file, delimiter: delimiter, limits: .standard)
  }

  static func parse(
    _ bytes: [UInt8], file: String, delimiter: CSVDelimiter?, limits: ReadingLimits
  ) throws(SheetError) -> Sheet {
    guard bytes.count <= limits.fileBytes else { throw .tooLarge(file, limitBytes: limits.fileBytes) }
    let decoded = try TextDecoding.utf8(bytes, file: file).bytes
    guard !decoded.isEmpty else { throw .emptyFile(file) }
    let separator = delimiter ?? CSVDelimiter.detect(decoded)
    var parser = CSVParser(decoded, file: file, delimiter: separator.bytes, limits: limits)
    return Sheet(name: FileBytes.name(file), rows: try parser.parse())
  }
}

/// One pass over UTF-8 bytes.
struct CSVParser {
  private let bytes: ArraySlice<UInt8>
  private let file: String
  private let delimiter: [UInt8]
  private let limits: ReadingLimits
  private var index: Int
  private var rowNumber = 1
  private var storedCells = 0
  private var rows = [SheetRow]()
  private var cells = [Cell]()
  private var field = [UInt8]()

  private enum End { case field, row, file }

  init(_ bytes: ArraySlice<UInt8>, file: String, delimiter: [UInt8], limits: ReadingLimits) {
    self.bytes = bytes
    self.file = file
    self.delimiter = delimiter
    self.limits = limits
    self.index = bytes.startIndex
  }

  mutating func parse() throws(SheetError) -> [SheetRow] {
    while index < bytes.endIndex {
      let end = bytes[index] == UInt8(ascii: "\"") ? try quotedField() : try plainField()
      try finishField()
      switch end {
      case .field:
        // A separator just before the end of the file opens one more, empty field.
        if index == bytes.endIndex { try finishRow() }
      case .row, .file: try finishRow()
      }
    }
    return rows
  }

  private mutating func plainField() throws(SheetError) -> End {
    let start = index
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == 10 || byte == 13 || isDelimiter(byte) { break }
      index += 1
    }
    field.append(contentsOf: bytes[start..<index])
    return consumeEnd() ?? .file
  }

  private mutating func quotedField() throws(SheetError) -> End {
    index += 1
    while true {
      guard let quote = bytes[index...].firstIndex(of: UInt8(ascii: "\"")) else {
        throw .csv(
          "X13", file, row: rowNumber, column: cells.count + 1,
          zh: "引号没有结束：从这一格开始，直到文件末尾都没有另一个引号。请检查这一格。",
          en: "A quoted cell starts here and never ends. Check this cell.")
      }
      field.append(contentsOf: bytes[index..<quote])
      try checkFieldSize()
      index = quote + 1
      if index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") {
        field.append(UInt8(ascii: "\""))
        index += 1
        continue
      }
      if index == bytes.endIndex { return .file }
      if let end = consumeEnd() { return end }
      throw .csv(
        "X14", file, row: rowNumber, column: cells.count + 1,
        zh: "引号结束后还有文字。单元格内的引号应写成两个（\"\"）。",
        en: "There is text after the closing quote. Write a quote inside a cell as two (\"\").")
    }
  }

  private func isDelimiter(_ byte: UInt8) -> Bool {
    byte == delimiter[0] && (delimiter.count == 1 || bytes[index...].starts(with: delimiter))
  }

  /// Steps over a separator or a line end at `index`; nil when there is neither.
  private mutating func consumeEnd() -> End? {
    guard index < bytes.endIndex else { return nil }
    switch bytes[index] {
    case 13:
      index += 1
      if index < bytes.endIndex, bytes[index] == 10 { index += 1 }
      return .row
    case 10:
      index += 1
      return .row
    case let byte where isDelimiter(byte):
      index += delimiter.count
      return .field
    default: return nil
    }
  }

  private func checkFieldSize() throws(SheetError) {
    guard field.count <= limits.cellTextBytes else {
      throw .csv(
        "X17", file, row: rowNumber, column: cells.count + 1,
        zh: "单元格超过 \(limits.cellTextBytes) 字节，可能是引号不成对。",
        en: "A cell is longer than \(limits.cellTextBytes) bytes; perhaps a quote is unpaired.")
    }
  }

  private mutating func finishField() throws(SheetError) {
    try checkFieldSize()
    guard cells.count < limits.columns, storedCells < limits.cells else {
      throw .csv(
        "X16", file, row: rowNumber, zh: "单元格太多（每行至多 \(limits.columns) 列）。请拆分文件。",
        en: "Too many cells (at most \(limits.columns) columns a row). Split the file.")
    }
    storedCells += 1
    let value = field.isEmpty ? Cell.Value.empty : .text(String(decoding: field, as: UTF8.self))
    cells.append(Cell(value, column: cells.count + 1, row: rowNumber))
    field.removeAll(keepingCapacity: true)
  }

  private mutating func finishRow() throws(SheetError) {
    guard rowNumber <= limits.rows else {
      throw .csv(
        "X15", file, row: rowNumber, zh: "超过 \(limits.rows) 行。请拆分文件。",
        en: "More than \(limits.rows) rows. Split the file.")
    }
    // Trailing empty fields hold nothing; a blank line leaves no row but keeps its number.
    let fieldCount = cells.count
    while let last = cells.last, last.value == .empty { cells.removeLast() }
    if !cells.isEmpty { rows.append(SheetRow(number: rowNumber, cells: cells, fieldCount: fieldCount)) }
    cells.removeAll(keepingCapacity: true)
    rowNumber += 1
  }
}
