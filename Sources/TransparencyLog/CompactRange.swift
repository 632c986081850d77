/// The frontier of a growing tree: the roots of its complete subtrees, at most 64 hashes however many leaves.
///
/// Appending is what a binary counter does: the new leaf merges with each completed neighbour, so the peaks
/// always stand for the bits set in ``size``.
public struct CompactRange: Hashable, Sendable {
  /// Number of leaves.
  public private(set) var size: UInt64

  /// Roots of the complete subtrees from left to right, tallest first; one for each bit set in ``size``.
  public private(set) var peaks: [Hash]

  /// The tree without leaves.
  public init() {
    size = 0
    peaks = []
  }

  /// A frontier as it was stored; nil unless there is one peak for each bit set in `size`.
  public init?(size: UInt64, peaks: [Hash]) {
    guard peaks.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.peaks = peaks
  }

  /// The frontier of the first `size` leaves, read from storage. O(log n) reads.
  public init<Reader: HashReader>(size: UInt64, reader: Reader) throws(Reader.Failure) {
    var peaks: [Hash] = []
    for subtree in MerkleTree.completeSubtrees(of: 0..<size) {
      peaks.append(try reader.subtreeRoot(level: subtree.level, index: subtree.index))
    }
    self.size = size
    self.peaks = peaks
  }

  /// Appends a leaf hash. O(1) hashes on average, O(log n) at worst.
  public mutating func append(_ leaf: Hash) {
    append(leaf) { _, _, _ in }
  }

  /// Appends a leaf hash and hands over each inner node this completes, from the lowest up, to be stored.
  ///
  /// - Parameter visit: takes level (1 and up), index at that level, and hash. If it throws, nothing is
  ///   appended.
  public mutating func append<E: Error>(
    _ leaf: Hash, visit: (_ level: Int, _ index: UInt64, _ hash: Hash) throws(E) -> Void
  ) throws(E) {
    var hash = leaf
    var level = 0
    var index = size
    var kept = peaks.count
    while index & 1 == 1 {
      kept -= 1
      hash = MerkleTree.nodeHash(peaks[kept], hash)
      level += 1
      index >>= 1
      try visit(level, index, hash)
    }
    peaks.removeLast(level)
    peaks.append(hash)
    size += 1
  }

  /// The root of the tree (RFC 6962 section 2.1). O(log n) hashes.
  public var root: Hash {
    guard var hash = peaks.last else { return MerkleTree.emptyRoot }
    for peak in peaks.dropLast().reversed() { hash = MerkleTree.nodeHash(peak, hash) }
    return hash
  }
}
