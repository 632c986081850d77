import EventSourcing
import TransparencyLog

/// The level of hashes: entries to leaves, leaves to every stored tile, tiles to the root, the root to every checkpoint.
struct HashAudit {
  /// What the higher levels need of it.
  struct Result {
    let size: UInt64
    /// Entries whose bytes were there to be hashed.
    let hashedCount: UInt64
    /// Computed from the entries' bytes.
    let root: Hash
    /// As the genesis states it.
    let purpose: GenesisPlan.Purpose?
    /// Entries already named.
    let blamed: Set<UInt64>
    let attestations: [Attestation]
    /// The newest checkpoint if it holds and covers everything.
    let newestCheckpoint: [UInt8]?
  }

  let ledger: Ledger
  let jobs: Int
  /// Nil while no genesis has named any.
  private var keys: CheckpointKeys?
  private var genesis: GenesisLine?
  private var tree = TreeAudit()
  private var checkpoints: CheckpointAudit
  private var blamed: Set<UInt64> = []
  private var suspects: [HashChunk.Suspect] = []
  private var faults: [HashChunk.Fault] = []
  private var attestations: [Attestation] = []
  private var lastStampMs: Int64?
  private var tail: Hash?
  /// What was seen before, and the root at its size as computed.
  private let kept: SeenCheckpoint?
  private var keptRoot: Hash?

  private init(_ ledger: Ledger, jobs: Int, kept: SeenCheckpoint?) {
    self.ledger = ledger
    self.jobs = jobs
    self.kept = kept
    checkpoints = CheckpointAudit(origin: ledger.about.origin, jobs: jobs)
  }

  static func run(
    _ ledger: Ledger, jobs: Int, progress: (UInt64, UInt64) -> Void, _ findings: inout Findings
  ) throws(LedgerError) -> Result {
    var audit = HashAudit(ledger, jobs: jobs, kept: try readKept(ledger, &findings))
    let size = try ledger.log.snapshot().size
    try audit.hashAll(size, progress, &findings)
    return try audit.finish(size, &findings)
  }

  /// The checkpoint kept outside. One that cannot be read is no fault of the ledger's, but a rollback would go unseen.
  private static func readKept(_ ledger: Ledger, _ findings: inout Findings) throws(LedgerError) -> SeenCheckpoint? {
    do throws(LedgerError) {
      try ledger.outside?.checkSameLedger()
      return try ledger.outside?.read()
    } catch {
      if error.kind == .integrity {
        findings.add(.failure(.hashes, error))
        return nil
      }
      guard error.kind == .malformed else { throw error }
      findings.add(.warning(.hashes, error.code, error.message.zh, error.message.en))
      return nil
    }
  }

  // MARK: In parallel

  private static let tilesPerChunkMax: UInt64 = 32

  private mutating func hashAll(
    _ size: UInt64, _ progress: (UInt64, UInt64) -> Void, _ findings: inout Findings
  ) throws(LedgerError) {
    let width = UInt64(TreeTiles.width)
    let tiles = (size + width - 1) / width
    let perChunk = max(1, min(Self.tilesPerChunkMax, tiles / UInt64(max(1, jobs) * 8)))
    let perRound = perChunk * UInt64(max(1, jobs) * 16)
    var next: UInt64 = 0
    while next < tiles {
      let round = next..<min(tiles, next + perRound)
      let starts = Array(stride(from: round.lowerBound, to: round.upperBound, by: Int(perChunk)))
      let log = ledger.log
      let keptSize = kept?.checkpoint.size ?? 0
      let chunks = parallelMap(starts.count, jobs: jobs) { index in
        Swift.Result { () throws(LedgerError) in
          let tiles = starts[index]..<min(starts[index] + perChunk, round.upperBound)
          return try TileHasher.hash(tiles, of: log, size: size, keptSize: keptSize)
        }
      }
      let snapshot = try log.snapshot()
      for chunk in chunks { try add(chunk.get(), snapshot, &findings) }
      next = round.upperBound
      progress(min(next * width, size), size)
    }
  }

  // MARK: In order

