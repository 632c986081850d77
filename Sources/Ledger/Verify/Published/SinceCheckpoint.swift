import EventSourcing
import TransparencyLog

/// A signed checkpoint that a verifier was given, and what it must be signed by.
///
/// Who signed is asked before what it says: anybody can write that a log once had more entries.
struct SinceCheckpoint {
  let note: [UInt8]
  let stated: Checkpoint

  /// - Throws: `E81` as malformed: it is the caller's file, nobody's forgery.
  init(_ note: [UInt8]) throws(LedgerError) {
    stated = try Ledger.parsed(note)
    self.note = note
  }

  /// The key that signed it: the one pinned, or the one that the log's genesis names.
  ///
  /// - Throws: `E90` when it is neither: it may be a rotated one, which the entries since cannot tell.
  func key(pinned: VerifierKey?, genesis: VerifierKey?) throws(LedgerError) -> VerifierKey {
    for key in [pinned, genesis].compactMap({ $0 }) where (try? Checkpoint(verifying: note, by: key)) != nil {
      return key
    }
    if pinned != nil {
      throw LedgerError(
        .refused, "E90", "所给检查点既不是由 --vkey 所给公钥、也不是由创世所定的密钥签署：不能作为核验的起点",
        "the checkpoint given is signed neither by the key of --vkey nor by that of the genesis: nothing can be verified from it"
      )
    }
    throw LedgerError(
      .refused, "E90", "所给检查点不是由创世所定的密钥签署；如密钥更换过，请用 --vkey 给出当时的公钥，或不用 --since 全量核验",
      "the checkpoint given is not signed by the genesis key; if the key was rotated, name it with --vkey, or verify without --since"
    )
  }

  /// The log is not a continuation of it: both checkpoints are the evidence, if the newest is signed too.
  ///
  /// - Parameters:
  ///   - root: over the first entries, as many as it states; nil when there are fewer.
  ///   - key: the one that signed it.
  func contradiction(size: UInt64, root: Hash?, _ newest: [UInt8], key: VerifierKey) -> LedgerError? {
    guard var error = OutsideCheckpoint.failure(stated, size: size, root: root) else { return nil }
    guard (try? Checkpoint(verifying: newest, by: key)) != nil else { return Self.unsigned }
    error.evidence = [note, newest]
    return error
  }

  /// Whether the newest checkpoint is signed by the key in force, after whatever rotations the entries since have proved.
  func checkNewest(_ newest: [UInt8], pinned: VerifierKey?, inForce key: VerifierKey, _ findings: inout Findings) {
    let keys = pinned.map { $0 == key ? [key] : [key, $0] } ?? [key]
    guard keys.contains(where: { (try? Checkpoint(verifying: newest, by: $0)) != nil }) else {
      findings.add(.failure(.hashes, Self.unsigned))
      return
    }
  }

  private static let unsigned = LedgerError(
    .integrity, "L04", "最新检查点没有当时有效密钥的签名", "the newest checkpoint is not signed by the key in force")
}
