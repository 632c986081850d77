import YAMLText
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Reads expectations, refusing views and columns that do not exist: a misspelt one could never be false.
enum ExpectationReader {
  /// Kinds the contract names and this version cannot answer, with the names each may carry.
  private static let unsupported: [String: [String]] = [
    "obligation": ["subject", "target", "window", "now", "result", "count"],
    "finding": ["subject"],
    "no_finding": ["subject"],
    "sevenization": ["result"],
    "chain": ["subject", "next"],
    "constraint": ["subject", "result"],
    "trigger": ["subject", "due", "state"],
  ]

  static func read(_ items: [YAMLItem]) throws(LedgerError) -> [ExpectationSource] {
    var result: [ExpectationSource] = []
    for item in items { result.append(try read(item)) }
    return result
  }

  private static func read(_ item: YAMLItem) throws(LedgerError) -> ExpectationSource {
    if item["view"] != nil { return try view(item) }
    if item["trace"] != nil { return try trace(item) }
    if item["verify"] != nil { return try verify(item) }
    for (name, others) in unsupported.sorted(by: { $0.key < $1.key }) where item[name] != nil {
      _ = try Fields(item, ("预期", "an expectation"), known: [name] + others)
      return ExpectationSource(name: name, place: item.place, kind: .unsupported)
    }
    let all = (["view", "trace", "verify"] + unsupported.keys.sorted()).joined(separator: ", ")
    throw .inFile("Y02", item.place, "预期应为其中之一：\(all)", "an expectation is one of: \(all)")
  }

  // MARK: Views

  private static func view(_ item: YAMLItem) throws(LedgerError) -> ExpectationSource {
    let fields = try Fields(
      item, ("view预期", "a view expectation"), known: ["view", "key", "row", "as_of", "absent", "where", "count"])
    let view = try fields.requiredText("view")
    let tables = AssistanceDomain().makeState().tables
    guard let table = tables.first(where: { $0.name == view }) else {
      let all = tables.map(\.name).joined(separator: ", ")
      throw .inFile("Y08", item.place, "没有视图“\(view)”；有：\(all)", "there is no view \"\(view)\"; there are: \(all)")
    }
    let moment = try moment(fields)
    let kind: ExpectationSource.Kind
    if let count = try fields.integer("count", 0...1_000_000) {
      guard fields.item("key") == nil, fields.item("row") == nil, fields.item("absent") == nil else {
        throw .inFile("Y04", item.place, "count不与key、row、absent同写", "count goes with no key, row or absent")
      }
      kind = .count(view: view, columns: try columns(try fields.map("where"), table), count, moment)
    } else {
      let key = try fields.requiredText("key")
      let row = try columns(try fields.map("row"), table)
      let absent = try fields.bool("absent") ?? false
      guard absent != !row.isEmpty, fields.item("where") == nil else {
        throw .inFile("Y03", item.place, "view预期须写row或absent: true之一", "a view expectation has a row or absent: true")
      }
      kind = absent ? .absent(view: view, key: key, moment) : .row(view: view, key: key, columns: row, moment)
    }
    return ExpectationSource(name: "view", place: item.place, kind: kind)
  }

  private static func moment(_ fields: Fields) throws(LedgerError) -> Moment {
    guard let text = try fields.text("as_of") else { return .now }
    guard let moment = Moment(text) else {
      throw .inFile("Y04", fields.place, "as_of应为条目数、日期或时间", "as_of takes a number of entries, a date or a time")
    }
    return moment
  }

  private static func columns(
    _ members: [YAMLItem.Member], _ table: any StoredTable
  ) throws(LedgerError) -> [(name: String, value: YAMLItem)] {
    let known = ["key"] + table.columns.map(\.name)
    var result: [(name: String, value: YAMLItem)] = []
    for member in members {
      guard known.contains(member.name) else {
        let all = known.joined(separator: ", ")
        throw .inFile(
          "Y08", member.place, "视图“\(table.name)”没有列“\(member.name)”；有：\(all)",
          "the view \"\(table.name)\" has no column \"\(member.name)\"; there are: \(all)")
      }
      result.append((member.name, member.value))
    }
    return result
  }

  // MARK: Money and proofs

  private static func trace(_ item: YAMLItem) throws(LedgerError) -> ExpectationSource {
    let fields = try Fields(
      item, ("trace预期", "a trace expectation"), known: ["trace", "source", "project", "amount_fen"])
    let kind = ExpectationSource.Kind.trace(
      reference: try fields.requiredText("trace"), source: try fields.text("source"),
      project: try fields.text("project"), amountFen: try fields.integer("amount_fen", 0...JSONValue.integerMax))
    return ExpectationSource(name: "trace", place: item.place, kind: kind)
  }

  private static func verify(_ item: YAMLItem) throws(LedgerError) -> ExpectationSource {
    let fields = try Fields(item, ("verify预期", "a verify expectation"), known: ["verify", "exit", "code", "seq"])
    let text = try fields.requiredText("verify")
    guard let level = VerificationLevel(rawValue: text) else {
      let all = VerificationLevel.allCases.map(\.rawValue).joined(separator: ", ")
      throw .inFile("Y04", item.place, "verify应为：\(all)", "verify must be one of: \(all)")
    }
    let kind = ExpectationSource.Kind.verify(
      level, exit: try fields.integer("exit", 0...2) ?? 0, code: try fields.text("code"), seq: try fields.text("seq"))
    return ExpectationSource(name: "verify", place: item.place, kind: kind)
  }
}

extension ExpectationSource {
  var isVerify: Bool {
    if case .verify = kind { return true }
    return false
  }
}
