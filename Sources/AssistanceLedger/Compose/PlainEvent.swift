import Law
import Assistance
public import EventSourcing
public import Ledger

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
  /// Why what was composed is not the log's JSON; then `data` is empty, and ``Composer`` refuses the event.
  private var unwritable: LedgerError?

  /// An event done by the first signer, on the basis `own`, with nothing optional set.
  public init(type: String, subject: String, time: String, data: JSONValue) {
    self.type = type
    self.subject = subject
    self.time = time
    self.data = data
  }
}

extension PlainEvent {
  /// Composes the data in place, out of whatever people gave: what the log cannot hold is refused when the event is composed.
  public init(_ type: String, _ subject: String, time: String, _ body: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object(body)
    self.init(type: type, subject: subject, time: time, json: writer.bytes)
  }

  /// An event whose data was written as a JSON object; that it is not the log's is told when the event is composed.
  public init(type: String, subject: String, time: String, json: [UInt8]) {
    do {
      self.init(type: type, subject: subject, time: time, data: try JSONDocument.object(json))
    } catch {
      self.init(type: type, subject: subject, time: time, data: .emptyObject)
      unwritable = LedgerError.unwritable(json, error, in: type)
    }
  }

  /// Checks every text of the event before anything of it is sealed or signed.
  ///
  /// - Throws: `E08` with the field, the character and its place; for any other reason why it is not the log's JSON, with that.
  func checkWritable() throws(LedgerError) {
    if let unwritable { throw unwritable }
    for json in [data, evidence].compactMap({ $0 }) {
      if let (member, fault) = TextFault.first(inJSON: json.rawBytes) {
        throw LedgerError(fault, in: LedgerError.title(of: member, in: type))
      }
    }
    let texts: [(title: Bilingual, text: String?)] = [
      (Bilingual("事件类型", "the event's type"), type), (Bilingual("对象编号", "the subject"), subject),
      (Bilingual("发生时间", "the event's time"), time), (Bilingual("经办人", "who did it"), by),
      (Bilingual("区划代码", "the area code"), place), (Bilingual("来源文件名", "the source file's name"), source?.file),
      (Bilingual("工作表名", "the sheet's name"), source?.sheet), (Bilingual("行标识", "the row's key"), source?.key),
    ]
    for (title, text) in texts {
      if let fault = text.flatMap({ TextFault(in: $0) }) { throw LedgerError(fault, in: title) }
    }
  }
}

extension LedgerError {
  /// `E08`: a text holds a character that no text may hold.
  ///
  /// - Parameter title: what people call the text: an option, a field.
  public init(_ fault: TextFault, in title: Bilingual) {
    self.init(
      .malformed, "E08", "“\(title.zh)”\(fault.message.zh)：这类字符看不见或会改变显示，请删去后重新填写",
      "\(fault.message.en) of \(title.en): it cannot be seen, or changes what is seen; remove it and enter the text again"
    )
  }

  /// `E08`: JSON that this program wrote and the log does not hold.
  fileprivate static func unwritable(_ bytes: [UInt8], _ error: JSONError, in type: String) -> LedgerError {
    if let (member, fault) = TextFault.first(inJSON: bytes) {
      return LedgerError(fault, in: title(of: member, in: type))
    }
    let shape = Catalogue.current.type(type)
    return LedgerError(
      .malformed, "E08", "“\(shape?.zh ?? type)”不能入账：\(error.message.zh)",
      "\"\(shape?.en ?? type)\" cannot be recorded: \(error.message.en)")
  }

  /// A member of an event's data by its field's labels, where it is a field.
  fileprivate static func title(of member: String, in type: String) -> Bilingual {
    guard let field = Catalogue.current.type(type)?.fields.first(where: { $0.name == member }) else {
      return Bilingual(member, member)
    }
    return Bilingual(field.zh, "\(field.en) (\(member))")
  }
}
