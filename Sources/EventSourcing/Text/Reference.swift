/// The name of a subject: opaque, typed by its prefix (`hh-0042`, `p-0042`, `pr-1`), never holding an area code.
public enum Reference {
  /// The longest reference, in bytes: it must fit in an index key beside a position.
  public static let byteCountMax = 80

  /// The actor that is the ledger itself; it has no prefix.
  public static let ledger = "ledger"

  /// Lower-case prefix, a hyphen, then letters, digits, `-`, `_` or `.`.
  public static func isValid(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { isValid(UnsafeRawBufferPointer($0)) }
  }

  /// On bytes, because every event brings several references here.
  static func isValid(_ utf8: UnsafeRawBufferPointer) -> Bool {
    guard utf8.count <= byteCountMax else { return false }
    var index = 0
    while index < utf8.count, utf8[index] >= UInt8(ascii: "a"), utf8[index] <= UInt8(ascii: "z") {
      index += 1
    }
    if index == utf8.count { return utf8.elementsEqual(ledger.utf8) }
    guard index > 0, index + 1 < utf8.count, utf8[index] == UInt8(ascii: "-") else { return false }
    while index < utf8.count {
      if !isNameByte(utf8[index]) { return false }
      index += 1
    }
    return true
  }

  /// The letters before the first hyphen.
  public static func prefix(_ text: String) -> Substring {
    text.prefix { $0 != "-" }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// A 12-digit statistical area code: province 2, city 2, county 2, township 3, village 3.
public enum AreaCode {
  /// Whether the text is exactly 12 ASCII digits; whether such an area exists is not asked.
  public static func isValid(_ text: some StringProtocol) -> Bool { withBytes(of: text, isValid) }

  static func isValid(_ utf8: UnsafeRawBufferPointer) -> Bool {
    guard utf8.count == 12 else { return false }
    for byte in utf8 where byte < UInt8(ascii: "0") || byte > UInt8(ascii: "9") { return false }
    return true
  }

  /// A code, or the shorter beginning of one at a level's boundary, given as a scope.
  public static func isPrefix(_ text: some StringProtocol) -> Bool {
    [0, 2, 4, 6, 9, 12].contains(text.utf8.count)
      && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
