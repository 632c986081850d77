import EventSourcing
import LMDB
import TransparencyLog

extension Ledger {
  /// Verifies a ledger from its published files alone, with all that ``verify(level:jobs:progress:)`` does.
  ///
  /// Entries are read from the bundles, hashed, and every published tile compared with what they give. What proves to be the
  /// checkpoint's tree is laid into a folder for temporary files (as large as the log) and verified there like any log: keys
  /// from the genesis, signatures, rules, attested views. Memory does not grow with the log.
  ///
  /// - Throws: `E80` when nothing is published there; what keeps it from reading. Nothing of kind `integrity`.
  public static func verify(
    published files: any PublishedFiles, domain: any LedgerDomain, level: VerificationLevel, pins: PublishedPins,
    jobs: Int, progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> VerificationReport {
    var findings = Findings()
    var stated: Checkpoint?
    do throws(LedgerError) {
      let log = PublishedLog(files)
      let (note, checkpoint) = try log.checkpoint()
      stated = checkpoint
      try log.refuseForeign(checkpoint)
      try pins.check(note, &findings)
      // Little else is fetched for a checkpoint that is not the one meant: it may be of any size.
      guard !findings.hasIntegrityFailure else {
        try checkFirst(log, checkpoint, pins, &findings)
        return report(level, nil, checkpoint, findings)
      }
      guard try log.hasEntries(checkpoint) else {
        try auditTree(log, checkpoint, pins, progress, &findings)
        return report(level, .hashes, checkpoint, findings)
      }
      let temporary = try TemporaryLedger()
      let isWhole = try temporary.fill(log, note, checkpoint, pins, jobs: jobs, progress, &findings)
      guard isWhole, !findings.hasIntegrityFailure else {
        return report(level, .hashes, checkpoint, findings, entries: checkpoint.size)
      }
      return try temporary.verify(domain, files.place, level, jobs: jobs, progress).adding(findings.sorted)
    } catch {
      guard error.kind == .integrity else { throw error }
      findings.add(.failure(.hashes, error))
      return report(level, nil, stated, findings)
    }
  }

  /// Whether the log that is not the one meant is another ledger altogether, as its first entry tells.
  private static func checkFirst(
    _ log: PublishedLog, _ checkpoint: Checkpoint, _ pins: PublishedPins, _ findings: inout Findings
  ) throws(LedgerError) {
    guard pins.genesis != nil, try log.hasEntries(checkpoint),
      let bundle = Tile.at(.entries, index: 0, size: checkpoint.size)
    else { return }
    let (bytes, ranges) = try log.entries(bundle)
    pins.check(genesis: MerkleTree.leafHash(Array(bytes[ranges[0]])), &findings)
  }

  /// What can be checked where the entries were left out (`publish --public`): that every tile is of the checkpoint's tree. It
  /// is never the whole answer, and says so.
  private static func auditTree(
    _ log: PublishedLog, _ checkpoint: Checkpoint, _ pins: PublishedPins, _ progress: (UInt64, UInt64) -> Void,
    _ findings: inout Findings
  ) throws(LedgerError) {
    let reader = try log.reader(checkpoint)
    let width = UInt64(Tile.fullWidth)
    for start in stride(from: 0, to: checkpoint.size, by: Int(width)) {
      _ = try published { () throws(TileReadError<LedgerError>) in
        try reader.hashes(level: 0, index: start / width)
      }
      progress(min(start + width, checkpoint.size), checkpoint.size)
    }
    findings.add(
      .warning(
        .hashes, "L01", "没有发布条目：只核对了哈希块与检查点一致，条目、签名和规则均未核对",
        "the entries are not published: tiles and checkpoint agree, but entries, signatures and rules were not checked")
    )
    guard pins.checkpointKey == nil, pins.policy?.logs.isEmpty ?? true else { return }
    findings.add(
      .warning(
        .hashes, "L04", "检查点由谁签署未核对；请用 --vkey 给出公钥",
        "who signed the checkpoint was not checked: name its key with --vkey"))
  }

  static func report(
    _ level: VerificationLevel, _ completed: VerificationLevel?, _ checkpoint: Checkpoint?, _ findings: Findings,
    purpose: GenesisPlan.Purpose? = nil, entries: UInt64 = 0, advice: [VerificationReport.Advice] = []
  ) -> VerificationReport {
    VerificationReport(
      level: level, completed: completed, origin: checkpoint?.origin ?? "", purpose: purpose,
      size: checkpoint?.size ?? 0, root: checkpoint?.root ?? MerkleTree.emptyRoot, entries: entries, events: 0,
      signatures: 0, findings: findings.sorted, advice: advice)
  }
}

extension VerificationReport {
  /// The same with the findings of another look at the same log.
  public func adding(_ others: [Finding]) -> VerificationReport {
    var all = Findings()
    for finding in findings { all.add(finding) }
    for finding in others where !findings.contains(finding) { all.add(finding) }
    return VerificationReport(
      level: level, completed: completed, origin: origin, purpose: purpose, isGenesisChecked: isGenesisChecked,
      size: size, root: root, entries: entries, events: events, signatures: signatures, seconds: seconds,
      findings: all.sorted, advice: advice)
  }
}

/// A ledger's folder made of published entries, gone when it has been verified.
private final class TemporaryLedger {
  private let folder: Folder
  private let owner: TemporaryFolder

