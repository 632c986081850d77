import EventSourcing
import TestSupport
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1970-01-01T08:00:00+08:00", 0), ("1969-12-31T19:00:00-05:00", 0),
    ("1969-12-31T23:59:59.999Z", -1), ("2026-11-20T09:30:00+08:00", 1_795_138_200_000),
    ("2026-11-20T01:30:00.1Z", 1_795_138_200_100), ("2026-11-20T01:30:00.12Z", 1_795_138_200_120),
    ("2026-11-20T01:30:00.123Z", 1_795_138_200_123), ("2026-11-20T01:30:00.000+00:00", 1_795_138_200_000),
    ("2026-11-20T07:15:00+05:45", 1_795_138_200_000), ("2026-11-19T01:31:00-23:59", 1_795_138_200_000),
  ])
  func reads(text: String, ms: Int64) { #expect(Timestamp(text)?.ms == ms) }

  @Test(arguments: [
    "", "2026-11-20", "2026-11-20T09:30:00", "2026-11-20T09:30+08:00", "2026-11-20 09:30:00Z",
    "2026-11-20t09:30:00Z",
    "2026-11-20T09:30:00z", "2026-11-20T24:00:00Z", "2026-11-20T09:60:00Z", "2026-11-20T09:30:60Z",
    "2026-02-29T09:30:00Z", "2026-11-20T09:30:00.Z", "2026-11-20T09:30:00.1234Z", "2026-11-20T09:30:00,5Z",
    "2026-11-20T09:30:00+8:00", "2026-11-20T09:30:00+0800", "2026-11-20T09:30:00+24:00",
    "2026-11-20T09:30:00+08:60",
    "2026-11-20T09:30:00Z ", "2026-11-20T09:30:00ZZ", "2026-11-20T09:30:00+08:0",
    "2026-11-20T09:30:00+08:000",
    "2026-11-20T09:30:00.+08:00", "2026-11-20T0９:30:00Z", "2026-11-20T-9:30:00Z", "2026-11-20T09:30:00.1",
  ])
  func refuses(text: String) {
    #expect(Timestamp(text) == nil)
    if text.utf8.count != 10 { #expect(EventTime(text) == nil) }
  }

  @Test func prints() throws {
    let instant = try #require(Timestamp("2026-11-20T01:30:00.007Z"))
    #expect(instant.utcText == "2026-11-20T01:30:00.007Z")
    #expect(instant.beijingText == "2026-11-20T09:30:00+08:00")
    #expect(Timestamp(ms: -1).utcText == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp(ms: -28_800_001).beijingText == "1969-12-31T23:59:59+08:00")
  }

  /// The last hours of 9999 are 10000-01-01 in Beijing, which was printed with five digits and could not be read again.
  @Test(arguments: [
    ("9999-12-31T15:59:59Z", "9999-12-31T23:59:59+08:00"), ("9999-12-31T16:00:00Z", "9999-12-31T16:00:00+00:00"),
    ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
    ("0001-01-01T00:00:00+08:00", "0001-01-01T00:00:00+08:00"),
  ])
  func everyYearPrintedHasFourDigits(text: String, printed: String) throws {
    let instant = try #require(Timestamp(text))
    #expect(instant.beijingText == printed)
    #expect(Timestamp(printed) == instant)
  }

  @Test func printedIsRead() {
    var random = SplitMix64(seed: 6)
    for _ in 0..<5000 {
      let instant = Timestamp(ms: Int64.random(in: -62_135_510_400_000...253_402_214_400_000, using: &random))
      #expect(Timestamp(instant.utcText) == instant)
      let second = instant.ms - (instant.ms % 1000 + 1000) % 1000
      #expect(Timestamp(instant.beijingText)?.ms == second)
    }
  }

  /// A witness's cosignature may state any number of seconds. One stated 2^63/1000 − 2: what was an instant in UTC overflowed
  /// when it was to be shown in Beijing, and every `show` of that ledger died.
  @Test(arguments: [
    Int64.min, .min + 1, .max, .max - 1, .max / 1000 * 1000, 9_223_372_036_854_773_000, 253_402_300_800_000,
    -62_135_596_800_001,
  ])
  func noNumberFromOutsideIsReckonedWithBeyondTheCalendar(ms: Int64) {
    #expect(Timestamp(stated: ms) == nil)
    let instant = Timestamp(ms: ms)
    #expect(Timestamp.span.contains(instant.ms) && !instant.isWritable)
    #expect(!instant.utcText.isEmpty && !instant.beijingText.isEmpty && !instant.beijingDay.text.isEmpty)
    #expect(Timestamp(ms: instant.ms + Timestamp.dayMs).ms >= instant.ms)
  }

  @Test func whatIsStatedIsWithinFourDigitYears() {
    #expect(Timestamp(statedSeconds: 253_402_300_799)?.utcText == "9999-12-31T23:59:59.000Z")
    #expect(Timestamp(statedSeconds: 0)?.ms == 0)
    for seconds: UInt64 in [253_402_300_800, 9_223_372_036_854_773, 1 << 63, .max] {
      #expect(Timestamp(statedSeconds: seconds) == nil)
    }
    #expect(Timestamp(stated: 253_402_300_799_999)?.utcText == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp(stated: -62_135_596_800_000)?.utcText == "0001-01-01T00:00:00.000Z")
  }

  /// The ends of the span are what text can name: nothing that is read is moved by it.
  @Test(arguments: [
    ("0001-01-01T00:00:00+23:59", Timestamp.span.lowerBound),
    ("9999-12-31T23:59:59.999-23:59", Timestamp.span.upperBound),
  ])
  func theSpanIsWhatTextCanName(text: String, ms: Int64) { #expect(Timestamp(text)?.ms == ms) }

  @Test func aDayIsBeijings() throws {
    let day = try #require(EventTime("2026-11-19"))
    #expect(day.start.utcText == "2026-11-18T16:00:00.000Z")
    #expect(day.end.utcText == "2026-11-19T15:59:59.999Z")
    #expect(day.day.text == "2026-11-19")
    let instant = try #require(EventTime("2026-11-18T16:00:00Z"))
    #expect(instant.start == instant.end && instant.start == day.start && instant.day == day.day)
    #expect(instant == .instant(day.start, offsetMinutes: 0))
    #expect(EventTime("2026-11-19T00:00:00+08:00") == .instant(day.start, offsetMinutes: 480))
    #expect(EventTime("2026-11-18T11:00:00-05:00") == .instant(day.start, offsetMinutes: -300))
    #expect(Timestamp("2026-11-18T15:59:59.999Z")?.beijingDay.text == "2026-11-18")
  }
}
