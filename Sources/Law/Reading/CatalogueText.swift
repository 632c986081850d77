import EventSourcing

extension Catalogue {
  /// Reads a catalogue as people write it: specs/catalogue.md has the grammar.
  ///
  /// - Parameters:
  ///   - prefixes: `{prefixes: {PREFIX: {zh, en}}}`.
  ///   - codelists: files `{codelists: {ID: {title, source?, codes: {CODE: {zh, en, is_a?, marks?}}}}}`.
  ///   - types: files `{types: {NAME: {title, subject?, planned?, money?, key?, fields: {NAME: FIELD}}}}`.
  /// - Throws: every fault with its line.
  public static func read<Node: LawNode>(
    prefixes: Node, codelists: [Node], types: [Node]
  ) throws(LawFaults) -> Catalogue {
    var reader = CatalogueText<Node>()
    let prefixes = reader.prefixes(prefixes)
    let codelists = codelists.flatMap { reader.codelists($0) }
    let types = types.flatMap { reader.types($0) }
    var faults = reader.law.faults
    // What is named must be there; what could not be read is not missed as well.
    if faults.isEmpty {
      faults = inconsistencies(types, codelists, prefixes).map {
        LawFault(reason: $0.reason, place: reader.places[$0.place] ?? $0.place)
      }
    }
    guard faults.isEmpty else { throw LawFaults(all: faults) }
    return Catalogue(types: types, codelists: codelists, prefixes: prefixes)
  }
}

/// The words of the catalogue's grammar.
private struct CatalogueText<Node: LawNode> {
  var law = LawReader()
  /// Where what ``Catalogue/inconsistencies(_:_:_:)`` names by its path stands.
  var places: [String: String] = [:]

  mutating func prefixes(_ file: Node) -> [Prefix] {
    let map = law.map(file, known: ["prefixes"])
    guard let list = law.required(map, "prefixes") else { return [] }
    return law.entries(list).map { member in
      law.checkName(member.name, member.location)
      let label = law.bilingual(law.map(member.value, known: ["zh", "en"]))
      return Prefix(member.name, label.zh, label.en)
    }
  }

  // MARK: Codelists

  mutating func codelists(_ file: Node) -> [Codelist] {
    let map = law.map(file, known: ["codelists"])
    guard let lists = law.required(map, "codelists") else { return [] }
    return law.entries(lists).map { codelist($0) }
  }

  private mutating func codelist(_ member: LawMember<Node>) -> Codelist {
    let map = law.map(member.value, known: ["title", "source", "codes"])
    law.checkName(member.name, member.location)
    places["$.codelists.\(member.name)"] = member.location
    let label = law.title(law.required(map, "title"))
    var source = Codelist.Source.seed
    if let node = map["source"] {
      if let known = Codelist.Source(rawValue: law.text(node)) {
        source = known
      } else {
        law.note(node.location, "来源只有seed、not_in_seed", "a source is seed or not_in_seed")
      }
    }
    let codes = law.required(map, "codes").map { law.entries($0) } ?? []
    return Codelist(member.name, label.zh, label.en, source, codes.map { item($0) })
  }

  private mutating func item(_ member: LawMember<Node>) -> Codelist.Item {
    let map = law.map(member.value, known: ["zh", "en", "is_a", "marks"])
    let label = law.bilingual(map)
    return Codelist.Item(
      member.name, label.zh, label.en, isA: law.texts(map["is_a"]), marks: law.texts(map["marks"]))
  }

  // MARK: Types

  mutating func types(_ file: Node) -> [EventType] {
    let map = law.map(file, known: ["types"])
    guard let types = law.required(map, "types") else { return [] }
    return law.entries(types).map { type($0) }
  }

