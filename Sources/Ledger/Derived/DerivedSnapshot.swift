import EventSourcing
import LMDB
import TransparencyLog

/// Derived state at one moment.
struct DerivedSnapshot: ~Copyable {
  let transaction: ReadTransaction
  private let meta: Database
  let postings: Database
  let chains: Database
  let transactions: Database
  let tables: [String: Database]

  init(
    _ transaction: consuming ReadTransaction, meta: Database, postings: Database, chains: Database,
    transactions: Database, tables: [String: Database]
  ) {
    self.transaction = transaction
    self.meta = meta
    self.postings = postings
    self.chains = chains
    self.transactions = transactions
    self.tables = tables
  }

  /// Where it stands; nil before the first flush or when damaged.
  func standing() throws(LedgerError) -> DerivedStore.Standing? {
    guard let position = try text("position").flatMap({ UInt64($0) }),
      let root = try text("root").flatMap({ Hash(hex: $0) }),
      let stamp = try text("stamp").flatMap({ Timestamp($0) })
    else { return nil }
    return DerivedStore.Standing(position: position, root: root, stamp: stamp)
  }

  private func text(_ name: String) throws(LedgerError) -> String? {
    try bytes(Array(name.utf8), meta).map { String(decoding: $0, as: UTF8.self) }
  }

  private func bytes(_ key: [UInt8], _ database: Database) throws(LedgerError) -> UnsafeRawBufferPointer? {
    // LMDB takes no empty key: nothing is under it.
    if key.isEmpty { return nil }
    do { return try transaction.get(key, database) } catch { throw LedgerError(error) }
  }

  func chain(_ subject: String) throws(LedgerError) -> SubjectChain? {
    guard let value = try bytes(Array(subject.utf8), chains) else { return nil }
    return SubjectChain(stored: value)
  }

  func sequence(of tx: ULID) throws(LedgerError) -> UInt64? {
    guard let value = try bytes(Array(tx.text.utf8), transactions), value.count == 8 else { return nil }
    return UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
  }

  /// The stored bytes of a row: what a query prints for it.
  func row(_ table: String, _ key: String) throws(LedgerError) -> UnsafeRawBufferPointer? {
    guard let database = tables[table] else { return nil }
    return try bytes(Array(key.utf8), database)
  }

  /// Every row whose key begins with `prefix`, ascending by key bytes.
  func forEachRow(
    _ table: String, prefix: [UInt8] = [], _ body: (String, UnsafeRawBufferPointer) -> ScanStep
  ) throws(LedgerError) {
    guard let database = tables[table] else { return }
    try scan(database, prefix) { body(String(decoding: $0, as: UTF8.self), $1) }
  }

  /// Every subject and its chain, ascending by reference bytes.
  func forEachChain(_ body: (String, SubjectChain?) -> Void) throws(LedgerError) {
    try scan(chains, []) {
      body(String(decoding: $0, as: UTF8.self), SubjectChain(stored: $1))
      return .continue
    }
  }

  /// Every transaction id and where it stands, ascending.
  func forEachTransaction(_ body: (String, UInt64?) -> Void) throws(LedgerError) {
    try scan(transactions, []) { key, value in
      let seq = value.count == 8 ? UInt64(bigEndian: value.loadUnaligned(as: UInt64.self)) : nil
      body(String(decoding: key, as: UTF8.self), seq)
      return .continue
    }
  }

  /// The stored positions of a term, ascending.
  func positions(_ term: Term) throws(LedgerError) -> [Position] {
    let prefix = term.keyPrefix
    var result: [Position] = []
    try scan(postings, prefix) { key, value in
      if let chunk = PostingList.Chunk(prefix: prefix, key: key, value: value) {
        result.append(contentsOf: chunk.positions)
      }
      return .continue
    }
    return result
  }

  /// The texts of all stored terms of a kind that begin with `beginning`, ascending.
  func terms(tag: UInt8, beginning: String) throws(LedgerError) -> [String] {
    var result: [String] = []
    try scan(postings, [tag] + Array(beginning.utf8)) { key, _ in
      if let zero = key.firstIndex(of: 0), zero > 0 {
        let text = String(decoding: key[1..<zero], as: UTF8.self)
        if result.last != text { result.append(text) }
      }
      return .continue
    }
    return result
  }

  /// Every stored posting chunk as key and value, ascending, for comparison with a rebuilt one.
  func forEachPosting(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) throws(LedgerError) {
    try scan(postings, []) {
      body($0, $1)
      return .continue
    }
  }

  private func scan(
    _ database: Database, _ prefix: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> ScanStep
  ) throws(LedgerError) {
    do {
      try transaction.scan(database, from: nil as [UInt8]?, prefix: prefix) { (key, value) throws(LMDBError) in
        body(key, value)
      }
    } catch {
      throw LedgerError(error)
    }
  }
}
