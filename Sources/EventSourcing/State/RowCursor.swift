import Glibc

/// Goes through a stored row in the spelling it was written in. Whatever is spelled otherwise it does not take.
struct RowCursor {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether the object, and with it the row, ends here.
  var isAtEnd: Bool { offset == bytes.count - 1 && bytes[offset] == UInt8(ascii: "}") }

  /// Takes a member's beginning, `,"name":`, or in its place at the row's own `{"name":`.
  mutating func take(beginning: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count - offset > beginning.count, let there = bytes.baseAddress, let expected = beginning.baseAddress,
      bytes[offset] == (offset == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")),
      memcmp(there + offset + 1, expected + 1, beginning.count - 1) == 0
    else { return false }
    offset += beginning.count
    return true
  }

  /// Takes a string equal to a text.
  mutating func take(text: String) -> Bool {
    guard let found = plainText() else { return false }
    return withBytes(of: text) { $0.elementsEqual(found) }
  }

  /// A string without escapes.
  mutating func text() -> String? {
    plainText().flatMap { String(validating: $0, as: UTF8.self) }
  }

  private mutating func plainText() -> UnsafeRawBufferPointer? {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\""), let base = bytes.baseAddress else { return nil }
    let start = base + offset + 1
    guard let end = memchr(start, 0x22, bytes.count - offset - 1) else { return nil }
    let count = UnsafeRawPointer(end) - start
    guard memchr(start, 0x5C, count) == nil else { return nil }
    offset += count + 2
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  /// An integer within ±(2^53−1), without a needless zero.
  mutating func integer() -> Int64? {
    let isNegative = offset < bytes.count && bytes[offset] == UInt8(ascii: "-")
    let first = isNegative ? offset + 1 : offset
    var index = first
    var value: Int64 = 0
    while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit <= 9, index - first < 17 {
      value = value &* 10 &+ Int64(digit)
      index += 1
    }
    guard (1...16).contains(index - first), value <= JSONValue.integerMax,
      bytes[first] != UInt8(ascii: "0") || index - first == 1 && !isNegative
    else { return nil }
    offset = index
    return isNegative ? -value : value
  }

  mutating func boolean() -> Bool? {
    if take("true") { return true }
    return take("false") ? false : nil
  }

  private mutating func take(_ literal: StaticString) -> Bool {
    guard let base = bytes.baseAddress, bytes.count - offset >= literal.utf8CodeUnitCount,
      memcmp(base + offset, literal.utf8Start, literal.utf8CodeUnitCount) == 0
    else { return false }
    offset += literal.utf8CodeUnitCount
    return true
  }

  /// Any value, strictly read.
  ///
  /// - Parameter whole: the same bytes as an array, which the value keeps.
  mutating func value(of whole: [UInt8]) -> JSONValue? {
    guard let (value, end) = JSONDocument.value(in: whole, at: offset) else { return nil }
    offset = end
    return value
  }
}
