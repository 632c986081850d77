import Glibc

/// Goes through a stored row in the spelling it was written in, as strict as the reader of JSON. Whatever is spelled otherwise
/// it does not take.
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
  mutating func text() -> String? { plainText().map { String(decoding: $0, as: UTF8.self) } }

  private mutating func plainText() -> UnsafeRawBufferPointer? { JSONReader.plainText(bytes, at: &offset) }

  mutating func integer() -> Int64? { JSONReader.integer(bytes, at: &offset) }

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
