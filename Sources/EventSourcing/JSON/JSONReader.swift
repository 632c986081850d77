/// The strict reader of the log's lines: I-JSON (RFC 7493) less everything two programs could read in two ways.
///
/// It is the engine's own because every event passes here: one pass over raw bytes into a flat token array.
/// It is checked against Foundation by differential fuzzing in the tests.
public struct JSONReader {
  /// The deepest nesting of objects and arrays in one line.
  public static let nestingMax = 16

  let bytes: UnsafeRawBufferPointer
  var offset: Int
  let end: Int
  var depth = 0

  /// Reads one object from `range` of `bytes` and appends its tokens.
  ///
  /// - Returns: the index of the object's token in `tokens`.
  /// - Throws: the first rule broken and its byte offset in `bytes`.
  @discardableResult
  public static func readObject(
    _ bytes: UnsafeRawBufferPointer, in range: Range<Int>, into tokens: inout [JSONToken]
  ) throws(JSONError) -> Int {
    var reader = JSONReader(bytes: bytes, offset: range.lowerBound, end: range.upperBound)
    let root = tokens.count
    guard reader.offset < reader.end else { throw JSONError(.unexpectedEnd, at: reader.offset) }
    guard reader.peek == UInt8(ascii: "{") else { throw reader.misplaced(else: .notAnObject) }
    try reader.readValue(into: &tokens)
    if reader.offset < reader.end { throw reader.misplaced(else: .trailingBytes) }
    return root
  }

  /// Reads the value that begins at `start`, whatever follows it, and appends its tokens.
  ///
  /// - Returns: where it ends.
  static func readValue(
    _ bytes: UnsafeRawBufferPointer, at start: Int, into tokens: inout [JSONToken]
  ) throws(JSONError) -> Int {
    var reader = JSONReader(bytes: bytes, offset: start, end: bytes.count)
    try reader.readValue(into: &tokens)
    return reader.offset
  }

  /// The text of the string that begins at `offset`, and moves behind it; nil when there is none or it holds an escape.
  static func plainText(_ bytes: UnsafeRawBufferPointer, at offset: inout Int) -> UnsafeRawBufferPointer? {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { return nil }
    var reader = JSONReader(bytes: bytes, offset: offset, end: bytes.count)
    guard let isEscaped = try? reader.takeString(), !isEscaped else { return nil }
    defer { offset = reader.offset }
    return UnsafeRawBufferPointer(rebasing: bytes[(offset + 1)..<(reader.offset - 1)])
  }

  /// The integer that begins at `offset`, and moves behind it; nil when there is none.
  static func integer(_ bytes: UnsafeRawBufferPointer, at offset: inout Int) -> Int64? {
    guard offset < bytes.count else { return nil }
    var reader = JSONReader(bytes: bytes, offset: offset, end: bytes.count)
    guard let value = try? reader.takeInteger() else { return nil }
    offset = reader.offset
    return value
  }

  private var peek: UInt8 { bytes[offset] }

  /// The error for a byte that cannot stand here: a space and a byte order mark have names of their own,
  /// since both are what an editor adds unseen.
  private func misplaced(else reason: JSONError.Reason) -> JSONError {
    switch peek {
    case 0x09, 0x0A, 0x0D, 0x20: JSONError(.spaceOutsideString, at: offset)
    case 0xEF where bytes[offset..<end].starts(with: [0xEF, 0xBB, 0xBF]):
      JSONError(.byteOrderMark, at: offset)
    default: JSONError(reason, at: offset)
    }
  }

  private mutating func readValue(into tokens: inout [JSONToken]) throws(JSONError) {
    guard offset < end else { throw JSONError(.unexpectedEnd, at: offset) }
    switch peek {
    case UInt8(ascii: "{"): try readContainer(.object, closing: UInt8(ascii: "}"), into: &tokens)
    case UInt8(ascii: "["): try readContainer(.array, closing: UInt8(ascii: "]"), into: &tokens)
    case UInt8(ascii: "\""): try readString(into: &tokens)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readInteger(into: &tokens)
    case UInt8(ascii: "t"): try readLiteral("true", .true, into: &tokens)
    case UInt8(ascii: "f"): try readLiteral("false", .false, into: &tokens)
    case UInt8(ascii: "n"): throw JSONError(.null, at: offset)
    default: throw misplaced(else: .unexpectedByte)
    }
  }

  private mutating func readContainer(
    _ kind: JSONToken.Kind, closing: UInt8, into tokens: inout [JSONToken]
  ) throws(JSONError) {
    guard depth < Self.nestingMax else { throw JSONError(.nesting, at: offset) }
    depth += 1
    let index = tokens.count
    tokens.append(JSONToken(kind: kind, start: offset, end: 0, next: 0))
    offset += 1
    if offset < end, peek == closing {
      offset += 1
    } else {
      while true {
        if kind == .object { try readName(into: &tokens) }
        try readValue(into: &tokens)
        guard offset < end else { throw JSONError(.unexpectedEnd, at: offset) }
        let byte = peek
        guard byte == closing || byte == UInt8(ascii: ",") else { throw misplaced(else: .unexpectedByte) }
        offset += 1
        if byte == closing { break }
      }
    }
    tokens[index].end = UInt32(truncatingIfNeeded: offset)
    tokens[index].next = UInt32(truncatingIfNeeded: tokens.count)
    if kind == .object { try refuseDuplicateNames(of: index, in: tokens) }
    depth -= 1
  }

