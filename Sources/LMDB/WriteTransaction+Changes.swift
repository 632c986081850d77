import CLMDB
import Synchronization

/// How a record is put.
public struct PutOptions: OptionSet, Sendable {
  /// LMDB's bits: `MDB_APPEND`, `MDB_NOOVERWRITE`.
  public let rawValue: UInt32

  /// Options of LMDB's bits, handed on unchecked.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The key sorts after all others: no search, and full pages. Refused with `keyExists` when it does not.
  public static let append = PutOptions(rawValue: UInt32(MDB_APPEND))
  /// Refuse with `keyExists` instead of replacing.
  public static let noOverwrite = PutOptions(rawValue: UInt32(MDB_NOOVERWRITE))
}

extension WriteTransaction {
  /// Stores `value` under `key`, replacing what is there. Copies both; earlier buffers of this transaction
  /// become invalid.
  ///
  /// - Throws: `keyExists` (see ``PutOptions``), `badValueSize`, `mapFull`, `transactionFull`.
  public mutating func put(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ database: Database,
    options: PutOptions = []
  ) throws(LMDBError) {
    var value = MDB_val(value)
    try store(key, &value, database, options.rawValue)
  }

  /// Stores arrays; throws what storing buffers throws.
  @inlinable
  public mutating func put(
    _ key: [UInt8], _ value: [UInt8], _ database: Database, options: PutOptions = []
  ) throws(LMDBError) {
    let key = key.span.bytes
    let value = value.span.bytes
    try put(key, value, database, options: options)
  }

  /// Stores spans, such as views of files in memory; throws what storing buffers throws.
  @inlinable
  public mutating func put(
    _ key: RawSpan, _ value: RawSpan, _ database: Database, options: PutOptions = []
  ) throws(LMDBError) {
    try key.withUnsafeBytes { (key) throws(LMDBError) in
      try value.withUnsafeBytes { (value) throws(LMDBError) in
        try put(key, value, database, options: options)
      }
    }
  }

  /// Stores under a key of an integer-keyed database.
  @inlinable
  public mutating func put(
    _ key: UInt64, _ value: UnsafeRawBufferPointer, _ database: Database, options: PutOptions = []
  ) throws(LMDBError) {
    try withBytes(key) { (key) throws(LMDBError) in try put(key, value, database, options: options) }
  }

  /// Stores an array under a key of an integer-keyed database.
  @inlinable
  public mutating func put(
    _ key: UInt64, _ value: [UInt8], _ database: Database, options: PutOptions = []
  ) throws(LMDBError) {
    try withBytes(value) { (value) throws(LMDBError) in try put(key, value, database, options: options) }
  }

  /// Makes room for a value of `sizeBytes` and has `fill` write it in place, saving a copy.
  ///
  /// `fill` must write every byte: what it leaves is whatever memory held.
  public mutating func reserve(
    _ key: UnsafeRawBufferPointer, _ sizeBytes: Int, _ database: Database, options: PutOptions = [],
    _ fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError) {
    guard sizeBytes >= 0 else { throw failure(MDB_BAD_VALSIZE, .put, environment) }
    var value = MDB_val(mv_size: sizeBytes, mv_data: nil)
    try store(key, &value, database, options.rawValue | UInt32(MDB_RESERVE))
    fill(UnsafeMutableRawBufferPointer(start: value.mv_data, count: sizeBytes))
  }

  /// Makes room under a key in an array; `fill` writes the value in place, every byte of it.
  @inlinable
  public mutating func reserve(
    _ key: [UInt8], _ sizeBytes: Int, _ database: Database, options: PutOptions = [],
    _ fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError) {
    try withBytes(key) { (key) throws(LMDBError) in
      try reserve(key, sizeBytes, database, options: options, fill)
    }
  }

  /// Makes room under a key of an integer-keyed database; `fill` writes the value in place, every byte of it.
  @inlinable
  public mutating func reserve(
    _ key: UInt64, _ sizeBytes: Int, _ database: Database, options: PutOptions = [],
    _ fill: (UnsafeMutableRawBufferPointer) -> Void
  ) throws(LMDBError) {
    try withBytes(key) { (key) throws(LMDBError) in
      try reserve(key, sizeBytes, database, options: options, fill)
    }
  }

  /// Removes the record under `key`.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  public mutating func delete(
    _ key: UnsafeRawBufferPointer, _ database: Database
  ) throws(LMDBError) -> Bool {
    guard database.accepts(key) else { throw failure(MDB_BAD_VALSIZE, .delete, environment) }
    var key = MDB_val(key)
    let code = mdb_del(handle, database.dbi, &key, nil)
    if code == MDB_NOTFOUND { return false }
    guard code == MDB_SUCCESS else { throw failure(code, .delete, environment) }
    return true
  }

  /// Removes the record under these bytes.
  ///
  /// - Returns: whether there was one.
  @inlinable
  @discardableResult
  public mutating func delete(_ key: [UInt8], _ database: Database) throws(LMDBError) -> Bool {
    try withBytes(key) { (key) throws(LMDBError) in try delete(key, database) }
  }

  /// Removes the record under a key of an integer-keyed database.
  ///
  /// - Returns: whether there was one.
  @inlinable
  @discardableResult
  public mutating func delete(_ key: UInt64, _ database: Database) throws(LMDBError) -> Bool {
    try withBytes(key) { (key) throws(LMDBError) in try delete(key, database) }
  }

  /// Empties the database. Its name and handle stay: LMDB closes the handle of a removed one under the feet
  /// of readers in other threads. The pages are reused.
  public mutating func drop(_ database: Database) throws(LMDBError) {
    let code = mdb_drop(handle, database.dbi, 0)
    guard code == MDB_SUCCESS else { throw failure(code, .drop, environment) }
  }

  private func store(
    _ key: UnsafeRawBufferPointer, _ value: inout MDB_val, _ database: Database, _ flags: UInt32
  ) throws(LMDBError) {
    guard database.accepts(key) else { throw failure(MDB_BAD_VALSIZE, .put, environment) }
    #if DEBUG
      try environment.injectPutFailure()
    #endif
    var key = MDB_val(key)
    let code = mdb_put(handle, database.dbi, &key, &value, flags)
    guard code == MDB_SUCCESS else { throw failure(code, .put, environment) }
  }
}

#if DEBUG
  extension Environment {
    func injectPutFailure() throws(LMDBError) {
      guard !isPoisoned.load(ordering: .relaxed) else { throw LMDBError(.badTransaction, .put, path: path) }
      guard let code = faults?.next(.put) else { return }
      isPoisoned.store(true, ordering: .relaxed)
      throw LMDBError(code, .put, path: path)
    }
  }
#endif
