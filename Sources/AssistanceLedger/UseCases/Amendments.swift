public import EventSourcing
public import Ledger

/// What later events have made of an event: corrections and its annulment, in the log's order.
public struct Amendments: Sendable {
  private let later: [EventID: [EventContext]]

  /// Those of every event in a subject's chain. An amendment stands in each chain in which its event stands.
  public init(of subject: String, _ view: LedgerView) throws(LedgerError) {
    var later: [EventID: [EventContext]] = [:]
    try view.forEachEvent(of: subject) { context in
      if let id = context.event.corrects ?? context.event.voids { later[id, default: []].append(context) }
    }
    self.later = later
  }

  /// Those of one event, oldest first. The view `amendments` says whether there are any, so that nothing is read of an event
  /// that stands.
  public static func of(_ context: EventContext, _ view: LedgerView) throws(LedgerError) -> [EventContext] {
    guard try view.row("amendments", context.eventID.text) != nil else { return [] }
    return try Amendments(of: context.event.subject, view).of(context.eventID)
  }

  /// The amendments of an event, oldest first.
  public func of(_ id: EventID) -> [EventContext] { later[id] ?? [] }
}
