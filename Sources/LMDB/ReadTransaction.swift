import CLMDB
import Glibc

/// A snapshot: what was committed when it began, unmoved by later commits. Ends with the value.
///
/// It belongs to no thread, but only one at a time may use it. While it is open, pages it sees are not
/// reused; give long work ``renew()`` between chunks.
public struct ReadTransaction: ~Copyable, Transaction {
  /// The environment read; the transaction keeps it open.
  public let environment: Environment
  /// A box, because ``database(named:flags:)`` may have to exchange the transaction for a twin.
  @usableFromInline let box: UnsafeMutablePointer<OpaquePointer>

  /// LMDB's transaction now: ``database(named:flags:)`` may exchange it for a twin of the same snapshot.
  @inlinable public var handle: OpaquePointer { box.pointee }

  init(_ environment: Environment, _ handle: OpaquePointer) {
    self.environment = environment
    box = .allocate(capacity: 1)
    box.initialize(to: handle)
  }

  deinit {
    mdb_txn_abort(box.pointee)
    box.deallocate()
  }

  /// Lets go of the snapshot but keeps the reader slot, so that ``renew()`` is cheap. Until then reads fail
  /// with `invalidArgument`.
  public mutating func reset() {
    mdb_txn_reset(handle)
  }

  /// Moves to the newest snapshot.
  public mutating func renew() throws(LMDBError) {
    mdb_txn_reset(handle)
    let code = mdb_txn_renew(handle)
    guard code == MDB_SUCCESS else { throw failure(code, .renew, environment) }
  }

  /// The database called `name`, or the main one, which holds the names of the others, for `nil`.
  ///
  /// - Parameter flags: what it must have been made with; `nil` accepts any.
  /// - Throws: `notFound`; `incompatible`; `databasesFull`; `snapshotTooOld` or `busy` when another process
  ///   made it since this environment was opened and commits are under way: trying again with a new
  ///   transaction succeeds.
  public func database(named name: String?, flags: Database.Flags? = nil) throws(LMDBError) -> Database {
    guard let name else {
      // Sets the main database's key order; needed once, harmless again, takes no slot.
      var dbi: MDB_dbi = 0
      let code = mdb_dbi_open(handle, nil, 0, &dbi)
      guard code == MDB_SUCCESS else { throw failure(code, .database, environment) }
      return try databaseChecked(dbi, flags)
    }
    guard Database.isValid(name: name) else { throw failure(MDB_BAD_VALSIZE, .database, environment) }
    guard try isNamed(name) else { throw LMDBError(.notFound, .database, path: environment.path) }
    let dbi = try environment.withHandles { (handles) throws(LMDBError) -> MDB_dbi in
      if let dbi = handles[name] { return dbi }
      try handles.discover(name, in: environment)
      guard let dbi = handles[name] else { throw failure(MDB_NOTFOUND, .database, environment) }
      return dbi
    }
    var ignored: UInt32 = 0
    if mdb_dbi_flags(handle, dbi, &ignored) == EINVAL { try exchangeForTwin() }
    return try databaseChecked(dbi, flags)
  }

  /// A transaction sees no handle opened after it began. One begun now does; if nothing was committed in
  /// between, it is the same snapshot and takes this one's place, with every pointer handed out still good.
  private func exchangeForTwin() throws(LMDBError) {
    let twin = try environment.beginRaw(MDB_RDONLY, .database)
    guard mdb_txn_id(twin) == mdb_txn_id(handle) else {
      mdb_txn_abort(twin)
      throw LMDBError(.snapshotTooOld, .database, path: environment.path)
    }
    mdb_txn_abort(handle)
    box.pointee = twin
  }
}

extension Transaction where Self: ~Copyable {
  /// Whether this snapshot's main database has such a key.
  func isNamed(_ name: String) throws(LMDBError) -> Bool {
    // The main database is always open as handle 1 (lmdb.h leaves it unnamed).
    try get(Array(name.utf8), Database(dbi: 1, flags: [])) != nil
  }

  /// The handle with the flags it really has.
  func databaseChecked(_ dbi: MDB_dbi, _ wanted: Database.Flags?) throws(LMDBError) -> Database {
    var bits: UInt32 = 0
    let code = mdb_dbi_flags(handle, dbi, &bits)
    guard code == MDB_SUCCESS else { throw failure(code, .database, environment) }
    let flags = Database.Flags(rawValue: bits)
    guard flags.isSubset(of: [.integerKey, .reverseKey]), wanted == nil || wanted == flags else {
      throw failure(MDB_INCOMPATIBLE, .database, environment)
    }
    return Database(dbi: dbi, flags: flags)
  }
}
