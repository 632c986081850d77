/// How a column's value lies in a row. The common kinds are written and read where they lie, without a call through a closure;
/// none holds anything to be counted, since a flush asks for it a dozen times a row.
@usableFromInline
enum ColumnLayout: Sendable {
  /// No value of the row: its key.
  case key
  case string(Int)
  case optionalString(Int)
  case integer(Int)
  case optionalInteger(Int)
  case boolean(Int)
  /// Whoever holds the layout holds the access.
  case other(Unmanaged<ColumnAccess>)

  @usableFromInline
  init<V: ColumnValue>(_: V.Type, offset: Int, _ access: ColumnAccess) {
    if V.self == String.self {
      self = .string(offset)
    } else if V.self == String?.self {
      self = .optionalString(offset)
    } else if V.self == Int64.self {
      self = .integer(offset)
    } else if V.self == Int64?.self {
      self = .optionalInteger(offset)
    } else if V.self == Bool.self {
      self = .boolean(offset)
    } else {
      self = .other(.passUnretained(access))
    }
  }
}

/// A column whatever its row's type: reads and writes a value of any kind in a row that lies at a pointer.
///
/// Closures, which are compiled for the value's type where the column is declared; in a class, so that calling one counts no
/// reference to what all threads share.
@usableFromInline
final class ColumnAccess: Sendable {
  /// Whether there is nothing to say, so that the name is left out.
  let isAbsent: @Sendable (_ row: UnsafeRawPointer) -> Bool
  /// Writes the value.
  let write: @Sendable (_ row: UnsafeRawPointer, inout JSONWriter) -> Void
  /// Reads the value; nil when its name is absent. False when it cannot be so.
  let read: @Sendable (_ row: UnsafeMutableRawPointer, JSONValue?) -> Bool

  @usableFromInline
  init(
    isAbsent: @escaping @Sendable (UnsafeRawPointer) -> Bool,
    write: @escaping @Sendable (UnsafeRawPointer, inout JSONWriter) -> Void,
    read: @escaping @Sendable (UnsafeMutableRawPointer, JSONValue?) -> Bool
  ) {
    self.isAbsent = isAbsent
    self.write = write
    self.read = read
  }

  /// A value stored in the row.
  @inlinable
  convenience init<V: ColumnValue>(_: V.Type, offset: Int) {
    self.init(
      isAbsent: { $0.advanced(by: offset).assumingMemoryBound(to: V.self).pointee.isAbsent },
      write: { $0.advanced(by: offset).assumingMemoryBound(to: V.self).pointee.write(to: &$1) },
      read: { row, value in
        guard let result = value.map({ V($0) }) ?? V.whenAbsent else { return false }
        row.advanced(by: offset).assumingMemoryBound(to: V.self).pointee = result
        return true
      })
  }

  /// A value made of others: written, never read back.
  @inlinable
  convenience init<R, V: ColumnValue>(_ value: @escaping @Sendable (R) -> V) {
    self.init(
      isAbsent: { value($0.assumingMemoryBound(to: R.self).pointee).isAbsent },
      write: { value($0.assumingMemoryBound(to: R.self).pointee).write(to: &$1) },
      read: { _, _ in true })
  }
}
