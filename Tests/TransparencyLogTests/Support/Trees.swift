import TransparencyLog

/// A tree whose leaf hashes are all at hand, with RFC 6962 section 2.1 as it is written: slow, and plainly
/// right.
struct SmallTree: HashReader {
  let leaves: [Hash]

  init(size: Int) { leaves = (0..<size).map { MerkleTree.leafHash(Array("entry \($0)".utf8)) } }

  func root(_ range: Range<Int>) -> Hash {
    guard range.count > 1 else { return range.isEmpty ? MerkleTree.emptyRoot : leaves[range.lowerBound] }
    var half = 1
    while half * 2 < range.count { half *= 2 }
    let middle = range.lowerBound + half
    return MerkleTree.nodeHash(root(range.lowerBound..<middle), root(middle..<range.upperBound))
  }

  func subtreeRoot(level: Int, index: UInt64) -> Hash {
    let width = 1 << level
    return root(Int(index) * width..<(Int(index) + 1) * width)
  }
}

/// A tree of any size: complete subtrees without one of the leaves in question have a made-up root.
struct SparseTree: HashReader {
  let interesting: Set<UInt64>

  func subtreeRoot(level: Int, index: UInt64) -> Hash {
    guard level > 0, interesting.contains(where: { $0 >> UInt64(level) == index }) else {
      return SHA256.hash(Array("subtree \(level) \(index)".utf8))
    }
    return MerkleTree.nodeHash(
      subtreeRoot(level: level - 1, index: index * 2), subtreeRoot(level: level - 1, index: index * 2 + 1))
  }
}
