import EventSourcing
import LMDB
import TransparencyLog

/// Everything rebuilt from the log, stored: indexes, chains, tables. Disposable.
///
/// | database | key | value |
/// |---|---|---|
/// | `meta` | `position`, `root`, `stamp`, `version` | as text |
/// | `postings` | tag ‖ term ‖ 0 ‖ first position | a chunk of positions |
/// | `chains` | reference | u64be count ‖ head |
/// | `transactions` | ULID text | u64be seq |
/// | `table:NAME` | row key | the row as JSON, which is what a query prints |
///
/// Each commit moves everything together and says at which position of which log it stands.
final class DerivedStore: Sendable {
  struct Standing: Equatable {
    var position: UInt64
    var root: Hash
    var stamp: Timestamp
  }

  let environment: Environment
  let path: String
  private let meta: Database
  private let postings: Database
  private let chains: Database
  private let transactions: Database
  private let tables: [String: Database]

  /// Opens a generation; nil when it is absent, of another version, or damaged: the answer is a rebuild.
  static func open(
    _ path: String, version: String, tables names: [String], isWriter: Bool
  ) throws(LedgerError) -> DerivedStore? {
    guard Files.exists(path + "/data.mdb") else { return nil }
    var options = Environment.Options(readOnly: !isWriter)
    options.create = false
    options.maxDatabases = 128
    let environment: Environment
    do { environment = try Environment(path: path, options: options) } catch {
      switch error.code {
      case .truncated, .notADatabase, .corrupted, .versionMismatch, .noSuchFile: return nil
      default: throw LedgerError(error)
      }
    }
    return try DerivedStore(environment, path, version: version, tables: names)
  }

  private init?(
    _ environment: Environment, _ path: String, version: String, tables names: [String]
  ) throws(LedgerError) {
    do {
      let transaction = try environment.beginRead()
      meta = try transaction.database(named: "meta")
      guard let stored = try transaction.get(Array("version".utf8), meta), stored.elementsEqual(version.utf8) else {
        return nil
      }
      postings = try transaction.database(named: "postings")
      chains = try transaction.database(named: "chains")
      transactions = try transaction.database(named: "transactions")
      var tables: [String: Database] = [:]
      for name in names { tables[name] = try transaction.database(named: "table:\(name)") }
      self.tables = tables
    } catch {
      if error.code == .notFound { return nil }
      throw LedgerError(error)
    }
    self.environment = environment
    self.path = path
  }

  /// Makes an empty generation in a folder that exists.
  static func make(
    _ path: String, version: String, tables names: [String], durability: Environment.Options.Durability = .full
  ) throws(LedgerError) -> DerivedStore {
    var options = Environment.Options()
    options.maxDatabases = 128
    options.durability = durability
    return try storage { () throws(LMDBError) in
      let environment = try Environment(path: path, options: options)
      return try DerivedStore(making: environment, path, version: version, tables: names)
    }
  }

  private init(
    making environment: Environment, _ path: String, version: String, tables names: [String]
  ) throws(LMDBError) {
    var transaction = try environment.beginWrite()
    meta = try transaction.database(named: "meta", create: true)
    postings = try transaction.database(named: "postings", create: true)
    chains = try transaction.database(named: "chains", create: true)
    transactions = try transaction.database(named: "transactions", create: true)
    var tables: [String: Database] = [:]
    for name in names { tables[name] = try transaction.database(named: "table:\(name)", create: true) }
    try transaction.put(Array("version".utf8), Array(version.utf8), meta)
    try transaction.commit()
    self.tables = tables
    self.environment = environment
    self.path = path
  }

  func snapshot() throws(LedgerError) -> DerivedSnapshot {
    let transaction = try storage { () throws(LMDBError) in try environment.beginRead() }
    return DerivedSnapshot(
      transaction, meta: meta, postings: postings, chains: chains, transactions: transactions, tables: tables)
  }

