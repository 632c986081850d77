import EventSourcing
public import Ledger
public import TransparencyLog

/// An entry and the proof that a log holds it, in one file that needs no ledger to be checked.
public enum EntryProof {
  /// Proves entry `seq` against the newest checkpoint. The entry's bytes travel as the proof's extra data.
  public static func make(_ ledger: Ledger, _ seq: UInt64) throws(LedgerError) -> PortableProof {
    let reader = try StoredHashes(ledger.log)
    guard let note = try reader.snapshot.newestCheckpoint(), let bytes = try reader.snapshot.entry(seq) else {
      throw LedgerError(
        .refused, "E55", "没有第\(seq)条；账本共\(reader.snapshot.size)条",
        "there is no entry \(seq); the log has \(reader.snapshot.size) entries")
    }
    do {
      let stated = try Checkpoint(parsing: try SignedNote.parse(note).text)
      let path = try InclusionProof.prove(index: seq, size: stated.size, reader: reader)
      return PortableProof(index: seq, path: path, checkpoint: note, extra: [UInt8](bytes))
    } catch let error as LedgerError {
      throw error
    } catch {
      throw LedgerError(.integrity, "L04", "无法为第\(seq)条作证明：\(error)", "entry \(seq) cannot be proved: \(error)")
    }
  }

  /// What a proof shows.
  public struct Verdict: Sendable {
    public let entry: ParsedEntry
    public let checkpoint: Checkpoint
    /// Whether the entry names the pinned genesis (or is it); nil when none was pinned.
    public let isOfGenesis: Bool?
    /// Signers whose signatures were checked with the keys given.
    public let signersVerified: [String]
  }

  /// Checks a proof against what the checker pinned.
  ///
  /// - Parameters:
  ///   - vkey: the log's checkpoint key, got from elsewhere than the proof.
  ///   - genesis: the leaf hash of entry 0, likewise.
  ///   - signers: keys of persons, got elsewhere too.
  /// - Throws: `E64` malformed bytes; `L11` for a proof that does not prove, another genesis or a signature that is not by
  ///   the key given.
  public static func check(
    _ bytes: [UInt8], vkey: VerifierKey, genesis: Hash?, signers: [VerifierKey]
  ) throws(LedgerError) -> Verdict {
    let proof: PortableProof
    do { proof = try PortableProof(parsing: bytes) } catch {
      throw LedgerError(.malformed, "E64", "不是证明文件：\(error)", "this is no proof: \(error)")
    }
    guard let extra = proof.extra else {
      throw LedgerError(.malformed, "E64", "证明文件中没有条目原文", "the proof does not carry the entry")
    }
    let leaf = MerkleTree.leafHash(extra)
    let checkpoint: Checkpoint
    do { checkpoint = try proof.verify(leaf: leaf, by: vkey) } catch {
      throw failed("证明不成立：\(error)", "the proof does not hold: \(error)")
    }
    let entry = try parsed(extra, proof.index)
    return Verdict(
      entry: entry, checkpoint: checkpoint, isOfGenesis: try belongs(entry, leaf, to: genesis),
      signersVerified: try verified(entry, signers))
  }

  private static func failed(_ zh: String, _ en: String) -> LedgerError { LedgerError(.integrity, "L11", zh, en) }

  private static func parsed(_ bytes: [UInt8], _ seq: UInt64) throws(LedgerError) -> ParsedEntry {
    let result = bytes.withUnsafeBytes { raw in Result { () throws(Refusals) in try ParsedEntry(seq: seq, bytes: raw) }
    }
    do throws(Refusals) { return try result.get() } catch {
      throw failed("条目不合格式：\(error.reasons[0].message.zh)", "the entry is malformed: \(error.reasons[0].message.en)")
    }
  }

  private static func belongs(_ entry: ParsedEntry, _ leaf: Hash, to genesis: Hash?) throws(LedgerError) -> Bool? {
    guard let genesis else { return nil }
    let named = entry.seq == 0 ? leaf.base64 : entry.transaction.header.genesis
    guard named == genesis.base64 else {
      throw failed("条目属于另一个账本（创世哈希不同）", "the entry belongs to another ledger: the genesis differs")
    }
    return true
  }

  private static func verified(_ entry: ParsedEntry, _ keys: [VerifierKey]) throws(LedgerError) -> [String] {
    guard !keys.isEmpty else { return [] }
    do {
      return try SignedNote.parse(entry.note).verify(known: keys).map(\.name)
    } catch {
      throw failed("签名与所给公钥不符：\(error)", "the signatures are not by the keys given: \(error)")
    }
  }
}

/// The stored hashes of one snapshot as proofs read them.
private final class StoredHashes: HashReader {
  let snapshot: LogSnapshot

  init(_ log: Log) throws(LedgerError) { snapshot = try log.snapshot() }

  func subtreeRoot(level: Int, index: UInt64) throws(LedgerError) -> Hash {
    try snapshot.subtreeRoot(level: level, index: index)
  }
}
