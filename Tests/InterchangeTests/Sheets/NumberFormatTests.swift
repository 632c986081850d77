import Testing

@testable import Interchange

/// What a cell shows, against what it stores.
@Suite struct NumberFormatTests {
  private func cell(_ code: String, _ literal: String) -> Cell {
    Cell(NumberFormat(code: code).value(literal, epoch1904: false), column: 1, row: 1)
  }

  private func shown(_ code: String, _ literal: String) -> String { cell(code, literal).shownText }

  /// Story: a column titled （元） held 5 with the format `0.00"万元"`; the clerk read 5.00万元 and the ledger took 5 yuan.
  @Test(arguments: [
    ("0.00\"万元\"", "5", "5.00万元"), ("#,##0.00,\"万\"", "123456", "123.46万"), ("0\".\"0,", "123456", "12.3"),
    ("0!.0,", "123456", "12.3"), ("0\\.0,", "123456", "12.3"), ("[$$-409]#,##0.00", "5000", "$5,000.00"),
    ("\"¥\"#,##0.00", "5000", "¥5,000.00"), ("[$¥-804]#,##0", "1234567", "¥1,234,567"), ("0000", "7", "0007"),
    ("000-0000-0000", "13800000000", "138-0000-0000"), ("\"第\"0\"号\"", "7", "第7号"), ("#,##0,", "123456789", "123,457"),
    ("yyyy\"年\"m\"月\"", "46204", "2026年7月"), ("aaaa", "46204", "星期三"), ("m\"月\"d\"日\"", "46204", "7月1日"),
    ("yyyy", "46204", "2026"),
    ("[h]:mm", "1.5", "36:00"), ("h:mm", "0.5", "12:00"), ("[>=10000]0!.0,\"万\";0\"元\"", "5000", "5000元"),
    ("[>=10000]0!.0,\"万\";0\"元\"", "50000", "5.0万"), ("0.00;0.00", "-5", "5.00"), (";;;", "5", ""),
    ("0,.00", "123456", "123.46"), (".00\"元\"", "5", "5.00元"),
    ("0\"万\"0000", "52000", "5万2000"),
  ])
  func whatIsSeen(_ code: String, _ literal: String, _ expected: String) {
    let shown = shown(code, literal)
    #expect(shown == expected || (code == "h:mm" && shown == "0.5"), "\(code) \(literal): \(shown)")
  }

  /// Formats that only arrange the digits leave the number alone.
  @Test(arguments: [
    "General", "0.00", "#,##0.00", "@", "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
    "#,##0.00_);[Red](#,##0.00)", "0.00E+00",
    "# ?/?", "#,##0.00;[Red]#,##0.00", "0.00_ ", "[Red]0.00",
  ])
  func plainFormats(_ code: String) {
    #expect(CellReading.fen(cell(code, "1234.5"), unit: .yuan).value == 123_450)
    #expect(CellReading.fen(cell(code, "-12"), unit: .yuan, allowsNegative: true).value == -1200)
  }

  @Test(
    arguments: [
      ("0.00\"万元\"", "5", nil, 5_000_000), ("0.00\"万元\"", "5", .wan, 5_000_000),
      ("#,##0.00\"元\"", "5000", nil, 500_000),
      ("\"¥\"#,##0.00", "5000", nil, 500_000), ("[$¥-804]#,##0.00", "5000", .yuan, 500_000),
      ("[$￥-804]#,##0.00;-[$￥-804]#,##0.00", "5000", nil, 500_000),
      ("0\"元\"", "1234.56", nil, 123_456), ("0\"元整\"", "12", nil, 1200),
    ] as [(String, String, MoneyUnit?, Int)])
  func unitsInFormatsAreRead(_ code: String, _ literal: String, _ unit: MoneyUnit?, _ fen: Int) {
    #expect(CellReading.fen(cell(code, literal), unit: unit).value == fen)
  }

  /// Story: `0"00"` shows 5 as 500; the ledger took 500 yuan, which nothing had stored.
  @Test(
    arguments: [
      ("0.00\"万元\"", "5", .yuan, "X127"), ("\"¥\"0.00", "5", .wan, "X127"), ("#,##0.00,\"万\"", "123456", .wan, "X107"),
      ("0\".\"0,", "120000", .wan, "X107"), ("0!.0,", "123456", .wan, "X107"), ("#,##0,", "5000", .yuan, "X107"),
      ("0,.00", "5000", .yuan, "X107"),
      ("#,##0,,", "5000000", .yuan, "X107"),
      ("[$$-409]#,##0.00", "5000", .yuan, "X126"), ("[$€-2] 0.00", "5", .yuan, "X126"),
      ("0.00;0.00", "-5", .yuan, "X107"),
      ("0%", "0.5", .yuan, "X120"), ("0.0\"‰\"", "5", .yuan, "X120"), (";;;", "5", .yuan, "X107"),
      ("0\"0\"", "5", .yuan, "X107"), ("0\"00\"", "5", .yuan, "X107"), ("0\" 0\"", "5000", .yuan, "X107"),
      ("0\\0\\0", "5", .yuan, "X107"), ("\"1\"0", "5", .yuan, "X107"), ("General\"0\"", "5", .yuan, "X107"),
      ("0\"0\"0", "55", .yuan, "X107"), ("0*0", "5", .yuan, "X107"), ("0.00\"00万元\"", "5", .wan, "X107"),
      ("0\"元/户\"", "5", .yuan, "X120"), ("\"约\"0", "5", .yuan, "X120"), ("yyyy-mm-dd", "46204", .yuan, "X108"),
      ("[h]:mm", "1.5", .yuan, "X108"),
      ("0\"万\"0000", "52000", .yuan, "X120"), ("[>=10000]0!.0,\"万\";0\"元\"", "50000", .yuan, "X107"),
      ("\"已付\"", "5", .yuan, "X107"),
    ] as [(String, String, MoneyUnit, String)])
  func formatsThatChangeAnAmountAreRefused(_ code: String, _ literal: String, _ unit: MoneyUnit, _ problem: String) {
    var cell = cell(code, literal)
    if NumberFormat(code: code).isPercent { cell = Cell(cell.value, column: 1, row: 1, isPercent: true) }
    let found = CellReading.fen(cell, unit: unit).code
    #expect(found == problem, "\(code): \(found ?? "taken")")
  }

