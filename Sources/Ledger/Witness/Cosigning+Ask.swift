import EventSourcing
public import TransparencyLog

extension Cosigning {
  /// How a witness answered.
  public struct Answer: Sendable {
    /// The status over HTTP.
    public let status: Int
    /// What C2SP tlog-witness has it say: with 200 cosignature lines, with 409 the size it knows.
    public let body: [UInt8]

    /// An answer as it came, not yet judged.
    public init(status: Int, body: [UInt8]) {
      self.status = status
      self.body = body
    }
  }

  /// Asks one witness to cosign the newest checkpoint, and keeps what it signs.
  ///
  /// A witness that refuses is not believed for that: it may lie, and without HTTPS anybody may answer in its place. What it
  /// shows counts only when this log signed it.
  ///
  /// - Parameters:
  ///   - post: sends a request and returns the answer.
  ///   - latest: the checkpoint that the witness last cosigned, if it shows it.
  /// - Returns: how many entries it cosigned.
  /// - Throws: `L09` when the log signed more than it holds, `L04` when it signed another history, both with the checkpoints as
  ///   evidence; `E85` when the witness refuses and shows nothing of the kind; `E86` when others ask at the same time.
  public func ask(
    _ witness: WitnessPolicy.Member, post: (AddCheckpointRequest) throws(LedgerError) -> Answer,
    latest: () throws(LedgerError) -> [UInt8]?
  ) throws(LedgerError) -> UInt64 {
    var oldSize = min(try knownSize(witness.key), try ledger.log.snapshot().size)
    for _ in 0..<2 {
      let request = try request(from: oldSize)
      let answer = try post(request)
      switch answer.status {
      case 200: return try take(answer.body, under: request.checkpoint, of: witness)
      case 409:
        guard let seen = Self.size(in: answer.body) else { throw Self.refused(witness, answer) }
        let size = try PublishedLog.parse(request.checkpoint, ledger.folder.path).size
        guard seen <= size, seen != oldSize else { throw try accused(witness, answer, request.checkpoint, latest) }
        oldSize = seen
      case 422: throw try accused(witness, answer, request.checkpoint, latest)
      default: throw Self.refused(witness, answer)
      }
    }
    throw Self.overtaken
  }

  private static func size(in body: [UInt8]) -> UInt64? {
    guard body.last == 0x0A, let text = String(validating: body.dropLast(), as: UTF8.self),
      let size = UInt64(text), String(size) == text
    else { return nil }
    return size
  }

  // MARK: What a refusal shows

  /// The error for a witness that says this log went back or has two histories.
  private func accused(
    _ witness: WitnessPolicy.Member, _ answer: Answer, _ own: [UInt8],
    _ latest: () throws(LedgerError) -> [UInt8]?
  ) throws(LedgerError) -> LedgerError {
    let shown: [UInt8]?
    do throws(LedgerError) { shown = try latest() } catch {
      return Self.unproved(
        witness, answer, error.kind, "它最近见证的检查点取不到（\(error.message.zh)）",
        "the checkpoint it last cosigned could not be had (\(error.message.en))")
    }
    guard let shown else {
      return Self.unproved(witness, answer, .refused, "它没有出示检查点", "it shows no checkpoint")
    }
    switch try standing(shown) {
    case .unsigned:
      return Self.unproved(
        witness, answer, .refused, "它出示的不是本账本签署的检查点", "what it shows is no checkpoint signed by this ledger")
    case .agreeing(let size):
      if try size > PublishedLog.parse(own, ledger.folder.path).size { return Self.overtaken }
      return Self.unproved(
        witness, answer, .refused, "它出示的检查点（\(size)条）与本账本一致",
        "the checkpoint it shows (\(size) entries) is of this ledger's history")
    case .contradicting(var error):
      if error.kind == .integrity { error.evidence = [own, shown] }
      return error
    }
  }

  /// How a checkpoint that somebody shows stands to this log.
  enum Standing {
    /// Not signed by the log, as far as is known here: it says nothing.
    case unsigned
    /// Of this history, over so many entries.
    case agreeing(UInt64)
    /// The log signed it and does not hold it: `L09` or `L04`; of a replica, `E86` when it only lags behind.
    case contradicting(LedgerError)
  }

