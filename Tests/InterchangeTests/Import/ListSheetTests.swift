import AssistanceLedger
import EventSourcing
import Ledger
import Testing

@testable import Interchange

/// Lists inside events (measures, milestones, lines of a payment) come from sheets beside the main one.
struct ListSheetTests {
  private static let main = ["来源行编号", "对象编号", "整改时限", "发生时间"]
  private static let plans: [[String]] = [
    ["A1", "pb-1", "2026-09-30", "2026-05-20"], ["A2", "pb-2", "2026-08-31", "2026-05-21"],
  ]
  private static let steps: [[String]] = [
    ["A1", "打井", "2026-07-01"], ["", "铺设管道", "2026-08-01"], ["pb-2", "修复路面", ""],
  ]

  private func table(
    _ name: String, _ columns: [String], _ rows: [[String]], merges: [SheetTable.Merge] = []
  ) -> SheetTable {
    SheetTable(
      name: name, columns: columns.map { SheetColumn(zh: $0) },
      rows: rows.map { $0.map { $0.isEmpty ? .empty : .text($0) } }, merges: merges)
  }

  /// A ledger with two problems.
  private func ledger(_ name: String = #function) throws -> ImportLedger {
    let ledger = try ImportLedger(name)
    for problem in ["pb-1", "pb-2"] {
      let event = PlainEvent("problem.opened", problem, time: "2026-05-10") {
        $0.member("description", "饮水不稳定")
        $0.member("kind", "water")
        $0.member("severity", 2)
        $0.member("source", "inspection")
      }
      #expect(try ledger.session.submit([event], keys: [ledger.officer]).refusals.map(\.message.en) == [])
    }
    return ledger
  }

  private func run(
    _ ledger: ImportLedger, _ plans: [[String]] = plans, _ beside: SheetTable..., sheet: String? = nil
  ) throws -> ImportReport {
    let file = ledger.path + "/plans.xlsx"
    try? Files.remove(file)
    try SheetWriter.write(path: file, tables: [table("整改方案", Self.main, plans)] + beside)
    return try ledger.run("rectification_plan.adopted", file: file) { $0.sheet = sheet }
  }

  private func stepTable(_ rows: [[String]] = steps, merges: [SheetTable.Merge] = []) -> SheetTable {
    table("整改措施", ["所属行编号", "措施", "完成时限"], rows, merges: merges)
  }

  private static let mergedParent = [SheetTable.Merge(column: 0, rows: 0...1)]

  @Test func itemsJoinTheirRows() throws {
    let ledger = try ledger()
    let milestones = table("整改方案·时间节点", ["所属行编号", "节点", "时限"], [["A2", "验收", "2026-08-30"]])
    let report = try run(ledger, Self.plans, stepTable(merges: Self.mergedParent), milestones)
    #expect(report.problems.map { "\($0.sheet ?? "-") \($0.row) \($0.code) \($0.message.en)" } == [])
    #expect(report.listSheets == ["整改措施", "整改方案·时间节点"])
    #expect((report.rows, report.new, report.events) == (2, 2, 3))
    let log = try ledger.log()
    #expect(log.contains(##""milestones":[{"milestone":"验收","due":"2026-08-30"}]"##), "\(log)")
    // Measures are personal: each is sealed under its place in the list, and opens again.
    #expect(!log.contains("铺设管道"))
    var opened: [String] = []
    try ledger.session.vault.forEachOpening { opened.append("\($0.subject) \($0.field) \($0.value)") }
    for text in ["pb-1 steps.0.step 打井", "pb-1 steps.1.step 铺设管道", "pb-2 steps.0.step 修复路面"] {
      #expect(opened.contains(text), "\(text)")
    }
    // The same workbook again: nothing is new.
    let again = try run(ledger, Self.plans, stepTable(merges: Self.mergedParent), milestones)
    #expect((again.new, again.skipped, again.changes.count) == (0, 2, 0))
    // One measure more is a change of its row.
    let more = try run(
      ledger, Self.plans, stepTable(Self.steps + [["A2", "安装路灯", ""]], merges: Self.mergedParent), milestones)
    #expect(more.changes.map(\.row) == [3] && more.changes[0].fields.map(\.zh) == ["整改措施"])
  }

