import Law
public import Assistance
public import EventSourcing
public import Ledger
import TransparencyLog

/// Which rows and columns of a view are asked for.
public struct ViewQuery: Sendable {
  /// Name of the view.
  public let view: String
  /// The columns to show; the row's key is first.
  public let columns: [ColumnDescription]
  /// Whether every row and column is asked for, so that stored bytes can be printed as they are.
  public let isWhole: Bool
  /// How many columns the view has beyond those shown.
  public let hiddenColumnCount: Int
  private let conditions: [ViewCondition]
  private let place: String?
  /// Of each column shown, the codes it holds.
  private let codes: [ColumnCodes?]
  /// Of each column shown, whether it holds references.
  private let holdsReferences: [Bool]

  /// What a person's words in conditions mean, which is not for this module to read.
  public struct Readers {
    /// Reads an amount of money with its unit as fen; nil for what is none.
    public var amount: ViewCondition.AmountReader = { _ in nil }
    /// Reads a day, or a day with a time, as people write it, into an event's time; nil for what is none.
    public var time: (_ text: String) -> String? = { _ in nil }
    /// The subject that a name means, among those with any of the prefixes.
    public var subject: ViewCondition.SubjectReader?
    /// The beginning of an area code that the name of an area means.
    public var place: (_ text: String) throws(LedgerError) -> String = { (text) throws(LedgerError) in text }

    /// Readers that understand nothing but what rows hold.
    public init() {}
  }

  /// - Parameters:
  ///   - conditions: `column=value`; all must hold. A list column holds a value when an element equals it. A column goes by its
  ///     name or label, a code by code or label.
  ///   - place: the beginning of an area code, or what `readers` takes for one.
  ///   - columns: names or labels separated by commas, or `all`.
  ///   - isBrief: without `columns`, a few of a wide view instead of all.
  ///   - readers: read what people write in conditions.
  /// - Throws: `E52` to `E54`, `E98` and `E99` for what rows of the view cannot hold.
  public init(
    _ table: any StoredTable, conditions: [String], place: String?, columns: String?, isBrief: Bool = false,
    readers: Readers = Readers()
  ) throws(LedgerError) {
    view = table.name
    let key = ColumnDescription(name: "key", kind: .text, label: Bilingual("编号", "Key"))
    let known = [key] + table.columns
    self.conditions = try conditions.map { (condition) throws(LedgerError) in
      guard let equals = condition.firstIndex(of: "=") else {
        throw LedgerError(.usage, "E52", "条件应为“列=值”：\(condition)", "a condition is column=value: \(condition)")
      }
      let column = try Self.column(String(condition[..<equals]), known)
      return try ViewCondition(
        table.name, column, String(condition[condition.index(after: equals)...]), readers)
    }
    let place = try place.map { (place) throws(LedgerError) in try readers.place(place) }
    if let place { try Self.check(place: place) }
    if place != nil { _ = try Self.column("place", known) }
    self.place = place
    if let columns, columns != "all" {
      self.columns = try columns.split(whereSeparator: { ",，、".contains($0) }).map { (name) throws(LedgerError) in
        try Self.column(String(name), known)
      }
    } else if isBrief, columns == nil, let few = DefaultColumns.byView[table.name] {
      self.columns = known.filter { few.contains($0.name) }.sorted { a, b in
        few.firstIndex(of: a.name) ?? 0 < few.firstIndex(of: b.name) ?? 0
      }
    } else {
      self.columns = known
    }
    codes = self.columns.map { ColumnCodes.of(view: table.name, column: $0.name) }
    // Beside its name, the key of a row needs no name of its own.
    let isNamed = self.columns.contains { $0.name == "name" }
    holdsReferences = self.columns.map {
      let isReference = ColumnReferences.prefixes(view: table.name, column: $0.name) != nil || $0.kind == .reference
      return isReference && !(isNamed && $0.name == "key")
    }
    hiddenColumnCount = columns == nil ? known.count - self.columns.count : 0
    isWhole = conditions.isEmpty && place == nil && self.columns.count == known.count
  }

