import TransparencyLog

/// Entries for others to have: hashed before they leave, so that a bit turned on this disk does not travel on under the ledger's
/// name.
extension LogSnapshot {
  /// Calls `body` with each entry of a range, in order, that hashes to its stored leaf.
  ///
  /// - Throws: `L01` naming the first entry that is missing or does not.
  func forEachIntactEntry(
    _ range: Range<UInt64>, _ body: (UInt64, UnsafeRawBufferPointer) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let width = UInt64(TreeTiles.width)
    var leaves: [Hash] = []
    for seq in range {
      if seq == range.lowerBound || seq % width == 0 { leaves = try tile(level: 0, index: seq / width) }
      let offset = Int(seq % width)
      guard let bytes = try entry(seq), offset < leaves.count else { throw LogError.missingEntry(seq) }
      guard MerkleTree.leafHash(bytes) == leaves[offset] else { throw LogError.notItsLeaf(seq) }
      try body(seq, bytes)
    }
  }
}

extension LogError {
  /// An entry, or the tile with its hash, is not what was committed. Which of the two, verification finds out.
  static func notItsLeaf(_ seq: UInt64) -> LedgerError {
    LedgerError(
      .integrity, "L01", "第\(seq)条的内容与其哈希不符：已被改动或磁盘出错，不再外传；请执行 taizhang verify，并从完好的备份恢复",
      "entry \(seq) does not hash to its leaf: it was altered or the disk failed, and is not passed on; run taizhang verify and restore a sound copy"
    )
  }
}
