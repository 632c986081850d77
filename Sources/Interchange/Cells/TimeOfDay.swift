/// A day of the Gregorian calendar.
struct CivilDate: Sendable, Equatable {
  let year: Int
  let month: Int
  let day: Int

  /// A day that exists; nil for 30 February.
  init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, year: year) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  static func days(inMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day that many days after 1899-12-30, day 0 of the 1900 system from March 1900 on.
  ///
  /// Months count from March, so that the leap day is the last of its year, and years in eras of 400.
  init(serial1900 serial: Int) {
    // 0000-03-01 is 693,899 days before 1899-12-30.
    let days = serial + 693_899
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1899-12-30: the serial of the 1900 system from March 1900 on.
  var serial1900: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 693_899
  }

  /// RFC 3339 full-date.
  var text: String { Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2) }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

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
  var text: String {
    "T" + CivilDate.padded(hour, 2) + ":" + CivilDate.padded(minute, 2) + ":" + CivilDate.padded(second, 2)
      + "+08:00"
  }

  var isMidnight: Bool { hour == 0 && minute == 0 && second == 0 }
}
