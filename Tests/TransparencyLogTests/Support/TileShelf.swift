import TransparencyLog

/// Published tiles in memory, which a test may tamper with.
final class TileShelf: TileSource {
  struct Absent: Error, Equatable {}

  var tiles: [Tile: [UInt8]]
  private(set) var reads = 0
  let size: UInt64
  let root: Hash

  /// The tiles of the tree of `entry N`.
  init(size: Int) {
    var tiles: [Tile: [UInt8]] = [:]
    var builder = TileBuilder()
    for index in 0..<size {
      let leaf = MerkleTree.leafHash(Array("entry \(index)".utf8))
      builder.append(leaf) { tile, hashes in tiles[tile] = Tile.bytes(of: hashes) }
    }
    for (tile, hashes) in builder.partial { tiles[tile] = Tile.bytes(of: hashes) }
    self.tiles = tiles
    self.size = builder.size
    root = builder.root
  }

  func bytes(of tile: Tile) throws(Absent) -> [UInt8] {
    reads += 1
    guard let bytes = tiles[tile] ?? tiles[tile.full] else { throw Absent() }
    return bytes
  }

  func reader() throws(TileReadError<Absent>) -> TileReader<TileShelf> {
    try TileReader(size: size, root: root, source: self)
  }

  /// By level and index.
  var sorted: [(Tile, [UInt8])] {
    tiles.sorted {
      ($0.key.path.split(separator: "/")[1], $0.key.index) < ($1.key.path.split(separator: "/")[1], $1.key.index)
    }
    .map { ($0.key, $0.value) }
  }
}
