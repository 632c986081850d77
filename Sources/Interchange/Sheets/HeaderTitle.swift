/// A column's title as typed, taken apart: `补助金额（万元）Amount*` is one title in two languages with a unit.
struct HeaderTitle {
  /// What the title may be compared by; the whole title first.
  let keys: [String]
  /// The text in its last brackets, half-width, without `单位:`.
  let unitText: String?
  /// The units in its brackets; notes there, 必填, are none.
  let units: [UnitWord]
  /// What it may also be compared by, when a unit stands behind without brackets: 下达金额 万元, 金额/万元, 金额万元.
  let tails: [(key: String, unit: UnitWord)]

  init(_ typed: String) {
    var keys = [String]()
    func add(_ text: String) {
      let key = Self.key(text)
      if !key.isEmpty, !keys.contains(key) { keys.append(key) }
    }
    add(typed)
    let (bare, bracketed) = Self.splitBrackets(typed)
    add(bare)
    for part in Self.languageParts(typed) + Self.languageParts(bare) { add(part) }
    self.keys = keys
    unitText = bracketed.last.map(Self.unitWords)
    var units: [UnitWord] = []
    for part in bracketed {
      let words = UnitWord.segments(part)
      // 人民币 beside a unit only says whose money it is.
      let named = words.count > 1 ? words.filter { $0 != "人民币" } : words
      let found = UnitWord(exact: part).map { [$0] } ?? named.compactMap { UnitWord($0) }
      for unit in found where !units.contains(unit) { units.append(unit) }
    }
    self.units = units
    tails = Self.tails(bare)
  }

  /// A title's key: ``TextFolding/key(_:)`` without the marks of required columns and trailing colons.
  static func key(_ text: String) -> String {
    TextFolding.key(text).filter { !"*:•★".contains($0) }
  }

  /// The title before each unit with which it may end, and that unit.
  private static func tails(_ bare: String) -> [(key: String, unit: UnitWord)] {
    var found: [(String, UnitWord)] = []
    let folded = TextFolding.folded(bare).filter { $0 != "*" }
    if let mark = folded.lastIndex(where: { " ,:/-_|\n\r\t".contains($0) }),
      let unit = UnitWord(exact: String(folded[folded.index(after: mark)...]))
    {
      found.append((key(String(folded[..<mark]).filter { !",/-_|".contains($0) }), unit))
    }
    // 元/户 holds a separator of its own; 金额万元 has none.
    let compact = TextFolding.key(folded)
    for count in (1...6).reversed() where compact.count > count {
      if let unit = UnitWord(exact: String(compact.suffix(count))), unit.isMoney {
        found.append((key(String(compact.dropLast(count)).filter { !",/-_|".contains($0) }), unit))
        break
      }
    }
    return found
  }

  private static func unitWords(_ text: String) -> String {
    var words = TextFolding.key(text)
    for prefix in ["金额单位:", "单位:", "单位", "unit:"] where words.hasPrefix(prefix) {
      words = String(words.dropFirst(prefix.count))
    }
    return words
  }

  /// The title without bracketed parts, and those parts.
  static func splitBrackets(_ text: String) -> (bare: String, inside: [String]) {
    var bare = ""
    var inside = [String]()
    var current: String?
    for character in text {
      switch character {
      case "(", "（", "[", "【", "〔":
        if let open = current { bare += open }
        current = ""
      case ")", "）", "]", "】", "〕":
        if let closed = current { inside.append(closed) }
        current = nil
      default:
        if current != nil { current?.append(character) } else { bare.append(character) }
      }
    }
    return (bare + (current ?? ""), inside)
  }

  /// The parts of a two-language title: its lines, and what stands before and from the first Latin word behind Chinese.
  private static func languageParts(_ text: String) -> [String] {
    var parts = text.split(whereSeparator: \.isNewline).map(String.init)
    let scalars = text.unicodeScalars
    var previous: Unicode.Scalar?
    for index in scalars.indices {
      let scalar = scalars[index]
      if scalar.properties.isAlphabetic, scalar.value < 0x250, let before = previous,
        before.value >= 0x2E80 || before == " " || before == "/"
      {
        parts.append(String(scalars[..<index]).filter { $0 != "/" })
        parts.append(String(scalars[index...]))
        break
      }
      previous = scalar
    }
    return parts
  }
}
