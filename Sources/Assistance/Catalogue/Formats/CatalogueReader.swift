public import EventSourcing

/// A catalogue that cannot be read, and where.
public struct CatalogueError: Error, Equatable, Sendable {
  /// What is wrong.
  public let reason: Bilingual
  /// JSON path of the part that is wrong.
  public let path: String
}

extension Catalogue {
  /// Reads the JSON that `jsonBytes` writes.
  ///
  /// - Throws: the first part that is missing, of another kind or not consistent with the rest.
  public init(json bytes: [UInt8]) throws(CatalogueError) {
    let root: JSONValue
    do { root = try JSONDocument.object(bytes) } catch {
      throw CatalogueError(reason: error.message, path: "$")
    }
    let node = CatalogueNode(value: root, path: "$")
    let codelists = try node.list("codelists") { (node) throws(CatalogueError) in try Codelist(node) }
    let prefixes = try node.list("prefixes") { (node) throws(CatalogueError) in
      Prefix(try node.text("prefix"), try node.text("zh"), try node.text("en"))
    }
    let types = try node.list("types") { (node) throws(CatalogueError) in try EventType(node) }
    try Self.checkConsistency(types, codelists, prefixes)
    self.init(types: types, codelists: codelists, prefixes: prefixes)
  }

  /// Names are distinct and everything named exists.
  static func checkConsistency(
    _ types: [EventType], _ codelists: [Codelist], _ prefixes: [Prefix]
  ) throws(CatalogueError) {
    try distinct(types.map(\.name), "$.types")
    try distinct(codelists.map(\.id), "$.codelists")
    try distinct(prefixes.map(\.prefix), "$.prefixes")
    for list in codelists { try distinct(list.items.map(\.code), "$.codelists.\(list.id)") }
    let lists = Set(codelists.map(\.id))
    let known = Set(prefixes.map(\.prefix))
    for type in types {
      let path = "$.types.\(type.name)"
      try exist(type.subjectPrefixes, in: known, "\(path).subject")
      try exist(
        type.naturalKey, in: Set(type.fields.map(\.name) + ["subject", "time", "place"]),
        "\(path).natural_key")
      try check(type.fields, lists, known, path)
    }
  }

  private static func check(
    _ fields: [Field], _ lists: Set<String>, _ prefixes: Set<String>, _ path: String
  ) throws(CatalogueError) {
    try distinct(fields.map(\.name), path)
    guard fields.count <= 64 else {
      throw CatalogueError(reason: Bilingual("字段超过64个", "more than 64 fields"), path: path)
    }
    for field in fields {
      let place = "\(path).\(field.name)"
      if let codelist = field.codelist { try exist([codelist], in: lists, place) }
      try exist(field.prefixes ?? [], in: prefixes, place)
      try check(field.fields, lists, prefixes, place)
    }
  }

  private static func distinct(_ names: [String], _ path: String) throws(CatalogueError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw CatalogueError(reason: Bilingual("“\(name)”重复", "\"\(name)\" occurs twice"), path: path)
    }
  }

  private static func exist(_ names: [String], in known: Set<String>, _ path: String) throws(CatalogueError) {
    for name in names where !known.contains(name) {
      throw CatalogueError(reason: Bilingual("“\(name)”没有定义", "\"\(name)\" is not defined"), path: path)
    }
  }
}

/// A part of the catalogue's JSON and its place.
struct CatalogueNode {
  let value: JSONValue
  let path: String

  func text(_ name: String) throws(CatalogueError) -> String {
    guard let text = value[name]?.string else { throw wrong(name) }
    return text
  }

  func integer(_ name: String) throws(CatalogueError) -> Int64 {
    guard let integer = value[name]?.integer else { throw wrong(name) }
    return integer
  }

  /// True when the flag is set; a flag that is false is left out.
  func flag(_ name: String) throws(CatalogueError) -> Bool {
    guard let flag = value[name] else { return false }
    guard flag.bool == true else { throw wrong(name) }
    return true
  }

  func strings(_ name: String) throws(CatalogueError) -> [String] {
    guard let list = value[name] else { return [] }
    guard let strings = list.strings else { throw wrong(name) }
    return strings
  }

