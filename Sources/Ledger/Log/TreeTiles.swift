import TransparencyLog

/// The hashes of the tree as they are stored: tiles of height 5, at most 32 hashes (1,024 bytes) each.
///
/// Tile (level L, index N) holds the roots of the complete subtrees of 32^L leaves numbered 32N…32N+31. Height 5
/// rather than the published 8, because a value of 1 KiB shares LMDB's 4 KiB pages while 8 KiB wastes a third
/// of three pages of its own.
enum TreeTiles {
  static let height = 5
  static let width = 32

  /// Key of a tile: level, then index big-endian, so that a level's tiles are adjacent.
  static func key(level: Int, index: UInt64) -> [UInt8] {
    [UInt8(level)] + (0..<8).map { UInt8(truncatingIfNeeded: index >> UInt64(56 - 8 * $0)) }
  }

  /// The root over a power of two of hashes.
  static func root(_ hashes: ArraySlice<Hash>) -> Hash {
    if hashes.count == 1 { return hashes[hashes.startIndex] }
    let middle = hashes.startIndex + hashes.count / 2
    return MerkleTree.nodeHash(root(hashes[..<middle]), root(hashes[middle...]))
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) -> [Hash]? {
    guard bytes.count % Hash.byteCount == 0, (1...width).contains(bytes.count / Hash.byteCount) else { return nil }
    return stride(from: 0, to: bytes.count, by: Hash.byteCount).map {
      Hash(UnsafeRawBufferPointer(rebasing: bytes[$0..<($0 + Hash.byteCount)]))
    }
  }

  static func encode(_ hashes: [Hash]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * Hash.byteCount)
    for hash in hashes { hash.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }
}

/// The growing edge of the stored tree: the tiles not yet full and those not yet written.
struct TreeEdge {
  private(set) var range: CompactRange
  /// The last, partly filled tile of each level.
  private var open: [[Hash]]
  private var dirty: [(level: Int, index: UInt64, hashes: [Hash])] = []
  private var isOpenDirty: [Bool]

  var size: UInt64 { range.size }
  var root: Hash { range.root }

  init() {
    range = CompactRange()
    open = []
    isOpenDirty = []
  }

  /// The edge of the stored tree of `size` leaves; `tile` reads a stored tile.
  init(size: UInt64, tile: (_ level: Int, _ index: UInt64) throws(LedgerError) -> [Hash]) throws(LedgerError) {
    self.init()
    var count = size
    var level = 0
    while count > 0 {
      let width = Int(count % UInt64(TreeTiles.width))
      let hashes = width == 0 ? [] : try tile(level, count / UInt64(TreeTiles.width))
      guard hashes.count >= width else { throw LogError.damagedTile(level: level, size: size) }
      open.append(Array(hashes.prefix(width)))
      isOpenDirty.append(false)
      count /= UInt64(TreeTiles.width)
      level += 1
    }
    range = try peaks(size)
  }

  private func peaks(_ size: UInt64) throws(LedgerError) -> CompactRange {
    var peaks: [Hash] = []
    for level in open.indices.reversed() {
      var rest = open[level][...]
      while !rest.isEmpty {
        let width = 1 << (Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
        peaks.append(TreeTiles.root(rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
    }
    guard let range = CompactRange(size: size, peaks: peaks) else { throw LogError.damagedTile(level: 0, size: size) }
    return range
  }

  mutating func append(_ leaf: Hash) {
    var index = range.size
    range.append(leaf)
    var hash = leaf
    var level = 0
    while true {
      if level == open.count {
        open.append([])
        isOpenDirty.append(false)
      }
      open[level].append(hash)
      isOpenDirty[level] = true
      guard open[level].count == TreeTiles.width else { return }
      index /= UInt64(TreeTiles.width)
      hash = TreeTiles.root(open[level][...])
      dirty.append((level, index, open[level]))
      open[level].removeAll(keepingCapacity: true)
      isOpenDirty[level] = false
      level += 1
    }
  }

  /// Every tile that differs from what is stored.
  func changedTiles() -> [(level: Int, index: UInt64, hashes: [Hash])] {
    var tiles = dirty
    var count = range.size
    for level in open.indices {
      count /= UInt64(TreeTiles.width)
      if isOpenDirty[level], !open[level].isEmpty { tiles.append((level, count, open[level])) }
    }
    return tiles
  }

  /// Says that all changed tiles are stored.
  mutating func didStore() {
    dirty.removeAll(keepingCapacity: true)
    for level in isOpenDirty.indices { isOpenDirty[level] = false }
  }
}
