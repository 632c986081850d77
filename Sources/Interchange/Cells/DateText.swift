import EventSourcing

/// Dates as people write them.
enum DateText {
  static func parse(_ text: String) throws(CellProblem) -> (CivilDate, TimeOfDay?) {
    let folded = TextFolding.folded(TextFolding.visible(text))
    try refuseLunar(folded, seen: text)
    var scanner = DigitScanner(folded)
    let date = try date(&scanner, seen: text)
    if scanner.skipWeekday(of: date) == false { throw wrongWeekday(text) }
    guard let time = try time(&scanner, seen: text) else { return (date, nil) }
    guard let offset = time.offsetMinutes else { return (date, time.time) }
    return inChina(date, time.time, offset)
  }

  /// Sunday first.
  static let weekdays = ["日", "一", "二", "三", "四", "五", "六"]

  static func weekday(_ date: CivilDate) -> Int { ((date.day + 4) % 7 + 7) % 7 }

  private static func wrongWeekday(_ seen: String) -> CellProblem {
    CellProblem(
      "X134", "“\(seen)”的日期与星期不符", "The day of the week in “\(seen)” is not that of its date", adviceZh: "请核对",
      adviceEn: "Check it")
  }

  /// The moment in China's time zone.
  private static func inChina(_ date: CivilDate, _ time: TimeOfDay, _ offset: Int) -> (CivilDate, TimeOfDay?) {
    let minutes = time.hour * 60 + time.minute - offset + 480
    let days = minutes >= 0 ? minutes / 1440 : (minutes - 1439) / 1440
    let left = minutes - days * 1440
    return (CivilDate(day: date.day + days), TimeOfDay(hour: left / 60, minute: left % 60, second: time.second))
  }

  static func notADate(_ seen: String) -> CellProblem {
    CellProblem(
      "X130", "“\(seen)”不是可识别的日期", "“\(seen)” is not a date that can be read",
      adviceZh: "请写成 2026-03-05、2026/3/5 或 2026年3月5日", adviceEn: "Write 2026-03-05, 2026/3/5 or 2026年3月5日")
  }

  private static let lunarMarks = [
    "农历", "阴历", "旧历", "正月", "冬月", "腊月", "初", "廿", "闰", "除夕", "春节", "中秋", "端午", "重阳", "清明",
  ]

  private static func refuseLunar(_ text: String, seen: String) throws(CellProblem) {
    // Most dates are ASCII, and searching for words is slow.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return }
    guard lunarMarks.contains(where: { text.contains($0) }) else { return }
    throw CellProblem(
      "X133", "“\(seen)”是农历或节日", "“\(seen)” is a lunar date or a festival", adviceZh: "请换算成公历，如 2026-03-05",
      adviceEn: "Convert it to the common calendar, such as 2026-03-05")
  }

  private static func date(_ scanner: inout DigitScanner, seen: String) throws(CellProblem) -> CivilDate {
    guard let first = scanner.digits() else { throw notADate(seen) }
    if first.count == 8 {
      return try valid(first.value / 10_000, first.value / 100 % 100, first.value % 100, seen: seen)
    }
    let separator = scanner.take(["年", "-", "/", "."])
    if first.count == 4 { return try afterYear(first.value, separator, &scanner, seen: seen) }
    if first.count <= 2, separator == nil, scanner.take(["月"]) != nil { throw noYear(seen) }
    if first.count <= 2, let separator, separator != "年", let second = scanner.digits(), second.count <= 2 {
      guard scanner.take([separator]) != nil, let third = scanner.digits() else { throw noYear(seen) }
      if third.count == 4 { throw yearNotFirst(seen) }
      throw shortYear(seen)
    }
    if first.count == 2, separator == "年" { throw shortYear(seen) }
    throw notADate(seen)
  }