  func standing(_ note: [UInt8]) throws(LedgerError) -> Standing {
    guard let stated = try? Checkpoint(ofNote: note), stated.origin.utf8.elementsEqual(ledger.about.origin.utf8),
      let key = try ledger.view().checkpointKey(forSize: max(1, stated.size)),
      (try? Checkpoint(verifying: note, by: key)) != nil
    else { return .unsigned }
    // Taken now: the log may have grown since the witness was asked.
    let snapshot = try ledger.log.snapshot()
    guard stated.size <= snapshot.size else {
      return .contradicting(ledger.folder.isReplica ? Self.lagging : Self.rolledBack(snapshot.size, seen: stated.size))
    }
    return try snapshot.root(at: stated.size) == stated.root
      ? .agreeing(stated.size) : .contradicting(Self.forked(stated.size))
  }

  /// The error for a request from a size that the log has not.
  func beyond(_ oldSize: UInt64, _ size: UInt64, _ own: [UInt8]) throws(LedgerError) -> LedgerError {
    for kept in try Self.sizes(ledger.folder).reversed() where kept > size {
      let note = try Files.read("\(folder)/\(kept).checkpoint", limit: 1 << 20)
      guard case .contradicting(var error) = try standing(note) else { continue }
      error.evidence = [own, note]
      return error
    }
    return LedgerError(
      .refused, "E85",
      "账本只有\(size)条，不能从\(oldSize)条接续。若见证人真的见证过\(oldSize)条，账本已被回滚：请收下它的检查点核对（taizhang witness take）",
      "the log has \(size) entries and cannot go on from \(oldSize). If a witness did cosign \(oldSize), the ledger was rolled back: take in its checkpoint to see (taizhang witness take)"
    )
  }
}

// MARK: Errors

extension Cosigning {
  private static var overtaken: LedgerError {
    LedgerError(
      .tryAgain, "E86", "见证人同时在见证更新的检查点，请重试", "the witness is cosigning newer checkpoints meanwhile: try again")
  }

  private static var lagging: LedgerError {
    LedgerError(
      .tryAgain, "E86", "副本落后于见证人：请先 taizhang follow", "the replica is behind the witness: run taizhang follow first")
  }

  private static func refused(_ witness: WitnessPolicy.Member, _ answer: Answer) -> LedgerError {
    let said = String(decoding: answer.body.prefix(300), as: UTF8.self).filter { !$0.isNewline }
    return LedgerError(
      .refused, "E85", "见证人“\(witness.key.name)”拒绝（\(answer.status)）：\(said)",
      "the witness \"\(witness.key.name)\" refused (\(answer.status)): \(said)")
  }

  /// A refusal that says the log went back or has two histories, and does not show it.
  private static func unproved(
    _ witness: WitnessPolicy.Member, _ answer: Answer, _ kind: LedgerError.Kind, _ zh: String, _ en: String
  ) -> LedgerError {
    let said = refused(witness, answer).message
    return LedgerError(
      kind, "E85", "\(said.zh)；不能据此认定账本有错：\(zh)。请换网络或用HTTPS再问，或取得它的检查点后 taizhang witness take 核对",
      "\(said.en); that proves nothing against the ledger: \(en). Ask again by another network or HTTPS, or get its checkpoint and run taizhang witness take"
    )
  }

  private static func rolledBack(_ size: UInt64, seen: UInt64) -> LedgerError {
    LedgerError(
      .integrity, "L09", "账本只有\(size)条，而见证人已见证过\(seen)条：账本被回滚或截断",
      "the log has \(size) entries but \(seen) were witnessed: it was rolled back or truncated")
  }

  private static func forked(_ size: UInt64) -> LedgerError {
    LedgerError(
      .integrity, "L04", "见证人见证过的前\(size)条与本账本不同：出现两份历史",
      "the first \(size) entries that were witnessed are not this ledger's: there are two histories")
  }
}
