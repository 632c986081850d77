import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Earlier sheets of which this one is a newer copy: what stood in them and does not any more.
///
/// A copy of a sheet brings most of its rows again. Of the rows that it leaves out the clerk is told; and a new row that is
/// one of those but for a value or two is one put right until the clerk says that it is another.
struct ResentSheet {
  /// A row of an earlier sheet.
  struct Row {
    let event: RecordedEvents.Mention
    let source: RowSource
    let values: [String: String]
  }

  /// An earlier batch, and how many of its rows come again.
  struct Batch {
    let entries: Range<UInt64>
    var known = 0
  }

  /// The rows left out, in the order in which they were recorded.
  private(set) var missing: [Row] = []

  /// - Parameter matched: the events that rows of this sheet were found to be.
  init(_ matched: Set<EventID>, _ batches: [String: Batch], _ template: ImportTemplate, _ recorded: RecordedEvents)
    throws(LedgerError)
  {
    for (id, batch) in batches.sorted(by: { $0.value.entries.lowerBound < $1.value.entries.lowerBound }) {
      // The last part says how many rows the sheet brought; most of a sheet come again, or it is another sheet.
      guard let last = try recorded.entry(batch.entries.upperBound - 1), let summary = last.transaction.events.last,
        summary.type == "import.batch_accepted", summary.data["batch"]?.string == id,
        let accepted = summary.data["accepted"]?.integer, Int64(batch.known) < accepted,
        Int64(batch.known) * 2 >= accepted
      else { continue }
      try read(batch.entries.dropLast(), matched, template, recorded)
    }
  }

  private mutating func read(
    _ entries: Range<UInt64>, _ matched: Set<EventID>, _ template: ImportTemplate, _ recorded: RecordedEvents
  ) throws(LedgerError) {
    for seq in entries {
      guard let entry = try recorded.entry(seq) else { continue }
      for position in entry.transaction.events.indices {
        let context = entry.context(position)
        guard context.event.type == template.type.name, let source = context.event.source,
          !matched.contains(context.eventID)
        else { continue }
        let event = try recorded.recorded(context)
        if event.isVoided { continue }
        missing.append(
          Row(event: RecordedEvents.Mention(event), source: source, values: try Self.values(event, template, recorded)))
      }
    }
  }

  private static func values(_ event: RecordedEvents.Recorded, _ template: ImportTemplate, _ recorded: RecordedEvents)
    throws(LedgerError) -> [String: String]
  {
    var values = try recorded.leaves(event)
    values["#time"] = event.context.event.time.day.text
    values["#place"] = event.context.event.place
    if !template.registers { values["#subject"] = event.subject }
    return values
  }

  /// Whether a new row is one that was left out, but for a value or two.
  func question(_ item: RowItem, _ template: ImportTemplate, _ recorded: RecordedEvents) throws(LedgerError)
    -> CellProblem?
  {
    guard !missing.isEmpty, !item.isNumbered, !item.namesSubject else { return nil }
    var own = try recorded.leaves(item.event.data)
    own["#time"] = EventTime(item.event.time)?.day.text
    own["#place"] = item.event.place
    if !template.registers { own["#subject"] = item.event.subject }
    for row in missing {
      guard let differing = Self.differing(own, row.values, isSameRow: Int(row.source.row) == item.row) else {
        continue
      }
      return Self.problem(differing.map { Self.label($0, template) }, row, registers: template.registers)
    }
    return nil
  }

  /// The values in which two rows differ that may be one: few, and fewer than those in which they agree. Nil otherwise.
  private static func differing(_ own: [String: String], _ other: [String: String], isSameRow: Bool) -> [String]? {
    var paths: [String] = []
    var replaced: Set<[String]> = []
    var agreeing = 0
    for (path, value) in own.sorted(by: { $0.key < $1.key }) {
      guard let before = other[path] else { continue }
      if NameText.key(value) == NameText.key(before) {
        agreeing += 1
        continue
      }
      // A head's name stands once for the household and once for the head.
      if replaced.insert([before, value]).inserted { paths.append(path) }
      let isText = value.hasPrefix("s:") && before.hasPrefix("s:")
      // Another name in another row is another person.
      if isText, path.hasSuffix("name"), !isSameRow, Set(value.dropFirst(2)).isDisjoint(with: before.dropFirst(2)) {
        return nil
      }
    }
    guard !paths.isEmpty, replaced.count <= 2, agreeing > replaced.count || isSameRow && agreeing >= replaced.count
    else { return nil }
    return paths
  }

  private static func label(_ path: String, _ template: ImportTemplate) -> Bilingual {
    switch path {
    case "#time": return Bilingual("发生时间", "time")
    case "#place": return Bilingual("区划代码", "place")
    case "#subject": return Bilingual("对象", "subject")
    default:
      let parts = path.split(separator: ".").map(String.init)
      guard let outer = parts.first.flatMap({ template.type.field($0) }) else { return Bilingual(path, path) }
      let field = parts.last.flatMap { name in outer.fields.first { $0.name == name } } ?? outer
      return Bilingual(field.zh, field.en)
    }
  }

  private static func problem(_ differing: [Bilingual], _ row: Row, registers: Bool) -> CellProblem {
    let (zh, en) = (differing.map(\.zh).joined(separator: "、"), differing.map(\.en).joined(separator: ", "))
    let subject = row.event.subject
    return CellProblem(
      "X184", "此前导入的“\(row.source.file)”第\(row.source.row)行（\(subject)）本表没有了，此行与它只差\(zh)：是同一条的更正吗？",
      "Row \(row.source.row) of “\(row.source.file)”, imported before (\(subject)), is gone, and this row differs from it only in \(en): is it that row put right?",
      adviceZh: registers ? "是更正的，在编号列填\(subject)；是另一个的，填“来源行编号”" : "是更正的，请恢复此行，并更正或作废原记录；是另一条的，填“来源行编号”",
      adviceEn: registers
        ? "If it is, give the reference \(subject); if not, give a row key in 来源行编号"
        : "If it is, restore the row and correct or void the record; if not, give a row key in 来源行编号")
  }
}
