/// A column that a reader looks for.
public struct ExpectedColumn: Sendable, Equatable {
  /// The caller's name for it.
  public let key: String
  /// Its titles: Chinese, English and whatever else people call it. The first is used in messages.
  public let titles: [String]
  /// Whether a sheet without it is refused.
  public let isRequired: Bool

  /// Makes an expectation.
  public init(key: String, titles: [String], isRequired: Bool = true) {
    self.key = key
    self.titles = titles
    self.isRequired = isRequired
  }
}

/// Where a sheet's header is, and which column is which.
///
/// People put titles, units and notes above the header, break lines inside it, merge cells over it and give it in two
/// languages or two rows. Titles are compared after folding width, case, spaces, line ends, `*` and bracketed units.
public struct HeaderMatch: Sendable {
  /// An expected column that was found.
  public struct Column: Sendable, Equatable {
    /// ``ExpectedColumn/key``.
    public let key: String
    /// The 1-based column.
    public let column: Int
    /// The title as typed.
    public let title: String
    /// The text in the title's brackets, folded: `亩`, `%`.
    public let unitText: String?
    /// The units that the title names; more than one is one too many.
    let units: [UnitWord]
    /// Those of a title above that stands over several columns: 资金（万元） over 下达 and 支付.
    let groupUnits: [UnitWord]

    /// The unit of money in the title: 金额（万元） is ``MoneyUnit/wan``.
    public var unit: MoneyUnit? {
      if case .money(let unit) = units.first, units.count == 1 { unit } else { nil }
    }

    /// How the column writes percentages, if its title says （%）.
    public var percentUnit: PercentUnit? { unitText == "%" || unitText == "百分比" ? .percent : nil }
  }

  /// A column with a title that nobody asked for.
  public struct Unknown: Sendable, Equatable {
    /// The 1-based column.
    public let column: Int
    /// The title as typed.
    public let title: String
  }

  /// The header's first and last rows; records follow.
  public let rows: ClosedRange<Int>
  /// The columns found, by key.
  public let columns: [String: Column]
  /// Columns with other titles, in order.
  public let unknown: [Unknown]
  /// What the lines above the header say of the unit of the whole table: `单位：万元`.
  let tableUnits: [UnitWord]

  /// The unit of money that stands for the whole table above its header. Nil if there is none or several.
  public var tableUnit: MoneyUnit? {
    if case .money(let unit) = tableUnits.first, tableUnits.count == 1 { unit } else { nil }
  }

  /// The unit of money of a column: its own, else that of the title above it, else the table's. Nil without one, and
  /// where ``unitProblem(_:)`` says why it cannot be read.
  public func unit(_ key: String) -> MoneyUnit? {
    if case .money(let unit) = moneyUnits(key).first, moneyUnits(key).count == 1 { unit } else { nil }
  }

  private func moneyUnits(_ key: String) -> [UnitWord] {
    guard let column = columns[key] else { return [] }
    let named = column.units + column.groupUnits.filter { !column.units.contains($0) }
    return named.isEmpty ? tableUnits : named
  }

  /// Why a column of money has no one unit.
  func unitProblem(_ key: String) -> CellProblem? {
    let units = moneyUnits(key)
    if units.count > 1 { return .twoUnits(units[0].text, units[1].text) }
    if case .other(let text) = units.first { return .unclearUnit(text) }
    return nil
  }

  /// Why a column of counts is not counted in one of `units`.
  func unitProblem(_ key: String, units: [String]) -> CellProblem? {
    guard let named = columns[key]?.units, let first = named.first else { return nil }
    if named.count > 1 { return .twoUnits(first.text, named[1].text) }
    return units.contains(first.text) ? nil : .unclearUnit(first.text)
  }

  /// Finds the header within the first 20 rows: the row with most expected titles, the first such, and the rows that
  /// belong to it above and below.
  /// - Throws: ``SheetError`` X51 (required titles missing, or no header at all), X52 (a title twice).
  public static func find(
    in sheet: Sheet, file: String, expecting expected: [ExpectedColumn]
  ) throws(SheetError) -> HeaderMatch {
    try HeaderFinder(sheet: sheet, file: file, expected: expected).match()
  }
}

/// One search for a header.
struct HeaderFinder {
  static let searchedRows = 20

  let sheet: Sheet
  let file: String
  let expected: [ExpectedColumn]
  private let keyByTitle: [String: String]

  init(sheet: Sheet, file: String, expected: [ExpectedColumn]) {
    self.sheet = sheet
    self.file = file
    self.expected = expected
    var keyByTitle: [String: String] = [:]
    for column in expected {
      for title in column.titles { keyByTitle[HeaderTitle.key(title), default: column.key] = column.key }
    }
    self.keyByTitle = keyByTitle
  }

  /// A title in a row: where, as typed, the expected column it names, its units.
  struct Found {
    let row: Int
    let column: Int
    let typed: String
    let title: HeaderTitle
    let key: String?
    var units: [UnitWord]
  }

