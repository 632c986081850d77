import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Prints one step of a trail: when, recorded when, what, who did it, who signed.
struct TrailPrinter {
  let json: Bool
  let names: NameReader

  /// - Parameter bounds: when it was recorded by clocks outside, where that is told of each event.
  func print(
    _ context: EventContext, _ amendments: [EventContext] = [], _ bounds: AnchorTimes.Bounds? = nil
  ) throws(LedgerError) {
    if json { return EventPrinter(json: true).print(context, amendments, bounds) }
    let event = context.event
    let type = Catalogue.current.type(event.type)
    Output.line("")
    Output.line("\(context.place)  \(Labels.type(event.type))（\(event.type)）  \(event.subject)")
    Output.line(
      say(
        "  发生：\(Self.time(event.time))　记录：\(context.recorded.beijingText)",
        "  happened: \(Self.time(event.time))  recorded: \(context.recorded.beijingText)"))
    let signers = context.header.signers.joined(separator: "、")
    Output.line(
      say(
        "  经办：\(context.doer)（\(event.basis.label.zh)）　签名：\(signers)",
        "  done by: \(context.doer) (\(event.basis.label.en))  signed by: \(signers)"))
    if !event.refs.isEmpty { Output.line(say("  关联：", "  links: ") + event.refs.joined(separator: " ")) }
    for (name, value) in event.data.members {
      let field = type?.field(name)
      Output.line("  \(field.map { say($0.zh, $0.en) } ?? name)：\(try text(value, field))")
    }
    if let target = event.corrects ?? event.voids {
      Output.line(say("  针对：\(target.text)", "  changes: \(target.text)"))
    }
    for item in event.evidence {
      Output.line(say("  佐证：", "  evidence: ") + "\(Labels.evidenceKind(item.kind)) \(item.sha256)")
    }
    for amendment in amendments { try printAmendment(amendment, type) }
    Output.line(say("  事件号：", "  event id: ") + context.eventID.text)
  }

  /// Who reads an original must not take it for what holds.
  private func printAmendment(_ amendment: EventContext, _ type: EventType?) throws(LedgerError) {
    guard amendment.event.corrects != nil else {
      return Output.line(say("  已由\(amendment.place)作废", "  voided by \(amendment.place)"))
    }
    var values: [String] = []
    if let fields = amendment.event.data["fields"] {
      for (name, value) in fields.members {
        let field = type?.field(name)
        values.append("\(field.map { say($0.zh, $0.en) } ?? name)=\(try text(value, field))")
      }
    }
    let change = values.joined(separator: say("，", ", "))
    Output.line(
      say("  已由\(amendment.place)更正：\(change)", "  corrected by \(amendment.place): \(change)"))
  }

  func printSignature(_ entry: ParsedEntry, _ signer: String) {
    guard !json else { return }
    Output.line("")
    Output.line(
      say(
        "\(entry.seq)  签名　记录：\(entry.recorded.beijingText)　共\(entry.transaction.events.count)个事件",
        "\(entry.seq)  signed  recorded: \(entry.recorded.beijingText)  \(entry.transaction.events.count) events"))
  }

  /// When it was recorded, by clocks that are not the ledger's; and whether these can be true with the ledger's own.
  func printBounds(_ bounds: AnchorTimes.Bounds, _ recorded: Timestamp) {
    func text(_ place: AnchorTimes.Recorded?, _ time: KeyPath<Anchor, Timestamp>) -> String {
      guard let place else { return say("无锚定", "no anchor") }
      let by = "\(place.label.spoken) \(place.event)"
      return say(
        "\(place.anchor[keyPath: time].beijingText)（\(by)）", "\(place.anchor[keyPath: time].beijingText) (\(by))")
    }
    let (after, before) = (text(bounds.notBefore, \.earliest), text(bounds.notAfter, \.time))
    Output.line(say("  外部时间：不早于 \(after)；不晚于 \(before)", "  outside clocks: not before \(after); not after \(before)"))
    if let contradiction = bounds.contradiction(recorded: recorded) {
      Output.line(say("  ！时间矛盾：", "  ! ") + contradiction.spoken)
    }
  }

  private func text(_ value: JSONValue, _ field: Field?) throws(LedgerError) -> String {
    try names.text(value, field, Speech.language)
  }

  private static func time(_ time: EventTime) -> String {
    switch time {
    case .day(let day): day.text
    case .instant(let instant, _): instant.beijingText
    }
  }
}
