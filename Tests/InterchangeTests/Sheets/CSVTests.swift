import Testing

@testable import Interchange

@Suite struct CSVTests {
  private func rows(_ bytes: [UInt8], delimiter: CSVDelimiter? = nil) throws -> [Int: [String]] {
    let sheet = try CSVReader.parse(bytes, file: "a.csv", delimiter: delimiter)
    return Dictionary(
      uniqueKeysWithValues: sheet.rows.map { row in
        (row.number, row.cells.map { if case .text(let text) = $0.value { text } else { "" } })
      })
  }

  private func refusal(_ bytes: [UInt8], limits: ReadingLimits = .standard) -> SheetError? {
    do throws(SheetError) {
      _ = try CSVReader.parse(bytes, file: "a.csv", delimiter: nil, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [1: ["a", "b"], 2: ["1", "2"]]),
    ("a,b\r\n1,2", [1: ["a", "b"], 2: ["1", "2"]]),
    ("a,b\r1,2\r", [1: ["a", "b"], 2: ["1", "2"]]),
    ("\u{FEFF}姓名,住址\n", [1: ["姓名", "住址"]]),
    ("标题\n\n姓名,住址\n,,\n张三,甲村\n", [1: ["标题"], 3: ["姓名", "住址"], 5: ["张三", "甲村"]]),
    ("a,\"b,\"\"c\"\"\r\nd\",e\nf", [1: ["a", "b,\"c\"\r\nd", "e"], 2: ["f"]]),
    ("\"\",x\n", [1: ["", "x"]]),
    ("a,,\n,b", [1: ["a"], 2: ["", "b"]]),
    ("5\" pipe,x\n", [1: ["5\" pipe", "x"]]),
    ("a\tb\n1,5\t2\n", [1: ["a", "b"], 2: ["1,5", "2"]]),
    ("a；b\n1；2\n", [1: ["a", "b"], 2: ["1", "2"]]),
    ("a;b\n1;2\n", [1: ["a", "b"], 2: ["1", "2"]]),
    (
      "说明：请勿改表头，如有问题,请联系\n姓名\t备注\n张三\t甲,乙\n李四\t丙\n",
      [
        1: ["说明：请勿改表头，如有问题,请联系"], 2: ["姓名", "备注"], 3: ["张三", "甲,乙"], 4: ["李四", "丙"],
      ]
    ),
    ("姓名,备注\n张三,甲；乙；丙\n", [1: ["姓名", "备注"], 2: ["张三", "甲；乙；丙"]]),
    ("买买提·吐尔逊,𠮷野\u{E000}\n", [1: ["买买提·吐尔逊", "𠮷野\u{E000}"]]),
  ])
  func accepted(_ text: String, _ expected: [Int: [String]]) throws {
    #expect(try rows(Array(text.utf8)) == expected)
  }

  @Test func delimiterMayBeGiven() throws {
    #expect(try rows(Array("a,b;c\n".utf8), delimiter: .semicolon) == [1: ["a,b", "c"]])
  }

  @Test(
    arguments: [
      ("", "X03", nil), ("\u{FEFF}", "X03", nil), ("a,b\nc,\"d\ne\n", "X13", 2),
      ("a\n\n\"b\"c,d\n", "X14", 3),
      ("a,b\0c\n", "X12", nil),
    ] as [(String, String, Int?)])
  func refused(_ text: String, _ code: String, _ row: Int?) {
    let error = refusal(Array(text.utf8))
    #expect(error?.code == code)
    #expect(error?.row == row)
    #expect(error.map { !$0.zh.isEmpty && !$0.en.isEmpty } ?? false)
  }

  @Test func gb18030IsRead() throws {
    // 姓名,䶮 — the last in four bytes, as GBK has no place for it.
    let bytes: [UInt8] = [0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0x82, 0x35, 0x87, 0x38, 0x0A]
    let cells = try rows(bytes)
    #expect(cells[1]?[0] == "姓名")
    #expect(cells[1]?[1].unicodeScalars.count == 1)
  }

