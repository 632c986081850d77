/// One way to fill a column that has a list of choices.
public struct Choice: Sendable, Equatable {
  /// What is stored.
  public let code: String
  /// The Chinese label.
  public let zh: String
  /// The English label.
  public let en: String

  /// Makes a choice.
  public init(code: String, zh: String, en: String) {
    self.code = code
    self.zh = zh
    self.en = en
  }
}

/// How a column writes percentages.
public enum PercentUnit: Sendable, Equatable {
  /// 85 means 85%.
  case percent
  /// 0.85 means 85%.
  case fraction
}

extension CellReading {
  /// A whole number within a range: `12`, `1,234`, `１２`, and with one of `units` behind it, `12户`.
  public static func integer(
    _ cell: Cell, in range: ClosedRange<Int>, units: [String] = []
  ) -> Result<Int, CellProblem> {
    scaled(cell, decimals: 0, in: range, units: units)
  }

  /// A decimal number times 10^`decimals`, exactly: 3.25 亩 in 厘亩 is `decimals: 2`, 325. More places are refused.
  ///
  /// A stored number of 16 or more digits is a binary fraction printed in full, and is taken as the value next to it
  /// when they differ by less than a thousandth of the last place and 1e-9 of the value.
  /// - Parameter range: of the result.
  public static func scaled(
    _ cell: Cell, decimals: Int, in range: ClosedRange<Int>, units: [String] = []
  ) -> Result<Int, CellProblem> {
    Result { () throws(CellProblem) in
      let (number, seen, wasBinary) = try number(cell, units: units)
      let value = try exact(number, timesTenTo: decimals, seen: seen, wasBinary: wasBinary)
      guard range.contains(value) else { throw .outOfRange(seen, range) }
      return value
    }
  }

  /// A percentage in basis points, exactly: `85%` and `85.5％` of text; a stored number by its percent format or by
  /// `unit`. A bare number without either could be 85 or 0.85 and is refused.
  /// - Returns: 0…10,000 unless `range` says otherwise.
  public static func basisPoints(
    _ cell: Cell, unit: PercentUnit?, in range: ClosedRange<Int> = 0...10_000
  ) -> Result<Int, CellProblem> {
    Result { () throws(CellProblem) in
      var unit = unit
      var cell = cell
      if cell.isPercent { unit = .fraction }
      if case .formatted(let number) = cell.value, case .typed(let text) = number.reading { cell.value = .text(text) }
      if case .text(let text) = cell.value {
        let compact = TextFolding.compact(text)
        if compact.hasSuffix("%") {
          unit = .percent
          cell.value = .text(String(compact.dropLast()))
        }
      }
      let (number, seen, wasBinary) = try number(cell, units: [])
      guard let unit else {
        throw CellProblem(
          "X143", "“\(seen)”没有百分号", "“\(seen)” has no percent sign", adviceZh: "请写成 85%，或在表头注明（%）",
          adviceEn: "Write 85%, or put （%） in the header")
      }
      let points = try exact(number, timesTenTo: unit == .percent ? 2 : 4, seen: seen, wasBinary: wasBinary)
      guard range.contains(points) else { throw .outOfRange(seen, range) }
      return points
    }
  }

  private static func number(
    _ cell: Cell, units: [String]
  ) throws(CellProblem) -> (DecimalLiteral, seen: String, wasBinary: Bool) {
    switch try content(cell) {
    case .boolean(let flag):
      throw .unexpected(flag ? "TRUE" : "FALSE", expectedZh: "数值", expectedEn: "a number")
    case .number(_, let literal, isDate: true): throw .becameDate(literal)
    case .number(let number, let literal, isDate: false): return (number, literal, true)
    case .text(let text):
      let typed = TextFolding.visible(String(withoutApostrophe(text)))
      try refuseTwoNumbers(typed)
      var rest = Substring(TextFolding.compact(typed))
      if let unit = units.first(where: { rest.hasSuffix($0) }) { rest = rest.dropLast(unit.count) }
      let isNegative = rest.hasPrefix("-")
      if isNegative { rest = rest.dropFirst() }
      guard let digits = ungrouped(rest), let number = DecimalLiteral((isNegative ? "-" : "") + digits) else {
        let unit = rest.drop { ("0"..."9").contains($0) || $0 == "." || $0 == "," }
        if unit.count < rest.count, !unit.isEmpty, UnitWord(exact: String(unit)) != nil {
          throw .unclearUnit(String(unit))
        }
        throw .unexpected(text, expectedZh: "数值", expectedEn: "a number")
      }
      if number.isScientific { throw .digitsLost }
      return (number, text, false)
    }
  }

  private static func exact(
    _ number: DecimalLiteral, timesTenTo power: Int, seen: String, wasBinary: Bool
  ) throws(CellProblem) -> Int {
    if let value = number.whole(timesTenTo: power) { return value }
    if wasBinary, number.digits.count >= 16, let (value, distance) = number.nearest(timesTenTo: power),
      distance <= 1000, distance <= abs(value) / 1000
    {
      return value
    }
    throw CellProblem(
      "X141", power == 0 ? "“\(seen)”不是整数" : "“\(seen)”小数位数过多（至多 \(power) 位）",
      power == 0 ? "“\(seen)” is not a whole number" : "“\(seen)” has more than \(power) decimal places",
      adviceZh: "请核对", adviceEn: "Check it")
  }

  /// Yes or no: 是/否, 有/无, 对/错, Y/N, YES/NO, T/F, TRUE/FALSE, √/×, 1/0.
  public static func bool(_ cell: Cell) -> Result<Bool, CellProblem> {
    Result { () throws(CellProblem) in
      let typed = try code(cell)
      switch typed.uppercased() {
      case "是", "有", "对", "Y", "YES", "T", "TRUE", "√", "✓", "✔", "1": return true
      case "否", "无", "没有", "不是", "错", "N", "NO", "F", "FALSE", "×", "✗", "✘", "✕", "0": return false
      default:
        throw CellProblem(
          "X140", "“\(typed)”看不出是或否", "“\(typed)” is neither yes nor no", adviceZh: "请填“是”或“否”",
          adviceEn: "Enter 是 (yes) or 否 (no)")
      }
    }
  }

  /// The code of the choice whose label, in either language, or code was entered. Compared without regard to width,
  /// case and spaces; a cell in the two-language form of a drop-down, `示例 Example`, is the choice with both labels.
  public static func choice(_ cell: Cell, options: [Choice]) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let typed = try code(cell)
      let key = TextFolding.key(typed)
      for option in options {
        let labels = [option.zh, option.en, option.zh + option.en, option.code]
        if labels.contains(where: { TextFolding.key($0) == key }) { return option.code }
      }
      let shown = options.prefix(12).map(\.zh).joined(separator: "、") + (options.count > 12 ? "…" : "")
      let shownEn = options.prefix(12).map(\.en).joined(separator: ", ") + (options.count > 12 ? "…" : "")
      throw CellProblem(
        "X146", "“\(typed)”不在可选项中", "“\(typed)” is not among the choices", adviceZh: "可填：\(shown)",
        adviceEn: "Choose from: \(shownEn)")
    }
  }
}
