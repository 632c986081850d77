import EventSourcing

extension Catalogue {
  /// What a catalogue names and does not have, and what it has twice. The place of each is its path, `$.types.visit.recorded.visitor`.
  static func inconsistencies(_ types: [EventType], _ codelists: [Codelist], _ prefixes: [Prefix]) -> [LawFault] {
    var check = ConsistencyCheck(lists: Set(codelists.map(\.id)), prefixes: Set(prefixes.map(\.prefix)))
    check.distinct(types.map(\.name), "$.types") { "$.types.\($0)" }
    check.distinct(codelists.map(\.id), "$.codelists") { "$.codelists.\($0)" }
    check.distinct(prefixes.map(\.prefix), "$.prefixes")
    for list in codelists {
      let path = "$.codelists.\(list.id)"
      check.distinct(list.items.map(\.code), path)
      let codes = Set(list.items.map(\.code))
      for item in list.items { check.exist(item.isA, in: codes, path) }
    }
    for type in types {
      let path = "$.types.\(type.name)"
      check.exist(type.subjectPrefixes, in: check.prefixes, "\(path).subject")
      let names = Set(type.fields.map(\.name) + ["subject", "time", "place"])
      check.exist(type.naturalKey, in: names, "\(path).natural_key")
      check.fields(type.fields, path)
    }
    return check.faults
  }
}

private struct ConsistencyCheck {
  let lists: Set<String>
  let prefixes: Set<String>
  var faults: [LawFault] = []

  mutating func fields(_ fields: [Field], _ path: String) {
    distinct(fields.map(\.name), path) { "\(path).\($0)" }
    if fields.count > ObjectShape.fieldCountMax {
      let max = ObjectShape.fieldCountMax
      note("字段超过\(max)个", "there are more than \(max) fields", path)
    }
    for field in fields {
      let place = "\(path).\(field.name)"
      if let codelist = field.codelist { exist([codelist], in: lists, place) }
      exist(field.prefixes ?? [], in: prefixes, place)
      self.fields(field.fields, place)
    }
  }

  /// - Parameter place: where the second of that name stands, when it is not the whole.
  mutating func distinct(_ names: [String], _ path: String, _ place: (String) -> String? = { _ in nil }) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      note("“\(name)”重复", "\"\(name)\" occurs twice", place(name) ?? path)
    }
  }

  mutating func exist(_ names: [String], in known: Set<String>, _ path: String) {
    for name in names where !known.contains(name) {
      note("“\(name)”没有定义", "\"\(name)\" is not defined", path)
    }
  }

  private mutating func note(_ zh: String, _ en: String, _ path: String) {
    faults.append(LawFault(reason: Bilingual(zh, en), place: path))
  }
}
