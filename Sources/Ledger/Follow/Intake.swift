import EventSourcing
import TransparencyLog

/// Takes proved entries of a source into a ledger: each is judged as when it was appended, folded, and stored as it is.
///
/// They are stored in steps of some size, because each commit costs a sync: of a bundle at a time, the first catching up with
/// a large log would wait for the disk most of the time. What was judged and not stored when the process ends is read again.
final class Intake {
  private let ledger: Ledger
  private let jobs: Int
  private let fold: Fold
  /// Stores what the fold gains; nil while there is no stored state for it to stand on.
  private var flushing: Flushing?
  private var edge: TreeEdge
  private var batches = BatchAudit()
  /// Judged, not yet stored.
  private var group: [[UInt8]] = []
  private var groupByteCount = 0
  private let stepByteCount: Int

  /// How many entries are judged: those stored and those that ``store(checkpoint:)`` will store.
  var size: UInt64 { edge.size }

  /// - Parameter stepByteCount: bytes of entries after which they are stored.
  init(_ ledger: Ledger, jobs: Int, stepByteCount: Int) throws(LedgerError) {
    self.ledger = ledger
    self.jobs = jobs
    self.stepByteCount = stepByteCount
    (fold, flushing) = try ledger.foldToStore(jobs: jobs)
    let snapshot = try ledger.log.snapshot()
    edge = try snapshot.edge()
    // A batch lies within one commit; what was taken in since the last checkpoint may end in the middle of one.
    var ignored = Findings()
    let covered = try snapshot.newestCheckpointSize() ?? 0
    for seq in covered..<max(covered, edge.size) {
      guard let bytes = try snapshot.entry(seq), let entry = try? ParsedEntry(seq: seq, bytes: bytes) else {
        throw LogError.missingEntry(seq)
      }
      batches.take(entry, &ignored)
    }
  }

  func checkpointKey(forSize size: UInt64) -> VerifierKey? { fold.registry.checkpointKey(forSize: size) }

  /// Judges the entries of a bundle, and stores what is judged once it is large enough.
  ///
  /// - Throws: the code of the refusal for an entry that is refused; those before it can be stored.
  func take(_ bundle: PublishedBundle) throws(LedgerError) {
    for (offset, entry) in prepare(bundle).enumerated() {
      let bytes = bundle.bytes[bundle.entries[offset]]
      try accept(bundle.first + UInt64(offset), entry, bytes, bundle.leaves[offset])
    }
    if groupByteCount >= stepByteCount { try store(checkpoint: nil) }
    if fold.pendingEventCount >= Ledger.flushEventCount { try flush() }
  }

  /// Parses, and verifies at once on all cores what keys known so far have signed.
  private func prepare(_ bundle: PublishedBundle) -> [Result<ParsedEntry, Refusals>] {
    let parsed = parallelMap(bundle.entries.count, jobs: jobs) { index in
      bundle.bytes.withUnsafeBytes { bytes in
        Result { () throws(Refusals) in
          try ParsedEntry(
            seq: bundle.first + UInt64(index), bytes: UnsafeRawBufferPointer(rebasing: bytes[bundle.entries[index]]))
        }
      }
    }
    let check = SignatureCheck(registry: fold.registry)
    let claims = parsed.map { entry in (try? entry.get()).map { check.claims($0).claims } ?? [] }
    return parallelMap(parsed.count, jobs: jobs) { index in
      parsed[index].map { entry in
        var entry = entry
        entry.proven = claims[index].filter { SignatureCheck.holds($0, entry) }
        return entry
      }
    }
  }

  private func accept(
    _ seq: UInt64, _ parsed: Result<ParsedEntry, Refusals>, _ bytes: ArraySlice<UInt8>, _ leaf: Hash
  ) throws(LedgerError) {
    let entry: ParsedEntry
    do throws(Refusals) { entry = try parsed.get() } catch { throw Self.refused(seq, error.reasons[0]) }
    if let first = fold.sequence(of: entry.transaction.header.tx) {
      throw Self.refused(
        seq, Refusal("I01", "事务号已用于第\(first)条", "the transaction id is that of entry \(first)", path: "$.tx"))
    }
    var broken = Findings()
    batches.take(entry, &broken)
    if let finding = broken.sorted.first {
      throw Self.refused(seq, Refusal(finding.code, finding.message.zh, finding.message.en))
    }
    let judge = Judge(
      domain: ledger.domain, fold: fold, origin: ledger.about.origin, entry: { [unowned self] in self.entry($0) })
    fold.begin()
    let reasons = try judge.accept(entry, leaf: leaf)
    guard reasons.isEmpty else {
      fold.rollBack()
      throw Self.refused(seq, reasons[0])
    }
    fold.commit()
    group.append(Array(bytes))
    groupByteCount += bytes.count
    edge.append(leaf)
    try checkRules()
  }

  private static func refused(_ seq: UInt64, _ reason: Refusal) -> LedgerError {
    LedgerError(
      .integrity, reason.code, "来源的第\(seq)条不应被接受：\(reason.message.zh)（\(reason.path)）",
      "entry \(seq) of the source should not have been accepted: \(reason.message.en) (\(reason.path))")
  }

  private func checkRules() throws(LedgerError) {
    guard let about = fold.registry.about, about.rules != 0 else { return }
    guard ledger.domain.canJudge(rules: about.rules, catalogueSHA256: about.catalogueSHA256) else {
      throw LedgerError(
        .malformed, "E26", "账本采用规则\(about.rules)，本程序不能判断；请升级程序",
        "the ledger goes by rules \(about.rules), which this program cannot judge: use a newer one")
    }
  }

  /// Stores durably what was judged since the last time; does nothing when that is nothing.
  ///
  /// - Parameter checkpoint: over all of it, by a key in force; nil before that is known.
  func store(checkpoint: [UInt8]?) throws(LedgerError) {
    guard !group.isEmpty else { return }
    // Of a commit that failed nobody knows how far it came: it is not tried again.
    let entries = group
    group.removeAll()
    groupByteCount = 0
    try ledger.log.append(
      entries, from: edge.size - UInt64(entries.count), tiles: edge.changedTiles(), checkpoint: checkpoint)
    edge.didStore()
  }

  private func entry(_ seq: UInt64) -> ParsedEntry? {
    let first = edge.size - UInt64(group.count)
    guard seq >= first, seq < edge.size else { return ledger.log.parsedEntry(seq) }
    return group[Int(seq - first)].withUnsafeBytes { try? ParsedEntry(seq: seq, bytes: $0) }
  }

  /// Stores the derived state of what is judged, which is stored before it: state is never ahead of the log.
  func flush() throws(LedgerError) {
    try store(checkpoint: nil)
    if let flushing { return try flushing.run() }
    let (name, store) = try ledger.derived.makeNext()
    let first = Flushing(ledger, fold, into: store, jobs: jobs)
    try first.run()
    try ledger.derived.switchTo(name, store)
    flushing = first
  }
}
