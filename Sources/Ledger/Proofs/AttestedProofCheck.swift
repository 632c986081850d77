import EventSourcing
import TransparencyLog

/// The steps of proofs that rest on the ledger's own word.
extension ProofCheck {
  /// The ledger's word, found in the log and signed with the ledger's own key.
  struct Basis {
    let checkpoint: Checkpoint
    let note: [UInt8]
    let genesis: Hash
    let purpose: GenesisPlan.Purpose?
    /// What was attested.
    let data: JSONValue
    let asOf: UInt64
  }

  /// Steps 2 to 5 of format.md §9.3.
  private func basis(_ claim: AttestedClaim, _ type: String) throws(LedgerError) -> Basis {
    let checkpoint = try checkpoint(claim.checkpoint)
    let (genesis, key, purpose) = try genesis(claim.genesis, checkpoint)
    let included = try included(claim.attestation, checkpoint, genesis: genesis)
    let entry = included.parsed
    let position = Int(claim.attested.position)
    guard entry.seq == claim.attested.seq, entry.transaction.events.indices.contains(position) else {
      throw ProofFailure.isFalse("没有事件\(claim.attested.text)", "there is no event \(claim.attested.text)")
    }
    let event = entry.transaction.events[position]
    guard event.type == type else {
      throw ProofFailure.isFalse("事件\(claim.attested.text)不是\(type)", "event \(claim.attested.text) is no \(type)")
    }
    try checkLedgerSigned(entry, key)
    guard let asOf = event.data["as_of"]?.integer.flatMap({ UInt64(exactly: $0) }), asOf <= entry.seq else {
      throw ProofFailure.isFalse("认证所述位置在它自己之后", "the attestation is about a position after its own")
    }
    return Basis(
      checkpoint: checkpoint, note: claim.checkpoint, genesis: genesis, purpose: purpose, data: event.data, asOf: asOf)
  }

  /// The genesis and the key of the actor `ledger` that it names: the only one it ever has.
  private func genesis(
    _ proven: ProvenEntry, _ checkpoint: Checkpoint
  ) throws(LedgerError) -> (leaf: Hash, key: VerifierKey, purpose: GenesisPlan.Purpose?) {
    let included = try included(proven, checkpoint, genesis: pins.genesis)
    let transaction = included.parsed.transaction
    guard proven.seq == 0, transaction.events.count == 1, transaction.events[0].type == "ledger.genesis",
      let data = transaction.events.first?.data, let origin = data["origin"]?.string,
      origin.utf8.elementsEqual(checkpoint.origin.utf8),
      let key = data["ledger_vkey"]?.string.flatMap({ try? VerifierKey($0) }), key.name == Reference.ledger
    else { throw ProofFailure.isFalse("创世条目不成立", "the genesis does not hold") }
    return (included.leaf, key, GenesisLine(included.parsed)?.purpose)
  }

  private func checkLedgerSigned(_ entry: ParsedEntry, _ key: VerifierKey) throws(LedgerError) {
    guard let line = entry.transaction.header.signers.firstIndex(of: Reference.ledger),
      SignatureCheck.holds(SignatureCheck.Claim(line: line, key: key), entry)
    else {
      throw ProofFailure.isFalse(
        "第\(entry.seq)条的认证没有账本自身密钥的有效签名",
        "the attestation in entry \(entry.seq) has no valid signature by the ledger's own key")
    }
  }

  private func verdict(
    _ basis: Basis, _ shown: ProofVerdict.Shown, signers: [String] = []
  ) -> ProofVerdict {
    ProofVerdict(
      shown: shown, checkpoint: basis.checkpoint, note: basis.note, genesis: basis.genesis, purpose: basis.purpose,
      isOfPinnedGenesis: pins.genesis != nil,
      signersVerified: signers)
  }

  // MARK: A subject's events

  func subject(
    _ claim: AttestedClaim, _ subject: String, _ stream: StreamLine, _ proven: [ProvenEntry]
  ) throws(LedgerError) -> ProofVerdict {
    let basis = try basis(claim, "streams.attested")
    guard stream.ref == subject else {
      throw ProofFailure.isFalse("所附行属于“\(stream.ref)”", "the line is that of \"\(stream.ref)\"")
    }
    var chain = SubjectChain(subject: subject)
    var complete: [ParsedEntry] = []
    var later: [ParsedEntry] = []
    var last: UInt64?
    for entry in proven {
      guard last.map({ $0 < entry.seq }) ?? true else {
        throw ProofFailure.isFalse("条目没有按序排列", "the entries are not in order")
      }
      last = entry.seq
      let included = try included(entry, basis.checkpoint, genesis: basis.genesis)
      let positions = included.parsed.positions(of: subject)
      guard !positions.isEmpty else {
        throw ProofFailure.isFalse("第\(entry.seq)条与“\(subject)”无关", "entry \(entry.seq) has no link to \"\(subject)\"")
      }
      if entry.seq < basis.asOf {
        for position in positions { chain.append(leaf: included.leaf, position: position) }
        complete.append(included.parsed)
      } else {
        later.append(included.parsed)
      }
    }
    guard chain == stream.chain, chain.count > 0 else {
      throw ProofFailure.isFalse(
        "所附条目推出的事件链与账本认证的不同：有事件被漏掉、增加、改动或换序",
        "the entries give another chain than the ledger attested: an event was left out, added, changed or moved")
    }
    try check(stream, basis)
    let history = SubjectHistory(
      subject: subject, asOf: basis.asOf, attested: claim.attested, chain: chain, complete: complete, later: later)
    return verdict(basis, .subject(history), signers: try signersVerified(complete + later))
  }

