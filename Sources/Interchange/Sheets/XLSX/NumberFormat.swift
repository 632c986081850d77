import EventSourcing

/// What a number format makes of the numbers it shows (ECMA-376 part 1, 18.8.31).
///
/// A clerk reads the cell, not the file: `0.00"万元"` shows a stored 5 as 5.00万元, `0"."0,` a stored 123456 as 12.3, and
/// `yyyy"年"m"月"` a day as a month. ``show(_:)`` says what is seen and whether the digits are still those stored.
struct NumberFormat: Sendable, Equatable {
  /// Up to four: of positive numbers, negative ones, zero, and text.
  private(set) var sections: [Section]

  /// A format built into the file format (ECMA-376 part 1, 18.8.30, with its East Asian ids).
  init(builtin id: Int) { self.init(code: Self.builtins[id] ?? "General") }

  /// A custom format code.
  init(code: String) {
    let folded = TextFolding.key(code)
    if ["general", "standard", "g/通用格式", "@", ""].contains(folded) {
      sections = []
    } else {
      // Spreadsheets allow 255 characters.
      sections = Self.split(String(code.prefix(1024))).prefix(4).map(Section.init)
    }
  }

  /// Whether its numbers are dates or times.
  var isDate: Bool { sections.prefix(3).contains { !$0.parts.isEmpty } }
  /// Whether its numbers are seen as percentages.
  var isPercent: Bool { sections.first?.tokens.contains(.percent) ?? false }

  /// Divides a code at the semicolons that stand outside quotes, brackets and escapes.
  private static func split(_ code: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    var isBracketed = false
    var isEscaped = false
    for character in code {
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        isQuoted = character != "\""
      } else if isBracketed {
        isBracketed = character != "]"
      } else {
        switch character {
        case "\"": isQuoted = true
        case "[": isBracketed = true
        case "\\", "_", "*", "!": isEscaped = true
        case ";":
          parts.append("")
          continue
        default: break
        }
      }
      parts[parts.count - 1].append(character)
    }
    return parts
  }

  /// Those of 18.8.30 that show more than digits, and the forms that Chinese systems give the ids left to them.
  private static let builtins: [Int: String] = {
    var codes = [
      1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
      14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
      21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
      40: "#,##0.00;[Red]-#,##0.00", 41: "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
      43: "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
      48: "##0.0E+0", 27: "yyyy\"年\"m\"月\"", 28: "m\"月\"d\"日\"", 29: "m\"月\"d\"日\"", 30: "m-d-yy",
      31: "yyyy\"年\"m\"月\"d\"日\"",
      32: "h\"时\"mm\"分\"", 33: "h\"时\"mm\"分\"ss\"秒\"", 34: "上午/下午h\"时\"mm\"分\"", 35: "上午/下午h\"时\"mm\"分\"ss\"秒\"",
      36: "yyyy\"年\"m\"月\"", 50: "yyyy\"年\"m\"月\"", 51: "m\"月\"d\"日\"", 52: "yyyy\"年\"m\"月\"", 53: "m\"月\"d\"日\"",
      54: "m\"月\"d\"日\"", 55: "上午/下午h\"时\"mm\"分\"", 56: "上午/下午h\"时\"mm\"分\"ss\"秒\"", 57: "yyyy\"年\"m\"月\"",
      58: "m\"月\"d\"日\"",
    ]
    // Currency by the system's own sign, which here is the yuan's.
    for (id, code) in [5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00"] { codes[id] = "¥\(code);¥-\(code)" }
    codes[42] = "_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* \"-\"_ ;_ @_ "
    codes[44] = "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ "
    return codes
  }()
}

extension NumberFormat {
  /// One of a format's sections, taken apart.
  struct Section: Sendable, Equatable {
    enum Token: Sendable, Equatable {
      /// `0`, `#` or `?`.
      case digit(UInt8)
      case point, group, percent, slash, exponent, general, text
      case literal(String)
      /// A run of a date letter, lower case, minutes as `n`.
      case date(String)
    }

