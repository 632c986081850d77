import Glibc

/// Writes `.xlsx` workbooks: import templates to be filled in, and tables of data.
///
/// The same tables give the same bytes: no clock or locale enters the file. A workbook is written beside its place,
/// read back, compared with what was asked for, and only then put in place; a full disk leaves the old file as it was.
public struct SheetWriter: Sendable {
  /// Writes a workbook with one sheet per table, and a hidden sheet `代码表` for long drop-down lists.
  /// - Throws: ``SheetError`` X41 (I/O, with the system's reason), X42 (something a sheet cannot hold), X43 (did not
  ///   read back as written).
  public static func write(path: String, tables: [SheetTable]) throws(SheetError) {
    let partial = path + ".partial"
    try makeSure(partial, shownAs: path)
    do throws(SheetError) {
      let file = try WorkbookFile(partial, shownAs: path)
      try fill(file, tables, shownAs: path)
      try file.close()
      try ReadBack(path: partial, shownAs: path).verify(tables)
      try putInPlace(partial, path)
    } catch {
      unlink(partial)
      throw error
    }
  }

  /// Writes a workbook with one table of data.
  public static func writeTable(
    path: String, sheetName: String, title: String? = nil, columns: [SheetColumn], rows: [[SheetValue]]
  ) throws(SheetError) {
    try write(path: path, tables: [SheetTable(name: sheetName, title: title, columns: columns, rows: rows)])
  }

  private static func fill(_ file: WorkbookFile, _ tables: [SheetTable], shownAs path: String)
    throws(SheetError)
  {
    guard !tables.isEmpty else {
      throw .writing(path, code: "X42", zh: "没有要写的工作表。", en: "There is no sheet to write.")
    }
    var lists = DropDownLists()
    // Sheets appear in the order they are made; the code lists come last.
    for table in tables {
      let sheet = try TableSheet(file, table)
      try sheet.writeHeader()
      try sheet.writeRows()
      try sheet.addDropDowns(&lists)
    }
    try lists.write(file)
  }

  /// Opens the file first: where that fails, libxlsxwriter would tell the user so itself, on standard error and in its words.
  private static func makeSure(_ partial: String, shownAs path: String) throws(SheetError) {
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failed(path, errno) }
    close(descriptor)
  }

  private static func putInPlace(_ partial: String, _ path: String) throws(SheetError) {
    let descriptor = open(partial, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed(path, errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0, rename(partial, path) == 0 else { throw failed(path, errno) }
  }

  static func failed(_ path: String, _ code: Int32) -> SheetError {
    let reason = systemMessage(code)
    return .writing(
      path, code: "X41", zh: "无法写入文件：\(reason)。请检查磁盘空间与权限。",
      en: "The file cannot be written: \(reason). Check disk space and permissions.")
  }
}

/// Compares a written workbook with the tables it was made from.
private struct ReadBack {
  let path: String
  let shownAs: String

  func verify(_ tables: [SheetTable]) throws(SheetError) {
    var limits = ReadingLimits.standard
    // Our own file: as large as the tables in memory were.
    limits.fileBytes = 2 << 30
    limits.partBytes = 16 << 30
    limits.workbookBytes = 32 << 30
    limits.cells = .max
    limits.rows = .max
    limits.sharedStrings = .max
    limits.ratio = .max
    let sheets = try read(limits)
    for (table, sheet) in zip(tables, sheets) {
      for (index, row) in table.rows.enumerated() {
        let stored = sheet.row(index + 1 + table.headerRows)
        for (column, value) in row.enumerated() {
          guard value.isStored(as: stored?.cell(column + 1).value ?? .empty) else {
            throw differs(table.name, row: index + 1 + table.headerRows, column: column + 1)
          }
        }
      }
    }
    guard sheets.count >= tables.count else { throw differs(nil, row: nil, column: nil) }
  }

  private func read(_ limits: ReadingLimits) throws(SheetError) -> [Sheet] {
    do throws(SheetError) {
      let bytes = try FileBytes.read(path, limitBytes: limits.fileBytes)
      return try Workbook.read(bytes, file: shownAs, limits: limits)
    } catch {
      throw .writing(
        shownAs, code: "X43", zh: "写出的工作簿无法读回（\(error.zh)），可能磁盘已满。原文件未改动。",
        en: "The workbook just written does not read back (\(error.en)); perhaps the disk is full. "
          + "The old file is unchanged.")
    }
  }

  private func differs(_ sheet: String?, row: Int?, column: Int?) -> SheetError {
    var error = SheetError.writing(
      shownAs, code: "X43", zh: "写出的内容与原数据不一致，可能含有表格不能保存的字符。原文件未改动。",
      en: "What was written differs from the data; it may hold characters that a sheet cannot. "
        + "The old file is unchanged.", sheet: sheet)
    error.row = row
    error.column = column
    return error
  }
}

extension SheetValue {
  /// Whether a cell read back holds this value.
  fileprivate func isStored(as stored: Cell.Value) -> Bool {
    switch (self, stored) {
    case (.empty, .empty), (.text(""), .empty): return true
    case (.text(let text), .text(let other)): return text.unicodeScalars.elementsEqual(other.unicodeScalars)
    case (.number(let literal), .number(let other, _)):
      return DecimalLiteral(literal)?.isShownAs(other) ?? false
    case (.number(let literal), .text(let other)): return literal == other
    case (.boolean(let flag), .boolean(let other)): return flag == other
    case (.date(let day), .number):
      return CellReading.date(Cell(stored, column: 1, row: 1), epoch1904: false) == .success(day)
    case (.dateTime(let moment), .number):
      return CellReading.moment(Cell(stored, column: 1, row: 1), epoch1904: false)
        == .success(moment.replacingMidnight)
    default: return false
    }
  }
}

extension String {
  /// A serial without a fraction reads as a day: midnight is told from it by the column only.
  fileprivate var replacingMidnight: String {
    hasSuffix("T00:00:00+08:00") ? String(prefix(10)) : self
  }
}
