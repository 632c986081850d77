/// The characters a note may hold: valid UTF-8 (RFC 3629), and below U+0020 only the line feed.
enum NoteText {
  /// Finds the first byte that may not be there.
  static func check(_ bytes: UnsafeRawBufferPointer) throws(NoteError) {
    var offset = 0
    while offset < bytes.count {
      if offset + 8 <= bytes.count,
        isPlainASCII(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      {
        offset += 8
        continue
      }
      let lead = bytes[offset]
      if lead < 0x80 {
        guard lead >= 0x20 || lead == 0x0A else { throw .controlCharacter(offset: offset) }
        offset += 1
      } else {
        let count = sequenceCount(bytes, at: offset, lead: lead)
        guard count > 0 else { throw .notUTF8(offset: offset) }
        offset += count
      }
    }
  }

  /// Whether all eight bytes are in 0x20…0x7F.
  private static func isPlainASCII(_ word: UInt64) -> Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    // Without a high bit set anywhere, subtracting 0x20 from a byte sets its high bit exactly if it was below
    // (or if a lower byte was, in which case the answer is the same).
    return (word | (word &- 0x2020_2020_2020_2020)) & high == 0
  }

  /// How many bytes the well-formed multi-byte sequence at `offset` has; 0 if it is not well-formed (Unicode
  /// table 3-7: the second byte's range rules out overlong forms, surrogates and everything beyond U+10FFFF).
  private static func sequenceCount(_ bytes: UnsafeRawBufferPointer, at offset: Int, lead: UInt8) -> Int {
    let count: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: count = 2
    case 0xE0: (count, second) = (3, 0xA0...0xBF)
    case 0xED: (count, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: count = 3
    case 0xF0: (count, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: count = 4
    case 0xF4: (count, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard offset + count <= bytes.count, second.contains(bytes[offset + 1]) else { return 0 }
    for place in offset + 2..<offset + count where bytes[place] & 0xC0 != 0x80 { return 0 }
    return count
  }
}
