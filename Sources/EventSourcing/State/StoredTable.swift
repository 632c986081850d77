/// A table of a state, whatever its row type, as the engine handles it.
public protocol StoredTable: AnyObject {
  /// The name in `query`; unique among a state's tables.
  var name: String { get }
  /// The name people see.
  var label: Bilingual { get }
  /// Changes whenever the bytes of a row could: part of what an attestation names.
  var version: Int { get }
  /// The columns a reader sees, ascending by name; the key, which every row has, is not among them.
  var columns: [ColumnDescription] { get }
  /// The first damage met while reading stored rows; nil while all was well. Whoever decides must look.
  var damage: StateError? { get }
  /// How many rows have been read or written since the last drain.
  var touchedCount: Int { get }
  /// Begins a scope that `rollBack` can undo. Scopes do not nest.
  func begin()
  /// Ends the scope and keeps its changes, in memory.
  func commit()
  /// Ends the scope and undoes its changes.
  func rollBack()
  /// Where rows not in memory are read from; nil means that there are none.
  var source: ((_ table: String, _ key: String) -> [UInt8]?)? { get set }
  /// Sets every row in memory aside, so that the changed ones can be stored while the table goes on. Until rows are set aside
  /// again the table answers with these before it asks its source.
  ///
  /// - Returns: the rows, and those set aside before them; freeing many takes time, and may be done in another thread.
  func setAside() -> (rows: any RowsAside, replaced: (any RowsAside)?)
  /// The stored bytes of a row, changed or not.
  func rowBytes(_ key: String) throws(StateError) -> [UInt8]?
  /// The changed rows as bytes, ascending by key, nil for a deleted one; nothing is set aside.
  func changes() -> [(key: String, row: [UInt8]?)]
}

/// The rows that a table has set aside, to be stored in another thread.
public protocol RowsAside: AnyObject, Sendable {
  /// The table's name.
  var name: String { get }
  /// The places of the changed rows, ascending by key.
  func changedPlaces() -> [Int]
  /// The rows at some of those places as bytes. Several threads may ask at once.
  func written(_ places: ArraySlice<Int>) -> WrittenRows
}

/// Rows as they are stored, one behind the other.
public struct WrittenRows: Sendable {
  let bytes: [UInt8]
  /// Where each key and each row ends; a deleted row ends with its key.
  let ends: [(key: Int, row: Int)]

  init(bytes: [UInt8], ends: [(key: Int, row: Int)]) {
    self.bytes = bytes
    self.ends = ends
  }

  /// Every key and its row, nil for a deleted one.
  var rows: [(key: String, row: [UInt8]?)] {
    var rows: [(key: String, row: [UInt8]?)] = []
    forEach { key, row in rows.append((String(decoding: key, as: UTF8.self), row.map { [UInt8]($0) })) }
    return rows
  }

  /// Calls `body` with every key and its row, nil for a deleted one. The bytes are valid inside `body` only.
  public func forEach<E: Error>(
    _ body: (_ key: UnsafeRawBufferPointer, _ row: UnsafeRawBufferPointer?) throws(E) -> Void
  ) throws(E) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(E) in
      let bytes = UnsafeRawBufferPointer(buffer)
      var start = 0
      for (key, row) in ends {
        try body(
          UnsafeRawBufferPointer(rebasing: bytes[start..<key]),
          row == key ? nil : UnsafeRawBufferPointer(rebasing: bytes[key..<row]))
        start = row
      }
    }
  }
}
