import CXLSXWriter
public import EventSourcing
import Glibc

/// A copy of the sheet with its faults marked at their cells, and a list of them behind: for the clerk to put right at a
/// table, not from a terminal's scroll.
///
/// It holds what the sheet holds, personal values too, and is for its owner's eyes (0600).
struct FaultSheet {
  let report: ImportReport

  /// Beyond so many the colour alone marks a cell: a spreadsheet opens slowly under more notes.
  private static let noteCountMax = 5_000
  private static let textCountMax = 32_000

  /// - Throws: X41 when the file is there already or cannot be written, X42 for what a workbook cannot hold.
  func write(_ path: String) throws(SheetError) {
    let partial = path + ".partial"
    // Opened first: the library would say on standard error, in its words, that it cannot be.
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SheetWriter.failed(path, errno) }
    close(descriptor)
    defer { unlink(partial) }
    let file = try WorkbookFile(partial, shownAs: path)
    var names: Set<String> = []
    for sheet in report.sheets where !sheet.isHidden { try copy(sheet, named: Self.unique(sheet.name, &names), file) }
    try list(named: Self.unique("问题清单", &names), file)
    try file.close()
    // A link, unlike a rename, never takes the place of another file.
    guard link(partial, path) == 0 else { throw SheetWriter.failed(path, errno) }
  }

  private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
    let base = ImportTemplate.sheetName(name.isEmpty ? "Sheet" : name)
    var candidate = base
    var number = 2
    while !taken.insert(TextFolding.key(candidate)).inserted {
      candidate = "\(base.prefix(26))-\(number)"
      number += 1
    }
    return candidate
  }

  // MARK: The copy

  private struct Place: Hashable {
    let row: Int
    let column: Int
  }

  /// The faults of a sheet at their cells; those of a row as a whole at its first filled one.
  private func faults(of sheet: Sheet) -> [Place: [RowProblem]] {
    var faults: [Place: [RowProblem]] = [:]
    for problem in report.problems where (problem.sheet ?? report.sheet) == sheet.name {
      let first = sheet.row(problem.row)?.cells.first { !$0.isEmpty }?.column
      faults[Place(row: problem.row, column: problem.column ?? first ?? 1), default: []].append(problem)
    }
    return faults
  }

  private func copy(_ sheet: Sheet, named name: String, _ file: WorkbookFile) throws(SheetError) {
    let target = try file.addSheet(name)
    let faults = faults(of: sheet)
    let text = try file.style(.text)
    for range in sheet.mergedRanges where range.rows.count > 1 || range.columns.count > 1 {
      // Overlapping ranges, which some programs write, are no fault of the clerk's.
      worksheet_merge_range(
        target, lxw_row_t(range.rows.lowerBound - 1), lxw_col_t(range.columns.lowerBound - 1),
        lxw_row_t(range.rows.upperBound - 1), lxw_col_t(range.columns.upperBound - 1), "", text)
    }
    for row in sheet.rows {
      for cell in row.cells where !cell.isEmpty {
        let isFaulty = faults[Place(row: row.number, column: cell.column)] != nil
        try write(cell, row.number, isFaulty, sheet.usesEpoch1904, target, file)
      }
    }
    let style = try file.style(.fault)
    var notes = 0
    for (place, problems) in faults.sorted(by: { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }) {
      let (row, column) = (lxw_row_t(place.row - 1), lxw_col_t(place.column - 1))
      if sheet.cell(place.row, place.column).isEmpty {
        try file.check(worksheet_write_blank(target, row, column, style))
      }
      guard notes < Self.noteCountMax else { continue }
      notes += 1
      var options = lxw_comment_options()
      options.x_scale = 2
      options.y_scale = 2
      try file.check(
        worksheet_write_comment_opt(
          target, row, column, Self.cut(problems.map(Self.said).joined(separator: "\n")), &options))
    }
  }

  private func write(
    _ cell: Cell, _ row: Int, _ isFaulty: Bool, _ epoch1904: Bool, _ sheet: UnsafeMutablePointer<lxw_worksheet>,
    _ file: WorkbookFile
  ) throws(SheetError) {
    let place = (lxw_row_t(row - 1), lxw_col_t(cell.column - 1))
    // What a number would not keep, digits or form, is copied as it is written.
    if case .number(let literal, let isDate) = cell.value, let number = DecimalLiteral(literal),
      number.digits.count <= 15,
      let double = Double(literal), double.isFinite
    {
      let style: WorkbookFile.Style = isDate ? (isFaulty ? .faultyDate : .date) : (isFaulty ? .fault : .plain)
      try file.check(
        worksheet_write_number(
          sheet, place.0, place.1, isDate && epoch1904 ? double + 1462 : double, try file.style(style)))
    } else {
      let text = EscapedText.protected(Self.cut(cell.shownText))
      try file.check(worksheet_write_string(sheet, place.0, place.1, text, try file.style(isFaulty ? .fault : .text)))
    }
  }

  // MARK: The list

  private func list(named name: String, _ file: WorkbookFile) throws(SheetError) {
    let sheet = try file.addSheet(name)
    let (header, text) = (try file.style(.header), try file.style(.text))
    let widths: [Double] = [8, 16, 8, 16, 60, 60]
    for (column, title) in ["代码", "工作表", "单元格", "栏目", "问题与办法", "Problem and advice"].enumerated() {
      try file.check(worksheet_set_column(sheet, lxw_col_t(column), lxw_col_t(column), widths[column], nil))
      try file.check(worksheet_write_string(sheet, 0, lxw_col_t(column), title, header))
    }
    worksheet_freeze_panes(sheet, 1, 0)
    for (index, problem) in report.problems.prefix(1_000_000).enumerated() {
      let cell = problem.column.map { Cell.letters(ofColumn: $0) + String(problem.row) } ?? "第\(problem.row)行"
      let values = [
        problem.code, problem.sheet ?? report.sheet, cell, problem.title ?? "", problem.sentence(.zh),
        problem.sentence(.en),
      ]
      for (column, value) in values.enumerated() where !value.isEmpty {
        let value = EscapedText.protected(Self.cut(value))
        try file.check(worksheet_write_string(sheet, lxw_row_t(index + 1), lxw_col_t(column), value, text))
      }
    }
  }

  private static func said(_ problem: RowProblem) -> String { "\(problem.code) \(problem.sentence(.zh))" }

  /// A cell and a note hold 32,767 characters.
  private static func cut(_ text: String) -> String {
    text.utf8.count <= textCountMax ? text : String(text.prefix(8_000)) + "…"
  }
}

extension RowProblem {
  /// What is wrong and what to do, as one sentence after the other.
  public func sentence(_ language: Language) -> String {
    let parts = [message.text(language), advice.text(language)].filter { !$0.isEmpty }
    let (end, space) = language == .zh ? ("。", "") : (".", " ")
    return parts.map { part in
      part.last.map { "。？！.?!".contains($0) } == true ? part : part + (parts.count > 1 ? end : "")
    }
    .joined(separator: space)
  }
}

extension ImportReport {
  /// Writes a copy of the sheet with the problems marked at their cells, and a list of them.
  ///
  /// - Throws: X41 when a file of that name is there already, or it cannot be written; X42 for what a workbook cannot hold.
  public func writeFaults(_ path: String) throws(SheetError) { try FaultSheet(report: self).write(path) }
}
