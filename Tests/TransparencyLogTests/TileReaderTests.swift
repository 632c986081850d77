import TestSupport
import Testing
import TransparencyLog

/// Published tiles are believed only as far as they lead to the root.
@Suite struct TileReaderTests {
  private struct TreeCase: Decodable {
    let desc: String, size: Number, root: Bytes, tiles: Int, want: Bytes
  }

  @Test func tilesAreThoseOfThePublishedLayout() throws {
    for vector in try vectors("tile-trees", of: TreeCase.self) {
      let shelf = TileShelf(size: Int(vector.size.value))
      #expect(try vector.root.hash == shelf.root, "\(vector.desc)")
      #expect(shelf.tiles.count == vector.tiles, "\(vector.desc)")
      let all = shelf.sorted.flatMap { SHA256.hash($0.1).bytes }
      #expect(try SHA256.hash(all) == vector.want.hash, "\(vector.desc)")
    }
  }

  private struct BundleCase: Decodable {
    let desc: String, bundle: Bytes, width: Int, want: [Bytes]?, offset: Int?, wantErr: String?
  }

  @Test func bundles() throws {
    for vector in try vectors("bundles", of: BundleCase.self) {
      let tile = Tile(.entries, index: 7, width: vector.width)
      let bytes = vector.bundle.value
      let ranges = expect(vector.wantErr, vector.desc) { try EntryBundle.split(bytes, of: tile) }
      if let ranges {
        #expect(ranges.map { Array(bytes[$0]) } == vector.want?.map(\.value), "\(vector.desc)")
        var again: [UInt8] = []
        for range in ranges { bytes[range].withUnsafeBytes { EntryBundle.append($0, to: &again) } }
        #expect(bytes.starts(with: again))
      } else {
        #expect(throws: TileError.wrongBundle(tile, offset: try #require(vector.offset))) {
          try EntryBundle.split(bytes, of: tile)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 255, 256, 257, 511, 513, 65_536, 65_793])
  func everySubtreeReadIsTheTrees(size: Int) throws {
    let shelf = TileShelf(size: size)
    let reader = try shelf.reader()
    let tree = SmallTree(size: size)
    var random = SplitMix64(seed: UInt64(size))
    for _ in 0..<10 {
      let level = Int.random(in: 0...size.bitWidth - 1 - size.leadingZeroBitCount, using: &random)
      let index = Int.random(in: 0..<size >> level, using: &random)
      let range = index << level..<(index + 1) << level
      #expect(try reader.subtreeRoot(level: level, index: UInt64(index)) == tree.root(range))
    }
    for (level, index) in [(0, UInt64(size)), (63, 0), (64, 0), (-1, 0), (0, UInt64.max)] {
      #expect(
        throws: TileReadError<TileShelf.Absent>.refused(.outOfRange(level: level, index: index, size: UInt64(size)))
      ) {
        try reader.subtreeRoot(level: level, index: index)
      }
    }
  }

  /// What a log once published it may drop when the full tile is there.
  @Test func aFullTileStandsInForThePartialOne() throws {
    let (old, new) = (TileShelf(size: 300), TileShelf(size: 600))
    let higher = try #require(Tile.partial(level: 1, size: 300))
    new.tiles[higher] = old.tiles[higher]
    let reader = try TileReader(size: old.size, root: old.root, source: new)
    #expect(try reader.subtreeRoot(level: 0, index: 299) == SmallTree(size: 300).leaves[299])
  }

  @Test func proofsMadeFromTilesHold() throws {
    let shelf = TileShelf(size: 1000)
    let reader = try shelf.reader()
    let tree = SmallTree(size: 1000)
    for index in [0, 255, 256, 767, 999] as [UInt64] {
      let proof = try InclusionProof.prove(index: index, size: 1000, reader: reader)
      try InclusionProof.verify(
        leaf: tree.leaves[Int(index)], index: index, size: 1000, root: shelf.root, proof: proof)
    }
    let proof = try ConsistencyProof.prove(oldSize: 300, newSize: 1000, reader: reader)
    try ConsistencyProof.verify(
      oldSize: 300, oldRoot: tree.root(0..<300), newSize: 1000, newRoot: shelf.root, proof: proof)
  }