    private(set) var tokens: [Token] = []
    private(set) var parts: DateParts = []
    private(set) var hasColor = false
    private(set) var plainPlaces: Int?
    fileprivate var condition: (operation: String, bound: DecimalLiteral)?

    static func == (one: Section, other: Section) -> Bool {
      one.tokens == other.tokens && one.hasColor == other.hasColor
        && one.condition?.operation == other.condition?.operation && one.condition?.bound == other.condition?.bound
    }

    init(_ code: String) {
      var rest = Substring(code)
      while let first = rest.first { read(first, &rest) }
      settleMinutes()
      for case .date(let letters) in tokens { parts.insert(Self.part(letters)) }
      plainPlaces = findPlainPlaces()
    }

    /// Of a section that only arranges digits: its decimal places.
    private func findPlainPlaces() -> Int? {
      var places: Int?
      var zeros = 0
      for token in tokens {
        switch token {
        case .digit(let kind):
          if let count = places { places = count + 1 } else if kind == 48 { zeros += 1 }
        case .point:
          guard places == nil else { return nil }
          places = 0
        case .group: guard places == nil else { return nil }
        case .literal(let text): guard TextFolding.trimmed(text).isEmpty else { return nil }
        default: return nil
        }
      }
      let isScaled = zip(tokens, tokens.dropFirst() + [.point]).contains { one, next in
        if one == .group { if case .digit = next { false } else { true } } else { false }
      }
      let holdsDigits = tokens.contains { if case .digit = $0 { true } else { false } }
      return zeros <= 1 && !isScaled && holdsDigits ? places ?? 0 : nil
    }

    private mutating func read(_ first: Character, _ rest: inout Substring) {
      let lower = first.lowercased().first ?? first
      for general in ["general", "g/通用格式"] where rest.prefix(7).lowercased().hasPrefix(general) {
        tokens.append(.general)
        rest = rest.dropFirst(general.count)
        return
      }
      for half in ["am/pm", "a/p", "上午/下午"] where rest.prefix(5).lowercased().hasPrefix(half) {
        tokens.append(.date("p"))
        rest = rest.dropFirst(half.count)
        return
      }
      rest = rest.dropFirst()
      switch lower {
      case "\"":
        let quoted = rest.prefix { $0 != "\"" }
        append(String(quoted))
        rest = rest.dropFirst(quoted.count + 1)
      case "[":
        let inside = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(inside.count + 1)
        bracket(String(inside))
      case "\\", "!":
        if let escaped = rest.popFirst() { append(String(escaped)) }
      case "_": _ = rest.popFirst()
      case "*":
        // Fills the cell with one character: with a digit, 5 is shown as 5000000.
        if let filling = rest.popFirst(), Self.holdsDigit(String(filling)) { append(String(filling)) }
      case "0", "#", "?": tokens.append(.digit(lower.asciiValue ?? 48))
      case ".": tokens.append(.point)
      case ",": tokens.append(.group)
      case "%": tokens.append(.percent)
      case "@": tokens.append(.text)
      case "/" where holdsDigits: tokens.append(.slash)
      case "e" where holdsDigits && (rest.first == "+" || rest.first == "-"):
        rest = rest.dropFirst()
        tokens.append(.exponent)
      case "y", "m", "d", "h", "s", "a", "e", "b", "g":
        let more = rest.prefix { $0.lowercased() == String(lower) }
        rest = rest.dropFirst(more.count)
        tokens.append(.date(String(repeating: lower, count: more.count + 1)))
      default: append(String(first))
      }
    }

    private var holdsDigits: Bool { tokens.contains { if case .digit = $0 { true } else { false } } }

    /// Whether the section writes digits of its own beside those of the number: `0"00"` shows 5 as 500. 万 is none.
    var addsDigits: Bool {
      tokens.contains { if case .literal(let text) = $0 { Self.holdsDigit(text) } else { false } }
    }

