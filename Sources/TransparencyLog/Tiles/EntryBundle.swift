/// The entries under one tile of level 0 as one file (C2SP tlog-tiles): each behind its length in two bytes,
/// big-endian.
public enum EntryBundle {
  /// What two bytes of length can say.
  public static let entryByteCountMax = 65_535

  /// The most bytes a bundle can have.
  public static let byteCountMax = Tile.fullWidth * (2 + entryByteCountMax)

  /// Appends one entry.
  ///
  /// - Precondition: the entry has at most ``entryByteCountMax`` bytes.
  public static func append(_ entry: UnsafeRawBufferPointer, to bundle: inout [UInt8]) {
    precondition(entry.count <= entryByteCountMax, "an entry of a bundle has at most 65,535 bytes")
    bundle.append(UInt8(entry.count >> 8))
    bundle.append(UInt8(entry.count & 0xFF))
    bundle.append(contentsOf: entry)
  }

  /// Where each entry lies in the bytes of a bundle, or of the full bundle at its place.
  ///
  /// - Throws: ``TileError/wrongBundle(_:offset:)`` unless the bytes are exactly as many entries as the bundle, or the
  ///   full one, has.
  public static func split(_ bytes: [UInt8], of bundle: Tile) throws(TileError) -> [Range<Int>] {
    var entries: [Range<Int>] = []
    var offset = 0
    while offset < bytes.count {
      guard entries.count < Tile.fullWidth, offset + 2 <= bytes.count else {
        throw .wrongBundle(bundle, offset: offset)
      }
      let start = offset + 2
      let end = start + (Int(bytes[offset]) << 8 | Int(bytes[offset + 1]))
      guard end <= bytes.count else { throw .wrongBundle(bundle, offset: offset) }
      entries.append(start..<end)
      offset = end
    }
    guard entries.count == bundle.width || entries.count == Tile.fullWidth else {
      throw .wrongBundle(bundle, offset: bytes.count)
    }
    return Array(entries.prefix(bundle.width))
  }
}
