/// Gathers the text of a string item: plain `<t>`, or the `<t>` of its rich-text runs. Phonetic guides (`rPh`), which
/// repeat the text as readings, are left out. Runs that are struck out or raised change what a cell says, and are marked;
/// digits raised or lowered become the characters that look so, `m²`.
struct RichText {
  private var bytes = [UInt8]()
  private var inText = false
  private var phoneticDepth = 0
  private var run = Run()
  private var struckBytes = 0
  /// Of runs with a look of their own.
  private var unstruckBytes = 0
  private var isRaised = false

  /// How a run looks.
  private struct Run {
    var hasLook = false
    var isStruck = false
    var raised: Raised?
  }

  private enum Raised { case superscript, subscripted }

  mutating func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "rPh": phoneticDepth += 1
    case "t": inText = phoneticDepth == 0
    case "r": run = Run()
    case "rPr": run.hasLook = true
    case "strike": run.isStruck = attributes.isOn
    case "vertAlign":
      switch attributes["val"] {
      case "superscript": run.raised = .superscript
      case "subscript": run.raised = .subscripted
      default: run.raised = nil
      }
    default: break
    }
  }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    guard inText else { return }
    let visible = text.count { $0 > 0x20 }
    if run.isStruck { struckBytes += visible } else if run.hasLook { unstruckBytes += visible }
    guard let raised = run.raised else { return bytes.append(contentsOf: text) }
    for byte in text {
      guard let scalar = Self.scalar(byte, raised) else {
        isRaised = isRaised || byte > 0x20
        bytes.append(byte)
        continue
      }
      bytes.append(contentsOf: String(Character(scalar)).utf8)
    }
  }

  /// The character that looks like a raised or lowered digit.
  private static func scalar(_ byte: UInt8, _ raised: Raised) -> Unicode.Scalar? {
    guard (48...57).contains(byte) else { return nil }
    switch (raised, byte) {
    case (.subscripted, _): return Unicode.Scalar(0x2080 + UInt32(byte) - 48)
    case (.superscript, 49): return "¹"
    case (.superscript, 50): return "²"
    case (.superscript, 51): return "³"
    case (.superscript, _): return Unicode.Scalar(0x2070 + UInt32(byte) - 48)
    }
  }

  mutating func end(_ name: XMLName) {
    switch name {
    case "rPh": phoneticDepth -= 1
    case "t": inText = false
    case "r": run = Run()
    default: break
    }
  }

  var count: Int { bytes.count }
  var isEmpty: Bool { bytes.isEmpty }

  /// The text so far with its marks, and ready for the next item.
  ///
  /// - Parameter isCellStruck: whether the cell's own style strikes out what has no look of its own.
  mutating func take(isCellStruck: Bool = false) -> (text: String, marks: TextMarks) {
    let marks = RichMarks(
      struckBytes: struckBytes, unstruckBytes: unstruckBytes, visibleBytes: visibleBytes, isRaised: isRaised)
    defer { self = RichText() }
    return (EscapedText.decode(bytes[...]), marks.marks(isCellStruck: isCellStruck))
  }

  /// As ``take(isCellStruck:)``, for a text that many cells share, of which each has its style.
  mutating func takeShared() -> (text: String, marks: RichMarks?) {
    let marks = RichMarks(
      struckBytes: struckBytes, unstruckBytes: unstruckBytes, visibleBytes: visibleBytes, isRaised: isRaised)
    defer { self = RichText() }
    return (EscapedText.decode(bytes[...]), struckBytes + unstruckBytes > 0 || isRaised ? marks : nil)
  }

  private var visibleBytes: Int { bytes.count { $0 > 0x20 } }
}

/// How much of a rich text is struck out.
struct RichMarks: Sendable {
  let struckBytes: Int
  let unstruckBytes: Int
  let visibleBytes: Int
  let isRaised: Bool

  func marks(isCellStruck: Bool) -> TextMarks {
    var marks: TextMarks = isRaised ? .raised : []
    let struck = isCellStruck ? visibleBytes - unstruckBytes : struckBytes
    if struck > 0 { marks.insert(struck >= visibleBytes ? .struck : .partlyStruck) }
    return marks
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
  /// Of those that hold marked runs, by index.
  private(set) var marks: [Int: RichMarks] = [:]
  private var item = RichText()
  private let file: String
  private let limits: ReadingLimits

  init(file: String, limits: ReadingLimits) {
    self.file = file
    self.limits = limits
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) { item.start(name, attributes) }

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
    let (text, found) = item.takeShared()
    if let found { marks[strings.count] = found }
    strings.append(text)
  }
}
