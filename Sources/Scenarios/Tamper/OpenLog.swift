import LMDB

/// The log's databases open for a change: `entries`, `tiles` and `checkpoints` as `specs/format.md` draws them.
struct OpenLog: ~Copyable {
  private var transaction: WriteTransaction
  private let entries: Database
  private let tiles: Database
  private let checkpoints: Database

  /// Hashes a tile holds, and so the factor between levels.
  private static let tileWidth: UInt64 = 32
  private static let hashByteCount = 32

  init(_ environment: Environment) throws(LMDBError) {
    var transaction = try environment.beginWrite()
    let entries = try transaction.database(named: "entries", flags: .integerKey)
    let tiles = try transaction.database(named: "tiles")
    let checkpoints = try transaction.database(named: "checkpoints", flags: .integerKey)
    self.transaction = transaction
    self.entries = entries
    self.tiles = tiles
    self.checkpoints = checkpoints
  }

  consuming func commit() throws(LMDBError) { try transaction.commit() }

  func size() throws(LMDBError) -> UInt64 { UInt64(try transaction.stat(entries).entries) }

  func entry(_ seq: UInt64) throws(LMDBError) -> [UInt8]? {
    try transaction.get(seq, entries).map { [UInt8]($0) }
  }

  mutating func put(_ seq: UInt64, _ bytes: [UInt8]) throws(LMDBError) { try transaction.put(seq, bytes, entries) }

  mutating func delete(_ seq: UInt64) throws(LMDBError) { _ = try transaction.delete(seq, entries) }

  /// Leaves what the log was when it held `size` entries.
  ///
  /// - Returns: false when it was never committed at that size.
  mutating func rollBack(to size: UInt64) throws(LMDBError) -> Bool {
    let newest = try self.size()
    guard size > 0, size <= newest, try transaction.get(size, checkpoints) != nil else { return false }
    for seq in size..<newest {
      _ = try transaction.delete(seq, entries)
      _ = try transaction.delete(seq + 1, checkpoints)
    }
    try cutTiles(to: size, newest)
    return true
  }

  /// Level L holds the roots of complete subtrees of 32^L leaves.
  private mutating func cutTiles(to size: UInt64, _ newest: UInt64) throws(LMDBError) {
    var (kept, had) = (size, newest)
    var level: UInt8 = 0
    while had > 0 {
      for index in (kept / Self.tileWidth)...(had / Self.tileWidth) {
        let key = [level] + (0..<8).map { UInt8(truncatingIfNeeded: index >> UInt64(56 - 8 * $0)) }
        let count = Int(max(kept, index * Self.tileWidth) - index * Self.tileWidth)
        guard let tile = try transaction.get(key, tiles).map({ [UInt8]($0) }) else { continue }
        if count == 0 {
          _ = try transaction.delete(key, tiles)
        } else {
          try transaction.put(key, Array(tile.prefix(count * Self.hashByteCount)), tiles)
        }
      }
      kept /= Self.tileWidth
      had /= Self.tileWidth
      level += 1
    }
  }
}