  func list<T>(
    _ name: String, _ read: (CatalogueNode) throws(CatalogueError) -> T
  ) throws(CatalogueError) -> [T] {
    guard let list = value[name], list.kind == .array else { throw wrong(name) }
    var result: [T] = []
    for item in list.elements {
      result.append(try read(CatalogueNode(value: item, path: "\(path).\(name)[\(result.count)]")))
    }
    return result
  }

  func wrong(_ name: String) -> CatalogueError {
    CatalogueError(
      reason: Bilingual("“\(name)”缺失或种类不对", "\"\(name)\" is missing or of another kind"),
      path: "\(path).\(name)")
  }
}

extension Codelist {
  fileprivate init(_ node: CatalogueNode) throws(CatalogueError) {
    guard let source = Source(rawValue: try node.text("source")) else { throw node.wrong("source") }
    self.init(
      try node.text("id"), try node.text("zh"), try node.text("en"), source,
      try node.list("items") { (item) throws(CatalogueError) in
        Item(
          try item.text("code"), try item.text("zh"), try item.text("en"), isA: try item.strings("is_a"),
          marks: try item.strings("marks"))
      })
  }
}

extension EventType {
  fileprivate init(_ node: CatalogueNode) throws(CatalogueError) {
    self.init(
      name: try node.text("name"), zh: try node.text("zh"), en: try node.text("en"),
      subjectPrefixes: try node.strings("subject"), fields: try Field.list(node),
      isPlanned: try node.flag("planned"), isMoney: try node.flag("money"),
      naturalKey: try node.strings("natural_key"))
  }
}

extension Field {
  fileprivate static func list(_ node: CatalogueNode) throws(CatalogueError) -> [Field] {
    try node.list("fields") { (node) throws(CatalogueError) in try Field(node) }
  }

  private init(_ node: CatalogueNode) throws(CatalogueError) {
    self.init(try node.text("name"), try node.text("zh"), try node.text("en"), try Kind(node))
    isRequired = try node.flag("required")
    isPersonal = try node.flag("personal")
    for name in try node.strings("marks") {
      guard let mark = Mark(rawValue: name) else { throw node.wrong("marks") }
      marks.insert(mark)
    }
    guard let value = node.value["note"] else { return }
    let inner = CatalogueNode(value: value, path: "\(node.path).note")
    note = Bilingual(try inner.text("zh"), try inner.text("en"))
  }
}

extension Field.Kind {
  fileprivate init(_ node: CatalogueNode) throws(CatalogueError) {
    switch try node.text("kind") {
    case "text": self = .text(byteCountMax: try Self.byteCountMax(node))
    case "machine": self = .machine(byteCountMax: try Self.byteCountMax(node))
    case "strings": self = .strings(byteCountMax: try Self.byteCountMax(node))
    case "digest": self = .digest
    case "code": self = .code(try node.text("codelist"))
    case "codes": self = .codes(try node.text("codelist"))
    case "reference": self = .reference(try node.strings("prefixes"))
    case "references": self = .references(try node.strings("prefixes"))
    case "integer": self = .integer(try Self.range(node))
    case "fen": self = .fen(try Self.range(node))
    case "bp": self = .bp(try Self.range(node))
    case "bool": self = .bool
    case "date": self = .date
    case "time": self = .time
    case "geo": self = .geo
    case "event": self = .event
    case "area": self = .area
    case "areas": self = .areas
    case "object": self = .object(try Field.list(node))
    case "objects": self = .objects(try Field.list(node))
    case "json": self = .json
    default: throw node.wrong("kind")
    }
  }

  private static func byteCountMax(_ node: CatalogueNode) throws(CatalogueError) -> Int {
    let max = try node.integer("max")
    guard max >= 1 else { throw node.wrong("max") }
    return Int(max)
  }

  private static func range(_ node: CatalogueNode) throws(CatalogueError) -> ClosedRange<Int64> {
    let (min, max) = (try node.integer("min"), try node.integer("max"))
    guard min <= max else { throw node.wrong("min") }
    return min...max
  }
}
