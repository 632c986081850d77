/// Gathers the text of a string item: plain `<t>`, or the `<t>` of its rich-text runs. Phonetic guides (`rPh`), which
/// repeat the text as readings, are left out.
struct RichText {
  private var bytes = [UInt8]()
  private var inText = false
  private var phoneticDepth = 0

  mutating func start(_ name: XMLName) {
    switch name {
    case "rPh": phoneticDepth += 1
    case "t": inText = phoneticDepth == 0
    default: break
    }
  }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    if inText { bytes.append(contentsOf: text) }
  }

  mutating func end(_ name: XMLName) {
    switch name {
    case "rPh": phoneticDepth -= 1
    case "t": inText = false
    default: break
    }
  }

  var count: Int { bytes.count }

  /// The text so far, and ready for the next item.
  mutating func take() -> String {
    defer { bytes.removeAll(keepingCapacity: true) }
    return EscapedText.decode(bytes[...])
  }
}

/// `ST_Xstring` (ECMA-376 part 1, 22.9.2.19): `_x000D_` stands for the character that XML cannot hold.
enum EscapedText {
  static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(UInt8(ascii: "_")) else { return String(decoding: bytes, as: UTF8.self) }
    var decoded = [UInt8]()
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "_"), let scalar = escape(bytes[index...].prefix(7)) {
        decoded.append(contentsOf: String(scalar).utf8)
        index += 7
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Text that reads back as itself: the library that writes escapes control characters, but not what already looks
  /// like an escape.
  static func protected(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "_")) else { return text }
    var protected = [UInt8]()
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "_"), escape(bytes[index...].prefix(7)) != nil {
        protected.append(contentsOf: "_x005F".utf8)
      }
      protected.append(bytes[index])
    }
    return String(decoding: protected, as: UTF8.self)
  }

  private static func escape(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard bytes.count == 7, bytes[bytes.startIndex + 1] == UInt8(ascii: "x"), bytes.last == UInt8(ascii: "_")
    else { return nil }
    var value: UInt32 = 0
    for byte in bytes.dropFirst(2).prefix(4) {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value * 16 + UInt32(digit)
    }
    // Half a surrogate pair is no character: it stays as it was written.
    return Unicode.Scalar(value)
  }
}

/// Reads `sharedStrings.xml`.
final class SharedStringsHandler: XMLPartHandler {
  private(set) var strings: [String] = []
  private var item = RichText()
  private let file: String
  private let limits: ReadingLimits

  init(file: String, limits: ReadingLimits) {
    self.file = file
    self.limits = limits
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) { item.start(name) }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError) {
    item.append(bytes)
    guard item.count <= limits.cellTextBytes else {
      throw .limit(file, part: "sharedStrings", zh: "单元格文字过长", en: "a cell's text is too long")
    }
  }

  func end(_ name: XMLName) throws(SheetError) {
    item.end(name)
    guard name == "si" else { return }
    guard strings.count < limits.sharedStrings else {
      throw .limit(file, part: "sharedStrings", zh: "文字过多", en: "too many texts")
    }
    strings.append(item.take())
  }
}