  /// The header's rows, and the lowest title of each column.
  private struct Block {
    var rows: ClosedRange<Int>
    var titles: [Int: Found]

    func knows(_ key: String?) -> Bool { key != nil && titles.values.contains { $0.key == key } }
  }

  func match() throws(SheetError) -> HeaderMatch {
    var best: (row: Int, titles: [Found], count: Int)?
    for row in 1...Self.searchedRows {
      let titles = titles(inRow: row)
      let count = Set(titles.compactMap(\.key)).count
      if count > best?.count ?? 0 { best = (row, titles, count) }
    }
    guard let best else { throw missing(expected, row: nil) }
    try refuseTitleTwice(best.titles, row: best.row)
    var block = Block(
      rows: best.row...best.row, titles: Dictionary(best.titles.map { ($0.column, $0) }) { first, _ in first })
    while block.rows.upperBound < best.row + 2, extend(&block, with: block.rows.upperBound + 1) {}
    while block.rows.lowerBound > 1, block.rows.lowerBound > best.row - 2, extendUp(&block) {}
    let titles = block.titles.values.sorted { $0.column < $1.column }
    try refuseTitleTwice(titles, row: best.row)
    let columns = columns(titles, block.rows)
    let absent = expected.filter { $0.isRequired && columns[$0.key] == nil }
    guard absent.isEmpty else { throw missing(absent, row: best.row) }
    return HeaderMatch(
      rows: block.rows, columns: columns,
      unknown: titles.filter { $0.key == nil }.map { HeaderMatch.Unknown(column: $0.column, title: $0.typed) },
      tableUnits: tableUnits(above: block.rows.lowerBound))
  }

  func titles(inRow row: Int) -> [Found] {
    let merged = sheet.mergedRanges.filter { $0.rows.contains(row) }.map(\.columns.upperBound).max() ?? 0
    let width = min(max(sheet.row(row)?.cells.count ?? 0, merged), ReadingLimits.standard.columns)
    var found = [Found]()
    guard width > 0 else { return found }
    for column in 1...width {
      // A title merged over several columns names the first; merged over rows it names each of them.
      if let range = sheet.mergedRange(row, column), range.columns.lowerBound != column { continue }
      guard case .text(let typed) = sheet.value(row, column), !TextFolding.trimmed(typed).isEmpty else {
        continue
      }
      found.append(self.found(typed, row: row, column: column))
    }
    return found
  }

  private func found(_ typed: String, row: Int, column: Int) -> Found {
    let title = HeaderTitle(typed)
    if let key = title.keys.lazy.compactMap({ keyByTitle[$0] }).first {
      return Found(row: row, column: column, typed: typed, title: title, key: key, units: title.units)
    }
    let tail = title.tails.first { keyByTitle[$0.key] != nil }
    let units = title.units + [tail?.unit].compactMap { $0 }.filter { !title.units.contains($0) }
    return Found(
      row: row, column: column, typed: typed, title: title, key: tail.flatMap { keyByTitle[$0.key] }, units: units)
  }

  private func refuseTitleTwice(_ titles: [Found], row: Int) throws(SheetError) {
    var columns: [String: Int] = [:]
    for found in titles {
      guard let key = found.key else { continue }
      if let earlier = columns[key] {
        throw SheetError(
          code: "X52", zh: "表头“\(found.typed)”与 \(Cell.letters(ofColumn: earlier)) 列重复。请删去或改名其中一列。",
          en:
            "The title “\(found.typed)” repeats column \(Cell.letters(ofColumn: earlier)). Remove or rename one.",
          file: file, sheet: sheet.name, row: row, column: found.column)
      }
      columns[key] = found.column
    }
  }

  private func columns(_ titles: [Found], _ rows: ClosedRange<Int>) -> [String: HeaderMatch.Column] {
    var columns: [String: HeaderMatch.Column] = [:]
    for found in titles {
      guard let key = found.key else { continue }
      columns[key] = HeaderMatch.Column(
        key: key, column: found.column, title: found.typed, unitText: found.title.unitText, units: found.units,
        groupUnits: groupUnits(found, rows))
    }
    return columns
  }

  // MARK: Headers of several rows

