import CCrypto

/// An incremental SHA-256 (FIPS 180-4) that allocates nothing.
///
/// It stands on libcrypto's low-level calls: the EVP interface costs more than hashing the 65 bytes of a tree
/// node. A value copies like any struct, so a common prefix can be hashed once and continued twice.
public struct SHA256: Sendable {
  private var context = SHA256_CTX()

  /// Starts an empty hash.
  public init() { SHA256_Init(&context) }

  /// Continues with these bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// Continues with these bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Continues with one byte.
  public mutating func update(_ byte: UInt8) {
    withUnsafeBytes(of: byte) { update($0) }
  }

  /// Continues with the 32 bytes of a hash.
  public mutating func update(_ hash: Hash) {
    hash.withUnsafeBytes { update($0) }
  }

  /// The hash of everything so far. Does not end the computation: more may follow.
  public func finalize() -> Hash {
    var last = context
    var hash = Hash.zero
    hash.withUnsafeMutableBytes { out in
      _ = SHA256_Final(out.baseAddress?.assumingMemoryBound(to: UInt8.self), &last)
    }
    return hash
  }

  /// The hash of a whole buffer.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> Hash {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// The hash of a whole array.
  public static func hash(_ bytes: [UInt8]) -> Hash { bytes.withUnsafeBytes { hash($0) } }
}
