import EventSourcing
import TransparencyLog

/// The level of rules: a replay from nothing in which every entry is judged again at its place.
///
/// An entry that would be refused is named and then folded all the same, as the log holds it.
final class RuleAudit {
  private let ledger: Ledger
  private let jobs: Int
  private(set) var fold: Fold
  private var batches = BatchAudit()
  private var rules: Int64 = 0
  private var catalogueSHA256 = ""
  private var scratch: ScratchGeneration?
  private var flushing: Flushing?

  init(_ ledger: Ledger, jobs: Int) {
    self.ledger = ledger
    self.jobs = jobs
    fold = Fold(ledger.domain)
  }

  /// Judges one entry whose signatures are proven.
  ///
  /// - Throws: `E26` for entries under rules that this program cannot judge.
  func check(_ stored: ReadEntry<HashedEntry>, _ findings: inout Findings) throws(LedgerError) {
    guard case .success(let hashed) = stored.content else { return }
    let entry = hashed.entry
    if let first = fold.sequence(of: entry.transaction.header.tx) {
      findings.add(
        .altered(
          .rules, "I01", seq: entry.seq, "第\(entry.seq)条的事务号已用于第\(first)条",
          "the transaction id of entry \(entry.seq) is that of entry \(first)"))
    }
    batches.take(entry, &findings)
    try judge(entry, hashed.leaf, &findings)
    try checkRules()
    if fold.pendingEventCount >= Ledger.flushEventCount { try storing()?.begin() }
  }

  /// Ends the log.
  func finish(_ findings: inout Findings) { batches.end(&findings) }

  private func judge(_ entry: ParsedEntry, _ leaf: Hash, _ findings: inout Findings) throws(LedgerError) {
    let log = ledger.log
    let judge = Judge(
      domain: ledger.domain, fold: fold, origin: ledger.about.origin, entry: { log.parsedEntry($0) },
      areSignaturesProven: true)
    fold.begin()
    let reasons = try judge.accept(entry, leaf: leaf)
    if reasons.isEmpty {
      fold.commit()
    } else {
      for reason in reasons { findings.add(.refused(.rules, seq: entry.seq, reason)) }
      fold.rollBack()
      fold.replay(entry, leaf: leaf)
    }
  }

  private func checkRules() throws(LedgerError) {
    guard let about = fold.registry.about, about.rules != rules || about.catalogueSHA256 != catalogueSHA256 else {
      return
    }
    (rules, catalogueSHA256) = (about.rules, about.catalogueSHA256)
    guard rules == 0 || ledger.domain.canJudge(rules: rules, catalogueSHA256: catalogueSHA256) else {
      throw LedgerError(
        .malformed, "E26", "账本采用规则\(rules)，本程序不能判断；请升级程序",
        "the ledger goes by rules \(rules), which this program cannot judge: use a newer one")
    }
  }

  /// Stores what was folded so far where it can be compared.
  func flush() throws(LedgerError) {
    try storing()?.run()
  }

  private func storing() throws(LedgerError) -> Flushing? {
    if scratch == nil { scratch = try ScratchGeneration(ledger.derived) }
    if flushing == nil, let store { flushing = Flushing(ledger, fold, into: store, jobs: jobs) }
    return flushing
  }

  /// What was stored so far.
  var store: DerivedStore? { scratch?.store }

  /// The ledger as replayed so far.
  func view() throws(LedgerError) -> LedgerView {
    try flushing?.finish()
    return LedgerView(ledger, fold, flushing?.base)
  }

  deinit {
    // Readers first, then the store they read.
    flushing = nil
    fold = Fold(ledger.domain)
  }
}
