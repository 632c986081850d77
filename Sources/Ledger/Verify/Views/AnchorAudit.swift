import EventSourcing
import TransparencyLog

/// Anchors against the log as replayed: each must be of this history.
struct AnchorAudit {
  private let log: Log
  private let origin: String

  init(_ ledger: Ledger) {
    log = ledger.log
    origin = ledger.about.origin
  }

  /// Looks at an entry's anchors. The tree's hashes were proved before any replay, so its roots can be used.
  func check(_ entry: ParsedEntry, _ registry: KeyRegistry, _ findings: inout Findings) throws(LedgerError) {
    for position in entry.transaction.events.indices where entry.transaction.events[position].type == Anchor.type {
      let context = entry.context(position)
      do throws(LedgerError) {
        guard let anchor = try Anchor(context) else { continue }
        let log = log
        try anchor.check(
          at: entry.seq, origin: origin, key: registry.checkpointKey(forSize: anchor.checkpoint.size),
          root: { (size) throws(LedgerError) in try log.snapshot().root(at: size) })
      } catch {
        guard error.code == "L07" else { throw error }
        findings.add(
          .altered(
            .views, "L07", seq: entry.seq, event: context.place, "事件\(context.place)：\(error.message.zh)",
            "event \(context.place): \(error.message.en)"))
      }
    }
  }
}