  /// Moves everything to `standing` in one commit.
  func flush(
    _ index: IndexOverlay, tables changed: [any StoredTable], to standing: Standing
  ) throws(LedgerError) {
    try storage { () throws(LMDBError) in
      var transaction = try environment.beginWrite()
      try flushSubjects(index, &transaction)
      try flushPostings(index, &transaction)
      try flushTransactions(index, &transaction)
      for table in changed { try flushTable(table, &transaction) }
      try transaction.put(Array("position".utf8), Array(String(standing.position).utf8), meta)
      try transaction.put(Array("root".utf8), Array(standing.root.hex.utf8), meta)
      try transaction.put(Array("stamp".utf8), Array(standing.stamp.utcText.utf8), meta)
      try transaction.commit()
    }
  }

  private func flushSubjects(_ index: IndexOverlay, _ transaction: inout WriteTransaction) throws(LMDBError) {
    let sorted = index.subjects.keys.map { ByteOrderedKey($0) }.sorted().map(\.key)
    for subject in sorted {
      guard let state = index.subjects[subject] else { continue }
      var value: [UInt8] = []
      for shift in 0..<8 { value.append(UInt8(truncatingIfNeeded: state.chain.count >> UInt64(56 - 8 * shift))) }
      state.chain.head.withUnsafeBytes { value.append(contentsOf: $0) }
      try transaction.put(Array(subject.utf8), value, chains)
    }
    for subject in sorted {
      guard let state = index.subjects[subject] else { continue }
      try store(state.added, under: .subject(subject), &transaction)
    }
  }

  private func flushPostings(_ index: IndexOverlay, _ transaction: inout WriteTransaction) throws(LMDBError) {
    let sorted = index.others.map { ($0.key, $0.key.keyPrefix, $0.value) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }
    for (term, _, list) in sorted { try store(list, under: term, &transaction) }
  }

  /// Stores a term's new chunks; the last stored one takes in the first new one if both fit a page's share.
  private func store(
    _ list: PostingList, under term: Term, _ transaction: inout WriteTransaction
  ) throws(LMDBError) {
    guard var first = list.chunks.first else { return }
    let prefix = term.keyPrefix
    if let last = try transaction.lastChunk(prefix, postings), let merged = last.merged(with: first) { first = merged }
    try transaction.put(prefix + first.first.bytes, first.value, postings)
    for chunk in list.chunks.dropFirst() {
      try transaction.put(prefix + chunk.first.bytes, chunk.value, postings)
    }
  }

  private func flushTransactions(_ index: IndexOverlay, _ transaction: inout WriteTransaction) throws(LMDBError) {
    for (tx, seq) in index.transactions.sorted(by: { $0.key < $1.key }) {
      let value = (0..<8).map { UInt8(truncatingIfNeeded: seq >> UInt64(56 - 8 * $0)) }
      try transaction.put(Array(tx.utf8), value, transactions)
    }
  }

  private func flushTable(_ table: any StoredTable, _ transaction: inout WriteTransaction) throws(LMDBError) {
    guard let database = tables[table.name] else { preconditionFailure("table \(table.name) was not declared") }
    for (key, row) in table.changes() {
      let key = Array(key.utf8)
      if let row {
        try transaction.put(key, row, database)
      } else {
        _ = try transaction.delete(key, database)
      }
    }
  }
}

extension Position {
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    appendBytes(to: &bytes)
    return bytes
  }
}

extension WriteTransaction {
  /// The stored chunk with the greatest first position under a term.
  fileprivate func lastChunk(_ prefix: [UInt8], _ postings: Database) throws(LMDBError) -> PostingList.Chunk? {
    var cursor = try cursor(postings)
    let after = prefix + [UInt8](repeating: 0xFF, count: 12)
    let found = try cursor.seek(atOrAfter: after) == nil ? try cursor.last() : try cursor.previous()
    guard let (key, value) = found else { return nil }
    return PostingList.Chunk(prefix: prefix, key: key, value: value)
  }
}

extension PostingList.Chunk {
  /// A stored chunk of the term whose key prefix is given; nil for another term's.
  init?(prefix: [UInt8], key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard key.count == prefix.count + 12, key[..<prefix.count].elementsEqual(prefix),
      let first = Position(bytes: UnsafeRawBufferPointer(rebasing: key[prefix.count...]))
    else { return nil }
    self.init(first: first, value: value)
  }
}
