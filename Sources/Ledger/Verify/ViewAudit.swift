import EventSourcing
import TransparencyLog

/// The level of views: what is derived, attested or kept beside the log against a replay of it.
final class ViewAudit {
  private let ledger: Ledger
  private let jobs: Int
  private let comparison: DerivedComparison?
  /// Ascending by position.
  private var attestations: ArraySlice<Attestation>
  /// Nil where no evidence files belong to the log, as in what was published.
  private var blobs: BlobAudit?
  private let anchors: AnchorAudit

  init(
    _ ledger: Ledger, comparison: DerivedComparison?, size: UInt64, attestations: [Attestation], hasBlobs: Bool,
    jobs: Int, _ findings: inout Findings
  ) throws(LedgerError) {
    self.ledger = ledger
    self.jobs = jobs
    for attestation in attestations where !attestation.isOfThePast { findings.add(attestation.isOfTheFuture) }
    self.attestations = attestations.filter(\.isOfThePast).sorted { ($0.asOf, $0.seq) < ($1.asOf, $1.seq) }[...]
    blobs = hasBlobs ? try BlobAudit(ledger.folder, jobs: jobs) : nil
    anchors = AnchorAudit(ledger)
    let isComparable = try comparison?.isComparable(ledger, size: size, &findings) ?? false
    self.comparison = isComparable ? comparison : nil
  }

  /// Looks at the replay where it stands now, before the next entry.
  func look(_ rules: RuleAudit, _ findings: inout Findings) throws(LedgerError) {
    let position = rules.fold.position
    while let attestation = attestations.first, attestation.asOf <= position {
      attestations.removeFirst()
      if let finding = try attestation.finding(rules.view()) { findings.add(finding) }
    }
    guard let comparison, comparison.standing.position == position else { return }
    try rules.flush()
    guard let store = rules.store else { return }
    try comparison.compare(store, jobs: jobs, &findings)
  }

  /// Ends the log.
  func finish(_ rules: RuleAudit, _ duty: AnchorDuty?, _ findings: inout Findings) throws(LedgerError) {
    try look(rules, &findings)
    if let finding = try duty?.finding(rules.view()) { findings.add(finding) }
  }

  /// Looks at what an entry names.
  func check(_ stored: ReadEntry<HashedEntry>, _ rules: RuleAudit, _ findings: inout Findings) throws(LedgerError) {
    guard case .success(let hashed) = stored.content else { return }
    blobs?.check(hashed.entry, &findings)
    try anchors.check(hashed.entry, rules.fold.registry, &findings)
  }
}
