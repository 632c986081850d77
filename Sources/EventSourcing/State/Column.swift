/// What a column holds: decides how it is shown and compared, never how it is stored.
public enum ColumnKind: String, Sendable {
  case text
  case reference
  case integer
  /// Money in fen.
  case fen
  case boolean
  /// A day or an instant.
  case time
  /// A code of a codelist, shown by its label.
  case code
  case list
}

/// A column as a reader sees it: its name in JSON, its labels, its kind.
public struct ColumnDescription: Hashable, Sendable {
  public let name: String
  public let kind: ColumnKind
  public let label: Bilingual

  public init(name: String, kind: ColumnKind, label: Bilingual) {
    self.name = name
    self.kind = kind
    self.label = label
  }
}

/// A value that a row can hold.
///
/// Nothing to say (`nil`, an empty list) is written as an absent name, so a row has one spelling.
public protocol ColumnValue: Sendable {
  /// Whether the name is left out.
  var isAbsent: Bool { get }
  func write(to writer: inout JSONWriter)
  /// Nil when the value is of another kind.
  init?(_ value: JSONValue)
  /// What an absent name means; nil when the name must be there.
  static var whenAbsent: Self? { get }
}

extension ColumnValue {
  public var isAbsent: Bool { false }
  public static var whenAbsent: Self? { nil }
}

extension String: ColumnValue {
  public func write(to writer: inout JSONWriter) { writer.string(self) }
  public init?(_ value: JSONValue) {
    guard let string = value.string else { return nil }
    self = string
  }
}

extension Int64: ColumnValue {
  public func write(to writer: inout JSONWriter) { writer.integer(self) }
  public init?(_ value: JSONValue) {
    guard let integer = value.integer else { return nil }
    self = integer
  }
}

extension Bool: ColumnValue {
  public func write(to writer: inout JSONWriter) { writer.bool(self) }
  public init?(_ value: JSONValue) {
    guard let bool = value.bool else { return nil }
    self = bool
  }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
  public var isAbsent: Bool { self == nil }
  public func write(to writer: inout JSONWriter) { self?.write(to: &writer) }
  public init?(_ value: JSONValue) {
    guard let wrapped = Wrapped(value) else { return nil }
    self = wrapped
  }
  public static var whenAbsent: Self? { .some(nil) }
}

extension Array: ColumnValue where Element: ColumnValue {
  public var isAbsent: Bool { isEmpty }
  public func write(to writer: inout JSONWriter) {
    writer.array { for element in self { element.write(to: &$0) } }
  }
  public init?(_ value: JSONValue) {
    guard value.kind == .array else { return nil }
    self = []
    for item in value.elements {
      guard let element = Element(item) else { return nil }
      append(element)
    }
  }
  public static var whenAbsent: Self? { [] }
}

/// An enumeration stored by its raw text.
public protocol CodeValue: ColumnValue, RawRepresentable where RawValue == String {}

extension CodeValue {
  public func write(to writer: inout JSONWriter) { writer.string(rawValue) }
  public init?(_ value: JSONValue) {
    guard let string = value.string, let known = Self(rawValue: string) else { return nil }
    self = known
  }
}

extension Basis: CodeValue {}
