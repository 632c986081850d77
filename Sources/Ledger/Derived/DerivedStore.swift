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
  let meta: Database
  let postings: Database
  let chains: Database
  let transactions: Database
  let tables: [String: Database]

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
}
