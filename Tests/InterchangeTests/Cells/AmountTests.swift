import TestSupport
import Testing

@testable import Interchange

@Suite struct AmountTests {
  @Test(
    arguments: [
      ("1,234.50", .yuan, 123_450), ("１２３４．５", .yuan, 123_450), ("¥5000", nil, 500_000),
      ("￥ 5,000.01", nil, 500_001),
      ("5000元", nil, 500_000), ("5000元整", nil, 500_000), ("人民币5000元", nil, 500_000), ("0.5万元", nil, 500_000),
      ("2.3万", nil, 2_300_000), ("1.2亿元", nil, 12_000_000_000), ("0.5万元", .yuan, 500_000),
      ("5000元", .wan, 500_000),
      ("2.3", .wan, 2_300_000), ("0.000001", .wan, 1), ("0.01", .yuan, 1), ("0", .yuan, 0), ("50分", nil, 50),
      ("300", .fen, 300),
      (" 12345 ", .yuan, 1_234_500), ("90071992547409.91", .yuan, 9_007_199_254_740_991),
      ("1.10", .yuan, 110),
      (".5", .yuan, 50), ("RMB 12", nil, 1200), ("1,234,567", .fen, 1_234_567),
    ] as [(String, MoneyUnit?, Int)])
  func textsRead(_ typed: String, _ unit: MoneyUnit?, _ fen: Int) {
    #expect(CellReading.fen(text(typed), unit: unit).value == fen)
  }

  @Test(
    arguments: [
      ("1234.5", .yuan, 123_450), ("1.2E+3", .yuan, 120_000), ("1.2E-2", .wan, 12_000), ("5E-3", .wan, 5000),
      ("1234.5599999999999", .yuan, 123_456), ("0.29999999999999999", .yuan, 30),
      ("0.30000000000000004", .wan, 300_000),
      ("1234567.8900000001", .yuan, 123_456_789), ("12345678901.230001", .yuan, 1_234_567_890_123),
      ("0.0", .yuan, 0),
      ("100", .wan, 100_000_000),
    ] as [(String, MoneyUnit, Int)])
  func storedNumbersRead(_ literal: String, _ unit: MoneyUnit, _ fen: Int) {
    #expect(CellReading.fen(number(literal), unit: unit).value == fen)
  }

  @Test(
    arguments: [
      ("5000", nil, "X121"), ("1234.567", .yuan, "X122"), ("0.0000001", .wan, "X122"), ("0.5分", nil, "X122"),
      ("-5", .yuan, "X123"),
      ("(300)", .yuan, "X123"), ("90071992547409.92", .yuan, "X124"), ("1e300", .yuan, "X125"),
      ("1.2E+3", .yuan, "X125"),
      ("五千元", .yuan, "X120"), ("伍仟元整", nil, "X120"), ("5千元", nil, "X120"), ("1,23", .yuan, "X120"),
      ("1,2345", .yuan, "X120"),
      ("12,345,6", .yuan, "X120"), ("1.2.3", .yuan, "X120"), ("5000元/年", .yuan, "X120"),
      ("约5000元", .yuan, "X120"), ("元", nil, "X120"),
      ("5-6万元", nil, "X120"), ("--5", .yuan, "X120"), ("(-5)", .yuan, "X120"), ("", .yuan, "X101"),
      ("　", .yuan, "X101"), ("无", .yuan, "X120"),
      ("99999999999999999999999", .yuan, "X124"), ("+5", .yuan, "X120"), ("0x10", .yuan, "X120"),
    ] as [(String, MoneyUnit?, String)])
  func textsRefused(_ typed: String, _ unit: MoneyUnit?, _ code: String) {
    #expect(CellReading.fen(text(typed), unit: unit).code == code)
  }

  @Test(
    arguments: [
      ("5000", nil, "X121"), ("1234.567", .yuan, "X122"), ("2.3333333333333335", .wan, "X122"),
      ("1E+300", .yuan, "X124"),
      ("1234.5678901234567", .yuan, "X122"), ("-1", .yuan, "X123"), ("1234.554999999999", .yuan, "X122"),
      ("1E-300", .yuan, "X122"),
      ("123456789012345678", .fen, "X124"),
    ] as [(String, MoneyUnit?, String)])
  func storedNumbersRefused(_ literal: String, _ unit: MoneyUnit?, _ code: String) {
    #expect(CellReading.fen(number(literal), unit: unit).code == code)
  }

  @Test func negativesWhereAllowed() {
    for typed in ["-300", "(300)", "（300）", "－300", "−300", "¥-300", "-¥300"] {
      #expect(CellReading.fen(text(typed), unit: .yuan, allowsNegative: true).value == -30_000, "\(typed)")
    }
    #expect(CellReading.fen(number("-0"), unit: .yuan).value == 0)
  }

  @Test func otherKindsOfCell() {
    #expect(CellReading.fen(number("44621", isDate: true), unit: .yuan).code == "X108")
    #expect(CellReading.fen(Cell(.boolean(true), column: 1, row: 1), unit: .yuan).code == "X104")
    #expect(CellReading.fen(Cell(.error("#REF!"), column: 1, row: 1), unit: .yuan).code == "X102")
    #expect(CellReading.fen(Cell(.error(Cell.uncalculated), column: 1, row: 1), unit: .yuan).code == "X103")
  }

  /// Every amount up to a billion yuan survives the way through a spreadsheet's binary numbers printed in full.
  @Test func binaryNumbersComeBackToTheFen() {
    var random = SplitMix64(seed: 20_261_121)
    for _ in 0..<20_000 {
      let fen = Int.random(in: 0...100_000_000_000, using: &random)
      let yuan = Double(fen) / 100
      #expect(CellReading.fen(number("\(yuan)"), unit: .yuan).value == fen)
      // Accumulated error of a few units in the last place.
      let wan = (yuan / 10_000).nextUp.nextUp
      #expect(CellReading.fen(number("\(wan)"), unit: .wan).value == fen, "\(wan)")
    }
  }
}
