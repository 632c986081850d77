public import EventSourcing
public import Ledger

/// How one row differs between two moments.
public struct RowDifference: Sendable {
  /// What became of the row; the raw value is how `diff --json` spells it.
  public enum Kind: String, Sendable {
    /// Only the later moment has it.
    case added
    /// Only the earlier moment has it.
    case removed
    /// Both have it, with different bytes.
    case changed
  }

  /// One column: its bytes before and after, nil where it was absent.
  public struct Change: Sendable {
    /// The column's name in JSON.
    public let column: String
    /// As it was; nil where it was absent.
    public let before: JSONValue?
    /// As it is; nil where it is absent.
    public let after: JSONValue?
  }

  /// Name of the view.
  public let view: String
  /// The row's key, unique within the view.
  public let key: String
  /// Whether one moment lacks the row, or both have it.
  public let kind: Kind
  /// The columns that differ, ascending by name, the key left out.
  public let changes: [Change]
}

/// What changed between two moments.
public enum ViewDifference {
  /// Every row of a view that differs, ascending by key. Holds the older rows in memory.
  public static func rows(_ view: String, _ old: LedgerView, _ new: LedgerView) throws(LedgerError) -> [RowDifference] {
    let before = try collect(view, old)
    let after = try collect(view, new)
    let keys = Set(before.keys).union(after.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var differences: [RowDifference] = []
    for key in keys where before[key] != after[key] {
      let (a, b) = (before[key], after[key])
      let kind: RowDifference.Kind = a == nil ? .added : b == nil ? .removed : .changed
      let changes = columns(try parsed(a), try parsed(b))
      differences.append(RowDifference(view: view, key: key, kind: kind, changes: changes))
    }
    return differences
  }

  private static func collect(_ name: String, _ view: LedgerView) throws(LedgerError) -> [String: [UInt8]] {
    var rows: [String: [UInt8]] = [:]
    try view.forEachRow(name) { key, row in
      rows[key] = [UInt8](row)
      return true
    }
    return rows
  }

  private static func parsed(_ row: [UInt8]?) throws(LedgerError) -> JSONValue? {
    guard let row else { return nil }
    do { return try JSONDocument.object(row) } catch {
      throw LedgerError(
        .integrity, "L06", "派生状态损坏，请执行 taizhang rebuild", "derived state is damaged: run taizhang rebuild")
    }
  }

  /// The columns in which two rows differ.
  static func columns(_ old: JSONValue?, _ new: JSONValue?) -> [RowDifference.Change] {
    var names: Set<String> = []
    for row in [old, new].compactMap({ $0 }) { for (name, _) in row.members where name != "key" { names.insert(name) } }
    return names.sorted().compactMap { name in
      let (a, b) = (old?[name], new?[name])
      if a.map({ Array($0.rawBytes) }) == b.map({ Array($0.rawBytes) }) { return nil }
      return RowDifference.Change(column: name, before: a, after: b)
    }
  }
}

/// An entry that changed a row, and what it changed.
public struct RowStep: Sendable {
  /// Number of the entry, from 0.
  public let seq: UInt64
  /// The columns it changed, ascending by name; never empty.
  public let changes: [RowDifference.Change]
}

extension Ledger {
  /// The entries behind a row, or behind one of its columns, oldest first: found by one replay of the first `size` entries.
  public func history(
    of view: String, _ key: String, column: String?, upTo size: UInt64, jobs: Int
  ) throws(LedgerError) -> [RowStep] {
    var steps: [RowStep] = []
    var before: JSONValue?
    try forEachChange(of: view, key, upTo: size, jobs: jobs) { (seq, row) throws(LedgerError) in
      let after = row.flatMap { try? JSONDocument.object($0) }
      let changes = ViewDifference.columns(before, after).filter { column == nil || $0.column == column }
      if !changes.isEmpty { steps.append(RowStep(seq: seq, changes: changes)) }
      before = after
    }
    return steps
  }
}
