/// An exact decimal number: `±digits × 10^exponent`, read from its characters and never through a `Double`.
struct DecimalLiteral: Sendable, Equatable {
  let isNegative: Bool
  /// Significant digits 0…9 without leading or trailing zeros; empty for zero.
  let digits: [UInt8]
  /// The power of ten of the last digit.
  let exponent: Int
  /// Whether the literal was written with an exponent (`1.2E+3`).
  let isScientific: Bool

  /// Whether bytes are such a literal, without building it.
  static func isLiteral(_ bytes: [UInt8]) -> Bool {
    var index = 0
    func skipSign() { if index < bytes.count, bytes[index] == 43 || bytes[index] == 45 { index += 1 } }
    func skipDigits() -> Int {
      let start = index
      while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
      return index - start
    }
    skipSign()
    var digits = skipDigits()
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      digits += skipDigits()
    }
    guard digits > 0, digits <= 400 else { return false }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      // Rare enough to be read in full.
      return DecimalLiteral(String(decoding: bytes, as: UTF8.self)) != nil
    }
    return index == bytes.count
  }

  /// Reads `[+-]digits[.digits][E[+-]digits]`, at most 400 digits and an exponent within ±400; nil for anything else.
  init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    guard bytes.count <= 410 else { return nil }
    let whole = Self.takeDigits(&bytes)
    var fraction = [UInt8]()
    if bytes.first == UInt8(ascii: ".") {
      bytes.removeFirst()
      fraction = Self.takeDigits(&bytes)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let power = Self.takeExponent(&bytes), bytes.isEmpty else {
      return nil
    }
    var digits = whole + fraction
    var exponent = (power ?? 0) - fraction.count
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = Array(digits.drop { $0 == 0 })
    self.isNegative = isNegative && !self.digits.isEmpty
    self.exponent = self.digits.isEmpty ? 0 : exponent
    self.isScientific = power != nil
  }

  private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
    let digits = bytes.prefix { (48...57).contains($0) }
    bytes = bytes.dropFirst(digits.count)
    return digits.map { $0 - 48 }
  }

  /// nil: malformed; .some(nil): no exponent.
  private static func takeExponent(_ bytes: inout ArraySlice<UInt8>) -> Int?? {
    guard let mark = bytes.first, mark | 0x20 == UInt8(ascii: "e") else { return .some(nil) }
    bytes.removeFirst()
    var isNegative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    let digits = takeDigits(&bytes)
    guard !digits.isEmpty, digits.count <= 4 else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1) }
    guard value <= 400 else { return nil }
    return isNegative ? -value : value
  }

  /// The number rounded to the 15 significant digits that a spreadsheet shows, half up.
  ///
  /// Spreadsheets store 8.14 as a binary fraction, which printed in full is 8.140000000000001.
  var shown: DecimalLiteral {
    guard digits.count > 15 else { return self }
    var kept = Array(digits[..<15])
    if digits[15] >= 5 {
      var index = 14
      while index >= 0, kept[index] == 9 {
        kept[index] = 0
        index -= 1
      }
      if index >= 0 { kept[index] += 1 } else { kept.insert(1, at: 0) }
    }
    let text = String(decoding: kept.map { $0 + 48 }, as: UTF8.self)
    return DecimalLiteral((isNegative ? "-" : "") + text + "E\(exponent + digits.count - 15)") ?? self
  }

  /// Whether a spreadsheet shows two numbers as the same.
  func isShownAs(_ literal: String) -> Bool {
    guard let other = DecimalLiteral(literal)?.shown else { return false }
    return digits == other.digits && exponent == other.exponent && isNegative == other.isNegative
  }

  /// How many digits the number's integer part has; 0 below one.
  var integerDigits: Int { max(0, digits.count + exponent) }

  /// The number × 10^`power` if that is a whole number of at most 18 digits.
  func whole(timesTenTo power: Int) -> Int? {
    guard !digits.isEmpty else { return 0 }
    let zeros = exponent + power
    guard zeros >= 0, digits.count + zeros <= 18 else { return nil }
    var value = digits.reduce(0) { $0 * 10 + Int($1) }
    for _ in 0..<zeros { value *= 10 }
    return isNegative ? -value : value
  }

  /// The whole number nearest to the number × 10^`power`, and its first six digits beyond the point as a distance
  /// from that whole number, in millionths (rounded). Nil beyond 18 digits.
  func nearest(timesTenTo power: Int) -> (whole: Int, distanceMillionths: Int)? {
    let scale = exponent + power + 6
    let kept = scale >= 0 ? digits[...] : digits.dropLast(-scale)
    guard kept.count + max(scale, 0) <= 18 + 6 else { return nil }
    var millionths = kept.reduce(Int128(0)) { $0 * 10 + Int128($1) }
    if kept.count < digits.count, -scale <= digits.count, digits[kept.count] >= 5 { millionths += 1 }
    for _ in 0..<max(scale, 0) { millionths *= 10 }
    let whole = (millionths + 500_000) / 1_000_000
    let distance = Int(abs(millionths - whole * 1_000_000))
    return (Int(isNegative ? -whole : whole), distance)
  }

  /// The digits of a whole number, written out; nil if it has a fraction.
  var integerText: String? {
    guard exponent >= 0 else { return nil }
    guard !digits.isEmpty else { return "0" }
    let zeros = [UInt8](repeating: 48, count: exponent)
    return (isNegative ? "-" : "") + String(decoding: digits.map { $0 + 48 } + zeros, as: UTF8.self)
  }

  /// The number written out without an exponent.
  var plainText: String {
    if let integerText { return integerText }
    let zeros = [UInt8](repeating: 0, count: max(0, 1 - digits.count - exponent))
    let all = zeros + digits
    let point = all.count + exponent
    let text =
      String(decoding: all[..<point].map { $0 + 48 }, as: UTF8.self) + "."
      + String(decoding: all[point...].map { $0 + 48 }, as: UTF8.self)
    return (isNegative ? "-" : "") + text
  }

  private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    var (digits, exponent) = (digits[...], exponent)
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = Array(digits.drop { $0 == 0 })
    self.isNegative = isNegative && !self.digits.isEmpty
    self.exponent = self.digits.isEmpty ? 0 : exponent
    isScientific = false
  }

  func timesTenTo(_ power: Int) -> DecimalLiteral {
    DecimalLiteral(isNegative: isNegative, digits: digits, exponent: exponent + power)
  }

  /// Rounded to so many decimal places, half away from zero, as a spreadsheet shows it.
  func rounded(places: Int) -> DecimalLiteral {
    let surplus = -exponent - places
    guard surplus > 0 else { return DecimalLiteral(isNegative: isNegative, digits: digits, exponent: exponent) }
    guard surplus <= digits.count else { return DecimalLiteral(isNegative: false, digits: [], exponent: 0) }
    var kept = [0] + digits.dropLast(surplus)
    if digits[digits.count - surplus] >= 5 {
      var index = kept.count - 1
      while kept[index] == 9 {
        kept[index] = 0
        index -= 1
      }
      kept[index] += 1
    }
    return DecimalLiteral(isNegative: isNegative, digits: kept, exponent: -places)
  }

  /// The number written out without its sign.
  var magnitudeText: String {
    let text = plainText
    return text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// Whether the number stands in a relation (`<`, `>=`, `<>` …) to another.
  func satisfies(_ operation: String, _ other: DecimalLiteral) -> Bool {
    let order = Self.order(self, other)
    return switch operation {
    case "<": order < 0
    case "<=": order <= 0
    case ">": order > 0
    case ">=": order >= 0
    case "=": order == 0
    case "<>": order != 0
    default: false
    }
  }

  private static func order(_ one: DecimalLiteral, _ other: DecimalLiteral) -> Int {
    func sign(_ number: DecimalLiteral) -> Int { number.digits.isEmpty ? 0 : number.isNegative ? -1 : 1 }
    guard sign(one) == sign(other) else { return sign(one) - sign(other) }
    guard sign(one) != 0 else { return 0 }
    let places = (one.digits.count + one.exponent) - (other.digits.count + other.exponent)
    if places != 0 { return places * sign(one) }
    if one.digits == other.digits { return 0 }
    return one.digits.lexicographicallyPrecedes(other.digits) ? -sign(one) : sign(one)
  }
}
