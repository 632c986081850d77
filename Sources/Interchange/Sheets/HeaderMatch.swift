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
    /// The unit of money in the title's brackets: 金额（万元） is ``MoneyUnit/wan``.
    public let unit: MoneyUnit?
    /// The text in the title's brackets, folded: `亩`, `%`.
    public let unitText: String?

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
  /// The unit of money that stands for the whole table above its header: `单位：万元`. Nil if there is none or several.
  public let tableUnit: MoneyUnit?

  /// The unit of money of a column: its own, else the table's.
  public func unit(_ key: String) -> MoneyUnit? { columns[key]?.unit ?? tableUnit }

  /// Finds the header within the first 20 rows: the row with most expected titles, the first such.
  /// - Throws: ``SheetError`` X51 (required titles missing, or no header at all), X52 (a title twice).
  public static func find(
    in sheet: Sheet, file: String, expecting expected: [ExpectedColumn]
  ) throws(SheetError) -> HeaderMatch {
    let finder = HeaderFinder(sheet: sheet, file: file, expected: expected)
    return try finder.match()
  }
}

/// One search for a header.
private struct HeaderFinder {
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

  /// A title in a row: where, as typed, and the expected column it names.
  private struct Found {
    let column: Int
    let typed: String
    let title: HeaderTitle
    let key: String?
  }

  func match() throws(SheetError) -> HeaderMatch {
    var best: (row: Int, titles: [Found], count: Int)?
    for row in 1...Self.searchedRows {
      let titles = titles(inRow: row)
      let count = Set(titles.compactMap(\.key)).count
      if count > best?.count ?? 0 { best = (row, titles, count) }
    }
    guard let best else { throw missing(expected, row: nil) }
    let columns = try columns(best.titles, row: best.row)
    let absent = expected.filter { $0.isRequired && columns[$0.key] == nil }
    guard absent.isEmpty else { throw missing(absent, row: best.row) }
    return HeaderMatch(
      rows: best.row...lastHeaderRow(from: best.row, best.titles), columns: columns,
      unknown: best.titles.filter { $0.key == nil }.map {
        HeaderMatch.Unknown(column: $0.column, title: $0.typed)
      },
      tableUnit: tableUnit(above: best.row))
  }

  private func titles(inRow row: Int) -> [Found] {
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
      let title = HeaderTitle(typed)
      let key = title.keys.lazy.compactMap { keyByTitle[$0] }.first
      found.append(Found(column: column, typed: typed, title: title, key: key))
    }
    return found
  }

  private func columns(_ titles: [Found], row: Int) throws(SheetError) -> [String: HeaderMatch.Column] {
    var columns: [String: HeaderMatch.Column] = [:]
    for found in titles {
      guard let key = found.key else { continue }
      if let earlier = columns[key] {
        throw SheetError(
          code: "X52", zh: "表头“\(found.typed)”与 \(Cell.letters(ofColumn: earlier.column)) 列重复。请删去或改名其中一列。",
          en:
            "The title “\(found.typed)” repeats column \(Cell.letters(ofColumn: earlier.column)). Remove or rename one.",
          file: file, sheet: sheet.name, row: row, column: found.column)
      }
      columns[key] = HeaderMatch.Column(
        key: key, column: found.column, title: found.typed, unit: found.title.unit,
        unitText: found.title.unitText)
    }
    return columns
  }

  /// A header may go on below: the same titles in the other language, or cells merged down. A row belongs to it when
  /// at least half of its texts name the very column they stand in.
  private func lastHeaderRow(from row: Int, _ titles: [Found]) -> Int {
    let keys = Dictionary(titles.compactMap { found in found.key.map { (found.column, $0) } }) { first, _ in
      first
    }
    var last = row
    while last < row + 2 {
      let below = self.titles(inRow: last + 1)
      let same = below.filter { $0.key != nil && $0.key == keys[$0.column] }.count
      guard same > 0, same * 2 >= below.count else { break }
      last += 1
    }
    return last
  }

  private func tableUnit(above row: Int) -> MoneyUnit? {
    var units = Set<MoneyUnit>()
    for above in sheet.rows where above.number < row {
      for case .text(let text) in above.cells.map(\.value) {
        let words = TextFolding.key(text)
        for mark in ["单位:", "unit:"] {
          guard let tail = Self.tail(of: words, after: mark) else { continue }
          if let unit = MoneyUnit(words: String(tail.prefix { !"),;]".contains($0) })) { units.insert(unit) }
        }
      }
    }
    return units.count == 1 ? units.first : nil
  }

  private static func tail(of text: String, after mark: String) -> Substring? {
    text.indices.lazy.map { text[$0...] }.first { $0.hasPrefix(mark) }?.dropFirst(mark.count)
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
