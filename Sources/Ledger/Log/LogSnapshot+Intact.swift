import TransparencyLog

/// Entries for others to have: hashed before they leave, so that a bit turned on this disk does not travel on under the ledger's
/// name.
extension LogSnapshot {
  /// Calls `body` with each entry of a range, in order, that hashes to its stored leaf.
  ///
  /// - Throws: `L01` naming the first entry that is missing or does not; `L04` for a tile that is not there.
  func forEachIntactEntry(
    _ range: Range<UInt64>, _ body: (UInt64, UnsafeRawBufferPointer) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    var leaves = StoredLeaves()
    for seq in range {
      guard let bytes = try entry(seq) else { throw LogError.missingEntry(seq) }
      guard try MerkleTree.leafHash(bytes) == leaves.leaf(seq, self) else { throw LogError.notItsLeaf(seq) }
      try body(seq, bytes)
    }
  }
}

/// Leaf hashes as they are stored, for whoever goes through many: a tile at a time.
struct StoredLeaves {
  private var tile: (index: UInt64, hashes: [Hash])?

  mutating func leaf(_ seq: UInt64, _ snapshot: borrowing LogSnapshot) throws(LedgerError) -> Hash {
    let (index, offset) = seq.quotientAndRemainder(dividingBy: UInt64(TreeTiles.width))
    if tile?.index != index { tile = (index, try snapshot.tile(level: 0, index: index)) }
    guard let hashes = tile?.hashes, Int(offset) < hashes.count else {
      throw LogError.damagedTile(level: 0, size: snapshot.size)
    }
    return hashes[Int(offset)]
  }
}
