import CCrypto

/// Which 32 bytes are acceptable as an Ed25519 public key.
///
/// libcrypto checks the signature's half of RFC 8032 (s below the group order, R compared as bytes) but takes
/// any 32 bytes for a key. A key in this product stands for a person, so the key is checked once, when it is
/// first met.
enum Ed25519Encoding {
  /// Refuses bytes that are not the canonical encoding of a point of large order.
  static func check(_ bytes: [UInt8]) throws(KeyError) {
    guard bytes.count == 32 else { throw .wrongLength(actual: bytes.count) }
    let isNegative = bytes[31] & 0x80 != 0
    var y = bytes
    y[31] &= 0x7F
    guard isBelowPrime(y) else { throw .nonCanonical }
    // x = 0 exactly for y = ±1, and zero has no negative.
    if isNegative && (y == one || y == minusOne) { throw .nonCanonical }
    guard !smallOrder.contains(y) else { throw .smallOrder }
    guard isOnCurve(y) else { throw .notOnCurve }
  }

  /// y < p = 2^255 − 19, little-endian: the only encodings at or above p are 0xED…0xFF, 30 × 0xFF, 0x7F.
  private static func isBelowPrime(_ y: [UInt8]) -> Bool {
    y[31] != 0x7F || y[0] < 0xED || y[1..<31].contains { $0 != 0xFF }
  }

  private static let one = [1] + [UInt8](repeating: 0, count: 31)
  private static let minusOne = [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]

  /// The y of the eight points whose order divides the cofactor 8: orders 1, 2, 4 and twice 8 (with both
  /// signs of x).
  private static let smallOrder: [[UInt8]] = [
    one,
    minusOne,
    [UInt8](repeating: 0, count: 32),
    [
      0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
      0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
      0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
      0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
  ]

  /// Whether some x satisfies −x² + y² = 1 + dx²y²: x² = u/v with u = y² − 1, v = dy² + 1, and u/v is a
  /// square exactly when uv is. (v is never 0, because −1/d is no square.)
  private static func isOnCurve(_ y: [UInt8]) -> Bool {
    guard let context = BN_CTX_new() else { fatalError("libcrypto: out of memory") }
    defer { BN_CTX_free(context) }
    BN_CTX_start(context)
    defer { BN_CTX_end(context) }
    var (prime, d): (OpaquePointer?, OpaquePointer?) = (BN_CTX_get(context), BN_CTX_get(context))
    let square = BN_CTX_get(context)
    let u = BN_CTX_get(context)
    let v = BN_CTX_get(context)
    let product = BN_CTX_get(context)
    // Once one BN_CTX_get has failed, all later ones do.
    guard product != nil else { fatalError("libcrypto: out of memory") }

    let symbol =
      BN_hex2bn(&prime, "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed") != 0
        && BN_hex2bn(&d, "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3") != 0
        && BN_lebin2bn(y, 32, u) != nil
        && BN_mod_sqr(square, u, prime, context) != 0
        && BN_copy(u, square) != nil
        && BN_sub_word(u, 1) != 0
        && BN_mod_mul(v, d, square, prime, context) != 0
        && BN_add_word(v, 1) != 0
        && BN_mod_mul(product, u, v, prime, context) != 0
      ? BN_kronecker(product, prime, context) : -2
    guard symbol != -2 else { fatalError("libcrypto: big number arithmetic failed") }
    return symbol >= 0
  }
}
