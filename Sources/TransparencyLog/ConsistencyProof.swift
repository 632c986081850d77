/// Proofs that one tree is the beginning of another: only appended to, never changed (RFC 6962 section
/// 2.1.2).
public enum ConsistencyProof {
  /// PROOF(m, D[n]): the nodes that, together with the old root, give both roots. O(log n) reads.
  ///
  /// Empty when `oldSize` is 0 (every tree extends the empty one) or equals `newSize`.
  public static func prove<Reader: HashReader>(
    oldSize: UInt64, newSize: UInt64, reader: Reader
  ) throws(ProvingError<Reader.Failure>) -> [Hash] {
    guard oldSize <= newSize else {
      throw .impossible(.sizesOutOfOrder(oldSize: oldSize, newSize: newSize))
    }
    guard oldSize > 0 else { return [] }
    do throws(Reader.Failure) {
      return try nodes(oldSize: oldSize, newSize: newSize, reader: reader)
    } catch {
      throw .unreadable(error)
    }
  }

  /// SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2, walked from the root down, written from the bottom up.
  private static func nodes<Reader: HashReader>(
    oldSize: UInt64, newSize: UInt64, reader: Reader
  ) throws(Reader.Failure) -> [Hash] {
    var range = 0..<newSize
    var hashes: [Hash] = []
    // Until the old tree ends where the range does; RFC 6962 puts the same condition as m = n.
    while oldSize < range.upperBound, let middle = range.split {
      let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
      let oldEndsLeft = oldSize <= middle
      hashes.append(try MerkleTree.root(of: oldEndsLeft ? right : left, reader: reader))
      range = oldEndsLeft ? left : right
    }
    // b: from leaf 0 on, the range is the old tree itself, whose root the verifier has.
    if range.lowerBound > 0 { hashes.append(try MerkleTree.root(of: range, reader: reader)) }
    return hashes.reversed()
  }

  /// Checks that the tree of `newSize` leaves with `newRoot` begins with that of `oldSize` with `oldRoot`.
  public static func verify(
    oldSize: UInt64, oldRoot: Hash, newSize: UInt64, newRoot: Hash, proof: [Hash]
  ) throws(ProofError) {
    guard oldSize <= newSize else { throw .sizesOutOfOrder(oldSize: oldSize, newSize: newSize) }
    if oldSize == 0 || oldSize == newSize {
      guard proof.isEmpty else { throw .wrongLength(expected: 0, actual: proof.count) }
      guard oldRoot == (oldSize == 0 ? MerkleTree.emptyRoot : newRoot) else { throw .oldRootMismatch }
      // An empty new tree has one root only.
      guard newSize > 0 || newRoot == MerkleTree.emptyRoot else { throw .rootMismatch }
      return
    }
    try verifyGrowth(oldSize: oldSize, oldRoot: oldRoot, newSize: newSize, newRoot: newRoot, proof: proof)
  }

  /// Whether hashes that do not hold as a proof show that the new tree begins with *another* tree of `oldSize` leaves.
  ///
  /// They do when they lead to the new root, and so are nodes of its tree, but give another old root. Hashes that do not lead
  /// there show nothing: anybody can make them up. Nor can those from an old size that is a power of two, which hold no node
  /// of the old tree: whoever checks them starts from the old root itself.
  public static func showsOtherBeginning(
    oldSize: UInt64, oldRoot: Hash, newSize: UInt64, newRoot: Hash, proof: [Hash]
  ) -> Bool {
    if oldSize == newSize { return oldRoot != newRoot }
    guard 0 < oldSize, oldSize < newSize,
      let roots = try? roots(oldSize: oldSize, oldRoot: oldRoot, newSize: newSize, proof: proof)
    else { return false }
    return roots.new == newRoot && roots.old != oldRoot
  }

  /// The case 0 < `oldSize` < `newSize`.
  private static func verifyGrowth(
    oldSize: UInt64, oldRoot: Hash, newSize: UInt64, newRoot: Hash, proof: [Hash]
  ) throws(ProofError) {
    let roots = try roots(oldSize: oldSize, oldRoot: oldRoot, newSize: newSize, proof: proof)
    guard roots.old == oldRoot else { throw .oldRootMismatch }
    guard roots.new == newRoot else { throw .rootMismatch }
  }

  /// Both roots that a proof leads to.
  ///
  /// The old tree's last complete subtree, 2^`skipped` leaves, is a node of both trees; the proof starts with
  /// it unless it is the whole old tree. From there the way up is that of the old tree's last leaf. The left
  /// siblings on it rebuild the old root, all siblings the new one.
  private static func roots(
    oldSize: UInt64, oldRoot: Hash, newSize: UInt64, proof: [Hash]
  ) throws(ProofError) -> (old: Hash, new: Hash) {
    let skipped = oldSize.trailingZeroBitCount
    let shape = ProofShape(index: oldSize - 1, size: newSize)
    let isWholeOldTree = oldSize == 1 << UInt64(skipped)
    let expected = shape.count - skipped + (isWholeOldTree ? 0 : 1)
    guard proof.count == expected else { throw .wrongLength(expected: expected, actual: proof.count) }

    let start = isWholeOldTree ? oldRoot : proof[0]
    let siblings = isWholeOldTree ? proof[...] : proof[1...]
    var old = start
    for (step, sibling) in siblings.enumerated() {
      let isLeft = step >= shape.innerCount - skipped || shape.index >> UInt64(skipped + step) & 1 == 1
      if isLeft { old = MerkleTree.nodeHash(sibling, old) }
    }
    return (old, shape.climb(from: start, skipping: skipped, siblings))
  }
}
