import EventSourcing

/// The catalogue as the hot path reads it: names as bytes, codes as sets, types by name.
struct CatalogueIndex: Sendable {
  static let evidenceList = "evidence_kind"

  private let shapes: [String: TypeShape]
  let knownPrefixes: [[UInt8]]
  /// The kinds of evidence in an envelope; nil when the catalogue has none.
  let evidenceKinds: CodeSet?

  init(types: [EventType], codelists: [Codelist], prefixes: [Prefix]) {
    var lists: [String: CodeSet] = [:]
    for list in codelists { lists[list.id] = CodeSet(list) }
    var shapes: [String: TypeShape] = [:]
    for type in types { shapes[type.name] = TypeShape(type, lists) }
    self.shapes = shapes
    knownPrefixes = prefixes.map { Array($0.prefix.utf8) }
    evidenceKinds = lists[Self.evidenceList]
  }

  func type(_ name: String) -> TypeShape? { shapes[name] }
}

/// The codes of a codelist, and what people call it.
final class CodeSet: Sendable {
  let title: String
  let codes: Set<String>
  /// What may be filled in, to stand at the end of a sentence; of a long list the first few.
  let offered: Bilingual

  private static let offeredMax = 8

  init(_ list: Codelist) {
    title = list.zh
    codes = Set(list.items.map(\.code))
    let few = list.items.prefix(Self.offeredMax)
    let isMore = few.count < list.items.count
    offered = Bilingual(
      "：" + few.map { "\($0.zh)（\($0.code)）" }.joined(separator: "、") + (isMore ? "等" : ""),
      ", one of " + few.map { "\($0.code) (\($0.en))" }.joined(separator: ", ") + (isMore ? " and others" : ""))
  }
}

final class TypeShape: Sendable {
  let type: EventType
  let subjectPrefixes: [[UInt8]]
  let object: ObjectShape

  init(_ type: EventType, _ lists: [String: CodeSet]) {
    self.type = type
    subjectPrefixes = type.subjectPrefixes.map { Array($0.utf8) }
    object = ObjectShape(type.fields, lists)
  }
}

/// The fields of an object.
final class ObjectShape: Sendable {
  /// So that one word tells which were seen.
  static let fieldCountMax = 64

  let fields: [FieldShape]
  /// Bit i is set when field i is required.
  let required: UInt64

  init(_ fields: [Field], _ lists: [String: CodeSet]) {
    precondition(fields.count <= Self.fieldCountMax, "an object has at most \(Self.fieldCountMax) fields")
    self.fields = fields.map { FieldShape($0, lists) }
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
  /// The codes that it may hold; nil for a field of another kind.
  let list: CodeSet?
  let prefixes: [[UInt8]]
  let object: ObjectShape

  init(_ field: Field, _ lists: [String: CodeSet]) {
    self.field = field
    name = Array(field.name.utf8)
    list = field.codelist.flatMap { lists[$0] }
    prefixes = (field.prefixes ?? []).map { Array($0.utf8) }
    object = ObjectShape(field.fields, lists)
  }
}
