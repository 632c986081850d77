import EventSourcing
import Testing

@testable import Interchange

@Suite struct DateTests {
  @Test(arguments: [
    "2026/3/5", "2026-03-05", "2026.3.5", "2026年3月5日", "2026年03月05日", "20260305", "２０２６／３／５",
    "2026 年 3 月 5 日",
    " 2026-3-5 ", "2026年3月5号", "2026-03-05 00:00:00", "2026/3/5 0:00", "2026-03-05T00:00:00+08:00",
  ])
  func textsRead(_ typed: String) {
    #expect(CellReading.date(text(typed), epoch1904: false).value == "2026-03-05")
  }

  @Test(arguments: [
    ("1", false, "1900-01-01"), ("59", false, "1900-02-28"), ("61", false, "1900-03-01"),
    ("44621", false, "2022-03-01"),
    ("46086", false, "2026-03-05"), ("46086.0", false, "2026-03-05"), ("4.6086E+4", false, "2026-03-05"),
    ("73050", false, "2099-12-31"), ("0", true, "1904-01-01"), ("60", true, "1904-03-01"),
    ("44624", true, "2026-03-05"),
    ("20260305", false, "2026-03-05"),
  ])
  func serialsRead(_ literal: String, _ epoch1904: Bool, _ day: String) {
    #expect(CellReading.date(number(literal, isDate: true), epoch1904: epoch1904).value == day)
  }

  @Test func serialsWithoutADateFormat() {
    #expect(CellReading.date(number("46086"), epoch1904: false).value == "2026-03-05")
    #expect(CellReading.date(number("20260305"), epoch1904: false).value == "2026-03-05")
    #expect(CellReading.date(number("2026"), epoch1904: false).code == "X130")
    #expect(CellReading.date(number("3.5"), epoch1904: false).code == "X130")
  }

  @Test(arguments: [
    ("3月5日", "X131"), ("3/5", "X131"), ("03-05", "X131"), ("26/3/5", "X132"), ("26年3月5日", "X132"),
    ("05-03-26", "X132"),
    ("3/5/2026", "X132"), ("农历2026年正月初五", "X133"), ("正月初五", "X133"), ("2026年腊月廿三", "X133"), ("2026年春节", "X133"),
    ("2026-02-30", "X134"), ("2026/13/1", "X134"), ("20261301", "X134"), ("1899-12-31", "X134"),
    ("2100-01-01", "X134"),
    ("2025年2月29日", "X134"), ("2026年3月", "X135"), ("2026-03", "X135"), ("2026", "X135"), ("2026年", "X135"),
    ("昨天", "X130"),
    ("2026/3-5", "X130"), ("2026-03-05-06", "X130"), ("二〇二六年三月五日", "X130"), ("Mar 5, 2026", "X130"),
    ("2026-003-05", "X130"),
    ("2026-03-05 14:10", "X137"), ("", "X101"), ("99999999999", "X130"), ("46086", "X130"),
    ("2026-3-5 上午", "X130"),
  ])
  func textsRefused(_ typed: String, _ code: String) {
    #expect(CellReading.date(text(typed), epoch1904: false).code == code)
  }

  @Test(arguments: [
    ("60", false, "X136"), ("0", false, "X136"), ("73051", false, "X136"), ("-1", false, "X130"),
    ("46086.5", false, "X137"),
    ("1E+10", false, "X130"), ("71589", true, "X136"),
  ])
  func serialsRefused(_ literal: String, _ epoch1904: Bool, _ code: String) {
    #expect(CellReading.date(number(literal, isDate: true), epoch1904: epoch1904).code == code)
  }

  @Test(arguments: [
    "2026/3/5 14:10", "2026年3月5日14时10分", "2026年3月5日 14点10分", "2026-3-5 下午2:10", "2026-3-5 下午2点10分",
    "2026-03-05T14:10:00",
    "2026-03-05T14:10:00+08:00", "2026-03-05 14:10:00.000", "２０２６－３－５　１４：１０", "2026/3/5 2:10 PM",
    "20260305 14:10",
    "2026年3月5日14时10分0秒", "2026-3-5 下午14:10",
  ])
  func momentsRead(_ typed: String) {
    #expect(CellReading.dateTime(text(typed), epoch1904: false).value == "2026-03-05T14:10:00+08:00")
  }

