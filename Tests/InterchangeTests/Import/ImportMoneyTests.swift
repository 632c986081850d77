import AssistanceLedger
import EventSourcing
import Ledger
import Testing

@testable import Interchange

/// Amounts: units, totals, and that what is recorded is never rewritten.
struct ImportMoneyTests {
  private static let header = "对象编号,资金来源,下达金额（万元）,指标文号,发生时间\n"

  private func funded(_ name: String = #function) throws -> ImportLedger {
    let ledger = try ImportLedger(name)
    let report = try ledger.run(
      "fund.source_registered", "对象编号,资金名称,资金类别,预算年度,发生时间\nfd-1,衔接资金,中央财政衔接资金,2026,2026-05-01\n")
    #expect(report.problems.map(\.code) == [])
    return ledger
  }

  @Test func theSumEqualsTheSheetsOwn() throws {
    let ledger = try funded()
    let report = try ledger.run(
      "fund.appropriated",
      Self.header + "ap-1,衔接资金,12.3456,一号,2026-05-02\nap-2,fd-1,\"1,000\",二号,2026-05-02\n合计,,1012.3456,,\n")
    #expect(report.problems.map(\.code) == [])
    #expect(report.isTotalChecked)
    #expect(report.totals.map(\.fen) == [1_012_345_600])
    #expect(try ledger.row("funds", "fd-1")?["available_fen"]?.integer == 1_012_345_600)
  }

  /// Story: finance offices put 合计 first, and 一、 with its sum above its rows; both were held against “各行之和0.00”.
  @Test func totalsStandWhereTheyStand() throws {
    let ledger = try funded()
    func run(_ rows: String) throws -> ImportReport {
      try ledger.run("fund.appropriated", Self.header + rows) { $0.isDryRun = true }
    }
    let record = (1...3).map { "ap-\($0),fd-1,\($0),\($0)号,2026-05-02\n" }
    let top = try run("合计,,6,,\n" + record.joined())
    #expect(top.problems.map(\.code) == [])
    #expect(top.isTotalChecked)
    let parts = try run("总计,,6,,\n一、中央,,3,,\n" + record[0] + record[1] + "二、省级,,3,,\n" + record[2])
    #expect(parts.problems.map(\.code) == [])
    #expect(parts.isTotalChecked)
    let blocks = try run(record[0] + record[1] + "甲乡 汇总,,3,,\n" + record[2] + "乙乡 汇总,,3,,\n总计,,6,,\n")
    #expect(blocks.problems.map(\.code) == [])
    for wrong in [
      "合计,,7,,\n" + record.joined(), record[0] + record[1] + "小计,,4,,\n" + record[2], "一、中央,,4,,\n" + record.joined(),
    ] {
      #expect(try run(wrong).problems.map(\.code) == ["X166"], "\(wrong)")
    }
    #expect(top.notices.map(\.rows) == [[2]])
  }

  /// Story: (agrees with the sheet's total) stood beside a sum with which no total agreed.
  @Test func onlyATotalOfAllRecordsIsTheSheets() throws {
    let ledger = try funded()
    let report = try ledger.run(
      "fund.appropriated", Self.header + "ap-1,fd-1,5,一号,2026-05-02\n合计,,5,,\nap-2,fd-1,4,二号,2026-05-02\n"
    ) { $0.isDryRun = true }
    #expect(report.problems.map(\.code) == [])
    #expect(!report.isTotalChecked)
    #expect(report.totals.map(\.fen) == [9_000_000])
  }

  /// Story: 合计3笔 over two payments, and 5户 and 9人 over two households of seven, were held against nothing.
  @Test(arguments: [
    ("合计2笔,,9,,\n", []), ("合计3笔,,9,,\n", ["4 X166"]), ("共3笔,,,,\n", ["4 X166"]),
  ])
  func totalsOfCountsAreHeldAgainstTheRecords(_ total: String, _ codes: [String]) throws {
    let ledger = try funded("counts\(total.utf8.count)")
    let rows = "ap-1,fd-1,5,一号,2026-05-02\nap-2,fd-1,4,二号,2026-05-02\n"
    let report = try ledger.run("fund.appropriated", Self.header + rows + total) { $0.isDryRun = true }
    #expect(report.problems.map { "\($0.row) \($0.code)" } == codes, "\(total)")
  }

