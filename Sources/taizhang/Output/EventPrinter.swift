import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Prints events: a line each, or NDJSON with the place in the log; what was corrected or voided since is marked where it stands.
struct EventPrinter {
  let json: Bool
  /// What people and subjects are called; nil leaves references.
  let names: SubjectNames?

  /// - Parameter bounds: when it was recorded by clocks outside, where that is told (JSON only).
  func print(_ amended: AmendedEvent, _ bounds: AnchorTimes.Bounds? = nil) throws(LedgerError) {
    if json { printJSON(amended, bounds) } else { try printLine(amended) }
  }

  private func printJSON(_ amended: AmendedEvent, _ bounds: AnchorTimes.Bounds?) {
    let context = amended.context
    Output.json {
      $0.member("id", context.eventID.text)
      $0.member("place", context.place)
      $0.member("recorded", context.recorded.utcText)
      $0.name("signers")
      $0.array { for signer in context.header.signers { $0.string(signer) } }
      $0.amendments(amended)
      if let bounds { $0.bounds(bounds, recorded: context.recorded) }
      $0.name("event")
      $0.raw(context.event.line.rawBytes)
    }
  }

  private func printLine(_ amended: AmendedEvent) throws(LedgerError) {
    let (context, event) = (amended.context, amended.context.event)
    var cells = [
      context.place, event.time.day.text, context.recorded.beijingText, Labels.type(event.type),
      try label(event.subject), try label(context.doer), event.basis.label.spoken,
    ]
    var signers: [String] = []
    for signer in context.header.signers { signers.append(try label(signer)) }
    cells.append(signers.joined(separator: ","))
    for mark in try marks(amended) { cells.append(say("【\(mark.title)】\(mark.text)", "[\(mark.title)] \(mark.text)")) }
    Output.line(cells.joined(separator: "\t"))
  }

  private func label(_ reference: String) throws(LedgerError) -> String {
    try names?.label(reference, Speech.language) ?? reference
  }

  private func marks(_ amended: AmendedEvent) throws(LedgerError) -> [AmendedEvent.Mark] {
    guard let names, !amended.amendments.isEmpty else { return [] }
    return try names.marks(amended)
  }
}

extension SubjectNames {
  /// What became of an event, in the language of this run.
  func marks(_ amended: AmendedEvent) throws(LedgerError) -> [AmendedEvent.Mark] {
    try amended.marks(Speech.language) { (person) throws(LedgerError) in
      try label(person, Speech.language)
    } value: { (value, field) throws(LedgerError) in
      try text(value, field, Speech.language)
    }
  }
}

extension JSONWriter {
  /// `outside`: {`not_before`?, `not_after`?: {`time`, `kind`, `event`}, `contradiction`?}.
  fileprivate mutating func bounds(_ bounds: AnchorTimes.Bounds, recorded: Timestamp) {
    name("outside")
    object {
      $0.bound("not_before", bounds.notBefore, \.earliest)
      $0.bound("not_after", bounds.notAfter, \.time)
      if let contradiction = bounds.contradiction(recorded: recorded) { $0.member("contradiction", contradiction) }
    }
  }

  private mutating func bound(
    _ name: String, _ place: AnchorTimes.Recorded?, _ time: KeyPath<Anchor, Timestamp>
  ) {
    guard let place else { return }
    self.name(name)
    object {
      $0.member("time", place.anchor[keyPath: time].utcText)
      $0.member("kind", place.anchor.kind.rawValue)
      $0.member("event", place.event)
    }
  }
}
