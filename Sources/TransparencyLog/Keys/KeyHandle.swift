import CCrypto

/// Owns an `EVP_PKEY`, so that a key is parsed once however often it is used.
///
/// Unchecked Sendable: libcrypto changes no key after it is made, and counts references atomically.
final class KeyHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer?) {
    // For 32 bytes of Ed25519 there is no other way to fail.
    guard let pointer else { fatalError("libcrypto: out of memory") }
    self.pointer = pointer
  }

  deinit { EVP_PKEY_free(pointer) }

  /// Lends a fresh context for one operation.
  func withDigestContext<R>(_ body: (OpaquePointer) -> R) -> R {
    guard let context = EVP_MD_CTX_new() else { fatalError("libcrypto: out of memory") }
    defer { EVP_MD_CTX_free(context) }
    return body(context)
  }
}
