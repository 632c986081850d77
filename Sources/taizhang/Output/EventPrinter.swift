import Assistance
import EventSourcing
import Ledger

/// Prints events: a line each, or NDJSON with the place in the log.
struct EventPrinter {
  let json: Bool

  /// - Parameters:
  ///   - amendments: what later events made of it, where that is told (JSON only).
  ///   - bounds: when it was recorded by clocks outside, where that is told (JSON only).
  func print(_ context: EventContext, _ amendments: [EventContext] = [], _ bounds: AnchorTimes.Bounds? = nil) {
    if json { printJSON(context, amendments, bounds) } else { printLine(context) }
  }

  private func printJSON(_ context: EventContext, _ amendments: [EventContext], _ bounds: AnchorTimes.Bounds?) {
    Output.json {
      $0.member("id", context.eventID.text)
      $0.member("place", context.place)
      $0.member("recorded", context.recorded.utcText)
      $0.name("signers")
      $0.array { for signer in context.header.signers { $0.string(signer) } }
      $0.amendments(amendments)
      if let bounds { $0.bounds(bounds, recorded: context.recorded) }
      $0.name("event")
      $0.raw(context.event.line.rawBytes)
    }
  }

  private func printLine(_ context: EventContext) {
    let event = context.event
    let label = Labels.type(event.type)
    let signers = context.header.signers.joined(separator: ",")
    Output.line(
      "\(context.place)\t\(event.time.day.text)\t\(context.recorded.beijingText)\t\(label)\t\(event.subject)\t\(context.doer)\t\(event.basis.label.spoken)\t\(signers)"
    )
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
