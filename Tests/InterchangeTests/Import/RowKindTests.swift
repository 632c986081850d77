import Testing

@testable import Interchange

/// Which rows of a sheet are records.
struct RowKindTests {
  private func rows(
    _ template: String, _ table: [[String]], merged: [CellRange] = [], money: Int? = nil
  ) throws -> SheetRows {
    let rows = table.enumerated().map { index, row in
      SheetRow(
        number: index + 1,
        cells: row.enumerated().map { column, text in
          let value: Cell.Value =
            text.isEmpty
            ? .empty : index > 0 && DecimalLiteral(text) != nil ? .number(text, isDate: false) : .text(text)
          return Cell(value, column: column + 1, row: index + 1)
        })
    }
    let sheet = Sheet(name: "表一", rows: rows, mergedRanges: merged)
    return try SheetRows(sheet, file: "a.xlsx", template: try #require(ImportTemplate.named(template)))
  }

  private static let projects = ["项目名称", "项目类型", "资金规模（元）", "发生时间"]

  private func kinds(_ below: [[String]]) throws -> SheetRows { try rows("project.proposed", [Self.projects] + below) }

  /// Story: 汇总, 甲乡 汇总, 合计2户, 总户数 and 示例一村小计 became projects, households and a village v-2.
  @Test(arguments: [
    "合计", "合 计", "合　计：", "总计", "汇总", "总 计", "合计2户", "共计12户45人", "甲乡 汇总", "示例一村小计", "本页合计", "全县合计", "总户数", "合计（元）",
    "合计金额", "小计", "合计（大写）：伍仟元整", "共2户",
    "总计数", "甲乡 计数", "Total", "Grand Total", "累计", "金额合计",
  ])
  func totals(_ label: String) throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01"], ["乙路", "产业路", "6", "2026-07-01"], [label, "", "11", ""]])
    #expect(rows.data == [2, 3], "\(label)")
    #expect(rows.totals.map(\.row) == [4], "\(label)")
    #expect(rows.notices.first?.rows == [4], "\(label)")
    #expect(rows.problems.isEmpty)
  }

  @Test(arguments: ["汇总平台建设", "合计生", "总台路", "共青团路", "共和村道路", "小计划生育"])
  func namesThatLookLikeTotals(_ name: String) throws {
    #expect(try kinds([[name, "产业路", "5", "2026-07-01"]]).data == [2], "\(name)")
  }

  /// Story: 合计 above its rows, as finance offices write it, was held against nothing: “各行之和0.00”.
  @Test func totalsStandAboveBelowAndBetween() throws {
    func candidates(_ below: [[String]]) throws -> [[Range<Int>]] { try kinds(below).totals.map(\.candidates) }
    let record = ["甲路", "产业路", "5", "2026-07-01"]
    #expect(try candidates([["合计", "", "10", ""], record, record])[0][0] == 0..<2)
    let blocks = try candidates([["甲乡小计", "", "5", ""], record, ["乙乡小计", "", "10", ""], record, record])
    #expect(blocks[0].contains(0..<1))
    #expect(blocks[1].contains(1..<3))
    let sums = try candidates([
      ["总计", "", "15", ""], ["一、产业", "", "10", ""], record, record, ["二、基建", "", "5", ""], record,
    ])
    #expect(sums.map { $0[0] } == [0..<3, 0..<2, 2..<3])
  }

