/// The unit of an amount of money.
public enum MoneyUnit: String, Sendable, Equatable, CaseIterable {
  /// 分, a hundredth of a yuan.
  case fen
  /// 元.
  case yuan
  /// 万元, ten thousand yuan.
  case wan

  /// In Chinese.
  var zh: String {
    switch self {
    case .fen: "分"
    case .yuan: "元"
    case .wan: "万元"
    }
  }

  /// The power of ten that turns one of the unit into fen.
  var fenExponent: Int {
    switch self {
    case .fen: 0
    case .yuan: 2
    case .wan: 6
    }
  }
}

extension CellReading {
  /// The greatest amount: 2^53 − 1 fen, the greatest integer that JSON readers share.
  public static let maximumFen = 9_007_199_254_740_991

  /// An amount in fen, exact to the fen: `1,234.50`, `¥5000`, `5000元`, `0.5万元`, `（300）`.
  ///
  /// A unit in the cell counts before `unit`, the column's. Without either the amount is refused. A stored number of
  /// 16 or more digits is a binary fraction printed in full (1234.5599999999999); it is taken as the fen amount next
  /// to it if that is within 1e-9 of it and a thousandth of a fen. Anything else finer than a fen is refused.
  /// - Parameters:
  ///   - unit: the unit that the column's header names, if it does.
  ///   - allowsNegative: whether `-300` or `(300)` is taken.
  /// - Returns: fen, within ±``maximumFen``.
  public static func fen(
    _ cell: Cell, unit: MoneyUnit?, allowsNegative: Bool = false
  ) -> Result<Int, CellProblem> {
    Result { () throws(CellProblem) in
      let amount = try amount(cell, unit: unit)
      guard allowsNegative || !amount.number.isNegative else {
        throw CellProblem(
          "X123", "金额为负数：\(amount.seen)", "The amount is negative: \(amount.seen)",
          adviceZh: "此列不收负数；冲减请用红字冲销", adviceEn: "This column takes none; reverse the earlier payment instead"
        )
      }
      let fen = try exactFen(amount)
      guard abs(fen) <= maximumFen else {
        throw CellProblem(
          "X124", "金额过大：\(amount.seen)", "The amount is too large: \(amount.seen)", adviceZh: "请核对单位",
          adviceEn: "Check the unit")
      }
      return fen
    }
  }

  private struct Amount {
    let number: DecimalLiteral
    /// Fen = number × 10^exponent.
    let exponent: Int
    /// As the person sees it.
    let seen: String
    /// Whether a spreadsheet stored the number, and may have made it a binary fraction.
    let wasBinary: Bool
  }

  private static func amount(_ cell: Cell, unit: MoneyUnit?) throws(CellProblem) -> Amount {
    if cell.isPercent { throw notAnAmount(cell.shownText) }
    let content = try content(cell)
    if case .formatted(let number) = cell.value, case .text(let text) = content {
      return try amount(text: text, shown: number.shown, unit: unit)
    }
    switch content {
    case .boolean(let flag):
      throw .unexpected(flag ? "TRUE" : "FALSE", expectedZh: "金额", expectedEn: "an amount")
    case .number(_, let literal, isDate: true): throw .becameDate(literal)
    case .number(let number, let literal, isDate: false):
      guard let unit else { throw noUnit(literal) }
      return Amount(number: number, exponent: unit.fenExponent, seen: literal, wasBinary: true)
    case .text(let text): return try amount(text: text, unit: unit)
    }
  }

  /// A number whose format writes a unit beside it: the title's, or none may stand beside that one.
  private static func amount(text: String, shown: String, unit: MoneyUnit?) throws(CellProblem) -> Amount {
    let own = try amount(text: text, unit: unit)
    if let unit, own.exponent != unit.fenExponent { throw .twoUnits(unit.zh, shown) }
    return own
  }

  private static func amount(text: String, unit: MoneyUnit?) throws(CellProblem) -> Amount {
    let typed = TextFolding.visible(String(withoutApostrophe(text)))
    try refuseTwoNumbers(typed)
    var rest = Substring(TextFolding.compact(typed))
    if let foreign = foreignCurrency(rest) { throw .unclearUnit(foreign) }
    let isBracketed = rest.hasPrefix("(") && rest.hasSuffix(")")
    if isBracketed { rest = rest.dropFirst().dropLast() }
    let isSigned = take(&rest, prefixes: ["-"])
    let hasSymbol = take(&rest, prefixes: ["¥", "RMB", "CNY", "人民币"])
    let isNegative = isBracketed || isSigned || (hasSymbol && take(&rest, prefixes: ["-"]))
    let suffix = takeUnit(&rest)
    guard let digits = ungrouped(rest), let number = DecimalLiteral((isNegative ? "-" : "") + digits),
      !(isBracketed && isSigned)
    else { throw notAnAmount(text) }
    guard !number.isScientific else {
      throw CellProblem(
        "X125", "“\(text)”是科学计数法，末位数字可能已丢失", "“\(text)” is in scientific notation; digits may be lost",
        adviceZh: "请把该列设为数值格式再导出", adviceEn: "Format the column as a plain number and export again")
    }
    // A symbol ¥ says yuan unless a unit is written after the number; under （万元） it could mean either.
    if hasSymbol, suffix == nil, let unit, unit != .yuan { throw .twoUnits(unit.zh, text) }
    guard let exponent = suffix ?? (hasSymbol ? MoneyUnit.yuan : unit)?.fenExponent else {
      throw noUnit(text)
    }
    return Amount(number: number, exponent: exponent, seen: text, wasBinary: false)
  }

