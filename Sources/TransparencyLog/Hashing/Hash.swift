/// A SHA-256 digest: 32 bytes held inline as four words in memory order, so a `Hash` never touches the heap.
///
/// Ordering is that of the bytes, as `memcmp` gives it.
@frozen
public struct Hash: Hashable, Sendable {
  @usableFromInline var word0: UInt64
  @usableFromInline var word1: UInt64
  @usableFromInline var word2: UInt64
  @usableFromInline var word3: UInt64

  /// How many bytes a hash has.
  public static let byteCount = 32

  /// The hash whose bytes are all zero; no known data has it.
  @inlinable
  public static var zero: Hash { Hash(word0: 0, word1: 0, word2: 0, word3: 0) }

  @inlinable
  init(word0: UInt64, word1: UInt64, word2: UInt64, word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  /// Copies 32 bytes out of a buffer, aligned or not.
  ///
  /// - Precondition: `buffer.count == 32`. For bytes of unknown length use ``init(bytes:)``.
  @inlinable
  public init(_ buffer: UnsafeRawBufferPointer) {
    precondition(buffer.count == 32, "a hash is 32 bytes")
    word0 = buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
    word1 = buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    word2 = buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
    word3 = buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
  }

  /// The hash with these bytes, or nil unless there are exactly 32.
  @inlinable
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self = .zero
    withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
  }

  /// Lends the 32 bytes, which are valid only inside `body`.
  @inlinable
  public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try Swift.withUnsafeBytes(of: self, body)
  }

  @inlinable
  mutating func withUnsafeMutableBytes<R, E: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try Swift.withUnsafeMutableBytes(of: &self, body)
  }

  /// The 32 bytes as an array.
  public var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

extension Hash: Comparable {
  /// Whether the bytes of `a` come first.
  @inlinable
  public static func < (a: Hash, b: Hash) -> Bool {
    if a.word0 != b.word0 { return a.word0.bigEndian < b.word0.bigEndian }
    if a.word1 != b.word1 { return a.word1.bigEndian < b.word1.bigEndian }
    if a.word2 != b.word2 { return a.word2.bigEndian < b.word2.bigEndian }
    return a.word3.bigEndian < b.word3.bigEndian
  }
}

extension Hash: CustomStringConvertible {
  /// Standard base64, 44 characters: how checkpoints and proofs write a hash.
  public var base64: String { withUnsafeBytes { Base64.encode($0) } }

  /// Reads standard base64 strictly: 44 characters, padded, canonical.
  public init?(base64: String) {
    guard let bytes = Base64.decode(base64) else { return nil }
    self.init(bytes: bytes)
  }

  /// Lower-case hexadecimal, 64 digits: what `sha256sum` prints.
  public var hex: String { withUnsafeBytes { Hex.encode($0) } }

  /// Reads exactly 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// The hash in hexadecimal.
  public var description: String { hex }
}
