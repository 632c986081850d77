import Assistance

/// The rows of a sheet under a template's header: totals, notes and blank rows told apart from data.
struct SheetRows {
  let sheet: Sheet
  let header: HeaderMatch
  let template: ImportTemplate
  /// Numbers of the rows that hold data.
  private(set) var data: [Int] = []
  /// Rows of totals: with the data rows that each sums up.
  private(set) var totals: [(row: Int, over: [Int])] = []

  init(_ sheet: Sheet, file: String, template: ImportTemplate) throws(SheetError) {
    self.sheet = sheet
    self.template = template
    header = try HeaderMatch.find(in: sheet, file: file, expecting: template.expected)
    var sinceSubtotal: [Int] = []
    for row in sheet.rows where row.number > header.rows.upperBound && !row.isBlank {
      switch kind(of: row) {
      case .data:
        data.append(row.number)
        sinceSubtotal.append(row.number)
      case .total: totals.append((row.number, data))
      case .subtotal:
        totals.append((row.number, sinceSubtotal))
        sinceSubtotal = []
      case .note: continue
      }
    }
  }

  private enum Kind { case data, total, subtotal, note }

  private static let totalWords: Set = ["合计", "总计", "共计", "累计", "总合计", "total", "grandtotal", "sum"]
  private static let subtotalWords: Set = ["小计", "本页小计", "本页合计", "subtotal"]
  private static let noteWords = [
    "填表", "制表", "审核", "备注", "说明", "注:", "单位", "负责人", "联系人", "签字", "盖章", "日期", "note", "填报",
  ]

  private func kind(of row: SheetRow) -> Kind {
    let filled = row.cells.filter { !$0.isEmpty }
    for case .text(let text) in filled.prefix(3).map(\.value) {
      let word = TextFolding.key(text).filter { !":()".contains($0) }
      if Self.totalWords.contains(word) { return .total }
      if Self.subtotalWords.contains(word) { return .subtotal }
    }
    let known = Set(header.columns.values.map(\.column))
    let said = filled.filter { known.contains($0.column) }
    if said.isEmpty { return .note }
    if filled.count == 1, case .text(let text) = filled[0].value {
      let word = TextFolding.key(text)
      if Self.noteWords.contains(where: { word.hasPrefix($0) }) { return .note }
    }
    return .data
  }

  /// The cell of a column in a row, the value of its merged range included; nil when the sheet has no such column
  /// or nothing stands there.
  func cell(_ key: String, row: Int) -> Cell? {
    guard let column = header.columns[key]?.column else { return nil }
    var cell = sheet.cell(row, column)
    if let range = sheet.mergedRange(row, column),
      range.rows.lowerBound < row || range.columns.lowerBound < column
    {
      let value = sheet.value(row, column)
      cell = Cell(value, column: column, row: row, isPercent: cell.isPercent)
    }
    return cell.isEmpty ? nil : cell
  }

  /// Whether an amount spans several rows: each row would then count it.
  func isMergedDown(_ key: String, row: Int) -> Bool {
    guard let column = header.columns[key]?.column, let range = sheet.mergedRange(row, column) else {
      return false
    }
    return range.rows.count > 1
  }

  /// How the column's cells are read.
  func reading(_ key: String) -> FieldReading {
    var reading = FieldReading()
    reading.moneyUnit = header.unit(key)
    reading.percentUnit = header.columns[key]?.percentUnit
    reading.epoch1904 = sheet.usesEpoch1904
    return reading
  }
}