  /// A cell that shows two numbers is not one number: spaces and line breaks between digits divide them. So do those that
  /// divide thousands in print (U+00A0, U+2009, U+202F): whether 100 200 is one number, only who typed it knows.
  static func refuseTwoNumbers(_ text: String) throws(CellProblem) {
    let scalars = Array(TextFolding.trimmed(text).unicodeScalars)
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(TextFolding.halfWidth(scalar)) }
    var index = 0
    while index < scalars.count {
      guard TextFolding.isOuterSpace(scalars[index]) else {
        index += 1
        continue
      }
      let end = scalars[index...].firstIndex { !TextFolding.isOuterSpace($0) } ?? scalars.count
      if index > 0, end < scalars.count, isDigit(scalars[index - 1]) || scalars[index - 1] == ".",
        isDigit(scalars[end]) || scalars[end] == "."
      {
        throw .twoNumbers(text)
      }
      index = end
    }
  }

  /// The sign or name of another currency, with which a number would be an amount.
  private static func foreignCurrency(_ text: Substring) -> String? {
    let names = [
      "US$", "HK$", "NT$", "$", "€", "£", "₩", "฿", "₽", "USD", "EUR", "GBP", "JPY", "HKD", "美元", "美金", "欧元", "英镑",
      "日元", "港币",
      "港元", "台币", "韩元", "卢布",
    ]
    let upper = text.uppercased()
    return names.first { (upper.hasPrefix($0) || upper.hasSuffix($0)) && upper.contains { $0.isNumber } }
  }

  private static func take(_ text: inout Substring, prefixes: [String]) -> Bool {
    guard let prefix = prefixes.first(where: { text.uppercased().hasPrefix($0) }) else { return false }
    text = text.dropFirst(prefix.count)
    return true
  }

  private static func takeUnit(_ text: inout Substring) -> Int? {
    let units: [(String, Int)] = [
      ("亿元", 10), ("亿", 10), ("万元整", 6), ("万元", 6), ("万", 6), ("元整", 2), ("元", 2), ("圆", 2), ("分", 0),
    ]
    for (unit, exponent) in units where text.hasSuffix(unit) {
      text = text.dropLast(unit.count)
      return exponent
    }
    return nil
  }

  /// The digits without thousands separators, which must stand before every third digit if anywhere.
  static func ungrouped(_ text: Substring) -> String? {
    guard text.utf8.first.map({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) ?? false else {
      return nil
    }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
    guard groups.count > 1 else { return String(text) }
    guard (1...3).contains(groups[0].utf8.count), groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }) else {
      return nil
    }
    return groups.joined() + (parts.count > 1 ? "." + parts[1] : "")
  }

  private static func exactFen(_ amount: Amount) throws(CellProblem) -> Int {
    if let fen = amount.number.whole(timesTenTo: amount.exponent) { return fen }
    if amount.number.integerDigits + amount.exponent > 17 {
      throw CellProblem(
        "X124", "金额过大：\(amount.seen)", "The amount is too large: \(amount.seen)", adviceZh: "请核对单位",
        adviceEn: "Check the unit")
    }
    if amount.wasBinary, amount.number.digits.count >= 16,
      let (fen, distance) = amount.number.nearest(timesTenTo: amount.exponent),
      distance <= 1000, distance <= abs(fen) / 1000
    {
      return fen
    }
    throw CellProblem(
      "X122", "“\(amount.seen)”细于一分", "“\(amount.seen)” is finer than a fen", adviceZh: "金额须精确到分，请核对",
      adviceEn: "Amounts are exact to the fen; check it")
  }

  private static func noUnit(_ seen: String) -> CellProblem {
    CellProblem(
      "X121", "金额“\(seen)”没有单位", "The amount “\(seen)” has no unit",
      adviceZh: "请在表头写明（元）或（万元），或在格内写“5000元”“0.5万元”",
      adviceEn: "Put （元） or （万元） in the header, or write 5000元 or 0.5万元 in the cell")
  }

  private static func notAnAmount(_ seen: String) -> CellProblem {
    CellProblem(
      "X120", "“\(seen)”不是可识别的金额", "“\(seen)” is not an amount", adviceZh: "请写成 1234.50、5000元 或 0.5万元",
      adviceEn: "Write 1234.50, 5000元 or 0.5万元")
  }
}
