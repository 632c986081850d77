import EventSourcing
import Foundation
import TestSupport
import Testing

@Suite struct CivilDateTests {
  @Test func agreesWithFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    // Foundation changes to the Julian calendar in October 1582; ours, as RFC 3339 has it, never does.
    var random = SplitMix64(seed: 5)
    let recent = Array(-800...1200).map { $0 * 13 }
    let any = (0..<3000).map { _ in Int.random(in: -141_000...2_932_896, using: &random) }
    for day in recent + any {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      let (year, month, date) = CivilDate(day: day).components
      #expect(year == parts.year && month == parts.month && date == parts.day, "day \(day)")
      #expect(CivilDate(year: year, month: month, date: date)?.day == day)
    }
  }

  @Test func everyDayOfFourHundredYears() {
    var last = CivilDate(day: -200_000)
    for day in -199_999...(-199_999 + 146_097) {
      let date = CivilDate(day: day)
      let (year, month, number) = date.components
      let (lastYear, lastMonth, lastNumber) = last.components
      let isNext = (year, month) == (lastYear, lastMonth) ? number == lastNumber + 1 : number == 1
      #expect(isNext && CivilDate(date.text) == date && last < date)
      last = date
    }
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-19", 20_776),
    ("0001-01-01", -719_162),
    ("9999-12-31", 2_932_896),
  ])
  func reads(text: String, day: Int) {
    #expect(CivilDate(text)?.day == day)
    #expect(CivilDate(day: day).text == text)
  }

  @Test(arguments: [
    "", "2026-11-1", "2026-11-190", "2026-02-29", "1900-02-29", "2026-00-01", "2026-13-01", "2026-04-31",
    "2026-01-00",
    "0000-01-01", "2026/01/01", "20260101", "-026-01-01", "+026-01-01", "2026-1 -01", "２026-01", "2026-01-0١",
  ])
  func refuses(text: String) { #expect(CivilDate(text) == nil) }
}
