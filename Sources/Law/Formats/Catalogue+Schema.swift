import EventSourcing

extension Catalogue {
  static let schemaDialect = "https://json-schema.org/draft/2020-12/schema"

  /// JSON Schema (draft 2020-12) of the event line of one type; nil when there is no such type.
  ///
  /// It says what a schema can say: references that `refs` must repeat and numbers that must not stand in
  /// clear are judged by `check`.
  public func schema(_ name: String) -> [UInt8]? {
    guard let type = type(name) else { return nil }
    var writer = JSONWriter()
    write(type, to: &writer, isRoot: true)
    return writer.bytes
  }

  /// One schema for every event line: any of the types.
  public var schema: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("$defs")
      writer.object { writer in
        for type in types.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
          writer.name(type.name)
          write(type, to: &writer, isRoot: false)
        }
      }
      writer.member("$id", "urn:taizhang:event")
      writer.member("$schema", Self.schemaDialect)
      writer.name("oneOf")
      writer.array { writer in
        for type in types { writer.object { $0.member("$ref", "#/$defs/\(type.name)") } }
      }
    }
    return writer.bytes
  }

  private func write(_ type: EventType, to writer: inout JSONWriter, isRoot: Bool) {
    writer.object { writer in
      if isRoot {
        writer.member("$id", "urn:taizhang:event:\(type.name)")
        writer.member("$schema", Self.schemaDialect)
      }
      writer.member("description", type.en)
      writer.name("properties")
      writer.object { writer in
        writer.name("data")
        write(type.fields, to: &writer)
        writer.name("subject")
        writeReference(type.subjectPrefixes, to: &writer)
        writer.name("type")
        writer.object { $0.member("const", type.name) }
      }
      writer.name("required")
      writer.array { writer in for name in ["type", "subject", "time", "data"] { writer.string(name) } }
      writer.member("title", type.zh)
      writer.member("type", "object")
    }
  }

  private func write(_ fields: [Field], to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("additionalProperties", false)
      writer.name("properties")
      writer.object { writer in
        for field in fields.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
          writer.name(field.name)
          write(field, to: &writer)
        }
      }
      let required = fields.filter(\.isRequired).map(\.name)
      if !required.isEmpty {
        writer.name("required")
        writer.array { writer in for name in required { writer.string(name) } }
      }
      writer.member("type", "object")
    }
  }

  private func write(_ field: Field, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("allOf")
      writer.array { field.isPersonal ? Self.writeSealed(to: &$0) : writeKind(field, to: &$0) }
      writer.member("description", field.note.map { "\(field.en): \($0.en)" } ?? field.en)
      writer.member("title", field.zh)
      writer.member("x-kind", field.kind.name)
    }
  }

  private func writeKind(_ field: Field, to writer: inout JSONWriter) {
    switch field.kind {
    case .text, .machine: Self.writeText(".+", to: &writer)
    case .digest: Self.writeText("^[0-9a-f]{64}$", to: &writer)
    case .code(let list): writeCode(list, to: &writer)
    case .codes(let list): Self.writeArray(to: &writer) { writeCode(list, to: &$0) }
    case .reference(let prefixes): writeReference(prefixes, to: &writer)
    case .references(let prefixes): Self.writeArray(to: &writer) { writeReference(prefixes, to: &$0) }
    case .integer(let range), .fen(let range), .bp(let range): Self.writeInteger(range, to: &writer)
    case .bool: writer.object { $0.member("type", "boolean") }
    case .date: Self.writeText("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", to: &writer)
    case .time: Self.writeText("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+(Z|[+-][0-9]{2}:[0-9]{2}))?$", to: &writer)
    case .geo: Self.writeGeo(to: &writer)
    case .event: Self.writeText("^[0-7][0-9A-HJKMNP-TV-Z]{25}\\.(0|[1-9][0-9]*)$", to: &writer)
    case .area: Self.writeText(Self.areaPattern, to: &writer)
    case .areas: Self.writeArray(to: &writer) { Self.writeText(Self.areaPattern, to: &$0) }
    case .strings: Self.writeArray(to: &writer) { Self.writeText(".+", to: &$0) }
    case .object(let fields): write(fields, to: &writer)
    case .objects(let fields): Self.writeArray(to: &writer) { write(fields, to: &$0) }
    case .json: writer.object { $0.member("type", "object") }
    }
  }

  private static let areaPattern = "^[0-9]{12}$"

  private func writeCode(_ list: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("enum")
      writer.array { writer in for item in codelist(list)?.items ?? [] { writer.string(item.code) } }
    }
  }

  private func writeReference(_ wanted: [String], to writer: inout JSONWriter) {
    let all = wanted.isEmpty ? prefixes.map(\.prefix) : wanted
    let typed = all.filter { $0 != Reference.ledger }.joined(separator: "|")
    let ledger = all.contains(Reference.ledger) ? Reference.ledger : ""
    let rest = typed.isEmpty ? "" : "(\(typed))-[A-Za-z0-9._-]+"
    let pattern = [ledger, rest].filter { !$0.isEmpty }.joined(separator: "|")
    Self.writeText("^(\(pattern))$", to: &writer)
  }

  private static func writeText(_ pattern: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("pattern", pattern)
      writer.member("type", "string")
    }
  }

  private static func writeInteger(_ range: ClosedRange<Int64>, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("maximum", range.upperBound)
      writer.member("minimum", range.lowerBound)
      writer.member("type", "integer")
    }
  }

  private static func writeArray(to writer: inout JSONWriter, _ items: (inout JSONWriter) -> Void) {
    writer.object { writer in
      writer.name("items")
      items(&writer)
      writer.member("type", "array")
    }
  }

  private static func writeGeo(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("additionalProperties", false)
      writer.name("properties")
      writer.object { writer in
        writer.name("lat_e7")
        writeInteger(-900_000_000...900_000_000, to: &writer)
        writer.name("lon_e7")
        writeInteger(-1_800_000_000...1_800_000_000, to: &writer)
      }
      writer.name("required")
      writer.array { writer in for name in ["lat_e7", "lon_e7"] { writer.string(name) } }
      writer.member("type", "object")
    }
  }

  private static func writeSealed(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("additionalProperties", false)
      writer.name("properties")
      writer.object { writer in
        writer.name("c")
        writeText("^[A-Za-z0-9+/]{43}=$", to: &writer)
      }
      writer.name("required")
      writer.array { $0.string("c") }
      writer.member("type", "object")
    }
  }
}
