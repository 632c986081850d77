import AssistanceLedger
import EventSourcing
import Interchange
import Ledger

/// Tells what became of a sheet: problems to standard error, the summary to standard output.
struct ImportPrinter {
  let report: ImportReport
  let isDryRun: Bool
  let appliesCorrections: Bool
  /// Where the sheet was copied with its faults marked.
  var faults: String?

  /// How many of a kind are listed: what is more fills a terminal and is read by nobody.
  static let listedMax = 20

  /// Whether not all problems are listed.
  static func exceeds(_ report: ImportReport) -> Bool {
    Dictionary(grouping: report.problems, by: \.code).contains { $0.value.count > listedMax }
  }

  func print(json: Bool) {
    if json { return Output.json(write) }
    list(report.problems) { tell($0) }
    if let faults {
      Output.diagnostic(
        say(
          "全部\(report.problems.count)处问题已标在表格副本中：\(faults)",
          "all \(report.problems.count) problems are marked in a copy of the sheet: \(faults)"))
    }
    list(report.warnings) { tell($0, isWarning: true) }
    tellMissing()
    if !report.ignoredColumns.isEmpty {
      let titles = report.ignoredColumns.map { "“\(flat($0))”" }.joined(separator: say("、", ", "))
      Output.diagnostic(
        say(
          "注意：模板没有这些列，未读取：\(titles)", "note: the template has no such columns, they were not read: \(titles)")
      )
    }
    for notice in report.notices { Output.diagnostic(say("注意：\(notice.message.zh)", "note: \(notice.message.en)")) }
    tellFiles()
    for change in report.changes.prefix(Self.listedMax) { tell(change) }
    if report.changes.count > Self.listedMax {
      let rest = report.changes.count - Self.listedMax
      Output.line(say("……另有\(rest)行有变动（--json 列出全部）", "… and \(rest) more rows changed (--json lists all)"))
    }
    for total in report.totals where report.rows > 0 {
      let note =
        report.isTotalChecked && report.problems.isEmpty
        ? say("（与表中合计相符）", " (agrees with the sheet's total)") : ""
      Output.line(
        say(
          "\(flat(total.title)) 合计：\(ViewQuery.yuan(total.fen)) 元\(note)",
          "\(flat(total.title)), sum: \(ViewQuery.yuan(total.fen)) yuan\(note)"))
    }
    Output.line(summary)
  }

