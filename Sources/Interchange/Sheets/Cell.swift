/// One cell as it was stored: nothing is interpreted yet, so nothing is lost yet.
///
/// Numbers stay the literal text of the file. A `Double` in between would already have decided what
/// `1234.5599999999999` or an eighteen-digit ID number means; that decision belongs to ``CellReading``.
public struct Cell: Sendable, Equatable {
  /// What the file holds in the cell.
  public enum Value: Sendable, Equatable {
    /// No value, or a cell that only carries formatting.
    case empty
    /// Text, exactly as stored. Every cell of a CSV file is text.
    case text(String)
    /// A number: its literal as stored (`44621.5`, `1.2E+3`), and whether its number format shows a date or time.
    case number(String, isDate: Bool)
    /// A number whose format shows more, or something else, than its digits: `5000.00元`, `0007`, `2026年7月`.
    case formatted(FormattedNumber)
    /// What stands where a number should and is none (`NaN`, `1,234`): one bad cell, not a damaged file.
    case damaged(String)
    /// A logical value.
    case boolean(Bool)
    /// An error value such as `#DIV/0!`, or ``Cell/uncalculated``.
    case error(String)
  }

  private struct Flags: OptionSet, Equatable {
    let rawValue: UInt8
    static let formula = Flags(rawValue: 1)
    static let percent = Flags(rawValue: 2)
    static let struck = Flags(rawValue: 4)
    static let partlyStruck = Flags(rawValue: 8)
    static let raised = Flags(rawValue: 16)
  }

  /// The error text of a formula whose result the file does not hold (it was never calculated by a spreadsheet).
  public static let uncalculated = "#UNCALCULATED"

  /// What the file holds in the cell.
  public var value: Value
  private var flags: Flags
  private let column16: UInt16
  private let row32: UInt32

  /// Makes a cell. `column` is in 1…16,384 and `row` in 1…4,294,967,295, as a person counts them.
  public init(
    _ value: Value, column: Int, row: Int, hadFormula: Bool = false, isPercent: Bool = false, marks: TextMarks = []
  ) {
    self.value = value
    var flags: Flags = hadFormula ? .formula : []
    if isPercent { flags.insert(.percent) }
    if marks.contains(.struck) { flags.insert(.struck) }
    if marks.contains(.partlyStruck) { flags.insert(.partlyStruck) }
    if marks.contains(.raised) { flags.insert(.raised) }
    self.flags = flags
    self.column16 = UInt16(column)
    self.row32 = UInt32(row)
  }

  /// The 1-based column: A is 1.
  public var column: Int { Int(column16) }
  /// The 1-based row, as a person sees it.
  public var row: Int { Int(row32) }
  /// Whether a formula produced the value.
  public var hadFormula: Bool { flags.contains(.formula) }
  /// Whether the cell's number format shows a percentage, so that a stored 0.85 is seen as 85%.
  public var isPercent: Bool { flags.contains(.percent) }
  /// Whether all of it is struck out: whoever keeps the sheet has withdrawn it.
  public var isStruck: Bool { flags.contains(.struck) }
  /// How its text is marked.
  public var marks: TextMarks {
    var marks: TextMarks = []
    if flags.contains(.struck) { marks.insert(.struck) }
    if flags.contains(.partlyStruck) { marks.insert(.partlyStruck) }
    if flags.contains(.raised) { marks.insert(.raised) }
    return marks
  }
  /// The address as a person names it: `C7`.
  public var address: String { Cell.letters(ofColumn: column) + String(row) }

  /// Whether the cell holds nothing a person could see: no value, or only white space.
  public var isEmpty: Bool {
    switch value {
    case .empty: true
    case .text(let text): text.unicodeScalars.allSatisfy(TextFolding.isOuterSpace)
    case .number, .formatted, .damaged, .boolean, .error: false
    }
  }

  /// The letters of a 1-based column: 1 is `A`, 28 is `AB`.
  public static func letters(ofColumn column: Int) -> String {
    var letters = [UInt8]()
    var rest = column
    while rest > 0 {
      letters.append(UInt8(65 + (rest - 1) % 26))
      rest = (rest - 1) / 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }
}

/// How a cell's text is marked, where that changes what it says.
public struct TextMarks: OptionSet, Sendable, Equatable {
  /// The bits.
  public let rawValue: UInt8
  /// Makes marks of their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// All of it is struck out.
  public static let struck = TextMarks(rawValue: 1)
  /// Part of it is struck out, with what replaces it beside.
  public static let partlyStruck = TextMarks(rawValue: 2)
  /// Part of it stands raised or lowered, as the number of a footnote does, and is no digit that could be written so.
  public static let raised = TextMarks(rawValue: 4)
}

/// A number with what its format makes of it. A person reads what is shown, so that is what counts; where the digits
/// shown are not the stored ones, neither does.
public final class FormattedNumber: Sendable, Equatable {
  /// How a reader may take it.
  enum Reading: Sendable, Equatable {
    /// The digits agree: as if this text had been typed.
    case typed(String)
    /// The stored number counts; the format only rounds it.
    case stored
    /// Part of a date, or a time: these parts are shown.
    case date(DateParts)
    /// Other digits are shown than stored, or none.
    case contradictory
  }

  /// As stored.
  public let literal: String
  /// As a person sees it.
  public let shown: String
  let reading: Reading

  init(_ literal: String, shown: String, _ reading: Reading) {
    self.literal = literal
    self.shown = shown
    self.reading = reading
  }

  /// Whether both show the same number the same way.
  public static func == (one: FormattedNumber, other: FormattedNumber) -> Bool {
    one.literal == other.literal && one.shown == other.shown && one.reading == other.reading
  }
}

/// What a date format shows.
struct DateParts: OptionSet, Sendable, Equatable {
  let rawValue: UInt8
  static let year = DateParts(rawValue: 1)
  static let month = DateParts(rawValue: 2)
  static let day = DateParts(rawValue: 4)
  static let weekday = DateParts(rawValue: 8)
  static let time = DateParts(rawValue: 16)
  static let elapsed = DateParts(rawValue: 32)
  static let date: DateParts = [.year, .month, .day]
}
