import CCrypto

/// An Ed25519 public key (RFC 8032), ready for many verifications.
///
/// Made only from the canonical encoding of a point of large order, so equal bytes and equal keys are the
/// same thing and no key verifies a signature nobody made.
public struct Ed25519PublicKey: Sendable {
  /// How many bytes a key has.
  public static let byteCount = 32
  /// How many bytes a signature has.
  public static let signatureByteCount = 64

  /// The key's 32 bytes.
  public let bytes: [UInt8]
  private let handle: KeyHandle

  /// Takes the 32 bytes of a key.
  ///
  /// - Throws: ``KeyError/wrongLength(actual:)``, ``KeyError/nonCanonical``, ``KeyError/smallOrder`` or
  ///   ``KeyError/notOnCurve``.
  public init(bytes: some Collection<UInt8>) throws(KeyError) {
    let bytes = [UInt8](bytes)
    try Ed25519Encoding.check(bytes)
    self.bytes = bytes
    handle = KeyHandle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count))
  }

  /// The public key of a secret one, which is canonical by construction.
  init(of secret: KeyHandle) {
    var count = Self.byteCount
    bytes = [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
      initialized = EVP_PKEY_get_raw_public_key(secret.pointer, out.baseAddress, &count) == 1 ? count : 0
    }
    handle = KeyHandle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count))
  }

  /// Whether `signature` (64 bytes; any other count is false) is this key's over `message`.
  public func verify(signature: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer) -> Bool {
    guard signature.count == Self.signatureByteCount else { return false }
    return handle.withDigestContext { context in
      EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer) == 1
        && EVP_DigestVerify(
          context, signature.baseAddress?.assumingMemoryBound(to: UInt8.self), signature.count,
          message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count) == 1
    }
  }

  /// Whether `signature` (64 bytes; any other count is false) is this key's over `message`.
  public func verify(signature: [UInt8], message: [UInt8]) -> Bool {
    signature.withUnsafeBytes { signature in
      message.withUnsafeBytes { verify(signature: signature, message: $0) }
    }
  }
}

extension Ed25519PublicKey: Hashable {
  /// Whether they have the same bytes.
  public static func == (a: Ed25519PublicKey, b: Ed25519PublicKey) -> Bool { a.bytes == b.bytes }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
