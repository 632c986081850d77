import Testing

@testable import Interchange

@Suite struct IdentityTests {
  @Test(arguments: [
    ("11010519491231002X", "11010519491231002X"), ("11010519491231002x", "11010519491231002X"),
    ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"), ("'440524188001010014", "440524188001010014"),
    (" 370101 19010203 9973 ", "370101190102039973"), ("34052419800101001X", "34052419800101001X"),
    ("110105491231002", "11010519491231002X"),
  ])
  func idNumbersRead(_ typed: String, _ number: String) {
    #expect(CellReading.idNumber(text(typed)).value == number)
  }

  @Test func numberCellsOfFifteenDigitsAreExact() {
    #expect(CellReading.idNumber(number("110105491231002")).value == "11010519491231002X")
  }

  /// Story: the commonest damage of all. A clerk types 440524188001010014 into a cell formatted General; the file holds
  /// 440524188001010000, or 4.4052418800101E+17, and nobody can ever know the last digits.
  @Test func lostDigitsAreRefusedWithTheReason() {
    for literal in ["440524188001010000", "4.4052418800101E+17", "440524188001010014"] {
      let result = CellReading.idNumber(number(literal))
      #expect(result.code == "X106")
      if case .failure(let problem) = result {
        #expect(problem.zh.contains("Excel 只保留15位，末尾数字已丢失"))
        #expect(problem.advice.zh == "请将该列设为文本后重新录入")
      }
    }
    #expect(CellReading.idNumber(text("4.40524E+17")).code == "X106")
    #expect(CellReading.idNumber(text("440524188001010000")).code == "X106")
  }

  @Test(arguments: [
    ("110105194912310021", "X111"), ("11010519490230002X", "X112"), ("99010519491231002X", "X113"),
    ("1101051949123100", "X110"),
    ("11010519491231002Y", "X110"), ("张三", "X110"), ("110105491331002", "X110"), ("11010X491231002", "X110"),
    ("", "X101"),
  ])
  func idNumbersRefused(_ typed: String, _ code: String) {
    #expect(CellReading.idNumber(text(typed)).code == code)
  }

  @Test(arguments: ["11010519491231002X", "440524188001010014", "370101190102039973", "34052419800101001X"])
  func checksumsOfTheStandard(_ number: String) {
    #expect(IDNumber.isValid(number))
    // Any other check character is wrong, and so is any single changed digit.
    for position in 0..<18 {
      for character in "0123456789X" {
        var characters = Array(number)
        guard characters[position] != character else { continue }
        characters[position] = character
        #expect(!IDNumber.isValid(String(characters)))
      }
    }
  }

  @Test func socialCreditCodes() {
    #expect(USCC.isValid("91350100M000100Y43"))
    #expect(USCC.isValid("11320000MB151840XJ"))
    #expect(!USCC.isValid("91350100M000100Y4Z"))
    #expect(!USCC.isValid("91350100M000100Y44"))
    #expect(!USCC.isValid("91350100M000100Y4"))
    #expect(!USCC.isValid("91350100M000100Y43中"))
    #expect(CellReading.socialCreditCode(text(" 91350100m000100y43 ")).value == "91350100M000100Y43")
    #expect(CellReading.socialCreditCode(text("91350100M000100Y44")).code == "X114")
  }

  @Test(arguments: [
    ("13800138000", "13800138000"), ("138 0013 8000", "13800138000"), ("138-0013-8000", "13800138000"),
    ("+8613800138000", "13800138000"), ("86 13800138000", "13800138000"), ("１３８００１３８０００", "13800138000"),
  ])
  func phonesRead(_ typed: String, _ phone: String) {
    #expect(CellReading.phone(text(typed)).value == phone)
  }

  @Test func phonesAsNumbers() {
    #expect(CellReading.phone(number("13800138000")).value == "13800138000")
    #expect(CellReading.phone(number("1.3800138E+10")).value == "13800138000")
    #expect(CellReading.phone(text("1.38E+10")).code == "X106")
    for typed in ["1380013800", "12800138000", "0834-1234567", "138001380001", "无"] {
      #expect(CellReading.phone(text(typed)).code == "X144")
    }
  }

  @Test func areaCodes() {
    #expect(CellReading.areaCode12(text("621021103204")).value == "621021103204")
    #expect(CellReading.areaCode12(number("621021103204")).value == "621021103204")
    #expect(CellReading.areaCode12(number("6.21021103204E+11")).value == "621021103204")
    #expect(CellReading.areaCode12(text("621021")).code == "X145")
    #expect(CellReading.areaCode12(text("021021103204")).code == "X145")
    #expect(CellReading.areaCode12(text("6.21021E+11")).code == "X106")
  }

  /// Story: ID numbers copied from a web page carry marks that nobody sees, and others are typed with hyphens: the clerk was
  /// told that eighteen characters are not eighteen.
  @Test(arguments: [("\u{202D}", "\u{202C}"), ("", "\u{200D}"), ("\u{200B}", ""), ("", "\u{FEFF}"), ("'", "")])
  func invisibleMarksAreNoPartOfANumber(_ before: String, _ after: String) {
    let number = "629999197101010010"
    let typed = before + number + after
    #expect(CellReading.idNumber(text(typed)).value == number)
    #expect(CellReading.idNumber(text("629999-19710101-0010")).value == number)
    #expect(CellReading.phone(text("\u{202D}13800000000\u{202C}")).value == "13800000000")
  }
}
