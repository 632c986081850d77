/// HMAC-SHA-256 (RFC 2104): 32 bytes only a holder of `key` can compute for `message`.
public func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> Hash {
  let blockByteCount = 64
  var block = key.count > blockByteCount ? SHA256.hash(key).bytes : key
  block.append(contentsOf: repeatElement(0, count: blockByteCount - block.count))

  var inner = SHA256()
  inner.update(block.map { $0 ^ 0x36 })
  inner.update(message)
  var outer = SHA256()
  outer.update(block.map { $0 ^ 0x5C })
  outer.update(inner.finalize())
  return outer.finalize()
}