  private mutating func readName(into tokens: inout [JSONToken]) throws(JSONError) {
    guard offset < end else { throw JSONError(.unexpectedEnd, at: offset) }
    guard peek == UInt8(ascii: "\"") else { throw misplaced(else: .unexpectedByte) }
    try readString(into: &tokens)
    guard offset < end else { throw JSONError(.unexpectedEnd, at: offset) }
    guard peek == UInt8(ascii: ":") else { throw misplaced(else: .unexpectedByte) }
    offset += 1
  }

  private mutating func readLiteral(
    _ literal: StaticString, _ kind: JSONToken.Kind, into tokens: inout [JSONToken]
  ) throws(JSONError) {
    let start = offset
    for index in 0..<literal.utf8CodeUnitCount {
      guard offset < end else { throw JSONError(.unexpectedEnd, at: offset) }
      guard peek == literal.utf8Start[index] else { throw JSONError(.unexpectedByte, at: offset) }
      offset += 1
    }
    tokens.append(JSONToken(kind: kind, start: start, end: offset, next: tokens.count + 1))
  }

  private mutating func readInteger(into tokens: inout [JSONToken]) throws(JSONError) {
    let start = offset
    _ = try takeInteger()
    tokens.append(JSONToken(kind: .integer, start: start, end: offset, next: tokens.count + 1))
  }

  private mutating func takeInteger() throws(JSONError) -> Int64 {
    let start = offset
    let isNegative = peek == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    let digits = offset
    var value: Int64 = 0
    while offset < end, case let digit = peek &- UInt8(ascii: "0"), digit <= 9 {
      value = value &* 10 &+ Int64(digit)  // wraps only past the 16 digits allowed below
      offset += 1
    }
    guard offset > digits else {
      throw JSONError(offset < end ? .unexpectedByte : .unexpectedEnd, at: offset)
    }
    let startsWithZero = bytes[digits] == UInt8(ascii: "0")
    if startsWithZero, offset - digits > 1 { throw JSONError(.leadingZero, at: start) }
    if offset < end {
      // Before the value is judged: whoever writes -0.5 must hear of the fraction.
      if peek == UInt8(ascii: ".") { throw JSONError(.fraction, at: start) }
      if peek | 0x20 == UInt8(ascii: "e") { throw JSONError(.exponent, at: start) }
    }
    if startsWithZero, isNegative { throw JSONError(.negativeZero, at: start) }
    guard offset - digits <= 16, value <= JSONValue.integerMax else {
      throw JSONError(.integerRange, at: start)
    }
    return isNegative ? -value : value
  }

  private mutating func readString(into tokens: inout [JSONToken]) throws(JSONError) {
    let start = offset + 1
    let isEscaped = try takeString()
    tokens.append(
      JSONToken(kind: .string, isEscaped: isEscaped, start: start, end: offset - 1, next: tokens.count + 1))
  }