    /// Whether digits of its own stand against those of a date: `d"0"` shows the 1st as the 10th. The century before a
    /// year of two digits is rightly there, and `"T00:00"` is a time.
    var addsDigitsToDate: Bool {
      zip(tokens, tokens.dropFirst()).contains { pair in
        switch pair {
        case (.date, .literal(let text)): text.first.map { Self.holdsDigit(String($0)) } ?? false
        case (.literal(let text), .date(let letters)):
          (text.last.map { Self.holdsDigit(String($0)) } ?? false)
            && !(letters == "yy" && ["19", "20"].contains { text.hasSuffix($0) })
        default: false
        }
      }
    }

    private static func holdsDigit(_ text: String) -> Bool {
      text.unicodeScalars.contains { [.decimal, .digit].contains($0.properties.numericType) }
    }

    private mutating func append(_ text: String) {
      if case .literal(let before) = tokens.last {
        tokens[tokens.count - 1] = .literal(before + text)
      } else if !text.isEmpty {
        tokens.append(.literal(text))
      }
    }

    /// `[h]`, `[>=10000]`, `[Red]`, `[$¥-804]`.
    private mutating func bracket(_ inside: String) {
      let lower = inside.lowercased()
      if let first = lower.first, "hms".contains(first), lower.allSatisfy({ $0 == first }) {
        tokens.append(.date("[" + lower))
      } else if inside.hasPrefix("$") {
        append(String(inside.dropFirst().prefix { $0 != "-" }))
      } else if let first = inside.first, "<>=".contains(first) {
        let operation = String(inside.prefix { "<>=".contains($0) })
        condition = DecimalLiteral(inside.dropFirst(operation.count)).map { (operation, $0) }
      } else if !lower.hasPrefix("dbnum") {
        hasColor = true
      }
    }

    /// An `m` behind hours or before seconds counts minutes.
    private mutating func settleMinutes() {
      let dates = tokens.indices.filter { if case .date = tokens[$0] { true } else { false } }
      func letter(_ place: Int) -> Character? {
        guard dates.indices.contains(place), case .date(let letters) = tokens[dates[place]] else { return nil }
        return letters.last
      }
      for place in dates.indices {
        guard case .date(let letters) = tokens[dates[place]], letters.first == "m" else { continue }
        if letter(place - 1) == "h" || letter(place + 1) == "s" {
          tokens[dates[place]] = .date(String(repeating: "n", count: letters.count))
        }
      }
    }

    private static func part(_ letters: String) -> DateParts {
      switch letters.first {
      case "y", "e", "b": .year
      case "m": .month
      case "d": letters.count < 3 ? .day : .weekday
      case "a": .weekday
      case "[": .elapsed
      case "g": []
      default: .time
      }
    }
  }
}

// Showing a number.
extension NumberFormat {
  /// What a cell with this format holds, as its reader should take it.
  ///
  /// - Parameter epoch1904: for dates.
  func value(_ literal: String, epoch1904: Bool) -> Cell.Value {
    if sections.isEmpty || isPlain(literal) { return .number(literal, isDate: false) }
    guard let number = DecimalLiteral(literal) else { return .damaged(literal) }
    let (section, hidesSign) = section(for: number)
    if !section.parts.isEmpty {
      if section.addsDigitsToDate {
        let shown = section.date(number, literal, epoch1904) ?? literal
        return .formatted(FormattedNumber(literal, shown: shown, .contradictory))
      }
      if section.parts.isSuperset(of: .date) { return .number(literal, isDate: true) }
      let shown = section.date(number, literal, epoch1904) ?? literal
      return .formatted(FormattedNumber(literal, shown: shown, .date(section.parts)))
    }
    return section.value(number.shown, literal, hidesSign: hidesSign)
  }

