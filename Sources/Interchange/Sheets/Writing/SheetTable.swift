/// A value to write into a cell.
public enum SheetValue: Sendable, Equatable {
  /// Nothing.
  case empty
  /// Text, written as text whatever it looks like: never a formula.
  case text(String)
  /// A decimal literal. Beyond 15 significant digits, which a spreadsheet would round, it is written as text.
  case number(String)
  /// A day `2026-03-05`, written as a date.
  case date(String)
  /// A moment `2026-03-05T14:10:00+08:00`, written as a date with time.
  case dateTime(String)
  /// A logical value.
  case boolean(Bool)

  /// An amount in fen, written as a number in yuan.
  public static func yuan(fen: Int) -> SheetValue {
    let magnitude = fen.magnitude
    let cents = twoDigits(Int(magnitude % 100))
    return .number((fen < 0 ? "-" : "") + String(magnitude / 100) + "." + cents)
  }
}

/// A column to write: its titles, how it is formatted, and what helps the person who fills it in.
public struct SheetColumn: Sendable {
  /// How the column's cells are formatted, those still to be filled in too.
  public enum Kind: Sendable, Equatable {
    /// Text (`@`): what is typed stays as typed, ID numbers included.
    case text
    /// A number with that many decimal places.
    case number(decimals: Int)
    /// A day.
    case date
    /// A day and a time.
    case dateTime
  }

  /// The title in Chinese, with its unit in brackets if it has one.
  public let zh: String
  /// The title in English; may be empty.
  public let en: String
  /// The format of the column's cells.
  public let kind: Kind
  /// Whether the title is marked `*`.
  public let isRequired: Bool
  /// The width in characters of the digit 0; nil fits the titles.
  public let width: Double?
  /// A note shown at the title.
  public let note: String?
  /// What the drop-down list offers; empty for none.
  public let choices: [String]

  /// Makes a column.
  public init(
    zh: String, en: String = "", kind: Kind = .text, isRequired: Bool = false, width: Double? = nil,
    note: String? = nil, choices: [String] = []
  ) {
    self.zh = zh
    self.en = en
    self.kind = kind
    self.isRequired = isRequired
    self.width = width
    self.note = note
    self.choices = choices
  }
}

/// One sheet to write.
public struct SheetTable: Sendable {
  /// Where the two languages of a header go.
  public enum HeaderStyle: Sendable, Equatable {
    /// One row: Chinese over English in each cell.
    case oneRow
    /// A row of Chinese above a row of English.
    case twoRows
  }

  /// The sheet's name: at most 31 characters, none of `[]:*?/\`.
  public let name: String
  /// A title merged over the columns, above the header.
  public let title: String?
  /// Where the two languages go.
  public let headerStyle: HeaderStyle
  /// The columns, from A on.
  public let columns: [SheetColumn]
  /// The rows; each at most as long as `columns`.
  public let rows: [[SheetValue]]
  /// Cells of a column merged over several rows, as clerks merge what a household's members share.
  public let merges: [Merge]
  /// How many rows below the header offer the drop-down lists, if more than `rows`.
  public let entryRows: Int

  /// A column and the rows, both counted from 0 without the header; the first row's value stands for all.
  public struct Merge: Sendable, Hashable {
    /// Index in the table's `columns`.
    public let column: Int
    /// Indexes in the table's `rows`, both ends included.
    public let rows: ClosedRange<Int>

    /// Cells of `column` from the first of `rows` to the last become one.
    public init(column: Int, rows: ClosedRange<Int>) {
      self.column = column
      self.rows = rows
    }
  }

  /// Makes a table.
  public init(
    name: String, title: String? = nil, headerStyle: HeaderStyle = .oneRow, columns: [SheetColumn],
    rows: [[SheetValue]] = [], merges: [Merge] = [], entryRows: Int = 0
  ) {
    self.name = name
    self.title = title
    self.headerStyle = headerStyle
    self.columns = columns
    self.rows = rows
    self.merges = merges
    self.entryRows = entryRows
  }

  /// Rows above the first data row.
  var headerRows: Int { (title == nil ? 0 : 1) + (headerStyle == .twoRows ? 2 : 1) }

  /// The header's cells, row by row.
  var header: [[String]] {
    let chinese = columns.map { $0.zh + ($0.isRequired ? "*" : "") }
    switch headerStyle {
    case .twoRows: return [chinese, columns.map(\.en)]
    case .oneRow: return [zip(chinese, columns).map { $1.en.isEmpty ? $0 : $0 + "\n" + $1.en }]
    }
  }
}
