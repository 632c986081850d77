import EventSourcing
public import TransparencyLog

extension Cosigning {
  /// Keeps the cosignatures in the body of an answer.
  func take(
    _ lines: [UInt8], under checkpoint: [UInt8], of witness: WitnessPolicy.Member
  ) throws(LedgerError) -> UInt64 {
    let note: SignedNote
    do { note = try SignedNote.parse(checkpoint) } catch {
      throw LedgerError(
        .integrity, "E81", "检查点损坏：\(error.message.zh)", "the checkpoint is damaged: \(error.message.en)")
    }
    let found = try cosignatures(under: note.text + [0x0A] + lines, [witness.key])
    guard !found.isEmpty else {
      throw LedgerError(
        .refused, "E85", "见证人“\(witness.key.name)”的回答中没有它的签名",
        "the answer of \"\(witness.key.name)\" does not hold its cosignature")
    }
    return try keep(found, under: checkpoint)
  }

  /// Keeps what the witnesses of the policy signed under a checkpoint that came back as a file.
  ///
  /// - Throws: `E81` when it is no checkpoint; `E85` when no witness signed it, or not the log; `L04` when the log signed it
  ///   and it is of another history, `L09` when it covers more than the log holds, both with the checkpoints as evidence.
  /// - Returns: its size, and whose signatures were found.
  public func keep(file bytes: [UInt8]) throws(LedgerError) -> (size: UInt64, keys: [CosignerKey]) {
    guard let policy = try policy() else {
      throw LedgerError(
        .missing, "E84", "还没有见证规则：taizhang witness policy 文件",
        "there is no policy yet: taizhang witness policy FILE")
    }
    let found = try cosignatures(under: bytes, policy.witnesses.map(\.key))
    guard !found.isEmpty else {
      throw LedgerError(
        .refused, "E85", "文件中没有见证规则所列见证人的签名", "no witness of the policy signed this checkpoint")
    }
    switch try standing(bytes) {
    case .agreeing: return (try keep(found, under: bytes), found.map(\.key))
    case .unsigned:
      throw LedgerError(
        .refused, "E85", "被见证的检查点不是本账本签署的", "the witnessed checkpoint is not signed by this ledger")
    case .contradicting(var error):
      if error.kind == .integrity {
        error.evidence = [bytes] + (try ledger.log.snapshot().newestCheckpoint().map { [$0] } ?? [])
      }
      throw error
    }
  }

  private func cosignatures(under note: [UInt8], _ keys: [CosignerKey]) throws(LedgerError) -> [Cosignature] {
    do { return try Cosignature.find(under: note, by: keys) } catch {
      throw LedgerError(
        .malformed, "E81", "见证签名不成立：\(error.message.zh)", "the cosignature does not hold: \(error.message.en)")
    }
  }

  /// Adds lines under the log's own checkpoint of that size.
  ///
  /// - Precondition: `note` is of this log's history.
  private func keep(_ found: [Cosignature], under note: [UInt8]) throws(LedgerError) -> UInt64 {
    let stated = try PublishedLog.parse(note, ledger.folder.path)
    let snapshot = try ledger.log.snapshot()
    let path = "\(folder)/\(stated.size).checkpoint"
    guard var kept = try Files.isThere(path) ? Files.read(path, limit: 1 << 20) : snapshot.checkpoint(at: stated.size)
    else {
      throw LedgerError(
        .refused, "E85", "账本没有\(stated.size)条处的检查点", "the ledger signed no checkpoint over \(stated.size) entries")
    }
    try Files.makeFolder(folder)
    for cosignature in found {
      if try cosignatures(under: kept, [cosignature.key]).isEmpty { kept += cosignature.line }
    }
    try Files.write(path, kept)
    for cosignature in found where try knownSize(cosignature.key) < stated.size {
      try Files.write(sizePath(cosignature.key), Array("\(stated.size)\n".utf8))
    }
    try removeOlder()
    return stated.size
  }

