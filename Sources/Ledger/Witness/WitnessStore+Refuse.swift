import EventSourcing
import TransparencyLog

/// What a refusal shows, and what it does not.
///
/// A witness keeps of each log the last checkpoint it cosigned and nothing else. So it can show a contradiction only when the
/// log signed another root over as many entries, or a larger tree together with hashes of it that prove another beginning.
/// Of an older checkpoint it can say nothing: old ones are public and anybody may bring them again. Whether the log itself
/// went back is for the ledger's side, which knows which checkpoint is its newest (``Cosigning``).
extension WitnessStore {
  func refuse(
    _ reason: WitnessRefusal, _ request: AddCheckpointRequest, _ known: (note: [UInt8], checkpoint: Checkpoint)?
  ) throws(LedgerError) -> Reply {
    guard let known, let new = try? Checkpoint(ofNote: request.checkpoint) else {
      return Self.reply(reason, Self.words(reason))
    }
    var refusal = Self.words(reason)
    if Self.isContradiction(new, request.proof, known.checkpoint, reason) {
      refusal = Self.forked(new, known.checkpoint)
    } else if case .inconsistent(let error) = reason {
      refusal = Self.unproved(new, known.checkpoint, error)
    } else if new.size < known.checkpoint.size {
      refusal = older(new, known.checkpoint)
    }
    if refusal.kind == .integrity {
      refusal.evidence = [known.note, signedByLog(request.checkpoint, new.origin)]
      try WitnessEvidence(shelf: "\(folder)/evidence")
        .keep(refusal.evidence, origin: new.origin, isShown: refusal.code == "L04")
    }
    return Self.reply(reason, refusal)
  }

  static func reply(_ reason: WitnessRefusal, _ refusal: LedgerError) -> Reply {
    let body = reason.statedSize.map { "\($0)\n" } ?? "\(reason)\n"
    let type = reason.statedSize == nil ? Self.plain : "text/x.tlog.size"
    return Reply(status: reason.status, contentType: type, body: Array(body.utf8), cosigned: nil, refusal: refusal)
  }

  static func words(_ reason: WitnessRefusal) -> LedgerError {
    switch reason {
    case .malformed, .badCheckpoint:
      LedgerError(
        .malformed, "E88", "请求不合格：\(reason.message.zh)", "the request is not acceptable: \(reason.message.en)")
    default: LedgerError(.refused, "E88", "未见证：\(reason.message.zh)", "not cosigned: \(reason.message.en)")
    }
  }

  /// Whether both checkpoints, signed by the log, and the hashes that came with the new one show two histories.
  private static func isContradiction(
    _ new: Checkpoint, _ proof: [Hash], _ known: Checkpoint, _ reason: WitnessRefusal
  ) -> Bool {
    if new.size == known.size { return new.root != known.root }
    guard case .inconsistent = reason else { return false }
    return ConsistencyProof.showsOtherBeginning(
      oldSize: known.size, oldRoot: known.root, newSize: new.size, newRoot: new.root, proof: proof)
  }

  private static func forked(_ new: Checkpoint, _ known: Checkpoint) -> LedgerError {
    LedgerError(
      .integrity, "L04", "新检查点（\(new.size)条）不是已见证检查点（\(known.size)条）的延续：出现两份历史",
      "the new checkpoint (\(new.size) entries) does not extend the one cosigned (\(known.size)): there are two histories"
    )
  }

  private static func unproved(_ new: Checkpoint, _ known: Checkpoint, _ error: ProofError) -> LedgerError {
    LedgerError(
      .integrity, "L11",
      "所附证明不成立（\(error.message.zh)）：新检查点（\(new.size)条）与已见证的（\(known.size)条）连不起来；是证明有误还是出现两份历史，凭这份请求分不清",
      "the proof given does not hold (\(error.message.en)): it does not lead from the checkpoint cosigned (\(known.size) entries) to the new one (\(new.size)); whether it is wrong or there are two histories, this request does not show"
    )
  }

  /// Nobody's fault, as far as can be seen from here.
  private func older(_ new: Checkpoint, _ known: Checkpoint) -> LedgerError {
    let path = "\(folder)/\(Self.name(known.origin)).checkpoint"
    return LedgerError(
      .refused, "E88",
      "未见证：已见证过更新的检查点（\(known.size)条），这一份只有\(new.size)条。旧检查点人人可得，不说明账本有错；若账本自己最新的就是这一份，它已被回滚：请把“\(path)”带到账本一侧，执行 taizhang witness take",
      "not cosigned: a newer checkpoint was cosigned already (\(known.size) entries, this one has \(new.size)). Anybody may bring an old one, so this says nothing of the log; if it is the ledger's own newest, the ledger was rolled back: carry \"\(path)\" there and run taizhang witness take"
    )
  }
}