  private static func afterYear(
    _ year: Int, _ separator: String?, _ scanner: inout DigitScanner, seen: String
  ) throws(CellProblem) -> CivilDate {
    guard let separator else {
      if scanner.isAtEnd { throw incomplete(seen) }
      throw notADate(seen)
    }
    guard let month = scanner.digits() else {
      if scanner.isAtEnd { throw incomplete(seen) }
      throw notADate(seen)
    }
    let isChinese = separator == "年"
    let hasDaySeparator = scanner.take(isChinese ? ["月"] : [separator]) != nil
    guard hasDaySeparator, let day = scanner.digits() else {
      if scanner.isAtEnd { throw incomplete(seen) }
      throw notADate(seen)
    }
    guard month.count <= 2, day.count <= 2 else { throw notADate(seen) }
    if isChinese { _ = scanner.take(["日", "号"]) }
    return try valid(year, month.value, day.value, seen: seen)
  }

  private static func valid(_ year: Int, _ month: Int, _ day: Int, seen: String) throws(CellProblem)
    -> CivilDate
  {
    guard (1900...2099).contains(year), let date = CivilDate(year: year, month: month, date: day) else {
      throw CellProblem(
        "X134", "“\(seen)”这一天不存在，或年份不在 1900–2099",
        "“\(seen)” is no day of the calendar, or not within 1900–2099",
        adviceZh: "请核对", adviceEn: "Check it")
    }
    return date
  }
}

// The time of day.
extension DateText {
  private static func time(
    _ scanner: inout DigitScanner, seen: String
  ) throws(CellProblem) -> (time: TimeOfDay, offsetMinutes: Int?)? {
    scanner.skipSpaces()
    if scanner.isAtEnd { return nil }
    _ = scanner.take(["T"])
    let half = scanner.take(["上午", "早上", "凌晨", "中午", "下午", "晚上", "AM", "PM"])
    scanner.skipSpaces()
    guard let hour = scanner.digits(), hour.count <= 2 else { throw notADate(seen) }
    let (minute, second) = try minuteAndSecond(&scanner, seen: seen)
    scanner.skipSpaces()
    let after = half == nil ? scanner.take(["AM", "PM"]) : nil
    let offset = scanner.offset()
    guard scanner.isAtEnd, let hour24 = hour24(hour.value, half ?? after),
      let time = TimeOfDay(hour: hour24, minute: minute, second: second)
    else {
      throw CellProblem(
        "X139", "“\(seen)”中的时刻无法识别", "The time of day in “\(seen)” cannot be read",
        adviceZh: "请写成 2026-03-05 14:10",
        adviceEn: "Write 2026-03-05 14:10")
    }
    return (time, offset)
  }

  private static func minuteAndSecond(
    _ scanner: inout DigitScanner, seen: String
  ) throws(CellProblem) -> (Int, Int) {
    if scanner.take(["时", "点"]) != nil {
      guard let minute = scanner.digits() else {
        return (scanner.take(["半"]) != nil ? 30 : 0, 0)
      }
      _ = scanner.take(["分"])
      let second = scanner.digits()
      _ = second.map { _ in scanner.take(["秒"]) }
      return (minute.value, second?.value ?? 0)
    }
    guard scanner.take([":"]) != nil, let minute = scanner.digits(), minute.count == 2 else {
      throw notADate(seen)
    }
    guard scanner.take([":"]) != nil else { return (minute.value, 0) }
    guard let second = scanner.digits(), second.count == 2 else { throw notADate(seen) }
    // Databases print .000; a fraction of a second carries nothing here.
    if scanner.take(["."]) != nil, scanner.digits() == nil { throw notADate(seen) }
    return (minute.value, second.value)
  }

