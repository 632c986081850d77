import EventSourcing
import TransparencyLog

/// One catching up: proves that a published checkpoint extends what is here, then takes in what it adds, judged entry by entry.
final class Catching {
  private let replica: Replica
  private let ledger: Ledger
  private let note: [UInt8]
  private let checkpoint: Checkpoint
  private var intake: Intake
  /// Whether the source's checkpoint is signed by a key in force: only then does it speak for the ledger, and only then is
  /// what it says evidence against whoever holds that key.
  private(set) var isSigned = false

  init(_ replica: Replica, _ note: [UInt8], _ checkpoint: Checkpoint) throws(LedgerError) {
    self.replica = replica
    ledger = replica.ledger
    self.note = note
    self.checkpoint = checkpoint
    intake = try Intake(replica.ledger, jobs: replica.jobs, stepByteCount: replica.stepByteCount)
  }

  private var pending: String { "\(ledger.folder.follow)/pending" }

  func run(_ progress: (UInt64, UInt64) -> Void) throws(LedgerError) -> Replica.Progress {
    let before = intake.size
    let newest = try ledger.log.snapshot().newestCheckpoint()
    guard checkpoint.origin == ledger.about.origin else {
      throw LedgerError(
        .integrity, "L03", "来源是账本“\(checkpoint.origin)”，副本是“\(ledger.about.origin)”",
        "the source is \"\(checkpoint.origin)\", the replica is of \"\(ledger.about.origin)\"")
    }
    try checkSigned(before)
    isSigned = true
    let reader = try proveExtension(before, newest)
    try checkSeenBefore(reader)
    try checkQuorum()
    try Files.makeFolder(ledger.folder.follow)
    if before < checkpoint.size { try Files.write(pending, note) }
    try takeIn(before, reader, progress)
    let memoryFailure = try seal()
    return Replica.Progress(
      before: before, size: intake.size, checkpoint: checkpoint, memoryFailure: memoryFailure)
  }

  /// What is here is a beginning of what is published.
  private func proveExtension(
    _ size: UInt64, _ newest: [UInt8]?
  ) throws(LedgerError) -> TileReader<PublishedLog> {
    let own = try Checkpoint.stating(ledger.about.origin, size, try ledger.log.snapshot().root(at: size))
    let reader = checkpoint.size < size ? nil : try replica.published.reader(checkpoint)
    let root = try reader.map { (reader) throws(LedgerError) in
      try CompactRange.proved(size: size, reader).root
    }
    if var error = OutsideCheckpoint.failure(own, size: checkpoint.size, root: root) {
      error.evidence = (newest.map { [$0] } ?? []) + [note]
      throw error
    }
    guard let reader else { preconditionFailure("a shorter log was refused") }
    return reader
  }

  /// What this machine has seen, of the replica and, as far as that is published, of the ledger, is a beginning of what is
  /// published too.
  private func checkSeenBefore(_ reader: TileReader<PublishedLog>) throws(LedgerError) {
    guard let outside = ledger.outside else { return }
    let own = try outside.read().map { [$0] } ?? []
    for kept in own + (try outside.ledgers().filter { $0.checkpoint.size <= checkpoint.size }) {
      let size = kept.checkpoint.size
      let root = size > checkpoint.size ? nil : try CompactRange.proved(size: size, reader).root
      if var error = kept.failure(size: checkpoint.size, root: root, here: replica.published.files.place) {
        error.evidence = [note]
        throw error
      }
    }
  }

  /// The checkpoint is signed by the key in force, be it one that a rotation among the new entries put in force, which the
  /// ledger's own key has to have signed: nothing is taken in, and nobody accused, under a signature that anybody can make.
  private func checkSigned(_ size: UInt64) throws(LedgerError) {
    if let key = replica.pins.checkpointKey, !isSigned(by: key) {
      throw LedgerError(
        .integrity, "L04", "来源的检查点没有所给公钥“\(key.name)”的签名，未采用；请核对 --vkey",
        "the source's checkpoint is not signed by the key given, \"\(key.name)\": not taken; look at --vkey")
    }
    let known = size > 0 ? intake.checkpointKey(forSize: min(size, checkpoint.size)) : nil
    if let known, isSigned(by: known) { return }
    guard checkpoint.size > size else { throw Self.unsigned }
    let genesis: [UInt8]
    let snapshot = try ledger.log.snapshot()
    if size > 0, let bytes = try snapshot.entry(0) {
      genesis = [UInt8](bytes)
    } else {
      genesis = try Ledger.genesis(replica.published, replica.published.reader(checkpoint))
    }
    var growth = try GrowthAudit(genesis: genesis, beginningWith: known)
    if size == 0, isSigned(by: growth.key(forSize: 1)) { return }
    var ignored = Findings()
    let stream = BundleStream(log: replica.published, jobs: replica.jobs)
    try stream.forEach(size..<checkpoint.size, size: checkpoint.size) { (bundle) throws(LedgerError) in
      bundle.bytes.withUnsafeBytes { bytes in
        for (offset, range) in bundle.entries.enumerated() {
          growth.take(bundle.first + UInt64(offset), UnsafeRawBufferPointer(rebasing: bytes[range]), &ignored)
        }
      }
    }
    guard isSigned(by: growth.key(forSize: checkpoint.size)) else { throw Self.unsigned }
  }

