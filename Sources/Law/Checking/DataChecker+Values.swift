import EventSourcing

extension DataChecker {
  mutating func isText(_ value: JSONValue, _ byteCountMax: Int) -> Bool {
    guard
      let (isRight, found) = value.withUTF8({ text in
        ((1...byteCountMax).contains(text.count), PersonalNumbers.find(in: text))
      })
    else { return false }
    if let found { refusals.append(.personalNumber(found)) }
    return isRight
  }

  mutating func isCode(_ value: JSONValue, _ shape: FieldShape) -> Bool {
    guard let code = value.string else { return false }
    if let list = shape.list, !list.codes.contains(code) {
      refusals.append(.code(code, shape.field.codelist ?? "", list.title))
    }
    return true
  }

  mutating func isReference(_ value: JSONValue, _ shape: FieldShape) -> Bool {
    guard let reference = value.string, Reference.isValid(reference) else { return false }
    let prefixes = shape.prefixes.isEmpty ? knownPrefixes : shape.prefixes
    for prefix in prefixes where Self.hasPrefix(reference, prefix) {
      note(reference)
      return true
    }
    return false
  }

  mutating func isArea(_ value: JSONValue) -> Bool {
    guard let code = value.string else { return false }
    if !AreaCodes.isPlausible(code) { refusals.append(.area(code)) }
    return true
  }

  /// Looks through JSON of another reader's shape for numbers that must not stand in clear.
  mutating func scan(_ value: JSONValue) {
    switch value.kind {
    case .object: for (_, inner) in value.members { scan(inner) }
    case .array: for inner in value.elements { scan(inner) }
    case .string:
      if let found = value.withUTF8({ PersonalNumbers.find(in: $0) }) ?? nil {
        refusals.append(.personalNumber(found))
      }
    default: break
    }
  }

  /// Whether the reference's letters before its first hyphen are these.
  static func hasPrefix(_ reference: String, _ prefix: [UInt8]) -> Bool {
    var reference = reference
    return reference.withUTF8 { utf8 in
      guard utf8.count >= prefix.count else { return false }
      for index in prefix.indices where utf8[index] != prefix[index] { return false }
      // Only `ledger` is a reference that is all prefix.
      return utf8.count == prefix.count || utf8[prefix.count] == UInt8(ascii: "-")
    }
  }

  /// `{"c": "…"}` holding 32 bytes in canonical base64 (RFC 4648 §4): 43 characters and one `=`.
  static func isSealed(_ value: JSONValue) -> Bool {
    var isRight = false
    var count = 0
    value.forEachMember { name, value in
      count += 1
      isRight = name.elementsEqual("c".utf8) && (value.withUTF8(isCommitment) ?? false)
    }
    return count == 1 && isRight
  }

  private static func isCommitment(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count == 44, text[43] == UInt8(ascii: "=") else { return false }
    for index in 0..<43 where sextet(text[index]) == nil { return false }
    // 32 bytes are 256 bits; 43 characters carry 258, and the last two must be zero.
    return sextet(text[42]).map { $0 & 3 == 0 } ?? false
  }

  private static func sextet(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  static func isDigest(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count == 64 else { return false }
    for byte in text where !((0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)) { return false }
    return true
  }
}
