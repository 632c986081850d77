public import Law
import Assistance
public import EventSourcing
public import Ledger

/// What people call subjects and places: names from the tables, sealed ones as far as the vault opens them.
///
/// A name is looked up once. It is that of the moment the view stands for.
public final class SubjectNames {
  private let view: LedgerView
  private let reader: NameReader
  /// Names of areas by their 12-digit code.
  private let areas: [String: String]
  private var known: [String: String?] = [:]

  /// Reads the names of areas once. O(regions).
  public init(_ view: LedgerView, _ reader: NameReader) throws(LedgerError) {
    self.view = view
    self.reader = reader
    var areas: [String: String] = [:]
    for table in ["villages", "regions"] {
      try view.forEachRow(table) { key, bytes in
        let row = LedgerView.object(bytes)
        // A region's own word about its code counts before that of a village which lies there.
        if let code = row?[table == "regions" ? "code" : "place"]?.string, let name = row?["name"]?.string,
          table == "regions" || Reference.prefix(key) == "v"
        {
          areas[code] = name
        }
        return true
      }
    }
    self.areas = areas
  }

  /// Where a kind of subject is registered, and the field of that event that names it where the table does not.
  private static let tables: [Substring: (table: String, sealed: String)] = [
    "p": ("persons", "name"), "hh": ("households", "head_name"), "org": ("orgs", "name"), "pr": ("projects", "name"),
    "fd": ("funds", "name"), "v": ("villages", "name"), "nv": ("villages", "name"), "rg": ("regions", "name"),
  ]

  /// A subject's name; nil when it has none or nobody here may read it. A household is called by its head's name.
  public func name(of reference: String) throws(LedgerError) -> String? {
    if let found = known[reference] { return found }
    let found = try lookUp(reference)
    known[reference] = found
    return found
  }

  private func lookUp(_ reference: String) throws(LedgerError) -> String? {
    guard let (table, field) = Self.tables[Substring(Reference.prefix(reference))],
      let row = try view.row(table, reference).flatMap({ try? JSONDocument.object($0) })
    else { return nil }
    if let name = row["name"]?.string { return name.isEmpty ? nil : name }
    guard let id = row["registered"]?.string.flatMap({ EventID($0) }), let event = try view.event(id) else {
      return nil
    }
    if let value = try Amendments.of(event, view).fields.last(where: { $0.name == field })?.value {
      let text = try reader.text(value, nil, .zh)
      return text == NameReader.mask ? nil : text
    }
    guard table == "households", let head = row["head"]?.string else { return nil }
    return try name(of: head)
  }

  /// A subject for people: its name with its reference, `李四（hh-0001）`, or the reference alone.
  public func label(_ reference: String, _ language: Language) throws(LedgerError) -> String {
    guard let name = try name(of: reference) else { return reference }
    return Bilingual("\(name)（\(reference)）", "\(name) (\(reference))").text(language)
  }

  /// Several subjects for people.
  public func labels(_ references: [String], _ language: Language) throws(LedgerError) -> String {
    var labels: [String] = []
    for reference in references { labels.append(try label(reference, language)) }
    return labels.joined(separator: Bilingual("、", ", ").text(language))
  }

  /// A place for people: its name with its code, or the code alone.
  ///
  /// - Parameter code: an area code, whole or its beginning.
  public func place(_ code: String, _ language: Language) -> String {
    let whole = code + String(repeating: "0", count: max(0, 12 - code.utf8.count))
    guard let name = areas[whole] else { return code }
    return Bilingual("\(name)（\(code)）", "\(name) (\(code))").text(language)
  }

  /// A field's value for people: subjects and areas by their names, all else as ``NameReader`` reads it.
  public func text(_ value: JSONValue, _ field: Field?, _ language: Language) throws(LedgerError) -> String {
    switch field?.kind {
    case .reference, .references:
      let references = value.string.map { [$0] } ?? value.strings
      return try labels(references ?? [], language)
    case .area, .areas:
      let codes = value.string.map { [$0] } ?? value.strings ?? []
      return codes.map { place($0, language) }.joined(separator: Bilingual("、", ", ").text(language))
    default:
      return try reader.text(value, field, language, names: self)
    }
  }
}
