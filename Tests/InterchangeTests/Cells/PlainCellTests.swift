import Testing

@testable import Interchange

@Suite struct PlainCellTests {
  @Test(arguments: [
    ("买买提·吐尔逊", "买买提·吐尔逊"), ("　张 三　", "张 三"), ("𠮷野\u{E000}", "𠮷野\u{E000}"), ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("１２３", "１２３"), ("'=1+1", "=1+1"), ("'张三", "'张三"), ("\u{FEFF}李四\u{200B}", "李四"), ("e\u{301}", "e\u{301}"),
  ])
  func textsStayAsTyped(_ typed: String, _ expected: String) {
    let read = CellReading.text(text(typed)).value
    #expect(read.map { Array($0.unicodeScalars) } == Array(expected.unicodeScalars))
  }

  @Test(arguments: [
    "a\u{1}b", "a\u{7F}b", "a\u{85}b", "a\u{202E}b", "a\u{FFFD}b", "a\u{FFFE}b", "a\u{FEFF}b", "a\u{1FFFF}b",
  ])
  func invisibleAndDamagedCharactersAreRefused(_ typed: String) {
    #expect(CellReading.text(text(typed)).code == "X105")
  }

  @Test func numbersAsText() {
    #expect(CellReading.text(number("12")).value == "12")
    #expect(CellReading.text(number("1.2E+3")).value == "1200")
    #expect(CellReading.text(number("12.50")).value == "12.5")
    #expect(CellReading.text(number("5E-3")).value == "0.005")
    #expect(CellReading.text(number("8.140000000000001")).value == "8.14")
    #expect(CellReading.text(number("9.9999999999999996")).value == "10")
    #expect(CellReading.text(number("0.30000000000000004")).value == "0.3")
    #expect(CellReading.text(number("-0.5")).value == "-0.5")
    #expect(CellReading.text(number("123456789012345")).value == "123456789012345")
    #expect(CellReading.text(number("1234567890123456")).code == "X106")
    #expect(CellReading.text(number("1E+15")).code == "X106")
    #expect(CellReading.text(number("46086", isDate: true)).code == "X108")
    #expect(CellReading.text(Cell(.boolean(true), column: 1, row: 1)).value == "TRUE")
    #expect(CellReading.text(Cell(.empty, column: 1, row: 1)).code == "X101")
    #expect(CellReading.text(Cell(.error("#N/A"), column: 1, row: 1)).code == "X102")
  }

  @Test func yesAndNo() {
    for typed in ["是", "有", "Y", "yes", "√", "✓", "1", "TRUE", " 是 ", "Ｙ"] {
      #expect(CellReading.bool(text(typed)).value == true, "\(typed)")
    }
    for typed in ["否", "无", "n", "No", "×", "0", "false", "没有"] {
      #expect(CellReading.bool(text(typed)).value == false, "\(typed)")
    }
    for typed in ["x", "2", "是否", "可能", "-"] {
      #expect(CellReading.bool(text(typed)).code == "X140", "\(typed)")
    }
    #expect(CellReading.bool(Cell(.boolean(false), column: 1, row: 1)).value == false)
    #expect(CellReading.bool(number("1")).value == true)
    #expect(CellReading.bool(number("1.0")).value == true)
    #expect(CellReading.bool(number("2")).code == "X140")
  }

  @Test func integers() {
    #expect(CellReading.integer(text("1,234"), in: 0...9999).value == 1234)
    #expect(CellReading.integer(text("１２"), in: 0...99).value == 12)
    #expect(CellReading.integer(text("12 户"), in: 0...99, units: ["户"]).value == 12)
    #expect(CellReading.integer(text("12户"), in: 0...99).code == "X126")
    #expect(CellReading.integer(number("1E+2"), in: 0...999).value == 100)
    #expect(CellReading.integer(number("2.9999999999999996"), in: 0...9).value == 3)
    #expect(CellReading.integer(number("2.5"), in: 0...9).code == "X141")
    #expect(CellReading.integer(text("-3"), in: -5...5).value == -3)
    #expect(CellReading.integer(text("-3"), in: 0...5).code == "X142")
    #expect(CellReading.integer(text("三"), in: 0...5).code == "X104")
    #expect(CellReading.integer(text("1.2E+5"), in: 0...999_999).code == "X106")
    #expect(CellReading.integer(number("1E+300"), in: 0...5).code == "X141")
    #expect(CellReading.integer(text(String(repeating: "9", count: 500)), in: 0...5).code == "X104")
    #expect(CellReading.scaled(text("3.25亩"), decimals: 2, in: 0...1000, units: ["亩"]).value == 325)
    #expect(CellReading.scaled(text("3.255"), decimals: 2, in: 0...1000).code == "X141")
    #expect(
      CellReading.scaled(number("107.8765432"), decimals: 7, in: 0...1_800_000_000).value == 1_078_765_432)
  }

  @Test func percentages() {
    #expect(CellReading.basisPoints(text("85%"), unit: nil).value == 8500)
    #expect(CellReading.basisPoints(text("85.25％"), unit: nil).value == 8525)
    #expect(CellReading.basisPoints(number("0.85", isPercent: true), unit: nil).value == 8500)
    #expect(
      CellReading.basisPoints(number("0.28999999999999998", isPercent: true), unit: .percent).value == 2900)
    #expect(CellReading.basisPoints(number("85"), unit: .percent).value == 8500)
    #expect(CellReading.basisPoints(text("0.85"), unit: .fraction).value == 8500)
    #expect(CellReading.basisPoints(number("0.85"), unit: nil).code == "X143")
    #expect(CellReading.basisPoints(text("85.255%"), unit: nil).code == "X141")
    #expect(CellReading.basisPoints(text("120%"), unit: nil).code == "X142")
    #expect(CellReading.basisPoints(text("120%"), unit: nil, in: 0...50_000).value == 12_000)
    #expect(CellReading.basisPoints(text("%"), unit: nil).code == "X101")
  }

  @Test func choices() {
    let options = [
      Choice(code: "in_person", zh: "入户", en: "In person"), Choice(code: "phone", zh: "电话", en: "Phone"),
    ]
    for typed in ["入户", " 入 户 ", "in person", "IN PERSON", "in_person", "入户 In person", "入户\nIn person"] {
      #expect(CellReading.choice(text(typed), options: options).value == "in_person", "\(typed)")
    }
    let refused = CellReading.choice(text("视频"), options: options)
    #expect(refused.code == "X146")
    if case .failure(let problem) = refused {
      #expect(problem.advice.zh == "可填：入户、电话")
      #expect(problem.advice.en == "Choose from: In person, Phone")
    }
  }

  @Test(arguments: [
    ("", false), ("1", true), ("-1.5E-3", true), ("+.5", true), ("5.", true), (".", false), ("1e", false),
    ("1e+", false),
    ("--1", false), ("1 ", false), ("١", false), ("0x1", false), ("inf", false), ("1e401", false),
    ("1e99999", false),
  ])
  func decimalLiterals(_ literal: String, _ isNumber: Bool) {
    #expect((DecimalLiteral(literal) != nil) == isNumber)
    #expect(DecimalLiteral.isLiteral(Array(literal.utf8)) == isNumber)
  }
}
