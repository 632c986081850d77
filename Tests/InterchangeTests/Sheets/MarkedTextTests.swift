import Testing

@testable import Interchange

/// Texts that are struck out or raised, numbers that are none, and other cells as programs write them.
@Suite struct MarkedTextTests {
  private func cell(_ xml: String, shared: String? = nil, styles: String? = nil) throws -> Cell {
    var book = MiniWorkbook()
    book.rows = "<row r=\"1\">\(xml)</row>"
    book.sharedStrings = shared
    book.styles = styles
    return try book.sheet().cell(1, 1)
  }

  private static let struckFont =
    "<fonts><font/><font><strike/></font><font><strike val=\"0\"/></font></fonts><cellXfs><xf/><xf fontId=\"1\"/><xf fontId=\"2\"/></cellXfs>"

  /// Story: 5000 struck out with 6000 beside it was read as 50,006,000 yuan.
  @Test func partlyStruckTextIsRefused() throws {
    let cell = try cell(
      "<c r=\"A1\" t=\"s\"><v>0</v></c>", shared: "<si><r><rPr><strike/></rPr><t>5000</t></r><r><t>6000</t></r></si>")
    #expect(CellReading.fen(cell, unit: .yuan).code == "X109")
    #expect(CellReading.text(cell).code == "X109")
    let whole = try self.cell(
      "<c r=\"A1\" t=\"s\"><v>0</v></c>", shared: "<si><r><rPr><strike/></rPr><t>作废</t></r></si>")
    #expect(whole.isStruck)
  }

  @Test func cellsAreStruckByTheirStyle() throws {
    #expect(try cell("<c r=\"A1\" s=\"1\"><v>5</v></c>", styles: Self.struckFont).isStruck)
    #expect(try !cell("<c r=\"A1\" s=\"2\"><v>5</v></c>", styles: Self.struckFont).isStruck)
    // A run with a look of its own is not struck by the cell's.
    let beside = try cell(
      "<c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><r><t>旧</t></r><r><rPr><b/></rPr><t>新</t></r></is></c>",
      styles: Self.struckFont)
    #expect(beside.marks == .partlyStruck)
  }

  /// Story: 5000 with the number of a footnote raised behind it was read as 50,001 yuan.
  @Test func raisedDigitsAreNoDigits() throws {
    func raised(_ text: String, _ mark: String, _ kind: String = "superscript") throws -> Cell {
      try cell(
        "<c r=\"A1\" t=\"inlineStr\"><is><r><t>\(text)</t></r><r><rPr><vertAlign val=\"\(kind)\"/></rPr><t>\(mark)</t></r></is></c>"
      )
    }
    #expect(CellReading.fen(try raised("5000", "1"), unit: .yuan).code == "X120")
    #expect(CellReading.fen(try raised("5000", "注"), unit: .yuan).code == "X109")
    #expect(CellReading.integer(try raised("3", "2", "subscript"), in: 0...100).code == "X104")
    #expect(CellReading.text(try raised("120m", "2")).value == "120m²")
    #expect(CellReading.text(try raised("120m", "2", "baseline")).value == "120m2")
  }

  /// Story: white space around one number, NaN, or 1,234 in one cell refused the whole file as damaged.
  @Test func oneBadNumberIsOneBadCell() throws {
    #expect(CellReading.fen(try cell("<c r=\"A1\"><v>\n 100.5 </v></c>"), unit: .yuan).value == 10_050)
    for text in ["NaN", "1,234", "abc", "∞"] {
      let cell = try cell("<c r=\"A1\"><v>\(text)</v></c>")
      #expect(cell.value == .damaged(text))
      #expect(CellReading.fen(cell, unit: .yuan).code == "X104")
      #expect(CellReading.text(cell).code == "X104")
    }
  }

  /// Story: text in `<v>` of an inline cell, and `<is>` in a cell without a type, were lost without a word.
  @Test func textIsFoundWhereverItStands() throws {
    #expect(try cell("<c r=\"A1\" t=\"inlineStr\"><v>虚构1</v></c>").value == .text("虚构1"))
    #expect(try cell("<c r=\"A1\"><is><t>虚构1</t></is></c>").value == .text("虚构1"))
  }

