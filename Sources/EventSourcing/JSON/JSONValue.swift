/// The bytes of one or more lines and the tokens read from them.
public final class JSONDocument: Sendable {
  /// The text read, unchanged; the tokens' offsets count from its first byte.
  public let bytes: [UInt8]
  /// Every value and member name, in written order, each before its children.
  public let tokens: [JSONToken]

  init(bytes: [UInt8], tokens: [JSONToken]) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// Reads one object that is the whole of `bytes`.
  ///
  /// - Throws: the first rule of the format broken, with its byte offset.
  public static func object(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var tokens: [JSONToken] = []
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      _ = try JSONReader.readObject(UnsafeRawBufferPointer(buffer), in: 0..<buffer.count, into: &tokens)
    }
    return JSONValue(document: JSONDocument(bytes: bytes, tokens: tokens), index: 0)
  }

  /// Reads the one value that begins at `start`, whatever follows it; nil when there is none.
  static func value(in bytes: [UInt8], at start: Int) -> (value: JSONValue, end: Int)? {
    var tokens: [JSONToken] = []
    let end = bytes.withUnsafeBytes { try? JSONReader.readValue($0, at: start, into: &tokens) }
    return end.map { (JSONValue(document: JSONDocument(bytes: bytes, tokens: tokens), index: 0), $0) }
  }
}

/// A value inside a document: a view, not a copy.
public struct JSONValue: Sendable {
  /// The largest magnitude of an integer: 2^53 − 1 (RFC 7493 §2.2).
  public static let integerMax: Int64 = 9_007_199_254_740_991

  /// An object without members.
  public static let emptyObject = JSONValue(
    document: JSONDocument(bytes: Array("{}".utf8), tokens: [JSONToken(kind: .object, start: 0, end: 2, next: 1)]),
    index: 0)

  let document: JSONDocument
  let index: Int

  @inline(__always)
  var token: JSONToken { document.tokens[index] }

  /// Object, array, string, integer, true or false: a value is never null.
  public var kind: JSONToken.Kind { token.kind }

  /// The value's own bytes, quotes included for a string.
  public var rawBytes: ArraySlice<UInt8> {
    let token = token
    let margin = token.kind == .string ? 1 : 0
    return document.bytes[(Int(token.start) - margin)..<(Int(token.end) + margin)]
  }

  /// The unescaped text of a string, nil for any other kind.
  public var string: String? {
    let token = token
    guard token.kind == .string else { return nil }
    return JSONText.string(document, token)
  }

  /// The value of an integer, nil for any other kind.
  public var integer: Int64? {
    let token = token
    guard token.kind == .integer else { return nil }
    return document.bytes.withUnsafeBytes { JSONText.integer($0, token) }
  }

  /// The value of `true` or `false`, nil for any other kind.
  public var bool: Bool? {
    switch token.kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// The member of that name; nil when there is none or this is no object. O(number of members).
  public subscript(name: String) -> JSONValue? {
    guard token.kind == .object else { return nil }
    return withBytes(of: name) { member($0) }
  }

  private func member(_ name: UnsafeRawBufferPointer) -> JSONValue? {
    let found = document.bytes.withUnsafeBytes { JSONText.member(name, of: index, document.tokens, $0) }
    return found.map { JSONValue(document: document, index: $0) }
  }

  /// The elements of an array; empty for any other kind.
  public var elements: Elements {
    Elements(document: document, offset: index + 1, end: token.kind == .array ? Int(token.next) : 0)
  }

  /// The names and values of an object in written order; empty for any other kind.
  public var members: Members {
    Members(document: document, offset: index + 1, end: token.kind == .object ? Int(token.next) : 0)
  }

  /// The elements of an array, in written order: a view, walked once per copy.
  public struct Elements: Sequence, IteratorProtocol {
    let document: JSONDocument
    var offset: Int
    let end: Int

    /// The next element; nil after the last.
    public mutating func next() -> JSONValue? {
      guard offset < end else { return nil }
      defer { offset = Int(document.tokens[offset].next) }
      return JSONValue(document: document, index: offset)
    }
  }

  /// The members of an object, in written order: a view, walked once per copy.
  public struct Members: Sequence, IteratorProtocol {
    let document: JSONDocument
    var offset: Int
    let end: Int

    /// The next member, its name unescaped; nil after the last.
    public mutating func next() -> (name: String, value: JSONValue)? {
      guard offset < end else { return nil }
      let name = JSONText.string(document, document.tokens[offset])
      let value = offset + 1
      offset = Int(document.tokens[value].next)
      return (name, JSONValue(document: document, index: value))
    }
  }
}

extension JSONValue {
  /// The strings of an array of strings; nil when this is no array or an element is no string.
  public var strings: [String]? {
    guard kind == .array else { return nil }
    var result: [String] = []
    for element in elements {
      guard let string = element.string else { return nil }
      result.append(string)
    }
    return result
  }
}

/// Turning tokens back into text and numbers.
enum JSONText {
  static func string(_ document: JSONDocument, _ token: JSONToken) -> String {
    if token.isEscaped {
      return document.bytes.withUnsafeBytes { String(decoding: unescaped($0, token), as: UTF8.self) }
    }
    return document.bytes.withUnsafeBytes {
      String(decoding: UnsafeRawBufferPointer(rebasing: $0[Int(token.start)..<Int(token.end)]), as: UTF8.self)
    }
  }

  static func integer(_ bytes: UnsafeRawBufferPointer, _ token: JSONToken) -> Int64 {
    var index = Int(token.start)
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    var value: Int64 = 0
    while index < Int(token.end) {
      value = value &* 10 &+ Int64(bytes[index] &- UInt8(ascii: "0"))
      index += 1
    }
    return isNegative ? -value : value
  }

  static func member(
    _ name: UnsafeRawBufferPointer, of object: Int, _ tokens: [JSONToken], _ bytes: UnsafeRawBufferPointer
  ) -> Int? {
    let end = Int(tokens[object].next)
    var index = object + 1
    while index < end {
      if matches(name, tokens[index], bytes) { return index + 1 }
      index = Int(tokens[index + 1].next)
    }
    return nil
  }

  private static func matches(
    _ name: UnsafeRawBufferPointer, _ token: JSONToken, _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    if token.isEscaped { return unescaped(bytes, token).elementsEqual(name) }
    let count = Int(token.end - token.start)
    guard count == name.count else { return false }
    let start = Int(token.start)
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]).elementsEqual(name)
  }

  /// The text of a string token, already checked by the reader, with its escapes replaced.
  static func unescaped(_ bytes: UnsafeRawBufferPointer, _ token: JSONToken) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(Int(token.end - token.start))
    var index = Int(token.start)
    while index < Int(token.end) {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        index += 1
        continue
      }
      index += 1
      switch bytes[index] {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = hex4(bytes, index + 1)
        index += 4
        if scalar >= 0xD800, scalar <= 0xDBFF {
          scalar = 0x1_0000 + (scalar - 0xD800) << 10 + (hex4(bytes, index + 3) - 0xDC00)
          index += 6
        }
        appendUTF8(scalar, to: &result)
      default: result.append(bytes[index])
      }
      index += 1
    }
    return result
  }

  private static func hex4(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt32 {
    (start..<start + 4).reduce(0) { $0 << 4 | UInt32(hexDigit(bytes[$1]) ?? 0) }
  }

  private static func appendUTF8(_ scalar: UInt32, to result: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(scalar) else { return }
    result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
