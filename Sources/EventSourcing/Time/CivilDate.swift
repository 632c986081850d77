/// A day of the Gregorian calendar as a count of days since 1970-01-01.
///
/// The arithmetic is Howard Hinnant's public `days_from_civil` (exact for every year, no tables).
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public let day: Int

  /// The day that many days after 1970-01-01; negative ones come before it.
  public init(day: Int) { self.day = day }

  /// The day of year, month and date; nil when the calendar has none.
  public init?(year: Int, month: Int, date: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Self.daysIn(month: month, year: year)).contains(date)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + date - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    day = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads `YYYY-MM-DD`, nothing else.
  public init?(_ text: some StringProtocol) {
    guard let date = withBytes(of: text, { CivilDate(utf8: $0) }) else { return nil }
    self = date
  }

  init?(utf8: UnsafeRawBufferPointer) {
    guard utf8.count == 10, utf8[4] == UInt8(ascii: "-"), utf8[7] == UInt8(ascii: "-"),
      let year = decimal(utf8[0..<4]), let month = decimal(utf8[5..<7]), let date = decimal(utf8[8..<10])
    else { return nil }
    self.init(year: year, month: month, date: date)
  }

  /// Year, month (1…12) and day of the month (1…31).
  public var components: (year: Int, month: Int, date: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// `YYYY-MM-DD`; the years before 0 and after 9999, which no text can name, with a sign or more digits.
  public var text: String {
    let (year, month, date) = components
    guard (0...9999).contains(year) else { return "\(year)-\(padded(month, 2))-\(padded(date, 2))" }
    return String(unsafeUninitializedCapacity: 10) { text in
      var rest = year * 10_000 + month * 100 + date
      for index in [9, 8, 6, 5, 3, 2, 1, 0] {
        text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
      text[4] = UInt8(ascii: "-")
      text[7] = UInt8(ascii: "-")
      return 10
    }
  }

  /// The earlier day is the smaller.
  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.day < b.day }

  static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Calls `body` with the UTF-8 of a text.
func withBytes<T>(of text: some StringProtocol, _ body: (UnsafeRawBufferPointer) -> T) -> T {
  // Looked at where it lies: `withUTF8`, which may make a text contiguous, counts a reference to it.
  let found = text.utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
  return found ?? Array(text.utf8).withUnsafeBytes(body)
}

func decimal(_ digits: some Collection<UInt8>) -> Int? {
  var value = 0
  for byte in digits {
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
    value = value * 10 + Int(byte - UInt8(ascii: "0"))
  }
  return value
}

func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
