/// A column's title as typed, taken apart: `补助金额（万元）Amount*` is one title in two languages with a unit.
struct HeaderTitle {
  /// What the title may be compared by; the whole title first.
  let keys: [String]
  /// The text in its last brackets, half-width, without `单位:`.
  let unitText: String?
  let unit: MoneyUnit?

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
    var unitText = bracketed.last.map(Self.unitWords)
    // 金额/万元, 金额:万元
    let folded = TextFolding.compact(typed)
    if bracketed.isEmpty, let mark = folded.lastIndex(where: { $0 == "/" || $0 == ":" }) {
      let behind = Self.unitWords(String(folded[folded.index(after: mark)...]))
      if MoneyUnit(words: behind) != nil || behind == "%" {
        unitText = behind
        add(String(folded[..<mark]))
      }
    }
    self.keys = keys
    self.unitText = unitText
    self.unit =
      bracketed.reversed().lazy.compactMap { MoneyUnit(words: Self.unitWords($0)) }.first
      ?? unitText.flatMap { MoneyUnit(words: $0) }
  }

  /// A title's key: ``TextFolding/key(_:)`` without the marks of required columns and trailing colons.
  static func key(_ text: String) -> String {
    TextFolding.key(text).filter { !"*:•★".contains($0) }
  }

  private static func unitWords(_ text: String) -> String {
    var words = TextFolding.key(text)
    for prefix in ["金额单位:", "单位:", "单位", "unit:"] where words.hasPrefix(prefix) {
      words = String(words.dropFirst(prefix.count))
    }
    return words
  }

  /// The title without bracketed parts, and those parts.
  private static func splitBrackets(_ text: String) -> (bare: String, inside: [String]) {
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

extension MoneyUnit {
  /// The unit that folded words name: 万元, 元, 人民币元, yuan, fen…
  init?(words: String) {
    switch words {
    case "万元", "万", "人民币万元", "万元人民币", "10kyuan", "10,000yuan", "10000yuan", "wan", "wanyuan": self = .wan
    case "元", "人民币元", "人民币", "元人民币", "圆", "yuan", "rmb", "cny", "rmbyuan", "¥": self = .yuan
    case "分", "人民币分", "fen": self = .fen
    default: return nil
    }
  }
}
