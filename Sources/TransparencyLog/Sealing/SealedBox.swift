import CCrypto

/// Authenticated encryption with AES-256-GCM (NIST SP 800-38D): what is sealed under a key can be neither
/// read nor changed without it.
///
/// A sealed box is `ciphertext ‖ tag[16]`. The nonce is the caller's to keep, and must never be used twice
/// with one key.
public enum SealedBox {
  /// How many bytes a key has.
  public static let keyByteCount = 32
  /// How many bytes a nonce has.
  public static let nonceByteCount = 12
  /// How many bytes a box has more than what is in it.
  public static let tagByteCount = 16

  /// Seals `plaintext`; `authenticating` is not stored but must be the same when opening.
  ///
  /// - Precondition: key and nonce have the counts above; the plaintext has less than 2^31 bytes.
  public static func seal(
    _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], authenticating context: [UInt8] = []
  ) -> [UInt8] {
    precondition(key.count == keyByteCount && nonce.count == nonceByteCount, "key or nonce of wrong length")
    return withCipher { cipher in
      var box = [UInt8](repeating: 0, count: plaintext.count + tagByteCount)
      var count: Int32 = 0
      let done = box.withUnsafeMutableBufferPointer { out in
        EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
          && EVP_EncryptUpdate(cipher, nil, &count, context, Int32(context.count)) == 1
          && EVP_EncryptUpdate(cipher, out.baseAddress, &count, plaintext, Int32(plaintext.count)) == 1
          && EVP_EncryptFinal_ex(cipher, tag(of: out), &count) == 1
          && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(tagByteCount), tag(of: out)) == 1
      }
      guard done else { fatalError("libcrypto: sealing failed") }
      return box
    }
  }

  /// Opens a box, or nil if key, nonce, context or any byte of it is not what it was sealed with.
  public static func open(
    _ box: [UInt8], key: [UInt8], nonce: [UInt8], authenticating context: [UInt8] = []
  ) -> [UInt8]? {
    guard key.count == keyByteCount, nonce.count == nonceByteCount else { return nil }
    guard box.count >= tagByteCount, box.count <= Int(Int32.max), context.count <= Int(Int32.max) else {
      return nil
    }
    return withCipher { cipher in
      var box = box
      let plaintextCount = box.count - tagByteCount
      var plaintext = [UInt8](repeating: 0, count: box.count)
      var count: Int32 = 0
      let done = box.withUnsafeMutableBufferPointer { sealed in
        EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nonce) == 1
          && EVP_DecryptUpdate(cipher, nil, &count, context, Int32(context.count)) == 1
          && EVP_DecryptUpdate(cipher, &plaintext, &count, sealed.baseAddress, Int32(plaintextCount)) == 1
          && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tagByteCount), tag(of: sealed)) == 1
          && EVP_DecryptFinal_ex(cipher, nil, &count) == 1
      }
      return done ? Array(plaintext[..<plaintextCount]) : nil
    }
  }

  private static func tag(of box: UnsafeMutableBufferPointer<UInt8>) -> UnsafeMutablePointer<UInt8>? {
    box.baseAddress?.advanced(by: box.count - tagByteCount)
  }

  private static func withCipher<R>(_ body: (OpaquePointer) -> R) -> R {
    guard let cipher = EVP_CIPHER_CTX_new() else { fatalError("libcrypto: out of memory") }
    defer { EVP_CIPHER_CTX_free(cipher) }
    return body(cipher)
  }
}
