import CCrypto

/// An Ed25519 secret key (RFC 8032), ready for many signatures.
///
/// The secret lives in libcrypto's memory, which is wiped when the last copy of the value goes; printing a
/// key or a dump of it shows nothing.
public struct Ed25519PrivateKey: Sendable {
  /// The public half.
  public let publicKey: Ed25519PublicKey
  private let handle: KeyHandle

  /// Takes the 32-byte seed, which RFC 8032 calls the private key.
  ///
  /// - Throws: ``KeyError/wrongLength(actual:)``.
  public init(seed: some Collection<UInt8>) throws(KeyError) {
    let seed = [UInt8](seed)
    guard seed.count == 32 else { throw .wrongLength(actual: seed.count) }
    self.init(handle: KeyHandle(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)))
  }

  private init(handle: KeyHandle) {
    self.handle = handle
    publicKey = Ed25519PublicKey(of: handle)
  }

  /// A new key from the system's random source.
  public static func generate() -> Ed25519PrivateKey {
    let seed = secureRandomBytes(32)
    return Ed25519PrivateKey(
      handle: KeyHandle(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)))
  }

  /// The 32-byte seed, to be stored. Whoever has it signs as this key's holder.
  public var seed: [UInt8] {
    var count = 32
    return [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
      guard EVP_PKEY_get_raw_private_key(handle.pointer, out.baseAddress, &count) == 1 else {
        fatalError("libcrypto: a secret key without a secret")
      }
      initialized = count
    }
  }

  /// The 64-byte signature of `message`; the same message always gets the same one.
  public func sign(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    var count = Ed25519PublicKey.signatureByteCount
    return [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
      let done = handle.withDigestContext { context in
        EVP_DigestSignInit(context, nil, nil, nil, handle.pointer) == 1
          && EVP_DigestSign(
            context, out.baseAddress, &count,
            message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count) == 1
      }
      guard done else { fatalError("libcrypto: signing failed") }
      initialized = count
    }
  }

  /// The 64-byte signature of `message`; the same message always gets the same one.
  public func sign(_ message: [UInt8]) -> [UInt8] { message.withUnsafeBytes { sign($0) } }
}

extension Ed25519PrivateKey: CustomStringConvertible, CustomReflectable {
  /// Says that there is a key, never which.
  public var description: String { "Ed25519PrivateKey(secret)" }

  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