  /// Story: a GB 18030 decoder accepts most byte strings. A UTF-8 file cut in the middle of a character must not come
  /// out as a full file of other characters.
  @Test func damagedUTF8IsNotTakenForGB18030() {
    let whole = Array("姓名,住址,电话\n张三,庆城县示例村,一\n".utf8)
    #expect(refusal(Array(whole.dropLast(3)))?.code == "X11")
    var flipped = whole
    flipped[30] ^= 0x80
    #expect(refusal(flipped)?.code == "X11")
    #expect(refusal([0xEF, 0xBB, 0xBF, 0xD0, 0xD5])?.code == "X11")
  }

  @Test func neitherEncodingNamesTheByte() {
    let error = refusal([0x61, 0x62, 0x2C, 0xFF, 0x0A])
    #expect(error?.code == "X11")
    #expect(error?.zh.contains("第 3 字节") ?? false)
  }

  /// Story: what Excel saves as Unicode text was refused, though nothing about it is unclear.
  @Test(arguments: [1, 0]) func unicodeTextOfExcelIsRead(_ high: Int) throws {
    func bytes(_ units: some Sequence<UInt16>) -> [UInt8] {
      units.flatMap { unit in
        let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        return high == 1 ? pair.reversed() : pair
      }
    }
    let sheet = try CSVReader.parse(bytes([0xFEFF] + "姓名\t金额\r\n王𠮷\t1,000\r\n".utf16), file: "a.csv")
    #expect(sheet.cell(2, 1).value == .text("王𠮷"))
    #expect(sheet.cell(2, 2).value == .text("1,000"))
    // Half a pair, an odd byte, a NUL.
    for units in [[0xFEFF, 0x61, 0xD800, 0x61], [0xFEFF, 0xDC00], [0xFEFF, 0x61, 0]] as [[UInt16]] {
      #expect(refusal(bytes(units))?.code == "X11")
    }
    #expect(refusal(bytes([0xFEFF, 0x61]) + [0x61])?.code == "X11")
  }

  @Test func barsDivideFields() throws {
    let sheet = try CSVReader.parse(Array("姓名|备注\n王甲|一,二\n".utf8), file: "a.csv")
    #expect(sheet.cell(2, 2).value == .text("一,二"))
  }

  @Test func limitsHold() {
    var limits = ReadingLimits.standard
    limits.rows = 3
    limits.columns = 4
    limits.cellTextBytes = 10
    limits.fileBytes = 100
    #expect(refusal(Array("1\n2\n3\n".utf8), limits: limits) == nil)
    #expect(refusal(Array("1\n2\n3\n4\n".utf8), limits: limits)?.code == "X15")
    #expect(refusal(Array("1,2,3,4,5\n".utf8), limits: limits)?.code == "X16")
    #expect(refusal(Array("12345678901\n".utf8), limits: limits)?.code == "X17")
    #expect(refusal(Array("\"12345678901\"\n".utf8), limits: limits)?.code == "X17")
    #expect(refusal(Array(repeating: 0x61, count: 101), limits: limits)?.code == "X02")
  }

  @Test func writingReadsBack() throws {
    let rows: [[SheetValue]] = [
      [.text("=1+1"), .number("1234.50"), .text("a,\"b\"\r\nc"), .boolean(true)],
      [.text("买买提·吐尔逊；"), .empty, .date("2026-03-05"), .text("-")],
    ]
    let bytes = CSVWriter.bytes(header: ["甲", "乙", "丙", "丁"], rows: rows)
    let sheet = try CSVReader.parse(bytes, file: "b.csv")
    #expect(sheet.rows.count == 3)
    #expect(CellReading.text(sheet.cell(2, 1)).value == "=1+1")
    #expect(CellReading.text(sheet.cell(2, 3)).value == "a,\"b\"\nc")
    #expect(CellReading.fen(sheet.cell(2, 2), unit: .yuan).value == 123_450)
    #expect(CellReading.bool(sheet.cell(2, 4)).value == true)
    #expect(CellReading.text(sheet.cell(3, 1)).value == "买买提·吐尔逊；")
    #expect(sheet.cell(3, 2).value == .empty)
    #expect(CellReading.text(sheet.cell(3, 4)).value == "-")
  }
}
