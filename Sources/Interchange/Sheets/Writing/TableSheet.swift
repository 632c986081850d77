import CXLSXWriter
import EventSourcing
import Glibc

/// One table on its sheet.
struct TableSheet {
  private let file: WorkbookFile
  private let table: SheetTable
  private let sheet: UnsafeMutablePointer<lxw_worksheet>

  init(_ file: WorkbookFile, _ table: SheetTable) throws(SheetError) {
    guard table.columns.count <= 16_384, !table.columns.isEmpty,
      table.rows.count + table.headerRows <= 1_048_576,
      table.rows.allSatisfy({ $0.count <= table.columns.count }),
      table.merges.allSatisfy({
        table.columns.indices.contains($0.column) && $0.rows.lowerBound >= 0 && $0.rows.upperBound < table.rows.count
      })
    else {
      throw .writing(
        file.path, code: "X42", zh: "表格行列超出范围，或某行比表头长。",
        en: "The table exceeds a sheet's rows or columns, or a row is longer than the header.",
        sheet: table.name)
    }
    self.file = file
    self.table = table
    self.sheet = try file.addSheet(table.name)
  }

  func writeHeader() throws(SheetError) {
    for (index, column) in table.columns.enumerated() {
      let style = try file.style(column.kind.style)
      let width = column.width ?? max(10, Double(max(column.zh.count * 2, column.en.count)) + 4)
      try check(worksheet_set_column(sheet, lxw_col_t(index), lxw_col_t(index), width, style))
    }
    if let title = table.title { try writeTitle(title) }
    let style = try file.style(.header)
    let first = table.title == nil ? 0 : 1
    for (offset, titles) in table.header.enumerated() {
      let row = lxw_row_t(first + offset)
      if table.headerStyle == .oneRow { try check(worksheet_set_row(sheet, row, 32, nil)) }
      for (column, title) in titles.enumerated() {
        try check(worksheet_write_string(sheet, row, lxw_col_t(column), EscapedText.protected(title), style))
      }
    }
    for (index, column) in table.columns.enumerated() {
      if let note = column.note { try writeNote(note, row: lxw_row_t(first), column: lxw_col_t(index)) }
    }
    worksheet_freeze_panes(sheet, lxw_row_t(table.headerRows), 0)
  }

  private func writeTitle(_ title: String) throws(SheetError) {
    let style = try file.style(.title)
    if table.columns.count > 1 {
      try check(worksheet_merge_range(sheet, 0, 0, 0, lxw_col_t(table.columns.count - 1), title, style))
    } else {
      try check(worksheet_write_string(sheet, 0, 0, title, style))
    }
  }

  private func writeNote(_ note: String, row: lxw_row_t, column: lxw_col_t) throws(SheetError) {
    var options = lxw_comment_options()
    options.x_scale = 2
    options.y_scale = min(6, 1 + Double(note.count / 40))
    try check(worksheet_write_comment_opt(sheet, row, column, note, &options))
  }

  func writeRows() throws(SheetError) {
    // Merged first, then written over: that is how the library puts anything but text into a merged cell.
    for merge in table.merges where merge.rows.count > 1 {
      let style = try file.style(table.columns[merge.column].kind.style)
      let rows = (merge.rows.lowerBound + table.headerRows, merge.rows.upperBound + table.headerRows)
      let column = lxw_col_t(merge.column)
      try check(worksheet_merge_range(sheet, lxw_row_t(rows.0), column, lxw_row_t(rows.1), column, "", style))
    }
    for (index, row) in table.rows.enumerated() {
      for (column, value) in row.enumerated() {
        let place = (lxw_row_t(index + table.headerRows), lxw_col_t(column))
        try write(value, at: place, style: try file.style(table.columns[column].kind.style))
      }
    }
  }

  private func write(
    _ value: SheetValue, at place: (row: lxw_row_t, column: lxw_col_t),
    style: UnsafeMutablePointer<lxw_format>
  ) throws(SheetError) {
    let (row, column) = place
    switch value {
    case .empty: break
    case .text(let text):
      try check(worksheet_write_string(sheet, row, column, EscapedText.protected(text), style), place)
    case .boolean(let flag): try check(worksheet_write_boolean(sheet, row, column, flag ? 1 : 0, nil), place)
    case .number(let literal):
      guard let number = DecimalLiteral(literal), let double = Double(literal), double.isFinite else {
        throw unwritable(literal, place)
      }
      if number.digits.count <= 15 {
        try check(worksheet_write_number(sheet, row, column, double, style), place)
      } else {
        try check(worksheet_write_string(sheet, row, column, literal, try file.style(.text)), place)
      }
    case .date(let text), .dateTime(let text):
      guard let serial = Self.serial(text) else { throw unwritable(text, place) }
      let isDay = text.utf8.count == 10
      try check(
        worksheet_write_number(sheet, row, column, serial, try file.style(isDay ? .date : .dateTime)), place)
    }
  }

  /// Days since 1899-12-30 of `2026-03-05` or `2026-03-05T14:10:00+08:00`, from 1 March 1900 on.
  static func serial(_ text: String) -> Double? {
    guard let (date, time) = try? DateText.parse(text) else { return nil }
    let days = date.serial1900
    guard days > 60 else { return nil }
    let seconds = time.map { $0.hour * 3600 + $0.minute * 60 + $0.second } ?? 0
    return Double(days) + Double(seconds) / 86_400
  }

  private func unwritable(_ text: String, _ place: (row: lxw_row_t, column: lxw_col_t)) -> SheetError {
    var error = SheetError.writing(
      file.path, code: "X42", zh: "“\(text)”不能写成数值或日期。",
      en: "“\(text)” cannot be written as a number or date.",
      sheet: table.name)
    error.row = Int(place.row) + 1
    error.column = Int(place.column) + 1
    return error
  }

  private func check(
    _ code: lxw_error, _ place: (row: lxw_row_t, column: lxw_col_t)? = nil
  ) throws(SheetError) {
    do throws(SheetError) {
      try file.check(code, sheet: table.name)
    } catch {
      var error = error
      error.row = place.map { Int($0.row) + 1 }
      error.column = place.map { Int($0.column) + 1 }
      throw error
    }
  }
}

extension TableSheet {
  func addDropDowns(_ lists: inout DropDownLists) throws(SheetError) {
    let lastRow = table.headerRows + max(table.rows.count, table.entryRows) - 1
    guard lastRow >= table.headerRows else { return }
    for (index, column) in table.columns.enumerated() where !column.choices.isEmpty {
      let source = lists.source(title: column.zh, choices: column.choices)
      try check(
        source.withValidation { validation in
          worksheet_data_validation_range(
            sheet, lxw_row_t(table.headerRows), lxw_col_t(index), lxw_row_t(lastRow), lxw_col_t(index),
            validation)
        })
    }
  }
}

extension SheetColumn.Kind {
  var style: WorkbookFile.Style {
    switch self {
    case .text: .text
    case .number(let decimals): .number(decimals: decimals)
    case .date: .date
    case .dateTime: .dateTime
    }
  }
}
