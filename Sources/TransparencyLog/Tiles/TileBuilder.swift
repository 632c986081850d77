/// Computes every tile of a growing tree from its leaf hashes, in order, holding only the tiles that are not full.
public struct TileBuilder {
  /// Number of leaves so far.
  public var size: UInt64 { range.size }
  /// Root of the tree so far.
  public var root: Hash { range.root }
  private var range: CompactRange
  /// The hashes of the tile under way at each level.
  private var open: [[Hash]]

  /// A tree without leaves.
  public init() {
    range = CompactRange()
    open = []
  }

  /// Continues a tree of `size` leaves whose subtrees are read from proved storage. O(log n) tiles are read.
  public init<Reader: HashReader>(size: UInt64, reader: Reader) throws(Reader.Failure) {
    range = try CompactRange(size: size, reader: reader)
    open = []
    var level = 0
    while size >> UInt64(level * Tile.height) > 0, level < 8 {
      let width = Tile.partial(level: level, size: size)?.width ?? 0
      let first = Tile.fullCount(level: level, size: size) * UInt64(Tile.fullWidth)
      var hashes: [Hash] = []
      for offset in 0..<UInt64(width) {
        hashes.append(try reader.subtreeRoot(level: level * Tile.height, index: first + offset))
      }
      open.append(hashes)
      level += 1
    }
  }

  /// Appends a leaf hash and hands over each tile this fills.
  public mutating func append<E: Error>(
    _ leaf: Hash, filled: (_ tile: Tile, _ hashes: [Hash]) throws(E) -> Void
  ) throws(E) {
    let index = range.size
    range.append(leaf)
    var hash = leaf
    var level = 0
    while true {
      if level == open.count { open.append([]) }
      open[level].append(hash)
      guard open[level].count == Tile.fullWidth else { return }
      let hashes = open[level]
      open[level].removeAll(keepingCapacity: true)
      try filled(Tile(.hashes(level: level), index: index >> UInt64(Tile.height * (level + 1))), hashes)
      hash = Tile.root(hashes[...])
      level += 1
    }
  }

  /// The tiles that are not full, lowest first.
  public var partial: [(tile: Tile, hashes: [Hash])] {
    open.enumerated().compactMap { level, hashes in
      Tile.partial(level: level, size: size).map { ($0, hashes) }
    }
  }
}
