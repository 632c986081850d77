import Law
import Assistance
import AssistanceLedger
import EventSourcing

/// The amounts and counts of a sheet as they were read, for its totals.
struct Amounts {
  /// By row and column key.
  private(set) var values: [Int: [String: Int64]] = [:]
  /// Rows whose number is there and could not be read, by column key.
  private var missed: [String: Set<Int>] = [:]
  /// Of a register by member: the first row of each row's household.
  private var households: [Int: Int] = [:]

  mutating func add(_ row: Int, _ key: String, _ json: [UInt8]) {
    values[row, default: [:]][key] = Int64(String(decoding: json, as: UTF8.self))
  }

  mutating func miss(_ row: Int, _ key: String) { missed[key, default: []].insert(row) }

  mutating func add(household rows: [Int]) { for row in rows { households[row] = rows[0] } }

  func isComplete(_ key: String, over rows: ArraySlice<Int>) -> Bool { missed[key]?.isDisjoint(with: rows) ?? true }

  /// How many households rows make; nil when they could not be told apart.
  func households(over rows: ArraySlice<Int>) -> Int? {
    let first = rows.compactMap { households[$0] }
    return first.count == rows.count ? Set(first).count : nil
  }
}

/// Sums of a sheet's amounts and counts, held against its own rows of totals.
struct Totals {
  let rows: SheetRows
  let amounts: Amounts

  /// What a row of totals says in a cell.
  private struct Stated {
    enum Meaning {
      /// The sum of a column of money.
      case money(String)
      /// The sum of a column of counts.
      case count(String, unit: String)
      /// So many of what the rows are about: 2户, 3笔.
      case records(unit: String)
    }

    let title: String
    let cell: Cell
    let value: Int64
    let meaning: Meaning
  }

  func check(_ report: inout ImportReport) {
    let columns = rows.template.columns.filter { rows.header.columns[$0.key] != nil && !rows.barred.contains($0.key) }
    var places: [String: Int] = [:]
    for column in columns where Self.isMoney(column) {
      places[column.key] = report.totals.count
      report.totals.append((title(column), total(column.key, over: rows.data[...])))
    }
    if rows.isSumUncertain { return }
    for total in rows.totals { compare(total, columns, places, &report) }
  }

  private static func isMoney(_ column: TemplateColumn) -> Bool {
    if case .fen = column.field?.kind { true } else { false }
  }

  /// Whether a field counts what can be added up: persons, households, minutes. Years and places in an order cannot.
  static func isCount(_ field: Field) -> Bool {
    guard case .integer = field.kind else { return false }
    return ["数", "人口", "时长"].contains { field.zh.contains($0) }
      && !["年", "序", "期", "分数", "指数", "系数"].contains { field.zh.contains($0) }
  }

  private func title(_ column: TemplateColumn) -> String { rows.header.columns[column.key]?.title ?? column.zh }

  private func total(_ key: String, over records: ArraySlice<Int>) -> Int64 {
    records.reduce(0) { sum, row in
      let (value, overflow) = sum.addingReportingOverflow(amounts.values[row]?[key] ?? 0)
      return overflow ? .max : value
    }
  }

  /// A row of totals is right when all it says is the sum of one run of records: those above, those below, all.
  private func compare(
    _ total: SheetRows.Total, _ columns: [TemplateColumn], _ places: [String: Int], _ report: inout ImportReport
  ) {
    var stated: [Stated] = []
    for column in columns { if let found = self.stated(column, total.row, &report) { stated.append(found) } }
    stated += counts(total.row, columns)
    guard !stated.isEmpty else { return }
    var isOpen = false
    for candidate in total.candidates {
      let sums = stated.map { self.sums($0.meaning, over: rows.data[candidate], columns) }
      // A number that could not be read is missing from the sum: its own problem says enough.
      if sums.contains(where: { $0 == nil }) {
        isOpen = true
      } else if zip(stated, sums).allSatisfy({ entry, sums in sums?.contains(entry.value) ?? false }) {
        // Only the sum of all records is the one that the report names.
        if candidate == 0..<rows.data.count {
          for case .money(let key) in stated.map(\.meaning) {
            if let place = places[key] { report.agreed.insert(place) }
          }
        }
        return
      }
    }
    if isOpen { return }
    for entry in stated {
      let sums = self.sums(entry.meaning, over: rows.data[total.candidates[0]], columns) ?? []
      if let first = sums.first, !sums.contains(entry.value) {
        report.problems.append(difference(entry, total.row, first))
      }
    }
  }

