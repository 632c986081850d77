import EventSourcing
import TransparencyLog

extension Ledger {
  /// Verifies, from published files, what was added since a checkpoint: that the log extends it, that every new entry is the
  /// tree's, and every new tile. It costs what was added, and a few tiles.
  ///
  /// The level is `hashes`: what the rules would say of the new entries depends on all before them. A follower has that state
  /// and judges each entry as it comes.
  ///
  /// - Parameter since: a signed checkpoint that was verified before.
  /// - Throws: `E80`, `E81`, `E90`; what keeps it from reading. Nothing of kind `integrity`.
  public static func verify(
    published files: any PublishedFiles, since: [UInt8], pins: PublishedPins, jobs: Int,
    progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> VerificationReport {
    let since = try SinceCheckpoint(since)
    var findings = Findings()
    var stated: Checkpoint?
    var seen: Growth?
    do throws(LedgerError) {
      let log = PublishedLog(files)
      let (note, checkpoint) = try log.checkpoint()
      stated = checkpoint
      try pins.check(note, &findings)
      // Before anything is told of a log, whether it is a ledger's at all; else that is seen when its genesis is read.
      if findings.hasIntegrityFailure || checkpoint.origin != since.stated.origin { try log.refuseForeign(checkpoint) }
      guard checkpoint.origin == since.stated.origin else {
        // Who signed comes first: whoever did not sign accuses nobody.
        var named: VerifierKey?
        if checkpoint.size > 0 {
          named = try GrowthAudit(genesis: Self.genesis(log, log.reader(checkpoint))).key(forSize: 1)
        }
        _ = try since.key(pinned: pins.checkpointKey, genesis: named)
        findings.add(
          .altered(
            .hashes, "L03", "发布的是账本“\(checkpoint.origin)”，所给检查点属于“\(since.stated.origin)”",
            "what is published is \"\(checkpoint.origin)\", the checkpoint given is of \"\(since.stated.origin)\""))
        return report(.hashes, .hashes, checkpoint, findings)
      }
      seen = try audit(log, note, checkpoint, since, pins, jobs: jobs, progress, &findings)
    } catch {
      guard error.kind == .integrity else { throw error }
      findings.add(.failure(.hashes, error))
    }
    return report(
      .hashes, .hashes, stated, findings, purpose: seen?.purpose, entries: seen?.entries ?? 0,
      advice: seen?.unkept.map { [VerificationReport.Advice(unkept: $0)] } ?? [])
  }

  /// What was looked at of a published log since a checkpoint.
  private struct Growth {
    /// As the proved genesis states it.
    let purpose: GenesisPlan.Purpose?
    /// Entries hashed.
    let entries: UInt64
    /// Why this machine could not remember the newest checkpoint.
    let unkept: LedgerError?
  }

  private static func audit(
    _ log: PublishedLog, _ note: [UInt8], _ checkpoint: Checkpoint, _ since: SinceCheckpoint, _ pins: PublishedPins,
    jobs: Int, _ progress: (UInt64, UInt64) -> Void, _ findings: inout Findings
  ) throws(LedgerError) -> Growth? {
    let from = since.stated.size
    guard checkpoint.size > 0 else {
      let key = try since.key(pinned: pins.checkpointKey, genesis: nil)
      if let error = since.contradiction(size: 0, root: nil, note, key: key) { throw error }
      return nil
    }
    let reader = try log.reader(checkpoint)
    let genesis = try Self.genesis(log, reader)
    pins.check(genesis: MerkleTree.leafHash(genesis), &findings)
    let key = try since.key(pinned: pins.checkpointKey, genesis: GrowthAudit(genesis: genesis).key(forSize: 1))
    guard from <= checkpoint.size else {
      if let error = since.contradiction(size: checkpoint.size, root: nil, note, key: key) { throw error }
      return nil
    }
    let proved = try published { () throws(TileReadError<LedgerError>) in try TileBuilder(size: from, reader: reader) }
    if let error = since.contradiction(size: checkpoint.size, root: proved.root, note, key: key) { throw error }
    var growth = try GrowthAudit(genesis: genesis, beginningWith: key)
    var tree = PublishedTreeAudit(log, from: proved)
    let stream = BundleStream(log: log, jobs: jobs)
    try stream.forEach(from..<checkpoint.size, size: checkpoint.size) { (bundle) throws(LedgerError) in
      tree.take(bundle.leaves)
      bundle.bytes.withUnsafeBytes { bytes in
        for (offset, range) in bundle.entries.enumerated() {
          growth.take(bundle.first + UInt64(offset), UnsafeRawBufferPointer(rebasing: bytes[range]), &findings)
        }
      }
      progress(bundle.first + UInt64(bundle.leaves.count) - from, checkpoint.size - from)
    }
    _ = tree.finish(checkpoint, &findings)
    since.checkNewest(note, pinned: nil, inForce: growth.key(forSize: checkpoint.size), &findings)
    let about = FolderDescription(origin: checkpoint.origin, genesis: MerkleTree.leafHash(genesis))
    let unkept = try checkOutside(about, log.files.place, note, checkpoint, reader, &findings)
    return Growth(
      purpose: genesis.withUnsafeBytes { GenesisLine($0) }?.purpose, entries: checkpoint.size - from, unkept: unkept)
  }

  /// The bytes of entry 0, proved.
  static func genesis(_ log: PublishedLog, _ reader: TileReader<PublishedLog>) throws(LedgerError) -> [UInt8] {
    guard let tile = Tile.at(.entries, index: 0, size: reader.size) else { throw LogError.missingEntry(0) }
    let (bytes, ranges) = try log.entries(tile)
    let genesis = Array(bytes[ranges[0]])
    let leaf = try published { () throws(TileReadError<LedgerError>) in try reader.subtreeRoot(level: 0, index: 0) }
    guard MerkleTree.leafHash(genesis) == leaf else {
      throw LedgerError(.integrity, "L01", "已发布的第0条被改动", "the published entry 0 was altered")
    }
    guard Entry.isClaimed(by: genesis) else { throw foreign(log.files.place) }
    return genesis
  }

  /// The error for a log, or a proof from one, that holds other things than this program's entries.
  static func foreign(_ place: String) -> LedgerError {
    LedgerError(
      .malformed, "E38", "“\(place)”是别的透明日志，不是台账：其条目不是本程序的格式；请核对网址或文件",
      "\"\(place)\" is another transparency log, not a Taizhang log: its entries are not of this format; look at the address or file"
    )
  }

  /// Compares with what this machine has seen, and remembers this checkpoint if nothing was found. What is published may be
  /// behind the ledger, but not behind what was published at the same place before.
  ///
  /// - Returns: why it could not be remembered.
  static func checkOutside(
    _ about: FolderDescription, _ place: String, _ note: [UInt8], _ checkpoint: Checkpoint,
    _ reader: TileReader<PublishedLog>, _ findings: inout Findings
  ) throws(LedgerError) -> LedgerError? {
    guard let here = try OutsideCheckpoint(about, publishedAt: place) else { return nil }
    do throws(LedgerError) { try here.checkSameLedger() } catch {
      guard error.kind == .integrity else { throw error }
      findings.add(.failure(.hashes, error))
    }
    let own = try here.read().map { [$0] } ?? []
    for kept in own + (try here.ledgers().filter { $0.checkpoint.size <= checkpoint.size }) {
      let size = kept.checkpoint.size
      let root =
        size > checkpoint.size
        ? nil
        : try published { () throws(TileReadError<LedgerError>) in try CompactRange(size: size, reader: reader).root }
      if let error = kept.failure(size: checkpoint.size, root: root, here: place) {
        findings.add(.failure(.hashes, error))
      }
    }
    if findings.hasIntegrityFailure { return nil }
    do throws(LedgerError) { try here.keep(note) } catch { return error }
    return nil
  }

  /// Opens a ledger only to verify it since a checkpoint: one that is not whole, or went back, is a report too.
  ///
  /// - Throws: as ``verify(since:pins:progress:)``; what keeps it from opening. Nothing of kind `integrity`.
  public static func verify(
    _ path: String, since note: [UInt8], pins: PublishedPins, domain: any LedgerDomain,
    progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> VerificationReport {
    do throws(LedgerError) {
      return try open(path, domain: domain).verify(since: note, pins: pins, progress: progress)
    } catch {
      guard error.kind == .integrity else { throw error }
      var findings = Findings()
      findings.add(.failure(.hashes, error))
      return report(.hashes, nil, nil, findings)
    }
  }

  /// Verifies a ledger's own log from a checkpoint on: that it extends it, and that what was added is what is signed.
  ///
  /// The tree before is the checkpoint's, so nothing before is read: it costs what was added.
  public func verify(
    since note: [UInt8], pins: PublishedPins, progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> VerificationReport {
    let since = try SinceCheckpoint(note)
    var findings = Findings()
    let snapshot = try log.snapshot()
    var root = MerkleTree.emptyRoot
    var entries: UInt64 = 0
    var purpose: GenesisPlan.Purpose?
    do throws(LedgerError) {
      // What the ledger says of itself, until it is computed.
      root = try snapshot.root(at: snapshot.size)
      guard let newest = try snapshot.newestCheckpoint(), let genesis = try snapshot.entry(0) else {
        throw LogError.missingEntry(0)
      }
      let from = since.stated.size
      let named = try GrowthAudit(genesis: [UInt8](genesis)).key(forSize: 1)
      // Who signed comes first: whoever did not sign accuses nobody, of another ledger's name neither.
      let key = try since.key(pinned: pins.checkpointKey, genesis: named)
      guard since.stated.origin == about.origin else {
        throw LedgerError(
          .integrity, "L03", "账本是“\(about.origin)”，所给检查点属于“\(since.stated.origin)”",
          "the ledger is \"\(about.origin)\", the checkpoint given is of \"\(since.stated.origin)\"")
      }
      let old = from <= snapshot.size ? try snapshot.root(at: from) : nil
      if let error = since.contradiction(size: snapshot.size, root: old, newest, key: key) { throw error }
      pins.check(genesis: MerkleTree.leafHash(genesis), &findings)
      try pins.checkPolicy(try snapshot.newestCosignedCheckpoint(folder) ?? newest, &findings)
      var growth = try GrowthAudit(genesis: [UInt8](genesis), beginningWith: key)
      purpose = GenesisLine(genesis)?.purpose
      var edge = try TreeEdge(size: from) { (level, index) throws(LedgerError) in
        try snapshot.tile(level: level, index: index)
      }
      var leaves = StoredLeaves()
      try snapshot.forEachEntry(from: from, upTo: snapshot.size) { (seq, bytes) throws(LedgerError) in
        let leaf = MerkleTree.leafHash(bytes)
        edge.append(leaf)
        entries += 1
        growth.take(seq, bytes, &findings)
        if try leaves.leaf(seq, snapshot) != leaf {
          findings.add(
            .altered(
              .hashes, "L01", seq: seq, "第\(seq)条的内容与其哈希不符：条目被改动",
              "entry \(seq) does not hash to its leaf: it was altered"))
        }
        if seq & 0xFFF == 0 { progress(seq - from, snapshot.size - from) }
      }
      root = edge.root
      let stated = try PublishedLog.parse(newest, folder.path)
      if stated.size != snapshot.size || stated.root != root {
        findings.add(
          .altered(
            .hashes, "L04", seq: from, "第\(from)条起的条目与最新检查点不符",
            "the entries from \(from) on are not those of the newest checkpoint"))
      }
      since.checkNewest(newest, pinned: pins.checkpointKey, inForce: growth.key(forSize: snapshot.size), &findings)
    } catch {
      guard error.kind == .integrity else { throw error }
      findings.add(.failure(.hashes, error))
    }
    return VerificationReport(
      level: .hashes, completed: .hashes, origin: about.origin, purpose: purpose, size: snapshot.size, root: root,
      entries: entries, events: 0, signatures: 0, findings: findings.sorted)
  }
}
