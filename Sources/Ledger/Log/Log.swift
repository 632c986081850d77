import EventSourcing
public import LMDB
public import TransparencyLog

/// The precious part of a ledger: entries, tree hashes, checkpoints, in an LMDB environment of their own.
///
/// | database | key | value |
/// |---|---|---|
/// | `entries` | sequence number (integer key) | entry bytes |
/// | `tiles` | level u8 ‖ index u64be | up to 32 hashes of 32 bytes |
/// | `checkpoints` | tree size (integer key) | signed note |
/// | `meta` | `format` | `1` |
///
/// One commit stores entries, their hashes and a checkpoint that covers them; nothing is ever changed or deleted, save
/// a tile's growing last version.
public final class Log: Sendable {
  static let format = Array("1".utf8)

  /// The LMDB environment that holds the log and nothing else.
  public let environment: Environment
  private let entries: Database
  private let tiles: Database
  private let checkpoints: Database

  /// Opens the log in a folder. A writer may make it; a reader never does.
  ///
  /// - Parameter durability: less than full only for a copy that is thrown away.
  /// - Throws: `E37` when what lies in its place is no file; `L09`, `L10`, `E12` when it is damaged or of another format.
  public init(
    path: String, isWriter: Bool, create: Bool = false, durability: Environment.Options.Durability = .full
  ) throws(LedgerError) {
    var options = Environment.Options(readOnly: !isWriter)
    options.create = create
    options.durability = durability
    // What is no file at all was not altered: nothing was read that could be.
    try Files.refuseNoFile(path + "/data.mdb")
    environment = try storage { () throws(LMDBError) in try Environment(path: path, options: options) }
    if create {
      (entries, tiles, checkpoints) = try Self.make(environment)
    } else {
      (entries, tiles, checkpoints) = try Self.open(environment, path)
    }
  }

  private static func make(_ environment: Environment) throws(LedgerError) -> (Database, Database, Database) {
    try storage { () throws(LMDBError) in
      var transaction = try environment.beginWrite()
      let entries = try transaction.database(named: "entries", create: true, flags: .integerKey)
      let tiles = try transaction.database(named: "tiles", create: true)
      let checkpoints = try transaction.database(named: "checkpoints", create: true, flags: .integerKey)
      let meta = try transaction.database(named: "meta", create: true)
      try transaction.put(Array("format".utf8), Log.format, meta)
      try transaction.commit()
      return (entries, tiles, checkpoints)
    }
  }

  private static func open(
    _ environment: Environment, _ path: String
  ) throws(LedgerError) -> (Database, Database, Database) {
    let transaction = try storage { () throws(LMDBError) in try environment.beginRead() }
    let meta = try storage { () throws(LMDBError) in try transaction.database(named: "meta") }
    let format = try storage { () throws(LMDBError) in try transaction.get(Array("format".utf8), meta) }
    guard let format, format.elementsEqual(Log.format) else { throw LogError.foreignFormat(path) }
    return try storage { () throws(LMDBError) in
      (
        try transaction.database(named: "entries", flags: .integerKey),
        try transaction.database(named: "tiles"),
        try transaction.database(named: "checkpoints", flags: .integerKey)
      )
    }
  }

  /// A view of the log that later appends do not move.
  public func snapshot() throws(LedgerError) -> LogSnapshot {
    let transaction = try storage { () throws(LMDBError) in try environment.beginRead() }
    return try LogSnapshot(transaction, entries: entries, tiles: tiles, checkpoints: checkpoints)
  }

  /// Stores one group durably: all of it or nothing.
  ///
  /// - Parameter checkpoint: nil for a group of a replica that its source's checkpoint covers only together with the next.
  func append(
    _ group: [[UInt8]], from seq: UInt64, tiles changed: [(level: Int, index: UInt64, hashes: [Hash])],
    checkpoint: [UInt8]?
  ) throws(LedgerError) {
    try storage { () throws(LMDBError) in
      var transaction = try environment.beginWrite()
      for (offset, entry) in group.enumerated() {
        try transaction.put(seq + UInt64(offset), entry, entries, options: .append)
      }
      for tile in changed {
        let key = TreeTiles.key(level: tile.level, index: tile.index)
        try transaction.put(key, TreeTiles.encode(tile.hashes), tiles)
      }
      if let checkpoint {
        try transaction.put(seq + UInt64(group.count), checkpoint, checkpoints, options: .append)
      }
      try transaction.commit()
    }
  }
}

/// The log at one moment.
public struct LogSnapshot: ~Copyable {
  let transaction: ReadTransaction
  let entries: Database
  let tiles: Database
  let checkpoints: Database
  /// How many entries there are.
  public let size: UInt64

  init(
    _ transaction: consuming ReadTransaction, entries: Database, tiles: Database, checkpoints: Database
  ) throws(LedgerError) {
    let last = try storage { () throws(LMDBError) -> UInt64? in
      var cursor = try transaction.cursor(entries)
      return try cursor.last().map { (entry) throws(LMDBError) in try entry.key.number() }
    }
    size = last.map { $0 + 1 } ?? 0
    self.transaction = transaction
    self.entries = entries
    self.tiles = tiles
    self.checkpoints = checkpoints
  }