  /// The line stands where it says in the tree that was attested.
  private func check(_ stream: StreamLine, _ basis: Basis) throws(LedgerError) {
    let (subjects, root) = try tree(basis)
    do {
      try InclusionProof.verify(leaf: stream.leaf, index: stream.index, size: subjects, root: root, proof: stream.path)
    } catch {
      throw ProofFailure.isFalse(
        "“\(stream.ref)”的事件链不在账本所认证的之中：\(error.message.zh)",
        "the chain of \"\(stream.ref)\" is not among those attested: \(error.message.en)")
    }
  }

  private func tree(_ basis: Basis) throws(LedgerError) -> (subjects: UInt64, root: Hash) {
    guard let subjects = basis.data["subjects"]?.integer.flatMap({ UInt64(exactly: $0) }),
      let root = basis.data["root"]?.string.flatMap({ Hash(base64: $0) })
    else { throw ProofFailure.isFalse("认证缺少字段", "the attestation lacks a field") }
    return (subjects, root)
  }

  private func signersVerified(_ entries: [ParsedEntry]) throws(LedgerError) -> [String] {
    guard !pins.signers.isEmpty else { return [] }
    var names: [String] = []
    for entry in entries {
      do {
        for key in try SignedNote.parse(entry.note).verify(known: pins.signers) where !names.contains(key.name) {
          names.append(key.name)
        }
      } catch NoteError.noKnownSignature {
        continue  // signed by others
      } catch {
        throw ProofFailure.isFalse(
          "第\(entry.seq)条的签名与所给公钥不符：\(error.message.zh)",
          "the signatures of entry \(entry.seq) are not by the keys given: \(error.message.en)")
      }
    }
    return names
  }

  // MARK: No such subject

  func absence(
    _ claim: AttestedClaim, _ subject: String, _ streams: [StreamLine]
  ) throws(LedgerError) -> ProofVerdict {
    let basis = try basis(claim, "streams.attested")
    let (subjects, root) = try tree(basis)
    for stream in streams {
      guard stream.chain.count > 0 else { throw ProofFailure.isFalse("空的事件链", "an empty chain") }
      try check(stream, basis)
    }
    let isAbsent: Bool
    switch streams.count {
    case 0: isAbsent = subjects == 0 && root == MerkleTree.emptyRoot
    case 1:
      let only = streams[0]
      let isBeforeFirst = only.index == 0 && subject.precedes(only.ref)
      let isAfterLast = only.index == subjects - 1 && only.ref.precedes(subject)
      isAbsent = isBeforeFirst || isAfterLast
    default:
      let (left, right) = (streams[0], streams[1])
      isAbsent = left.index + 1 == right.index && left.ref.precedes(subject) && subject.precedes(right.ref)
    }
    guard isAbsent else {
      throw ProofFailure.isFalse(
        "所附的相邻行之间容得下“\(subject)”：没有证明它不存在",
        "the lines given do not exclude \"\(subject)\": its absence is not proved")
    }
    return verdict(basis, .absence(subject: subject, asOf: basis.asOf, subjects: subjects))
  }

  // MARK: A view

  func view(_ claim: AttestedClaim, _ name: String) throws(LedgerError) -> ProofVerdict {
    let basis = try basis(claim, "view.attested")
    guard basis.data["view"]?.string == name, let version = basis.data["version"]?.integer,
      let sha256 = basis.data["sha256"]?.string, Hash(hex: sha256) != nil
    else { throw ProofFailure.isFalse("认证的不是视图“\(name)”", "the attestation is not of the view \"\(name)\"") }
    let statement = ViewStatement(
      view: name, version: version, asOf: basis.asOf, sha256: sha256, attested: claim.attested)
    return verdict(basis, .view(statement))
  }
}

extension ParsedEntry {
  /// The events in which a subject is linked, ascending.
  public func places(of subject: String) -> [Int] {
    transaction.events.indices.filter {
      transaction.events[$0].subject == subject || transaction.events[$0].refs.contains(subject)
    }
  }

  /// Where a subject is linked in this entry, ascending; a signer's link comes last.
  func positions(of subject: String) -> [UInt32] {
    let events = places(of: subject).map { UInt32($0) }
    return events + (transaction.header.signers.contains(subject) ? [SubjectChain.signerPosition] : [])
  }
}

extension String {
  /// Whether this comes before another, comparing bytes.
  func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
