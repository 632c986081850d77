import Law
import Assistance
public import AssistanceLedger
public import EventSourcing

/// An event filled in by name and value, as on a command line.
public enum EventForm {
  /// Composes an event. A name is a field's own, its Chinese or its English label; `amount` stands for `amount_fen`;
  /// `checklist.kitchen` for a field inside another. The type goes by its name or label. Values are read by ``FieldReading``.
  ///
  /// - Parameters:
  ///   - today: the day that 今天 means in a field of days; nil where such words are not understood.
  ///   - finder: finds whom a name means, the subject's too; nil where references alone are understood.
  /// - Throws: X155 unknown type, X156 unknown name, X157 a name given twice, and the problem of any value.
  public static func compose(
    type: String, subject: String, time: String, pairs: [(String, String)], today: CivilDate? = nil,
    finder: SubjectFinder? = nil
  ) throws(CellProblem) -> PlainEvent {
    guard let shape = try Catalogue.current.type(self.type(type)) else { throw unknown(type: type) }
    var form = FormData(shape.fields)
    for (name, value) in pairs {
      guard let path = form.path(name) else { throw unknown(name, in: shape) }
      guard !form.holds(path) else {
        throw CellProblem(
          "X157", "“\(name)”给了两次", "“\(name)” is given twice", adviceZh: "请只保留一个", adviceEn: "Give it once")
      }
      let json = try named(name) { () throws(CellProblem) in
        try FieldReading.json(text: value, field: path.field, today: today, finder: finder)
      }
      form.set(path, json)
    }
    let found = try finder?.subject(subject, of: shape) ?? subject
    return PlainEvent(type: shape.name, subject: found, time: time, json: form.bytes)
  }

  /// The name of a type given by name or label.
  ///
  /// - Throws: X155 with the nearest.
  public static func type(_ typed: String) throws(CellProblem) -> String {
    guard let name = Catalogue.current.namedTypes.name(meaning: typed) else { throw unknown(type: typed) }
    return name
  }

  /// Reads a value; of what is wrong with it the field is told.
  private static func named(_ name: String, _ read: () throws(CellProblem) -> [UInt8]) throws(CellProblem) -> [UInt8] {
    do throws(CellProblem) { return try read() } catch {
      throw CellProblem(
        error.code, "\(name)：\(error.zh)", "\(name): \(error.en)", adviceZh: error.advice.zh,
        adviceEn: error.advice.en)
    }
  }

  private static func unknown(type: String) -> CellProblem {
    let near = Catalogue.current.namedTypes.question(nearest: type)
    return CellProblem(
      "X155", "没有事件类型“\(type)”\(near.zh)",
      "There is no event type “\(type)”\(near.en)",
      adviceZh: "用 taizhang catalogue list 查看全部类型", adviceEn: "See taizhang catalogue list")
  }

  private static func unknown(_ name: String, in type: EventType) -> CellProblem {
    let zh = type.fields.map { "\($0.name)（\($0.zh)）" }.joined(separator: "、")
    return CellProblem(
      "X156", "\(type.zh)没有“\(name)”这一项", "\(type.name) has no field “\(name)”", adviceZh: "可填：\(zh)",
      adviceEn: "Choose from: " + type.fields.map(\.name).joined(separator: ", "))
  }
}

/// A field, and the object it stands in.
struct FieldPath: Hashable, Sendable {
  let outer: Field?
  let field: Field

  /// `checklist.kitchen`.
  var name: String { outer.map { "\($0.name).\(field.name)" } ?? field.name }

  /// Every field that holds one value, those inside objects one by one; lists of objects are not among them.
  static func flat(_ fields: [Field]) -> [FieldPath] {
    fields.flatMap { field -> [FieldPath] in
      switch field.kind {
      case .object(let inner): inner.map { FieldPath(outer: field, field: $0) }
      case .objects, .json: []
      default: [FieldPath(outer: nil, field: field)]
      }
    }
  }
}

/// An event's data being filled in, in any order; written in the catalogue's.
struct FormData {
  private let fields: [Field]
  private var values: [String: [UInt8]] = [:]

  init(_ fields: [Field]) { self.fields = fields }

  var isEmpty: Bool { values.isEmpty }

  func holds(_ path: FieldPath) -> Bool { values[path.name] != nil }

  func value(_ name: String) -> [UInt8]? { values[name] }

  mutating func set(_ path: FieldPath, _ json: [UInt8]) { values[path.name] = json }

  mutating func set(_ name: String, _ json: [UInt8]) { values[name] = json }

  /// The field that a person's name for it means.
  func path(_ name: String) -> FieldPath? {
    let key = TextFolding.key(name)
    let all =
      fields.map { FieldPath(outer: nil, field: $0) } + FieldPath.flat(fields).filter { $0.outer != nil }
    return all.first { Self.names($0).contains { TextFolding.key($0) == key } }
  }

  private static func names(_ path: FieldPath) -> [String] {
    let field = path.field
    // 时长（分钟） is also 时长.
    let own = [path.name, field.zh, field.en, String(field.zh.prefix { $0 != "（" })]
    guard path.outer == nil else { return own }
    for suffix in ["_fen", "_bp"] where field.name.hasSuffix(suffix) {
      return own + [String(field.name.dropLast(suffix.count))]
    }
    return own
  }

  /// The object in the log's spelling.
  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      for field in fields {
        if let value = values[field.name] {
          writer.name(field.name)
          writer.raw(value)
        } else if case .object(let inner) = field.kind {
          write(field.name, inner, &writer)
        }
      }
    }
    return writer.bytes
  }

  private func write(_ outer: String, _ inner: [Field], _ writer: inout JSONWriter) {
    let given = inner.compactMap { field in values["\(outer).\(field.name)"].map { (field.name, $0) } }
    guard !given.isEmpty else { return }
    writer.name(outer)
    writer.object {
      for (name, value) in given {
        $0.name(name)
        $0.raw(value)
      }
    }
  }
}
