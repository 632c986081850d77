/// How rows of one type are written and read, whatever the type: a flush writes a row for each event, and a great ledger reads
/// most rows back, so neither walks key paths, calls closures for common kinds or counts references.
@usableFromInline
final class RowLayout: Sendable {
  /// Every column's name and the key's, ascending.
  private let names: [String]
  /// How each value lies in the row.
  private let layouts: [ColumnLayout]
  /// What reads a value of any kind; the key has none.
  private let accesses: [ColumnAccess?]
  /// Every member's beginning as it is written, `,"name":`, one behind the other.
  private let beginnings: [UInt8]
  /// Where in `beginnings` each one ends.
  private let ends: [Int]

  /// - Parameter columns: ascending by name, the key among them.
  @usableFromInline
  init(_ columns: [(name: String, layout: ColumnLayout, access: ColumnAccess?)]) {
    names = columns.map(\.name)
    layouts = columns.map(\.layout)
    accesses = columns.map(\.access)
    var beginnings: [UInt8] = []
    var ends: [Int] = []
    for column in columns {
      var writer = JSONWriter()
      writer.name(column.name)
      beginnings += [UInt8(ascii: ",")] + writer.bytes
      ends.append(beginnings.count)
    }
    self.beginnings = beginnings
    self.ends = ends
  }

  // MARK: Writing

  /// The row as it is stored and printed.
  @usableFromInline
  func bytes(_ row: UnsafeRawPointer, key: String) -> [UInt8] {
    var sink = ByteSink(capacity: 512)
    write(row, key: key, to: &sink)
    return sink.bytes
  }

  /// The rows at some places, each with its key before it.
  ///
  /// - Parameter row: the key and the row, nil for a deleted one, at a place.
  @usableFromInline
  func written(_ places: ArraySlice<Int>, row: (Int) -> (key: String, row: UnsafeRawPointer?)) -> WrittenRows {
    var sink = ByteSink(capacity: places.count * 512)
    var ends: [(key: Int, row: Int)] = []
    ends.reserveCapacity(places.count)
    for place in places {
      let (key, row) = row(place)
      sink.append(key)
      let keyEnd = sink.count
      if let row { write(row, key: key, to: &sink) }
      ends.append((keyEnd, sink.count))
    }
    return WrittenRows(bytes: sink.bytes, ends: ends)
  }

  /// Writes one object, names ascending, the key among them.
  private func write(_ row: UnsafeRawPointer, key: String, to sink: inout ByteSink) {
    let start = sink.count
    beginnings.withUnsafeBytes { beginnings in
      var from = 0
      for index in layouts.indices {
        let beginning = UnsafeRawBufferPointer(rebasing: beginnings[from..<ends[index]])
        from = ends[index]
        switch layouts[index] {
        case .key:
          sink.append(beginning)
          sink.append(quoted: key)
        case .string(let offset):
          sink.append(beginning)
          sink.append(quoted: row.at(offset, String.self).pointee)
        case .optionalString(let offset):
          guard let text = row.at(offset, String?.self).pointee else { continue }
          sink.append(beginning)
          sink.append(quoted: text)
        case .integer(let offset):
          sink.append(beginning)
          sink.append(row.at(offset, Int64.self).pointee)
        case .optionalInteger(let offset):
          guard let value = row.at(offset, Int64?.self).pointee else { continue }
          sink.append(beginning)
          sink.append(value)
        case .boolean(let offset):
          sink.append(beginning)
          sink.append(row.at(offset, Bool.self).pointee ? "true" : "false")
        case .other(let access):
          access._withUnsafeGuaranteedRef { access in
            if access.isAbsent(row) { return }
            sink.append(beginning)
            sink.appendScratch { access.write(row, &$0) }
          }
        }
      }
    }
    // The first member has no comma before it; there is one at least, the key.
    sink.replace(at: start, with: UInt8(ascii: "{"))
    sink.append(UInt8(ascii: "}"))
  }

  // MARK: Reading

  /// Reads a row that is spelled as `write` spells it.
  ///
  /// - Returns: false when it is not, or is another key's: then `readAny` says why. The row is in pieces.
  @usableFromInline
  func readWritten(_ bytes: [UInt8], key: String, into row: UnsafeMutableRawPointer) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var cursor = RowCursor(buffer)
      return beginnings.withUnsafeBytes { beginnings in
        var from = 0
        for index in layouts.indices {
          let beginning = UnsafeRawBufferPointer(rebasing: beginnings[from..<ends[index]])
          from = ends[index]
          let isThere = cursor.take(beginning: beginning)
          guard read(index, isThere, &cursor, bytes, key, into: row) else { return false }
        }
        return cursor.isAtEnd
      }
    }
  }

  private func read(
    _ index: Int, _ isThere: Bool, _ cursor: inout RowCursor, _ bytes: [UInt8], _ key: String,
    into row: UnsafeMutableRawPointer
  ) -> Bool {
    switch layouts[index] {
    case .key: return isThere && cursor.take(text: key)
    case .string(let offset):
      guard isThere, let text = cursor.text() else { return false }
      row.store(text, offset)
    case .optionalString(let offset):
      guard isThere else { return row.store(String?.none, offset) }
      guard let text = cursor.text() else { return false }
      row.store(String?.some(text), offset)
    case .integer(let offset):
      guard isThere, let value = cursor.integer() else { return false }
      row.store(value, offset)
    case .optionalInteger(let offset):
      guard isThere else { return row.store(Int64?.none, offset) }
      guard let value = cursor.integer() else { return false }
      row.store(Int64?.some(value), offset)
    case .boolean(let offset):
      guard isThere, let value = cursor.boolean() else { return false }
      row.store(value, offset)
    case .other(let access):
      return access._withUnsafeGuaranteedRef { access in
        guard isThere else { return access.read(row, nil) }
        return cursor.value(of: bytes).map { access.read(row, $0) } ?? false
      }
    }
    return true
  }

  /// Reads a row in any spelling.
  ///
  /// - Throws: `StateError.row` when a column is missing or of another kind, or the row is another key's.
  @usableFromInline
  func readAny(_ value: JSONValue, key: String, into row: UnsafeMutableRawPointer) throws(StateError) {
    var next = 0
    for (name, value) in value.members {
      guard names.contains(name) else { throw .row(column: name) }
      while next < names.count, names[next] != name {
        try readAny(next, nil, key, into: row)
        next += 1
      }
      guard next < names.count else { throw .row(column: name) }
      try readAny(next, value, key, into: row)
      next += 1
    }
    for index in next..<names.count { try readAny(index, nil, key, into: row) }
  }

  private func readAny(
    _ index: Int, _ value: JSONValue?, _ key: String, into row: UnsafeMutableRawPointer
  ) throws(StateError) {
    let isRight = accesses[index].map { $0.read(row, value) } ?? (value?.string == key)
    if !isRight { throw .row(column: names[index]) }
  }
}

extension UnsafeRawPointer {
  @inline(__always)
  fileprivate func at<V>(_ offset: Int, _: V.Type) -> UnsafePointer<V> {
    advanced(by: offset).assumingMemoryBound(to: V.self)
  }
}

extension UnsafeMutableRawPointer {
  @inline(__always)
  @discardableResult
  fileprivate func store<V>(_ value: V, _ offset: Int) -> Bool {
    advanced(by: offset).assumingMemoryBound(to: V.self).pointee = value
    return true
  }
}
