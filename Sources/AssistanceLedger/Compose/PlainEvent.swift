public import EventSourcing

/// An event as a client knows it: personal values in clear, references not yet gathered.
public struct PlainEvent: Sendable {
  /// A type of the catalogue, such as `visit.recorded`.
  public var type: String
  /// The reference of the thing whose story this is.
  public var subject: String
  /// A date or a date-time with offset.
  public var time: String
  /// Who did it, a reference; nil means the first signer.
  public var by: String?
  /// How the record came about.
  public var basis = Basis.own
  /// 12-digit area code; nil when the event has no place.
  public var place: String?
  /// A JSON object; fields the catalogue marks personal hold plain text.
  public var data: JSONValue
  /// A JSON array of evidence, as in the log.
  public var evidence: JSONValue?
  /// The earlier event that this one corrects; nil when it corrects none.
  public var corrects: EventID?
  /// The earlier event that this one declares void; nil when it voids none.
  public var voids: EventID?
  /// The sheet row it was made from (`src`); nil when it was not imported.
  public var source: RowSource?
  /// Links besides those that the data itself asks for.
  public var refs: [String] = []

  /// An event done by the first signer, on the basis `own`, with nothing optional set.
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