  /// Moves over a string and its quotes.
  ///
  /// - Returns: whether it holds an escape.
  private mutating func takeString() throws(JSONError) -> Bool {
    offset += 1
    var isEscaped = false
    while true {
      skipPlainASCII()
      guard offset < end else { throw JSONError(.unexpectedEnd, at: offset) }
      let byte = peek
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try readEscape()
      } else if byte < 0x80 {
        // skipPlainASCII stops at an ASCII byte only for a quote, a backslash or a control.
        throw JSONError(.controlCharacter, at: offset)
      } else {
        repeat { try readMultibyte() } while offset < end && peek >= 0x80
      }
    }
    offset += 1
    return isEscaped
  }

  /// Moves over printable ASCII without quote and backslash, eight bytes at a time.
  @inline(__always)
  private mutating func skipPlainASCII() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while offset + 8 <= end {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let delete = word ^ (ones &* 0x7F)
      // Classic "has a byte less than n" tests; a set high bit marks a byte that must be looked at.
      let stops =
        ((word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones) | (delete &- ones) | word) & highs
      if stops != 0 { break }
      offset += 8
    }
    while offset < end {
      let byte = bytes[offset]
      if byte < 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x5C { return }
      offset += 1
    }
  }

  @inline(__always)
  private mutating func readMultibyte() throws(JSONError) {
    // U+3000 to U+9FFF: nearly all of Chinese text, and nothing forbidden among it.
    if peek >= 0xE3, peek <= 0xE9, offset + 3 <= end, bytes[offset + 1] & bytes[offset + 2] & 0xC0 == 0x80,
      (bytes[offset + 1] | bytes[offset + 2]) & 0x40 == 0
    {
      offset += 3
    } else {
      try readAnyMultibyte()
    }
  }

  private mutating func readAnyMultibyte() throws(JSONError) {
    let start = offset
    let lead = peek
    let count: Int
    var scalar: UInt32
    switch lead {
    case 0xC2...0xDF: (count, scalar) = (2, UInt32(lead & 0x1F))
    case 0xE0...0xEF: (count, scalar) = (3, UInt32(lead & 0x0F))
    case 0xF0...0xF4: (count, scalar) = (4, UInt32(lead & 0x07))
    default: throw JSONError(.invalidUTF8, at: start)
    }
    guard start + count <= end else { throw JSONError(.invalidUTF8, at: start) }
    for index in 1..<count {
      let byte = bytes[start + index]
      guard byte & 0xC0 == 0x80 else { throw JSONError(.invalidUTF8, at: start) }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    let least: UInt32 = count == 2 ? 0x80 : count == 3 ? 0x800 : 0x1_0000
    guard scalar >= least, scalar <= 0x10_FFFF else { throw JSONError(.invalidUTF8, at: start) }
    if scalar >= 0xD800, scalar <= 0xDFFF { throw JSONError(.loneSurrogate, at: start) }
    if let reason = ForbiddenCharacter.reason(scalar) { throw JSONError(reason, at: start) }
    offset = start + count
  }

  private mutating func readEscape() throws(JSONError) {
    let start = offset
    guard offset + 1 < end else { throw JSONError(.unexpectedEnd, at: offset) }
    offset += 2
    switch bytes[start + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return
    case UInt8(ascii: "u"): break
    default: throw JSONError(.invalidEscape, at: start)
    }
    var scalar = try readHex4(start)
    if scalar >= 0xDC00, scalar <= 0xDFFF { throw JSONError(.loneSurrogate, at: start) }
    if scalar >= 0xD800, scalar <= 0xDBFF {
      guard offset + 1 < end, bytes[offset] == 0x5C, bytes[offset + 1] == UInt8(ascii: "u") else {
        throw JSONError(.loneSurrogate, at: start)
      }
      offset += 2
      let low = try readHex4(start)
      guard low >= 0xDC00, low <= 0xDFFF else { throw JSONError(.loneSurrogate, at: start) }
      scalar = 0x1_0000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
    }
    if let reason = ForbiddenCharacter.reason(scalar) { throw JSONError(reason, at: start) }
  }

  private mutating func readHex4(_ start: Int) throws(JSONError) -> UInt32 {
    guard offset + 4 <= end else { throw JSONError(.unexpectedEnd, at: end) }
    var value: UInt32 = 0
    for index in offset..<offset + 4 {
      guard let digit = hexDigit(bytes[index]) else { throw JSONError(.invalidEscape, at: start) }
      value = value << 4 | UInt32(digit)
    }
    offset += 4
    return value
  }

  /// Names are compared after unescaping; few names are compared pairwise, many by a set. Either way the first
  /// name that repeats an earlier one is named.
  private func refuseDuplicateNames(of object: Int, in tokens: [JSONToken]) throws(JSONError) {
    let end = Int(tokens[object].next)
    var names = 0
    var hasEscapes = false
    var index = object + 1
    while index < end {
      names += 1
      hasEscapes = hasEscapes || tokens[index].isEscaped
      index = Int(tokens[index + 1].next)
    }
    if names < 2 { return }
    if names <= 24, !hasEscapes { return try refuseDuplicatesPairwise(object + 1, end, tokens) }
    var seen = Set<[UInt8]>(minimumCapacity: names)
    index = object + 1
    while index < end {
      let name = JSONText.unescaped(bytes, tokens[index])
      guard seen.insert(name).inserted else {
        throw JSONError(.duplicateName, at: Int(tokens[index].start))
      }
      index = Int(tokens[index + 1].next)
    }
  }

  private func refuseDuplicatesPairwise(
    _ first: Int, _ end: Int, _ tokens: [JSONToken]
  ) throws(JSONError) {
    var index = first
    while index < end {
      var earlier = first
      while earlier < index {
        if equalBytes(tokens[earlier], tokens[index]) {
          throw JSONError(.duplicateName, at: Int(tokens[index].start))
        }
        earlier = Int(tokens[earlier + 1].next)
      }
      index = Int(tokens[index + 1].next)
    }
  }

  @inline(__always)
  private func equalBytes(_ a: JSONToken, _ b: JSONToken) -> Bool {
    let count = Int(a.end - a.start)
    guard count == Int(b.end - b.start) else { return false }
    for index in 0..<count where bytes[Int(a.start) + index] != bytes[Int(b.start) + index] { return false }
    return true
  }
}

/// Characters that a line may not hold even though JSON allows them: they print as nothing, or reorder
/// what a person sees, so two readers would not see the same text.
enum ForbiddenCharacter {
  static func reason(_ scalar: UInt32) -> JSONError.Reason? {
    switch scalar {
    case 0x7F...0x9F: .controlCharacter
    case 0xFEFF: .byteOrderMark
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: .bidiControl
    case 0xFDD0...0xFDEF: .noncharacter
    default: scalar & 0xFFFE == 0xFFFE ? .noncharacter : nil
    }
  }
}

@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
