import EventSourcing
public import TransparencyLog

/// Makes proofs of one moment of a log: all rest on the newest checkpoint there was when it was made.
public final class Prover {
  let ledger: Ledger
  private let reader: StoredHashes
  /// The signed checkpoint, byte for byte, with what witnesses have signed under it.
  public let note: [UInt8]
  /// What that note says; its signature is for those to check who check the proof.
  public let checkpoint: Checkpoint

  /// Takes the log as it is now.
  ///
  /// - Throws: `L04` when it has no checkpoint, `E64` when the stored one cannot be read.
  public init(_ ledger: Ledger) throws(LedgerError) {
    self.ledger = ledger
    reader = try StoredHashes(ledger.log)
    guard let note = try reader.snapshot.newestCosignedCheckpoint(ledger.folder) else {
      throw LedgerError(.integrity, "L04", "账本没有检查点", "the ledger has no checkpoint")
    }
    self.note = note
    checkpoint = try Self.read(note)
  }

  /// Reads a checkpoint without checking who signed it: that is for those who check the proof.
  static func read(_ note: [UInt8]) throws(LedgerError) -> Checkpoint {
    do throws(CheckpointError) { return try Checkpoint(ofNote: note) } catch {
      throw LedgerError(.malformed, "E64", "不是检查点：\(error.message.zh)", "this is no checkpoint: \(error.message.en)")
    }
  }

  // MARK: One entry

  /// Proves an entry or, with a position, an event.
  ///
  /// - Throws: `E55` when there is none.
  public func entry(_ seq: UInt64, position: Int? = nil) throws(LedgerError) -> Proof {
    let proven = try proven(seq)
    var extra = proven.bytes
    if let position {
      let parsed = proven.bytes.withUnsafeBytes { try? ParsedEntry(seq: seq, bytes: $0) }
      guard let parsed, parsed.transaction.events.indices.contains(position) else {
        throw LedgerError(.refused, "E55", "没有事件\(seq).\(position)", "there is no event \(seq).\(position)")
      }
      extra = Array("\(Proof.eventMagic)\(position)\n".utf8) + extra
    }
    let proof = PortableProof(index: seq, path: proven.path, checkpoint: note, extra: extra)
    return .entry(proof, position: position)
  }

  /// An entry's bytes and its inclusion, which holds: whoever hands a proof on must not learn from others that it is false.
  ///
  /// - Throws: `E55` when there is none, `L01` when its bytes are not those of its leaf, `L04` when the tree is damaged.
  public func proven(_ seq: UInt64) throws(LedgerError) -> ProvenEntry {
    guard seq < checkpoint.size, let bytes = try reader.snapshot.entry(seq) else {
      throw LedgerError(
        .refused, "E55", "没有第\(seq)条；账本共\(checkpoint.size)条",
        "there is no entry \(seq); the log has \(checkpoint.size) entries")
    }
    let leaf = MerkleTree.leafHash(bytes)
    guard try reader.snapshot.leafHash(seq) == leaf else { throw LogError.notItsLeaf(seq) }
    let path = try path("无法为第\(seq)条作证明", "entry \(seq) cannot be proved") {
      () throws(ProvingError<LedgerError>) in
      try InclusionProof.prove(index: seq, size: checkpoint.size, reader: reader)
    } checked: { (path) throws(ProofError) in
      try InclusionProof.verify(leaf: leaf, index: seq, size: checkpoint.size, root: checkpoint.root, proof: path)
    }
    return ProvenEntry(seq: seq, bytes: [UInt8](bytes), path: path)
  }

  // MARK: Growth

  /// Proves that the log of `old` is the beginning of that of `new`, both given as signed checkpoints.
  ///
  /// - Throws: `L04` when this log does not extend one of them: then that checkpoint is the proof of the fraud.
  public func consistency(old: [UInt8], new: [UInt8]) throws(LedgerError) -> Proof {
    let (first, second) = (try ownCheckpoint(old), try ownCheckpoint(new))
    guard first.size <= second.size else {
      throw LedgerError(
        .refused, "E57", "旧检查点（\(first.size)条）大于新检查点（\(second.size)条）",
        "the old checkpoint (\(first.size) entries) is larger than the new one (\(second.size))")
    }
    let path = try path("无法作证明", "there is no proof") { () throws(ProvingError<LedgerError>) in
      try ConsistencyProof.prove(oldSize: first.size, newSize: second.size, reader: reader)
    } checked: { (path) throws(ProofError) in
      try ConsistencyProof.verify(
        oldSize: first.size, oldRoot: first.root, newSize: second.size, newRoot: second.root, proof: path)
    }
    return .consistency(ConsistencyClaim(old: old, new: new, path: path))
  }

  /// A path through the tree that has been checked; `L04` with the reason where there is none.
  private func path(
    _ zh: String, _ en: String, made: () throws(ProvingError<LedgerError>) -> [Hash],
    checked: ([Hash]) throws(ProofError) -> Void
  ) throws(LedgerError) -> [Hash] {
    do throws(ProvingError<LedgerError>) {
      let path = try made()
      do throws(ProofError) { try checked(path) } catch { throw .impossible(error) }
      return path
    } catch {
      switch error {
      case .unreadable(let failure): throw failure
      case .impossible(let reason):
        throw LedgerError(.integrity, "L04", "\(zh)：\(reason.message.zh)", "\(en): \(reason.message.en)")
      }
    }
  }

  /// The stored checkpoint over exactly `size` entries.
  ///
  /// - Throws: `E57` when there is none.
  public func storedCheckpoint(_ size: UInt64) throws(LedgerError) -> [UInt8] {
    if let note = try reader.snapshot.checkpoint(at: size) { return note }
    throw LedgerError(
      .refused, "E57", "没有恰好\(size)条的检查点（每次提交一个）；请给检查点文件，或换一个条数",
      "there is no checkpoint over exactly \(size) entries (one is made per commit): give a checkpoint's file or another size"
    )
  }

  private func ownCheckpoint(_ note: [UInt8]) throws(LedgerError) -> Checkpoint {
    let stated = try Self.read(note)
    guard stated.origin.utf8.elementsEqual(checkpoint.origin.utf8) else {
      throw LedgerError(
        .refused, "E57", "检查点属于另一个账本“\(stated.origin)”", "the checkpoint is of another log, \"\(stated.origin)\"")
    }
    // Before what it says is held against the log: anybody can write that there were more entries.
    guard try Ledger.isSigned(note, ledger, forSize: stated.size) else {
      throw LedgerError(
        .refused, "E57", "检查点（\(stated.size)条）没有本账本当时有效密钥的签名，不能据此作证明",
        "the checkpoint over \(stated.size) entries is not signed by this ledger's key in force then: it proves nothing"
      )
    }
    let root = stated.size <= checkpoint.size ? try reader.snapshot.root(at: stated.size) : nil
    if let failure = OutsideCheckpoint.failure(stated, size: checkpoint.size, root: root) { throw failure }
    return stated
  }
}
