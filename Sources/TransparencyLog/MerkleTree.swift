/// The Merkle tree of RFC 6962 section 2.1.
///
/// ```
/// leaf  = SHA-256(0x00 ‖ data)             the prefixes keep a leaf from posing as a node
/// node  = SHA-256(0x01 ‖ left ‖ right)
/// root of no leaves = SHA-256("")
/// root of n leaves  = node(root of the first k, root of the rest), k the largest power of two below n
/// ```
///
/// So a tree of n leaves is a row of complete subtrees, one for each bit set in n, and a complete subtree
/// never changes once filled. Everything here follows from that: ``CompactRange`` keeps only the row's roots,
/// proofs are read from complete subtrees through ``HashReader``.
public enum MerkleTree {
  /// The root of the tree without leaves: SHA-256 of nothing.
  public static let emptyRoot = SHA256.hash([])

  /// Hash of a leaf's data, `SHA-256(0x00 ‖ data)`.
  public static func leafHash(_ data: UnsafeRawBufferPointer) -> Hash {
    var hasher = SHA256()
    hasher.update(0x00 as UInt8)
    hasher.update(data)
    return hasher.finalize()
  }

  /// Hash of a leaf's data, `SHA-256(0x00 ‖ data)`.
  public static func leafHash(_ data: [UInt8]) -> Hash { data.withUnsafeBytes { leafHash($0) } }

  /// Hash of an inner node, `SHA-256(0x01 ‖ left ‖ right)`.
  public static func nodeHash(_ left: Hash, _ right: Hash) -> Hash {
    // The three parts lie side by side from byte 7 on, so that one call hashes all 65 bytes.
    let parts = (UInt64(0x01).bigEndian, left, right)
    return withUnsafeBytes(of: parts) { SHA256.hash(UnsafeRawBufferPointer(rebasing: $0[7...])) }
  }

  /// The root over these leaf hashes. O(n) time, O(log n) space.
  public static func root(ofLeafHashes leaves: [Hash]) -> Hash {
    var range = CompactRange()
    for leaf in leaves { range.append(leaf) }
    return range.root
  }

  /// The root over the leaves `range` of a tree, read from its complete subtrees. O(log n) reads.
  ///
  /// - Precondition: the range starts where RFC 6962 would start a subtree of that length, as 0 always does.
  public static func root<Reader: HashReader>(
    of range: Range<UInt64>, reader: Reader
  ) throws(Reader.Failure) -> Hash {
    var subtrees = completeSubtrees(of: range)[...]
    guard let last = subtrees.popLast() else { return emptyRoot }
    var hash = try reader.subtreeRoot(level: last.level, index: last.index)
    while let subtree = subtrees.popLast() {
      hash = nodeHash(try reader.subtreeRoot(level: subtree.level, index: subtree.index), hash)
    }
    return hash
  }

  /// The fewest complete subtrees that together hold exactly the leaves `range`, from left to right.
  ///
  /// From 0 there is one for each bit set in the size: `0..<6` is (level 2, index 0), (level 1, index 2).
  public static func completeSubtrees(of range: Range<UInt64>) -> [Subtree] {
    var subtrees: [Subtree] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let level = min(start.trailingZeroBitCount, (range.upperBound - start).highestBit)
      subtrees.append(Subtree(level: level, index: start >> UInt64(level)))
      start += 1 << UInt64(level)
    }
    return subtrees
  }
}

/// A complete subtree of a Merkle tree: the 2^`level` leaves from `index` × 2^`level` on.
public struct Subtree: Hashable, Sendable {
  /// Height above the leaves, 0…63; a leaf is level 0.
  public var level: Int
  /// Position among the subtrees of the same level, from 0.
  public var index: UInt64

  /// A subtree by height and position.
  public init(level: Int, index: UInt64) {
    self.level = level
    self.index = index
  }
}

/// Where the roots of complete subtrees are kept: the only thing a proof needs from storage.
public protocol HashReader {
  /// How reading can fail; `Never` for a reader that holds everything.
  associatedtype Failure: Error

  /// The root over the 2^`level` leaves from `index` × 2^`level` on; at level 0, a leaf hash.
  func subtreeRoot(level: Int, index: UInt64) throws(Failure) -> Hash
}

extension UInt64 {
  /// The exponent of the largest power of two not above this number, which must be positive.
  var highestBit: Int { 63 - leadingZeroBitCount }
}