  private mutating func add(
    _ chunk: HashChunk, _ snapshot: borrowing LogSnapshot, _ findings: inout Findings
  ) throws(LedgerError) {
    for entry in chunk.ledgerEntries { evolve(entry, &findings) }
    addFaults(chunk)
    var claims = chunk.claims[...]
    var wanted: [CheckpointAudit.Claim] = []
    let width = UInt64(TreeTiles.width)
    for tile in chunk.tiles {
      while let claim = claims.first, claim.size <= (tile + 1) * width {
        claims.removeFirst()
        wanted.append(
          CheckpointAudit.Claim(
            size: claim.size, note: claim.note, root: tree.root(with: claim.bag),
            key: keys?.key(forSize: claim.size)))
      }
      if let bag = chunk.keptBag, let kept, (kept.checkpoint.size - 1) / width == tile {
        keptRoot = tree.root(with: bag)
      }
      let offset = Int(tile - chunk.tiles.lowerBound)
      guard offset < chunk.roots.count else { break }
      let suspect = chunk.suspects.first { $0.tile == tile }
      let stored = suspect?.stored.map { TreeTiles.root($0[...]) }
      try tree.append(TreeAudit.Root(computed: chunk.roots[offset], stored: stored), snapshot, &findings)
    }
    tail = chunk.tail
    suspects += chunk.suspects
    checkpoints.check(wanted)
  }

  /// Follows the checkpoint key from the genesis through its rotations.
  private mutating func evolve(_ entry: ParsedEntry, _ findings: inout Findings) {
    for position in entry.transaction.events.indices {
      let context = entry.context(position)
      switch context.event.type {
      case "ledger.genesis" where entry.seq == 0:
        genesis = GenesisLine(entry)
        keys = CheckpointKeys(genesis: entry, leaf: ledger.about.genesis)
      default:
        if let attestation = Attestation(context) { attestations.append(attestation) }
      }
    }
    keys?.take(entry)
  }

  private mutating func addFaults(_ chunk: HashChunk) {
    faults += chunk.faults
    if let last = lastStampMs, let first = chunk.firstStampMs, first < last {
      faults.append(HashChunk.Fault(seq: chunk.tiles.lowerBound * UInt64(TreeTiles.width), kind: .stampBack))
    }
    lastStampMs = chunk.lastStampMs ?? lastStampMs
  }

  // MARK: At the end

  private mutating func finish(_ size: UInt64, _ findings: inout Findings) throws(LedgerError) -> Result {
    let snapshot = try ledger.log.snapshot()
    try tree.finish(snapshot, &findings)
    let root = tree.root(with: tail)
    let isWhole = checkpoints.newestHolds && checkpoints.provenSize == size
    blame(isWhole, &findings)
    addFaults(&findings)
    checkpoints.addRuns(blamed: blamed, &findings)
    try checkEnds(snapshot, size, &findings)
    try checkGenesis(snapshot, &findings)
    let missingCount = UInt64(faults.count { $0.kind == .missing })
    return Result(
      size: size, hashedCount: size - min(size, missingCount), root: root, purpose: genesis?.purpose,
      blamed: blamed, attestations: attestations,
      newestCheckpoint: isWhole ? try snapshot.checkpoint(at: size) : nil)
  }

  /// Decides of each tile that differs whether the tile or an entry was changed.
  private mutating func blame(_ isWhole: Bool, _ findings: inout Findings) {
    for suspect in suspects {
      let isTileToBlame = isWhole || suspect.parent == TreeTiles.root(suspect.computed[...])
      guard let stored = suspect.stored else {
        findings.add(suspect.isThere ? TreeAudit.wrongLength(0, suspect.tile) : TreeAudit.missing(0, suspect.tile))
        continue
      }
      for offset in stored.indices where stored[offset] != suspect.computed[offset] {
        if isTileToBlame {
          findings.add(TreeAudit.altered(0, suspect.tile, offset))
        } else {
          blame(suspect.tile * UInt64(TreeTiles.width) + UInt64(offset), &findings)
        }
      }
    }
  }