  /// Whether the first section shows a positive number and adds nothing to its digits: what nearly every cell is.
  private func isPlain(_ literal: String) -> Bool {
    guard let places = sections.first?.plainPlaces, sections.prefix(3).allSatisfy({ $0.condition == nil }) else {
      return false
    }
    var decimals = 0
    var isBehindPoint = false
    var isZero = true
    for byte in literal.utf8 {
      switch byte {
      case 48...57:
        if isBehindPoint { decimals += 1 }
        if byte != 48 { isZero = false }
      case UInt8(ascii: "."): isBehindPoint = true
      default: return false
      }
    }
    return !isZero && decimals <= places
  }

  /// What a text is seen as: `@"村"` shows 示例一 as 示例一村. Nil when the format shows nothing of it.
  func text(_ text: String) -> String? {
    let ofText = sections.count == 4 ? sections.last : sections.last { $0.tokens.contains(.text) }
    guard let section = ofText else { return text }
    guard !section.tokens.isEmpty else { return nil }
    guard section.tokens.contains(.text) else { return section.literals }
    return section.tokens.map { token in
      switch token {
      case .literal(let literal): literal
      case .text: text
      default: ""
      }
    }.joined()
  }

  /// The section that shows a number, and whether it shows it without its sign, as one for negative numbers does.
  private func section(for number: DecimalLiteral) -> (Section, hidesSign: Bool) {
    let ofNumbers = sections.prefix(3)
    if ofNumbers.contains(where: { $0.condition != nil }) {
      for section in ofNumbers {
        guard let condition = section.condition else { return (section, false) }
        if number.satisfies(condition.operation, condition.bound) {
          return (
            section,
            condition.operation.hasPrefix("<") && (condition.bound.isNegative || condition.bound.digits.isEmpty)
          )
        }
      }
      return (ofNumbers[ofNumbers.count - 1], false)
    }
    if number.isNegative, ofNumbers.count > 1 { return (ofNumbers[1], true) }
    if number.digits.isEmpty, ofNumbers.count > 2 { return (ofNumbers[2], false) }
    return (ofNumbers[0], false)
  }
}

extension NumberFormat.Section {
  fileprivate var literals: String {
    tokens.map { if case .literal(let text) = $0 { text } else { "" } }.joined()
  }

  fileprivate func value(_ number: DecimalLiteral, _ literal: String, hidesSign: Bool) -> Cell.Value {
    if tokens.contains(.general) || tokens.contains(.text) {
      if addsDigits { return contradictory(literal, number.plainText) }
      return affixed(number, literal, digits: number.plainText, isRounded: false, hidesSign: hidesSign)
    }
    guard let first = tokens.firstIndex(where: Self.isPlaceholder) else { return withoutDigits(number, literal) }
    let last = tokens.lastIndex(where: Self.isPlaceholder) ?? first
    let body = Array(tokens[first...last])
    // A comma that no digit follows divides by a thousand: `0,` and `0,.00`.
    let whole = body.prefix { $0 != .point }
    let scale = tokens[(last + 1)...].count { $0 == .group } + whole.reversed().prefix { $0 == .group }.count
    let isPattern = body.contains { if case .literal = $0 { true } else { false } }
    // An exponent or a fraction is another way to write the number; its digits are the stored ones.
    if body.contains(.exponent) || body.contains(.slash) {
      return addsDigits ? contradictory(literal, number.plainText) : .number(literal, isDate: false)
    }
    let percents = tokens.count { $0 == .percent }
    let scaled = number.timesTenTo(2 * percents - 3 * scale)
    let places = body.drop { $0 != .point }.count { if case .digit = $0 { true } else { false } }
    let rounded = scaled.rounded(places: places)
    let digits = Self.fill(body, rounded)
    guard scale == 0, !addsDigits else { return contradictory(literal, digits) }
    let isRounded = rounded != scaled
    if isPattern {
      guard !isRounded, !number.isNegative, percents == 0, !digits.contains(".") else {
        return contradictory(literal, digits)
      }
      return typed(literal, before(first) + digits + after(last))
    }
    if percents > 0 {
      let isPlain = before(first) + after(last) == "%"
      return isPlain ? .number(literal, isDate: false) : contradictory(literal, digits)
    }
    return affixed(
      number, literal, digits: digits, isRounded: isRounded, hidesSign: hidesSign,
      isPadded: body.prefix { $0 != .point }.count { $0 == .digit(48) } > max(1, number.integerDigits))
  }

