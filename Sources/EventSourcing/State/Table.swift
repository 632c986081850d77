/// Rows of one type by key: memory over a stored table.
///
/// Reading keeps the decoded row, writing marks it changed. A class, because the rows read while deciding
/// are kept for evolving; it holds no clock and does no I/O of its own, only what `source` does.
public final class Table<R: Row>: StoredTable {
  /// A row in memory. Rows lie in one array and are changed where they lie: a dictionary of rows this large would spend its
  /// time moving and counting them.
  @usableFromInline
  struct Slot: Sendable {
    @usableFromInline let key: String
    /// `R()` while there is no row.
    @usableFromInline var row: R
    @usableFromInline var isPresent: Bool
    @usableFromInline var isChanged = false
    /// The scope that has noted what the slot was before it.
    @usableFromInline var scope: UInt32 = 0

    @inlinable
    init(_ key: String, _ row: R?) {
      self.key = key
      self.row = row ?? R()
      isPresent = row != nil
    }
  }

  /// The name in `query`, and of the database `table:NAME` (specs/format.md §6.2).
  public let name: String
  /// The name people see.
  public let label: Bilingual
  /// Raised when the bytes of a row could change; 1 at first.
  public let version: Int
  /// Where rows not in memory are read from, as stored bytes; nil, as at first, means that there are none.
  public var source: ((_ table: String, _ key: String) -> [UInt8]?)?
  @usableFromInline var slots: ContiguousArray<Slot> = []
  @usableFromInline var places: [String: Int] = [:]
  /// What the slots were that the open scope has changed, once each; those it has added lie behind `scopeStart`.
  @usableFromInline var journal: [(place: Int, slot: Slot)] = []
  /// Number of the open scope; 0 outside.
  @usableFromInline var scope: UInt32 = 0
  @usableFromInline var scopeCount: UInt32 = 0
  /// How many slots there were when the open scope began; 0 outside.
  @usableFromInline var scopeStart = 0
  /// What the engine asks for, compiled for this row type where the table is made: the engine, which knows no row type, would
  /// run it unspecialised, ten times slower.
  @usableFromInline
  struct Compiled {
    @usableFromInline let changedPlaces: (Table<R>) -> [Int]
    @usableFromInline let write: (Table<R>, ArraySlice<Int>) -> WrittenRows
    @usableFromInline let commit: (Table<R>) -> Void
    @usableFromInline let forget: (Table<R>) -> any Sendable

    @inlinable
    init(
      changedPlaces: @escaping (Table<R>) -> [Int], write: @escaping (Table<R>, ArraySlice<Int>) -> WrittenRows,
      commit: @escaping (Table<R>) -> Void, forget: @escaping (Table<R>) -> any Sendable
    ) {
      self.changedPlaces = changedPlaces
      self.write = write
      self.commit = commit
      self.forget = forget
    }
  }

  @usableFromInline let compiled: Compiled
  /// The first damage met while reading, since a subscript cannot throw. The engine checks it.
  public var damage: StateError?

  /// An empty table with no source.
  @inlinable
  public init(_ name: String, version: Int = 1, zh: String, en: String) {
    self.name = name
    self.version = version
    label = Bilingual(zh, en)
    compiled = Compiled(
      changedPlaces: { $0.changed() }, write: { $0.write($1) }, commit: { $0.close() }, forget: { $0.drop() })
  }

  /// The columns of the row type; the key is not among them.
  @inlinable
  public var columns: [ColumnDescription] { R.columns.descriptions }
  /// How many rows are in memory, looked for in vain included.
  @inlinable
  public var touchedCount: Int { slots.count }

  /// The row of a key; assigning nil deletes it. O(1) expected.
  @inlinable
  public subscript(key: String) -> R? {
    get {
      let place = place(of: key)
      return slots[place].isPresent ? slots[place].row : nil
    }
    set {
      let place = changing(key)
      slots[place].isPresent = newValue != nil
      slots[place].row = newValue ?? R()
    }
  }

  /// Changes the row in place, beginning with `R()` when there is none. O(1) expected, one look-up.
  /// `body` must not use this table, whose rows it holds meanwhile: read what it needs before.
  @inlinable
  public func update<T>(_ key: String, _ body: (inout R) -> T) -> T {
    let place = changing(key)
    slots[place].isPresent = true
    return body(&slots[place].row)
  }

  /// Adds the row of a key that never had one, such as an event's name: saves looking for it.
  @inlinable
  public func insert(_ key: String, _ row: R) {
    if let known = places.updateValue(slots.count, forKey: key) {
      // Only a forged log brings a name twice; it is replayed like any other.
      places[key] = known
      self[key] = row
      return
    }
    slots.append(Slot(key, row))
    slots[slots.count - 1].isChanged = true
  }

  /// Whether the key has a row.
  @inlinable
  public func contains(_ key: String) -> Bool { slots[place(of: key)].isPresent }

