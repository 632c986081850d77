import EventSourcing
public import TransparencyLog

extension Proof {
  /// Checks the proof with what the checker pinned, and nothing else (format.md §9.3).
  ///
  /// - Throws: `L11` for a proof that does not prove what it says.
  public func check(_ pins: ProofPins) throws(LedgerError) -> ProofVerdict {
    let check = ProofCheck(pins: pins)
    switch self {
    case .entry(let proof, let position): return try check.entry(proof, position)
    case .consistency(let claim): return try check.consistency(claim)
    case .subject(let claim, let subject, let stream, let entries):
      return try check.subject(claim, subject, stream, entries)
    case .absence(let claim, let subject, let streams): return try check.absence(claim, subject, streams)
    case .view(let claim, let view): return try check.view(claim, view)
    }
  }
}

/// The steps every kind of proof shares.
struct ProofCheck {
  let pins: ProofPins

  /// An entry that is in the log.
  struct Included {
    let parsed: ParsedEntry
    let leaf: Hash
    /// The leaf hash of the genesis it is meant for: of the genesis, its own.
    let genesis: Hash
  }

  /// Reads a checkpoint that a pinned key signed.
  func checkpoint(_ note: [UInt8]) throws(LedgerError) -> Checkpoint {
    do throws(CheckpointError) {
      let statement = try Checkpoint(ofNote: note)
      let keys: [VerifierKey]
      do throws(NoteError) { keys = try SignedNote.parse(note).verify(known: pins.checkpointKeys) } catch {
        throw .note(error)
      }
      if keys.contains(where: { $0.name.utf8.elementsEqual(statement.origin.utf8) }) { return statement }
      throw .otherOrigin(statement.origin)
    } catch {
      throw ProofFailure.isFalse("检查点不成立：\(error.message.zh)", "the checkpoint does not hold: \(error.message.en)")
    }
  }

  /// Climbs from an entry's bytes to the checkpoint's root; the entry is well-formed, and of this ledger.
  ///
  /// - Parameter genesis: the leaf hash of entry 0, where it is known already.
  func included(
    _ entry: ProvenEntry, _ checkpoint: Checkpoint, genesis: Hash?
  ) throws(LedgerError) -> Included {
    let leaf = MerkleTree.leafHash(entry.bytes)
    do {
      try InclusionProof.verify(
        leaf: leaf, index: entry.seq, size: checkpoint.size, root: checkpoint.root, proof: entry.path)
    } catch {
      throw ProofFailure.isFalse(
        "第\(entry.seq)条不在该检查点的账本中：\(error.message.zh)",
        "entry \(entry.seq) is not in the log of the checkpoint: \(error.message.en)")
    }
    let result = entry.bytes.withUnsafeBytes { raw in
      Result { () throws(Refusals) in try ParsedEntry(seq: entry.seq, bytes: raw) }
    }
    let parsed: ParsedEntry
    do throws(Refusals) { parsed = try result.get() } catch {
      let reason = error.reasons[0].message
      if !Entry.isClaimed(by: entry.bytes) { throw Ledger.foreign(checkpoint.origin) }
      throw ProofFailure.isFalse(
        "第\(entry.seq)条不合格式：\(reason.zh)", "entry \(entry.seq) is malformed: \(reason.en)")
    }
    try checkLines(parsed)
    let own = try ledger(of: parsed, leaf, checkpoint)
    guard genesis == nil || genesis == own else {
      throw ProofFailure.isFalse(
        "第\(entry.seq)条属于另一个账本（创世哈希不同）", "entry \(entry.seq) belongs to another ledger: the genesis differs")
    }
    return Included(parsed: parsed, leaf: leaf, genesis: own)
  }