  private mutating func blame(_ seq: UInt64, _ findings: inout Findings) {
    blamed.insert(seq)
    findings.add(
      .altered(
        .hashes, "L01", seq: seq, "第\(seq)条的内容与其哈希不符：条目被改动",
        "entry \(seq) does not hash to its leaf: it was altered"))
  }

  private mutating func addFaults(_ findings: inout Findings) {
    for fault in faults where fault.kind == .missing {
      blamed.insert(fault.seq)
      findings.add(
        .altered(.hashes, "L01", seq: fault.seq, "日志缺少第\(fault.seq)条", "the log lacks entry \(fault.seq)"))
    }
    for fault in faults where !blamed.contains(fault.seq) {
      switch fault.kind {
      case .missing: break
      case .framing:
        findings.add(
          .altered(
            .hashes, "T00", seq: fault.seq, "第\(fault.seq)条首行不合格式", "the first line of entry \(fault.seq) is malformed")
        )
      case .stampBack where fault.seq > 0 && !blamed.contains(fault.seq - 1):
        findings.add(
          .altered(
            .hashes, "L05", seq: fault.seq, "第\(fault.seq)条的记录时间早于前一条",
            "the stamp of entry \(fault.seq) is before that of the entry before"))
      case .stampBack: break
      }
    }
  }

  /// The newest checkpoint covers everything; nothing is stored beyond the end; what was seen before is extended.
  private func checkEnds(
    _ snapshot: borrowing LogSnapshot, _ size: UInt64, _ findings: inout Findings
  ) throws(LedgerError) {
    let covered = try snapshot.newestCheckpointSize() ?? 0
    if covered > snapshot.size {
      findings.add(
        .altered(
          .hashes, "L09", seq: snapshot.size, "检查点签署到\(covered)条，日志只有\(snapshot.size)条：末尾被截断",
          "a checkpoint covers \(covered) entries, the log has \(snapshot.size): its end was cut off"))
    } else if covered < snapshot.size, Files.exists(ledger.folder.follow + "/pending") {
      findings.add(
        .warning(
          .hashes, "L04", seq: covered, "副本正在追赶其来源，第\(covered)条起尚未由检查点覆盖；请再执行 taizhang follow",
          "the replica is catching up: no checkpoint covers the entries from \(covered) on yet; run taizhang follow"))
    } else if covered < snapshot.size {
      findings.add(
        .altered(
          .hashes, "L04", seq: covered, "第\(covered)条起没有检查点签署", "no checkpoint covers the entries from \(covered) on"))
    }
    if try snapshot.tileCount() > TreeAudit.expectedTileCount(snapshot.size) {
      findings.add(
        .altered(
          .hashes, "L04", "日志末尾之后还存有哈希块：条目可能被删去", "there are tiles beyond the log's end: entries may have been removed")
      )
    }
    guard let kept, let error = kept.failure(size: snapshot.size, root: keptRoot, here: ledger.folder.path) else {
      return
    }
    let keptSize = kept.checkpoint.size
    let isExplained = keptSize <= snapshot.size && blamed.contains { $0 < keptSize }
    if !isExplained { findings.add(.failure(.hashes, error)) }
  }

  /// The first entry is the genesis of the ledger that the folder's description names.
  private func checkGenesis(
    _ snapshot: borrowing LogSnapshot, _ findings: inout Findings
  ) throws(LedgerError) {
    guard let bytes = try snapshot.entry(0) else { return }
    let about = ledger.about
    if !blamed.contains(0), MerkleTree.leafHash(bytes) != about.genesis {
      findings.add(
        .altered(
          .hashes, "L03", seq: 0, "创世条目不是“taizhang.json”所写的那一条",
          "the genesis is not the one that \"taizhang.json\" names"))
    }
    if let origin = genesis?.origin, origin != about.origin {
      findings.add(
        .altered(
          .hashes, "L03", seq: 0, "创世写明账本“\(origin)”，检查点和说明文件写的是“\(about.origin)”",
          "the genesis is of \"\(origin)\", checkpoint and description say \"\(about.origin)\""))
    }
  }
}
