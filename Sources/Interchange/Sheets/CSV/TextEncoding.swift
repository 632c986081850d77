import Glibc

/// The encodings a CSV file may come in.
public enum TextEncoding: Sendable, Equatable {
  /// UTF-8, with or without a byte order mark.
  case utf8
  /// GB 18030, the superset of GBK that Excel and WPS write on Chinese systems.
  case gb18030
  /// UTF-16 with its byte order mark: what Excel calls Unicode text.
  case utf16
}

/// Turns a CSV file's bytes into UTF-8, never guessing past damage.
enum TextDecoding {
  /// UTF-8 bytes without a byte order mark, and the encoding they came in.
  ///
  /// Text that is strictly UTF-8 is UTF-8; else it must be GB 18030 from end to end. GB 18030 accepts many byte
  /// strings, so a file that reads as Chinese UTF-8 for a while before it fails is *damaged UTF-8*, not GB 18030:
  /// decoding it as such would turn every name into other characters without a word.
  static func utf8(_ bytes: [UInt8], file: String) throws(SheetError) -> (
    bytes: ArraySlice<UInt8>, encoding: TextEncoding
  ) {
    if bytes.starts(with: [0xFF, 0xFE]) { return (try utf16(bytes, high: 1, file: file)[...], .utf16) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (try utf16(bytes, high: 0, file: file)[...], .utf16) }
    if let zero = bytes.firstIndex(of: 0) {
      throw .csv(
        "X12", file, row: nil, zh: "第 \(zero) 字节是空字节：这不是文本文件，或文件已损坏。请从原始表格重新导出。",
        en: "Byte \(zero) is NUL: not a text file, or damaged. Export it again from the original sheet.")
    }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let body = hasMark ? bytes[3...] : bytes[...]
    guard let failure = firstInvalidUTF8(body) else { return (body, .utf8) }
    guard !hasMark, failure.wideSequences < 4 else {
      throw notDecodable(file, offset: failure.offset, zh: "UTF-8", en: "UTF-8")
    }
    return (try gb18030(bytes, file: file)[...], .gb18030)
  }

  /// - Parameter high: which byte of a pair is the higher one.
  private static func utf16(_ bytes: [UInt8], high: Int, file: String) throws(SheetError) -> [UInt8] {
    var decoded = [UInt8]()
    decoded.reserveCapacity(bytes.count * 3 / 2)
    var index = 2
    func unit(_ at: Int) -> UInt32? {
      at + 1 < bytes.count ? UInt32(bytes[at + high]) << 8 | UInt32(bytes[at + 1 - high]) : nil
    }
    while index < bytes.count {
      var scalar = unit(index).flatMap(Unicode.Scalar.init)
      var length = 2
      if let first = unit(index), (0xD800...0xDBFF).contains(first), let second = unit(index + 2),
        (0xDC00...0xDFFF).contains(second)
      {
        scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        length = 4
      }
      guard let scalar, scalar.value != 0 else {
        throw notDecodable(file, offset: index, zh: "UTF-16", en: "UTF-16")
      }
      decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      index += length
    }
    return decoded
  }

  private static func notDecodable(_ file: String, offset: Int, zh: String, en: String) -> SheetError {
    .csv(
      "X11", file, row: nil,
      zh: "第 \(offset) 字节处不是有效的 \(zh) 文本，文件可能已损坏。请从原始表格重新导出为“CSV UTF-8”。",
      en: "Byte \(offset) is not valid \(en) text; the file may be damaged. Export it again as “CSV UTF-8”.")
  }

  /// Where strict UTF-8 (Unicode table 3-7) first fails, and how many sequences of three or more bytes came before.
  static func firstInvalidUTF8(_ bytes: ArraySlice<UInt8>) -> (offset: Int, wideSequences: Int)? {
    var index = bytes.startIndex
    var wide = 0
    while index < bytes.endIndex {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      guard let length = sequenceLength(bytes[index...]) else { return (index, wide) }
      if length > 2 { wide += 1 }
      index += length
    }
    return nil
  }

  private static func sequenceLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    let first = bytes.startIndex
    let lead = bytes[first]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return nil
    }
    guard bytes.count >= length, second.contains(bytes[first + 1]) else { return nil }
    for byte in bytes[(first + 2)..<(first + length)] where !(0x80...0xBF).contains(byte) { return nil }
    return length
  }

  /// GB 18030 to UTF-8 by the C library, which knows the standard's 4-byte range.
  private static func gb18030(_ bytes: [UInt8], file: String) throws(SheetError) -> [UInt8] {
    guard let converter = iconv_open("UTF-8", "GB18030"), converter != iconv_t(bitPattern: -1) else {
      throw .csv(
        "X11", file, row: nil, zh: "本系统没有 GB18030 编码转换。请另存为“CSV UTF-8”。",
        en: "This system cannot convert GB18030. Save the file as “CSV UTF-8”.")
    }
    defer { iconv_close(converter) }
    var failure: Int?
    // Two bytes become at most three, four become at most four.
    let decoded = [UInt8](unsafeUninitializedCapacity: bytes.count * 3 / 2 + 4) { output, count in
      bytes.withUnsafeBytes { input in
        // iconv never writes through its input pointer; the C signature only lacks the const.
        var source = UnsafeMutableRawPointer(mutating: input.baseAddress)?.assumingMemoryBound(to: CChar.self)
        var sourceLeft = input.count
        output.withMemoryRebound(to: CChar.self) { target in
          var next = target.baseAddress
          var targetLeft = target.count
          let result = iconv(converter, &source, &sourceLeft, &next, &targetLeft)
          if result == .max || sourceLeft != 0 { failure = input.count - sourceLeft }
          count = target.count - targetLeft
        }
      }
    }
    if let failure {
      throw notDecodable(file, offset: failure, zh: "UTF-8 或 GB18030", en: "UTF-8 or GB18030")
    }
    return decoded
  }
}