  /// Takes the row below into the header when it is one: the same titles again (in the other language, or merged down),
  /// titles under those of groups, or nothing but units.
  private func extend(_ block: inout Block, with row: Int) -> Bool {
    let below = titles(inRow: row)
    let isText =
      sheet.row(row)?.cells.allSatisfy { if case .text = $0.value { true } else { $0.value == .empty } } ?? true
    guard !below.isEmpty, isText else { return false }
    if below.allSatisfy({
      $0.key == nil && UnitWord(exact: Self.unbracketed($0.typed)) != nil && block.titles[$0.column] != nil
    }) {
      for found in below {
        guard let unit = UnitWord(exact: Self.unbracketed(found.typed)) else { continue }
        block.titles[found.column]?.units.append(unit)
      }
      block.rows = block.rows.lowerBound...row
      return true
    }
    let same = below.filter { $0.key != nil && $0.key == block.titles[$0.column]?.key }
    let fresh = below.filter { found in
      found.key != nil && !block.knows(found.key) && block.titles[found.column]?.key == nil
        && isUnderGroup(found, block)
    }
    // The same titles in another order head another table.
    let moved = below.count { found in found.key != block.titles[found.column]?.key && block.knows(found.key) }
    guard moved < 2 else { return false }
    let strangers = below.filter { found in
      block.titles[found.column]?.key != nil && found.key != block.titles[found.column]?.key
    }
    guard !same.isEmpty || !fresh.isEmpty, strangers.isEmpty || fresh.isEmpty,
      (same.count + fresh.count) * 2 >= below.count
    else { return false }
    if !fresh.isEmpty {
      for found in below where block.titles[found.column]?.key == nil { block.titles[found.column] = found }
    }
    block.rows = block.rows.lowerBound...row
    return true
  }

  /// Whether a title stands where the row above has none of its own: under a blank, or under a title over several columns.
  private func isUnderGroup(_ found: Found, _ block: Block) -> Bool {
    guard let above = block.titles[found.column] else { return true }
    if let range = sheet.mergedRange(above.row, above.column) { return range.columns.count > 1 }
    return sheet.cell(above.row, above.column + 1).isEmpty
  }

  /// Takes the row above into the header when titles stand there over blanks.
  private func extendUp(_ block: inout Block) -> Bool {
    let row = block.rows.lowerBound - 1
    let fresh = titles(inRow: row).filter { found in
      found.key != nil && !block.knows(found.key) && block.titles[found.column] == nil
    }
    guard !fresh.isEmpty else { return false }
    for found in fresh { block.titles[found.column] = found }
    block.rows = row...block.rows.upperBound
    return true
  }

  private static func unbracketed(_ text: String) -> String {
    let (bare, inside) = HeaderTitle.splitBrackets(text)
    return TextFolding.trimmed(bare).isEmpty && inside.count == 1 ? inside[0] : text
  }

  // MARK: Units

  /// The units of titles that stand above a title and over several columns.
  private func groupUnits(_ found: Found, _ rows: ClosedRange<Int>) -> [UnitWord] {
    var units: [UnitWord] = []
    for row in max(1, rows.lowerBound - 1)..<max(found.row, max(1, rows.lowerBound - 1)) {
      let titles = titles(inRow: row)
      // A single text above the header is the table's title, or its unit, unless it is merged over some columns only.
      guard titles.count > 1 || rows.contains(row) || isNarrow(titles, row, found),
        let group = group(titles, over: found.column, row: row)
      else { continue }
      let words = TextFolding.key(group.typed)
      if words.contains("单位") { continue }
      let named = group.units.isEmpty ? group.title.tails.map(\.unit).prefix(1) : group.units[...]
      for unit in named where unit.isMoney && !units.contains(unit) { units.append(unit) }
    }
    return units
  }

  private func isNarrow(_ titles: [Found], _ row: Int, _ below: Found) -> Bool {
    guard let only = titles.first, let range = sheet.mergedRange(row, only.column) else { return false }
    return range.columns.lowerBound > (self.titles(inRow: below.row).first?.column ?? 1)
  }

  /// The title of a row that stands over a column: merged over it, or the next to the left with nothing between.
  private func group(_ titles: [Found], over column: Int, row: Int) -> Found? {
    guard let left = titles.last(where: { $0.column <= column }) else { return nil }
    if let range = sheet.mergedRange(row, left.column) { return range.columns.contains(column) ? left : nil }
    return left
  }

  private func tableUnits(above row: Int) -> [UnitWord] {
    var units: [UnitWord] = []
    for above in sheet.rows where above.number < row {
      for case .text(let text) in above.cells.map(\.value) {
        // 单位：户、万元 has one for amounts.
        for unit in UnitWord.ofLine(text) where unit.isMoney && !units.contains(unit) { units.append(unit) }
      }
    }
    return units
  }

  private func missing(_ absent: [ExpectedColumn], row: Int?) -> SheetError {
    let titles = absent.prefix(12).map { $0.titles.first ?? $0.key }
    let zh = titles.joined(separator: "、") + (absent.count > 12 ? "…" : "")
    return SheetError(
      code: "X51",
      zh: row == nil
        ? "前 \(Self.searchedRows) 行内没有找到表头（应有：\(zh)）。请使用导入模板的表头。" : "表头缺少：\(zh)。请补上这些列。",
      en: row == nil
        ? "No header within the first \(Self.searchedRows) rows (expected: \(zh)). Use the template's header."
        : "The header lacks: \(zh). Add these columns.",
      file: file, sheet: sheet.name, row: row)
  }
}