  /// - Throws: `E53` unless it is the beginning of an area code, at a level's boundary.
  public static func check(place: String) throws(LedgerError) {
    guard AreaCode.isPrefix(place) else {
      throw LedgerError(
        .usage, "E53", "区划代码前缀应为2、4、6、9或12位：\(place)",
        "the beginning of an area code has 2, 4, 6, 9 or 12 digits: \(place)")
    }
  }

  /// The column of a view that a person means, by name or label.
  ///
  /// - Throws: `E54` with the nearest and with all there are.
  public static func column(
    _ name: String, _ known: [ColumnDescription]
  ) throws(LedgerError) -> ColumnDescription {
    let named = NamedThings(known.map { .init($0.name, $0.label) })
    // Where two columns have the same label, the first is meant: 编号 is the key.
    let meant =
      named.name(meaning: name) ?? known.first { $0.label.zh == name || $0.label.en == name }?.name
    if let meant, let found = known.first(where: { $0.name == meant }) { return found }
    let question = named.question(nearest: name, otherwise: NamedThings.pause)
    throw LedgerError(
      .usage, "E54",
      "没有列“\(name)”\(question.zh)有：\(known.map { "\($0.label.zh)（\($0.name)）" }.joined(separator: "、"))",
      "there is no column \"\(name)\"\(question.en) There are: \(known.map(\.name).joined(separator: ", "))")
  }

  /// The table that a person means, by name or label.
  ///
  /// - Throws: `E51` with the nearest and with all there are.
  public static func table(_ name: String, _ tables: [any StoredTable]) throws(LedgerError) -> any StoredTable {
    let named = NamedThings(tables.map { .init($0.name, $0.label) })
    if let meant = named.name(meaning: name), let found = tables.first(where: { $0.name == meant }) { return found }
    let question = named.question(nearest: name, otherwise: NamedThings.pause)
    throw LedgerError(
      .usage, "E51",
      "没有视图“\(name)”\(question.zh)有：\(tables.map { "\($0.label.zh)（\($0.name)）" }.joined(separator: "、"))",
      "there is no view \"\(name)\"\(question.en) There are: \(tables.map(\.name).joined(separator: ", "))")
  }

  /// Whether a row is asked for.
  public func matches(_ row: JSONValue) -> Bool {
    guard conditions.allSatisfy({ $0.matches(row) }) else { return false }
    guard let place else { return true }
    return row["place"]?.string?.hasPrefix(place) ?? false
  }

  /// The cells of a row for programs: money in yuan, lists separated by semicolons, codes as they are.
  public func cells(_ row: JSONValue) -> [String] {
    columns.indices.map { index in
      row[columns[index].name].map { Self.text($0, columns[index].kind, codes[index]) } ?? ""
    }
  }

  /// The cells of a row for people: codes by their labels, subjects by their names beside their references, areas by theirs.
  ///
  /// What only a program compares, the head that a signature binds, is left out.
  public func cells(
    _ row: JSONValue, _ language: Language, names: SubjectNames
  ) throws(LedgerError) -> [String] {
    var cells: [String] = []
    for (index, column) in columns.enumerated() {
      guard let value = row[column.name] else {
        cells.append("")
        continue
      }
      cells.append(try Self.cell(value, column, holdsReferences[index], codes[index], language, names))
    }
    return cells
  }

  /// One value of a view's column for people.
  ///
  /// - Parameter column: nil for one that the view has no more.
  public static func cell(
    _ value: JSONValue, view: String, _ column: ColumnDescription?, _ language: Language, names: SubjectNames
  ) throws(LedgerError) -> String {
    guard let column else { return text(value, .text, language: language) }
    let isReference = column.kind == .reference || ColumnReferences.prefixes(view: view, column: column.name) != nil
    return try cell(value, column, isReference, ColumnCodes.of(view: view, column: column.name), language, names)
  }

