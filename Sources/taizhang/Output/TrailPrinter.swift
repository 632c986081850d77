import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Prints one step of a trail: when, recorded when, what, who did it, who signed.
struct TrailPrinter {
  let json: Bool
  let reader: NameReader
  /// What people and subjects are called; nil leaves references.
  var names: SubjectNames?

  /// - Parameter bounds: when it was recorded by clocks outside, where that is told of each event.
  func print(_ amended: AmendedEvent, _ bounds: AnchorTimes.Bounds? = nil) throws(LedgerError) {
    if json { return try EventPrinter(json: true, names: nil).print(amended, bounds) }
    let (context, event) = (amended.context, amended.context.event)
    let type = Catalogue.current.type(event.type)
    Output.line("")
    let (title, subject) = (Labels.type(event.type), try label(event.subject))
    Output.line("\(context.place)  " + say("\(title)（\(event.type)）", "\(title) (\(event.type))") + "  \(subject)")
    for mark in try marks(amended) {
      Output.line(say("  【\(mark.title)】\(mark.text)", "  [\(mark.title)] \(mark.text)"))
    }
    Output.line(
      say(
        "  发生：\(Self.time(event.time))　记录：\(context.recorded.beijingText)",
        "  happened: \(Self.time(event.time))  recorded: \(context.recorded.beijingText)"))
    let (doer, signers) = (try label(context.doer), try labels(context.header.signers))
    Output.line(
      say(
        "  经办：\(doer)（\(event.basis.label.zh)）　签名：\(signers)",
        "  done by: \(doer) (\(event.basis.label.en))  signed by: \(signers)"))
    if !event.refs.isEmpty { Output.line(say("  关联：", "  links: ") + (try labels(event.refs))) }
    try printFields(amended, type)
    if let target = event.corrects ?? event.voids {
      Output.line(say("  针对：\(target.text)", "  changes: \(target.text)"))
    }
    for item in event.evidence {
      Output.line(say("  佐证：", "  evidence: ") + "\(Labels.evidenceKind(item.kind)) \(item.sha256)")
    }
    Output.line(say("  事件号：", "  event id: ") + context.eventID.text)
  }

  /// Each field as it holds by now, with what it said before: who reads an original must not take it for what holds.
  private func printFields(_ amended: AmendedEvent, _ type: EventType?) throws(LedgerError) {
    let original = amended.context.event.data
    for (name, value) in amended.fields {
      let field = type?.field(name)
      let label = field.map { say($0.zh, $0.en) } ?? name
      if let corrected = amended.correctedType.flatMap({ Catalogue.current.type($0) }), value.kind == .object {
        for (name, inner) in value.members {
          let field = corrected.field(name)
          Output.line("  \(field.map { say($0.zh, $0.en) } ?? name)\(say("：", ": "))→ \(try text(inner, field))")
        }
        continue
      }
      let before = original[name]
      guard before.map({ Array($0.rawBytes) }) != Array(value.rawBytes) else {
        Output.line("  \(label)\(say("：", ": "))\(try text(value, field))")
        continue
      }
      var old = "∅"
      if let before { old = try text(before, field) }
      Output.line("  \(label)\(say("：", ": "))\(try text(value, field))" + say("（原为\(old)）", " (was \(old))"))
    }
  }

  private func marks(_ amended: AmendedEvent) throws(LedgerError) -> [AmendedEvent.Mark] {
    if let names { return try names.marks(amended) }
    return try amended.marks(Speech.language) {
      $0
    } value: { (value, field) throws(LedgerError) in
      try reader.text(value, field, Speech.language)
    }
  }

  private func label(_ reference: String) throws(LedgerError) -> String {
    try names?.label(reference, Speech.language) ?? reference
  }

  private func labels(_ references: [String]) throws(LedgerError) -> String {
    try names?.labels(references, Speech.language) ?? references.joined(separator: say("、", ", "))
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
    if let names { return try names.text(value, field, Speech.language) }
    return try reader.text(value, field, Speech.language)
  }

  private static func time(_ time: EventTime) -> String {
    switch time {
    case .day(let day): day.text
    case .instant(let instant, _): instant.beijingText
    }
  }
}
