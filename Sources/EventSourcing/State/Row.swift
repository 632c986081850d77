/// One row of a table: what is known of one subject, folded from its events.
///
/// A row declares its columns once; how it is stored, printed, digested and read back derives from that.
public protocol Row: Sendable {
  /// The row of a key of which nothing is known yet.
  init()
  /// Declared once for the type, as a stored constant: every row written or read asks for it.
  static var columns: Columns<Self> { get }
}

/// The columns of a row type, ascending by name, which is the order they are printed in.
public struct Columns<R: Row>: Sendable {
  /// Name of the pseudo-column that holds the row's key.
  @inlinable
  public static var keyName: String { "key" }

  /// What a reader sees of the columns, ascending by name, without the key.
  public let descriptions: [ColumnDescription]
  @usableFromInline let layout: RowLayout

  /// - Precondition: names are distinct and none is `key`.
  @inlinable
  public init(_ columns: [Column<R>]) {
    let sorted = columns.sorted { $0.description.name < $1.description.name }
    descriptions = sorted.map(\.description)
    let names = descriptions.map(\.name)
    precondition(Set(names).count == names.count && !names.contains(Self.keyName), "column names clash")
    var laidOut = sorted.map { (name: $0.description.name, layout: $0.layout, access: Optional($0.access)) }
    let place = names.firstIndex { $0 > Self.keyName } ?? names.count
    laidOut.insert((Self.keyName, .key, nil), at: place)
    layout = RowLayout(laidOut)
  }

  /// The row as it is stored and printed: one object, names ascending, the key among them.
  @inlinable
  public func bytes(_ row: R, key: String) -> [UInt8] {
    withUnsafePointer(to: row) { layout.bytes($0, key: key) }
  }

  /// Reads a stored row back.
  ///
  /// - Throws: `StateError.row` when a column is missing or of another kind, or the row is another key's; `StateError.json`
  ///   when it is no row at all. Both mean damage.
  @inlinable
  public func read(_ bytes: [UInt8], key: String) throws(StateError) -> R {
    var row = R()
    if withUnsafeMutablePointer(to: &row, { layout.readWritten(bytes, key: key, into: $0) }) { return row }
    let value: JSONValue
    do { value = try JSONDocument.object(bytes) } catch { throw .json(error) }
    row = R()
    try withUnsafeMutablePointer(to: &row) { (row) throws(StateError) in
      try layout.readAny(value, key: key, into: row)
    }
    return row
  }
}

/// Damage found in stored state. State is derived: the answer is to rebuild it.
public enum StateError: Error, Equatable, Sendable {
  /// A column is missing, of another kind or unknown; `key` when the row is another key's.
  case row(column: String)
  /// The stored bytes are not JSON as the log holds it.
  case json(JSONError)

  /// The reason in each language.
  public var message: Bilingual {
    switch self {
    case .row(let column): Bilingual("“\(column)”列不对", "column \"\(column)\" is wrong")
    case .json(let error): error.message
    }
  }
}

/// One column of a row type: how to show it, write it and read it.
public struct Column<R: Row>: Sendable {
  /// The column's name, kind and label.
  public let description: ColumnDescription
  @usableFromInline let layout: ColumnLayout
  @usableFromInline let access: ColumnAccess

  /// - Precondition: the path leads to a stored property of the row, or of a struct stored in it.
  @inlinable
  public init<V: ColumnValue>(
    _ name: String, _ path: any WritableKeyPath<R, V> & Sendable, _ kind: ColumnKind, zh: String, en: String
  ) {
    guard let offset = MemoryLayout<R>.offset(of: path) else { preconditionFailure("\(name) is not stored in the row") }
    self.init(name, V.self, offset: offset, kind, zh: zh, en: en)
  }

  /// A column inside a struct that rows of several types hold.
  ///
  /// - Precondition: both paths lead to stored properties.
  @inlinable
  public init<S, V: ColumnValue>(
    _ name: String, in part: any WritableKeyPath<R, S> & Sendable, _ path: any WritableKeyPath<S, V> & Sendable,
    _ kind: ColumnKind, zh: String, en: String
  ) {
    guard let outer = MemoryLayout<R>.offset(of: part), let inner = MemoryLayout<S>.offset(of: path) else {
      preconditionFailure("\(name) is not stored in the row")
    }
    self.init(name, V.self, offset: outer + inner, kind, zh: zh, en: en)
  }

  /// Rows are written and read by the million: an offset costs nothing where a key path is walked each time.
  @inlinable
  init<V: ColumnValue>(_ name: String, _: V.Type, offset: Int, _ kind: ColumnKind, zh: String, en: String) {
    description = ColumnDescription(name: name, kind: kind, label: Bilingual(zh, en))
    access = ColumnAccess(V.self, offset: offset)
    layout = ColumnLayout(V.self, offset: offset, access)
  }

  /// A column made of others: shown, but what a stored row says of it is not read back, so the two cannot disagree.
  @inlinable
  public init<V: ColumnValue>(
    computed name: String, _ value: @escaping @Sendable (R) -> V, _ kind: ColumnKind, zh: String, en: String
  ) {
    description = ColumnDescription(name: name, kind: kind, label: Bilingual(zh, en))
    access = ColumnAccess(value)
    layout = .other(.passUnretained(access))
  }
}
