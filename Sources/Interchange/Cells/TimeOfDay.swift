import EventSourcing

/// A moment of a day, to the second.
struct TimeOfDay: Sendable, Equatable {
  let hour: Int
  let minute: Int
  let second: Int

  init?(hour: Int, minute: Int, second: Int) {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return nil }
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  /// RFC 3339 full-time in China's one time zone.
  var text: String { "T\(twoDigits(hour)):\(twoDigits(minute)):\(twoDigits(second))+08:00" }

  var isMidnight: Bool { hour == 0 && minute == 0 && second == 0 }
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension CivilDate {
  /// 1899-12-30 is day 0 of the 1900 system from March 1900 on.
  private static let epoch1900 = -25_569

  init(serial1900 serial: Int) { self.init(day: serial + Self.epoch1900) }

  /// Days since 1899-12-30: the serial of the 1900 system from March 1900 on.
  var serial1900: Int { day - Self.epoch1900 }
}
