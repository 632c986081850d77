import Assistance
import AssistanceLedger
import EventSourcing

/// The amounts of a sheet as they were read, for its totals.
struct Amounts {
  /// By row and column key.
  private(set) var fen: [Int: [String: Int64]] = [:]
  /// Rows whose amount is there and could not be read, by column key.
  private var missed: [String: Set<Int>] = [:]

  mutating func add(_ row: Int, _ key: String, _ json: [UInt8]) {
    fen[row, default: [:]][key] = Int64(String(decoding: json, as: UTF8.self))
  }

  mutating func miss(_ row: Int, _ key: String) { missed[key, default: []].insert(row) }

  func isComplete(_ key: String, over rows: [Int]) -> Bool { missed[key]?.isDisjoint(with: rows) ?? true }
}

/// Sums of a sheet's amounts, held against its own rows of totals.
struct Totals {
  let rows: SheetRows
  let amounts: Amounts

  func check(_ report: inout ImportReport) {
    let columns = rows.template.columns.filter { column in
      if case .fen = column.field?.kind { return rows.header.columns[column.key] != nil }
      return false
    }
    for column in columns {
      let title = rows.header.columns[column.key]?.title ?? column.zh
      let sum = total(column.key, over: rows.data)
      report.totals.append((title, sum))
      // An amount that could not be read is missing from the sum: its own problem says enough.
      for (row, over) in rows.totals where amounts.isComplete(column.key, over: over) {
        compare(column, title, row, total(column.key, over: over), &report)
      }
    }
  }

  private func total(_ key: String, over numbers: [Int]) -> Int64 {
    numbers.reduce(0) { sum, row in
      let (value, overflow) = sum.addingReportingOverflow(amounts.fen[row]?[key] ?? 0)
      return overflow ? .max : value
    }
  }

  private func compare(
    _ column: TemplateColumn, _ title: String, _ row: Int, _ sum: Int64, _ report: inout ImportReport
  ) {
    guard let cell = rows.cell(column.key, row: row) else { return }
    switch CellReading.fen(cell, unit: rows.header.unit(column.key), allowsNegative: true) {
    case .failure(let problem):
      report.problems.append(
        RowProblem(
          sheet: rows.sheet.name, row: row, column: cell.column, title: title, value: cell.shownText, problem))
    case .success(let stated) where Int64(stated) == sum: report.isTotalChecked = true
    case .success(let stated):
      let (own, found) = (ViewQuery.yuan(Int64(stated)), ViewQuery.yuan(sum))
      report.problems.append(
        RowProblem(
          sheet: rows.sheet.name, row: row, column: cell.column, title: title, value: cell.shownText,
          CellProblem(
            "X166", "合计\(own)元与各行之和\(found)元不符",
            "The total of \(own) yuan is not the sum of the rows, \(found) yuan",
            adviceZh: "请核对各行金额与单位", adviceEn: "Check the rows' amounts and their unit")))
    }
  }
}
