import Testing

@testable import Interchange

@Suite struct XLSXReaderTests {
  @Test func everyKindOfCell() throws {
    var book = MiniWorkbook()
    book.sharedStrings = """
      <si><t>张三</t></si>
      <si><r><t xml:space="preserve">李 </t></r><r><rPr><b/></rPr><t>四</t></r>\
      <rPh sb="0" eb="1"><t>リ</t></rPh><phoneticPr fontId="1"/></si>
      <si><t>a_x000D_b_x005F_x000D_c_xD800_</t></si><si><t/></si>
      """
    book.styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/></cellXfs>"
    book.rows = """
      <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c>\
      <c r="D2" t="s"><v>3</v></c><c r="E2" t="inlineStr"><is><t>内联</t></is></c></row>
      <row r="5" hidden="1"><c r="B5"><v>1.2E+3</v></c><c r="C5" s="1"><v>44621.5</v></c><c r="D5" s="2"><v>0.85</v></c>\
      <c r="E5" t="b"><v>1</v></c><c r="F5" t="e"><v>#DIV/0!</v></c><c r="G5" t="str"><f>A1&amp;B1</f><v>合</v></c>\
      <c r="H5"><f>1+1</f><v>2</v></c><c r="I5"><f>1+1</f><v></v></c><c r="J5" t="str"><f>""</f><v></v></c>\
      <c r="K5" t="d"><v>2026-03-05T14:10:00</v></c></row>
      """
    let sheet = try book.sheet()
    #expect(sheet.rows.map(\.number) == [2, 5])
    #expect(sheet.rows.map(\.isHidden) == [false, true])
    #expect(sheet.cell(2, 1).value == .text("张三"))
    #expect(sheet.cell(2, 2).value == .text("李 四"))
    #expect(sheet.cell(2, 3).value == .text("a\rb_x000D_c_xD800_"))
    #expect(sheet.cell(2, 4).value == .empty)
    #expect(sheet.cell(2, 5).value == .text("内联"))
    #expect(sheet.cell(5, 1).value == .empty)
    #expect(sheet.cell(5, 2).value == .number("1.2E+3", isDate: false))
    #expect(sheet.cell(5, 3).value == .number("44621.5", isDate: true))
    #expect(sheet.cell(5, 4).isPercent)
    #expect(sheet.cell(5, 5).value == .boolean(true))
    #expect(sheet.cell(5, 6).value == .error("#DIV/0!"))
    #expect(sheet.cell(5, 7) == Cell(.text("合"), column: 7, row: 5, hadFormula: true))
    #expect(sheet.cell(5, 8) == Cell(.number("2", isDate: false), column: 8, row: 5, hadFormula: true))
    #expect(sheet.cell(5, 9).value == .error(Cell.uncalculated))
    #expect(sheet.cell(5, 10).value == .empty)
    #expect(CellReading.dateTime(sheet.cell(5, 11), epoch1904: false).value == "2026-03-05T14:10:00+08:00")
    #expect(sheet.cell(5, 9).address == "I5")
  }

  /// Story: programs that write formulas without calculating them store 0 as the result and ask the spreadsheet to
  /// calculate on load. Read as data, every sum in such a file would be 0.
  @Test func resultsToBeCalculatedOnLoadAreNotResults() throws {
    var book = MiniWorkbook()
    book.calculation = "<calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/>"
    book.rows = "<row r=\"1\"><c r=\"A1\"><f>SUM(B1:B9)</f><v>0</v></c><c r=\"B1\"><v>5</v></c></row>"
    let sheet = try book.sheet()
    #expect(CellReading.fen(sheet.cell(1, 1), unit: .yuan).code == "X103")
    #expect(CellReading.fen(sheet.cell(1, 2), unit: .yuan).value == 500)
  }

