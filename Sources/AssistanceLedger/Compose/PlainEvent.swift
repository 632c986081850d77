public import EventSourcing

/// An event as a client knows it: personal values in clear, references not yet gathered.
public struct PlainEvent: Sendable {
  public var type: String
  public var subject: String
  /// A date or a date-time with offset.
  public var time: String
  public var by: String?
  public var basis = Basis.own
  public var place: String?
  /// A JSON object; fields the catalogue marks personal hold plain text.
  public var data: JSONValue
  /// A JSON array of evidence, as in the log.
  public var evidence: JSONValue?
  public var corrects: EventID?
  public var voids: EventID?
  public var source: RowSource?
  /// Links besides those that the data itself asks for.
  public var refs: [String] = []

  public init(type: String, subject: String, time: String, data: JSONValue) {
    self.type = type
    self.subject = subject
    self.time = time
    self.data = data
  }
}

extension PlainEvent {
  /// Composes the data in place.
  public init(_ type: String, _ subject: String, time: String, _ body: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object(body)
    guard let data = try? JSONDocument.object(writer.bytes) else {
      preconditionFailure("\(type): not the log's JSON: \(writer.text)")
    }
    self.init(type: type, subject: subject, time: time, data: data)
  }
}
