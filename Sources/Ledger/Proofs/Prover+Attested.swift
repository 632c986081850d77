import EventSourcing
import TransparencyLog

extension Prover {
  /// An attestation found in the log.
  private struct Found {
    let attestation: Attestation
    let position: Position
  }

  /// Proves that the events of a subject are all there are; or, when it has none, that it does not exist.
  ///
  /// Looks the tree of subjects up as of the attestation, which replays the log unless derived state stands before it.
  ///
  /// - Parameter asOf: the newest attestation about at most so many entries; nil for the newest.
  /// - Throws: `E58` when there is no such attestation, `L06` when it is false.
  public func subject(_ subject: String, asOf: UInt64? = nil, jobs: Int = 2) throws(LedgerError) -> Proof {
    let now = try ledger.view(at: .size(checkpoint.size), jobs: jobs)
    let found = try attestation("streams.attested", asOf, now) { _ in true }
    let then = found.attestation.asOf == now.size ? now : try ledger.view(at: .size(found.attestation.asOf), jobs: jobs)
    let tree = try StreamTree(then, subject: subject)
    guard case .streams(let subjects, let root) = found.attestation.claim, subjects == Int64(clamping: tree.subjects),
      root == tree.root.base64
    else { throw isFalse(found.position) }
    let claim = try claim(found.position)
    guard let own = tree.own else {
      return .absence(claim, subject: subject, [tree.before, tree.after].compactMap { $0 }.map { tree.proven($0) })
    }
    var entries: [ProvenEntry] = []
    for position in try now.positions(.subject(subject)) where position.seq != entries.last?.seq {
      entries.append(try proven(position.seq))
    }
    return .subject(claim, subject: subject, tree.proven(own), entries)
  }

  /// Proves what the ledger says a view printed.
  ///
  /// - Throws: `E58` when the view was not attested.
  public func view(_ name: String, asOf: UInt64? = nil, jobs: Int = 2) throws(LedgerError) -> Proof {
    let now = try ledger.view(at: .size(checkpoint.size), jobs: jobs)
    let found = try attestation("view.attested", asOf, now) { attestation in
      if case .view(let attested, _, _) = attestation.claim { return attested == name }
      return false
    }
    return .view(try claim(found.position), view: name)
  }

  private func claim(_ attested: Position) throws(LedgerError) -> AttestedClaim {
    AttestedClaim(
      checkpoint: note, genesis: try proven(0), attestation: try proven(attested.seq), attested: attested)
  }

  /// The newest attestation of a type that fits.
  private func attestation(
    _ type: String, _ asOf: UInt64?, _ view: LedgerView, _ fits: (Attestation) -> Bool
  ) throws(LedgerError) -> Found {
    for position in try view.positions(.type(type)).reversed() {
      guard let entry = try view.entry(position.seq),
        let attestation = Attestation(entry.context(Int(position.position))), attestation.isOfThePast,
        fits(attestation), asOf.map({ attestation.asOf <= $0 }) ?? true
      else { continue }
      return Found(attestation: attestation, position: position)
    }
    if let asOf {
      throw LedgerError(
        .refused, "E58", "没有关于前\(asOf)条以内的认证（\(type)）；更早的状态不能补作认证，请去掉 --as-of 或给更大的条数",
        "there is no attestation about at most \(asOf) entries (\(type)), and none can be made later: leave --as-of out, or give a larger number"
      )
    }
    throw LedgerError(
      .refused, "E58", "账本尚未作出这样的认证（\(type)）；请先执行 taizhang attest",
      "the ledger has made no such attestation (\(type)): run taizhang attest first")
  }

  private func isFalse(_ attested: Position) -> LedgerError {
    LedgerError(
      .integrity, "L06", "事件\(attested.text)的认证与重放结果不同：认证不实，不能据此作证明",
      "the attestation in event \(attested.text) differs from a replay: it is false and proves nothing")
  }
}
