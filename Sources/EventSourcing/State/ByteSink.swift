/// Bytes written one behind the other in many small pieces, without what an array checks for each of them.
struct ByteSink: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0
  /// For values whose spelling is not known here; empty between uses.
  var scratch = JSONWriter()

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(byteCount: self.capacity, alignment: 1)
  }

  deinit { base.deallocate() }

  /// Everything written so far.
  var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: base, count: count)) }

  /// Makes room for that many bytes more.
  private mutating func reserve(_ more: Int) {
    if capacity - count >= more { return }
    capacity = max(capacity * 2, count + more)
    let greater = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
    greater.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = greater
  }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).copyMemory(from: start, byteCount: bytes.count)
    count += bytes.count
  }

  mutating func replace(at offset: Int, with byte: UInt8) {
    precondition(offset < count, "only what was written is replaced")
    base.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
  }

  /// The text as it is.
  mutating func append(_ text: String) { withBytes(of: text) { append($0) } }

  /// The text as a JSON string.
  mutating func append(quoted text: String) {
    let isPlain = withBytes(of: text) { bytes in
      guard JSONWriter.isPlain(bytes) else { return false }
      reserve(bytes.count + 2)
      append(UInt8(ascii: "\""))
      append(bytes)
      append(UInt8(ascii: "\""))
      return true
    }
    if !isPlain { appendScratch { $0.string(text) } }
  }

  /// The integer in its shortest decimal form.
  mutating func append(_ value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    reserve(20)
    let rest = UnsafeMutableBufferPointer(
      start: (base + count).assumingMemoryBound(to: UInt8.self), count: capacity - count)
    count += writeDecimal(value.magnitude, into: rest, at: 0)
  }

  /// Whatever `body` writes.
  mutating func appendScratch(_ body: (inout JSONWriter) -> Void) {
    body(&scratch)
    scratch.bytes.withUnsafeBytes { append($0) }
    scratch.removeAll()
  }
}