  @Test func whatFitsNoRowIsListed() throws {
    let ledger = try ledger()
    let size = ledger.session.writer.size
    func problems(_ report: ImportReport) -> [String] {
      report.problems.map { "\($0.sheet ?? "-") \($0.row) \($0.code)" }
    }
    let orphan = try run(ledger, Self.plans, stepTable([["A1", "打井", ""], ["A9", "修路", ""]]))
    #expect(problems(orphan) == ["整改措施 3 X167"])
    let bad = try run(ledger, Self.plans, stepTable([["A1", "打井", "正月初五"], ["", "修路", ""]]))
    #expect(problems(bad) == ["整改措施 2 X133", "整改措施 3 X101"])
    let twice = [["", "pb-1", "2026-09-30", "2026-05-20"], ["", "pb-1", "2026-10-30", "2026-05-21"]]
    #expect(problems(try run(ledger, twice, stepTable([["pb-1", "打井", ""]]))) == ["- 3 X168"])
    #expect(ledger.session.writer.size == size)
  }

  /// One bad item kept every row of the main sheet from being judged: the clerk mended it and only then heard of the rest. A row
  /// with all its items is judged wholly; of one that may lack an item, what holds whatever its items say.
  @Test func bothSheetsAreReportedInOneGo() throws {
    let ledger = try ledger()
    let size = ledger.session.writer.size
    let plans = [
      ["A1", "pb-1", "2026-09-30", "2026-05-20"], ["A2", "pb-8", "2026-08-31", "2026-05-21"],
      ["A3", "pb-9", "2026-08-31", "2026-05-21"], ["A4", "pb-2", "正月初五", "2026-05-21"],
    ]
    let steps = [["A1", "打井", "正月初五"], ["pb-8", "修复路面", "腊月初八"], ["A3", "铺设管道", ""]]
    let report = try run(ledger, plans, stepTable(steps))
    #expect(
      report.problems.map { "\($0.sheet ?? "-") \($0.row) \($0.code)" } == [
        "整改措施 2 X133", "整改措施 3 X133", "- 3 R01", "- 4 R01", "- 5 X133",
      ])
    // Where nobody knows which row an item belongs to, every row may lack it.
    let loose = try run(ledger, Array(plans.prefix(3)), stepTable([["", "修路", ""]]))
    #expect(loose.problems.map { "\($0.row) \($0.code)" } == ["2 X101", "3 R01", "4 R01"])
    #expect(ledger.session.writer.size == size)
  }

  /// Each list has its empty sheet in the template, and a workbook so filled in is read back.
  @Test func theTemplateHasASheetForEachList() throws {
    let folder = "/tmp/taizhang-lists-\(UInt32.random(in: 0 ... .max))"
    try Files.makeFolder(folder)
    defer { try? Files.remove(folder) }
    for template in ImportTemplate.all {
      let path = "\(folder)/\(template.id).xlsx"
      try template.writeSheet(path: path)
      let sheets = try Workbook.read(Files.read(path), file: path).filter { !$0.isHidden }
      #expect(sheets.map(\.name) == ([template] + template.lists).map { ImportTemplate.sheetName($0.label.zh) })
      for (sheet, list) in zip(sheets.dropFirst(), template.lists) {
        let rows = try SheetRows(sheet, file: path, template: list)
        #expect(rows.header.unknown.isEmpty && rows.header.columns.count == list.columns.count, "\(list.id)")
      }
    }
    #expect(ImportTemplate.all.flatMap(\.lists).count > 10)
  }
}
