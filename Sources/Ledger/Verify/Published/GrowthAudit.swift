import EventSourcing
import TransparencyLog

/// What can be said of entries added since a checkpoint without those before it: their stamps, and the rotations of the
/// checkpoint key.
struct GrowthAudit {
  private var keys: CheckpointKeys
  private var lastStampMs: Int64?

  /// Follows the key from the one given, be it the genesis's or a later one.
  ///
  /// - Parameter genesis: entry 0, proved to be this log's.
  init(genesis: [UInt8], beginningWith first: VerifierKey? = nil) throws(LedgerError) {
    let parsed = genesis.withUnsafeBytes { bytes in
      Result { () throws(Refusals) in try ParsedEntry(seq: 0, bytes: bytes) }
    }
    do throws(Refusals) {
      let leaf = MerkleTree.leafHash(genesis)
      guard let keys = CheckpointKeys(genesis: try parsed.get(), leaf: leaf, beginningWith: first) else {
        throw Refusals([Refusal("K11", "不是合格的创世", "it is no lawful genesis")])
      }
      self.keys = keys
    } catch {
      throw LedgerError(
        .integrity, "L01", "创世条目无法读取：\(error.reasons[0].message.zh)",
        "the genesis cannot be read: \(error.reasons[0].message.en)")
    }
  }

  /// The key begun with, or that of the last rotation proved among the entries taken.
  func key(forSize size: UInt64) -> VerifierKey { keys.key(forSize: size) }

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
    keys.take(entry)
  }
}
