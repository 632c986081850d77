import CCrypto
import Synchronization

/// Owns an `EVP_PKEY`, so that a key is parsed once however often it is used.
///
/// Unchecked Sendable: libcrypto changes no key after it is made, and counts references atomically.
final class KeyHandle: @unchecked Sendable {
  let pointer: OpaquePointer
  /// Contexts that wait for their next use: making one costs a fiftieth of a verification.
  private let idle = Mutex<[Context]>([])

  /// Owned by whoever took it out of the list.
  private struct Context: @unchecked Sendable {
    let pointer: OpaquePointer

    static func make() -> Context {
      guard let pointer = EVP_MD_CTX_new() else { fatalError("libcrypto: out of memory") }
      return Context(pointer: pointer)
    }
  }

  init(_ pointer: OpaquePointer?) {
    // For 32 bytes of Ed25519 there is no other way to fail.
    guard let pointer else { fatalError("libcrypto: out of memory") }
    self.pointer = pointer
  }

  deinit {
    idle.withLock { for context in $0 { EVP_MD_CTX_free(context.pointer) } }
    EVP_PKEY_free(pointer)
  }

  /// Lends a context for one operation of this key, which must begin with its `Init`: it may have served before.
  func withDigestContext<R>(_ body: (OpaquePointer) -> R) -> R {
    let context = idle.withLock { $0.popLast() } ?? Context.make()
    defer { idle.withLock { $0.append(context) } }
    return body(context.pointer)
  }
}