  /// Tells at most so many of each code, then how many more there are.
  private func list(_ problems: [RowProblem], _ tell: (RowProblem) -> Void) {
    var counts: [String: Int] = [:]
    for problem in problems {
      counts[problem.code, default: 0] += 1
      if counts[problem.code, default: 0] <= Self.listedMax { tell(problem) }
    }
    for (code, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.listedMax {
      let rest = count - Self.listedMax
      Output.diagnostic(say("\(code) 另有\(rest)处，共\(count)处", "\(code): \(rest) more, \(count) in all"))
    }
  }

  private func tellMissing() {
    for row in report.missing.prefix(Self.listedMax) {
      Output.diagnostic(
        say(
          "注意：此前由“\(flat(row.file))”第\(row.row)行记入的\(row.subject)，本表没有了；账上记录不变",
          "note: \(row.subject), recorded from row \(row.row) of “\(flat(row.file))”, is not in this sheet; the record stands"
        ))
    }
    if report.missing.count > Self.listedMax {
      let rest = report.missing.count - Self.listedMax
      Output.diagnostic(say("……另有\(rest)行，本表没有了", "… and \(rest) more rows are not in this sheet"))
    }
  }

  private func tellFiles() {
    let separator = say("、", ", ")
    if !report.listSheets.isEmpty {
      let names = report.listSheets.map { "“\(flat($0))”" }.joined(separator: separator)
      Output.diagnostic(say("明细表：\(names)", "sheets of lists: \(names)"))
    }
    if !report.unusedAttachments.isEmpty {
      let names = report.unusedAttachments.map(flat).joined(separator: separator)
      Output.diagnostic(
        say("注意：附件文件夹中有\(report.unusedAttachments.count)个文件没有行引用：\(names)", "note: no row names these files: \(names)"))
    }
    for late in report.lateAttachments {
      let names = late.names.map(flat).joined(separator: separator)
      Output.diagnostic(
        say(
          "注意：第\(late.row)行此前已入账，新附件未收：\(names)；请用 evidence.attached 另记",
          "note: row \(late.row) was recorded before, its new files were not taken: \(names); record evidence.attached")
      )
    }
  }

  private var summary: String {
    let counts = say(
      "共\(report.rows)行：新\(report.new)，此前已入账\(report.skipped)，有变动\(report.changes.count)，拒收\(report.refused)",
      "\(report.rows) rows: \(report.new) new, \(report.skipped) recorded before, \(report.changes.count) changed, \(report.refused) refused"
    )
    if !report.problems.isEmpty, report.batches > 0 {
      return say(
        "前\(report.batches)批已入账，至第\(report.receipt.map { String($0.seq) } ?? "")条；其后未写入：有\(report.problems.count)处问题，改正后重新导入即可接着写入。",
        "\(report.batches) batches are recorded, up to entry \(report.receipt.map { String($0.seq) } ?? ""); nothing after them: \(report.problems.count) problems. Correct them and import again to go on. "
      ) + counts
    }
    if !report.problems.isEmpty {
      return say(
        "未写入：有\(report.problems.count)处问题。", "nothing was written: \(report.problems.count) problems. ")
        + counts
    }
    if isDryRun { return say("检查通过（未写入）。", "would be accepted (nothing was written). ") + counts }
    guard let receipt = report.receipt else { return say("没有需要写入的行。", "nothing to write. ") + counts }
    let batches = report.batches == 1 ? "" : say("分\(report.batches)批，", "\(report.batches) batches, ")
    return say(
      "已入账：\(batches)\(report.events)个事件，\(report.transactions)份文书，至第\(receipt.seq)条。",
      "recorded: \(batches)\(report.events) events in \(report.transactions) notes, up to entry \(receipt.seq). ")
      + counts
      + (report.attachments == 0 ? "" : say("；附件\(report.attachments)个", "; \(report.attachments) files"))
  }

  private func tell(_ problem: RowProblem, isWarning: Bool = false) {
    let column =
      problem.column.map { "\(Cell.letters(ofColumn: $0))\(problem.row)" }
      ?? say("第\(problem.row)行", "row \(problem.row)")
    let title = problem.title.map { " “\(flat($0))”" } ?? ""
    let value = problem.value.map { " = \(flat($0))" } ?? ""
    let (first, second) = Speech.language == .zh ? (Language.zh, Language.en) : (.en, .zh)
    let mark = isWarning ? say("注意：", "note: ") : ""
    Output.diagnostic(
      "\(mark)\(problem.code) \(report.file)[\(problem.sheet ?? report.sheet)] \(column)\(title)\(value)\n    \(problem.sentence(first))\n    \(problem.sentence(second))"
    )
  }

  private func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func tell(_ change: RowChange) {
    let fields = change.fields.map(\.spoken).joined(separator: say("、", ", "))
    Output.line(
      say(
        "第\(change.row)行有变动：\(change.subject) 的 \(fields)（原事件\(change.event.text)）",
        "row \(change.row) changed: \(fields) of \(change.subject) (event \(change.event.text))")
        + outcome(change))
  }

  /// What became of a change, or can: nothing where it may not be corrected, or the sheet was refused all the same.
  private func outcome(_ change: RowChange) -> String {
    guard change.isCorrectable else {
      return say(
        "；不能用表格更正，账上记录不变。若是另一个，请填编号或“来源行编号”",
        ": a sheet does not correct it, the record stands. If it is another, give a reference or a row key in 来源行编号")
    }
    guard appliesCorrections else { return say("；加 --apply-corrections 记为更正", "; --apply-corrections records it") }
    guard report.problems.isEmpty else { return "" }
    return isDryRun ? say("，将记为更正", ": would be corrected") : say("，记为更正", ": corrected")
  }

  private func write(_ writer: inout JSONWriter) {
    writer.member("ok", report.problems.isEmpty)
    writer.member("template", report.template)
    writer.member("file", report.file)
    writer.member("sheet", report.sheet)
    writer.member("dry_run", isDryRun)
    writer.member("rows", Int64(report.rows))
    writer.member("new", Int64(report.new))
    writer.member("refused", Int64(report.refused))
    writer.member("skipped", Int64(report.skipped))
    writer.member("events", Int64(report.events))
    writer.name("ignored_columns")
    writer.array { for title in report.ignoredColumns { $0.string(title) } }
    writer.name("notices")
    writer.array { list in
      for notice in report.notices {
        list.object {
          $0.member("kind", notice.kind.rawValue)
          $0.member("sheet", notice.sheet)
          $0.name("rows")
          $0.array { rows in for row in notice.rows { rows.integer(Int64(row)) } }
          $0.member("message", notice.message)
        }
      }
    }
    writer.member("attachments", Int64(report.attachments))
    writer.name("unused_attachments")
    writer.array { for name in report.unusedAttachments { $0.string(name) } }
    writer.name("late_attachments")
    writer.array { list in
      for late in report.lateAttachments {
        list.object {
          $0.member("row", Int64(late.row))
          $0.strings("files", late.names)
        }
      }
    }
    writer.name("list_sheets")
    writer.array { for name in report.listSheets { $0.string(name) } }
    writer.name("totals")
    writer.array { list in
      for total in report.totals {
        list.object {
          $0.member("title", total.title)
          $0.member("amount_fen", total.fen)
        }
      }
    }
    writer.name("changes")
    writer.array { list in for change in report.changes { list.object { write(change, &$0) } } }
    writer.name("problems")
    writer.array { list in for problem in report.problems { list.object { write(problem, &$0) } } }
    writer.name("warnings")
    writer.array { list in for problem in report.warnings { list.object { write(problem, &$0) } } }
    writer.name("missing")
    writer.array { list in
      for row in report.missing {
        list.object {
          $0.member("file", row.file)
          $0.member("row", Int64(row.row))
          $0.member("subject", row.subject)
          $0.member("event", row.event.text)
        }
      }
    }
    writer.member("batches", Int64(report.batches))
    if let faults { writer.member("faults", faults) }
    if let receipt = report.receipt { writer.member("seq", Int64(receipt.seq)) }
  }

  private func write(_ change: RowChange, _ writer: inout JSONWriter) {
    writer.member("row", Int64(change.row))
    writer.member("event", change.event.text)
    writer.member("subject", change.subject)
    writer.name("fields")
    writer.array { for field in change.fields { $0.string(field.zh) } }
  }

  private func write(_ problem: RowProblem, _ writer: inout JSONWriter) {
    if let sheet = problem.sheet { writer.member("sheet", sheet) }
    writer.member("row", Int64(problem.row))
    if let column = problem.column { writer.member("column", Cell.letters(ofColumn: column)) }
    if let title = problem.title { writer.member("title", title) }
    if let value = problem.value { writer.member("value", value) }
    writer.member("code", problem.code)
    writer.member("message", problem.message)
    writer.member("advice", problem.advice)
  }
}
