import CExpat
import Glibc

/// A name in an XML part, without its namespace prefix: valid only during the callback that hands it over.
///
/// Transitional and strict workbooks differ in namespace URIs only, and producers in prefixes; the local name with
/// its place in the tree identifies every element a reader needs.
struct XMLName {
  private let local: UnsafePointer<CChar>

  init(_ qualified: UnsafePointer<CChar>) {
    let colon = strchr(qualified, CInt(UInt8(ascii: ":")))
    local = colon.map { UnsafePointer($0 + 1) } ?? qualified
  }

  static func == (name: XMLName, other: StaticString) -> Bool {
    // A static string ends with NUL.
    strcmp(name.local, UnsafeRawPointer(other.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
  }

  static func ~= (other: StaticString, name: XMLName) -> Bool { name == other }
}

/// The attributes of an element: valid only during the callback.
struct XMLAttributes {
  private let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>

  init(_ pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>) { self.pairs = pairs }

  /// The value of an attribute by its local name.
  subscript(_ name: StaticString) -> String? { bytes(name).map { String(cString: $0) } }

  /// The value of an attribute that has a namespace prefix, such as `r:id`.
  func prefixed(_ name: StaticString) -> String? {
    var next = pairs
    while let attribute = next[0], let value = next[1] {
      if strchr(attribute, CInt(UInt8(ascii: ":"))) != nil, XMLName(attribute) == name {
        return String(cString: value)
      }
      next += 2
    }
    return nil
  }

  /// The value's bytes, ended by NUL, without making a string.
  func bytes(_ name: StaticString) -> UnsafePointer<CChar>? {
    var next = pairs
    while let attribute = next[0], let value = next[1] {
      if XMLName(attribute) == name { return value }
      next += 2
    }
    return nil
  }

  /// A non-negative decimal number below 2^31, nil when the attribute is absent or is no such number.
  func number(_ name: StaticString) -> Int? { bytes(name).flatMap(Self.number) }

  static func number(_ digits: UnsafePointer<CChar>) -> Int? {
    var value = 0
    var next = digits
    while next.pointee != 0 {
      let digit = Int(next.pointee) - 48
      guard digit >= 0, digit <= 9 else { return nil }
      value = value * 10 + digit
      guard value < 1 << 31 else { return nil }
      next += 1
    }
    return next == digits ? nil : value
  }

  /// Whether an element that turns something on by being there, such as `<strike/>`, does not say `val="0"`.
  var isOn: Bool { self["val"].map { $0 != "0" && $0 != "false" } ?? true }

  /// Whether an `xsd:boolean` attribute is true; absent means false.
  func isTrue(_ name: StaticString) -> Bool {
    let value = self[name]
    return value == "1" || value == "true"
  }
}

/// What reads one XML part.
protocol XMLPartHandler: AnyObject {
  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError)
  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError)
  func end(_ name: XMLName) throws(SheetError)
  /// How many bytes may be unpacked for what has been seen so far, however well they were packed: rows that are formatted
  /// and empty down to the end of a sheet pack several hundred times.
  var regularBytes: Int { get }
}

extension XMLPartHandler {
  var regularBytes: Int { 0 }
}

/// Streams one part of a workbook through expat. Document types, and with them every entity of one's own, are
/// refused: no spreadsheet writes them, and they are the way to make a parser fetch files or swell.
enum XMLPart {
  fileprivate final class Context {
    let handler: any XMLPartHandler
    let parser: XML_Parser
    let file: String
    let part: String
    let maximumDepth: Int
    var depth = 0
    var failure: SheetError?

    init(_ handler: any XMLPartHandler, parser: XML_Parser, file: String, part: String, maximumDepth: Int) {
      self.maximumDepth = maximumDepth
      self.handler = handler
      self.parser = parser
      self.file = file
      self.part = part
    }

    func attempt(_ body: () throws(SheetError) -> Void) {
      guard failure == nil else { return }
      do throws(SheetError) { try body() } catch { fail(error) }
    }

    func open() throws(SheetError) {
      depth += 1
      guard depth <= maximumDepth else {
        throw .limit(file, part: part, zh: "XML 嵌套过深", en: "XML elements are nested too deep")
      }
    }

    func fail(_ error: SheetError) {
      guard failure == nil else { return }
      failure = error
      XML_StopParser(parser, XML_Bool(0))
    }
  }

  /// Reads the part `name` of `archive` with `handler`.
  /// - Throws: X21, X22, X25 of the archive; X23 malformed; X24 document type; or what the handler throws.
  static func read(
    _ name: String, of archive: ZipArchive, file: String, limits: ReadingLimits, handler: any XMLPartHandler
  ) throws(SheetError) {
    guard let parser = XML_ParserCreate(nil) else { throw .unreadable(file, errno: ENOMEM) }
    defer { XML_ParserFree(parser) }
    let context = Context(
      handler, parser: parser, file: file, part: name, maximumDepth: limits.depth)
    XML_SetUserData(parser, Unmanaged.passUnretained(context).toOpaque())
    install(parser)
    var fedBytes = 0
    try archive.read(name, regularBytes: { handler.regularBytes }) { chunk throws(SheetError) in
      fedBytes += chunk.count
      try feed(chunk, to: context, isFinal: false)
      guard fedBytes - Int(XML_GetCurrentByteIndex(parser)) <= limits.tokenBytes else {
        throw .limit(file, part: name, zh: "XML 标记过长", en: "an XML token is too long")
      }
    }
    try feed(UnsafeBufferPointer(start: nil, count: 0), to: context, isFinal: true)
  }

  private static func install(_ parser: XML_Parser) {
    XML_SetElementHandler(
      parser,
      { user, name, attributes in
        guard let context = XMLPart.context(user), let name, let attributes else { return }
        context.attempt { () throws(SheetError) in
          try context.open()
          try context.handler.start(XMLName(name), XMLAttributes(attributes))
        }
      },
      { user, name in
        guard let context = XMLPart.context(user), let name else { return }
        context.depth -= 1
        context.attempt { () throws(SheetError) in try context.handler.end(XMLName(name)) }
      })
    XML_SetCharacterDataHandler(parser) { user, text, count in
      guard let context = XMLPart.context(user), let text else { return }
      text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { bytes in
        context.attempt { () throws(SheetError) in
          try context.handler.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
      }
    }
    XML_SetStartDoctypeDeclHandler(parser) { user, _, _, _, _ in
      guard let context = XMLPart.context(user) else { return }
      context.fail(
        .damaged(
          context.file, code: "X24", part: context.part, zh: "含 DOCTYPE/实体声明，已拒绝", en: "a document type is refused"))
    }
  }

  private static func context(_ user: UnsafeMutableRawPointer?) -> Context? {
    user.map { Unmanaged<Context>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func feed(
    _ chunk: UnsafeBufferPointer<UInt8>, to context: Context, isFinal: Bool
  ) throws(SheetError) {
    let characters = UnsafeRawPointer(chunk.baseAddress)?.assumingMemoryBound(to: CChar.self)
    let status = XML_Parse(context.parser, characters, CInt(chunk.count), isFinal ? 1 : 0)
    if let failure = context.failure { throw failure }
    guard status == XML_STATUS_OK else {
      let reason = XML_ErrorString(XML_GetErrorCode(context.parser)).map { String(cString: $0) } ?? "XML"
      let line = XML_GetCurrentLineNumber(context.parser)
      throw .damaged(
        context.file, code: "X23", part: context.part, zh: "第 \(line) 行：\(reason)", en: "line \(line): \(reason)")
    }
  }
}
