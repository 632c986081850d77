import Testing

@testable import Interchange

/// Units in titles, over tables and in their middle: one that is not read is refused, never replaced by another.
@Suite struct UnitTests {
  private static let expected = [
    ExpectedColumn(key: "name", titles: ["项目名称", "Name"]), ExpectedColumn(key: "amount", titles: ["下达金额", "Amount"]),
    ExpectedColumn(key: "count", titles: ["受益户数"], isRequired: false),
    ExpectedColumn(key: "phone", titles: ["联系电话"], isRequired: false),
  ]

  private func match(_ rows: [[String]], merged: [CellRange] = []) throws -> HeaderMatch {
    try HeaderMatch.find(in: Sheet(rows, mergedRanges: merged), file: "a.xlsx", expecting: Self.expected)
  }

  @Test(
    arguments: [
      ("（万元）", MoneyUnit.wan), (" 万元", .wan), ("，万元", .wan), ("/万元", .wan), ("万元", .wan), ("_元", .yuan),
      ("（万元，保留两位小数）", .wan),
      ("（单位：万元；税后）", .wan), ("（人民币 万元）", .wan), ("（人民币元）", .yuan), ("（元）（税后）", .yuan), ("（元，精确到分）", .yuan),
      ("（以万元为单位）", .wan),
      ("\n（元）", .yuan), ("（必填）（元）", .yuan),
    ])
  func unitsOfTitles(_ tail: String, _ unit: MoneyUnit) throws {
    let match = try match([["单位：分"], ["项目名称", "下达金额" + tail]])
    #expect(match.unit("amount") == unit, "\(tail)")
    #expect(match.unitProblem("amount") == nil)
  }

  /// Story: 下达金额（千元） under 单位：元 was read as yuan, （百万元） under 万元 as 万元, （元/户） as an amount.
  @Test(arguments: [
    ("（千元）", "X126"), ("（百万元）", "X126"), ("（亿元）", "X126"), ("（美元）", "X126"), ("（$）", "X126"), ("（元/户）", "X126"),
    ("（元/人·年）", "X126"),
    ("（每户元）", "X126"), ("（元）（万元）", "X127"), ("（元、万元）", "X127"), (" 千元", "X126"), ("/千元", "X126"), ("（万元左右）", "X126"),
    ("（角）", "X126"), ("（户）", "X126"),
  ])
  func unclearUnitsOfTitles(_ tail: String, _ code: String) throws {
    let match = try match([["单位：元"], ["项目名称", "下达金额" + tail]])
    #expect(match.unit("amount") == nil, "\(tail)")
    #expect(match.unitProblem("amount")?.code == code, "\(tail)")
  }

  @Test(
    arguments: [
      ("金额单位：万元", .wan), ("单位:万元  2026年7月", .wan), ("单 位 ： 元", .yuan), ("编制单位：元坝镇　　金额单位：万元", .wan), ("填报单位：万元乡", nil),
      ("单位：户、万元", .wan),
      ("（单位：人民币万元）", .wan), ("2026年资金下达表（万元）", .wan), ("万元", .wan), ("（元）", .yuan), ("计量单位：元  填报日期：2026-07-01", .yuan),
      ("单位：某县乡村振兴局", nil),
      ("单位：元坝镇人民政府", nil), ("单位：万元（含税）", .wan), ("Unit: 10,000 yuan", .wan), ("资金（500元/户）发放表", nil), ("单位：户", nil),
    ] as [(String, MoneyUnit?)])
  func linesAboveTheTable(_ line: String, _ unit: MoneyUnit?) throws {
    let match = try match([[line], ["项目名称", "下达金额"]])
    #expect(match.unit("amount") == unit, "\(line)")
    #expect(match.unitProblem("amount") == nil, "\(line)")
  }

  @Test(arguments: ["单位：千元", "金额单位：亿元", "单位：元/户", "单位：美元", "资金表（百万元）"])
  func unclearLinesAboveTheTable(_ line: String) throws {
    let match = try match([[line], ["项目名称", "下达金额"]])
    #expect(match.unitProblem("amount")?.code == "X126", "\(line)")
  }

