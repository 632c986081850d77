/// An instant: milliseconds since 1970-01-01T00:00:00Z.
///
/// Every instant lies within ``span``, whoever made it: so no arithmetic over instants, days and offsets can overflow.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before.
  public let ms: Int64

  /// What a text with an offset can name: from 0001-01-01T00:00:00+23:59 to 9999-12-31T23:59:59.999-23:59.
  public static let span: ClosedRange<Int64> = -62_135_683_140_000...253_402_387_139_999
  /// What is within the years 0001 to 9999 in UTC, which four digits write everywhere.
  private static let writable: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// The instant that many milliseconds after 1970-01-01T00:00:00Z; of those beyond ``span``, its nearer end.
  public init(ms: Int64) { self.ms = min(max(ms, Self.span.lowerBound), Self.span.upperBound) }

  /// The instant that bytes from outside state; nil outside the years 0001 to 9999, which is nobody's time.
  public init?(stated ms: Int64) {
    guard Self.writable.contains(ms) else { return nil }
    self.ms = ms
  }

  /// The instant that bytes from outside state in seconds since 1970; nil after the year 9999.
  public init?(statedSeconds seconds: UInt64) {
    guard let seconds = Int64(exactly: seconds), seconds <= Self.writable.upperBound / 1000 else { return nil }
    ms = seconds * 1000
  }

  /// Whether it lies within the years 0001 to 9999 in UTC.
  public var isWritable: Bool { Self.writable.contains(ms) }

  /// The earlier instant is the smaller.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.ms < b.ms }

  /// The offset of Beijing time from UTC, in milliseconds: the programme's day begins at its midnight.
  public static let beijingOffsetMs: Int64 = 8 * 3_600_000
  /// One day of 24 hours, in milliseconds.
  public static let dayMs: Int64 = 86_400_000

  /// Reads an RFC 3339 date-time with an offset: `2026-11-20T09:30:00+08:00`, `2026-11-20T01:30:00.123Z`.
  ///
  /// At most three digits of fraction; letters in upper case; no leap second, since no clock here shows one.
  public init?(_ text: some StringProtocol) {
    guard let (instant, _) = withBytes(of: text, Self.parse) else { return nil }
    self = instant
  }

  /// The day at +08:00 in which the instant lies.
  public var beijingDay: CivilDate {
    CivilDate(day: Int(floorDivide(ms + Self.beijingOffsetMs, Self.dayMs)))
  }

  /// UTC with milliseconds, the stamp of an entry: `2026-11-20T01:30:00.123Z`.
  public var utcText: String { clockText(offsetMs: 0, millis: true) + "Z" }

  /// Beijing time to the second, for people: `2026-11-20T09:30:00+08:00`.
  ///
  /// RFC 3339 has four digits for a year: the last eight hours of 9999, already 10000 in Beijing, are printed at +00:00.
  public var beijingText: String {
    if beijingDay.components.year > 9999 { return clockText(offsetMs: 0, millis: false) + "+00:00" }
    return clockText(offsetMs: Self.beijingOffsetMs, millis: false) + "+08:00"
  }

  private func clockText(offsetMs: Int64, millis: Bool) -> String {
    let local = ms + offsetMs
    let day = floorDivide(local, Self.dayMs)
    let rest = Int(local - day * Self.dayMs)
    let clock =
      "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2))"
    let fraction = millis ? ".\(padded(rest % 1000, 3))" : ""
    return "\(CivilDate(day: Int(day)).text)T\(clock)\(fraction)"
  }

  static func parse(_ utf8: UnsafeRawBufferPointer) -> (Timestamp, offsetMinutes: Int)? {
    guard utf8.count >= 20, utf8[4] == UInt8(ascii: "-"), utf8[7] == UInt8(ascii: "-"),
      utf8[10] == UInt8(ascii: "T"), utf8[13] == UInt8(ascii: ":"), utf8[16] == UInt8(ascii: ":"),
      let year = decimal(utf8[0..<4]), let month = decimal(utf8[5..<7]), let date = decimal(utf8[8..<10]),
      let civil = CivilDate(year: year, month: month, date: date),
      let hour = decimal(utf8[11..<13]), hour < 24, let minute = decimal(utf8[14..<16]), minute < 60,
      let second = decimal(utf8[17..<19]), second < 60
    else { return nil }
    var index = 19
    guard let millis = parseFraction(utf8, &index), let offset = parseOffset(utf8, index) else { return nil }
    let seconds = Int64(civil.day) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset * 60)
    return (Timestamp(ms: seconds * 1000 + Int64(millis)), offset)
  }

  private static func parseFraction(_ utf8: UnsafeRawBufferPointer, _ index: inout Int) -> Int? {
    guard index < utf8.count, utf8[index] == UInt8(ascii: ".") else { return 0 }
    let digits = utf8[(index + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard (1...3).contains(digits.count), let value = decimal(digits) else { return nil }
    index += 1 + digits.count
    return value * (digits.count == 1 ? 100 : digits.count == 2 ? 10 : 1)
  }

  private static func parseOffset(_ utf8: UnsafeRawBufferPointer, _ index: Int) -> Int? {
    let rest = utf8[index...]
    if rest.count == 1, rest.first == UInt8(ascii: "Z") { return 0 }
    guard rest.count == 6, let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      rest[index + 3] == UInt8(ascii: ":"), let hours = decimal(rest[(index + 1)..<(index + 3)]),
      let minutes = decimal(rest[(index + 4)...]), hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }
}

func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
  let quotient = a / b
  return a % b < 0 ? quotient - 1 : quotient
}
