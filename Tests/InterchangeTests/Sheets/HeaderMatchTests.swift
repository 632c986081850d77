import Testing

@testable import Interchange

@Suite struct HeaderMatchTests {
  private static let expected = [
    ExpectedColumn(key: "name", titles: ["姓名", "Name", "户主姓名"]),
    ExpectedColumn(key: "id", titles: ["身份证号", "ID number", "证件号码"]),
    ExpectedColumn(key: "amount", titles: ["补助金额", "Amount"]),
    ExpectedColumn(key: "area", titles: ["面积", "Area"], isRequired: false),
  ]

  private func match(_ sheet: Sheet) throws(SheetError) -> HeaderMatch {
    try HeaderMatch.find(in: sheet, file: "a.xlsx", expecting: Self.expected)
  }

  @Test(arguments: [
    ["姓名", "身份证号", "补助金额"], ["Name", "ID number", "Amount"], ["name", "IDNUMBER", "AMOUNT"],
    [" 姓　名 ", "身份\n证号", "补助金额*"], ["姓名 Name", "身份证号\nID number", "补助金额（元）\nAmount"],
    ["户主姓名", "证件号码（18位）", "补助金额(万元)"], ["姓名：", "＊身份证号", "补助金额/元"],
    ["姓名Name", "身份证号 / ID number", "补助金额（单位：万元）"],
  ])
  func titlesAreFolded(_ titles: [String]) throws {
    let match = try match(Sheet([titles]))
    #expect(match.columns["name"]?.column == 1)
    #expect(match.columns["id"]?.column == 2)
    #expect(match.columns["amount"]?.column == 3)
    #expect(match.rows == 1...1)
  }

  @Test(
    arguments: [
      ("补助金额（万元）", MoneyUnit.wan), ("补助金额(元)", .yuan), ("补助金额 [ 单位 : 万元 ]", .wan), ("补助金额：元", .yuan),
      ("补助金额（分）", .fen), ("补助金额（人民币元）（税后）", .yuan), ("Amount (yuan)", .yuan), ("补助金额/万元", .wan),
      ("补助金额（必填）", nil), ("补助金额", nil),
    ] as [(String, MoneyUnit?)])
  func unitsAreCaught(_ title: String, _ unit: MoneyUnit?) throws {
    let match = try match(Sheet([["姓名", "身份证号", title]]))
    #expect(match.unit("amount") == unit)
  }

  @Test func titlesAboveAreSkippedAndTheTablesUnitIsKept() throws {
    let sheet = Sheet(
      [
        ["2026年补助发放表"], ["填报单位：示例村", "", "", "单位：万元"], [], ["序号", "姓名", "身份证号", "补助金额", "面积（亩）"],
        ["1", "张三"],
      ],
      mergedRanges: [CellRange(rows: 1...1, columns: 1...5)])
    let match = try match(sheet)
    #expect(match.rows == 4...4)
    #expect(match.columns["name"]?.column == 2)
    #expect(match.unit("amount") == .wan)
    #expect(match.columns["area"]?.unitText == "亩")
    #expect(match.unknown == [HeaderMatch.Unknown(column: 1, title: "序号")])
  }

  @Test func twoLanguageRowsAreOneHeader() throws {
    let match = try match(
      Sheet([["姓名", "身份证号", "补助金额"], ["Name", "ID number", "Amount"], ["张三", "1", "2"]]))
    #expect(match.rows == 1...2)
  }

  @Test func mergedHeadersFill() throws {
    // 姓名 and 身份证号 merged down over two rows, a group title over 补助金额 and 面积.
    let sheet = Sheet(
      [["姓名", "身份证号", "补助情况", ""], ["", "", "补助金额（元）", "面积"], ["张三", "x", "5", "6"]],
      mergedRanges: [
        CellRange(rows: 1...2, columns: 1...1), CellRange(rows: 1...2, columns: 2...2),
        CellRange(rows: 1...1, columns: 3...4),
      ])
    let match = try match(sheet)
    #expect(match.rows == 2...2)
    #expect(match.columns.count == 4)
    #expect(match.columns["area"]?.column == 4)
  }

  @Test(
    arguments: [
      ([["甲", "乙"]], "X51", nil), ([], "X51", nil), ([["姓名", "身份证号"]], "X51", 1),
      ([["姓名", "身份证号", "补助金额", "户主姓名"]], "X52", 1),
      (Array(repeating: ["说明"], count: 20) + [["姓名", "身份证号", "补助金额"]], "X51", nil),
    ] as [([[String]], String, Int?)])
  func refused(_ rows: [[String]], _ code: String, _ row: Int?) {
    do throws(SheetError) {
      _ = try match(Sheet(rows))
      Issue.record("must be refused")
    } catch {
      #expect(error.code == code)
      #expect(error.row == row)
    }
  }
}