  private func isSigned(by key: VerifierKey) -> Bool { (try? Checkpoint(verifying: note, by: key)) != nil }

  private static var unsigned: LedgerError {
    LedgerError(
      .integrity, "L04", "来源的检查点没有有效密钥的签名，未采用；副本没有改变",
      "the source's checkpoint is not signed by the key in force: not taken, the replica is as it was")
  }

  private func checkQuorum() throws(LedgerError) {
    guard let policy = replica.pins.policy else { return }
    let keys = try Cosigning.keys(under: note, policy)
    guard policy.isQuorum(keys) else {
      throw LedgerError(
        .integrity, "L13", "来源检查点的见证签名不足规定人数", "the source's checkpoint lacks the quorum of witnesses")
    }
  }

  /// What was judged is stored, whatever ends the taking in: the next time goes on from there. The checkpoint is only if its
  /// key is in force over all of them, as the entries now tell.
  private func takeIn(
    _ from: UInt64, _ reader: TileReader<PublishedLog>, _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) {
    do throws(LedgerError) { try judge(from, reader, progress) } catch {
      try intake.store(checkpoint: nil)
      throw error
    }
    let key = intake.checkpointKey(forSize: checkpoint.size)
    try intake.store(checkpoint: key.map(isSigned(by:)) ?? false ? note : nil)
  }

  private func judge(
    _ from: UInt64, _ reader: TileReader<PublishedLog>, _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) {
    let stream = BundleStream(log: replica.published, jobs: replica.jobs)
    try stream.forEach(from..<checkpoint.size, size: checkpoint.size) { (bundle) throws(LedgerError) in
      let tile = try published { () throws(TileReadError<LedgerError>) in
        try reader.hashes(level: 0, index: bundle.first / UInt64(Tile.fullWidth))
      }
      let offset = Int(bundle.first % UInt64(Tile.fullWidth))
      for (index, leaf) in bundle.leaves.enumerated() where tile[offset + index] != leaf {
        let seq = bundle.first + UInt64(index)
        throw LedgerError(
          .integrity, "L01", "来源的第\(seq)条与其哈希不符：条目被改动", "entry \(seq) of the source does not hash to its leaf")
      }
      try intake.take(bundle)
      progress(intake.size, checkpoint.size)
    }
  }

  /// The checkpoint covers all that is here, now that its key is known from judged entries.
  ///
  /// - Returns: why this machine could not remember it.
  private func seal() throws(LedgerError) -> LedgerError? {
    guard let key = intake.checkpointKey(forSize: checkpoint.size), isSigned(by: key) else { throw Self.unsigned }
    let stored = try ledger.log.snapshot().checkpoint(at: checkpoint.size)
    // One by a key that was no longer in force was once stored before its key was asked for.
    if stored.map({ (try? Checkpoint(verifying: $0, by: key)) == nil }) ?? true {
      try ledger.log.append([], from: checkpoint.size, tiles: [], checkpoint: note)
    }
    try intake.flush()
    try Files.remove(pending)
    do throws(LedgerError) { try ledger.outside?.keep(note) } catch { return error }
    return nil
  }
}

extension Checkpoint {
  fileprivate static func stating(_ origin: String, _ size: UInt64, _ root: Hash) throws(LedgerError) -> Checkpoint {
    do { return try Checkpoint(origin: origin, size: size, root: root) } catch {
      throw LedgerError(
        .integrity, "L03", "账本名称不合规定：\(error.message.zh)", "the origin is not allowed: \(error.message.en)")
    }
  }
}

extension CompactRange {
  fileprivate static func proved(
    size: UInt64, _ reader: TileReader<PublishedLog>
  ) throws(LedgerError) -> CompactRange {
    try published { () throws(TileReadError<LedgerError>) in try CompactRange(size: size, reader: reader) }
  }
}