  /// A number between what the format writes before and behind it.
  private func affixed(
    _ number: DecimalLiteral, _ literal: String, digits: String, isRounded: Bool, hidesSign: Bool,
    isPadded: Bool = false
  ) -> Cell.Value {
    let place = tokens.firstIndex { Self.isPlaceholder($0) || $0 == .general || $0 == .text } ?? 0
    let end = tokens.lastIndex { Self.isPlaceholder($0) || $0 == .general || $0 == .text } ?? place
    var (prefix, suffix) = (before(place), after(end))
    if number.isNegative {
      let saysSo = (prefix.contains("-") || (prefix.contains("(") && suffix.contains(")"))) || hasColor
      if hidesSign, !saysSo { return contradictory(literal, digits) }
      // The sign is the number's own once it is read.
      prefix = prefix.filter { !"-(（".contains($0) }
      suffix = suffix.filter { !")）".contains($0) }
    }
    let sign = number.isNegative ? "-" : ""
    if prefix.isEmpty, suffix.isEmpty, !isPadded {
      return isRounded
        ? .formatted(FormattedNumber(literal, shown: sign + digits, .stored)) : .number(literal, isDate: false)
    }
    let exact = isRounded ? number.magnitudeText : digits
    return .formatted(
      FormattedNumber(literal, shown: sign + prefix + digits + suffix, .typed(sign + prefix + exact + suffix)))
  }

  /// A section without any digit: nothing, a dash for zero, or words in place of the number.
  private func withoutDigits(_ number: DecimalLiteral, _ literal: String) -> Cell.Value {
    let shown = literals.filter { !$0.isWhitespace }
    if number.digits.isEmpty {
      if shown.isEmpty { return .empty }
      if ["-", "—", "–", "/", "0"].contains(shown) { return .number(literal, isDate: false) }
    }
    return contradictory(literal, literals)
  }

  private func contradictory(_ literal: String, _ digits: String) -> Cell.Value {
    func shows(_ token: Token) -> Bool { Self.isPlaceholder(token) || token == .general || token == .text }
    let place = tokens.firstIndex(where: shows) ?? 0
    let end = tokens.lastIndex(where: shows) ?? place
    let shown = tokens.contains(where: shows) ? before(place) + digits + after(end) : digits
    return .formatted(FormattedNumber(literal, shown: shown, .contradictory))
  }

  private func typed(_ literal: String, _ text: String) -> Cell.Value {
    .formatted(FormattedNumber(literal, shown: text, .typed(text)))
  }

  private static func isPlaceholder(_ token: Token) -> Bool {
    switch token {
    case .digit, .point: true
    default: false
    }
  }

  private func before(_ index: Int) -> String { words(tokens[..<index]) }
  private func after(_ index: Int) -> String { words(tokens[min(index + 1, tokens.count)...]) }

  private func words(_ tokens: ArraySlice<Token>) -> String {
    let text = tokens.map { token in
      switch token {
      case .literal(let text): text
      case .percent: "%"
      default: ""
      }
    }.joined()
    return String(TextFolding.trimmed(text))
  }