  /// The place of a key's slot, read from the source when it is not in memory.
  @inlinable
  func place(of key: String) -> Int {
    if let place = places[key] { return place }
    return load(key)
  }

  @inlinable
  func load(_ key: String) -> Int {
    var row: R?
    if let bytes = source?(name, key) {
      do throws(StateError) { row = try Self.decode(bytes, key) } catch { damage = damage ?? error }
    }
    slots.append(Slot(key, row))
    places[key] = slots.count - 1
    return slots.count - 1
  }

  /// The place of a slot about to change, which an open scope notes first.
  @inlinable
  func changing(_ key: String) -> Int {
    let place = place(of: key)
    if place < scopeStart, scope != slots[place].scope {
      journal.append((place, slots[place]))
      slots[place].scope = scope
    }
    slots[place].isChanged = true
    return place
  }

  @inlinable
  static func decode(_ bytes: [UInt8], _ key: String) throws(StateError) -> R {
    let value: JSONValue
    do { value = try JSONDocument.object(bytes) } catch { throw .json(error) }
    return try R.columns.read(value, key: key)
  }

  /// Begins a scope: from here until `commit` or `rollBack`, each row changed is noted once as it was.
  @inlinable
  public func begin() {
    scopeCount &+= 1
    if scopeCount == 0 { scopeCount = 1 }
    scope = scopeCount
    scopeStart = slots.count
  }

  /// Ends the scope and keeps its changes in memory; nothing is stored.
  public func commit() { compiled.commit(self) }

  @inlinable
  func close() {
    scope = 0
    scopeStart = 0
    if !journal.isEmpty { journal.removeAll(keepingCapacity: true) }
  }

  /// Ends the scope and puts every row back; rows read or made inside it are forgotten.
  @inlinable
  public func rollBack() {
    for (place, slot) in journal { slots[place] = slot }
    for slot in slots[scopeStart...] { places[slot.key] = nil }
    slots.removeLast(slots.count - scopeStart)
    commit()
  }

  /// The row as it is stored and printed; nil when there is none.
  ///
  /// - Throws: the first damage met while reading this table, also when it was met under another key.
  @inlinable
  public func rowBytes(_ key: String) throws(StateError) -> [UInt8]? {
    let place = place(of: key)
    if let damage { throw damage }
    guard slots[place].isPresent else { return nil }
    var writer = JSONWriter()
    R.columns.write(slots[place].row, key: key, to: &writer)
    return writer.bytes
  }

  /// The places of the changed rows, ascending by key bytes.
  public func changedPlaces() -> [Int] { compiled.changedPlaces(self) }

  @inlinable
  func changed() -> [Int] {
    var changed: [Int] = []
    for place in slots.indices where slots[place].isChanged { changed.append(place) }
    return ByteOrder.sorted(changed) { slots[$0].key }
  }

  /// The rows at some of the changed places, as they are stored.
  public func written(_ places: ArraySlice<Int>) -> WrittenRows { compiled.write(self, places) }

  @inlinable
  func write(_ places: ArraySlice<Int>) -> WrittenRows {
    var rows = WrittenRows()
    var writer = JSONWriter()
    // Taken once: counting references to what all threads share is what would keep them waiting for one another.
    let columns = R.columns
    guard let offset = MemoryLayout<Slot>.offset(of: \Slot.row) else { preconditionFailure("a slot stores its row") }
    slots.withUnsafeBufferPointer { slots in
      guard let slots = slots.baseAddress else { return }
      for place in places {
        let slot = slots.advanced(by: place)
        rows.bytes.append(contentsOf: slot.pointee.key.utf8)
        let keyEnd = rows.bytes.count
        if slot.pointee.isPresent {
          writer.removeAll()
          columns.write(
            UnsafeRawPointer(slot).advanced(by: offset).assumingMemoryBound(to: R.self), key: slot.pointee.key,
            to: &writer)
          rows.bytes.append(contentsOf: writer.bytes)
        }
        rows.ends.append((keyEnd, rows.bytes.count))
      }
    }
    return rows
  }

  /// Forgets every row in memory; letting go of what it returns frees them.
  public func forget() -> any Sendable { compiled.forget(self) }

  @inlinable
  func drop() -> any Sendable {
    let count = slots.count
    let old = Forgotten(slots: slots, places: places)
    slots = []
    places = [:]
    // As many are to come again: growing would hold the old and the new at once.
    slots.reserveCapacity(count)
    places.reserveCapacity(count)
    return old
  }

  @usableFromInline
  struct Forgotten: Sendable {
    let slots: ContiguousArray<Slot>
    let places: [String: Int]

    @usableFromInline
    init(slots: ContiguousArray<Slot>, places: [String: Int]) {
      self.slots = slots
      self.places = places
    }
  }
}