  private mutating func type(_ member: LawMember<Node>) -> EventType {
    let map = law.map(member.value, known: ["title", "subject", "planned", "money", "key", "fields"])
    let path = "$.types.\(member.name)"
    law.checkName(member.name, member.location, dotted: true)
    places[path] = member.location
    places["\(path).subject"] = map["subject"]?.location
    places["\(path).natural_key"] = map["key"]?.location
    let label = law.title(law.required(map, "title"))
    return EventType(
      name: member.name, zh: label.zh, en: label.en, subjectPrefixes: law.texts(map["subject"]),
      fields: law.required(map, "fields").map { fields($0, path) } ?? [], isPlanned: law.flag(map["planned"]),
      isMoney: law.flag(map["money"]), naturalKey: law.texts(map["key"]))
  }

  private mutating func fields(_ node: Node, _ path: String) -> [Field] {
    law.entries(node).map { field($0, path) }
  }

  private mutating func field(_ member: LawMember<Node>, _ path: String) -> Field {
    let marks = Field.Mark.allCases
    let map = law.map(
      member.value,
      known: ["title", "required", "personal", "note"] + marks.map(\.rawValue) + Self.kinds)
    let path = "\(path).\(member.name)"
    law.checkName(member.name, member.location)
    places[path] = member.location
    let label = law.title(law.required(map, "title"))
    var field = Field(member.name, label.zh, label.en, kind(map, path))
    field.isRequired = law.flag(map["required"])
    // Whatever people write freely may name somebody.
    field.isPersonal = map["prose"] != nil || law.flag(map["personal"])
    for mark in marks where law.flag(map[mark.rawValue]) { field.marks.insert(mark) }
    if let note = map["note"] { field.note = law.title(note) }
    return field
  }

  // MARK: Kinds

  /// The kinds of fields, each by the word that says it.
  private static var kinds: [String] {
    [
      "text", "prose", "machine", "strings", "digest", "code", "codes", "ref", "refs", "integer", "fen", "bp", "bool",
      "date", "time", "geo", "event", "area", "areas", "object", "objects", "json",
    ]
  }

  private mutating func kind(_ map: LawMap<Node>, _ path: String) -> Field.Kind {
    let said = map.members.filter { Self.kinds.contains($0.name) }
    guard let word = said.first, said.count == 1 else {
      if said.isEmpty, map.hasUnknown { return .bool }
      law.note(
        said.dropFirst().first?.location ?? map.place,
        said.isEmpty
          ? "没有写明字段的种类（\(Self.kinds.joined(separator: "、"))）" : "一个字段只有一个种类：\(said.map(\.name).joined(separator: "、"))",
        said.isEmpty
          ? "the field's kind is missing (\(Self.kinds.joined(separator: ", ")))"
          : "a field has one kind: \(said.map(\.name).joined(separator: ", "))")
      return .bool
    }
    let node = word.value
    switch word.name {
    case "text": return .text(byteCountMax: byteCount(node))
    case "machine": return .machine(byteCountMax: byteCount(node))
    case "strings": return .strings(byteCountMax: byteCount(node))
    case "code": return .code(law.text(node))
    case "codes": return .codes(law.text(node))
    case "ref": return .reference(law.texts(node))
    case "refs": return .references(law.texts(node))
    case "integer": return .integer(law.range(node))
    case "fen": return .fen(range(node, otherwise: 1...Field.fenMax))
    case "bp": return .bp(range(node, otherwise: 0...10_000))
    case "object": return .object(fields(node, path))
    case "objects": return .objects(fields(node, path))
    default: break
    }
    _ = law.flag(node)
    switch word.name {
    case "prose": return .text(byteCountMax: Field.proseByteCountMax)
    case "digest": return .digest
    case "bool": return .bool
    case "date": return .date
    case "time": return .time
    case "geo": return .geo
    case "event": return .event
    case "area": return .area
    case "areas": return .areas
    default: return .json
    }
  }

  private mutating func byteCount(_ node: Node) -> Int { Int(law.integer(node, 1...65_536)) }

  /// `true` for the usual range, or a range.
  private mutating func range(_ node: Node, otherwise usual: ClosedRange<Int64>) -> ClosedRange<Int64> {
    node.bool == true ? usual : law.range(node)
  }
}
