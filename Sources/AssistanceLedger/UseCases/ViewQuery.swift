public import Assistance
public import EventSourcing
public import Ledger

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

  /// - Parameters:
  ///   - conditions: `column=value`; all must hold. A list column holds a value when an element equals it. A column goes by its
  ///     name or label, a code by code or label.
  ///   - place: the beginning of an area code.
  ///   - columns: names separated by commas, or `all`.
  ///   - isBrief: without `columns`, a few of a wide view instead of all.
  ///   - amount: reads amounts of money with their unit, for conditions.
  /// - Throws: `E52` to `E54`, `E98` and `E99` for what rows of the view cannot hold.
  public init(
    _ table: any StoredTable, conditions: [String], place: String?, columns: String?, isBrief: Bool = false,
    amount: ViewCondition.AmountReader = { _ in nil }
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
        table.name, column, String(condition[condition.index(after: equals)...]), amount: amount)
    }
    if let place { try Self.check(place: place) }
    if place != nil { _ = try Self.column("place", known) }
    self.place = place
    if let columns, columns != "all" {
      self.columns = try columns.split(separator: ",").map { (name) throws(LedgerError) in
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

  private static func column(_ name: String, _ known: [ColumnDescription]) throws(LedgerError) -> ColumnDescription {
    if let found = known.first(where: { $0.name == name }) { return found }
    if let found = known.first(where: { $0.label.zh == name || $0.label.en == name }) { return found }
    throw LedgerError(
      .usage, "E54", "没有列“\(name)”；有：\(known.map(\.name).joined(separator: "、"))",
      "there is no column \"\(name)\"; there are: \(known.map(\.name).joined(separator: ", "))")
  }

  /// Whether a row is asked for.
  public func matches(_ row: JSONValue) -> Bool {
    guard conditions.allSatisfy({ $0.matches(row) }) else { return false }
    guard let place else { return true }
    return row["place"]?.string?.hasPrefix(place) ?? false
  }

  /// The cells of a row as text: money in yuan, lists separated by semicolons.
  ///
  /// - Parameter language: that of the labels which stand for codes; nil, for programs, leaves the codes.
  public func cells(_ row: JSONValue, _ language: Language? = nil) -> [String] {
    columns.indices.map { index in
      row[columns[index].name].map { Self.text($0, columns[index].kind, codes[index], language: language) } ?? ""
    }
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

  /// `1234.50`: exact, with two decimals.
  public static func yuan(_ fen: Int64) -> String {
    let magnitude = fen.magnitude
    let cents = magnitude % 100
    return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }
}
