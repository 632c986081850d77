import YAMLText
import AssistanceLedger
import EventSourcing
import Ledger

/// Reads an event as a client would enter it.
enum EventReader {
  private static let names = [
    "type", "subject", "time", "by", "basis", "place", "refs", "data", "evidence", "corrects", "voids", "src",
  ]

  /// - Parameter at: when the note is written: the event's time unless it says another.
  static func read(_ item: YAMLItem, at: Timestamp) throws(LedgerError) -> PlainEvent {
    let fields = try Fields(item, ("事件", "an event"), known: names)
    let empty = YAMLItem(place: item.place, value: .map([]))
    var event = PlainEvent(
      type: try fields.requiredText("type"), subject: try fields.requiredText("subject"),
      time: try fields.text("time") ?? at.beijingText, data: try (fields.item("data") ?? empty).object())
    event.by = try fields.text("by")
    event.basis = try basis(fields)
    event.place = try fields.text("place")
    event.refs = try fields.texts("refs") ?? []
    event.evidence = try fields.item("evidence").map { (item) throws(LedgerError) in try item.json() }
    event.corrects = try eventID(fields, "corrects")
    event.voids = try eventID(fields, "voids")
    event.source = try source(fields)
    return event
  }

  private static func basis(_ fields: Fields) throws(LedgerError) -> Basis {
    guard let text = try fields.text("basis") else { return .own }
    guard let basis = Basis(rawValue: text) else {
      let all = Basis.allCases.map(\.rawValue).joined(separator: ", ")
      throw .inFile("Y04", fields.place, "basis应为：\(all)", "basis must be one of: \(all)")
    }
    return basis
  }

  private static func eventID(_ fields: Fields, _ name: String) throws(LedgerError) -> EventID? {
    guard let text = try fields.text(name) else { return nil }
    guard let id = EventID(text) else {
      throw .inFile(
        "Y04", fields.place, "“\(name)”应为“{{tx:步骤名}}.序号”", "\"\(name)\" must read \"{{tx:STEP}}.POSITION\"")
    }
    return id
  }

  private static func source(_ fields: Fields) throws(LedgerError) -> RowSource? {
    guard let item = fields.item("src") else { return nil }
    let source = try Fields(item, ("src", "src"), known: ["file", "sheet", "row", "key"])
    _ = try source.required("row")
    return RowSource(
      file: try source.requiredText("file"), sheet: try source.text("sheet"),
      row: try source.integer("row", 1...10_000_000) ?? 1, key: try source.text("key"))
  }
}
