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
    /// A logical value.
    case boolean(Bool)
    /// An error value such as `#DIV/0!`, or ``Cell/uncalculated``.
    case error(String)
  }

  private struct Flags: OptionSet, Equatable {
    let rawValue: UInt8
    static let formula = Flags(rawValue: 1)
    static let percent = Flags(rawValue: 2)
  }

  /// The error text of a formula whose result the file does not hold (it was never calculated by a spreadsheet).
  public static let uncalculated = "#UNCALCULATED"

  /// What the file holds in the cell.
  public var value: Value
  private var flags: Flags
  private let column16: UInt16
  private let row32: UInt32

  /// Makes a cell. `column` is in 1…16,384 and `row` in 1…4,294,967,295, as a person counts them.
  public init(_ value: Value, column: Int, row: Int, hadFormula: Bool = false, isPercent: Bool = false) {
    self.value = value
    self.flags = (hadFormula ? Flags.formula : []).union(isPercent ? Flags.percent : [])
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
  /// The address as a person names it: `C7`.
  public var address: String { Cell.letters(ofColumn: column) + String(row) }

  /// Whether the cell holds nothing a person could see: no value, or only white space.
  public var isEmpty: Bool {
    switch value {
    case .empty: true
    case .text(let text): text.unicodeScalars.allSatisfy(TextFolding.isOuterSpace)
    case .number, .boolean, .error: false
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