  /// The digits of a number in the places of a section, from the point outwards; literals between them stay.
  private static func fill(_ body: [Token], _ number: DecimalLiteral) -> String {
    let point = body.firstIndex(of: .point) ?? body.count
    let parts = number.magnitudeText.split(separator: ".", omittingEmptySubsequences: false)
    var whole = Array(parts[0] == "0" ? "" : String(parts[0]))
    let isGrouped = body[..<point].contains(.group)
    let first = body[..<point].firstIndex { if case .digit = $0 { true } else { false } }
    var shown = ""
    var count = 0
    func put(_ digit: Character) {
      if isGrouped, count > 0, count % 3 == 0 { shown = "," + shown }
      shown = String(digit) + shown
      count += 1
    }
    for index in body[..<point].indices.reversed() {
      switch body[index] {
      case .digit(let kind):
        if let digit = whole.popLast() { put(digit) } else if kind == 48 { put("0") }
        if index == first { while let digit = whole.popLast() { put(digit) } }
      case .literal(let text): shown = text + shown
      default: break
      }
    }
    if first == nil { while let digit = whole.popLast() { put(digit) } }
    if point == body.count { return shown.isEmpty ? "0" : shown }
    var fraction = parts.count > 1 ? parts[1] : ""
    var behind = ""
    for token in body[(point + 1)...] {
      switch token {
      case .digit(let kind):
        if let digit = fraction.popFirst() { behind.append(digit) } else if kind == 48 { behind.append("0") }
      case .literal(let text): behind += text
      default: break
      }
    }
    return (shown.isEmpty ? "0" : shown) + (behind.isEmpty ? "" : "." + behind)
  }

  /// A date's parts as shown, near enough to be recognised in a message.
  fileprivate func date(_ number: DecimalLiteral, _ literal: String, _ epoch1904: Bool) -> String? {
    guard let serial = try? DateSerial(number, literal: literal, epoch1904: epoch1904) else { return nil }
    let (date, time) = (serial.date.components, serial.time)
    return tokens.map { token -> String in
      guard case .date(let letters) = token else {
        switch token {
        case .literal(let text): return text
        case .slash: return "/"
        default: return ""
        }
      }
      func padded(_ value: Int) -> String { letters.count > 1 ? twoDigits(value) : "\(value)" }
      switch letters.first {
      case "y", "e": return letters.count == 2 ? twoDigits(date.year % 100) : "\(date.year)"
      case "m": return padded(date.month)
      case "d" where letters.count < 3: return padded(date.date)
      case "d", "a":
        let name = DateText.weekdays[DateText.weekday(serial.date)]
        return letters == "aaa" ? name : "星期" + name
      case "h": return padded(time?.hour ?? 0)
      case "n": return twoDigits(time?.minute ?? 0)
      case "s": return twoDigits(time?.second ?? 0)
      case "[": return "\(serial.days * 24 + (time?.hour ?? 0))"
      default: return ""
      }
    }.joined()
  }
}

/// How a workbook's cells look, as far as that changes what they say.
struct CellStyle: Sendable, Equatable {
  var format: NumberFormat
  var isStruck: Bool

  static let plain = CellStyle(format: NumberFormat(builtin: 0), isStruck: false)
}

/// Reads `styles.xml`: the number format and the strike of each cell style (`s="…"`).
final class StylesHandler: XMLPartHandler {
  /// By style index.
  private(set) var styles: [CellStyle] = []
  private var custom: [Int: NumberFormat] = [:]
  private var struckFonts: [Bool] = []
  private var inCellFormats = false
  private var inFonts = false

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) {
    switch name {
    case "numFmt":
      if let id = attributes.number("numFmtId"), let code = attributes["formatCode"] {
        custom[id] = NumberFormat(code: code)
      }
    case "fonts": inFonts = true
    case "font" where inFonts: struckFonts.append(false)
    case "strike" where inFonts:
      if !struckFonts.isEmpty { struckFonts[struckFonts.count - 1] = attributes.isOn }
    case "cellXfs": inCellFormats = true
    case "xf":
      guard inCellFormats else { return }
      let id = attributes.number("numFmtId") ?? 0
      let font = attributes.number("fontId") ?? 0
      styles.append(
        CellStyle(
          format: custom[id] ?? NumberFormat(builtin: id),
          isStruck: struckFonts.indices.contains(font) && struckFonts[font]))
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError) {}

  func end(_ name: XMLName) throws(SheetError) {
    switch name {
    case "cellXfs": inCellFormats = false
    case "fonts": inFonts = false
    default: break
    }
  }
}
