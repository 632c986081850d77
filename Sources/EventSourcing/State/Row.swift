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

  @usableFromInline let columns: [Column<R>]
  @usableFromInline let keyIndex: Int
  /// Every member's name as it is written, quotes and colon included, one behind the other.
  @usableFromInline let names: [UInt8]
  /// Where in `names` each column's ends.
  @usableFromInline let nameEnds: [Int]
  @usableFromInline let layouts: [ColumnLayout]

  /// - Precondition: names are distinct and none is `key`.
  @inlinable
  public init(_ columns: [Column<R>]) {
    let sorted = columns.sorted { $0.description.name < $1.description.name }
    let names = sorted.map(\.description.name)
    precondition(Set(names).count == names.count && !names.contains(Self.keyName), "column names clash")
    self.columns = sorted
    keyIndex = names.firstIndex { $0 > Self.keyName } ?? names.count
    let written = names.map { JSONWriter.memberName($0) }
    self.names = written.flatMap { $0 }
    nameEnds = written.indices.map { written[...$0].reduce(0) { $0 + $1.count } }
    layouts = sorted.map(\.layout)
  }

  /// What a reader sees of the columns, ascending by name, without the key.
  @inlinable
  public var descriptions: [ColumnDescription] { columns.map(\.description) }

  /// Writes the row as it is stored and printed: one object, names ascending, the key among them.
  @inlinable
  public func write(_ row: R, key: String, to writer: inout JSONWriter) {
    withUnsafePointer(to: row) { write($0, key: key, to: &writer) }
  }

  /// The same for a row where it lies, which need not be copied.
  @inlinable
  func write(_ row: UnsafePointer<R>, key: String, to writer: inout JSONWriter) {
    writer.object { writer in
      names.withUnsafeBytes { names in
        var start = 0
        for index in layouts.indices {
          if index == keyIndex { writer.member(Self.keyName, key) }
          let name = UnsafeRawBufferPointer(rebasing: names[start..<nameEnds[index]])
          layouts[index].write(UnsafeRawPointer(row), name: name, to: &writer) { columns[index].other }
          start = nameEnds[index]
        }
      }
      if keyIndex == columns.count { writer.member(Self.keyName, key) }
    }
  }

  /// Reads a stored row back.
  ///
  /// - Throws: `StateError.row` when a column is missing or of another kind, or the row is another key's, which means damage.
  @inlinable
  public func read(_ value: JSONValue, key: String) throws(StateError) -> R {
    var row = R()
    var next = 0
    var isNamed = false
    var failure: StateError?
    value.forEachMember { name, value in
      if failure != nil { return }
      do throws(StateError) {
        if name.elementsEqual(Self.keyName.utf8) {
          if value.string != key { throw .row(column: Self.keyName) }
          isNamed = true
        } else {
          try read(value, named: name, into: &row, &next)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    for column in columns[next...] { try column.read(&row, nil) }
    guard isNamed else { throw .row(column: Self.keyName) }
    return row
  }

  /// Reads the member into its column; the columns passed over are absent.
  @inlinable
  func read(
    _ value: JSONValue, named name: UnsafeRawBufferPointer, into row: inout R, _ next: inout Int
  ) throws(StateError) {
    while next < columns.count {
      let column = columns[next]
      next += 1
      if name.elementsEqual(column.nameBytes) { return try column.read(&row, value) }
      try column.read(&row, nil)
    }
    throw .row(column: String(decoding: name, as: UTF8.self))
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
  @usableFromInline let nameBytes: [UInt8]
  @usableFromInline let layout: ColumnLayout
  @usableFromInline let other: ColumnLayout.Other
  @usableFromInline let read: @Sendable (inout R, JSONValue?) throws(StateError) -> Void

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
    nameBytes = Array(name.utf8)
    layout = ColumnLayout(V.self, offset: offset)
    other = ColumnLayout.other(V.self, offset: offset)
    read = { (row, value) throws(StateError) in
      guard let result = value.map({ V($0) }) ?? V.whenAbsent else { throw StateError.row(column: name) }
      withUnsafeMutablePointer(to: &row) {
        UnsafeMutableRawPointer($0).advanced(by: offset).assumingMemoryBound(to: V.self).pointee = result
      }
    }
  }

  /// A column made of others: shown, but what a stored row says of it is not read back, so the two cannot disagree.
  @inlinable
  public init<V: ColumnValue>(
    computed name: String, _ value: @escaping @Sendable (R) -> V, _ kind: ColumnKind, zh: String, en: String
  ) {
    description = ColumnDescription(name: name, kind: kind, label: Bilingual(zh, en))
    nameBytes = Array(name.utf8)
    layout = .other
    other = { row, name, writer in
      let value = value(row.assumingMemoryBound(to: R.self).pointee)
      if value.isAbsent { return }
      writer.name(written: name)
      value.write(to: &writer)
    }
    read = { (_, _) throws(StateError) in }
  }
}
