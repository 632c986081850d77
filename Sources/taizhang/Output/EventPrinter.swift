import Assistance
import EventSourcing
import Ledger

/// Prints events: a line each, or NDJSON with the place in the log.
struct EventPrinter {
  let json: Bool

  /// - Parameter amendments: what later events made of it, where that is told (JSON only).
  func print(_ context: EventContext, _ amendments: [EventContext] = []) {
    if json { printJSON(context, amendments) } else { printLine(context) }
  }

  private func printJSON(_ context: EventContext, _ amendments: [EventContext]) {
    Output.json {
      $0.member("id", context.eventID.text)
      $0.member("place", context.place)
      $0.member("recorded", context.recorded.utcText)
      $0.name("signers")
      $0.array { for signer in context.header.signers { $0.string(signer) } }
      $0.amendments(amendments)
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
