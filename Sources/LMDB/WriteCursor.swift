import CLMDB

/// A place in a database that can change the records it passes. While it lives, its transaction is its alone.
public struct WriteCursor: ~Copyable, ~Escapable, Positioned {
  /// The environment of its transaction.
  public let environment: Environment
  /// The database it changes.
  public let database: Database
  /// LMDB's own cursor, closed when this value ends.
  public let handle: OpaquePointer

  @_lifetime(immortal)
  init(_ handle: OpaquePointer, _ database: Database, _ environment: Environment) {
    self.environment = environment
    self.database = database
    self.handle = handle
  }

  deinit {
    mdb_cursor_close(handle)
  }

  /// Stores a record and moves to it. Cheaper than the transaction's `put` for keys that come in order.
  ///
  /// - Throws: as ``WriteTransaction/put(_:_:_:options:)``.
  public mutating func put(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, options: PutOptions = []
  ) throws(LMDBError) {
    try storeAtCursor(handle, database, environment, key, value, options)
  }

  /// Stores a record given in arrays and moves to it.
  ///
  /// - Throws: as ``WriteTransaction/put(_:_:_:options:)``.
  public mutating func put(
    _ key: [UInt8], _ value: [UInt8], options: PutOptions = []
  ) throws(LMDBError) {
    let handle = handle
    let database = database
    let environment = environment
    try withBytes(key) { (key) throws(LMDBError) in
      try withBytes(value) { (value) throws(LMDBError) in
        try storeAtCursor(handle, database, environment, key, value, options)
      }
    }
  }

  /// Removes the record at the cursor, which then stands before the one that followed: ``next()`` yields
  /// that.
  ///
  /// - Throws: `invalidArgument` when the cursor is nowhere.
  public mutating func deleteCurrent() throws(LMDBError) {
    let code = mdb_cursor_del(handle, 0)
    guard code == MDB_SUCCESS else { throw failure(code, .delete, environment) }
  }
}

extension WriteTransaction {
  /// A place that can change records; nothing else can be done with the transaction while it lives.
  @_lifetime(&self)
  public mutating func writeCursor(_ database: Database) throws(LMDBError) -> WriteCursor {
    let raw = try openCursor(database)
    return _overrideLifetime(WriteCursor(raw, database, environment), mutating: &self)
  }
}

private func storeAtCursor(
  _ cursor: OpaquePointer, _ database: Database, _ environment: Environment, _ key: UnsafeRawBufferPointer,
  _ value: UnsafeRawBufferPointer, _ options: PutOptions
) throws(LMDBError) {
  guard database.accepts(key) else { throw failure(MDB_BAD_VALSIZE, .put, environment) }
  #if DEBUG
    try environment.injectPutFailure()
  #endif
  var key = MDB_val(key)
  var value = MDB_val(value)
  let code = mdb_cursor_put(cursor, &key, &value, options.rawValue)
  guard code == MDB_SUCCESS else { throw failure(code, .put, environment) }
}