  @Test func missingReferencesFollowOn() throws {
    var book = MiniWorkbook()
    book.rows =
      "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c r=\"C2\"><v>4</v></c><c><v>5</v></c></row>"
    let sheet = try book.sheet()
    #expect(sheet.cell(1, 3).value == .number("3", isDate: false))
    #expect(sheet.cell(2, 4).value == .number("5", isDate: false))
  }

  @Test func rowsAndCellsOutOfOrderAreSorted() throws {
    var book = MiniWorkbook()
    book.rows =
      "<row r=\"3\"><c r=\"B3\"><v>2</v></c><c r=\"A3\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>0</v></c></row>"
    let sheet = try book.sheet()
    #expect(sheet.rows.map(\.number) == [1, 3])
    #expect(sheet.rows[1].cells.map(\.address) == ["A3", "B3"])
  }

  @Test func mergedCellsShowTheirFirstValue() throws {
    var book = MiniWorkbook()
    book.rows = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row><row r=\"2\"><c r=\"D2\"><v>8</v></c></row>"
    book.afterRows = "<mergeCells count=\"1\"><mergeCell ref=\"A1:C200\"/></mergeCells>"
    let sheet = try book.sheet()
    #expect(sheet.mergedRanges == [CellRange(rows: 1...200, columns: 1...3)])
    #expect(sheet.value(200, 3) == .number("7", isDate: false))
    #expect(sheet.value(2, 4) == .number("8", isDate: false))
    #expect(sheet.value(201, 1) == .empty)
  }

  @Test func epochHiddenSheetsAndStrictNamespaces() throws {
    var book = MiniWorkbook()
    book.workbookProperties = "<workbookPr date1904=\"1\"/>"
    book.sheetState = "state=\"veryHidden\""
    book.namespace = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    book.relationshipNamespace = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    book.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
    let sheet = try book.sheet()
    #expect(sheet.usesEpoch1904)
    #expect(sheet.isHidden)
    #expect(sheet.name == "表一")
    #expect(sheet.rows.count == 1)
  }

  @Test func prefixedElementsAreTheSame() throws {
    var book = MiniWorkbook()
    book.extraParts = []
    let prefixed = book.parts.map { name, text in
      guard name.hasSuffix("sheet1.xml") else { return (name, Array(text.utf8)) }
      let xml =
        "<x:worksheet xmlns:x=\"\(MiniWorkbook.main)\"><x:sheetData><x:row r=\"1\">"
        + "<x:c r=\"A1\"><x:v>9</x:v></x:c></x:row></x:sheetData></x:worksheet>"
      return (name, Array(xml.utf8))
    }
    let sheets = try Workbook.read(ZipBuilder.zip(prefixed), file: "a.xlsx")
    #expect(sheets[0].cell(1, 1).value == .number("9", isDate: false))
  }

  @Test(arguments: [
    ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>5</v></c></row>", "X26"),
    ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>", "X26"),
    ("<row r=\"1\"><c r=\"A1\" t=\"b\"><v>2</v></c></row>", "X26"),
    ("<row r=\"1\"><c r=\"A1\" t=\"zz\"><v>2</v></c></row>", "X26"),
    ("<row r=\"1\"><c r=\"A2\"><v>2</v></c></row>", "X26"),
    ("<row r=\"1\"><c r=\"ZZZ1\"><v>2</v></c></row>", "X26"),
    ("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>", "X26"),
    ("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1\"><c r=\"B1\"><v>2</v></c></row>", "X26"),
    ("<row r=\"1\"><row r=\"2\"/></row>", "X26"),
    ("<row r=\"1\"><c r=\"A1\"><c r=\"B1\"/></c></row>", "X26"),
    ("<row r=\"0\"/>", "X26"), ("<row r=\"-5\"/>", "X26"), ("<row r=\"x\"/>", "X26"),
    ("<row r=\"99999999\"/>", "X25"), ("<row r=\"9999999999\"/>", "X26"),
    (String(repeating: "<a>", count: 300) + String(repeating: "</a>", count: 300), "X25"),
    ("<row r=\"1\"><c r=\"A1\"><v>1</v>", "X23"), ("<row r=\"1\">&undefined;</row>", "X23"),
  ])
  func damagedSheets(_ rows: String, _ code: String) {
    var book = MiniWorkbook()
    book.rows = rows
    #expect(book.refusal() == code)
  }

