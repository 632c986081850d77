public import CLMDB

/// A record: key and value as they lie in the map.
///
/// Valid until the transaction ends and, in a write transaction, until its next change.
public typealias Entry = (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)

/// Something that moves over a database in key order. Every move yields the record reached, or `nil` past
/// either end.
public protocol Positioned: ~Copyable, ~Escapable {
  /// The environment of the cursor's transaction.
  var environment: Environment { get }
  /// The database it moves over.
  var database: Database { get }
  /// LMDB's own cursor, for calls this module does not wrap. It must not be closed through it.
  var handle: OpaquePointer { get }
}

extension Positioned where Self: ~Copyable & ~Escapable {
  /// The first record in key order; `nil` when the database is empty.
  @inlinable
  public mutating func first() throws(LMDBError) -> Entry? { try move(MDB_FIRST) }

  /// The last record in key order; `nil` when the database is empty.
  @inlinable
  public mutating func last() throws(LMDBError) -> Entry? { try move(MDB_LAST) }

  /// The record after this one; the first, if the cursor has not been placed.
  @inlinable
  public mutating func next() throws(LMDBError) -> Entry? { try move(MDB_NEXT) }

  /// The record before this one; the last, if the cursor has not been placed.
  @inlinable
  public mutating func previous() throws(LMDBError) -> Entry? { try move(MDB_PREV) }

  /// The record under exactly this key.
  @inlinable
  public mutating func seek(key: UnsafeRawBufferPointer) throws(LMDBError) -> Entry? {
    try move(MDB_SET_KEY, to: key)
  }

  /// The first record whose key is this one or sorts after it.
  @inlinable
  public mutating func seek(atOrAfter key: UnsafeRawBufferPointer) throws(LMDBError) -> Entry? {
    try move(MDB_SET_RANGE, to: key)
  }

  /// The record under exactly these bytes, or `nil`.
  ///
  /// - Throws: `badValueSize` for any but 8 bytes in an integer-keyed database.
  @inlinable
  public mutating func seek(key: [UInt8]) throws(LMDBError) -> Entry? {
    let handle = handle
    let database = database
    let environment = environment
    return try withBytes(key) { (key) throws(LMDBError) in
      try LMDB.move(handle, database, environment, MDB_SET_KEY, key)
    }
  }

  /// The first record whose key is these bytes or sorts after them, or `nil`.
  ///
  /// - Throws: `badValueSize` for any but 8 bytes in an integer-keyed database.
  @inlinable
  public mutating func seek(atOrAfter key: [UInt8]) throws(LMDBError) -> Entry? {
    let handle = handle
    let database = database
    let environment = environment
    return try withBytes(key) { (key) throws(LMDBError) in
      try LMDB.move(handle, database, environment, MDB_SET_RANGE, key)
    }
  }

  /// The record under this number in an integer-keyed database, or `nil`.
  @inlinable
  public mutating func seek(key: UInt64) throws(LMDBError) -> Entry? {
    let handle = handle
    let database = database
    let environment = environment
    return try withBytes(key) { (key) throws(LMDBError) in
      try LMDB.move(handle, database, environment, MDB_SET_KEY, key)
    }
  }

  /// The first record of an integer-keyed database whose key is this number or a larger one, or `nil`.
  @inlinable
  public mutating func seek(atOrAfter key: UInt64) throws(LMDBError) -> Entry? {
    let handle = handle
    let database = database
    let environment = environment
    return try withBytes(key) { (key) throws(LMDBError) in
      try LMDB.move(handle, database, environment, MDB_SET_RANGE, key)
    }
  }

  @inlinable
  func move(_ operation: MDB_cursor_op, to key: UnsafeRawBufferPointer? = nil) throws(LMDBError) -> Entry? {
    try LMDB.move(handle, database, environment, operation, key)
  }
}

/// A free function, because a closure cannot capture a value that may not escape.
@inlinable
func move(
  _ cursor: OpaquePointer, _ database: Database, _ environment: Environment, _ operation: MDB_cursor_op,
  _ key: UnsafeRawBufferPointer?
) throws(LMDBError) -> Entry? {
  if let key, !database.accepts(key) { throw failure(MDB_BAD_VALSIZE, .cursor, environment) }
  var key = key.map { MDB_val($0) } ?? MDB_val()
  var value = MDB_val()
  let code = mdb_cursor_get(cursor, &key, &value, operation)
  if code == MDB_SUCCESS { return (key.bytes, value.bytes) }
  if code == MDB_NOTFOUND { return nil }
  throw failure(code, .cursor, environment)
}

/// A reading place in a database, tied by the compiler to its transaction: it can neither outlive it nor see
/// it change.
public struct Cursor: ~Copyable, ~Escapable, Positioned {
  /// The environment of its transaction.
  public let environment: Environment
  /// The database it moves over.
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
}
