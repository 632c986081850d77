/// How a column's value lies in a row. The common kinds are written where they lie, without a call through a closure; none
/// holds anything to be counted, since a flush asks for it a dozen times a row.
@usableFromInline
enum ColumnLayout: Sendable {
  case string(Int)
  case optionalString(Int)
  case integer(Int)
  case optionalInteger(Int)
  case other

  /// Writes any other kind: name and value, or nothing when there is nothing to say.
  @usableFromInline
  typealias Other = @Sendable (_ row: UnsafeRawPointer, _ name: UnsafeRawBufferPointer, inout JSONWriter) -> Void

  @inlinable
  init<V: ColumnValue>(_: V.Type, offset: Int) {
    if V.self == String.self {
      self = .string(offset)
    } else if V.self == String?.self {
      self = .optionalString(offset)
    } else if V.self == Int64.self {
      self = .integer(offset)
    } else if V.self == Int64?.self {
      self = .optionalInteger(offset)
    } else {
      self = .other
    }
  }

  /// How a value is written that is of no common kind.
  @inlinable
  static func other<V: ColumnValue>(_: V.Type, offset: Int) -> Other {
    { row, name, writer in
      let value = row.advanced(by: offset).assumingMemoryBound(to: V.self)
      if value.pointee.isAbsent { return }
      writer.name(written: name)
      value.pointee.write(to: &writer)
    }
  }

  /// Writes name and value, or nothing when there is nothing to say.
  @inlinable
  func write(
    _ row: UnsafeRawPointer, name: UnsafeRawBufferPointer, to writer: inout JSONWriter, other: () -> Other
  ) {
    switch self {
    case .string(let offset):
      writer.name(written: name)
      writer.string(row.advanced(by: offset).assumingMemoryBound(to: String.self).pointee)
    case .optionalString(let offset):
      guard let text = row.advanced(by: offset).assumingMemoryBound(to: String?.self).pointee else { return }
      writer.name(written: name)
      writer.string(text)
    case .integer(let offset):
      writer.name(written: name)
      writer.integer(row.advanced(by: offset).assumingMemoryBound(to: Int64.self).pointee)
    case .optionalInteger(let offset):
      guard let value = row.advanced(by: offset).assumingMemoryBound(to: Int64?.self).pointee else { return }
      writer.name(written: name)
      writer.integer(value)
    case .other: other()(row, name, &writer)
    }
  }
}
