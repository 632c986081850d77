import EventSourcing

/// Finds in clear text the two numbers that must never stand there: a resident identity number
/// (GB 11643-1999) and a mobile number. Full-width digits count as digits, as an input method leaves them.
enum PersonalNumbers {
  enum Found: Hashable {
    case identity
    case mobile
  }

  /// The first found; one pass, no allocation.
  static func find(in text: UnsafeRawBufferPointer) -> Found? {
    if text.count < 11 { return nil }  // no number is shorter
    var run = Run()
    var index = 0
    while index < text.count {
      if let digit = digit(text, &index) {
        run.append(digit)
        continue
      }
      if run.count == 17, isX(text, index), run.isIdentity(check: 10) { return .identity }
      if let found = run.verdict { return found }
      run = Run()
      index += 1
    }
    return run.verdict
  }

  static func find(in text: String) -> Found? {
    var text = text
    return text.withUTF8 { find(in: UnsafeRawBufferPointer($0)) }
  }

  private static func digit(_ text: UnsafeRawBufferPointer, _ index: inout Int) -> UInt8? {
    let byte = text[index]
    if byte >= 0x30, byte <= 0x39 {
      index += 1
      return byte - 0x30
    }
    // U+FF10 to U+FF19: EF BC 90 to EF BC 99
    guard byte == 0xEF, index + 2 < text.count, text[index + 1] == 0xBC, text[index + 2] >= 0x90,
      text[index + 2] <= 0x99
    else { return nil }
    defer { index += 3 }
    return text[index + 2] - 0x90
  }

  private static func isX(_ text: UnsafeRawBufferPointer, _ index: Int) -> Bool {
    let byte = text[index]
    if byte == UInt8(ascii: "X") || byte == UInt8(ascii: "x") { return true }
    // U+FF38 and U+FF58, full-width X and x
    guard byte == 0xEF, index + 2 < text.count else { return false }
    return (text[index + 1], text[index + 2]) == (0xBC, 0xB8)
      || (text[index + 1], text[index + 2]) == (0xBD, 0x98)
  }
}

/// Digits that follow one another; of a longer run only the length is kept.
private struct Run {
  private var digits: InlineArray<18, UInt8> = .init(repeating: 0)
  private(set) var count = 0

  mutating func append(_ digit: UInt8) {
    if count < 18 { digits[count] = digit }
    count += 1
  }

  var verdict: PersonalNumbers.Found? {
    switch count {
    case 18 where isIdentity(check: Int(digits[17])): .identity
    case 11 where digits[0] == 1 && digits[1] >= 3: .mobile
    default: nil
    }
  }

  /// Whether the first 17 digits with this check value are a number of GB 11643: they hold a date of birth,
  /// and the weighted sum of all is 1 modulo 11 (ISO 7064 MOD 11-2).
  func isIdentity(check: Int) -> Bool {
    guard digits[0] > 0, (1900...2199).contains(value(6..<10)),
      CivilDate(year: value(6..<10), month: value(10..<12), date: value(12..<14)) != nil
    else { return false }
    var sum = check
    // The weight of position i, counted from the right with the check at 1, is 2^(i−1) mod 11.
    var weight = 1
    for index in (0..<17).reversed() {
      weight = weight * 2 % 11
      sum += Int(digits[index]) * weight
    }
    return sum % 11 == 1
  }

  private func value(_ range: Range<Int>) -> Int {
    range.reduce(0) { $0 * 10 + Int(digits[$1]) }
  }
}
