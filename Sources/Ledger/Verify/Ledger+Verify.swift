import EventSourcing
import TransparencyLog

extension Ledger {
  /// Opens a ledger only to verify it: a folder that cannot even be opened as a ledger's is a report too.
  ///
  /// - Throws: as ``open(_:domain:access:)`` and ``verify(level:jobs:progress:)``, but nothing of kind `integrity`.
  public static func verify(
    _ path: String, domain: any LedgerDomain, level: VerificationLevel, jobs: Int = 2, anchors: AnchorDuty? = nil,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> VerificationReport {
    var about: FolderDescription?
    do throws(LedgerError) {
      about = try Folder(path).readDescription()
      let ledger = try open(path, domain: domain, access: .verifying)
      return try ledger.verify(level: level, jobs: jobs, anchors: anchors, progress: progress)
    } catch {
      // The folder's format is this program's: a log that says otherwise was changed.
      let isDamage = error.kind == .integrity || about != nil && error.code == "E12"
      guard isDamage else { throw error }
      return VerificationReport(
        level: level, completed: nil, origin: about?.origin ?? "", size: 0, root: MerkleTree.emptyRoot, events: 0,
        signatures: 0,
        findings: [.failure(.hashes, error)])
    }
  }

  /// Proves the ledger up to a level and says what could not be proved.
  ///
  /// Nothing stored is trusted to verify another thing: hashes are computed from the entries' bytes, keys followed from the
  /// genesis, state replayed from nothing. It reads beside a writer, needs no write permission, and its memory does not grow
  /// with the log.
  ///
  /// A replay of a log that is not whole would report every consequence of one altered entry, so the levels `rules` and
  /// `views` are run only when the levels before them found nothing altered.
  ///
  /// - Parameters:
  ///   - jobs: threads at work.
  ///   - anchors: at level `views`, how long entries may wait for an anchor; nil not to ask.
  ///   - progress: told entries done and entries in all, at each of the passes; on the caller's thread.
  /// - Throws: what keeps it from looking: `E15`…`E17`; `E26` at `rules` and above for rules this program cannot judge.
  public func verify(
    level: VerificationLevel, jobs: Int = 2, anchors: AnchorDuty? = nil,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> VerificationReport {
    try verify(level: level, jobs: jobs, anchors: anchors, hasCompany: true, progress: progress)
  }

  /// - Parameter hasCompany: whether derived state and evidence files lie beside the log and are looked at too.
  func verify(
    level: VerificationLevel, jobs: Int, anchors: AnchorDuty? = nil, hasCompany: Bool,
    progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> VerificationReport {
    var findings = Findings()
    // Held from the start: derived state is never ahead of a log read later.
    var viewFindings = Findings()
    let comparison = level == .views && hasCompany ? try DerivedComparison.open(self, &viewFindings) : nil
    let hashes = try HashAudit.run(self, jobs: jobs, progress: progress, &findings)
    var completed = VerificationLevel.hashes
    let signatures = SignatureAudit(jobs: jobs, blamed: hashes.blamed)
    if level >= .signatures {
      if hasCompany { try WitnessAudit.run(self, size: hashes.size, &findings) }
      let replay: Replay? = level >= .rules && !findings.hasIntegrityFailure ? Replay(RuleAudit(self, jobs: jobs)) : nil
      if level == .views, let replay {
        findings.add(contentsOf: viewFindings)
        replay.views = try ViewAudit(
          self, comparison: comparison, size: hashes.size, attestations: hashes.attestations, hasBlobs: hasCompany,
          jobs: jobs, &findings)
        replay.duty = anchors
      }
      let isWhole = try read(hashes.size, signatures, replay, jobs: jobs, progress, &findings)
      completed = isWhole && replay != nil ? level : .signatures
    }
    var unkept: LedgerError?
    if !findings.hasIntegrityFailure, let note = hashes.newestCheckpoint {
      // A home that cannot be written keeps nothing; that is no fault of the ledger's.
      do throws(LedgerError) { try outside?.keep(note) } catch { unkept = error }
    }
    return VerificationReport(
      level: level, completed: completed, origin: about.origin, purpose: hashes.purpose, size: hashes.size,
      root: hashes.root, entries: hashes.hashedCount, events: signatures.eventCount,
      signatures: signatures.signatureCount, findings: findings.sorted,
      advice: unkept.map { [VerificationReport.Advice(unkept: $0)] } ?? [])
  }

  /// What follows the proof of an entry's signatures.
  private final class Replay {
    let rules: RuleAudit
    var views: ViewAudit?
    var duty: AnchorDuty?

    init(_ rules: RuleAudit) { self.rules = rules }

    func take(_ block: [ReadEntry<HashedEntry>], _ findings: inout Findings) throws(LedgerError) {
      for stored in block {
        try views?.look(rules, &findings)
        try rules.check(stored, &findings)
        try views?.check(stored, rules, &findings)
      }
    }

    func finish(_ findings: inout Findings) throws(LedgerError) {
      rules.finish(&findings)
      try views?.finish(rules, duty, &findings)
    }
  }

  /// Reads the log once for all levels above the hashes.
  ///
  /// - Returns: whether the replay, if there is one, went to the end.
  private func read(
    _ size: UInt64, _ signatures: SignatureAudit, _ replay: Replay?, jobs: Int, _ progress: (UInt64, UInt64) -> Void,
    _ findings: inout Findings
  ) throws(LedgerError) -> Bool {
    var done: UInt64 = 0
    var areProven = true
    func check<Content: SignedEntry>(_ block: [ReadEntry<Content>]) {
      let before = findings.integrityFailureCount
      signatures.check(block, &findings)
      areProven = areProven && findings.integrityFailureCount == before
      done += UInt64(block.count)
    }
    guard let replay else {
      var blocks = EntryBlocks<EntrySignatures>(log: log, jobs: jobs) { (seq, bytes, _) throws(Refusals) in
        try EntrySignatures(seq: seq, bytes: bytes)
      }
      blocks.isDistrustful = true
      try blocks.forEachBlock(0..<size) { (block) throws(LedgerError) in
        check(block)
        progress(done, size)
      }
      return areProven
    }
    var blocks = EntryBlocks(log: log, jobs: jobs, domain: domain)
    blocks.isDistrustful = true
    try blocks.forEachBlock(0..<size) { (block) throws(LedgerError) in
      check(block)
      if areProven { try replay.take(block, &findings) }
      progress(done, size)
    }
    if areProven { try replay.finish(&findings) }
    return areProven
  }
}
