public import Assistance
public import EventSourcing
public import Ledger

/// What people call subjects and places: names from the tables, sealed ones as far as the vault opens them.
public struct SubjectNames {
  private let view: LedgerView
  private let reader: NameReader
  /// Names of areas by their 12-digit code.
  private let areas: [String: String]

  /// Reads the names of areas once. O(regions).
  public init(_ view: LedgerView, _ reader: NameReader) throws(LedgerError) {
    self.view = view
    self.reader = reader
    var areas: [String: String] = [:]
    try view.forEachRow("regions") { _, bytes in
      if let row = LedgerView.object(bytes), let code = row["code"]?.string { areas[code] = row["name"]?.string }
      return true
    }
    self.areas = areas
  }

  /// Where a kind of subject is registered, and the field of that event that names it where the table does not.
  private static let tables: [Substring: (table: String, sealed: String)] = [
    "p": ("persons", "name"), "hh": ("households", "head_name"), "org": ("orgs", "name"), "pr": ("projects", "name"),
    "fd": ("funds", "name"), "v": ("villages", "name"), "nv": ("villages", "name"),
  ]

  /// A subject's name; nil when it has none or nobody here may read it.
  public func name(of reference: String) throws(LedgerError) -> String? {
    guard let (table, field) = Self.tables[Substring(Reference.prefix(reference))],
      let row = try view.row(table, reference).flatMap({ try? JSONDocument.object($0) })
    else { return nil }
    if let name = row["name"]?.string { return name }
    guard let id = row["registered"]?.string.flatMap({ EventID($0) }), let event = try view.event(id) else {
      return nil
    }
    guard let value = try fields(of: event).last(where: { $0.name == field })?.value else { return nil }
    let text = try reader.text(value, nil, .zh)
    return text == NameReader.mask ? nil : text
  }

  /// A subject for people: its name with its reference, `李四（hh-0001）`, or the reference alone.
  public func label(_ reference: String, _ language: Language) throws(LedgerError) -> String {
    guard let name = try name(of: reference) else { return reference }
    return Bilingual("\(name)（\(reference)）", "\(name) (\(reference))").text(language)
  }

  /// A place for people: its name with its code, or the code alone.
  ///
  /// - Parameter code: an area code, whole or its beginning.
  public func place(_ code: String, _ language: Language) -> String {
    let whole = code + String(repeating: "0", count: max(0, 12 - code.utf8.count))
    guard let name = areas[whole] else { return code }
    return Bilingual("\(name)（\(code)）", "\(name) (\(code))").text(language)
  }

  /// What an event says, as corrected since: later values take the place of earlier ones.
  public func fields(of event: EventContext) throws(LedgerError) -> [(name: String, value: JSONValue)] {
    var fields = event.event.data.members.map { (name: $0.name, value: $0.value) }
    for amendment in try Amendments.of(event, view) where amendment.event.corrects != nil {
      guard let corrected = amendment.event.data["fields"] else { continue }
      for (name, value) in corrected.members {
        if let index = fields.firstIndex(where: { $0.name == name }) {
          fields[index].value = value
        } else {
          fields.append((name, value))
        }
      }
    }
    return fields
  }

  /// A field's value for people: subjects by their names, all else as ``NameReader`` reads it.
  public func text(_ value: JSONValue, _ field: Field?, _ language: Language) throws(LedgerError) -> String {
    guard let field, field.prefixes != nil else { return try reader.text(value, field, language) }
    let references = value.string.map { [$0] } ?? value.strings
    var labels: [String] = []
    for reference in references ?? [] { labels.append(try label(reference, language)) }
    return labels.joined(separator: "; ")
  }
}
