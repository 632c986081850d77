/// Where the bytes of published tiles come from: a folder, a web server, a test.
public protocol TileSource {
  /// How reading can fail.
  associatedtype Failure: Error

  /// The bytes of a tile, or of the full tile at its place when the partial one is gone.
  func bytes(of tile: Tile) throws(Failure) -> [UInt8]
}

/// Why a hash could not be had from published tiles.
public enum TileReadError<SourceFailure: Error>: Error {
  /// The source gave no bytes.
  case unreadable(SourceFailure)
  /// It gave bytes that are not of the tree.
  case refused(TileError)
}

extension TileReadError: Equatable where SourceFailure: Equatable {}

/// Reads the tree of one checkpoint from published tiles, and hands out no hash that does not lead to its root.
///
/// The tree of n leaves has at each level the tile that is not full, if any; the hashes in these tiles alone give the
/// root, which therefore vouches for all of them at once. Any other tile is full, its root stands in the tile above it,
/// and so on up to one that is not full. So each tile is proved before it is used, whatever the others hold. (A reader
/// that begins this climb at the wrong place takes in a forged log: CVE-2026-56865.)
public final class TileReader<Source: TileSource>: HashReader {
  /// The source gave no bytes, or bytes that are not of the tree.
  public typealias Failure = TileReadError<Source.Failure>

  /// Number of leaves.
  public let size: UInt64
  /// Root of the tree over them, as a checkpoint states it.
  public let root: Hash
  private let source: Source
  /// The tiles that are not full, by level: proved.
  private let edge: [Int: [Hash]]
  /// Full tiles, proved: the last used.
  private var kept: [Tile: [Hash]] = [:]
  private var order: [Tile] = []

  /// Full tiles held in memory at a time: 2 MiB.
  private static var keptCountMax: Int { 256 }

  /// Reads the tree's right edge and checks that it gives the root. At most eight tiles are read.
  public init(size: UInt64, root: Hash, source: Source) throws(Failure) {
    self.size = size
    self.root = root
    self.source = source
    edge = try Self.readEdge(size, source)
    guard Self.root(edge, size) == root else {
      let lowest = edge.keys.min() ?? 0
      throw .refused(.notOfThisTree(Tile.partial(level: lowest, size: size) ?? Tile(.hashes(level: 0), index: 0)))
    }
  }

  private static func readEdge(_ size: UInt64, _ source: Source) throws(Failure) -> [Int: [Hash]] {
    var edge: [Int: [Hash]] = [:]
    for level in 0..<8 {
      guard let tile = Tile.partial(level: level, size: size) else { continue }
      edge[level] = try read(tile, source)
    }
    return edge
  }

  private static func read(_ tile: Tile, _ source: Source) throws(Failure) -> [Hash] {
    let bytes: [UInt8]
    do { bytes = try source.bytes(of: tile) } catch { throw .unreadable(error) }
    do { return try tile.hashes(in: bytes) } catch { throw .refused(error) }
  }

  /// The root over the complete subtrees that the edge's tiles consist of.
  private static func root(_ edge: [Int: [Hash]], _ size: UInt64) -> Hash {
    var peaks: [Hash] = []
    for level in (0..<8).reversed() {
      var rest = (edge[level] ?? [])[...]
      while !rest.isEmpty {
        let width = 1 << (Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
        peaks.append(Tile.root(rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
    }
    return CompactRange(size: size, peaks: peaks)?.root ?? MerkleTree.emptyRoot
  }

  /// The proved hashes of the tile at a place.
  ///
  /// - Throws: ``TileError/outOfRange(level:index:size:)`` where the tree has no tile.
  public func hashes(level: Int, index: UInt64) throws(Failure) -> [Hash] {
    guard (0..<8).contains(level), let tile = Tile.at(.hashes(level: level), index: index, size: size) else {
      throw .refused(.outOfRange(level: level * Tile.height, index: index, size: size))
    }
    if tile.width < Tile.fullWidth, let proved = edge[level] { return proved }
    if let proved = kept[tile] { return proved }
    let hashes = try Self.read(tile, source)
    let above = try self.hashes(level: level + 1, index: index / UInt64(Tile.fullWidth))
    guard Tile.root(hashes[...]) == above[Int(index % UInt64(Tile.fullWidth))] else {
      throw .refused(.notOfThisTree(tile))
    }
    keep(hashes, tile)
    return hashes
  }

  private func keep(_ hashes: [Hash], _ tile: Tile) {
    if order.count == Self.keptCountMax { kept[order.removeFirst()] = nil }
    kept[tile] = hashes
    order.append(tile)
  }

  /// The root over the 2^`level` leaves from `index` × 2^`level` on, proved.
  public func subtreeRoot(level: Int, index: UInt64) throws(Failure) -> Hash {
    guard (0..<64).contains(level), index < size >> UInt64(level) else {
      throw .refused(.outOfRange(level: level, index: index, size: size))
    }
    let width = 1 << (level % Tile.height)
    let first = index << UInt64(level % Tile.height)
    let hashes = try hashes(level: level / Tile.height, index: first / UInt64(Tile.fullWidth))
    let offset = Int(first % UInt64(Tile.fullWidth))
    return Tile.root(hashes[offset..<(offset + width)])
  }
}
