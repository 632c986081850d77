import Glibc
import TestSupport
import Testing

@testable import Interchange

@Suite struct SheetWriterTests {
  /// A folder of its own, removed afterwards.
  private func inFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/sheet-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
      for name in ["a.xlsx", "b.xlsx", "a.xlsx.partial", "b.xlsx.partial"] { unlink(folder + "/" + name) }
      rmdir(folder)
    }
    try body(folder)
  }

  private static let columns = [
    SheetColumn(zh: "姓名", en: "Name", isRequired: true, width: 12, note: "与身份证一致。As on the ID card."),
    SheetColumn(zh: "补助金额（元）", en: "Amount (yuan)", kind: .number(decimals: 2)),
    SheetColumn(zh: "日期", en: "Date", kind: .date), SheetColumn(zh: "时间", en: "Time", kind: .dateTime),
    SheetColumn(zh: "方式", en: "Mode", choices: ["入户", "电话"]),
    SheetColumn(zh: "村", en: "Village", choices: (1...200).map { "示例村\($0)" }),
    SheetColumn(zh: "项", en: "Item", choices: ["甲,乙", "丙"]),
  ]

  private static let rows: [[SheetValue]] = [
    [
      .text("买买提·吐尔逊"), .yuan(fen: 123_456), .date("2026-03-05"), .dateTime("2026-03-05T14:10:09+08:00"),
      .text("入户"),
    ],
    [.text("=SUM(A1:A9)"), .number("-0.5"), .empty, .dateTime("2026-03-05T00:00:00+08:00"), .boolean(true)],
    [
      .text("a_x000D_b\u{1}\n \"<&>'\t𠮷 "), .number("90071992547409.91"), .date("1951-01-31"), .empty, .empty,
      .text("示例村7"),
    ],
    [],
    [.text("440524188001010014"), .number("0")],
  ]

  private func tables(_ style: SheetTable.HeaderStyle = .oneRow) -> [SheetTable] {
    [
      SheetTable(
        name: "补助发放", title: "2026年补助发放表", headerStyle: style, columns: Self.columns, rows: Self.rows,
        entryRows: 500),
      SheetTable(name: "说明", columns: [SheetColumn(zh: "说明")], rows: [[.text("第一条")]]),
    ]
  }

  @Test(arguments: [SheetTable.HeaderStyle.oneRow, .twoRows])
  func writtenReadsBack(_ style: SheetTable.HeaderStyle) throws {
    try inFolder { folder in
      let path = folder + "/a.xlsx"
      try SheetWriter.write(path: path, tables: tables(style))
      let sheets = try Workbook.read(path: path)
      #expect(sheets.map(\.name) == ["补助发放", "说明", "代码表"])
      #expect(sheets.map(\.isHidden) == [false, false, true])
      let sheet = sheets[0]
      #expect(sheet.value(1, 7) == .text("2026年补助发放表"))
      let header = try HeaderMatch.find(
        in: sheet, file: path,
        expecting: Self.columns.map { ExpectedColumn(key: $0.zh, titles: [$0.zh, $0.en]) })
      #expect(header.columns.count == Self.columns.count)
      #expect(header.unit("补助金额（元）") == .yuan)
      let first = header.rows.upperBound + 1
      #expect(header.rows == 2...(style == .oneRow ? 2 : 3))
      #expect(sheet.cell(first, 1).value == .text("买买提·吐尔逊"))
      #expect(CellReading.fen(sheet.cell(first, 2), unit: .yuan).value == 123_456)
      #expect(CellReading.date(sheet.cell(first, 3), epoch1904: false).value == "2026-03-05")
      #expect(
        CellReading.dateTime(sheet.cell(first, 4), epoch1904: false).value == "2026-03-05T14:10:09+08:00")
      #expect(sheet.cell(first + 1, 1) == Cell(.text("=SUM(A1:A9)"), column: 1, row: first + 1))
      #expect(sheet.cell(first + 2, 1).value == .text("a_x000D_b\u{1}\n \"<&>'\t𠮷 "))
      #expect(sheet.cell(first + 2, 2).value == .text("90071992547409.91"))
      #expect(sheet.row(first + 3) == nil)
      #expect(CellReading.idNumber(sheet.cell(first + 4, 1)).value == "440524188001010014")
      #expect(sheets[2].cell(201, 1).value == .text("示例村200"))
      #expect(sheets[2].cell(2, 2).value == .text("甲,乙"))
      #expect(access(path + ".partial", F_OK) != 0)
    }
  }

  /// Story: the writing library prints numbers with 16 digits, so that 8.14 yuan stands in the file as
  /// 8.140000000000001. What was written must still read as the same fen.
  @Test func amountsReadBackToTheFen() throws {
    try inFolder { folder in
      var random = SplitMix64(seed: 5)
      let amounts = (0..<2000).map {
        $0 < 1000 ? $0 * 37 : Int.random(in: 0...9_999_999_999_999, using: &random)
      }
      try SheetWriter.writeTable(
        path: folder + "/a.xlsx", sheetName: "甲",
        columns: [SheetColumn(zh: "金额（元）", kind: .number(decimals: 2))],
        rows: amounts.map { [.yuan(fen: $0)] })
      let sheet = try Workbook.read(path: folder + "/a.xlsx")[0]
      for (index, fen) in amounts.enumerated() {
        #expect(CellReading.fen(sheet.cell(index + 2, 1), unit: .yuan).value == fen)
      }
    }
  }

  @Test func sameTablesSameBytes() throws {
    try inFolder { folder in
      try SheetWriter.write(path: folder + "/a.xlsx", tables: tables())
      sleep(1)
      try SheetWriter.write(path: folder + "/b.xlsx", tables: tables())
      let limit = ReadingLimits.standard.fileBytes
      let first = try FileBytes.read(folder + "/a.xlsx", limitBytes: limit)
      let second = try FileBytes.read(folder + "/b.xlsx", limitBytes: limit)
      #expect(first == second)
    }
  }

  /// Story: a workbook cut short by a full disk opens as "damaged" in front of the county's auditors. The old one must
  /// stay, and the writer must say so.
  @Test func fullDiskLeavesTheOldFile() throws {
    try inFolder { folder in
      let path = folder + "/a.xlsx"
      try SheetWriter.writeTable(
        path: path, sheetName: "旧", columns: [SheetColumn(zh: "甲")], rows: [[.text("1")]])
      #expect(symlink("/dev/full", path + ".partial") == 0)
      #expect(refusal(path, tables())?.code == "X41")
      #expect(try Workbook.read(path: path)[0].name == "旧")
    }
  }

  private func refusal(_ path: String, _ tables: [SheetTable]) -> SheetError? {
    do throws(SheetError) {
      try SheetWriter.write(path: path, tables: tables)
      return nil
    } catch {
      return error
    }
  }

  @Test func missingFolderIsAnError() {
    let error = refusal("/nonexistent/folder/a.xlsx", tables())
    #expect(error?.code == "X41")
    #expect(error?.file == "/nonexistent/folder/a.xlsx")
  }

  @Test(
    arguments: [
      ("a/b", [], "X42"), ("", [], "X42"), (String(repeating: "名", count: 32), [], "X42"), ("'a", [], "X42"),
      ("甲", [[.text(String(repeating: "字", count: 40_000))]], "X42"), ("甲", [[.number("abc")]], "X42"),
      ("甲", [[.number("1e309")]], "X42"), ("甲", [[.date("2026-02-30")]], "X42"),
      ("甲", [[.date("1900-01-31")]], "X42"),
      ("甲", [[.text("1"), .text("2")]], "X42"), ("甲", [[.text("a\0b")]], "X43"),
      ("甲", [[.text("a\u{FFFE}b")]], "X43"),
    ] as [(String, [[SheetValue]], String)])
  func refused(_ name: String, _ rows: [[SheetValue]], _ code: String) throws {
    try inFolder { folder in
      let table = SheetTable(name: name, columns: [SheetColumn(zh: "列")], rows: rows)
      #expect(refusal(folder + "/a.xlsx", [table])?.code == code)
      #expect(access(folder + "/a.xlsx", F_OK) != 0)
      #expect(access(folder + "/a.xlsx.partial", F_OK) != 0)
    }
  }

  @Test func noSheetsAndSheetsOfOneName() throws {
    try inFolder { folder in
      #expect(refusal(folder + "/a.xlsx", [])?.code == "X42")
      let table = SheetTable(name: "甲", columns: [SheetColumn(zh: "列")])
      #expect(refusal(folder + "/a.xlsx", [table, table])?.code == "X42")
    }
  }
}