  @Test func twoUnitsAboveTheTableAreOneTooMany() throws {
    #expect(try match([["单位：元", "单位：万元"], ["项目名称", "下达金额"]]).unitProblem("amount")?.code == "X127")
  }

  /// Story: a unit in the title over a group of columns was not seen, and the table's was taken.
  @Test func groupsOfColumnsHaveUnits() throws {
    let merged = [CellRange(rows: 1...1, columns: 2...3)]
    #expect(try match([["", "资金（万元）", ""], ["项目名称", "下达金额", "其他"]], merged: merged).unit("amount") == .wan)
    #expect(try match([["项目名称", "资金（千元）", ""], ["", "下达金额", "受益户数"]]).unitProblem("amount")?.code == "X126")
    #expect(
      try match([["单位：元"], ["基本", "资金（万元）", ""], ["项目名称", "下达金额（元）", "其他"]]).unitProblem("amount")?.code == "X127")
    #expect(try match([["项目名称", "下达金额"], ["", "（万元）"], ["甲", "5"]]).unit("amount") == .wan)
  }

  /// Story: 户主姓名 and 联系电话 stood in the second row under 基本信息, not merged; the row was taken for a household.
  @Test func titlesOfTwoRowsAreOneHeader() throws {
    let match = try match([["项目名称", "基本信息", "", "下达金额（元）"], ["", "联系电话", "受益户数", ""], ["甲", "1", "2", "3"]])
    #expect(match.rows == 1...2)
    #expect(match.columns["phone"]?.column == 2)
    #expect(match.columns["count"]?.column == 3)
    #expect(match.columns["amount"]?.column == 4)
    // A record that happens to say a title's word is a record.
    let record = try self.match([["项目名称", "下达金额", "备注"], ["甲", "5", "联系电话"]])
    #expect(record.rows == 1...1)
  }

  @Test(
    arguments: [("（户）", nil), ("（百户）", "X126"), ("（人）", "X126"), (" 百户", "X126"), ("（必填）", nil), ("（户）（人）", "X127")]
      as [(String, String?)])
  func countsHaveTheirOwnUnit(_ tail: String, _ code: String?) throws {
    let match = try match([["项目名称", "下达金额", "受益户数" + tail]])
    #expect(match.unitProblem("count", units: ["户"])?.code == code, "\(tail)")
  }

  /// Story: 3⏎4 households became 34, 1000⏎2000 yuan ten million.
  /// 100 200 with a no-break or narrow space between was one number, 100200, all the same.
  @Test(arguments: [
    "1000\n2000", "1000 2000", "1000　2000", "3 4", "100 200", "5000 .5", "100\u{A0}200", "12\u{A0}345",
    "300\u{202F}400",
    "100\u{2009}200", "1\u{202F}234\u{202F}567",
  ])
  func twoNumbersAreNotOne(_ typed: String) {
    #expect(CellReading.fen(text(typed), unit: .yuan).code == "X128")
    #expect(CellReading.integer(text(typed), in: 0...100_000).code == "X128")
  }

  @Test func marksBesideAnAmount() {
    #expect(CellReading.fen(text("12\u{A0}34"), unit: .yuan).code == "X128")
    #expect(CellReading.fen(text("5000 元"), unit: .yuan).value == 500_000)
    #expect(CellReading.fen(text("'500"), unit: .yuan).value == 50_000)
    #expect(CellReading.fen(text("500\u{200E}"), unit: .yuan).value == 50_000)
    #expect(CellReading.fen(text("$500"), unit: .yuan).code == "X126")
    #expect(CellReading.fen(text("500美元"), unit: .yuan).code == "X126")
    #expect(CellReading.fen(text("¥5"), unit: .wan).code == "X127")
  }

  @Test func countsAreCountedInTheirUnit() {
    #expect(CellReading.integer(text("2户"), in: 0...10, units: ["户"]).value == 2)
    #expect(CellReading.integer(text("2年"), in: 0...10, units: ["户"]).code == "X126")
    #expect(CellReading.integer(text("2小时"), in: 0...1440, units: ["分钟"]).code == "X126")
  }
}
