/// Proofs that a leaf is at its place in a tree: the audit path of RFC 6962 section 2.1.1, from the leaf up.
public enum InclusionProof {
  /// The audit path of leaf `index` in the tree of the first `size` leaves. O(log n) reads.
  public static func prove<Reader: HashReader>(
    index: UInt64, size: UInt64, reader: Reader
  ) throws(ProvingError<Reader.Failure>) -> [Hash] {
    guard index < size else { throw .impossible(.indexOutOfRange(index: index, size: size)) }
    do throws(Reader.Failure) {
      return try path(to: index, in: 0..<size, reader: reader)
    } catch {
      throw .unreadable(error)
    }
  }

  /// PATH(m, D[n]) of RFC 6962 section 2.1.1, walked from the root down and written from the leaf up.
  private static func path<Reader: HashReader>(
    to index: UInt64, in tree: Range<UInt64>, reader: Reader
  ) throws(Reader.Failure) -> [Hash] {
    var range = tree
    var siblings: [Hash] = []
    while let middle = range.split {
      let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
      siblings.append(try MerkleTree.root(of: index < middle ? right : left, reader: reader))
      range = index < middle ? left : right
    }
    return siblings.reversed()
  }

  /// Checks that `leaf` is leaf number `index` of the tree of `size` leaves with this `root`.
  ///
  /// Says nothing about `size` by itself: that this root has that size is the checkpoint's word.
  public static func verify(
    leaf: Hash, index: UInt64, size: UInt64, root: Hash, proof: [Hash]
  ) throws(ProofError) {
    guard index < size else { throw .indexOutOfRange(index: index, size: size) }
    let shape = ProofShape(index: index, size: size)
    guard proof.count == shape.count else {
      throw .wrongLength(expected: shape.count, actual: proof.count)
    }
    guard shape.climb(from: leaf, proof[...]) == root else { throw .rootMismatch }
  }
}

/// The way from a leaf to the root, read off the bits of `index` and `size`.
///
/// Up to where the way joins the tree's right edge (the edge goes to leaf `size` − 1), siblings stand left or
/// right as the bits of `index` say. Along the edge only left siblings are left, one for each bit still set.
struct ProofShape {
  let index: UInt64
  let innerCount: Int
  let edgeCount: Int

  init(index: UInt64, size: UInt64) {
    self.index = index
    innerCount = 64 - (index ^ (size - 1)).leadingZeroBitCount
    // A shift by 64 gives 0 in Swift, which is what is left of the index then.
    edgeCount = (index >> UInt64(innerCount)).nonzeroBitCount
  }

  var count: Int { innerCount + edgeCount }

  /// The root reached from `start`, which stands `skipped` levels above the leaf, along `siblings`.
  func climb(from start: Hash, skipping skipped: Int = 0, _ siblings: ArraySlice<Hash>) -> Hash {
    let inner = innerCount - skipped
    var hash = start
    for (step, sibling) in siblings.enumerated() {
      let isRight = step >= inner || index >> UInt64(skipped + step) & 1 == 1
      hash = isRight ? MerkleTree.nodeHash(sibling, hash) : MerkleTree.nodeHash(hash, sibling)
    }
    return hash
  }
}

extension Range<UInt64> {
  /// Where RFC 6962 splits these leaves: after the largest power of two below their count. Nil for one leaf.
  var split: UInt64? {
    guard upperBound - lowerBound > 1 else { return nil }
    return lowerBound + 1 << UInt64((upperBound - lowerBound - 1).highestBit)
  }
}