  /// The log takes an entry under exactly its signers' lines (format.md §1.3), and a leaf hashes them with the rest: other
  /// lines are those of no entry of it. Whether they are true is for those who have the keys.
  private func checkLines(_ entry: ParsedEntry) throws(LedgerError) {
    let signers = entry.transaction.header.signers
    let areNamed =
      entry.signatures.count == signers.count
      && entry.note.withUnsafeBytes { note in
        zip(entry.signatures, signers).allSatisfy { line, signer in note[line.name].elementsEqual(signer.utf8) }
      }
    guard areNamed else {
      throw ProofFailure.isFalse(
        "第\(entry.seq)条的签名行不是抬头所列签名人的", "the signature lines of entry \(entry.seq) are not those of its signers")
    }
  }

  /// The genesis that an entry is meant for: entry 0 cannot name itself, every other must.
  private func ledger(of entry: ParsedEntry, _ leaf: Hash, _ checkpoint: Checkpoint) throws(LedgerError) -> Hash {
    let header = entry.transaction.header
    let named = header.genesis.flatMap { Hash(base64: $0) }
    guard header.ledger.utf8.elementsEqual(checkpoint.origin.utf8), (header.genesis == nil) == (entry.seq == 0),
      let genesis = entry.seq == 0 ? leaf : named
    else { throw ProofFailure.isFalse("第\(entry.seq)条属于另一个账本", "entry \(entry.seq) belongs to another ledger") }
    return genesis
  }

  // MARK: One entry

  func entry(_ proof: PortableProof, _ position: Int?) throws(LedgerError) -> ProofVerdict {
    let checkpoint = try checkpoint(proof.checkpoint)
    let proven = ProvenEntry(seq: proof.index, bytes: proof.entryBytes, path: proof.path)
    let included = try included(proven, checkpoint, genesis: pins.genesis)
    let entry = included.parsed
    if let position, !entry.transaction.events.indices.contains(position) {
      throw ProofFailure.isFalse("第\(entry.seq)条没有第\(position)个事件", "entry \(entry.seq) has no event \(position)")
    }
    return ProofVerdict(
      shown: .entry(entry, position: position), checkpoint: checkpoint, note: proof.checkpoint,
      genesis: included.genesis, purpose: GenesisLine(entry)?.purpose, isOfPinnedGenesis: pins.genesis != nil,
      signersVerified: try signers(of: entry))
  }

  /// The signers whose keys were pinned. Who gives keys for one entry means its signers.
  private func signers(of entry: ParsedEntry) throws(LedgerError) -> [String] {
    guard !pins.signers.isEmpty else { return [] }
    do { return try SignedNote.parse(entry.note).verify(known: pins.signers).map(\.name) } catch {
      throw ProofFailure.isFalse(
        "签名与所给公钥不符：\(error.message.zh)", "the signatures are not by the keys given: \(error.message.en)")
    }
  }

  // MARK: Growth

  func consistency(_ claim: ConsistencyClaim) throws(LedgerError) -> ProofVerdict {
    let (old, new) = (try checkpoint(claim.old), try checkpoint(claim.new))
    guard old.origin.utf8.elementsEqual(new.origin.utf8) else {
      throw ProofFailure.isFalse("两个检查点属于不同的账本", "the checkpoints are of different logs")
    }
    do {
      try ConsistencyProof.verify(
        oldSize: old.size, oldRoot: old.root, newSize: new.size, newRoot: new.root, proof: claim.path)
    } catch {
      throw ProofFailure.isFalse(
        "新账本不是旧账本的延续：\(error.message.zh)", "the newer log does not extend the older: \(error.message.en)")
    }
    return ProofVerdict(
      shown: .consistency(old: old), checkpoint: new, note: claim.new, genesis: nil, purpose: nil,
      isOfPinnedGenesis: false, signersVerified: [])
  }
}

extension PortableProof {
  /// The bytes of the entry it is about, without the event's position that may stand before them.
  public var entryBytes: [UInt8] {
    guard let extra else { return [] }
    guard extra.starts(with: Proof.eventMagic.utf8), let end = extra.firstIndex(of: 0x0A) else { return extra }
    return Array(extra[(end + 1)...])
  }
}