  @Test(arguments: [0, 1, 255, 256, 300, 511, 65_536 - 1, 65_600])
  func aTreeContinuedIsTheSameTree(size: Int) throws {
    let (old, whole) = (TileShelf(size: size), TileShelf(size: size + 300))
    var builder = try TileBuilder(size: UInt64(size), reader: try old.reader())
    for index in size..<size + 300 {
      builder.append(MerkleTree.leafHash(Array("entry \(index)".utf8))) { tile, hashes in
        #expect(whole.tiles[tile] == Tile.bytes(of: hashes))
      }
    }
    #expect(builder.root == whole.root)
    for (tile, hashes) in builder.partial { #expect(whole.tiles[tile] == Tile.bytes(of: hashes)) }
  }

  /// CVE-2026-56865: golang.org/x/mod before 0.40.0 took in a log of 70,000 entries in which one entry and its leaf hash
  /// in `tile/0/137` were rewritten, because the climb that authenticates a tile began at the wrong index.
  @Test func theForgedLogOf70000EntriesIsRefused() throws {
    let shelf = TileShelf(size: 70_000)
    let tile = Tile(.hashes(level: 0), index: 137)
    #expect(tile.path == "tile/0/137")
    var forged = try #require(shelf.tiles[tile])
    let forgedLeaf = MerkleTree.leafHash(Array("entry 35100, forged".utf8))
    forged.replaceSubrange((28 * 32)..<(29 * 32), with: forgedLeaf.bytes)
    shelf.tiles[tile] = forged
    let reader = try shelf.reader()
    #expect(throws: TileReadError<TileShelf.Absent>.refused(.notOfThisTree(tile))) {
      try reader.subtreeRoot(level: 0, index: 137 * 256 + 28)
    }
    // The neighbours in that tile are not believed either; the other tiles are.
    #expect(throws: TileReadError<TileShelf.Absent>.self) { try reader.subtreeRoot(level: 0, index: 137 * 256) }
    #expect(try reader.subtreeRoot(level: 0, index: 136 * 256) == MerkleTree.leafHash(Array("entry 34816".utf8)))
  }

  /// The forger may go up as far as he likes: without the log's key he stays below the root.
  @Test func aForgeryCarriedUpwardsIsRefusedWhereItEnds() throws {
    let shelf = TileShelf(size: 70_000)
    for path in ["tile/0/137", "tile/1/000", "tile/2/000.p/1"] {
      let tile = try #require(Tile(path: path))
      var bytes = try #require(shelf.tiles[tile])
      bytes[0] ^= 1
      shelf.tiles[tile] = bytes
    }
    #expect(throws: TileReadError<TileShelf.Absent>.self) { try shelf.reader() }
  }

  /// Any one byte of any tile changed: nothing false is ever handed out, and whoever reads all is told.
  @Test func noChangedTileIsBelieved() throws {
    let size = 70_000
    let shelf = TileShelf(size: size)
    var random = SplitMix64(seed: 56_865)
    for tile in shelf.tiles.keys.sorted(by: { $0.path < $1.path })
    where Int.random(in: 0..<8, using: &random) == 0 || tile.width < 256 {
      let good = try #require(shelf.tiles[tile])
      defer { shelf.tiles[tile] = good }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: shelf.tiles[tile] = Array(good.dropLast(Int.random(in: 1...32, using: &random)))
      case 1: shelf.tiles[tile] = good + random.bytes(32)
      default: shelf.tiles[tile] = random.flip(good)
      }
      guard case .hashes(let level) = tile.content else { continue }
      #expect(throws: TileReadError<TileShelf.Absent>.self, "\(tile.path)") {
        _ = try shelf.reader().hashes(level: level, index: tile.index)
      }
    }
  }

  @Test func readingOneEntryReadsFewTiles() throws {
    let shelf = TileShelf(size: 70_000)
    _ = try shelf.reader().subtreeRoot(level: 0, index: 35_100)
    #expect(shelf.reads == 5)
  }
}

extension SplitMix64 {
  /// The bytes with one bit changed.
  mutating func flip(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    bytes[Int.random(in: 0..<bytes.count, using: &self)] ^= 1 << UInt8.random(in: 0...7, using: &self)
    return bytes
  }
}
