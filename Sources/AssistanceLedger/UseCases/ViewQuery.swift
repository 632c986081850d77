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
  private let conditions: [(column: String, value: String)]
  private let place: String?

  /// - Parameters:
  ///   - conditions: `column=value`; all must hold. A list column holds a value when an element equals it.
  ///   - place: the beginning of an area code.
  ///   - columns: names separated by commas, or `all`.
  ///   - isBrief: without `columns`, a few of a wide view instead of all.
  public init(
    _ table: any StoredTable, conditions: [String], place: String?, columns: String?, isBrief: Bool = false
  ) throws(LedgerError) {
    view = table.name
    let key = ColumnDescription(name: "key", kind: .text, label: Bilingual("编号", "Key"))
    let known = [key] + table.columns
    var parsed: [(String, String)] = []
    for condition in conditions {
      guard let equals = condition.firstIndex(of: "=") else {
        throw LedgerError(.usage, "E52", "条件应为“列=值”：\(condition)", "a condition is column=value: \(condition)")
      }
      parsed.append(
        (
          try Self.column(String(condition[..<equals]), known).name,
          String(condition[condition.index(after: equals)...])
        ))
    }
    if let place { try Self.check(place: place) }
    if place != nil { _ = try Self.column("place", known) }
    self.conditions = parsed
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
    if let found = known.first(where: { $0.name == name || $0.label.zh == name }) { return found }
    throw LedgerError(
      .usage, "E54", "没有列“\(name)”；有：\(known.map(\.name).joined(separator: "、"))",
      "there is no column \"\(name)\"; there are: \(known.map(\.name).joined(separator: ", "))")
  }

  /// Whether a row is asked for.
  public func matches(_ row: JSONValue) -> Bool {
    for (column, value) in conditions {
      guard let found = row[column] else {
        if value.isEmpty { continue }
        return false
      }
      guard Self.holds(found, value) else { return false }
    }
    guard let place else { return true }
    return row["place"]?.string?.hasPrefix(place) ?? false
  }

  private static func holds(_ found: JSONValue, _ value: String) -> Bool {
    switch found.kind {
    case .array: found.elements.contains { holds($0, value) }
    case .string: found.string == value
    default: String(decoding: found.rawBytes, as: UTF8.self) == value
    }
  }

  /// The cells of a row as text: money in yuan, lists separated by semicolons.
  public func cells(_ row: JSONValue) -> [String] {
    columns.map { column in row[column.name].map { Self.text($0, column.kind) } ?? "" }
  }

  /// One value as text: fen as yuan, a list's elements between semicolons, an object as its JSON.
  public static func text(_ value: JSONValue, _ kind: ColumnKind) -> String {
    if kind == .fen, let fen = value.integer { return yuan(fen) }
    switch value.kind {
    case .string: return value.string ?? ""
    case .array: return value.elements.map { text($0, .text) }.joined(separator: "; ")
    default: return String(decoding: value.rawBytes, as: UTF8.self)
    }
  }

  /// `1234.50`: exact, with two decimals.
  public static func yuan(_ fen: Int64) -> String {
    let magnitude = fen.magnitude
    let cents = magnitude % 100
    return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }
}