  init() throws(LedgerError) {
    owner = try TemporaryFolder("tiles")
    folder = Folder(owner.path)
  }

  /// Lays the entries down as a log while proving that they are the checkpoint's.
  ///
  /// - Returns: whether they are.
  func fill(
    _ published: PublishedLog, _ note: [UInt8], _ checkpoint: Checkpoint, _ pins: PublishedPins, jobs: Int,
    _ progress: (UInt64, UInt64) -> Void, _ findings: inout Findings
  ) throws(LedgerError) -> Bool {
    try Files.makeFolder(folder.log)
    let log = try Log(path: folder.log, isWriter: true, create: true, durability: .noSync)
    var edge = TreeEdge()
    var audit = PublishedTreeAudit(published)
    let size = checkpoint.size
    try BundleStream(log: published, jobs: jobs).forEach(0..<size, size: size) { (bundle) throws(LedgerError) in
      audit.take(bundle.leaves)
      for leaf in bundle.leaves { edge.append(leaf) }
      if bundle.first == 0, let genesis = bundle.leaves.first { pins.check(genesis: genesis, &findings) }
      try log.append(
        bundle.entries.map { Array(bundle.bytes[$0]) }, from: bundle.first, tiles: edge.changedTiles(),
        checkpoint: edge.size == size ? note : nil)
      edge.didStore()
      progress(edge.size, size)
    }
    guard size > 0 else {
      findings.add(.altered(.hashes, "L01", "发布的日志没有任何条目", "the published log has no entry"))
      return false
    }
    let about = FolderDescription(origin: checkpoint.origin, genesis: try log.snapshot().leafHash(0))
    try Files.write(folder.description, about.bytes)
    let isWhole = audit.finish(checkpoint, &findings)
    if isWhole { try compareWithLedgerSeen(about, published.files.place, log.snapshot(), &findings) }
    return isWhole
  }

  /// What this machine has seen of the ledger itself, as far as it is published, must be what is published.
  private func compareWithLedgerSeen(
    _ about: FolderDescription, _ place: String, _ snapshot: borrowing LogSnapshot, _ findings: inout Findings
  ) throws(LedgerError) {
    for kept in try OutsideCheckpoint(about, publishedAt: place)?.ledgers() ?? [] {
      guard kept.checkpoint.size <= snapshot.size else { continue }
      let root = try snapshot.root(at: kept.checkpoint.size)
      if let failure = kept.failure(size: snapshot.size, root: root, here: place) {
        findings.add(.failure(.hashes, failure))
      }
    }
  }

  func verify(
    _ domain: any LedgerDomain, _ place: String, _ level: VerificationLevel, jobs: Int,
    _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> VerificationReport {
    // The folder goes with its owner, whom nothing below names.
    defer { withExtendedLifetime(owner) {} }
    let about = try folder.readDescription()
    let ledger = Ledger(
      folder: folder, about: about, domain: domain, log: try Log(path: folder.log, isWriter: false),
      derived: DerivedGenerations(folder: folder, domain: domain, isWriter: false), lock: nil,
      outside: try OutsideCheckpoint(about, publishedAt: place))
    return try ledger.verify(level: level, jobs: jobs, hasCompany: false, progress: progress)
  }
}
