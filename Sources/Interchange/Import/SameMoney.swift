import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Asks of a row of money that no key knows: is this the same money as something on record, with a figure put right?
///
/// A sheet resent with a corrected amount, date or document number is otherwise money twice. A row that gives its own
/// number or reference has answered already.
final class SameMoney {
  private let recorded: RecordedEvents
  private let type: EventType
  /// The reference under which such money is looked for: the fund of an appropriation, the allocation of a payment.
  private let anchor: String?
  private let ownsSubject: Bool
  private var known: [String: [Particulars]] = [:]

  /// Nil for types that state no money of their own.
  init?(_ template: ImportTemplate, _ recorded: RecordedEvents) {
    let type = template.type
    guard type.fields.contains(where: { if case .fen = $0.kind { true } else { false } }),
      type.name != "project.proposed"
    else { return nil }
    ownsSubject = template.registers
    let references = type.fields.filter { if case .reference = $0.kind { true } else { false } }
    let natural = type.naturalKey.compactMap { name in references.first { $0.name == name } }
    anchor = ownsSubject ? (natural.first ?? references.first(where: \.isRequired))?.name : nil
    if ownsSubject, anchor == nil { return nil }
    self.recorded = recorded
    self.type = type
  }

  /// The question, if there is one.
  ///
  /// - Parameter isMatched: whether an event is a row of this sheet already.
  func question(_ item: RowItem, isMatched: (EventID) -> Bool) throws(LedgerError) -> CellProblem? {
    guard !item.isNumbered, !item.namesSubject,
      let place = anchor.map({ item.event.data[$0]?.string }) ?? item.event.subject
    else { return nil }
    if known[place] == nil {
      var found: [Particulars] = []
      for event in try recorded.events(of: type.name, linkedTo: place) { found.append(try particulars(event)) }
      known[place] = found
    }
    let own = try particulars(item)
    for other in known[place] ?? [] {
      guard let id = other.event?.id, !isMatched(id), let differing = own.differences(other, type) else { continue }
      return problem(differing, other)
    }
    return nil
  }

  private func particulars(_ item: RowItem) throws(LedgerError) -> Particulars {
    Particulars(
      subject: ownsSubject ? nil : item.event.subject, day: EventTime(item.event.time)?.day,
      values: try recorded.leaves(item.event.data), event: nil)
  }

  private func particulars(_ event: RecordedEvents.Recorded) throws(LedgerError) -> Particulars {
    Particulars(
      subject: ownsSubject ? nil : event.subject, day: event.context.event.time.day, values: try recorded.leaves(event),
      event: RecordedEvents.Mention(event))
  }

  private func problem(_ differing: [Bilingual], _ other: Particulars) -> CellProblem {
    let subject = other.event?.subject ?? ""
    let day = other.day?.text ?? ""
    let amount = other.amount(type).map { ViewQuery.yuan($0) } ?? ""
    let (zh, en) = (differing.map(\.zh).joined(separator: "、"), differing.map(\.en).joined(separator: ", "))
    return CellProblem(
      "X165", "与已入账的\(subject)（\(day)，\(amount)元）只差\(zh)：是同一笔钱吗？",
      "It differs from \(subject) on record (\(day), \(amount) yuan) only in \(en): is it the same money?",
      adviceZh: "是同一笔的，资金不得改写：请恢复原样，或冲销后另记；是另一笔的，在“来源行编号”列写上自己的编号",
      adviceEn:
        "If it is, money is never rewritten: restore the row, or reverse it and record anew; if it is not, number the row in 来源行编号"
    )
  }
}

/// What a record of money says.
private struct Particulars {
  let subject: String?
  let day: CivilDate?
  /// Values by path, as ``RecordedEvents/plain(_:)`` writes them.
  let values: [String: String]
  let event: RecordedEvents.Mention?

  private static let documents: Set = ["doc_no", "number", "voucher_no", "invoice_no", "indicator_no"]

  func amount(_ type: EventType) -> Int64? {
    for field in type.fields {
      if case .fen = field.kind, let text = values[field.name] { return Int64(text) }
    }
    return nil
  }

  /// In what two records differ that may be one; nil when they are plainly two, or differ in whom they pay.
  func differences(_ other: Particulars, _ type: EventType) -> [Bilingual]? {
    guard subject == other.subject else { return nil }
    var differing: [Bilingual] = []
    var isOneDocument = false
    for field in type.fields {
      guard let now = values[field.name], let before = other.values[field.name] else { continue }
      let isSame = NameText.key(now) == NameText.key(before)
      if isSame, Self.documents.contains(field.name) { isOneDocument = true }
      if isSame { continue }
      switch field.kind {
      // Another payee, another project: other money, whatever the papers say.
      case .reference, .references: return nil
      // Years and classes follow from the rest.
      case .integer, .code, .codes, .bool: continue
      default: differing.append(Bilingual(field.zh, field.en))
      }
    }
    if day != other.day { differing.append(Bilingual("日期", "date")) }
    if differing.isEmpty { return [Bilingual("其他栏目", "other columns")] }
    return isOneDocument || differing.count == 1 ? differing : nil
  }
}
