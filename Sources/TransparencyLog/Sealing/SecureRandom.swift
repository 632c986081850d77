import CCrypto

/// Bytes no one can predict, for keys and nonces, from libcrypto's generator seeded by the kernel.
public func secureRandomBytes(_ count: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
    guard let start = out.baseAddress, count > 0 else { return }
    // A secret made without randomness would be worse than no answer.
    guard RAND_priv_bytes(start, Int32(count)) == 1 else { fatalError("libcrypto: no randomness") }
    initialized = count
  }
}
