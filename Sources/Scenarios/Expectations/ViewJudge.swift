import YAMLText
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Judges what views and money traces say after the steps.
struct ViewJudge {
  let ledger: Ledger
  /// The ledger as it is now.
  let now: LedgerView

  func judge(_ expectation: ExpectationSource) throws(LedgerError) -> (ScenarioReport.Verdict, Bilingual) {
    switch expectation.kind {
    case .row(let view, let key, let columns, let moment): return try row(view, key, columns, moment)
    case .absent(let view, let key, let moment): return try absent(view, key, moment)
    case .count(let view, let columns, let count, let moment): return try self.count(view, columns, count, moment)
    case .trace(let reference, let source, let project, let amountFen):
      return try TraceJudge(view: now).judge(reference, source: source, project: project, amountFen: amountFen)
    case .unsupported:
      return (
        .unsupported,
        Bilingual(
          "本版本尚不支持预期“\(expectation.name)”", "this version does not support the expectation \"\(expectation.name)\" yet")
      )
    case .verify: preconditionFailure("verification is judged after tampering")
    }
  }

  private func view(at moment: Moment) throws(LedgerError) -> LedgerView {
    moment == .now ? now : try ledger.view(at: moment)
  }

  private func row(
    _ name: String, _ key: String, _ columns: [(name: String, value: YAMLItem)], _ moment: Moment
  ) throws(LedgerError) -> (ScenarioReport.Verdict, Bilingual) {
    guard let bytes = try view(at: moment).row(name, key) else {
      return (.fails, Bilingual("视图\(name)中没有“\(key)”", "the view \(name) has no row \"\(key)\""))
    }
    let row = try Self.parse(bytes, name)
    var zh: [String] = []
    var en: [String] = []
    for (column, value) in columns where !RowMatch.holds(row[column], value) {
      let found = row[column].map { String(decoding: $0.rawBytes, as: UTF8.self) }
      zh.append("\(column)应为\(RowMatch.shown(value))，实为\(found ?? "空")")
      en.append("\(column) should be \(RowMatch.shown(value)) and is \(found ?? "empty")")
    }
    if zh.isEmpty { return (.holds, Bilingual("\(name) \(key)：如期", "\(name) \(key): as expected")) }
    return (
      .fails,
      Bilingual("\(name) \(key)：\(zh.joined(separator: "；"))", "\(name) \(key): \(en.joined(separator: "; "))")
    )
  }

  private static func parse(_ bytes: [UInt8], _ view: String) throws(LedgerError) -> JSONValue {
    do { return try JSONDocument.object(bytes) } catch {
      throw LedgerError(.integrity, "L06", "视图“\(view)”的行损坏", "a row of \"\(view)\" is damaged")
    }
  }

  private func absent(
    _ name: String, _ key: String, _ moment: Moment
  ) throws(LedgerError) -> (ScenarioReport.Verdict, Bilingual) {
    guard try view(at: moment).row(name, key) != nil else {
      return (.holds, Bilingual("\(name)中如期没有\(key)", "\(name) has no \(key), as expected"))
    }
    return (.fails, Bilingual("\(name)中不应有\(key)，却有", "\(name) should have no \(key) and has one"))
  }

  private func count(
    _ name: String, _ columns: [(name: String, value: YAMLItem)], _ count: Int64, _ moment: Moment
  ) throws(LedgerError) -> (ScenarioReport.Verdict, Bilingual) {
    var found: Int64 = 0
    var damage: LedgerError?
    try view(at: moment).forEachRow(name) { _, bytes in
      do throws(LedgerError) {
        let row = try Self.parse([UInt8](bytes), name)
        if columns.allSatisfy({ RowMatch.holds(row[$0.name], $0.value) }) { found += 1 }
      } catch {
        damage = error
      }
      return damage == nil
    }
    if let damage { throw damage }
    if found == count { return (.holds, Bilingual("\(name)如期有\(count)行", "\(name) has \(count) rows, as expected")) }
    return (.fails, Bilingual("\(name)应有\(count)行，实有\(found)行", "\(name) should have \(count) rows and has \(found)"))
  }
}

/// Compares a column with what a scenario says of it.
enum RowMatch {
  /// A text equals a scalar's text, quoted or not; numbers and truths equal unquoted ones; `null` equals an empty column.
  static func holds(_ found: JSONValue?, _ wanted: YAMLItem) -> Bool {
    guard let found else { return wanted.isNull }
    switch (found.kind, wanted.value) {
    case (.string, .scalar(let text, _)): return found.string == text && !(wanted.isNull && text.isEmpty)
    case (.integer, .scalar): return wanted.integer == found.integer && wanted.integer != nil
    case (.true, .scalar), (.false, .scalar): return wanted.bool == found.bool
    case (.array, .list(let items)):
      let elements = Array(found.elements)
      return elements.count == items.count && zip(elements, items).allSatisfy { holds($0, $1) }
    case (.object, .map(let members)):
      return found.members.map(\.name).count == members.count && members.allSatisfy { holds(found[$0.name], $0.value) }
    default: return false
    }
  }

  static func shown(_ item: YAMLItem) -> String {
    switch item.value {
    case .scalar(let text, _): item.isNull ? "null" : text
    case .list(let items): "[\(items.map(shown).joined(separator: ", "))]"
    case .map(let members): "{\(members.map { "\($0.name): \(shown($0.value))" }.joined(separator: ", "))}"
    }
  }
}
