import TransparencyLog

/// Builds the tree above the level-0 tiles and compares what is stored of it: the part of the work that needs order.
struct TreeAudit {
  /// A subtree root as computed from the entries and, where it differs, as the stored tile below it gives it.
  struct Root {
    let computed: Hash
    var stored: Hash?
  }

  /// Over the roots of complete level-0 tiles.
  private var range = CompactRange()
  /// The tile under way at each level from 1 up.
  private var open: [[Root]] = []

  /// Complete level-0 tiles so far.
  var tileCount: UInt64 { range.size }

  /// The root over all complete tiles so far and, behind them, leaves whose root is `bag`.
  func root(with bag: Hash?) -> Hash {
    guard var hash = bag ?? range.peaks.last else { return MerkleTree.emptyRoot }
    for peak in bag == nil ? range.peaks.dropLast().reversed() : range.peaks.reversed() {
      hash = MerkleTree.nodeHash(peak, hash)
    }
    return hash
  }

  /// Adds the root of the next complete level-0 tile.
  mutating func append(
    _ root: Root, _ snapshot: borrowing LogSnapshot, _ findings: inout Findings
  ) throws(LedgerError) {
    var root = root
    var level = 1
    var index = range.size
    range.append(root.computed)
    while true {
      if open.count < level { open.append([]) }
      open[level - 1].append(root)
      guard open[level - 1].count == TreeTiles.width else { return }
      index /= UInt64(TreeTiles.width)
      let hashes = TreeTiles.root(open[level - 1].map(\.computed)[...])
      root = Root(computed: hashes, stored: try compare(level, index, snapshot, &findings))
      open[level - 1].removeAll(keepingCapacity: true)
      level += 1
    }
  }

  /// Compares the tiles that are not full.
  mutating func finish(_ snapshot: borrowing LogSnapshot, _ findings: inout Findings) throws(LedgerError) {
    var index = range.size
    for level in 1...max(1, open.count) where open.count >= level {
      index /= UInt64(TreeTiles.width)
      if !open[level - 1].isEmpty { _ = try compare(level, index, snapshot, &findings) }
    }
  }

  /// Compares the tile under way at `level` with the one stored.
  ///
  /// A slot that is what the stored tile below gives is no news: that tile, or an entry under it, was named already.
  ///
  /// - Returns: the root of the stored tile, if that is another than the computed one.
  private func compare(
    _ level: Int, _ index: UInt64, _ snapshot: borrowing LogSnapshot, _ findings: inout Findings
  ) throws(LedgerError) -> Hash? {
    let roots = open[level - 1]
    guard let stored = try snapshot.tileBytes(level: level, index: index).flatMap({ TreeTiles.decode($0) }) else {
      findings.add(Self.missing(level, index))
      return nil
    }
    if stored.count != Self.expectedCount(level, index, snapshot.size) || stored.count < roots.count {
      findings.add(Self.wrongLength(level, index))
      return nil
    }
    for slot in roots.indices where stored[slot] != roots[slot].computed && stored[slot] != roots[slot].stored {
      findings.add(Self.altered(level, index, slot))
      return nil
    }
    let differs = roots.indices.contains { stored[$0] != roots[$0].computed }
    return differs && roots.count == TreeTiles.width ? TreeTiles.root(stored[...]) : nil
  }

  /// How many hashes a tile holds in a log of `size` entries.
  static func expectedCount(_ level: Int, _ index: UInt64, _ size: UInt64) -> Int {
    let nodes = size >> UInt64(level * TreeTiles.height)
    let first = index * UInt64(TreeTiles.width)
    return nodes <= first ? 0 : Int(min(nodes - first, UInt64(TreeTiles.width)))
  }

  /// How many tiles a log of `size` entries has, at all levels.
  static func expectedTileCount(_ size: UInt64) -> Int {
    var nodes = size
    var count = 0
    while nodes > 0 {
      count += Int((nodes + UInt64(TreeTiles.width) - 1) / UInt64(TreeTiles.width))
      nodes /= UInt64(TreeTiles.width)
    }
    return count
  }
}

extension TreeAudit {
  /// The first entry under a slot of a tile.
  private static func firstEntry(_ level: Int, _ index: UInt64, _ slot: Int = 0) -> UInt64 {
    (index * UInt64(TreeTiles.width) + UInt64(slot)) << UInt64(level * TreeTiles.height)
  }

  static func missing(_ level: Int, _ index: UInt64) -> Finding {
    .altered(
      .hashes, "L04", seq: firstEntry(level, index), "缺少第\(level)层第\(index)个哈希块",
      "tile \(index) of level \(level) is missing")
  }

  static func wrongLength(_ level: Int, _ index: UInt64) -> Finding {
    .altered(
      .hashes, "L04", seq: firstEntry(level, index), "第\(level)层第\(index)个哈希块长度不对",
      "tile \(index) of level \(level) has a wrong length")
  }

  static func altered(_ level: Int, _ index: UInt64, _ slot: Int) -> Finding {
    .altered(
      .hashes, "L04", seq: firstEntry(level, index, slot), "第\(level)层第\(index)个哈希块的第\(slot)个哈希与条目不符",
      "hash \(slot) of tile \(index) at level \(level) is not that of the entries under it")
  }
}