  /// What a statement may be the sum of, the likeliest first; nil when not all of it was read.
  private func sums(_ meaning: Stated.Meaning, over records: ArraySlice<Int>, _ columns: [TemplateColumn]) -> [Int64]? {
    switch meaning {
    case .money(let key), .count(let key, _):
      return amounts.isComplete(key, over: records) ? [total(key, over: records)] : nil
    case .records(let unit):
      var sums: [Int64] = []
      if rows.template.isByMember, unit != "人", unit != "口", unit != "名" {
        guard let households = amounts.households(over: records) else { return nil }
        sums.append(Int64(households))
        if unit == "户" { return sums }
      }
      sums.append(Int64(records.count))
      for column in columns {
        guard let field = column.field, Self.isCount(field), FieldReading.counters(field).contains(unit) else {
          // Three payments to two households are 2户.
          if isOfSomebody(column) { sums.append(Int64(distinct(column.key, over: records))) }
          continue
        }
        guard amounts.isComplete(column.key, over: records) else { return nil }
        sums.append(total(column.key, over: records))
      }
      return sums
    }
  }

  /// Whether a column says whom a row is about: its values are counted, each once.
  private func isOfSomebody(_ column: TemplateColumn) -> Bool {
    switch column.role {
    case .subject, .subjectName, .subjectID: return true
    case .field(let path):
      return ["name", "head_name"].contains(path.name)
        || path.field.prefixes.map { !$0.filter(["hh", "p"].contains).isEmpty } == true
    default: return false
    }
  }

  private func distinct(_ key: String, over records: ArraySlice<Int>) -> Int {
    Set(records.compactMap { rows.cell(key, row: $0).map { NameText.key($0.shownText) } }).count
  }

  private func stated(_ column: TemplateColumn, _ row: Int, _ report: inout ImportReport) -> Stated? {
    guard let cell = rows.cell(column.key, row: row), let field = column.field else { return nil }
    let read: Result<Int, CellProblem>
    let meaning: Stated.Meaning
    if Self.isMoney(column) {
      read = CellReading.fen(cell, unit: rows.header.unit(column.key), allowsNegative: true)
      meaning = .money(column.key)
    } else if Self.isCount(field), cell.shownText.contains(where: \.isNumber) {
      let units = FieldReading.counters(field)
      read = CellReading.integer(cell, in: 0...CellReading.maximumFen, units: units)
      meaning = .count(column.key, unit: units.first ?? "")
    } else {
      return nil
    }
    switch read {
    case .success(let value): return Stated(title: title(column), cell: cell, value: Int64(value), meaning: meaning)
    case .failure(let problem):
      report.problems.append(
        RowProblem(
          sheet: rows.sheet.name, row: row, column: cell.column, title: title(column), value: cell.shownText, problem))
      return nil
    }
  }

  /// The counts beside the label of a row of totals, or in it: 合计2户, 合计 | 5户.
  private func counts(_ row: Int, _ columns: [TemplateColumn]) -> [Stated] {
    let numbers = columns.filter { Self.isMoney($0) || $0.field.map(Self.isCount) ?? false }
    let somebody = columns.filter(isOfSomebody).compactMap { rows.header.columns[$0.key]?.column }
    let numbered = numbers.compactMap { rows.header.columns[$0.key]?.column }
    var stated: [Stated] = []
    for cell in rows.sheet.row(row)?.cells ?? [] where !numbered.contains(cell.column) {
      guard case .text(let text) = cell.value, RowWords.total(text) != nil || somebody.contains(cell.column) else {
        continue
      }
      let title = rows.header.columns.values.first { $0.column == cell.column }?.title ?? ""
      stated += RowWords.counts(text).map {
        Stated(title: title, cell: cell, value: $0.count, meaning: .records(unit: $0.unit))
      }
    }
    return stated
  }

  private func difference(_ stated: Stated, _ row: Int, _ sum: Int64) -> RowProblem {
    let problem: CellProblem
    switch stated.meaning {
    case .money: problem = Self.otherSum(ViewQuery.yuan(stated.value), ViewQuery.yuan(sum))
    case .count(_, let unit), .records(let unit): problem = Self.otherCount(stated.value, sum, unit)
    }
    return RowProblem(
      sheet: rows.sheet.name, row: row, column: stated.cell.column, title: stated.title, value: stated.cell.shownText,
      problem)
  }

  private static func otherSum(_ own: String, _ found: String) -> CellProblem {
    CellProblem(
      "X166", "合计\(own)元与各行之和\(found)元不符",
      "The total of \(own) yuan is not the sum of the rows, \(found) yuan",
      adviceZh: "请核对各行金额与单位；加删除线的行不计",
      adviceEn: "Check the rows' amounts and their unit; rows struck out do not count")
  }

  private static func otherCount(_ own: Int64, _ found: Int64, _ unit: String) -> CellProblem {
    CellProblem(
      "X166", "合计\(own)\(unit)与各行的\(found)\(unit)不符",
      "The total of \(own) is not that of the rows, \(found) (\(unit))",
      adviceZh: "请核对有无漏行、重行；加删除线的行不计",
      adviceEn: "Check for rows missing or repeated; rows struck out do not count")
  }
}
