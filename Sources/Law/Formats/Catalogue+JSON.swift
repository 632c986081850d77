import EventSourcing

extension Catalogue {
  /// The catalogue's one spelling, which a ledger carries in its `ledger.catalogue_part` events and whose
  /// SHA-256 `ledger.rules_adopted` names: no spaces, names ascending, nothing that is absent or false.
  public var jsonBytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.list("codelists", codelists) { $1.write(to: &$0) }
      writer.list("prefixes", prefixes) { $1.write(to: &$0) }
      writer.list("types", types) { $1.write(to: &$0) }
    }
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func list<T>(_ name: String, _ items: [T], _ body: (inout JSONWriter, T) -> Void) {
    self.name(name)
    array { writer in for item in items { body(&writer, item) } }
  }

  fileprivate mutating func strings(_ name: String, _ items: [String]) {
    if !items.isEmpty { list(name, items) { $0.string($1) } }
  }

  fileprivate mutating func range(_ range: ClosedRange<Int64>) {
    member("max", range.upperBound)
    member("min", range.lowerBound)
  }
}

extension Codelist {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("en", en)
      writer.member("id", id)
      writer.list("items", items) { writer, item in
        writer.object { writer in
          writer.member("code", item.code)
          writer.member("en", item.en)
          writer.strings("is_a", item.isA)
          writer.strings("marks", item.marks)
          writer.member("zh", item.zh)
        }
      }
      writer.member("source", source.rawValue)
      writer.member("zh", zh)
    }
  }
}

extension Prefix {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("en", en)
      writer.member("prefix", prefix)
      writer.member("zh", zh)
    }
  }
}

extension EventType {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("en", en)
      writer.list("fields", fields) { $1.write(to: &$0) }
      if isMoney { writer.member("money", true) }
      writer.member("name", name)
      writer.strings("natural_key", naturalKey)
      if isPlanned { writer.member("planned", true) }
      writer.strings("subject", subjectPrefixes)
      writer.member("zh", zh)
    }
  }
}

extension Field {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      if let codelist { writer.member("codelist", codelist) }
      writer.member("en", en)
      switch kind {
      case .object, .objects: writer.list("fields", fields) { $1.write(to: &$0) }
      default: break
      }
      writer.member("kind", kind.name)
      writer.strings("marks", Mark.allCases.filter { marks.contains($0) }.map(\.rawValue).sorted())
      if let byteCountMax = kind.byteCountMax { writer.member("max", Int64(byteCountMax)) }
      if let range { writer.range(range) }
      writer.member("name", name)
      if let note {
        writer.name("note")
        writer.object { writer in
          writer.member("en", note.en)
          writer.member("zh", note.zh)
        }
      }
      if isPersonal { writer.member("personal", true) }
      writer.strings("prefixes", prefixes ?? [])
      if isRequired { writer.member("required", true) }
      writer.member("zh", zh)
    }
  }
}

extension Field.Kind {
  /// The kind's name in the catalogue's JSON.
  public var name: String {
    switch self {
    case .text: "text"
    case .machine: "machine"
    case .digest: "digest"
    case .code: "code"
    case .codes: "codes"
    case .reference: "reference"
    case .references: "references"
    case .integer: "integer"
    case .fen: "fen"
    case .bp: "bp"
    case .bool: "bool"
    case .date: "date"
    case .time: "time"
    case .geo: "geo"
    case .event: "event"
    case .area: "area"
    case .areas: "areas"
    case .strings: "strings"
    case .object: "object"
    case .objects: "objects"
    case .json: "json"
    }
  }

  /// The longest text in bytes, where the kind limits one.
  public var byteCountMax: Int? {
    switch self {
    case .text(let max), .machine(let max), .strings(let max): max
    default: nil
    }
  }
}
