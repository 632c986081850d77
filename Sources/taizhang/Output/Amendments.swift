import EventSourcing
import Ledger

/// What later events have made of an event: corrections and its annulment, in the log's order.
struct Amendments {
  private let later: [EventID: [EventContext]]

  /// Those of every event in a subject's chain. An amendment stands in each chain in which its event stands.
  init(of subject: String, _ view: LedgerView) throws(LedgerError) {
    var later: [EventID: [EventContext]] = [:]
    try view.forEachEvent(of: subject) { context in
      if let id = context.event.corrects ?? context.event.voids { later[id, default: []].append(context) }
    }
    self.later = later
  }

  /// Those of one event, oldest first. The view `amendments` says whether there are any, so that nothing is read of an event
  /// that stands.
  static func of(_ context: EventContext, _ view: LedgerView) throws(LedgerError) -> [EventContext] {
    guard try view.row("amendments", context.eventID.text) != nil else { return [] }
    return try Amendments(of: context.event.subject, view).of(context.eventID)
  }

  /// The amendments of an event, oldest first.
  func of(_ id: EventID) -> [EventContext] { later[id] ?? [] }
}

extension JSONWriter {
  /// `"voided_by"` and `"corrected_by"`, each where there is one.
  mutating func amendments(_ amendments: [EventContext]) {
    if let annulment = amendments.first(where: { $0.event.voids != nil }) { member("voided_by", annulment.place) }
    let corrections = amendments.filter { $0.event.corrects != nil }
    guard !corrections.isEmpty else { return }
    name("corrected_by")
    array { writer in
      for correction in corrections {
        writer.object {
          $0.member("place", correction.place)
          guard let fields = correction.event.data["fields"] else { return }
          $0.name("fields")
          $0.raw(fields.rawBytes)
        }
      }
    }
  }
}