  /// The hour of the day; nil where the words and the number disagree, or noon and midnight cannot be told apart.
  private static func hour24(_ hour: Int, _ half: String?) -> Int? {
    switch half {
    case nil: hour
    case "AM": hour == 12 ? 0 : hour < 12 ? hour : nil
    case "PM": hour < 12 ? hour + 12 : hour == 12 ? 12 : nil
    case "凌晨": hour == 12 ? 0 : hour < 7 ? hour : nil
    case "上午", "早上": hour < 12 ? hour : nil
    case "中午": hour == 11 || hour == 12 ? hour : hour < 3 && hour > 0 ? hour + 12 : nil
    case "下午": hour == 0 ? nil : hour < 12 ? hour + 12 : hour < 19 ? hour : nil
    default: hour >= 5 && hour < 12 ? hour + 12 : hour > 12 ? hour : nil
    }
  }
}

extension DateText {
  private static func noYear(_ seen: String) -> CellProblem {
    CellProblem(
      "X131", "“\(seen)”没有年份", "“\(seen)” has no year", adviceZh: "请写全年月日，如 2026-03-05",
      adviceEn: "Write year, month and day, such as 2026-03-05")
  }

  private static func shortYear(_ seen: String) -> CellProblem {
    CellProblem(
      "X132", "“\(seen)”的年份不是四位", "The year of “\(seen)” has not four digits",
      adviceZh: "请把年份写成四位，如 2026-03-05",
      adviceEn: "Write the year with four digits, such as 2026-03-05")
  }

  private static func yearNotFirst(_ seen: String) -> CellProblem {
    CellProblem(
      "X132", "“\(seen)”分不清日和月", "Day and month of “\(seen)” cannot be told apart",
      adviceZh: "请把年份写在最前，如 2026-03-05",
      adviceEn: "Write the year first, such as 2026-03-05")
  }

  static func incomplete(_ seen: String) -> CellProblem {
    CellProblem(
      "X135", "“\(seen)”没有写到日", "“\(seen)” has no day", adviceZh: "请写全年月日，如 2026-03-05",
      adviceEn: "Write year, month and day, such as 2026-03-05")
  }
}

/// Steps through folded text: runs of digits, and marks from a list.
struct DigitScanner {
  private var rest: Substring

  init(_ text: String) { rest = Substring(text) }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

  /// A run of at most eight ASCII digits, after any spaces.
  mutating func digits() -> (value: Int, count: Int)? {
    skipSpaces()
    let run = rest.utf8.prefix { (48...57).contains($0) }
    guard !run.isEmpty, run.count <= 8, let value = Int(String(decoding: run, as: UTF8.self)) else {
      return nil
    }
    rest = rest.dropFirst(run.count)
    return (value, run.count)
  }

  /// Steps over a day of the week, in brackets or not: whether it is the date's; nil when there is none.
  mutating func skipWeekday(of date: CivilDate) -> Bool? {
    let start = rest
    skipSpaces()
    let isBracketed = take(["("]) != nil
    guard take(["星期", "周", "礼拜"]) != nil, let name = rest.popFirst() else {
      rest = start
      return nil
    }
    if isBracketed { _ = take([")"]) }
    return String(name) == DateText.weekdays[DateText.weekday(date)] || (name == "天" && DateText.weekday(date) == 0)
  }

  /// An offset from Greenwich in minutes: `Z`, `+08:00`, `-0500`.
  mutating func offset() -> Int? {
    if take(["Z"]) != nil { return 0 }
    let start = rest
    guard let sign = take(["+", "-"]) else { return nil }
    let text = rest.prefix { $0.isNumber || $0 == ":" }
    let digits = text.filter { $0 != ":" }
    guard digits.count == 4, let value = Int(digits), value / 100 < 15, value % 100 < 60 else {
      rest = start
      return nil
    }
    rest = rest.dropFirst(text.count)
    return (value / 100 * 60 + value % 100) * (sign == "-" ? -1 : 1)
  }

  /// The mark of the list that comes next, after any spaces; letters in either case.
  mutating func take(_ marks: [String]) -> String? {
    let text = rest.drop { $0 == " " }
    for mark in marks where text.prefix(mark.count).uppercased() == mark {
      rest = text.dropFirst(mark.count)
      return mark
    }
    return nil
  }
}
