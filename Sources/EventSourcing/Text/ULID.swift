/// The idempotency key of a transaction: 26 characters of Crockford's base 32, 48 bits of time and 80 of chance.
public struct ULID: Hashable, Comparable, Sendable {
  /// The 26 characters, upper case.
  public let text: String

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// Reads the upper-case form; the first character is at most `7`, or the value would need 130 bits.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 26, text.utf8.allSatisfy(Self.isDigit), let first = text.utf8.first,
      first <= UInt8(ascii: "7")
    else { return nil }
    self.text = String(text)
  }

  /// Every letter but I, L, O and U.
  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "H"), UInt8(ascii: "J"),
      UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "N"), UInt8(ascii: "P")...UInt8(ascii: "T"),
      UInt8(ascii: "V")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }

  /// - Parameters:
  ///   - ms: the time part, milliseconds since 1970.
  ///   - random: ten bytes.
  public init(ms: Int64, random: some Collection<UInt8>) {
    precondition(random.count == 10 && ms >= 0 && ms < 1 << 48)
    let digits = (0..<10).map { Self.alphabet[Int(ms >> (45 - 5 * $0) & 31)] }
    var bits: UInt64 = 0
    var bitCount = 0
    var tail: [UInt8] = []
    for byte in random {
      bits = bits << 8 | UInt64(byte)
      bitCount += 8
      while bitCount >= 5 {
        bitCount -= 5
        tail.append(Self.alphabet[Int(bits >> UInt64(bitCount) & 31)])
      }
    }
    text = String(decoding: digits + tail, as: UTF8.self)
  }

  /// The order of the text, which is the order of the 128 bits: by time first.
  public static func < (a: ULID, b: ULID) -> Bool { a.text < b.text }
}

/// The signed way to name an event: a transaction and the event's position in it, `TX.POS`.
public struct EventID: Hashable, Sendable {
  /// The idempotency key of the event's transaction.
  public let tx: ULID
  /// Index of the event in its transaction, from 0.
  public let position: Int

  /// A name as given; `position` must not be negative for ``text``.
  public init(tx: ULID, position: Int) {
    self.tx = tx
    self.position = position
  }

  /// Reads `TX.POS`, the position in decimal without sign or leading zeros; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let tx = ULID(parts[0]), let position = Int(parts[1]), position >= 0,
      String(position) == parts[1]
    else { return nil }
    self.init(tx: tx, position: position)
  }

  /// `TX.POS`, as signed text writes it.
  public var text: String {
    // By hand: every event of a view is keyed like this, and interpolation is ten times slower.
    var tx = tx.text
    return tx.withUTF8 { tx in
      String(unsafeUninitializedCapacity: tx.count + 21) { buffer in
        _ = buffer.initialize(from: tx)
        buffer.initializeElement(at: tx.count, to: UInt8(ascii: "."))
        return tx.count + 1 + writeDecimal(UInt64(position), into: buffer, at: tx.count + 1)
      }
    }
  }
}
