import Glibc

/// A key with its first sixteen bytes as numbers, so that sorting many keys by bytes seldom looks at their text; and the place
/// of what it is the key of.
public struct ByteOrderedKey: Comparable, Sendable {
  public let key: String
  public let place: Int
  private let first: UInt64
  private let second: UInt64

  public init(_ key: String, _ place: Int = 0) {
    self.key = key
    self.place = place
    var key = key
    (first, second) = key.withUTF8 { (Self.word($0, 0), Self.word($0, 8)) }
  }

  /// Eight bytes big-endian, zeros past the end: compares as the bytes do.
  private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt64 {
    if start + 8 <= bytes.count {
      return UInt64(bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    var word: UInt64 = 0
    for index in start..<start + 8 { word = word << 8 | UInt64(index < bytes.count ? bytes[index] : 0) }
    return word
  }

  public static func == (a: ByteOrderedKey, b: ByteOrderedKey) -> Bool { compare(a.key, b.key) == 0 }

  public static func < (a: ByteOrderedKey, b: ByteOrderedKey) -> Bool {
    if a.first != b.first { return a.first < b.first }
    if a.second != b.second { return a.second < b.second }
    return compare(a.key, b.key) < 0
  }

  /// As `memcmp`: by bytes, a beginning before what it begins.
  private static func compare(_ a: String, _ b: String) -> Int {
    var a = a
    var b = b
    return a.withUTF8 { a in
      b.withUTF8 { b in
        guard let left = a.baseAddress, let right = b.baseAddress else { return a.count - b.count }
        let order = Int(memcmp(left, right, min(a.count, b.count)))
        return order == 0 ? a.count - b.count : order
      }
    }
  }
}
