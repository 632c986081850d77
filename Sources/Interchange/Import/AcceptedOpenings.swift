import EventSourcing
import Ledger

/// Tells which openings of the vault open something that the ledger accepted.
///
/// Openings are durable before their note is judged, so the vault may hold some of notes that were refused: a name in one
/// of those is nobody's.
final class AcceptedOpenings {
  private let view: LedgerView
  private var known: [Opening: Bool] = [:]
  /// What kept the log from being read: then no answer counts, and nothing may be recorded on it.
  private(set) var failure: LedgerError?

  init(_ view: LedgerView) { self.view = view }

  /// Whether its commitment stands in an accepted event of its subject. O(events of the subject) at worst; the event
  /// that registers it is the first.
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
    for place in try view.positions(.subject(opening.subject)) where place.position != SubjectChain.signerPosition {
      if let event = try view.event(at: place)?.event, opening.opens(event) { return true }
    }
    return false
  }
}
