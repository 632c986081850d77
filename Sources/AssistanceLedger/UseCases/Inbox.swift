import Assistance
public import EventSourcing
public import Ledger

/// One thing that waits for a person.
public struct InboxItem: Hashable, Sendable {
  /// Problem or payment.
  public let reference: String
  /// The event that is waited for: `problem.signed`, `problem.closed`, `disbursement.approved`, `disbursement.paid`, `disbursement.reconciled`.
  public let awaited: String
  /// The slot to sign in, of a problem that waits for a signature.
  public let slot: String?
  /// The amount, of a payment.
  public let amountFen: Int64?
  /// Area code of a problem's place; nil for a payment, or a problem without a place.
  public let place: String?
}

extension LedgerView {
  /// What waits for a person on a day, problems before payments, each ascending by reference.
  ///
  /// What is offered is what would be accepted: each item is asked of the function that judges events.
  public func inbox(of person: String, on day: CivilDate) throws(LedgerError) -> [InboxItem] {
    let state = assistance
    var problems: [(String, String?)] = []
    try forEachRow("problems") { key, row in
      problems.append((key, Self.object(row)?["place"]?.string))
      return true
    }
    var items: [InboxItem] = problems.compactMap { key, place in
      if let slot = state.waitingSlot(of: key, for: person, on: day) {
        return InboxItem(reference: key, awaited: "problem.signed", slot: slot, amountFen: nil, place: place)
      }
      guard state.waitsForClosing(key, by: person, on: day) else { return nil }
      return InboxItem(reference: key, awaited: "problem.closed", slot: nil, amountFen: nil, place: place)
    }
    var payments: [(String, Int64?)] = []
    try forEachRow("payments") { key, row in
      payments.append((key, Self.object(row)?["amount_fen"]?.integer))
      return true
    }
    items += payments.compactMap { key, amountFen in
      state.waitingStep(of: key, for: person, on: day).map {
        InboxItem(reference: key, awaited: $0, slot: nil, amountFen: amountFen, place: nil)
      }
    }
    return items
  }

  static func object(_ bytes: UnsafeRawBufferPointer) -> JSONValue? { try? JSONDocument.object([UInt8](bytes)) }
}
