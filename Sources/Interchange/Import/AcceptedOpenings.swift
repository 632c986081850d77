import EventSourcing
import Ledger

/// Tells which openings of the vault open something that the ledger accepted and that still stands.
///
/// Openings are durable before their note is judged, so the vault may hold some of notes that were refused: a name in one
/// of those is nobody's. Nor is a name anybody's any more when its event was voided, or when a correction gave another.
final class AcceptedOpenings {
  private let view: LedgerView
  private var known: [Opening: Bool] = [:]
  /// What kept the log from being read: then no answer counts, and nothing may be recorded on it.
  private(set) var failure: LedgerError?

  init(_ view: LedgerView) { self.view = view }

  /// Whether its commitment stands in an accepted event of its subject, neither voided nor corrected since.
  /// O(events of the subject).
  func contains(_ opening: Opening) -> Bool {
    if let answer = known[opening] { return answer }
    do throws(LedgerError) {
      let answer = try isAccepted(opening)
      known[opening] = answer
      return answer
    } catch {
      failure = error
      return false
    }
  }

  private func isAccepted(_ opening: Opening) throws(LedgerError) -> Bool {
    // A correction restates a field as a whole, a list with all that is in it.
    let field = String(opening.field.prefix { $0 != "." })
    // Of each event that states the field: whether the opening opens what it says by now. What was voided is amended no more.
    var opens: [EventID: Bool] = [:]
    try view.forEachEvent(of: opening.subject) { context in
      let event = context.event
      if let voided = event.voids {
        opens[voided] = nil
      } else if let corrected = event.corrects {
        if event.data["fields"]?[field] != nil { opens[corrected] = opening.opens(event) }
      } else if event.data[field] != nil {
        opens[context.eventID] = opening.opens(event)
      }
    }
    return opens.values.contains(true)
  }
}
