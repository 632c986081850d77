extension Catalogue {
  /// One difference between two catalogues.
  public struct Change: Hashable, Sendable {
    /// What happened to it.
    public enum Sign: String, CustomStringConvertible, Sendable {
      case added = "+"
      case removed = "-"
      case changed = "~"

      /// The sign itself.
      public var description: String { rawValue }
    }

    /// What happened to it.
    public let sign: Sign
    /// `visit.recorded.minutes`, `codelist role.cashier`, `prefix hh`; with `*` at the end, the order of what stands there.
    public let path: String
  }

  /// What must be done to this catalogue to have the other: prefixes, codelists and their codes, types and their fields; of each, what
  /// was removed first.
  public func changes(to other: Catalogue) -> [Change] {
    var list = ChangeList()
    list.compare(prefixes.map { ($0.prefix, $0) }, other.prefixes.map { ($0.prefix, $0) }, "prefix ")
    list.compare(codelists.map { ($0.id, $0.frame) }, other.codelists.map { ($0.id, $0.frame) }, "codelist ")
    for new in other.codelists {
      guard let old = codelist(new.id) else { continue }
      list.compare(old.items.map { ($0.code, $0) }, new.items.map { ($0.code, $0) }, "codelist \(new.id).")
    }
    list.compare(types.map { ($0.name, $0.frame) }, other.types.map { ($0.name, $0.frame) }, "")
    for new in other.types {
      guard let old = type(new.name) else { continue }
      list.compare(old.fields.map { ($0.name, $0) }, new.fields.map { ($0.name, $0) }, "\(new.name).")
    }
    return list.changes
  }
}

extension Codelist {
  /// The list without its codes.
  fileprivate var frame: Codelist { Codelist(id, zh, en, source, []) }
}

extension EventType {
  /// The type without its fields.
  fileprivate var frame: EventType {
    EventType(
      name: name, zh: zh, en: en, subjectPrefixes: subjectPrefixes, fields: [], isPlanned: isPlanned, isMoney: isMoney,
      naturalKey: naturalKey)
  }
}

private struct ChangeList {
  var changes: [Catalogue.Change] = []

  mutating func compare<T: Equatable>(_ old: [(String, T)], _ new: [(String, T)], _ prefix: String) {
    let names = Set(new.map(\.0))
    for (name, _) in old where !names.contains(name) { changes.append(.init(sign: .removed, path: prefix + name)) }
    let before = Dictionary(uniqueKeysWithValues: old)
    for (name, value) in new where before[name] != value {
      changes.append(.init(sign: before[name] == nil ? .added : .changed, path: prefix + name))
    }
    // What stands in both, in another order.
    let kept = old.map(\.0).filter(names.contains)
    if kept != new.map(\.0).filter({ before[$0] != nil }) {
      changes.append(.init(sign: .changed, path: "\(prefix)*"))
    }
  }
}
