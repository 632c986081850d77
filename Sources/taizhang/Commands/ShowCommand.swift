import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: say("一个事件，或一个对象的全部经过", "One event, or a subject's whole trail."),
    discussion: say(
      "例：taizhang show hh-0042；taizhang show 王建国；taizhang show 17.0",
      "Example: taizhang show hh-0042; taizhang show 17.0"))

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var witnesses: AnchorPolicyOption
  @Argument(help: .init(say("编号、名称、SEQ、SEQ.POS或TX.POS", "A reference, a name, SEQ, SEQ.POS or TX.POS."))) var what:
    String

  func run() throws {
    let named = try reading.named()
    if let (seq, position) = try place(named.view) {
      try showEntry(named, seq, position)
    } else {
      try showSubject(named, try named.finder.reference(what, prefixes: []))
    }
  }

  /// Where in the log it is to be looked for: `SEQ`, `SEQ.POS`, or `TX.POS` as events and rows cite one another; nil for a
  /// subject's reference.
  private func place(_ view: LedgerView) throws(LedgerError) -> (UInt64, Int?)? {
    if let id = EventID(what), let seq = try view.sequence(of: id.tx) { return (seq, id.position) }
    let parts = what.split(separator: ".", omittingEmptySubsequences: false)
    guard let seq = UInt64(parts[0]) else { return nil }
    if parts.count == 1 { return (seq, nil) }
    guard parts.count == 2, let position = Int(parts[1]) else { return nil }
    return (seq, position)
  }

  private func printer(_ named: NamedView) -> TrailPrinter {
    TrailPrinter(json: reading.common.json, reader: named.reader, names: named.names)
  }

  private func showEntry(_ named: NamedView, _ seq: UInt64, _ position: Int?) throws {
    let view = named.view
    guard let entry = try view.entry(seq), position.map({ entry.transaction.events.indices.contains($0) }) ?? true
    else {
      throw LedgerError(
        .refused, "E55", "没有“\(what)”；账本共\(view.size)条", "there is no \"\(what)\"; the log has \(view.size) entries")
    }
    let bounds = try witnesses.times(view).bounds(of: seq)
    for index in entry.transaction.events.indices where position == nil || position == index {
      try printer(named).print(try Amendments.of(entry.context(index), view), bounds)
    }
    if !reading.common.json { printer(named).printBounds(bounds, entry.recorded) }
  }

  private func showSubject(_ named: NamedView, _ subject: String) throws {
    let view = named.view
    let positions = try view.positions(.subject(subject))
    guard !positions.isEmpty else {
      throw LedgerError(.refused, "E55", "账本中没有“\(subject)”", "the ledger knows no \"\(subject)\"")
    }
    let printer = printer(named)
    if !reading.common.json {
      let chain = try view.chain(subject)
      let label = try named.names.label(subject, Speech.language)
      Output.line(
        say(
          "\(label)：\(chain.count)个事件，链头\(chain.head.base64)",
          "\(label): \(chain.count) events, chain head \(chain.head.base64)"))
    }
    let times = try witnesses.times(view)
    let amendments = try Amendments(of: subject, view)
    for position in positions {
      if position.position != SubjectChain.signerPosition {
        guard let context = try view.event(at: position) else { continue }
        let bounds = times.bounds(of: position.seq)
        try printer.print(amendments.of(context), bounds)
        if !reading.common.json, !times.recorded.isEmpty { printer.printBounds(bounds, context.recorded) }
      } else if let entry = try view.entry(position.seq) {
        printer.printSignature(entry, subject)
      }
    }
    Output.hint("taizhang verify", "taizhang verify")
  }
}
