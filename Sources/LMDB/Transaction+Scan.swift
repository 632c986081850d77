public import CLMDB
public import Glibc

extension Transaction where Self: ~Copyable {
  /// Calls `body` with each record in key order: those from the key `from` on, and only those that begin with
  /// `prefix`.
  ///
  /// The buffers are valid inside `body` only. A body with errors of its own keeps the error and stops, or
  /// uses a cursor.
  ///
  /// - Throws: `invalidArgument` for a prefix where keys do not sort from their first byte.
  @inlinable
  public func scan(
    _ database: Database, from: UnsafeRawBufferPointer? = nil, prefix: UnsafeRawBufferPointer? = nil,
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(LMDBError) -> ScanStep
  ) throws(LMDBError) {
    let cursor = try openCursor(database)
    defer { mdb_cursor_close(cursor) }
    let start = try scanStart(database, from: from, prefix: prefix)
    var key = start.map { MDB_val($0) } ?? MDB_val()
    var value = MDB_val()
    var code = mdb_cursor_get(cursor, &key, &value, start == nil ? MDB_FIRST : MDB_SET_RANGE)
    while code == MDB_SUCCESS {
      if let prefix, !key.bytes.starts(withBytesOf: prefix) { return }
      if try body(key.bytes, value.bytes) == .stop { return }
      code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
    }
    guard code == MDB_NOTFOUND else { throw failure(code, .cursor, environment) }
  }

  /// The same from a key and a prefix in arrays; an empty one stands for none.
  @_disfavoredOverload
  @inlinable
  public func scan(
    _ database: Database, from: [UInt8]? = nil, prefix: [UInt8]? = nil,
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(LMDBError) -> ScanStep
  ) throws(LMDBError) {
    // An empty key or prefix stands for none, as it sorts before all keys and begins them all.
    try withBytes(from ?? []) { (from) throws(LMDBError) in
      try withBytes(prefix ?? []) { (prefix) throws(LMDBError) in
        try scan(database, from: from, prefix: prefix, body)
      }
    }
  }

  /// Scans an integer-keyed database from `from` on.
  @inlinable
  public func scan(
    _ database: Database, from: UInt64,
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(LMDBError) -> ScanStep
  ) throws(LMDBError) {
    try withBytes(from) { (from) throws(LMDBError) in try scan(database, from: from, prefix: nil, body) }
  }

  /// The key to seek first, the later of the two; `nil` for the database's first record.
  @usableFromInline
  func scanStart(
    _ database: Database, from: UnsafeRawBufferPointer?, prefix: UnsafeRawBufferPointer?
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    let from = from.flatMap { $0.isEmpty ? nil : $0 }
    let prefix = prefix.flatMap { $0.isEmpty ? nil : $0 }
    if let from, !database.accepts(from) { throw failure(MDB_BAD_VALSIZE, .cursor, environment) }
    guard let prefix else { return from }
    guard database.flags.isEmpty else { throw failure(EINVAL, .cursor, environment) }
    guard let from else { return prefix }
    return from.lexicographicallyPrecedes(prefix) ? prefix : from
  }
}

extension UnsafeRawBufferPointer {
  @inlinable
  func starts(withBytesOf prefix: UnsafeRawBufferPointer) -> Bool {
    guard let own = baseAddress, let other = prefix.baseAddress else { return prefix.isEmpty }
    return count >= prefix.count && memcmp(own, other, prefix.count) == 0
  }
}