  @Test func documentTypesAreRefused() {
    var book = MiniWorkbook()
    book.prolog =
      "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
    book.rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&b;&e;</t></is></c></row>"
    #expect(book.refusal() == "X24")
    book.prolog = "<!DOCTYPE x>"
    #expect(book.refusal() == "X24")
  }

  @Test func limitsHold() {
    var limits = ReadingLimits.standard
    limits.cells = 10
    var book = MiniWorkbook()
    book.rows = "<row r=\"1\"><c r=\"J1\"><v>1</v></c></row>"
    #expect(book.refusal(limits: limits) == nil)
    book.rows = "<row r=\"1\"><c r=\"K1\"><v>1</v></c></row>"
    #expect(book.refusal(limits: limits) == "X25")
    limits = .standard
    limits.partBytes = 2000
    book.rows = String(repeating: "<row/>", count: 1000)
    #expect(book.refusal(limits: limits) == "X25")
    limits = .standard
    limits.mergedBlocks = 100
    book.rows = ""
    book.afterRows = "<mergeCells><mergeCell ref=\"A1:A1048576\"/></mergeCells>"
    #expect(book.refusal(limits: limits) == "X25")
    limits = .standard
    limits.tokenBytes = 100_000
    book.afterRows = "<x y=\"" + String(repeating: "z", count: 300_000) + "\"/>"
    #expect(book.refusal(limits: limits) == "X25")
  }

  @Test func zipBombsAreRefusedEarly() {
    var book = MiniWorkbook()
    book.rows = String(repeating: " ", count: 40 << 20)
    #expect(book.refusal() == "X25")
  }

  @Test func missingPartsAreNamed() throws {
    let book = MiniWorkbook()
    let parts = book.parts.filter { $0.name != "xl/worksheets/sheet1.xml" }.map {
      ($0.name, Array($0.text.utf8))
    }
    do throws(SheetError) {
      _ = try Workbook.read(ZipBuilder.zip(parts), file: "a.xlsx")
      Issue.record("must be refused")
    } catch {
      #expect(error.code == "X22")
      #expect(error.zh.contains("sheet1.xml"))
    }
  }

  @Test(arguments: [
    ("yyyy-mm-dd", true, false), ("yyyy\"年\"m\"月\"d\"日\"", true, false), ("[$-804]yyyy年m月", true, false),
    ("[h]:mm", true, false), ("[ss]", true, false), ("h:mm AM/PM", true, false), ("General", false, false),
    ("Standard", false, false), ("G/通用格式", false, false), ("0.00", false, false),
    ("#,##0.00_);[Red](#,##0.00)", false, false),
    ("\"day\"0", false, false), ("0\\d", false, false), ("0.0%", false, true),
    ("[$¥-804]#,##0.00", false, false),
    ("0.00E+00", false, false), ("@", false, false), ("_-* #,##0_-", false, false), ("0\"", false, false),
    ("[", false, false),
  ])
  func numberFormats(_ code: String, _ isDate: Bool, _ isPercent: Bool) {
    let format = NumberFormat(code: code)
    #expect(format.isDate == isDate)
    #expect(format.isPercent == isPercent)
  }

  @Test func builtinNumberFormats() {
    let dates = (0...60).filter { NumberFormat(builtin: $0).isDate }
    #expect(dates == Array(14...22) + Array(27...36) + Array(45...47) + Array(50...58))
    #expect((0...60).filter { NumberFormat(builtin: $0).isPercent } == [9, 10])
  }
}
