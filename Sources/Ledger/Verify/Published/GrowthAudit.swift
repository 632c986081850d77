import EventSourcing
import TransparencyLog

/// What can be said of entries added since a checkpoint without those before it: their stamps, and the rotations of the
/// checkpoint key.
struct GrowthAudit {
  private let registry = KeyRegistry()
  private var lastStampMs: Int64?

  /// Follows the key from the genesis, which must be proved to be this log's.
  init(genesis: [UInt8]) throws(LedgerError) {
    let parsed = genesis.withUnsafeBytes { bytes in
      Result { () throws(Refusals) in try ParsedEntry(seq: 0, bytes: bytes) }
    }
    do throws(Refusals) {
      let entry = try parsed.get()
      for event in entry.transaction.events { registry.evolve(event, seq: 0) }
    } catch {
      throw LedgerError(
        .integrity, "L01", "创世条目无法读取：\(error.reasons[0].message.zh)",
        "the genesis cannot be read: \(error.reasons[0].message.en)")
    }
  }

  /// The key of the genesis, or of the last rotation among the entries taken.
  func key(forSize size: UInt64) -> VerifierKey? { registry.checkpointKey(forSize: max(1, size)) }

  /// Takes the next entry.
  mutating func take(_ seq: UInt64, _ bytes: UnsafeRawBufferPointer, _ findings: inout Findings) {
    guard let stamp = EntryHead.stampMs(bytes) else {
      findings.add(
        .altered(.hashes, "T00", seq: seq, "第\(seq)条首行不合格式", "the first line of entry \(seq) is malformed"))
      return
    }
    if let last = lastStampMs, stamp < last {
      findings.add(
        .altered(
          .hashes, "L05", seq: seq, "第\(seq)条的记录时间早于前一条",
          "the stamp of entry \(seq) is before that of the entry before"))
    }
    lastStampMs = stamp
    guard EntryHead.mayBeLedgers(bytes), let entry = try? ParsedEntry(seq: seq, bytes: bytes) else { return }
    for event in entry.transaction.events where event.type == "ledger.key_rotated" {
      registry.evolve(event, seq: seq)
    }
  }
}

/// A signed checkpoint that a verifier was given, and what it must be signed by.
struct SinceCheckpoint {
  let note: [UInt8]
  let stated: Checkpoint

  /// - Throws: `E81` as malformed: it is the caller's file, nobody's forgery.
  init(_ note: [UInt8]) throws(LedgerError) {
    do throws(CheckpointError) { stated = try Checkpoint(ofNote: note) } catch {
      throw LedgerError(
        .malformed, "E81", "所给文件不是签名的检查点：\(error.message.zh)",
        "what was given is no signed checkpoint: \(error.message.en)")
    }
    self.note = note
  }

  /// The log is not a continuation of it: both checkpoints are the evidence.
  func contradiction(size: UInt64, root: Hash?, _ newest: [UInt8]) -> LedgerError? {
    guard var error = OutsideCheckpoint.failure(stated, size: size, root: root) else { return nil }
    error.evidence = [note, newest]
    return error
  }

  /// Says whether it and the newest checkpoint are signed by keys that were in force.
  ///
  /// - Throws: `E90` when it is signed by a key that the genesis does not name and nobody pinned: it may be a rotated one,
  ///   which the entries since cannot tell.
  func checkSignatures(
    _ newest: [UInt8], pinned: VerifierKey?, old: VerifierKey?, new: VerifierKey?, _ findings: inout Findings
  ) throws(LedgerError) {
    guard let oldKey = pinned ?? old, (try? Checkpoint(verifying: note, by: oldKey)) != nil else {
      throw LedgerError(
        .refused, "E90", "所给检查点不是由创世所定的密钥签署；如密钥更换过，请用 --vkey 给出当时的公钥，或不用 --since 全量核验",
        "the checkpoint given is not signed by the genesis key; if the key was rotated, name it with --vkey, or verify without --since"
      )
    }
    // A pinned key holds until the entries since rotate it.
    let newKeys = [pinned, new].compactMap { $0 }
    guard newKeys.contains(where: { (try? Checkpoint(verifying: newest, by: $0)) != nil }) else {
      findings.add(
        .altered(
          .hashes, "L04", "最新检查点没有当时有效密钥的签名", "the newest checkpoint is not signed by the key in force"))
      return
    }
  }
}
