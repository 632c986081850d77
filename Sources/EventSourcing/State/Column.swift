/// What a column holds: decides how it is shown and compared, never how it is stored.
public enum ColumnKind: String, Sendable {
  /// Text shown as it is.
  case text
  /// The name of a subject.
  case reference
  /// A whole number that is no money.
  case integer
  /// Money in fen.
  case fen
  /// A ratio in basis points: 10000 is the whole.
  case ratio
  /// True or false.
  case boolean
  /// A day or an instant.
  case time
  /// A code of a codelist, shown by its label.
  case code
  /// Several values, in the row's order.
  case list
}

/// A column as a reader sees it: its name in JSON, its labels, its kind.
public struct ColumnDescription: Hashable, Sendable {
  /// The name in JSON; unique among the row's columns.
  public let name: String
  /// How the column is shown and compared.
  public let kind: ColumnKind
  /// The heading people see.
  public let label: Bilingual

  /// A description whose label is given in both languages.
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
  /// Writes the value; called only when its name is written, so not when ``isAbsent``.
  func write(to writer: inout JSONWriter)
  /// Nil when the value is of another kind.
  init?(_ value: JSONValue)
  /// What an absent name means; nil when the name must be there.
  static var whenAbsent: Self? { get }
}

extension ColumnValue {
  /// False: a value is written unless its type says otherwise.
  public var isAbsent: Bool { false }
  /// Nil: a stored row without the name is damaged unless the type says otherwise.
  public static var whenAbsent: Self? { nil }
}

extension String: ColumnValue {
  /// Writes the text in quotes.
  public func write(to writer: inout JSONWriter) { writer.string(self) }
  /// The unescaped text; nil when the value is no string.
  public init?(_ value: JSONValue) {
    guard let string = value.string else { return nil }
    self = string
  }
}

extension Int64: ColumnValue {
  /// Writes the decimal digits.
  public func write(to writer: inout JSONWriter) { writer.integer(self) }
  /// The integer, within ±(2^53−1) as the reader has checked; nil for any other kind.
  public init?(_ value: JSONValue) {
    guard let integer = value.integer else { return nil }
    self = integer
  }
}

extension Bool: ColumnValue {
  /// Writes `true` or `false`; a false one is written too.
  public func write(to writer: inout JSONWriter) { writer.bool(self) }
  /// The truth value; nil for any other kind.
  public init?(_ value: JSONValue) {
    guard let bool = value.bool else { return nil }
    self = bool
  }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
  /// Nil is left out of the row.
  public var isAbsent: Bool { self == nil }
  /// Writes the wrapped value; nil writes nothing, so its name must not be written either.
  public func write(to writer: inout JSONWriter) { self?.write(to: &writer) }
  /// The wrapped value; fails, rather than be nil, when the value is of another kind.
  public init?(_ value: JSONValue) {
    guard let wrapped = Wrapped(value) else { return nil }
    self = wrapped
  }
  /// An absent name reads as nil.
  public static var whenAbsent: Self? { .some(nil) }
}

extension Array: ColumnValue where Element: ColumnValue {
  /// An empty list is left out of the row.
  public var isAbsent: Bool { isEmpty }
  /// Writes an array of the elements, in order.
  public func write(to writer: inout JSONWriter) {
    writer.array { for element in self { element.write(to: &$0) } }
  }
  /// The elements of an array; nil when it is none or one element is of another kind.
  public init?(_ value: JSONValue) {
    guard value.kind == .array else { return nil }
    self = []
    for item in value.elements {
      guard let element = Element(item) else { return nil }
      append(element)
    }
  }
  /// An absent name reads as the empty list.
  public static var whenAbsent: Self? { [] }
}

/// An enumeration stored by its raw text.
public protocol CodeValue: ColumnValue, RawRepresentable where RawValue == String {}

extension CodeValue {
  /// Writes the raw text in quotes.
  public func write(to writer: inout JSONWriter) { writer.string(rawValue) }
  /// The case of that raw text; nil when the value is no string or no case has it.
  public init?(_ value: JSONValue) {
    guard let string = value.string, let known = Self(rawValue: string) else { return nil }
    self = known
  }
}

extension Basis: CodeValue {}
