import AssistanceLedger
import EventSourcing
import Ledger
import Testing

@testable import Interchange

/// Whole sheets as offices send them, from the file to the report.
struct SheetShapeTests {
  private func table(_ name: String, _ columns: [String], _ rows: [[String]]) -> SheetTable {
    SheetTable(
      name: name, columns: columns.map { SheetColumn(zh: $0) },
      rows: rows.map { $0.map { $0.isEmpty ? .empty : .text($0) } })
  }

  private func run(_ ledger: ImportLedger, _ tables: [SheetTable], sheet: String? = nil) throws -> ImportReport {
    let file = ledger.path + "/shapes.xlsx"
    try? Files.remove(file)
    try SheetWriter.write(path: file, tables: tables)
    return try ledger.run("org.registered", file: file) {
      $0.sheet = sheet
      $0.isDryRun = true
    }
  }

  private static let columns = ["机构名称", "发生时间"]

  /// Story: of the sheets 1月, 2月 and 3月 only the first was read, without a word of the others.
  @Test func sheetsThatWereNotReadAreNamed() throws {
    let ledger = try ImportLedger()
    let months = ["1月", "2月", "3月"].map { table($0, Self.columns, [["\($0)公司", "2026-05-01"]]) }
    let report = try run(ledger, months + [table("说明", ["填写说明"], [["略"]])])
    #expect(report.sheet == "1月")
    #expect(report.notices.filter { $0.kind == .sheet }.map(\.sheet) == ["2月", "3月", "说明"])
    #expect(report.notices.first?.message.zh.contains("同样的表头") == true)
    #expect(try run(ledger, months, sheet: "2月").notices.map(\.sheet) == ["1月", "3月"])
  }

  /// Story: 同上 in a cell, and a cell merged over two columns, became what two records say.
  @Test func dittoIsAskedAbout() throws {
    let ledger = try ImportLedger()
    for ditto in ["同上", "〃", "″", "ditto", " 同 上 "] {
      let report = try ledger.run("org.registered", "机构名称,发生时间\n某公司,2026-05-01\n另一公司,\(ditto)\n") { $0.isDryRun = true }
      #expect(report.problems.map { "\($0.row) \($0.code)" } == ["3 X174"], "\(ditto)")
    }
  }

  /// A column whose title names an unknown unit is told once, at its title, and its rows are not judged without it.
  @Test func anUnknownUnitIsToldOnce() throws {
    let ledger = try ImportLedger()
    let csv = "单位：元,,\n项目名称,资金规模（千元）,发生时间\n甲路,5,2026-05-01\n乙路,6,2026-05-01\n合计,11,\n"
    let report = try ledger.run("project.proposed", csv) { $0.isDryRun = true }
    #expect(
      report.problems.filter { $0.code.hasPrefix("X") }.map { "\($0.row) \($0.column ?? 0) \($0.code)" } == ["2 2 X126"]
    )
    #expect(report.totals.isEmpty)
  }

  /// Story: days shown as 7月1日 carry a year that nobody typed; amounts shown as 1.23 may be 1.2345.
  @Test func whatWasTakenAsStoredIsListed() throws {
    var book = MiniWorkbook()
    book.styles =
      "<numFmts><numFmt numFmtId=\"200\" formatCode=\"m&quot;月&quot;d&quot;日&quot;\"/></numFmts>"
      + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"2\"/><xf numFmtId=\"200\"/></cellXfs>"
    func text(_ text: String) -> String { "<c t=\"inlineStr\"><is><t>\(text)</t></is></c>" }
    book.rows =
      "<row>\(text("项目名称"))\(text("资金规模（万元）"))\(text("发生时间"))</row>"
      + "<row>\(text("甲路"))<c s=\"1\"><v>1.2345</v></c><c s=\"2\"><v>46143</v></c></row>"
    let ledger = try ImportLedger()
    let file = ledger.path + "/shown.xlsx"
    try Files.write(file, book.bytes)
    let report = try ledger.run("project.proposed", file: file) { $0.isDryRun = true }
    #expect(report.notices.map(\.kind) == [.yearless, .rounded])
    #expect(report.notices.map(\.rows) == [[2], [2]])
    #expect(report.totals.map(\.fen) == [1_234_500])
  }
}