  /// The bytes of an entry, valid as long as the snapshot; nil when there is none.
  public func entry(_ seq: UInt64) throws(LedgerError) -> UnsafeRawBufferPointer? {
    do { return try transaction.get(seq, entries) } catch { throw LedgerError(error) }
  }

  /// Calls `body` with each entry from `seq` on, asserting that none is missing.
  public func forEachEntry(
    from seq: UInt64, upTo end: UInt64,
    _ body: (UInt64, UnsafeRawBufferPointer) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    var expected = seq
    var failure: LedgerError?
    do {
      try transaction.scan(entries, from: seq) { (key, value) throws(LMDBError) in
        let number = try key.number()
        guard number < end else { return .stop }
        do throws(LedgerError) {
          guard number == expected else { throw LogError.missingEntry(expected) }
          try body(number, value)
        } catch {
          failure = error
          return .stop
        }
        expected += 1
        return .continue
      }
    } catch {
      throw LedgerError(error)
    }
    if let failure { throw failure }
    guard expected >= min(end, size) else { throw LogError.missingEntry(expected) }
  }

  /// A stored tile of tree hashes (see ``TreeTiles``).
  func tile(level: Int, index: UInt64) throws(LedgerError) -> [Hash] {
    let bytes: UnsafeRawBufferPointer?
    do { bytes = try transaction.get(TreeTiles.key(level: level, index: index), tiles) } catch {
      throw LedgerError(error)
    }
    guard let bytes, let hashes = TreeTiles.decode(bytes) else {
      throw LogError.damagedTile(level: level, size: size)
    }
    return hashes
  }

  /// The stored leaf hash of an entry.
  public func leafHash(_ seq: UInt64) throws(LedgerError) -> Hash {
    try subtreeRoot(level: 0, index: seq)
  }

  func edge() throws(LedgerError) -> TreeEdge {
    try TreeEdge(size: size) { (level, index) throws(LedgerError) in try tile(level: level, index: index) }
  }

  /// The root over the first `size` entries.
  public func root(at size: UInt64) throws(LedgerError) -> Hash {
    var peaks: [Hash] = []
    for subtree in MerkleTree.completeSubtrees(of: 0..<size) {
      peaks.append(try subtreeRoot(level: subtree.level, index: subtree.index))
    }
    return CompactRange(size: size, peaks: peaks)?.root ?? MerkleTree.emptyRoot
  }

  /// The root of a complete subtree, from stored tiles: what proofs are made of.
  public func subtreeRoot(level: Int, index: UInt64) throws(LedgerError) -> Hash {
    let tileLevel = level / TreeTiles.height
    let width = 1 << (level % TreeTiles.height)
    let first = index << UInt64(level % TreeTiles.height)
    let offset = Int(first % UInt64(TreeTiles.width))
    let hashes = try tile(level: tileLevel, index: first / UInt64(TreeTiles.width))
    guard hashes.count >= offset + width else { throw LogError.damagedTile(level: tileLevel, size: size) }
    return TreeTiles.root(hashes[offset..<(offset + width)])
  }

  /// The newest checkpoint note; nil for an empty log.
  public func newestCheckpoint() throws(LedgerError) -> [UInt8]? {
    try storage { () throws(LMDBError) -> [UInt8]? in
      var cursor = try transaction.cursor(checkpoints)
      return try cursor.last().map { [UInt8]($0.value) }
    }
  }

  /// The checkpoint over exactly `size` entries; nil when none was made there.
  public func checkpoint(at size: UInt64) throws(LedgerError) -> [UInt8]? {
    do { return try transaction.get(size, checkpoints).map { [UInt8]($0) } } catch { throw LedgerError(error) }
  }

  /// The smallest checkpoint that covers entry `seq`.
  public func checkpoint(covering seq: UInt64) throws(LedgerError) -> [UInt8]? {
    try storage { () throws(LMDBError) -> [UInt8]? in
      var cursor = try transaction.cursor(checkpoints)
      return try cursor.seek(atOrAfter: seq + 1).map { [UInt8]($0.value) }
    }
  }

  /// Every stored checkpoint, ascending by size.
  public func forEachCheckpoint(_ body: (UInt64, [UInt8]) -> Void) throws(LedgerError) {
    do {
      try transaction.scan(checkpoints, from: 0) { (key, value) throws(LMDBError) in
        body(try key.number(), [UInt8](value))
        return .continue
      }
    } catch {
      throw LedgerError(error)
    }
  }
}

extension Log {
  /// An entry taken apart; nil when there is none, or it is none.
  func parsedEntry(_ seq: UInt64) -> ParsedEntry? {
    do throws(LedgerError) {
      let snapshot = try snapshot()
      guard let bytes = try snapshot.entry(seq) else { return nil }
      return try? ParsedEntry(seq: seq, bytes: bytes)
    } catch {
      // As for stored rows (`DerivedBase`): the environment is unusable, and going on would decide on half the facts.
      CrashGuard.end(over: error)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The sequence number or size that is a key of the log.
  ///
  /// - Throws: `corrupted` for what no writer wrote: one of another length, or beyond the integers of JSON (format.md §1.1).
  fileprivate func number() throws(LMDBError) -> UInt64 {
    guard count == MemoryLayout<UInt64>.size, case let number = loadUnaligned(as: UInt64.self), number < 1 << 53 else {
      throw LMDBError(.corrupted, .get)
    }
    return number
  }
}
