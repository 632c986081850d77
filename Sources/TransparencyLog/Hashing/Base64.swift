/// Standard base64 (RFC 4648 section 4), strict: padded, no white space, unused bits zero. One value has one
/// spelling, so nothing that was signed or hashed in base64 can be respelled.
public enum Base64 {
  /// Encodes bytes, with padding.
  public static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { out in
      var end = 0
      var next = 0
      while next < bytes.count {
        let left = bytes.count - next
        let group =
          UInt32(bytes[next]) << 16 | (left > 1 ? UInt32(bytes[next + 1]) << 8 : 0)
          | (left > 2 ? UInt32(bytes[next + 2]) : 0)
        out[end] = character(group >> 18)
        out[end + 1] = character(group >> 12 & 63)
        out[end + 2] = left > 1 ? character(group >> 6 & 63) : padding
        out[end + 3] = left > 2 ? character(group & 63) : padding
        next += 3
        end += 4
      }
      return end
    }
  }

  /// Encodes bytes, with padding.
  public static func encode(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { encode($0) } }

  /// Decodes, or nil if the text is not the one canonical spelling of some bytes.
  public static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var complete = false
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { out, count in
      if let decoded = decode(text, into: UnsafeMutableRawBufferPointer(out)) {
        complete = true
        count = decoded
      }
    }
    return complete ? bytes : nil
  }

  /// Decodes, or nil if the text is not the one canonical spelling of some bytes.
  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { decode(UnsafeRawBufferPointer($0)) }
  }

  /// Decodes, or nil if the text is not the one canonical spelling of some bytes.
  public static func decode(_ text: [UInt8]) -> [UInt8]? { text.withUnsafeBytes { decode($0) } }

  /// How many bytes this text would decode to, going by its length and padding alone.
  static func decodedCount(_ text: UnsafeRawBufferPointer) -> Int? {
    guard text.count % 4 == 0 else { return nil }
    guard text.count > 0 else { return 0 }
    let pads = text[text.count - 1] != padding ? 0 : text[text.count - 2] != padding ? 1 : 2
    return text.count / 4 * 3 - pads
  }

  /// Decodes into the start of `out` and returns the byte count; nil if the text is not canonical base64 or
  /// does not fit. Allocates nothing: signature lines are decoded on the stack.
  static func decode(_ text: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer) -> Int? {
    guard let count = decodedCount(text), count <= out.count else { return nil }
    var read = 0
    var written = 0
    while written + 3 <= count {
      let a = value(text[read]), b = value(text[read + 1])
      let c = value(text[read + 2]), d = value(text[read + 3])
      guard (a | b | c | d) < invalid else { return nil }
      let group = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
      out[written] = UInt8(truncatingIfNeeded: group >> 16)
      out[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
      out[written + 2] = UInt8(truncatingIfNeeded: group)
      read += 4
      written += 3
    }
    guard written < count else { return count }
    let a = value(text[read]), b = value(text[read + 1])
    let c = count - written == 2 ? value(text[read + 2]) : 0
    guard (a | b | c) < invalid else { return nil }
    let group = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6
    let unused: UInt32 = count - written == 2 ? 0xFF : 0xFFFF
    guard group & unused == 0 else { return nil }
    out[written] = UInt8(truncatingIfNeeded: group >> 16)
    if count - written == 2 { out[written + 1] = UInt8(truncatingIfNeeded: group >> 8) }
    return count
  }

  private static let padding: UInt8 = 0x3D

  /// Above every 6-bit value, so that one comparison of the OR finds a bad character among four.
  private static let invalid: UInt8 = 64

  private static func character(_ value: UInt32) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: value)
    switch value {
    case 0..<26: return 0x41 + value
    case 26..<52: return 0x61 + (value - 26)
    case 52..<62: return 0x30 + (value - 52)
    case 62: return 0x2B
    default: return 0x2F
    }
  }

  private static func value(_ character: UInt8) -> UInt8 {
    switch character {
    case 0x41...0x5A: character - 0x41
    case 0x61...0x7A: character - 0x61 + 26
    case 0x30...0x39: character - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: invalid
    }
  }
}
