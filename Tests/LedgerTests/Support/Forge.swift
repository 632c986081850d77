import Foundation
import LMDB
import Ledger
import TransparencyLog

/// What someone with the disk in hand can do to a ledger's files, and, with the keys too, to its history.
struct Forge {
  let path: String

  /// Changes the database in a folder of the ledger, which must be closed.
  func edit(_ folder: String, _ body: (inout WriteTransaction) throws -> Void) throws {
    let environment = try Environment(path: "\(path)/\(folder)", options: Self.options)
    var transaction = try environment.beginWrite()
    try body(&transaction)
    try transaction.commit()
  }

  private static var options: Environment.Options {
    var options = Environment.Options()
    options.create = false
    options.maxDatabases = 128
    return options
  }

  func editLog(_ body: (inout LogEdit) throws -> Void) throws {
    try edit("log") { transaction in
      var log = try LogEdit(&transaction)
      try body(&log)
      try log.store(&transaction)
    }
  }

  /// Changes derived state under the live generation.
  func editDerived(_ database: String, _ body: (inout [[UInt8]: [UInt8]]) -> Void) throws {
    let live = try String(contentsOfFile: "\(path)/derived/CURRENT", encoding: .utf8)
    try edit("derived/\(live.trimmingCharacters(in: .newlines))") { transaction in
      let table = try transaction.database(named: database)
      var records: [[UInt8]: [UInt8]] = [:]
      try transaction.scan(table) { key, value in
        records[[UInt8](key)] = [UInt8](value)
        return .continue
      }
      let before = records
      body(&records)
      for key in before.keys where records[key] == nil { _ = try transaction.delete(key, table) }
      for (key, value) in records where before[key] != value { try transaction.put(key, value, table) }
    }
  }
}

/// A log as plain values; nothing here shares code with the engine's own storage.
struct LogEdit {
  var entries: [UInt64: [UInt8]] = [:]
  /// By level, then index.
  var tiles: [[UInt8]: [UInt8]] = [:]
  var checkpoints: [UInt64: [UInt8]] = [:]
  private let databases: (entries: Database, tiles: Database, checkpoints: Database)
  private var before: (entries: [UInt64: [UInt8]], tiles: [[UInt8]: [UInt8]], checkpoints: [UInt64: [UInt8]])

  init(_ transaction: inout WriteTransaction) throws {
    databases = (
      try transaction.database(named: "entries", flags: .integerKey), try transaction.database(named: "tiles"),
      try transaction.database(named: "checkpoints", flags: .integerKey)
    )
    before = ([:], [:], [:])
    entries = try Self.numbered(databases.entries, transaction)
    checkpoints = try Self.numbered(databases.checkpoints, transaction)
    var tiles: [[UInt8]: [UInt8]] = [:]
    try transaction.scan(databases.tiles) { key, value in
      tiles[[UInt8](key)] = [UInt8](value)
      return .continue
    }
    self.tiles = tiles
    before = (entries, tiles, checkpoints)
  }

  private static func numbered(
    _ database: Database, _ transaction: borrowing WriteTransaction
  ) throws -> [UInt64: [UInt8]] {
    var records: [UInt64: [UInt8]] = [:]
    try transaction.scan(database, from: 0) { key, value in
      records[key.loadUnaligned(as: UInt64.self)] = [UInt8](value)
      return .continue
    }
    return records
  }

  func store(_ transaction: inout WriteTransaction) throws {
    try Self.store(entries, before.entries, databases.entries, &transaction)
    try Self.store(checkpoints, before.checkpoints, databases.checkpoints, &transaction)
    for key in before.tiles.keys where tiles[key] == nil { _ = try transaction.delete(key, databases.tiles) }
    for (key, value) in tiles where before.tiles[key] != value { try transaction.put(key, value, databases.tiles) }
  }

  private static func store(
    _ records: [UInt64: [UInt8]], _ before: [UInt64: [UInt8]], _ database: Database,
    _ transaction: inout WriteTransaction
  ) throws {
    for key in before.keys where records[key] == nil { _ = try transaction.delete(key, database) }
    for (key, value) in records where before[key] != value { try transaction.put(key, value, database) }
  }

  // MARK: The tree

  var size: UInt64 { UInt64(entries.count) }

  static func tileKey(_ level: UInt8, _ index: UInt64) -> [UInt8] {
    [level] + withUnsafeBytes(of: index.bigEndian) { [UInt8]($0) }
  }

  private var leaves: [Hash] { (0..<size).map { MerkleTree.leafHash(entries[$0] ?? []) } }

  /// Computes all tiles anew from the entries.
  mutating func rebuildTiles() {
    tiles = [:]
    var nodes = leaves
    var level: UInt8 = 0
    while !nodes.isEmpty {
      var above: [Hash] = []
      for (index, start) in stride(from: 0, to: nodes.count, by: 32).enumerated() {
        let tile = nodes[start..<min(start + 32, nodes.count)]
        tiles[Self.tileKey(level, UInt64(index))] = tile.flatMap(\.bytes)
        if tile.count == 32 { above.append(MerkleTree.root(ofLeafHashes: Array(tile))) }
      }
      nodes = above
      level += 1
    }
  }

  /// Signs all checkpoints anew, as only the holder of the key can.
  mutating func resign(_ key: SignerKey) throws {
    let leaves = leaves
    for size in checkpoints.keys {
      guard size <= leaves.count else {
        checkpoints[size] = nil
        continue
      }
      let root = MerkleTree.root(ofLeafHashes: Array(leaves.prefix(Int(size))))
      checkpoints[size] = try Checkpoint(origin: key.name, size: size, root: root).signed(by: key)
    }
  }

  /// Drops the last entries with everything that belongs to them.
  mutating func dropTail(_ count: UInt64) {
    let rest = size - count
    entries = entries.filter { $0.key < rest }
    checkpoints = checkpoints.filter { $0.key <= rest }
    rebuildTiles()
  }

  /// The offset of a text in an entry.
  func offset(of text: String, in seq: UInt64) -> Int? {
    let bytes = entries[seq] ?? []
    let wanted = Array(text.utf8)
    return bytes.indices.first { bytes[$0...].starts(with: wanted) }
  }

  /// Replaces a text in an entry by another of the same length.
  mutating func replace(_ text: String, by other: String, in seq: UInt64) {
    guard let offset = offset(of: text, in: seq) else { return }
    entries[seq]?.replaceSubrange(offset..<(offset + text.utf8.count), with: other.utf8)
  }
}
