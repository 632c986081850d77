public import CLMDB

/// What a scan does after a record.
public enum ScanStep: Sendable {
  /// On to the next record, or the end of the scan, which is no error.
  case `continue`, stop
}

/// What reading and writing transactions share: everything that reads.
///
/// Reads copy nothing. A returned buffer points into the map and is valid until the transaction ends or is
/// reset, and in a write transaction only until its next change; `span` and cursors have the compiler hold
/// the caller to that.
public protocol Transaction: ~Copyable {
  /// The environment it is a transaction of; the transaction keeps it open.
  var environment: Environment { get }
  /// LMDB's own transaction, for calls this module does not wrap. It must not be ended through it.
  var handle: OpaquePointer { get }
}

extension Transaction where Self: ~Copyable {
  /// The snapshot's number: that of the last commit it sees or, when writing, the one it will be.
  public var id: Int { Int(mdb_txn_id(handle)) }

  /// The value under `key`, or `nil`. O(log n), about a quarter of a microsecond.
  @inlinable
  public func get(
    _ key: UnsafeRawBufferPointer, _ database: Database
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    guard database.accepts(key) else { throw failure(MDB_BAD_VALSIZE, .get, environment) }
    var key = MDB_val(key)
    var value = MDB_val()
    let code = mdb_get(handle, database.dbi, &key, &value)
    if code == MDB_SUCCESS { return value.bytes }
    if code == MDB_NOTFOUND { return nil }
    throw failure(code, .get, environment)
  }

  /// The value under these bytes, or `nil`; a buffer into the map, as of the other `get`.
  @inlinable
  public func get(_ key: [UInt8], _ database: Database) throws(LMDBError) -> UnsafeRawBufferPointer? {
    try withBytes(key) { (key) throws(LMDBError) in try get(key, database) }
  }

  /// The value under a key of an integer-keyed database.
  @inlinable
  public func get(_ key: UInt64, _ database: Database) throws(LMDBError) -> UnsafeRawBufferPointer? {
    try withBytes(key) { (key) throws(LMDBError) in try get(key, database) }
  }

  /// As `get`, but the compiler sees to it that the bytes are not used after the transaction has ended or
  /// changed.
  @inlinable
  @_lifetime(borrow self)
  public func span(_ key: UnsafeRawBufferPointer, _ database: Database) throws(LMDBError) -> RawSpan? {
    guard let bytes = try get(key, database) else { return nil }
    return _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
  }

  /// The value under these bytes, or `nil`, borrowed from the transaction.
  @inlinable
  @_lifetime(borrow self)
  public func span(_ key: [UInt8], _ database: Database) throws(LMDBError) -> RawSpan? {
    guard let bytes = try get(key, database) else { return nil }
    return _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
  }

  /// The value under a key of an integer-keyed database, or `nil`, borrowed from the transaction.
  @inlinable
  @_lifetime(borrow self)
  public func span(_ key: UInt64, _ database: Database) throws(LMDBError) -> RawSpan? {
    guard let bytes = try get(key, database) else { return nil }
    return _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
  }

  /// A place in the database that moves in key order; the transaction cannot end or change while it lives.
  @_lifetime(borrow self)
  public func cursor(_ database: Database) throws(LMDBError) -> Cursor {
    let raw = try openCursor(database)
    return _overrideLifetime(Cursor(raw, database, environment), borrowing: self)
  }

  @usableFromInline
  func openCursor(_ database: Database) throws(LMDBError) -> OpaquePointer {
    var cursor: OpaquePointer?
    let code = mdb_cursor_open(handle, database.dbi, &cursor)
    guard code == MDB_SUCCESS, let cursor else { throw failure(code, .cursor, environment) }
    return cursor
  }

  /// Counts of keys and pages as this transaction sees them, its own changes included.
  public func stat(_ database: Database) throws(LMDBError) -> DatabaseStatistics {
    var stat = MDB_stat()
    let code = mdb_stat(handle, database.dbi, &stat)
    guard code == MDB_SUCCESS else { throw failure(code, .stat, environment) }
    return DatabaseStatistics(stat)
  }
}