  /// Keeps, besides those under way, only the newest checkpoint that has its quorum.
  private func removeOlder() throws(LedgerError) {
    guard let policy = try policy() else { return }
    var isQuorumMet = false
    for size in try Self.sizes(ledger.folder).reversed() {
      let path = "\(folder)/\(size).checkpoint"
      if isQuorumMet {
        try Files.remove(path)
      } else {
        isQuorumMet = policy.isQuorum(try Self.keys(under: try Files.read(path, limit: 1 << 20), policy))
      }
    }
  }

  /// The sizes of the checkpoints kept, ascending.
  static func sizes(_ folder: Folder) throws(LedgerError) -> [UInt64] {
    guard try Files.isThere(folder.witnesses) else { return [] }
    return try Files.names(in: folder.witnesses).compactMap { name in
      name.hasSuffix(".checkpoint") ? UInt64(name.dropLast(11)) : nil
    }.sorted()
  }

  /// The policy's witnesses whose cosignatures are under a checkpoint.
  ///
  /// - Throws: `L13` when a signature in the name of one of them is false.
  public static func keys(under note: [UInt8], _ policy: WitnessPolicy) throws(LedgerError) -> [CosignerKey] {
    try cosignatures(under: note, policy).map(\.key)
  }

  static func cosignatures(under note: [UInt8], _ policy: WitnessPolicy) throws(LedgerError) -> [Cosignature] {
    do { return try Cosignature.find(under: note, by: policy.witnesses.map(\.key)) } catch {
      throw LedgerError(
        .integrity, "L13", "检查点的见证签名不成立：\(error.message.zh)", "a cosignature does not hold: \(error.message.en)")
    }
  }
}

extension LogSnapshot {
  /// The newest checkpoint with whatever witnesses have signed under it; nil for an empty log.
  func newestCosignedCheckpoint(_ folder: Folder) throws(LedgerError) -> [UInt8]? {
    let path = "\(folder.witnesses)/\(size).checkpoint"
    guard let newest = try newestCheckpoint(), try Files.isThere(path) else { return try newestCheckpoint() }
    let kept = try Files.read(path, limit: 1 << 20)
    // What lies beside the log is not believed: it adds lines to what the log holds.
    return kept.starts(with: newest) ? kept : newest
  }

  /// The newest checkpoint that may be shown to the world, with what witnesses signed under it.
  ///
  /// Where the ledger's policy asks for witnesses, one without its quorum would be refused by everyone who goes by that
  /// policy, so it is held back.
  ///
  /// - Throws: `E87` when the policy asks for witnesses and no checkpoint has its quorum yet.
  func publishableCheckpoint(_ folder: Folder) throws(LedgerError) -> [UInt8]? {
    guard let newest = try newestCheckpoint() else { return nil }
    let policy = try Cosigning.policy(folder)
    for kept in try Cosigning.sizes(folder).reversed() where kept <= size {
      let note = try Files.read("\(folder.witnesses)/\(kept).checkpoint", limit: 1 << 20)
      let stated = try PublishedLog.parse(note, folder.witnesses)
      // What lies beside the log is not believed: it must state what the log holds.
      guard stated.size == kept, try root(at: kept) == stated.root else { continue }
      guard let policy, policy.asksForWitnesses else {
        if kept == size { return note }
        break
      }
      if policy.isQuorum(try Cosigning.keys(under: note, policy)) { return note }
    }
    guard policy?.asksForWitnesses == true else { return newest }
    throw LedgerError(
      .refused, "E87",
      "见证规则要求的签名还不齐，没有可发布的检查点，\(size)条都在等待；请先：taizhang witness ask（没有网络的见证人：witness request、witness take）",
      "no checkpoint has the quorum that the policy asks for, all \(size) entries wait: run taizhang witness ask first (for witnesses without a network: witness request, witness take)"
    )
  }
}
