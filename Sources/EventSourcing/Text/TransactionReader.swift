import Glibc

/// Thrown when a text is no transaction: every reason found, never empty.
public struct Refusals: Error, Equatable, Sendable {
  /// At least one, in the order in which they were found.
  public let reasons: [Refusal]

  /// - Precondition: there is at least one reason.
  public init(_ reasons: [Refusal]) {
    precondition(!reasons.isEmpty, "a refusal without a reason")
    self.reasons = reasons
  }
}

extension Transaction {
  /// Reads the text of a note, its final line end included.
  ///
  /// - Throws: every rule of the text that is broken, one reason per line at least.
  public init(text: some Collection<UInt8>) throws(Refusals) {
    try self.init(bytes: Array(text))
  }

  /// Reads the header and one event of an accepted text, leaving the others alone: what a trail of many transactions needs.
  ///
  /// - Parameter text: the text, or the note that begins with it.
  /// - Returns: nil when there is no event at that position.
  /// - Throws: what is wrong with the two lines.
  public static func event(
    at position: Int, in text: UnsafeRawBufferPointer
  ) throws(Refusals) -> (header: TransactionHeader, event: Event)? {
    guard let header = line(1, of: text), let line = line(2 + position, of: text), !line.isEmpty else { return nil }
    var bytes = Array("\(magic)\n".utf8)
    bytes.append(contentsOf: header)
    bytes.append(0x0A)
    bytes.append(contentsOf: line)
    bytes.append(0x0A)
    let (own, events) = try TransactionReader.read(bytes)
    return (own, events[0])
  }

  /// A line without its line feed, counted from 0.
  private static func line(_ number: Int, of text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var rest = text
    for index in 0...number {
      guard let base = rest.baseAddress, let end = memchr(base, 0x0A, rest.count) else { return nil }
      let count = UnsafeRawPointer(end) - base
      if index == number { return UnsafeRawBufferPointer(rebasing: rest[..<count]) }
      rest = UnsafeRawBufferPointer(rebasing: rest[(count + 1)...])
    }
    return nil
  }

  private init(bytes: [UInt8]) throws(Refusals) {
    let (header, events) = try TransactionReader.read(bytes)
    self.init(header: header, events: events)
  }
}

/// The header of a transaction and some of its events; the lines of the others were not even read.
public struct TransactionExcerpt: Sendable {
  /// The line after the magic.
  public let header: TransactionHeader
  /// The events that were asked for, in order.
  public let events: [Event]
  /// How many events there are, read or not.
  public let eventCount: Int

  /// Reads a text in part.
  ///
  /// - Parameters:
  ///   - text: a whole text, its final line end included.
  ///   - isWanted: whether an event is to be read, by its line without the line feed.
  /// - Throws: what is wrong with the text's form, the header or a line that was asked for. Places of events are among those
  ///   asked for.
  public init(
    of text: UnsafeRawBufferPointer, readingEvents isWanted: (UnsafeRawBufferPointer) -> Bool
  ) throws(Refusals) {
    var bytes: [UInt8] = []
    var lineCount = 0
    var start = 0
    while start < text.count, let base = text.baseAddress {
      let end = memchr(base + start, 0x0A, text.count - start).map { UnsafeRawPointer($0) - base } ?? text.count
      let isOpening = lineCount < 2
      if isOpening || isWanted(UnsafeRawBufferPointer(rebasing: text[start..<end])) {
        bytes.append(contentsOf: text[start..<min(end + 1, text.count)])
      }
      lineCount += 1
      start = end + 1
    }
    (header, events) = try TransactionReader.read(bytes, isExcerpt: lineCount > 2)
    eventCount = lineCount - 2
  }
}

/// Splits a text into its lines and reads each line's JSON.
private struct TransactionReader {
  let bytes: [UInt8]
  var tokens: [JSONToken] = []
  var roots: [Int] = []
  var refusals: [Refusal] = []

  /// - Parameter isExcerpt: events were left out, perhaps all.
  static func read(_ bytes: [UInt8], isExcerpt: Bool = false) throws(Refusals) -> (TransactionHeader, [Event]) {
    var reader = TransactionReader(bytes: bytes)
    reader.readLines(lineCountMin: isExcerpt ? 1 : 2)
    guard reader.refusals.isEmpty else { throw Refusals(reader.refusals) }
    let document = JSONDocument(bytes: bytes, tokens: reader.tokens)
    var fields = FieldReader()
    var roots = reader.roots.map { JSONValue(document: document, index: $0) }
    let header = fields.header(roots.removeFirst())
    var events: [Event] = []
    events.reserveCapacity(roots.count)
    for (index, line) in roots.enumerated() {
      fields.scope = .event(index)
      if let event = fields.event(line) { events.append(event) }
    }
    guard let header, fields.refusals.isEmpty else { throw Refusals(fields.refusals) }
    return (header, events)
  }

  private mutating func readLines(lineCountMin: Int) {
    guard let first = bytes.firstIndex(of: 0x0A), bytes[..<first].elementsEqual(Transaction.magic.utf8) else {
      refusals.append(
        Refusal("T01", "首行不是“\(Transaction.magic)”", "the first line is not \"\(Transaction.magic)\""))
      return
    }
    guard bytes.last == 0x0A else {
      refusals.append(Refusal("T01", "文本末尾缺少换行", "the text does not end with a line feed"))
      return
    }
    tokens.reserveCapacity(bytes.count / 8)
    var start = first + 1
    while start < bytes.count {
      let end = lineEnd(from: start)
      readLine(start..<end)
      start = end + 1
    }
    if refusals.isEmpty, roots.count < lineCountMin {
      refusals.append(Refusal("T02", "没有任何事件行", "there is no event line"))
    }
  }

  /// The next line feed; there is one, since the text ends with one.
  private func lineEnd(from start: Int) -> Int {
    bytes.withUnsafeBytes { bytes in
      let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
      guard let base = rest.baseAddress, let found = memchr(base, 0x0A, rest.count) else {
        return bytes.count
      }
      return start + (UnsafeRawPointer(found) - base)
    }
  }

  private mutating func readLine(_ range: Range<Int>) {
    let root = tokens.count
    do throws(JSONError) {
      try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
        _ = try JSONReader.readObject(UnsafeRawBufferPointer(buffer), in: range, into: &tokens)
      }
    } catch {
      let path = roots.isEmpty ? "$" : "$.events[\(roots.count - 1)]"
      refusals.append(Refusal("T03", error.message.zh, error.message.en, path: path))
      tokens.removeSubrange(root...)
    }
    roots.append(root)
  }
}
