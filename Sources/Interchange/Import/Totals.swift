import Law
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

  /// A column's amount in a row of totals.
  private struct Stated {
    let column: TemplateColumn
    let title: String
    let cell: Cell
    let fen: Int64
  }

  func check(_ report: inout ImportReport) {
    let columns = rows.template.columns.filter { column in
      if case .fen = column.field?.kind {
        return rows.header.columns[column.key] != nil && !rows.barred.contains(column.key)
      }
      return false
    }
    for column in columns {
      report.totals.append((title(column), total(column.key, over: 0..<rows.data.count)))
    }
    if rows.isSumUncertain { return }
    for total in rows.totals { compare(total, columns, &report) }
  }

  private func title(_ column: TemplateColumn) -> String { rows.header.columns[column.key]?.title ?? column.zh }

  private func total(_ key: String, over records: Range<Int>) -> Int64 {
    rows.data[records].reduce(0) { sum, row in
      let (value, overflow) = sum.addingReportingOverflow(amounts.fen[row]?[key] ?? 0)
      return overflow ? .max : value
    }
  }

  /// A row of totals is right when all it says is the sum of one run of records: those above, those below, all.
  private func compare(_ total: SheetRows.Total, _ columns: [TemplateColumn], _ report: inout ImportReport) {
    var stated: [Stated] = []
    for column in columns { if let found = self.stated(column, total.row, &report) { stated.append(found) } }
    guard !stated.isEmpty else { return }
    var isOpen = false
    for candidate in total.candidates {
      // An amount that could not be read is missing from the sum: its own problem says enough.
      guard stated.allSatisfy({ amounts.isComplete($0.column.key, over: Array(rows.data[candidate])) }) else {
        isOpen = true
        continue
      }
      if stated.allSatisfy({ $0.fen == self.total($0.column.key, over: candidate) }) {
        report.isTotalChecked = true
        return
      }
    }
    if isOpen { return }
    for entry in stated {
      let sum = self.total(entry.column.key, over: total.candidates[0])
      if entry.fen != sum { report.problems.append(difference(entry, total.row, sum)) }
    }
  }

  private func stated(_ column: TemplateColumn, _ row: Int, _ report: inout ImportReport) -> Stated? {
    guard let cell = rows.cell(column.key, row: row) else { return nil }
    switch CellReading.fen(cell, unit: rows.header.unit(column.key), allowsNegative: true) {
    case .success(let fen): return Stated(column: column, title: title(column), cell: cell, fen: Int64(fen))
    case .failure(let problem):
      report.problems.append(
        RowProblem(
          sheet: rows.sheet.name, row: row, column: cell.column, title: title(column), value: cell.shownText, problem))
      return nil
    }
  }

  private func difference(_ stated: Stated, _ row: Int, _ sum: Int64) -> RowProblem {
    let (own, found) = (ViewQuery.yuan(stated.fen), ViewQuery.yuan(sum))
    return RowProblem(
      sheet: rows.sheet.name, row: row, column: stated.cell.column, title: stated.title, value: stated.cell.shownText,
      CellProblem(
        "X166", "合计\(own)元与各行之和\(found)元不符",
        "The total of \(own) yuan is not the sum of the rows, \(found) yuan",
        adviceZh: "请核对各行金额与单位；加删除线的行不计",
        adviceEn: "Check the rows' amounts and their unit; rows struck out do not count"))
  }
}
