public import EventSourcing
public import Ledger

extension YAMLItem {
  /// Writes the value as the log's JSON: whole numbers, `true`, `false`, texts, lists, objects.
  public func write(to writer: inout JSONWriter) throws(LedgerError) {
    switch value {
    case .scalar(let text, let isPlain): try write(text, isPlain, to: &writer)
    case .list(let items):
      var failure: LedgerError?
      writer.array { writer in
        for item in items where failure == nil {
          do throws(LedgerError) { try item.write(to: &writer) } catch { failure = error }
        }
      }
      if let failure { throw failure }
    case .map(let members):
      var failure: LedgerError?
      writer.object { writer in
        for member in members where failure == nil {
          writer.name(member.name)
          do throws(LedgerError) { try member.value.write(to: &writer) } catch { failure = error }
        }
      }
      if let failure { throw failure }
    }
  }

  private func write(_ text: String, _ isPlain: Bool, to writer: inout JSONWriter) throws(LedgerError) {
    if isNull { throw .inFile("Y04", place, "缺少值（账本没有null）", "a value is missing (the log knows no null)") }
    if let bool { return writer.bool(bool) }
    if isPlain, Self.isInteger(text) {
      guard let integer, abs(integer) <= JSONValue.integerMax else {
        throw .inFile("Y04", place, "整数超出范围：\(text)", "the integer is out of range: \(text)")
      }
      return writer.integer(integer)
    }
    if isPlain, Self.isDecimal(text) {
      throw .inFile(
        "Y04", place, "账本只用整数：\(text)；文本请加引号，数量请换小单位（如_fen、_bp）",
        "the log knows whole numbers only: \(text); quote a text, use a smaller unit (_fen, _bp)")
    }
    writer.string(text)
  }

  /// The value as an object of the log.
  public func object() throws(LedgerError) -> JSONValue {
    guard case .map = value else { throw .inFile("Y04", place, "应为对象", "this must be a map") }
    var writer = JSONWriter()
    try write(to: &writer)
    do { return try JSONDocument.object(writer.bytes) } catch {
      throw .inFile("Y04", place, "不合账本的JSON规定：\(error.message.zh)", "not the log's JSON: \(error.message.en)")
    }
  }

  /// The value, whatever it is, as JSON.
  public func json() throws(LedgerError) -> JSONValue {
    let wrapped = YAMLItem(place: place, value: .map([Member(name: "value", place: place, value: self)]))
    guard let value = try wrapped.object()["value"] else { preconditionFailure("the member just written") }
    return value
  }
}