  /// Story: WPS keeps a picture in a cell as a formula that shows itself; it became a document's number.
  @Test func picturesAreNoText() throws {
    let picture = try cell("<c r=\"A1\" t=\"str\"><f>DISPIMG(\"ID_1\",1)</f><v>=DISPIMG(\"ID_1\",1)</v></c>")
    #expect(CellReading.text(picture).code == "X104")
    #expect(CellReading.text(text("=_xlfn.DISPIMG(\"ID_1\",1)")).code == "X104")
    #expect(CellReading.text(text("=SUM(A1:A3)")).code == "X103")
    #expect(CellReading.text(text("=")).value == "=")
  }

  @Test func hiddenColumnsAreKnown() throws {
    var book = MiniWorkbook()
    book.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
    book.afterRows = "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"5\" max=\"5\"/></cols>"
    #expect(try book.sheet().hiddenColumns == [2...3])
  }

  @Test func commentsAreKnown() throws {
    var book = MiniWorkbook()
    book.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
    let types = MiniWorkbook.office
    book.extraParts = [
      (
        "xl/worksheets/_rels/sheet1.xml.rels",
        Array(
          "<Relationships><Relationship Id=\"r1\" Type=\"\(types)/comments\" Target=\"../comments1.xml\"/></Relationships>"
            .utf8)
      ),
      (
        "xl/comments1.xml",
        Array(
          "<comments><commentList><comment ref=\"B3\"><text><t>已退回</t></text></comment></commentList></comments>".utf8)
      ),
    ]
    #expect(try book.sheet().commentedCells == ["B3"])
  }

  /// Story: a sheet formatted down to its last row packs 400 times, and was refused as a zip bomb. It holds one record.
  @Test func formattedEmptyRowsAreNoBomb() throws {
    var book = MiniWorkbook()
    book.rows =
      "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
      + (2...600_000).map { "<row r=\"\($0)\"><c r=\"A\($0)\" s=\"0\"/></row>" }.joined()
    #expect(try book.sheet().rows.count == 1)
  }

  /// Story: workbooks of other programs name their parts with `\`, or escape the addresses; they were no workbooks.
  @Test func partsAreFoundUnderOtherSpellings() throws {
    var book = MiniWorkbook()
    book.rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
    let backslashed = book.parts.map { (String($0.name.map { $0 == "/" ? "\\" : $0 }), Array($0.text.utf8)) }
    #expect(try Workbook.read(ZipBuilder.zip(backslashed), file: "a.xlsx")[0].rows.count == 1)
    func targeting(_ target: String, part: String) throws -> Int {
      let parts = book.parts.map { name, text in
        (
          name.hasSuffix("sheet1.xml") ? part : name,
          Array(
            text.split(separator: "worksheets/sheet1.xml", omittingEmptySubsequences: false).joined(separator: target)
              .utf8)
        )
      }
      return try Workbook.read(ZipBuilder.zip(parts), file: "a.xlsx")[0].rows.count
    }
    #expect(try targeting("worksheets\\sheet1.xml", part: "xl/worksheets/sheet1.xml") == 1)
    #expect(try targeting("worksheets/sheet%201.xml", part: "xl/worksheets/sheet 1.xml") == 1)
    #expect(try targeting("worksheets/%E8%A1%A8.xml", part: "xl/worksheets/表.xml") == 1)
  }

  /// Story: the lock file of an open sheet was "not a text file: byte 56 is NUL"; so was a workbook behind a stray mark.
  @Test func filesPickedByMistakeAreNamed() {
    func refusal(_ bytes: [UInt8], _ file: String) -> SheetError? {
      do throws(SheetError) {
        _ = try Workbook.read(bytes, file: file)
        return nil
      } catch { return error }
    }
    #expect(refusal([6, 65, 0, 0], "/tmp/~$名册.xlsx")?.code == "X10")
    let behind = refusal([0xEF, 0xBB, 0xBF] + MiniWorkbook().bytes, "a.xlsx")
    #expect(behind?.code == "X21")
    #expect(behind?.zh.contains("3 个字节") == true)
  }
}
