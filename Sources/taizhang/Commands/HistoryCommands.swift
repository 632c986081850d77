import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: say("两个时点之间的变化", "What changed between two moments."),
    discussion: say(
      "例：taizhang diff 2026-01-01 2026-06-30 --view problems\n时点：条目数、日期（当日结束）或时间；now 为现在。退出码：0 无变化；1 有变化",
      "Example: taizhang diff 2026-01-01 2026-06-30 --view problems\nA moment: a number of entries, a date (its end) or a time; now. Exit: 0 no change; 1 changes"
    ))

  @OptionGroup var common: CommonOptions
  @OptionGroup var found: AsFoundOption
  @Argument(help: .init(say("前一时点", "The earlier moment."))) var earlier: String
  @Argument(help: .init(say("后一时点", "The later moment."))) var later: String
  @Option(help: .init(say("视图名，可多次（默认全部）", "A view; may be repeated (all by default)."))) var view: [String] = []
  @Option(help: .init(say("并行线程数", "Threads."))) var jobs = 2

  func validate() throws {
    for text in [earlier, later] where Self.moment(text) == nil {
      throw ValidationError(
        "时点应为条目数、日期、时间或now：\(text)", "a moment is a number of entries, a date, a time or now: \(text)")
    }
    try ReadingOptions.check(jobs: jobs)
  }

  private static func moment(_ text: String) -> Moment? { text == "now" ? .now : Moment(text) }

  func run() throws {
    let ledger = try common.open(asFound: found.asFound, isText: !common.json)
    let old = try ledger.view(at: Self.moment(earlier) ?? .now, jobs: jobs)
    let new = try ledger.view(at: Self.moment(later) ?? .now, jobs: jobs)
    let names = view.isEmpty ? new.tables.map(\.name) : view
    var count = 0
    for name in names {
      guard let table = new.table(name) else { throw ViewNames.unknown(name, new) }
      let differences = try ViewDifference.rows(name, old, new)
      count += differences.count
      for difference in differences { print(difference, table) }
    }
    if count > 0 { throw ExitStatus.no }
    if !common.json { Output.line(say("没有变化", "no change")) }
  }

  private func print(_ difference: RowDifference, _ table: any StoredTable) {
    if common.json {
      return Output.json {
        $0.member("view", difference.view)
        $0.member("key", difference.key)
        $0.member("change", difference.kind.rawValue)
        $0.changes(difference.changes)
      }
    }
    let mark =
      switch difference.kind {
      case .added: "+"
      case .removed: "-"
      case .changed: "~"
      }
    Output.line("\(mark) \(difference.view) \(difference.key)")
    for change in difference.changes { Output.line("    " + ChangeText.line(change, table)) }
  }
}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: say("一个数是怎么来的", "The events behind a value."),
    discussion: say(
      "例：taizhang explain allocations al-0001 paid_fen\n从头重放一遍，逐条比较该行，因此大账本需要些时间。",
      "Example: taizhang explain allocations al-0001 paid_fen\nIt replays the ledger once and compares the row after every entry, so a large ledger takes a while."
    ))

  @OptionGroup var reading: ReadingOptions
  @Argument(help: .init(say("视图名", "The view."))) var view: String
  @Argument(help: .init(say("行的编号", "The row's key."))) var key: String
  @Argument(help: .init(say("列名（默认全部）", "The column (all by default)."))) var field: String?

  func run() throws {
    let view = try reading.view()
    guard let table = view.table(self.view) else { throw ViewNames.unknown(self.view, view) }
    if let field, !table.columns.contains(where: { $0.name == field }) {
      let names = table.columns.map(\.name)
      throw LedgerError(
        .usage, "E54", "没有列“\(field)”；有：\(names.joined(separator: "、"))",
        "there is no column \"\(field)\"; there are: \(names.joined(separator: ", "))")
    }
    let steps = try view.ledger.history(of: self.view, key, column: field, upTo: view.size, jobs: reading.jobs)
    guard !steps.isEmpty else {
      throw LedgerError(
        .refused, "E55", "视图“\(self.view)”没有“\(key)”，或该列从未有值",
        "the view \"\(self.view)\" never had \"\(key)\", or the column never a value")
    }
    for step in steps { try print(step, table, view) }
  }

  private func print(_ step: RowStep, _ table: any StoredTable, _ view: LedgerView) throws {
    guard let entry = try view.entry(step.seq) else { return }
    let linked = entry.transaction.events.indices.filter { entry.transaction.events[$0].links.contains(key) }
    let behind = linked.isEmpty ? Array(entry.transaction.events.indices) : linked
    if reading.common.json {
      return Output.json { writer in
        writer.member("seq", Int64(clamping: step.seq))
        writer.member("recorded", entry.recorded.utcText)
        writer.strings("events", behind.map { "\(step.seq).\($0)" })
        writer.strings("types", behind.map { entry.transaction.events[$0].type })
        writer.strings("signers", entry.transaction.header.signers)
        writer.changes(step.changes)
      }
    }
    for index in behind { EventPrinter(json: false).print(entry.context(index)) }
    for change in step.changes { Output.line("    " + ChangeText.line(change, table)) }
  }
}

enum ViewNames {
  static func unknown(_ name: String, _ view: LedgerView) -> LedgerError {
    LedgerError(
      .usage, "E51", "没有视图“\(name)”；有：\(view.tables.map(\.name).joined(separator: "、"))",
      "there is no view \"\(name)\"; there are: \(view.tables.map(\.name).joined(separator: ", "))")
  }
}

/// One column's change in words.
enum ChangeText {
  static func line(_ change: RowDifference.Change, _ table: any StoredTable) -> String {
    let column = table.columns.first { $0.name == change.column }
    let label = column.map { "\($0.label.spoken)（\($0.name)）" } ?? change.column
    let codes = ColumnCodes.of(view: table.name, column: change.column)
    func text(_ value: JSONValue?) -> String {
      value.map { ViewQuery.text($0, column?.kind ?? .text, codes, language: Speech.language) } ?? "∅"
    }
    return "\(label)：\(text(change.before)) → \(text(change.after))"
  }
}

extension JSONWriter {
  mutating func changes(_ changes: [RowDifference.Change]) {
    name("changes")
    array { writer in
      for change in changes {
        writer.object { writer in
          writer.member("column", change.column)
          if let before = change.before {
            writer.name("before")
            writer.raw(before.rawBytes)
          }
          if let after = change.after {
            writer.name("after")
            writer.raw(after.rawBytes)
          }
        }
      }
    }
  }
}