  @Test(arguments: [
    ("46086.590277777781", "2026-03-05T14:10:00+08:00"), ("46086.5", "2026-03-05T12:00:00+08:00"),
    ("46085.999999999", "2026-03-05T00:00:00+08:00"), ("46086.999988425923", "2026-03-05T23:59:59+08:00"),
    ("46086.00001157407", "2026-03-05T00:00:01+08:00"),
  ])
  func serialMomentsRead(_ literal: String, _ moment: String) {
    #expect(CellReading.dateTime(number(literal, isDate: true), epoch1904: false).value == moment)
  }

  @Test(arguments: [
    ("2026-3-5 上午9点半", "T09:30:00"), ("2026-3-5 凌晨12:05", "T00:05:00"), ("2026-3-5 中午12:30", "T12:30:00"),
    ("2026-3-5 晚上8点", "T20:00:00"), ("2026-3-5 12:30 AM", "T00:30:00"), ("2026-3-5 9时", "T09:00:00"),
  ])
  func hoursInWords(_ typed: String, _ time: String) {
    #expect(CellReading.dateTime(text(typed), epoch1904: false).value == "2026-03-05" + time + "+08:00")
  }

  @Test(arguments: [
    ("2026-03-05", "X138"), ("2026-03-05 25:00", "X139"), ("2026-03-05 14:60", "X139"),
    ("2026-03-05 14:1", "X130"),
    ("2026-03-05 上午14:10", "X139"), ("2026-03-05 上午12:30", "X139"), ("2026-03-05 晚上12:00", "X139"),
    ("2026-03-05 14:10 +25:00", "X139"), ("2026-03-05 下午", "X130"),
    ("14:10", "X130"),
    ("2026-03-05 14:10 到 15:00", "X139"),
  ])
  func momentsRefused(_ typed: String, _ code: String) {
    #expect(CellReading.dateTime(text(typed), epoch1904: false).code == code)
  }

  /// Story: moments that a database exported with Z, dates with their weekday, with long dashes, with an apostrophe in front
  /// or an invisible mark inside were refused, some with words that hid why.
  @Test(arguments: [
    ("2026-03-05T14:10:00Z", "2026-03-05T22:10:00+08:00"), ("2026-03-05T14:10:00+09:00", "2026-03-05T13:10:00+08:00"),
    ("2026-03-05T00:30:00+0900", "2026-03-04T23:30:00+08:00"), ("2026-03-05T20:00:00Z", "2026-03-06T04:00:00+08:00"),
    ("2026年3月5日 星期四", "2026-03-05"), ("2026-03-05（周四）", "2026-03-05"),
    ("2026-3-5 星期四 14:10", "2026-03-05T14:10:00+08:00"),
    ("2026–03–05", "2026-03-05"), ("2026—03—05", "2026-03-05"), ("'2026-03-05", "2026-03-05"),
    ("2026\u{200B}-03-05", "2026-03-05"),
    ("\u{202D}2026-03-05\u{202C}", "2026-03-05"),
  ])
  func whatWasRefusedThoughFine(_ typed: String, _ moment: String) {
    #expect(CellReading.moment(text(typed), epoch1904: false).value == moment, "\(typed)")
  }

  @Test func aWrongWeekdayIsTold() {
    #expect(CellReading.date(text("2026年3月5日 星期三"), epoch1904: false).code == "X134")
  }

  @Test func aMomentIsWhicheverTheCellHolds() {
    #expect(CellReading.moment(text("2026/3/5"), epoch1904: false).value == "2026-03-05")
    #expect(CellReading.moment(text("2026/3/5 8:00"), epoch1904: false).value == "2026-03-05T08:00:00+08:00")
    #expect(CellReading.moment(number("46086", isDate: true), epoch1904: false).value == "2026-03-05")
    #expect(
      CellReading.moment(number("46086.25", isDate: true), epoch1904: false).value
        == "2026-03-05T06:00:00+08:00")
  }

  /// Serials against counting day by day.
  @Test func serialsCountEveryDay() {
    var expected = CivilDate(year: 1900, month: 3, date: 1)
    for serial in 61...73_050 {
      #expect(CivilDate(serial1900: serial) == expected)
      #expect(expected?.serial1900 == serial)
      expected = expected.flatMap { day in
        let (year, month, date) = day.components
        return CivilDate(year: year, month: month, date: date + 1)
          ?? CivilDate(year: year, month: month + 1, date: 1) ?? CivilDate(year: year + 1, month: 1, date: 1)
      }
    }
  }
}
