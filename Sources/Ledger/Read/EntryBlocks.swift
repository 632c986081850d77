import EventSourcing
import TransparencyLog

/// An entry read back with the hash of its bytes, or why it cannot be read.
struct StoredEntry: Sendable {
  let seq: UInt64
  let leaf: Hash
  let parsed: Result<ParsedEntry, Refusals>
}

/// Reads a range of the log in order, parsing ahead on other cores while the caller folds.
///
/// Blocks are bounded in bytes, so memory stays flat whatever the log's size; every block renews its read transaction,
/// because a long reader keeps LMDB from reusing pages.
struct EntryBlocks {
  let log: Log
  let jobs: Int
  /// Bytes of entries parsed at a time.
  var blockByteCount = 1 << 20
  /// Hand over an entry that is missing or does not hash to its stored leaf with the hash it has, since verifying tells of
  /// each what is wrong with it. Otherwise such an entry cannot be read: nothing may be derived from altered bytes, which
  /// an attestation would then vouch for.
  var isDistrustful = false
  /// Whose catalogue the entries are checked by while they are read; nil when nobody will ask.
  var domain: (any LedgerDomain)?

  /// Calls `body` with each entry of the range, in order.
  func forEach(_ range: Range<UInt64>, _ body: (StoredEntry) throws(LedgerError) -> Void) throws(LedgerError) {
    try forEachBlock(range) { (block) throws(LedgerError) in
      for entry in block { try body(entry) }
    }
  }

  /// Calls `body` with the entries of the range, some at a time, in order.
  func forEachBlock(
    _ range: Range<UInt64>, _ body: ([StoredEntry]) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    var next = range.lowerBound
    var ahead = try load(next..<range.upperBound)
    while let block = ahead {
      next += UInt64(block.count)
      let rest = next..<range.upperBound
      // Moved into the other thread and let go there before it says that it is done: whoever has waited may close the log.
      let pending = Ahead { [self] in Result { () throws(LedgerError) in try load(rest) } }
      do throws(LedgerError) { try body(block) } catch {
        _ = pending.wait()  // nothing may still read the log when the caller closes it; its own error matters less
        throw error
      }
      ahead = try pending.wait().get()
    }
  }

  /// The next block of the range; nil at its end.
  private func load(_ range: Range<UInt64>) throws(LedgerError) -> [StoredEntry]? {
    guard !range.isEmpty else { return nil }
    let snapshot = try log.snapshot()
    guard range.upperBound <= snapshot.size else { throw LogError.missingEntry(snapshot.size) }
    var raw: [Raw] = []
    var byteCount = 0
    var leaves = StoredLeaves()
    var seq = range.lowerBound
    while seq < range.upperBound, byteCount < blockByteCount {
      let bytes = try snapshot.entry(seq)
      guard bytes != nil || isDistrustful else { throw LogError.missingEntry(seq) }
      raw.append(Raw(seq: seq, bytes: bytes, leaf: isDistrustful ? nil : try leaves.leaf(seq, snapshot)))
      byteCount += bytes?.count ?? 1
      seq += 1
    }
    return parse(raw)
  }

  /// An entry in the map, and its stored leaf hash if that is to be believed.
  private struct Raw {
    let seq: UInt64
    let bytes: UnsafeRawBufferPointer?
    let leaf: Hash?
  }

  private func parse(_ raw: [Raw]) -> [StoredEntry] {
    parallelMap(raw.count, jobs: jobs) { index in
      let entry = raw[index]
      guard let bytes = entry.bytes else {
        let missing = LogError.missingEntry(entry.seq).message
        return StoredEntry(
          seq: entry.seq, leaf: .zero, parsed: .failure(Refusals([Refusal("L01", missing.zh, missing.en)])))
      }
      let leaf = MerkleTree.leafHash(bytes)
      let parsed = Result { () throws(Refusals) in
        if let stored = entry.leaf, stored != leaf { throw Refusals([LogError.notItsLeaf]) }
        var entry = try ParsedEntry(seq: entry.seq, bytes: bytes)
        if let domain { entry.shape = domain.check(entry.transaction) }
        return entry
      }
      return StoredEntry(seq: entry.seq, leaf: leaf, parsed: parsed)
    }
  }
}
