/// A key with its first sixteen bytes as numbers, so that sorting many keys by bytes seldom looks at their text.
public struct ByteOrderedKey: Comparable, Sendable {
  public let key: String
  private let first: UInt64
  private let second: UInt64

  public init(_ key: String) {
    self.key = key
    var key = key
    (first, second) = key.withUTF8 { (Self.word($0, 0), Self.word($0, 8)) }
  }

  /// Eight bytes big-endian, zeros past the end: compares as the bytes do.
  private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in start..<start + 8 { word = word << 8 | UInt64(index < bytes.count ? bytes[index] : 0) }
    return word
  }

  public static func == (a: ByteOrderedKey, b: ByteOrderedKey) -> Bool { a.key.utf8.elementsEqual(b.key.utf8) }

  public static func < (a: ByteOrderedKey, b: ByteOrderedKey) -> Bool {
    if a.first != b.first { return a.first < b.first }
    if a.second != b.second { return a.second < b.second }
    return a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
  }
}
