import Glibc
import TransparencyLog

/// Hashes a run of tiles from the entries and compares the stored tiles: the part of the work that needs no order.
///
/// Allocates per tile, not per entry.
struct TileHasher {
  /// The size of the checkpoint kept outside; 0 for none.
  private let keptSize: UInt64
  private var chunk: HashChunk
  /// Leaf hashes of the tile under way.
  private var leaves = [Hash](repeating: .zero, count: TreeTiles.width)
  private var leafCount = 0
  /// Roots of the complete subtrees of the tile under way, tallest first.
  private var peaks: [Hash] = []
  private var next: UInt64
  private var nextClaim = 0
  private var sizes: [UInt64] = []
  private var notes: [[UInt8]] = []

  /// Hashes these tiles of a log of `size` entries.
  static func hash(
    _ tiles: Range<UInt64>, of log: Log, size: UInt64, keptSize: UInt64
  ) throws(LedgerError) -> HashChunk {
    let snapshot = try log.snapshot()
    var hasher = TileHasher(tiles, keptSize: keptSize)
    let width = UInt64(TreeTiles.width)
    let entries = tiles.lowerBound * width..<min(tiles.upperBound * width, size)
    try hasher.readClaims(entries, snapshot)
    var failure: LedgerError?
    try snapshot.scanEntries(entries) { seq, bytes in
      guard failure == nil else { return }
      do throws(LedgerError) { try hasher.take(seq, bytes, snapshot) } catch { failure = error }
    }
    if let failure { throw failure }
    while hasher.next < entries.upperBound { try hasher.skip(snapshot) }
    try hasher.finish(snapshot)
    return hasher.chunk
  }

  private init(_ tiles: Range<UInt64>, keptSize: UInt64) {
    self.keptSize = keptSize
    chunk = HashChunk(tiles: tiles)
    next = tiles.lowerBound * UInt64(TreeTiles.width)
    chunk.roots.reserveCapacity(tiles.count)
    peaks.reserveCapacity(TreeTiles.height + 1)
  }

  private mutating func readClaims(_ entries: Range<UInt64>, _ snapshot: borrowing LogSnapshot) throws(LedgerError) {
    let first = entries.lowerBound == 0 ? 0 : entries.lowerBound + 1
    guard first <= entries.upperBound else { return }
    var sizes: [UInt64] = []
    var notes: [[UInt8]] = []
    try snapshot.scanCheckpoints(first...entries.upperBound) { size, note in
      sizes.append(size)
      notes.append([UInt8](note))
    }
    self.sizes = sizes
    self.notes = notes
    claim()
  }

  /// Notes the root of the tile under way for checkpoints that end here.
  private mutating func claim() {
    if next == keptSize, leafCount > 0 { chunk.keptBag = bag }
    guard nextClaim < sizes.count, sizes[nextClaim] == next else { return }
    chunk.claims.append(HashChunk.Claim(size: next, note: notes[nextClaim], bag: bag))
    nextClaim += 1
  }

  /// The root over the leaves of the tile under way.
  private var bag: Hash? {
    guard var hash = peaks.last else { return nil }
    for peak in peaks.dropLast().reversed() { hash = MerkleTree.nodeHash(peak, hash) }
    return hash
  }

  private mutating func take(
    _ seq: UInt64, _ bytes: UnsafeRawBufferPointer, _ snapshot: borrowing LogSnapshot
  ) throws(LedgerError) {
    while next < seq { try skip(snapshot) }
    readHead(seq, bytes)
    try append(MerkleTree.leafHash(bytes), snapshot)
  }

  /// Goes on past an entry that is not there, with what the tree says of it.
  private mutating func skip(_ snapshot: borrowing LogSnapshot) throws(LedgerError) {
    chunk.faults.append(HashChunk.Fault(seq: next, kind: .missing))
    let width = UInt64(TreeTiles.width)
    let stored = try snapshot.tileBytes(level: 0, index: next / width).flatMap { TreeTiles.decode($0) } ?? []
    let offset = Int(next % width)
    try append(offset < stored.count ? stored[offset] : .zero, snapshot)
  }

  private mutating func readHead(_ seq: UInt64, _ bytes: UnsafeRawBufferPointer) {
    if let stamp = EntryHead.stampMs(bytes) {
      if let last = chunk.lastStampMs, stamp < last { chunk.faults.append(HashChunk.Fault(seq: seq, kind: .stampBack)) }
      if chunk.firstStampMs == nil { chunk.firstStampMs = stamp }
      chunk.lastStampMs = stamp
    } else {
      chunk.faults.append(HashChunk.Fault(seq: seq, kind: .framing))
    }
    if seq == 0 || EntryHead.mayBeLedgers(bytes), let entry = try? ParsedEntry(seq: seq, bytes: bytes) {
      chunk.ledgerEntries.append(entry)
    }
  }

  private mutating func append(_ leaf: Hash, _ snapshot: borrowing LogSnapshot) throws(LedgerError) {
    leaves[leafCount] = leaf
    var hash = leaf
    var index = leafCount
    while index & 1 == 1, let left = peaks.popLast() {
      hash = MerkleTree.nodeHash(left, hash)
      index >>= 1
    }
    peaks.append(hash)
    leafCount += 1
    next += 1
    claim()
    if leafCount == TreeTiles.width { try closeTile(snapshot) }
  }

  private mutating func closeTile(_ snapshot: borrowing LogSnapshot) throws(LedgerError) {
    try compare((next - 1) / UInt64(TreeTiles.width), snapshot)
    chunk.roots.append(peaks[0])
    leafCount = 0
    peaks.removeAll(keepingCapacity: true)
  }

  private mutating func finish(_ snapshot: borrowing LogSnapshot) throws(LedgerError) {
    guard leafCount > 0 else { return }
    try compare(next / UInt64(TreeTiles.width), snapshot)
    chunk.tail = bag
  }

  /// Compares the leaves computed with the tile stored.
  ///
  /// The log may have grown since `size` was taken: a tile may hold more than what is looked at, never less, and exactly
  /// what the snapshot's own size says.
  private mutating func compare(_ tile: UInt64, _ snapshot: borrowing LogSnapshot) throws(LedgerError) {
    let stored = try snapshot.tileBytes(level: 0, index: tile)
    let width = UInt64(TreeTiles.width)
    let expected = Int(min(width, snapshot.size - min(snapshot.size, tile * width))) * Hash.byteCount
    if let stored, stored.count == expected, begins(stored) { return }
    let parentTile = try snapshot.tileBytes(level: 1, index: tile / width).flatMap { TreeTiles.decode($0) } ?? []
    let slot = Int(tile % width)
    let isComplete = leafCount == TreeTiles.width
    let hashes = stored.flatMap { $0.count == expected ? TreeTiles.decode($0) : nil }
    chunk.suspects.append(
      HashChunk.Suspect(
        tile: tile, isThere: stored != nil, computed: Array(leaves[..<leafCount]),
        stored: hashes.map { Array($0.prefix(leafCount)) },
        parent: isComplete && slot < parentTile.count ? parentTile[slot] : nil))
  }

  /// Whether the stored tile begins with the leaves computed.
  private func begins(_ stored: UnsafeRawBufferPointer) -> Bool {
    guard let base = stored.baseAddress else { return false }
    return leaves.withUnsafeBytes { own in
      let byteCount = leafCount * Hash.byteCount
      guard let ownBase = own.baseAddress, stored.count >= byteCount else { return false }
      return memcmp(ownBase, base, byteCount) == 0
    }
  }
}
