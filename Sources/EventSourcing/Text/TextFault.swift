/// A character that no text given by people may hold, and where in the text it stands.
///
/// Such characters show nothing, or show something else than what is stored: two names that look the same would be two
/// persons, and what somebody signs would not be what she read. The format refuses some of them (``JSONError``, in the log for
/// ever); where a text enters, by an option, a field, a sheet or a scenario, all of them are refused, each by its name.
public struct TextFault: Error, Hashable, Sendable {
  /// What kind of character it is.
  public enum Kind: Sendable {
    /// U+FEFF, what some editors put before a text.
    case byteOrderMark
    /// It reorders what a person sees.
    case bidi
    /// It is there and takes no room.
    case zeroWidth
    /// It moves the cursor, rings a bell or ends a line; a line feed and a tab are texts' own.
    case control
    /// No character at all (U+FFFE, U+FDD0…).
    case noncharacter
  }

  /// The character.
  public let scalar: Unicode.Scalar
  /// What kind of character it is.
  public let kind: Kind
  /// Which character of the text it is, counted from 1.
  public let position: Int

  /// The first such character of a text; nil when there is none.
  public init?(in text: some StringProtocol) {
    guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
    var position = 0
    for scalar in text.unicodeScalars {
      position += 1
      guard let kind = Self.kind(scalar.value) else { continue }
      (self.scalar, self.kind, self.position) = (scalar, kind, position)
      return
    }
    return nil
  }

  private static func kind(_ scalar: UInt32) -> Kind? {
    switch scalar {
    case 0x09, 0x0A, 0x20...0x7E: nil
    case 0x3000...0x3163, 0x3165...0x9FFF: nil
    case 0x00...0x1F, 0x2028, 0x2029, 0xFFF9...0xFFFB: .control
    // Soft hyphen, fillers, vowel separators, joiners, invisible operators and tags. Not the variation selectors: rare
    // characters of names are written with them.
    case 0xAD, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B...0x200D, 0x2060...0x2065, 0x206A...0x206F, 0x3164,
      0xFFA0, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE007F:
      .zeroWidth
    default:
      switch ForbiddenCharacter.reason(scalar) {
      case .byteOrderMark: .byteOrderMark
      case .bidiControl: .bidi
      case .noncharacter: .noncharacter
      case nil: nil
      default: .control
      }
    }
  }

  /// `U+FEFF`.
  public var name: String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The character and its place, in each language: `U+FEFF (byte order mark) at position 1`.
  public var message: Bilingual {
    let (zh, en): (String, String) =
      switch kind {
      case .byteOrderMark: ("字节序标记", "byte order mark")
      case .bidi: ("双向控制字符", "bidirectional control")
      case .zeroWidth: ("零宽字符", "zero-width character")
      case .control: ("控制字符", "control character")
      case .noncharacter: ("非字符", "noncharacter")
      }
    return Bilingual("第\(position)个字符是\(name)（\(zh)）", "\(name) (\(en)) at position \(position)")
  }
}

extension TextFault {
  /// The first such character in JSON that this program wrote or read, with the member whose text, or name, holds it.
  ///
  /// - Parameter json: well-formed JSON; its texts may hold what the log refuses.
  public static func first(inJSON json: some Collection<UInt8>) -> (member: String, fault: TextFault)? {
    Array(json).withUnsafeBytes { bytes in
      var member = 0..<0
      var index = 0
      while index < bytes.count {
        guard bytes[index] == UInt8(ascii: "\"") else {
          index += 1
          continue
        }
        let text = index + 1..<end(of: bytes, from: index + 1)
        let isName = text.upperBound + 1 < bytes.count && bytes[text.upperBound + 1] == UInt8(ascii: ":")
        if isName { member = text }
        if isSuspect(bytes, text), let fault = TextFault(in: string(bytes, text)) {
          return (string(bytes, member), fault)
        }
        index = text.upperBound + 1
      }
      return nil
    }
  }

  /// Where the string's closing quote stands.
  private static func end(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index, bytes.count)
  }

  /// Whether a byte is there that such a character can begin with, or an escape: of most texts nothing more is looked at.
  private static func isSuspect(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    range.contains { index in
      switch bytes[index] {
      case 0x00..<0x20, UInt8(ascii: "\\"), 0x7F, 0xC2, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF...0xF4: true
      default: false
      }
    }
  }

  private static func string(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
    let token = JSONToken(kind: .string, isEscaped: true, start: range.lowerBound, end: range.upperBound, next: 0)
    return String(decoding: JSONText.unescaped(bytes, token), as: UTF8.self)
  }
}
