import EventSourcing

/// The catalogue as the hot path reads it: names as bytes, codes as sets, types by name.
struct CatalogueIndex: Sendable {
  private let shapes: [String: TypeShape]
  let knownPrefixes: [[UInt8]]
  let evidenceKinds: Set<String>

  init(types: [EventType], codelists: [Codelist], prefixes: [Prefix]) {
    var codes: [String: Set<String>] = [:]
    for list in codelists { codes[list.id] = Set(list.items.map(\.code)) }
    var shapes: [String: TypeShape] = [:]
    for type in types { shapes[type.name] = TypeShape(type, codes) }
    self.shapes = shapes
    knownPrefixes = prefixes.map { Array($0.prefix.utf8) }
    evidenceKinds = codes["evidence_kind"] ?? []
  }

  func type(_ name: String) -> TypeShape? { shapes[name] }
}

final class TypeShape: Sendable {
  let type: EventType
  let subjectPrefixes: [[UInt8]]
  let object: ObjectShape

  init(_ type: EventType, _ codes: [String: Set<String>]) {
    self.type = type
    subjectPrefixes = type.subjectPrefixes.map { Array($0.utf8) }
    object = ObjectShape(type.fields, codes)
  }
}

/// The fields of an object. At most 64, so that those seen fit in a word.
final class ObjectShape: Sendable {
  let fields: [FieldShape]
  /// Bit i is set when field i is required.
  let required: UInt64

  init(_ fields: [Field], _ codes: [String: Set<String>]) {
    precondition(fields.count <= 64, "an object has at most 64 fields")
    self.fields = fields.map { FieldShape($0, codes) }
    required = fields.enumerated().reduce(0) { $1.element.isRequired ? $0 | 1 << UInt64($1.offset) : $0 }
  }

  func index(of name: UnsafeRawBufferPointer) -> Int? {
    for index in fields.indices where Self.isEqual(fields[index].name, name) { return index }
    return nil
  }

  private static func isEqual(_ a: [UInt8], _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where a[index] != b[index] { return false }
    return true
  }
}

final class FieldShape: Sendable {
  let field: Field
  let name: [UInt8]
  let codes: Set<String>
  let prefixes: [[UInt8]]
  let object: ObjectShape

  init(_ field: Field, _ codes: [String: Set<String>]) {
    self.field = field
    name = Array(field.name.utf8)
    self.codes = field.codelist.flatMap { codes[$0] } ?? []
    prefixes = (field.prefixes ?? []).map { Array($0.utf8) }
    object = ObjectShape(field.fields, codes)
  }
}