  /// Story: 1.2345 under （万元） with two places shows 1.23. The stored number is what the sheet adds up, so it counts, and
  /// the report says so.
  @Test func roundedAmountsKeepWhatIsStored() {
    let cell = cell("0.00", "1.2345")
    #expect(CellReading.fen(cell, unit: .wan).value == 1_234_500)
    guard case .formatted(let number) = cell.value else { return #expect(Bool(false), "must be known as rounded") }
    #expect(number.reading == .stored)
    #expect(number.shown == "1.23")
    // A binary fraction printed in full is no rounding.
    #expect(self.cell("0.00", "8.140000000000001").value == .number("8.140000000000001", isDate: false))
  }

  /// Story: document number 7 formatted 0000 shows 0007, and reference 42 shows 0042; the ledger took 7 and ap-42.
  @Test func leadingZerosAreKept() throws {
    #expect(CellReading.text(cell("0000", "7")).value == "0007")
    #expect(ReferenceText.read("0042", prefixes: ["ap"]) == "ap-0042")
    #expect(CellReading.phone(cell("000-0000-0000", "13800000000")).value == "13800000000")
    #expect(CellReading.idNumber(cell("000000000000000000", "629999197101010000")).code == "X106")
    #expect(CellReading.integer(cell("0000", "7"), in: 0...10).value == 7)
    #expect(CellReading.integer(cell("0\"户\"", "7"), in: 0...10, units: ["户"]).value == 7)
    #expect(CellReading.integer(cell("0\"年\"", "7"), in: 0...10, units: ["户"]).code == "X126")
    #expect(CellReading.basisPoints(cell("0\"%\"", "85"), unit: nil).value == 8500)
  }

  /// Story: a serial shown as 2026年7月 became 1 July, one shown as 星期三 some Wednesday: the day was the spreadsheet's.
  @Test(arguments: [
    ("yyyy\"年\"m\"月\"", "X135"), ("yyyy", "X135"), ("mmm-yy", "X135"), ("aaaa", "X130"), ("d", "X130"),
    ("m\"月\"", "X130"), ("h:mm", "X130"),
    ("[h]:mm", "X130"), ("mm:ss", "X130"), ("yyyy-mm-d\"0\"", "X107"),
  ])
  func partsOfDatesAreNoDates(_ code: String, _ problem: String) {
    #expect(CellReading.date(cell(code, "46204"), epoch1904: false).code == problem)
  }

  @Test func daysWithoutAYearAreTakenAndTold() {
    let cell = cell("m\"月\"d\"日\"", "46204")
    #expect(CellReading.date(cell, epoch1904: false).value == "2026-07-01")
    #expect(CellReading.isYearless(cell))
    for code in [
      "yyyy-mm-dd", "yyyy/m/d", "\"20\"yy-mm-dd", "[$-804]yyyy\"年\"m\"月\"d\"日\"", "e-m-d", "yyyy\"年\"m\"月\"d\"日\" aaaa",
      "d-mmm-yy",
    ] {
      let whole = self.cell(code, "46204")
      #expect(CellReading.date(whole, epoch1904: false).value == "2026-07-01", "\(code)")
      #expect(!CellReading.isYearless(whole))
    }
    #expect(CellReading.date(self.cell("0000-00-00", "20260701"), epoch1904: false).value == "2026-07-01")
  }

  @Test func formatsOfTextsShowTheirWords() {
    #expect(NumberFormat(code: "@\"村\"").text("示例一") == "示例一村")
    #expect(NumberFormat(code: "0;-0;0;@\"村\"").text("示例一") == "示例一村")
    #expect(NumberFormat(code: ";;;").text("示例一") == nil)
    #expect(NumberFormat(code: "0.00").text("示例一") == "示例一")
  }

  /// Zero shown as a blank is a blank, shown as a dash it is zero.
  @Test func zeroAsShown() {
    #expect(cell("0;-0;;@", "0").isEmpty)
    #expect(CellReading.fen(cell("#,##0;-#,##0;\"-\"", "0"), unit: .yuan).value == 0)
  }
}
