/// A table of a state, whatever its row type, as the engine handles it.
public protocol StoredTable: AnyObject {
  var name: String { get }
  var label: Bilingual { get }
  /// Changes whenever the bytes of a row could: part of what an attestation names.
  var version: Int { get }
  /// The key and the columns a reader sees.
  var columns: [ColumnDescription] { get }
  /// The first damage met while reading stored rows; nil while all was well. Whoever decides must look.
  var damage: StateError? { get }
  /// How many rows have been read or written since the last drain.
  var touchedCount: Int { get }
  /// Begins a scope that `rollBack` can undo. Scopes do not nest.
  func begin()
  func commit()
  func rollBack()
  /// Where rows not in memory are read from; nil means that there are none.
  var source: ((_ table: String, _ key: String) -> [UInt8]?)? { get set }
  /// Forgets every row in memory, changed or not: they are stored now.
  func forget()
  /// The stored bytes of a row, changed or not.
  func rowBytes(_ key: String) throws(StateError) -> [UInt8]?
  /// The changed rows as bytes, ascending by key, nil for a deleted one; nothing is forgotten.
  func changes() -> [(key: String, row: [UInt8]?)]
}

/// Rows of one type by key: memory over a stored table.
///
/// Reading keeps the decoded row, writing marks it changed. A class, because the rows read while deciding
/// are kept for evolving; it holds no clock and does no I/O of its own, only what `source` does.
public final class Table<R: Row>: StoredTable {
  @usableFromInline
  struct Slot {
    @usableFromInline var row: R?
    @usableFromInline var isChanged: Bool

    @inlinable
    init(row: R?, isChanged: Bool) {
      self.row = row
      self.isChanged = isChanged
    }

    @inlinable
    mutating func change<T>(_ body: (inout R) -> T) -> T {
      guard row != nil else {
        var fresh = R()
        defer { row = fresh }
        return body(&fresh)
      }
      return body(&row!)
    }
  }

  public let name: String
  public let label: Bilingual
  public let version: Int
  public var source: ((_ table: String, _ key: String) -> [UInt8]?)?
  @usableFromInline var slots: [String: Slot] = [:]
  @usableFromInline var journal: [(key: String, slot: Slot?)]?
  /// The first damage met while reading, since a subscript cannot throw. The engine checks it.
  public var damage: StateError?

  @inlinable
  public init(_ name: String, version: Int = 1, zh: String, en: String) {
    self.name = name
    self.version = version
    label = Bilingual(zh, en)
  }

  @inlinable
  public var columns: [ColumnDescription] { R.columns.descriptions }
  @inlinable
  public var touchedCount: Int { slots.count }

  /// The row of a key; assigning nil deletes it. O(1) expected.
  @inlinable
  public subscript(key: String) -> R? {
    get { load(key).row }
    set { replace(key, Slot(row: newValue, isChanged: true)) }
  }

  /// Changes the row in place, beginning with `R()` when there is none. O(1) expected, one look-up.
  /// `body` must not use this table, whose rows it holds meanwhile: read what it needs before.
  @inlinable
  public func update<T>(_ key: String, _ body: (inout R) -> T) -> T {
    let index = slotIndex(key)
    if journal != nil { journal?.append((key, slots.values[index])) }
    slots.values[index].isChanged = true
    return slots.values[index].change(body)
  }

  /// Whether the key has a row.
  @inlinable
  public func contains(_ key: String) -> Bool { load(key).row != nil }

  @inlinable
  func load(_ key: String) -> Slot { slots.values[slotIndex(key)] }

  /// The place of a key's slot, read from the source when it is not in memory.
  @inlinable
  func slotIndex(_ key: String) -> Dictionary<String, Slot>.Index {
    if let index = slots.index(forKey: key) { return index }
    var slot = Slot(row: nil, isChanged: false)
    if let bytes = source?(name, key) {
      do throws(StateError) { slot.row = try Self.decode(bytes) } catch { damage = damage ?? error }
    }
    slots[key] = slot
    guard let index = slots.index(forKey: key) else { preconditionFailure("just inserted") }
    return index
  }

  @inlinable
  static func decode(_ bytes: [UInt8]) throws(StateError) -> R {
    let value: JSONValue
    do { value = try JSONDocument.object(bytes) } catch { throw .json(error) }
    return try R.columns.read(value)
  }

  @inlinable
  func replace(_ key: String, _ slot: Slot) {
    note(key)
    slots[key] = slot
  }

  @inlinable
  func note(_ key: String) {
    if journal != nil { journal?.append((key, slots[key])) }
  }

  @inlinable
  public func begin() { journal = [] }

  @inlinable
  public func commit() { journal = nil }

  @inlinable
  public func rollBack() {
    for (key, slot) in (journal ?? []).reversed() { slots[key] = slot }
    journal = nil
  }

  @inlinable
  public func rowBytes(_ key: String) throws(StateError) -> [UInt8]? {
    let row = load(key).row
    if let damage { throw damage }
    guard let row else { return nil }
    return Self.encode(row, key)
  }

  @inlinable
  static func encode(_ row: R, _ key: String) -> [UInt8] {
    var writer = JSONWriter()
    R.columns.write(row, key: key, to: &writer)
    return writer.bytes
  }

  @inlinable
  public func changes() -> [(key: String, row: [UInt8]?)] {
    var keys: [ByteOrderedKey] = []
    for (key, slot) in slots where slot.isChanged { keys.append(ByteOrderedKey(key)) }
    keys.sort()
    return keys.map { sorted in (sorted.key, slots[sorted.key]?.row.map { Self.encode($0, sorted.key) }) }
  }

  @inlinable
  public func forget() {
    slots.removeAll(keepingCapacity: true)
  }
}