  @Test(arguments: [
    ("合计,2户,7,\n", []), ("合计2户7人,,,\n", []), ("合计,5户,9,\n", ["4 X166", "4 X166"]), ("共2户9人,,,\n", ["4 X166"]),
    ("合计,,9,\n", ["4 X166"]),
  ])
  func totalsOfHouseholdsAndPersons(_ total: String, _ codes: [String]) throws {
    let ledger = try ImportLedger("households\(total.utf8.count)")
    try ledger.villages()
    let rows = "行政村,户主姓名,家庭人口数,发生时间\n甲村,王丁,3,2026-05-02\n甲村,李四,4,2026-05-02\n"
    let report = try ledger.run("household", rows + total) { $0.isDryRun = true }
    #expect(report.problems.map { "\($0.row) \($0.code)" } == codes, "\(total)")
  }

  @Test func aWrongTotalRefusesTheSheet() throws {
    let ledger = try funded()
    let report = try ledger.run("fund.appropriated", Self.header + "ap-1,fd-1,12,一号,2026-05-02\n合计,,13,,\n")
    #expect(report.problems.map { "\($0.row) \($0.code)" } == ["3 X166"])
    #expect(try ledger.row("appropriations", "ap-1") == nil)
  }

  /// A bad cell elsewhere kept a wrong total from being told. Only an amount that was not read leaves a total open.
  @Test func aWrongTotalIsToldBesideABadCell() throws {
    let ledger = try funded()
    func problems(_ rows: String) throws -> [String] {
      try ledger.run("fund.appropriated", Self.header + rows).problems.map { "\($0.row) \($0.code)" }
    }
    #expect(try problems("ap-1,fd-1,12,一号,正月初五\n合计,,13,,\n") == ["2 X133", "3 X166"])
    #expect(try problems("ap-1,fd-1,12,一号,正月初五\n合计,,12,,\n") == ["2 X133"])
    #expect(try problems("ap-1,fd-1,很多,一号,2026-05-02\n合计,,13,,\n") == ["2 X120"])
  }

  @Test func aBareAmountIsRefusedWhereNoUnitIsNamed() throws {
    let ledger = try funded()
    let bare = "对象编号,资金来源,下达金额,发生时间\nap-1,fd-1,500,2026-05-02\nap-2,fd-1,500元,2026-05-02\n"
    #expect(try ledger.run("fund.appropriated", bare).problems.map { "\($0.row) \($0.code)" } == ["2 X121"])
    let united = "单位：元,,,\n" + bare
    #expect(try ledger.run("fund.appropriated", united).problems.map(\.code) == [])
    #expect(try ledger.row("funds", "fd-1")?["available_fen"]?.integer == 100_000)
  }

  @Test func recordedMoneyIsNeverCorrectedByASheet() throws {
    let ledger = try funded()
    #expect(try ledger.run("fund.appropriated", Self.header + "ap-1,fd-1,12,一号,2026-05-02\n").new == 1)
    let report = try ledger.run("fund.appropriated", Self.header + "ap-1,fd-1,13,一号,2026-05-02\n") {
      $0.appliesCorrections = true
    }
    #expect(report.problems.map(\.code) == ["X165"])
    #expect(try ledger.row("funds", "fd-1")?["available_fen"]?.integer == 12_000_000)
  }

  /// The comments that the program itself wrote into its templates were told as notes of somebody's.
  @Test func everyTemplateWritesASheetThatItReads() throws {
    let ledger = try ImportLedger()
    for template in ImportTemplate.all {
      let path = ledger.path + "/template.xlsx"
      try template.writeSheet(path: path)
      let sheet = try #require(try Workbook.read(path: path).first)
      let rows = try SheetRows(sheet, file: path, template: template)
      #expect(rows.header.columns.count == template.columns.count, "\(template.id)")
      #expect(rows.header.unknown.isEmpty, "\(template.id)")
      #expect(rows.data.isEmpty, "\(template.id)")
      #expect(!rows.notices.contains { $0.kind == .comment }, "\(template.id)")
    }
  }
}
