import EventSourcing

extension CellReading {
  /// A day: `2026-03-05` from a date serial, 2026/3/5, 2026-03-05, 2026.3.5, 2026年3月5日 or 20260305.
  ///
  /// Refused with advice: two-digit years, missing years, lunar dates, days that do not exist, serial 60 of the 1900
  /// system (29 February 1900, which never was), and a time of day other than midnight.
  /// - Parameter epoch1904: ``Sheet/usesEpoch1904`` of the cell's sheet.
  public static func date(_ cell: Cell, epoch1904: Bool) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let moment = try parsedMoment(cell, epoch1904: epoch1904)
      guard moment.time?.isMidnight ?? true else {
        throw CellProblem(
          "X137", "“\(moment.seen)”带有时刻，此列只要日期",
          "“\(moment.seen)” has a time of day; this column takes a date",
          adviceZh: "请只写日期，如 2026-03-05", adviceEn: "Enter the date only, such as 2026-03-05")
      }
      return moment.date.text
    }
  }

  /// A date and time of day in China's time zone: `2026-03-05T14:10:00+08:00` from a serial with a fraction,
  /// 2026/3/5 14:10, 2026年3月5日14时10分 or 2026-3-5 下午2:10.
  public static func dateTime(_ cell: Cell, epoch1904: Bool) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let moment = try parsedMoment(cell, epoch1904: epoch1904)
      guard let time = moment.time else {
        throw CellProblem(
          "X138", "“\(moment.seen)”缺少时刻", "“\(moment.seen)” has no time of day",
          adviceZh: "请写成 2026-03-05 14:10",
          adviceEn: "Write 2026-03-05 14:10")
      }
      return moment.date.text + time.text
    }
  }

  /// A date, or a date with a time where the cell has one: whichever of ``date(_:epoch1904:)`` and
  /// ``dateTime(_:epoch1904:)`` the cell holds. A serial without a fraction is a date.
  public static func moment(_ cell: Cell, epoch1904: Bool) -> Result<String, CellProblem> {
    Result { () throws(CellProblem) in
      let moment = try parsedMoment(cell, epoch1904: epoch1904)
      return moment.date.text + (moment.time?.text ?? "")
    }
  }

  private struct Moment {
    let date: CivilDate
    let time: TimeOfDay?
    let seen: String
  }

  private static func parsedMoment(_ cell: Cell, epoch1904: Bool) throws(CellProblem) -> Moment {
    if case .formatted(let number) = cell.value, case .date(let parts) = number.reading {
      return try moment(number, parts, epoch1904: epoch1904)
    }
    switch try content(cell) {
    case .boolean(let flag):
      throw .unexpected(flag ? "TRUE" : "FALSE", expectedZh: "日期", expectedEn: "a date")
    case .text(let text):
      let (date, time) = try DateText.parse(String(withoutApostrophe(text)))
      return Moment(date: date, time: time, seen: text)
    case .number(let number, let literal, let isDate):
      if let digits = number.integerText, digits.utf8.count == 8 {
        let (date, time) = try DateText.parse(digits)
        return Moment(date: date, time: time, seen: literal)
      }
      let serial = try DateSerial(number, literal: literal, epoch1904: epoch1904)
      // 2026 in a date column is a year, not 18 July 1905: unformatted numbers must look like days of our time.
      guard isDate || (10_000...80_000).contains(serial.days) else {
        throw DateText.notADate(literal)
      }
      return Moment(date: serial.date, time: serial.time, seen: literal)
    }
  }
}

extension CellReading {
  /// A date whose format shows part of it. A day without a year is taken with the year that is stored; a month or a year
  /// without a day, a weekday or a time of day say no date at all: the rest was made up by the spreadsheet.
  private static func moment(_ number: FormattedNumber, _ parts: DateParts, epoch1904: Bool) throws(CellProblem)
    -> Moment
  {
    guard let literal = DecimalLiteral(number.literal) else { throw DateText.notADate(number.shown) }
    if parts.contains(.elapsed) { throw DateText.notADate(number.shown) }
    guard parts.isSuperset(of: [.month, .day]) else {
      throw parts.contains(.year) ? DateText.incomplete(number.shown) : DateText.notADate(number.shown)
    }
    let serial = try DateSerial(literal, literal: number.literal, epoch1904: epoch1904)
    return Moment(date: serial.date, time: serial.time, seen: number.shown)
  }

  /// Whether a cell shows a day without its year, which is then the stored one.
  static func isYearless(_ cell: Cell) -> Bool {
    guard case .formatted(let number) = cell.value, case .date(let parts) = number.reading else { return false }
    return !parts.contains(.year) && parts.isSuperset(of: [.month, .day])
  }
}

/// A spreadsheet's date: days since an epoch, with the time of day as a fraction.
struct DateSerial {
  let days: Int
  let date: CivilDate
  let time: TimeOfDay?

  init(_ number: DecimalLiteral, literal: String, epoch1904: Bool) throws(CellProblem) {
    var (days, fraction) = try Self.split(number, literal: literal)
    // To the nearest second: the fraction is binary, and 14:10 is stored as .590277777777778.
    var seconds = (fraction * 86_400 + 500_000_000_000) / 1_000_000_000_000
    if seconds == 86_400 { (days, seconds) = (days + 1, 0) }
    // 73,050 is 2099-12-31.
    guard days >= (epoch1904 ? 0 : 1), days <= (epoch1904 ? 73_050 - 1462 : 73_050), epoch1904 || days != 60
    else {
      throw CellProblem(
        "X136", "“\(literal)”不是 1900–2099 年的日期序号", "“\(literal)” is not a date serial within 1900–2099",
        adviceZh: "请写成 2026-03-05", adviceEn: "Write 2026-03-05")
    }
    // 1904-01-01 is serial 1462 of the 1900 system, which counts a 29 February 1900: one day less before it.
    let serial1900 = epoch1904 ? days + 1462 : days < 60 ? days + 1 : days
    self.days = days
    self.date = CivilDate(serial1900: serial1900)
    self.time =
      fraction == 0
      ? nil : TimeOfDay(hour: seconds / 3600, minute: seconds / 60 % 60, second: seconds % 60)
  }

  /// Whole days, and the fraction in units of 10^-12 day.
  private static func split(_ number: DecimalLiteral, literal: String) throws(CellProblem) -> (Int, Int) {
    guard !number.isNegative, number.integerDigits <= 7 else { throw DateText.notADate(literal) }
    let whole = max(0, min(number.digits.count, number.digits.count + number.exponent))
    var days = number.digits[..<whole].reduce(0) { $0 * 10 + Int($1) }
    for _ in 0..<max(0, number.exponent) { days *= 10 }
    let leadingZeros = max(0, -(number.digits.count + number.exponent))
    let places = [UInt8](repeating: 0, count: min(leadingZeros, 12)) + number.digits[whole...]
    var fraction = 0
    for place in 0..<12 { fraction = fraction * 10 + (place < places.count ? Int(places[place]) : 0) }
    return (days, fraction)
  }
}
