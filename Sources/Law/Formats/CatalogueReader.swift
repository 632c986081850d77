import EventSourcing

extension Catalogue {
  /// Reads the JSON that `jsonBytes` writes.
  ///
  /// - Throws: the first part that is missing, of another kind or not consistent with the rest.
  public init(json bytes: [UInt8]) throws(LawFault) {
    let root: JSONValue
    do { root = try JSONDocument.object(bytes) } catch {
      throw LawFault(reason: error.message, place: "$")
    }
    let node = CatalogueNode(value: root, path: "$")
    let codelists = try node.list("codelists") { (node) throws(LawFault) in try Codelist(node) }
    let prefixes = try node.list("prefixes") { (node) throws(LawFault) in
      Prefix(try node.text("prefix"), try node.text("zh"), try node.text("en"))
    }
    let types = try node.list("types") { (node) throws(LawFault) in try EventType(node) }
    if let fault = Self.inconsistencies(types, codelists, prefixes).first { throw fault }
    self.init(types: types, codelists: codelists, prefixes: prefixes)
  }
}

/// A part of the catalogue's JSON and its place.
struct CatalogueNode {
  let value: JSONValue
  let path: String

  func text(_ name: String) throws(LawFault) -> String {
    guard let text = value[name]?.string else { throw wrong(name) }
    return text
  }

  func integer(_ name: String) throws(LawFault) -> Int64 {
    guard let integer = value[name]?.integer else { throw wrong(name) }
    return integer
  }

  /// True when the flag is set; a flag that is false is left out.
  func flag(_ name: String) throws(LawFault) -> Bool {
    guard let flag = value[name] else { return false }
    guard flag.bool == true else { throw wrong(name) }
    return true
  }

  func strings(_ name: String) throws(LawFault) -> [String] {
    guard let list = value[name] else { return [] }
    guard let strings = list.strings else { throw wrong(name) }
    return strings
  }

  func list<T>(
    _ name: String, _ read: (CatalogueNode) throws(LawFault) -> T
  ) throws(LawFault) -> [T] {
    guard let list = value[name], list.kind == .array else { throw wrong(name) }
    var result: [T] = []
    for item in list.elements {
      result.append(try read(CatalogueNode(value: item, path: "\(path).\(name)[\(result.count)]")))
    }
    return result
  }

  func wrong(_ name: String) -> LawFault {
    LawFault(
      reason: Bilingual("“\(name)”缺失或种类不对", "\"\(name)\" is missing or of another kind"),
      place: "\(path).\(name)")
  }
}

extension Codelist {
  fileprivate init(_ node: CatalogueNode) throws(LawFault) {
    guard let source = Source(rawValue: try node.text("source")) else { throw node.wrong("source") }
    self.init(
      try node.text("id"), try node.text("zh"), try node.text("en"), source,
      try node.list("items") { (item) throws(LawFault) in
        Item(
          try item.text("code"), try item.text("zh"), try item.text("en"), isA: try item.strings("is_a"),
          marks: try item.strings("marks"))
      })
  }
}

extension EventType {
  fileprivate init(_ node: CatalogueNode) throws(LawFault) {
    self.init(
      name: try node.text("name"), zh: try node.text("zh"), en: try node.text("en"),
      subjectPrefixes: try node.strings("subject"), fields: try Field.list(node),
      isPlanned: try node.flag("planned"), isMoney: try node.flag("money"),
      naturalKey: try node.strings("natural_key"))
  }
}

extension Field {
  fileprivate static func list(_ node: CatalogueNode) throws(LawFault) -> [Field] {
    try node.list("fields") { (node) throws(LawFault) in try Field(node) }
  }

  private init(_ node: CatalogueNode) throws(LawFault) {
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
  fileprivate init(_ node: CatalogueNode) throws(LawFault) {
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

  private static func byteCountMax(_ node: CatalogueNode) throws(LawFault) -> Int {
    let max = try node.integer("max")
    guard max >= 1 else { throw node.wrong("max") }
    return Int(max)
  }

  private static func range(_ node: CatalogueNode) throws(LawFault) -> ClosedRange<Int64> {
    let (min, max) = (try node.integer("min"), try node.integer("max"))
    guard min <= max else { throw node.wrong("min") }
    return min...max
  }
}
