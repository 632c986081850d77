extension Tile {
  /// How many levels of the tree a tile spans.
  public static let height = 8

  /// The tile of this content and index in a tree of `size` leaves: full, partial, or nil where the tree has none.
  public static func at(_ content: Content, index: UInt64, size: UInt64) -> Tile? {
    let level = if case .hashes(let level) = content { level } else { 0 }
    let full = fullCount(level: level, size: size)
    if index < full { return Tile(content, index: index) }
    guard index == full, let partial = partial(level: level, size: size) else { return nil }
    return Tile(content, index: index, width: partial.width)
  }

  /// The full tile at the same place: what is served when the partial one has been removed.
  public var full: Tile { Tile(content, index: index) }

  /// The hashes in the bytes of a tile, or the first ``width`` in those of the full tile at its place.
  ///
  /// - Throws: ``TileError/wrongLength(_:byteCount:)`` unless the bytes are exactly one of the two.
  public func hashes(in bytes: [UInt8]) throws(TileError) -> [Hash] {
    let count = bytes.count / Hash.byteCount
    guard bytes.count % Hash.byteCount == 0, count == width || count == Tile.fullWidth else {
      throw .wrongLength(self, byteCount: bytes.count)
    }
    return bytes.withUnsafeBytes { bytes in
      (0..<width).map { Hash(UnsafeRawBufferPointer(rebasing: bytes[($0 * 32)..<($0 * 32 + 32)])) }
    }
  }

  /// The bytes of a tile with these hashes.
  public static func bytes(of hashes: [Hash]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * Hash.byteCount)
    for hash in hashes { hash.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }

  /// The root over a power of two of hashes.
  static func root(_ hashes: ArraySlice<Hash>) -> Hash {
    if hashes.count == 1 { return hashes[hashes.startIndex] }
    let middle = hashes.startIndex + hashes.count / 2
    return MerkleTree.nodeHash(root(hashes[..<middle]), root(hashes[middle...]))
  }
}