  private static func cell(
    _ value: JSONValue, _ column: ColumnDescription, _ isReference: Bool, _ codes: ColumnCodes?, _ language: Language,
    _ names: SubjectNames
  ) throws(LedgerError) -> String {
    if isReference, let reference = value.string { return try names.label(reference, language) }
    if column.name == "place", let code = value.string { return names.place(code, language) }
    if value.kind == .array { return try list(value, codes, language, names) }
    return text(value, column.kind, codes, language: language)
  }

  /// A list's elements, their words one by one where they have several.
  private static func list(
    _ value: JSONValue, _ codes: ColumnCodes?, _ language: Language, _ names: SubjectNames
  ) throws(LedgerError) -> String {
    var items: [String] = []
    for element in value.elements {
      guard let text = element.string else {
        items.append(try members(element, language, names))
        continue
      }
      var words: [String] = []
      for word in (codes?.text(text, language) ?? text).split(separator: " ").map(String.init) {
        if Hash(base64: word) != nil { continue }
        words.append(Reference.isValid(word) ? try names.label(word, language) : word)
      }
      items.append(words.joined(separator: " "))
    }
    return items.joined(separator: "; ")
  }

  /// An object in a list: the fund line, the amount and the event of an integration.
  private static func members(
    _ value: JSONValue, _ language: Language, _ names: SubjectNames
  ) throws(LedgerError) -> String {
    guard value.kind == .object else { return text(value, .text, language: language) }
    var parts: [String] = []
    for (name, inner) in value.members {
      if let word = inner.string {
        parts.append(Reference.isValid(word) ? try names.label(word, language) : word)
      } else {
        parts.append(text(inner, name.hasSuffix("_fen") ? .fen : .text, language: language))
      }
    }
    return parts.joined(separator: " ")
  }

  /// One value as text: fen as yuan, a list's elements between semicolons, an object as its JSON.
  ///
  /// - Parameters:
  ///   - codes: those of the value's column.
  ///   - language: that of the labels which stand for codes, true and false; nil leaves these.
  public static func text(
    _ value: JSONValue, _ kind: ColumnKind, _ codes: ColumnCodes? = nil, language: Language? = nil
  ) -> String {
    if kind == .fen, let fen = value.integer { return yuan(fen) }
    if kind == .ratio, language != nil, let bp = value.integer { return percent(bp) }
    switch value.kind {
    case .string:
      let text = value.string ?? ""
      return language.flatMap { codes?.text(text, $0) } ?? text
    case .array: return value.elements.map { self.text($0, .text, codes, language: language) }.joined(separator: "; ")
    default:
      let json = String(decoding: value.rawBytes, as: UTF8.self)
      return language.flatMap { language in booleans.first { $0.json == json }?.value.text(language) } ?? json
    }
  }

  /// What people say for true and false.
  static let booleans: [(json: String, value: Bilingual)] = [
    ("true", Bilingual("是", "yes")), ("false", Bilingual("否", "no")),
  ]

  /// `100%`, `30.5%`: exact, of basis points.
  public static func percent(_ bp: Int64) -> String {
    let magnitude = bp.magnitude
    let hundredths = magnitude % 100
    let places =
      hundredths % 10 == 0 ? String(hundredths / 10) : hundredths < 10 ? "0\(hundredths)" : String(hundredths)
    return "\(bp < 0 ? "-" : "")\(magnitude / 100)\(hundredths == 0 ? "" : "." + places)%"
  }

  /// The basis points of `30.5%`; nil for what is no such percentage.
  static func basisPoints(_ text: String) -> Int64? {
    guard let sign = text.last, "%％".contains(sign) else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let whole = Int64(parts[0]), whole <= 1_000_000
    else { return nil }
    guard parts.count == 2 else { return whole * 100 }
    guard parts[1].utf8.count <= 2, let places = Int64(parts[1]) else { return nil }
    return whole * 100 + (parts[1].utf8.count == 1 ? places * 10 : places)
  }

  /// `1234.50`: exact, with two decimals.
  public static func yuan(_ fen: Int64) -> String {
    let magnitude = fen.magnitude
    let cents = magnitude % 100
    return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }
}
