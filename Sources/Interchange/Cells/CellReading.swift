import EventSourcing

/// Pure functions from a cell as stored to the exact value its column asks for, or to the reason why not.
///
/// Nothing is guessed: what could mean two things is refused with advice. An empty cell is problem X101; whether a
/// column may be left empty is for the caller, who asks ``Cell/isEmpty`` first.
public enum CellReading {
  /// What a cell holds once errors are out of the way.
  enum Content {
    /// Text without outer white space, as typed; not empty.
    case text(String)
    case number(DecimalLiteral, literal: String, isDate: Bool)
    case boolean(Bool)
  }

  static func content(_ cell: Cell) throws(CellProblem) -> Content {
    if !cell.marks.isEmpty { throw .marked(cell.marks) }
    switch cell.value {
    case .empty: throw .empty
    case .error(Cell.uncalculated): throw .uncalculated
    case .error(let text): throw .errorValue(text)
    case .boolean(let flag): return .boolean(flag)
    case .number(let literal, let isDate):
      guard let number = DecimalLiteral(literal) else {
        throw .unexpected(literal, expectedZh: "数值", expectedEn: "a number")
      }
      return .number(number, literal: literal, isDate: isDate)
    case .formatted(let number): return try content(number)
    case .damaged(let text): throw .unexpected(text, expectedZh: "数值", expectedEn: "a number")
    case .text(let text):
      let trimmed = String(TextFolding.trimmed(text))
      if trimmed.isEmpty { throw .empty }
      if let problem = formulaText(trimmed) { throw problem }
      return .text(trimmed)
    }
  }

  private static func content(_ formatted: FormattedNumber) throws(CellProblem) -> Content {
    if formatted.reading == .contradictory { throw .shownOtherwise(formatted) }
    guard let number = DecimalLiteral(formatted.literal) else {
      throw .unexpected(formatted.literal, expectedZh: "数值", expectedEn: "a number")
    }
    switch formatted.reading {
    case .contradictory: throw .shownOtherwise(formatted)
    case .stored: return .number(number, literal: formatted.literal, isDate: false)
    case .date: return .number(number, literal: formatted.shown, isDate: true)
    case .typed(let text):
      // What no spreadsheet keeps must not be read off its zeros.
      if number.integerDigits > 15 { return .number(number, literal: formatted.literal, isDate: false) }
      return .text(text)
    }
  }

  /// A formula that shows itself: WPS stores a picture in a cell as one, and a cell formatted as text keeps it.
  private static func formulaText(_ text: String) -> CellProblem? {
    guard text.first == "=" else { return nil }
    let name = text.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    guard !name.isEmpty, text.dropFirst(1 + name.count).first == "(" else { return nil }
    return ["DISPIMG", "IMAGE"].contains { name.uppercased().hasSuffix($0) } ? .picture : .uncalculated
  }

  /// The cell's text, exactly as typed but for white space at the ends: inner spaces, `·` and rare characters stay.
  ///
  /// A whole number is written out in full if it has at most 15 digits, the most a spreadsheet keeps; one with
  /// decimal places as the spreadsheet shows it. An
  /// apostrophe before `=`, `+`, `-` or `@`, which guards a CSV cell from being run as a formula, is dropped.
  /// - Returns: text without control, bidirectional or damaged characters; inside it, line ends are LF.
  public static func text(_ cell: Cell) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      switch try content(cell) {
      case .text(let text): return try clean(text)
      case .number(let number, let literal, let isDate):
        if isDate { throw .becameDate(literal) }
        return try digits(number)
      case .boolean(let flag): return flag ? "TRUE" : "FALSE"
      }
    }
  }

  private static func clean(_ text: String) throws(CellProblem) -> String {
    var scalars = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in withoutFormulaGuard(text).unicodeScalars {
      if scalar == "\r" || (scalar == "\n" && afterReturn) {
        if scalar == "\r" { scalars.append("\n") }
        afterReturn = scalar == "\r"
        continue
      }
      afterReturn = false
      scalars.append(scalar)
    }
    let cleaned = String(scalars)
    if let fault = TextFault(in: cleaned) { throw .forbiddenCharacter(fault.scalar) }
    // A conversion has already lost the real one.
    if cleaned.unicodeScalars.contains("\u{FFFD}") { throw .forbiddenCharacter("\u{FFFD}") }
    return cleaned
  }

  private static func withoutFormulaGuard(_ text: String) -> Substring {
    let scalars = text.unicodeScalars
    guard scalars.first == "'", let second = scalars.dropFirst().first, "=+-@".unicodeScalars.contains(second)
    else { return Substring(text) }
    return Substring(scalars.dropFirst())
  }

  /// A number's digits written out, when a spreadsheet could hold them all.
  static func digits(_ number: DecimalLiteral) throws(CellProblem) -> String {
    // With decimal places, digits beyond the fifteenth come from the binary fraction; without, they are lost ones.
    let number = number.exponent < 0 ? number.shown : number
    guard number.digits.count <= 15, number.integerDigits <= 15, number.exponent >= -20 else {
      throw .digitsLost
    }
    return number.plainText
  }

  /// Text for codes and labels: half-width, without any white space, without a leading apostrophe.
  static func code(_ cell: Cell) throws(CellProblem) -> String {
    switch try content(cell) {
    case .boolean(let flag): return flag ? "TRUE" : "FALSE"
    case .number(let number, let literal, let isDate):
      if isDate { throw .becameDate(literal) }
      return try digits(number)
    case .text(let text): return String(withoutApostrophe(TextFolding.compact(TextFolding.visible(text))))
    }
  }

  /// Without the apostrophe that forces a spreadsheet to keep a number as text.
  static func withoutApostrophe(_ text: String) -> Substring {
    guard let first = text.first, "'’‘`＇".contains(first) else { return text[...] }
    return text.dropFirst()
  }

  /// Whether text shows a number the way a narrow column does, `6.21021E+17`: the digits behind are gone.
  static func isScientific(_ text: String) -> Bool {
    DecimalLiteral(text)?.isScientific ?? false
  }
}
