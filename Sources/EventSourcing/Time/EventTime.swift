/// When something happened: a whole day at +08:00, or an instant.
public enum EventTime: Hashable, Sendable {
  /// A whole day at +08:00, written `YYYY-MM-DD`.
  case day(CivilDate)
  /// An instant, and the offset from UTC with which it was written.
  case instant(Timestamp, offsetMinutes: Int)

  /// Reads `2026-11-19` or an RFC 3339 date-time with offset.
  public init?(_ text: some StringProtocol) {
    guard let time = withBytes(of: text, { EventTime(utf8: $0) }) else { return nil }
    self = time
  }

  init?(utf8: UnsafeRawBufferPointer) {
    if let day = CivilDate(utf8: utf8) {
      self = .day(day)
    } else if let (instant, offset) = Timestamp.parse(utf8) {
      self = .instant(instant, offsetMinutes: offset)
    } else {
      return nil
    }
  }

  /// The first instant it covers.
  public var start: Timestamp {
    switch self {
    case .day(let date): Timestamp(ms: Int64(date.day) * Timestamp.dayMs - Timestamp.beijingOffsetMs)
    case .instant(let instant, _): instant
    }
  }

  /// The last instant it covers.
  public var end: Timestamp {
    switch self {
    case .day: Timestamp(ms: start.ms + Timestamp.dayMs - 1)
    case .instant(let instant, _): instant
    }
  }

  /// The day at +08:00.
  public var day: CivilDate {
    switch self {
    case .day(let date): date
    case .instant(let instant, _): instant.beijingDay
    }
  }
}
