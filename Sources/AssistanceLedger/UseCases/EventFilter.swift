public import EventSourcing
public import Ledger

/// Which events are asked for. The narrowest index there is finds them; the rest is checked on each.
public struct EventFilter: Sendable {
  /// A reference that is the event's subject or among its refs; nil for any.
  public var subject: String?
  /// The whole name of a type; nil for any.
  public var type: String?
  /// The beginning of an area code.
  public var place: String?
  /// Days on which it happened, both included.
  public var since: CivilDate?
  /// The last of those days; nil without an end.
  public var until: CivilDate?

  /// All that is given must hold; nothing given asks for every event.
  public init(
    subject: String? = nil, type: String? = nil, place: String? = nil, since: CivilDate? = nil, until: CivilDate? = nil
  ) {
    self.subject = subject
    self.type = type
    self.place = place
    self.since = since
    self.until = until
  }

  /// Calls `body` with every matching event in log order, from entry `from` on.
  public func forEach(
    in view: LedgerView, from: UInt64 = 0, _ body: (EventContext) -> Void
  ) throws(LedgerError) {
    guard let positions = try candidates(in: view) else {
      return try view.forEachEntry(in: from..<view.size) { entry in
        for index in entry.transaction.events.indices where matches(entry.context(index)) { body(entry.context(index)) }
        return true
      }
    }
    for position in positions where position.seq >= from && position.position != SubjectChain.signerPosition {
      if let context = try view.event(at: position), matches(context) { body(context) }
    }
  }

  private func candidates(in view: LedgerView) throws(LedgerError) -> [Position]? {
    if let subject { return try view.positions(.subject(subject)) }
    if let place { return try view.positions(placesBeginning: place) }
    if let type { return try view.positions(.type(type)) }
    guard let since, let until, since <= until, until.day - since.day < 400 else { return nil }
    var positions: [Position] = []
    for day in since.day...until.day { positions += try view.positions(.day(CivilDate(day: day))) }
    return positions.sorted()
  }

  private func matches(_ context: EventContext) -> Bool {
    let event = context.event
    if let type, event.type != type { return false }
    if let place, !(event.place ?? "").hasPrefix(place) { return false }
    if let since, event.time.day < since { return false }
    if let until, event.time.day > until { return false }
    return true
  }
}