  /// Story: 一、产业类 became a project without money; ★以上项目均已公示 a project with --time.
  @Test(arguments: [
    "一、产业类", "（一）道路", "1.产业类", "（1）道路", "A、产业", "第一部分 产业", "第二批项目", "★以上项目均已公示", "※含自筹", "以上名单已公示7天，无异议。", "注：含自筹资金",
    "备注：略", "填表人：李乙", "负责人李戊", "说明：以下为增补。",
    "审核人：", "附表：迁出户", "以下空白", "————", "第1页 共2页", "单位：元", "2026年7月1日", "示例一村村民委员会（盖章）", "经办人签字    负责人签字",
  ])
  func rowsOfOneCellThatAreNoRecords(_ text: String) throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01"], [text], ["乙路", "产业路", "6", "2026-07-01"]])
    #expect(rows.data == [2, 4], "\(text)")
    #expect(rows.notices.map(\.rows) == [[3]], "\(text)")
    #expect(rows.problems.isEmpty, "\(text)")
  }

  /// Story: a household of which only the head's name was known, 单位强, was taken for a note and lost without a word.
  @Test(arguments: ["单位强", "示例一村", "甲路"])
  func otherRowsOfOneCellAreAskedAbout(_ text: String) throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01"], [text]])
    #expect(rows.data == [2])
    #expect(rows.problems.map { "\($0.row) \($0.code)" } == ["3 X171"])
    // Where no row says more, each is a record.
    #expect(try kinds([["甲路"], [text]]).data == [2, 3])
  }

  /// Story: 填表人 and 审核人 in cells of their own were a household of the village 审核人：赵丙.
  @Test(arguments: [
    ["填表人：李乙", "", "审核人：赵丙", "2026-07-03"], ["填表人", "李乙", "审核人", "赵丙"], ["制表：李乙", "复核：赵丙", "", ""],
    ["填表人：", "李乙", "", "2026-07-03"],
  ])
  func signaturesInSeveralCells(_ row: [String]) throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01"], row])
    #expect(rows.data == [2])
    #expect(rows.notices.map(\.rows) == [[3]])
  }

  /// Story: the header repeated on each printed page made a household named 户主姓名.
  @Test func headersAgain() throws {
    #expect(try rows("household", [["户主姓名", "家庭人口数"], ["王甲"], ["户主姓名"], ["李乙"]]).data == [2, 4])
    let again = try kinds([["甲路", "产业路", "5", "2026-07-01"], Self.projects, ["乙路", "产业路", "6", "2026-07-01"]])
    #expect(again.data == [2, 4])
    let changed = try kinds([
      ["甲路", "产业路", "5", "2026-07-01"], ["项目名称", "项目类型", "资金规模（万元）", "发生时间"], ["乙路", "产业路", "6", "2026-07-01"],
    ])
    #expect(changed.problems.map { "\($0.row) \($0.code)" } == ["3 X173"])
    // Story: in another order, or with another title, it was skipped, and the rows below were read by the first.
    let record = ["甲路", "产业路", "5", "2026-07-01"]
    for titles in [
      ["项目名称", "资金规模（元）", "项目类型", "发生时间"], ["项目名称", "项目类型", "已付金额", "发生时间"], ["项目类型", "项目名称", "资金规模（元）", "发生时间"],
    ] {
      let problems = try kinds([record, titles, ["乙路", "6", "产业路", "2026-07-01"]]).problems
      #expect(problems.contains { $0.row == 3 && $0.code == "X175" }, "\(titles)")
    }
    let below = try kinds([["项目名称", "资金规模（元）", "项目类型", "发生时间"], ["乙路", "6", "产业路", "2026-07-01"]])
    #expect(below.problems.contains { $0.row == 2 && $0.code == "X175" })
    let other = try kinds([["甲路", "产业路", "5", "2026-07-01"], ["发生时间", "项目名称", "资金规模（元）"], ["2026-07-01", "乙路", "6"]])
    #expect(other.problems.contains { $0.row == 3 && $0.code == "X175" })
  }

  /// Story: 单位：万元 in the middle of a table in yuan was swallowed; what stood below was taken in yuan.
  /// So were notes, hints and totals that name the unit in a sentence or a label of their own.
  @Test(arguments: [
    "单位：万元", "二、市级资金（单位：万元）", "注：以下金额单位为万元", "金额单位：千元", "注：以上金额为万元", "注：单位万元", "说明：金额单位均为万元",
    "备注：以上金额以万元计", "备注：本表资金一律以千元为单位。", "注：万元", "填写说明：金额单位为万元", "合计（万元）", "合计万元", "总计：万元", "小计（单位：万元）",
  ])
  func unitsThatChangeAreTold(_ line: String) throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01"], [line], ["乙路", "产业路", "6", "2026-07-01"]])
    #expect(rows.problems.map { "\($0.row) \($0.code)" } == ["3 X173"], "\(line)")
    #expect(try kinds([["甲路", "产业路", "5", "2026-07-01"], ["单位：元"]]).problems.isEmpty)
  }

  @Test(arguments: [
    "注：每户补助为5万元", "说明：含自筹资金500元", "注：资金来源为元坝镇", "注：总投资为十万元", "合计（大写）：伍仟元整", "合计5万元", "合计（元）", "注：金额单位为元",
    "注：以上金额均以元计", "注：人数以万计", "填报单位：万元乡",
  ])
  func otherNotesNameNoOtherUnit(_ line: String) throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01"], [line], ["乙路", "产业路", "6", "2026-07-01"]])
    #expect(rows.problems.isEmpty, "\(line)")
    #expect(rows.data == [2, 4], "\(line)")
  }

  /// Story: 平均 below the total became a project of the average sum, and 甲乡 平均值 was held against the rows as their sum.
  @Test(arguments: ["平均", "均值", "平均值：", "平均（元）", "户均", "甲乡 平均值", "最大值", "Average", "全县平均"])
  func averagesAreNoRecords(_ label: String) throws {
    let rows = try kinds([
      ["甲路", "产业路", "5", "2026-07-01"], ["乙路", "产业路", "6", "2026-07-01"], ["合计", "", "11", ""], [label, "", "5.5", ""],
    ])
    #expect(rows.data == [2, 3], "\(label)")
    #expect(rows.totals.map(\.row) == [4], "\(label)")
    #expect(rows.notices.map(\.rows) == [[4], [5]], "\(label)")
    #expect(rows.problems.isEmpty, "\(label)")
  }

  @Test func countsInLabels() {
    func counts(_ label: String) -> String {
      RowWords.counts(label).map { "\($0.count)\($0.unit)" }.joined(separator: " ")
    }
    #expect(counts("合计2户") == "2户")
    #expect(counts("共计12户45人") == "12户 45人")
    #expect(counts("5 户") == "5户")
    #expect(counts("合计：3笔，5000.5元") == "3笔")
    #expect(counts("本页合计1,234户") == "1234户")
    #expect(counts("合计3个项目，其中产业2个") == "3个")
    for other in ["合计", "合计3个村", "2月", "第2户", "合计5000元", "一组3户"] { #expect(counts(other) == "", "\(other)") }
  }

  @Test func columnNumbersAreNoRecord() throws {
    for row in [
      ["甲", "乙", "1", "2"], ["栏次", "1", "2", "3"], ["1", "2", "3", "4"], ["①", "②", "③", "④"],
      ["(1)", "(2)", "(3)=(1)+(2)", "(4)"],
    ] {
      let rows = try kinds([row, ["甲路", "产业路", "5", "2026-07-01"]])
      #expect(rows.data == [3], "\(row)")
      #expect(rows.notices.map(\.rows) == [[2]])
    }
    // Elsewhere such a row may be a record.
    #expect(try kinds([["甲路", "产业路", "5", "2026-07-01"], ["甲", "乙", "1", "2"]]).data == [2, 3])
  }

  @Test func examplesAndInstructionsAreNoRecords() throws {
    for row in [
      ["示例", "产业路", "5", "2026-07-01"], ["（示例）甲路：", "", "", ""], ["必填", "下拉选择", "数字", "日期"],
      ["填写说明：金额以元计", "", "", ""],
    ] {
      let rows = try kinds([row, ["示例一村路", "产业路", "5", "2026-07-01"]])
      #expect(rows.data == [3], "\(row)")
    }
  }

  /// 一 and 二 in the column of serial numbers head what is numbered 1, 2, 3.
  @Test func headingsMayHaveTheirNumeralInAColumn() throws {
    let table = [
      ["序号"] + Self.projects, ["一", "产业类", "", "9", ""], ["1", "甲路", "产业路", "4", "2026-07-01"],
      ["2", "乙路", "产业路", "5", "2026-07-01"],
      ["二", "基础设施类", "", "", ""], ["1", "丙路", "产业路", "6", "2026-07-01"], ["合计", "", "", "15", ""],
    ]
    let rows = try rows("project.proposed", table)
    #expect(rows.data == [3, 4, 6])
    #expect(rows.totals.map(\.row) == [2, 5, 7])
    #expect(rows.totals[0].candidates == [0..<2])
    #expect(rows.problems.isEmpty)
  }

  @Test func breakdownsOfTotalsAreNotCountedAgain() throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01"], ["合计", "", "5", ""], ["其中：中央资金", "", "3", ""]])
    #expect(rows.data == [2])
    #expect(rows.totals.map(\.row) == [3])
  }

  @Test func struckRowsAreLeftOutAndListed() throws {
    let texts = [["项目名称", "资金规模（元）"], ["甲路", "5"], ["乙路", "6"]]
    let cells = texts.enumerated().map { index, row in
      SheetRow(
        number: index + 1,
        cells: row.enumerated().map {
          Cell(.text($1), column: $0 + 1, row: index + 1, marks: index == 2 ? .struck : [])
        })
    }
    let template = try #require(ImportTemplate.named("project.proposed"))
    let rows = try SheetRows(Sheet(name: "表一", rows: cells), file: "a.xlsx", template: template)
    #expect(rows.data == [2])
    #expect(rows.notices.map(\.rows) == [[3]])
  }

  /// Story: a remark in a column without a title, 已退回50, was dropped without a word.
  @Test func columnsWithoutATitleAreNamed() throws {
    let rows = try kinds([["甲路", "产业路", "5", "2026-07-01", "", "已退回50"]])
    #expect(rows.ignoredColumns.count == 1)
    #expect(rows.ignoredColumns.first?.contains("F2") == true)
  }

  @Test func hiddenRowsAndColumnsAreReadAndTold() throws {
    let sheet = Sheet(
      name: "表一",
      rows: [
        SheetRow(number: 1, cells: [text("项目名称")]), SheetRow(number: 2, cells: [text("甲路")]),
        SheetRow(number: 3, cells: [text("乙路")], isHidden: true),
      ], hiddenColumns: [1...1])
    let rows = try SheetRows(sheet, file: "a.xlsx", template: try #require(ImportTemplate.named("project.proposed")))
    #expect(rows.data == [2, 3])
    #expect(rows.notices.map(\.kind) == [.hidden, .hidden])
    #expect(rows.notices.map(\.rows) == [[3], []])
  }

  /// Story: 1,234.56 without quotes in the last column of a CSV file was 1.00 yuan, and .56 was dropped with the rest.
  @Test(arguments: [
    ("项目名称,资金规模（元）\n甲路,1,234.56\n", ["X172"]), ("项目名称,资金规模（元）,区划代码\n甲路,1,234,621021901201\n", ["X172"]),
    ("项目名称,资金规模（元）,区划代码\n甲路,1,234,\n", ["X172"]), ("项目名称,资金规模（元）\n甲路,\"1,234.56\"\n", []),
    ("项目名称,资金规模（元）\n甲路,5,\n", []),
    ("项目名称,资金规模（元）,\n甲路,5,\n", []), ("项目名称,资金规模（元）,\n甲路,1,234\n", ["X172"]),
  ])
  func linesWiderThanTheHeader(_ csv: String, _ codes: [String]) throws {
    let sheet = try CSVReader.parse(Array(csv.utf8), file: "a.csv")
    let rows = try SheetRows(sheet, file: "a.csv", template: try #require(ImportTemplate.named("project.proposed")))
    #expect(rows.problems.map(\.code) == codes, "\(csv)")
  }
}
