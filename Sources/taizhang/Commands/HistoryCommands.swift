import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Interchange
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
    for text in [earlier, later] { _ = try Self.moment(text) }
    try ReadingOptions.check(jobs: jobs)
  }

  private static func moment(_ text: String) throws -> Moment {
    ["now", "现在"].contains(text) ? .now : try Moment.typed(text, option: say("时点", "a moment"))
  }

  func run() throws {
    let ledger = try common.open(asFound: found.asFound, isText: !common.json)
    let old = try ledger.view(at: Self.moment(earlier), jobs: jobs)
    let new = try ledger.view(at: Self.moment(later), jobs: jobs)
    let tables = view.isEmpty ? new.tables : try view.map { try ViewQuery.table($0, new.tables) }
    let names = common.json ? nil : try NamedView(new).names
    var count = 0
    for table in tables {
      let differences = try ViewDifference.rows(table.name, old, new)
      count += differences.count
      for difference in differences { try print(difference, table, names) }
    }
    if count > 0 { throw ExitStatus.no }
    if !common.json { Output.line(say("没有变化", "no change")) }
  }

  private func print(_ difference: RowDifference, _ table: any StoredTable, _ names: SubjectNames?) throws {
    guard let names else {
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
    Output.line("\(mark) \(difference.view) \(try names.label(difference.key, Speech.language))")
    for change in difference.changes { Output.line("    " + (try ChangeText.line(change, table, names))) }
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
  @Argument(help: .init(say("视图：名称或代码", "The view: name or label."))) var view: String
  @Argument(help: .init(say("行的编号或名称", "The row's key, or the name of what it is about."))) var key: String
  @Argument(help: .init(say("列：名称或代码（默认全部）", "The column, name or label (all by default)."))) var field: String?

  func run() throws {
    let named = try reading.named()
    let view = named.view
    let table = try ViewQuery.table(self.view, view.tables)
    let column = try field.map { (field) throws(LedgerError) in try ViewQuery.column(field, table.columns) }
    // A row's key is a reference, and goes by a name, where the view's rows are about subjects with names.
    let prefixes = ColumnReferences.prefixes(view: table.name, column: "key")
    let key = try prefixes.map { try named.finder.reference(self.key, prefixes: $0) } ?? self.key
    let steps = try view.ledger.history(of: table.name, key, column: column?.name, upTo: view.size, jobs: reading.jobs)
    guard !steps.isEmpty else {
      throw LedgerError(
        .refused, "E55", "视图“\(table.label.zh)”没有“\(key)”，或该列从未有值",
        "the view \"\(table.name)\" never had \"\(key)\", or the column never a value")
    }
    for step in steps { try print(step, key, table, named) }
  }

  private func print(_ step: RowStep, _ key: String, _ table: any StoredTable, _ named: NamedView) throws {
    let view = named.view
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
    let printer = EventPrinter(json: false, names: named.names)
    for index in behind { try printer.print(try Amendments.of(entry.context(index), view)) }
    for change in step.changes { Output.line("    " + (try ChangeText.line(change, table, named.names))) }
  }
}

/// One column's change in words.
enum ChangeText {
  static func line(
    _ change: RowDifference.Change, _ table: any StoredTable, _ names: SubjectNames
  ) throws(LedgerError) -> String {
    let column = table.columns.first { $0.name == change.column }
    let label = column.map { say("\($0.label.zh)（\($0.name)）", "\($0.label.en) (\($0.name))") } ?? change.column
    func text(_ value: JSONValue?) throws(LedgerError) -> String {
      guard let value else { return "∅" }
      return try ViewQuery.cell(value, view: table.name, column, Speech.language, names: names)
    }
    return "\(label)\(say("：", ": "))\(try text(change.before)) → \(try text(change.after))"
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
