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
    init(_ key: String, _ row: consuming R?) {
      self.key = key
      isPresent = row != nil
      self.row = row ?? R()
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
  @usableFromInline
  @exclusivity(unchecked)
  var slots: ContiguousArray<Slot> = []
  /// Where the first ``hashedCount`` slots lie; of two with one key, the later.
  @usableFromInline
  @exclusivity(unchecked)
  var places: [String: Int] = [:]
  /// Rows added by `insert` are hashed when somebody next looks for a row: few tables that grow by them are ever asked.
  @usableFromInline
  @exclusivity(unchecked)
  var hashedCount = 0
  /// Whether a key was found to have two slots: only a forged log names an event twice.
  @usableFromInline var isRepetitive = false
  /// What was last set aside, to be stored or stored by now: read before the source, since its rows need no decoding.
  @usableFromInline
  @exclusivity(unchecked)
  var aside: SetAside?
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
    @usableFromInline let changedPlaces: @Sendable (ContiguousArray<Slot>) -> [Int]
    @usableFromInline let write: @Sendable (ContiguousArray<Slot>, ArraySlice<Int>) -> WrittenRows
    @usableFromInline let commit: @Sendable (Table<R>) -> Void
    @usableFromInline let setAside: @Sendable (Table<R>) -> SetAside

    @inlinable
    init(
      changedPlaces: @escaping @Sendable (ContiguousArray<Slot>) -> [Int],
      write: @escaping @Sendable (ContiguousArray<Slot>, ArraySlice<Int>) -> WrittenRows,
      commit: @escaping @Sendable (Table<R>) -> Void, setAside: @escaping @Sendable (Table<R>) -> SetAside
    ) {
      self.changedPlaces = changedPlaces
      self.write = write
      self.commit = commit
      self.setAside = setAside
    }
  }

  @usableFromInline let compiled: Compiled
  /// How often a row was changed or put back: while it stays the same, so does every row. For who remembers what rows said.
  @inlinable
  public var changeCount: UInt64 { counted }
  @usableFromInline
  @exclusivity(unchecked)
  var counted: UInt64 = 0
  /// The first damage met while reading, since a subscript cannot throw. The engine checks it.
  public var damage: StateError?

  /// An empty table with no source.
  @inlinable
  public init(_ name: String, version: Int = 1, zh: String, en: String) {
    self.name = name
    self.version = version
    label = Bilingual(zh, en)
    compiled = Compiled(
      changedPlaces: { Self.changed($0) }, write: { Self.write($0, $1) }, commit: { $0.close() },
      setAside: { $0.takeAway() })
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

  /// Adds the row of a key that never had one, such as an event's name: saves looking for it. O(1), nothing is hashed.
  @inlinable
  public func insert(_ key: String, _ row: consuming R) {
    var slot = Slot(key, row)
    slot.isChanged = true
    slots.append(slot)
    counted &+= 1
  }

  /// What `body` makes of the row, which is looked at where it lies; nil when there is none.
  /// `body` must not use this table.
  @inlinable
  public func read<T>(_ key: String, _ body: (borrowing R) -> T) -> T? {
    let place = place(of: key)
    return slots[place].isPresent ? body(slots[place].row) : nil
  }

  /// Whether the key has a row.
  @inlinable
  public func contains(_ key: String) -> Bool { slots[place(of: key)].isPresent }

  /// The place of a key's slot, read from the source when it is not in memory.
  @inlinable
  func place(of key: String) -> Int {
    if hashedCount < slots.count { hashInserted() }
    if let place = places[key] { return place }
    return load(key)
  }

  @usableFromInline
  func hashInserted() {
    for place in hashedCount..<slots.count {
      if places.updateValue(place, forKey: slots[place].key) != nil { isRepetitive = true }
    }
    hashedCount = slots.count
  }

  @inlinable
  func load(_ key: String) -> Int {
    var row: R?
    if let known = aside?.slot(of: key) {
      row = known.isPresent ? known.row : nil
    } else if let bytes = source?(name, key) {
      do throws(StateError) { row = try Self.decode(bytes, key) } catch { damage = damage ?? error }
    }
    slots.append(Slot(key, row))
    places[key] = slots.count - 1
    hashedCount = slots.count
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
    counted &+= 1
    return place
  }

  @inlinable
  static func decode(_ bytes: [UInt8], _ key: String) throws(StateError) -> R {
    try R.columns.read(bytes, key: key)
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
    counted &+= 1
    for (place, slot) in journal { slots[place] = slot }
    if isRepetitive {
      // A key's earlier slot counts again once its later one is gone.
      places.removeAll()
      hashedCount = 0
    } else if hashedCount > scopeStart {
      for slot in slots[scopeStart..<hashedCount] { places[slot.key] = nil }
      hashedCount = scopeStart
    }
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
    return R.columns.bytes(slots[place].row, key: key)
  }

  /// The changed rows as bytes, ascending by key, nil for a deleted one; nothing is set aside.
  public func changes() -> [(key: String, row: [UInt8]?)] {
    compiled.write(slots, compiled.changedPlaces(slots)[...]).rows
  }

  /// The places of the changed rows, ascending by key bytes.
  @inlinable
  static func changed(_ slots: ContiguousArray<Slot>) -> [Int] {
    var changed: [Int] = []
    for place in slots.indices where slots[place].isChanged { changed.append(place) }
    let ascending = ByteOrder.sorted(changed) { slots[$0].key }
    // Of two slots of one key the later counts; sorting has put them side by side, in their order.
    var last: [Int] = []
    last.reserveCapacity(ascending.count)
    for place in ascending {
      if let before = last.last, slots[before].key == slots[place].key { last.removeLast() }
      last.append(place)
    }
    return last
  }

  @inlinable
  static func write(_ slots: ContiguousArray<Slot>, _ places: ArraySlice<Int>) -> WrittenRows {
    guard let offset = MemoryLayout<Slot>.offset(of: \Slot.row) else { preconditionFailure("a slot stores its row") }
    return slots.withUnsafeBufferPointer { slots in
      R.columns.layout.written(places) { place in
        guard let slot = slots.baseAddress?.advanced(by: place) else { preconditionFailure("no slot \(place)") }
        return (slot.pointee.key, slot.pointee.isPresent ? UnsafeRawPointer(slot).advanced(by: offset) : nil)
      }
    }
  }

  // MARK: Setting aside

  /// Sets every row in memory aside; the table goes on, and still answers with them.
  ///
  /// - Precondition: no scope is open.
  public func setAside() -> (rows: any RowsAside, replaced: (any RowsAside)?) {
    precondition(scope == 0, "rows are set aside between scopes")
    let replaced = aside
    return (compiled.setAside(self), replaced)
  }

  @inlinable
  func takeAway() -> SetAside {
    let rows = SetAside(name: name, slots: slots, places: places, hashedCount: hashedCount, compiled)
    let count = slots.count
    slots = []
    places = [:]
    hashedCount = 0
    isRepetitive = false
    // As many are to come again: growing would hold the old and the new at once.
    slots.reserveCapacity(count)
    places.reserveCapacity(min(count, rows.places.count))
    aside = rows
    return rows
  }

  /// Rows as they were when they were set aside. What is stored of them never changes: another thread may write it out while
  /// the table's own thread looks rows up.
  @usableFromInline
  final class SetAside: RowsAside, @unchecked Sendable {
    // Unchecked: `places` and `hashedCount` are used on the table's thread only.
    @usableFromInline let name: String
    @usableFromInline let slots: ContiguousArray<Slot>
    @usableFromInline
    @exclusivity(unchecked)
    var places: [String: Int]
    @usableFromInline
    @exclusivity(unchecked)
    var hashedCount: Int
    @usableFromInline let compiled: Compiled

    @usableFromInline
    init(name: String, slots: ContiguousArray<Slot>, places: [String: Int], hashedCount: Int, _ compiled: Compiled) {
      self.name = name
      self.slots = slots
      self.places = places
      self.hashedCount = hashedCount
      self.compiled = compiled
    }

    /// A row set aside; nil for a key that was not in memory.
    @inlinable
    func slot(of key: String) -> Slot? {
      while hashedCount < slots.count {
        places[slots[hashedCount].key] = hashedCount
        hashedCount += 1
      }
      return places[key].map { slots[$0] }
    }

    @usableFromInline
    func changedPlaces() -> [Int] { compiled.changedPlaces(slots) }

    @usableFromInline
    func written(_ places: ArraySlice<Int>) -> WrittenRows { compiled.write(slots, places) }
  }
}
