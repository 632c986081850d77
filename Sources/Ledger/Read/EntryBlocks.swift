import EventSourcing
import TransparencyLog

/// What was read of an entry, or why it cannot be read.
struct ReadEntry<Content: Sendable>: Sendable {
  let seq: UInt64
  let content: Result<Content, Refusals>
}

/// A whole entry with the hash of its bytes.
struct HashedEntry: Sendable {
  let entry: ParsedEntry
  let leaf: Hash
}

/// Reads a range of the log in order, parsing ahead on other cores while the caller goes on.
///
/// Blocks are bounded in bytes, so memory stays flat whatever the log's size; every block renews its read transaction,
/// because a long reader keeps LMDB from reusing pages.
struct EntryBlocks<Content: Sendable> {
  let log: Log
  let jobs: Int
  /// Reads what the caller asks of an entry from its bytes, on any thread.
  let read: Reader
  /// - Parameter leaf: the hash of the bytes, if it was computed already.
  typealias Reader =
    @Sendable (_ seq: UInt64, _ bytes: UnsafeRawBufferPointer, _ leaf: Hash?) throws(Refusals) -> Content

  /// Bytes of entries parsed at a time.
  var blockByteCount = 1 << 20
  /// Hand over an entry although it does not hash to its stored leaf, since verifying tells of each what is wrong with it.
  /// Otherwise such an entry cannot be read: nothing may be derived from altered bytes, which
  /// an attestation would then vouch for.
  var isDistrustful = false

  init(log: Log, jobs: Int, read: @escaping Reader) {
    self.log = log
    self.jobs = jobs
    self.read = read
  }

  /// Calls `body` with each entry of the range, in order.
  func forEach(_ range: Range<UInt64>, _ body: (ReadEntry<Content>) throws(LedgerError) -> Void) throws(LedgerError) {
    try forEachBlock(range) { (block) throws(LedgerError) in
      for entry in block { try body(entry) }
    }
  }

  /// Calls `body` with the entries of the range, some at a time, in order.
  func forEachBlock(
    _ range: Range<UInt64>, _ body: ([ReadEntry<Content>]) throws(LedgerError) -> Void
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
  private func load(_ range: Range<UInt64>) throws(LedgerError) -> [ReadEntry<Content>]? {
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

  private func parse(_ raw: [Raw]) -> [ReadEntry<Content>] {
    parallelMap(raw.count, jobs: jobs) { index in
      let entry = raw[index]
      guard let bytes = entry.bytes else {
        let missing = LogError.missingEntry(entry.seq).message
        return ReadEntry(
          seq: entry.seq, content: .failure(Refusals([Refusal("L01", missing.zh, missing.en)])))
      }
      let content = Result { () throws(Refusals) in
        if let stored = entry.leaf, stored != MerkleTree.leafHash(bytes) { throw Refusals([LogError.notItsLeaf]) }
        return try read(entry.seq, bytes, entry.leaf)
      }
      return ReadEntry(seq: entry.seq, content: content)
    }
  }
}

extension EntryBlocks where Content == HashedEntry {
  /// Reads whole entries.
  ///
  /// - Parameter domain: whose catalogue they are checked by while they are read; nil when nobody will ask.
  init(log: Log, jobs: Int, domain: (any LedgerDomain)? = nil) {
    self.init(log: log, jobs: jobs) { (seq, bytes, leaf) throws(Refusals) in
      var entry = try ParsedEntry(seq: seq, bytes: bytes)
      if let domain { entry.shape = domain.check(entry.transaction) }
      return HashedEntry(entry: entry, leaf: leaf ?? MerkleTree.leafHash(bytes))
    }
  }
}
