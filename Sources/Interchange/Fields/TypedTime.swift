public import EventSourcing

/// Days and times as people type them on a command line: what cells of a sheet may say, and 昨天, 今天, 前天.
///
/// `2026-11-29`, `2026/11/29`, `2026.11.29`, `2026年11月29日`, `20261129`, each with or without a time of day (`14:10`, `下午2点10分`),
/// in China's one time zone; an RFC 3339 time keeps its own offset. What could mean two days is refused in words.
public enum TypedTime {
  /// A text as an event's time: a day, or an instant.
  ///
  /// - Parameter today: the day that 今天 means.
  /// - Throws: the problem with what to do about it, as for a cell.
  public static func eventTime(_ text: String, today: CivilDate) throws(CellProblem) -> String {
    let typed = String(TextFolding.trimmed(text))
    if EventTime(typed) != nil { return typed }
    let cell = Cell(.text(spelled(typed, today)), column: 1, row: 1)
    do { return try CellReading.moment(cell, epoch1904: false).get() } catch { throw error.typed }
  }

  /// A text as a day; a time of day other than midnight is refused.
  public static func day(_ text: String, today: CivilDate) throws(CellProblem) -> CivilDate {
    let typed = String(TextFolding.trimmed(text))
    if let day = CivilDate(typed) { return day }
    let cell = Cell(.text(spelled(typed, today)), column: 1, row: 1)
    let found: String
    do { found = try CellReading.date(cell, epoch1904: false).get() } catch { throw error.typed }
    guard let day = CivilDate(found) else { preconditionFailure("not a day: \(found)") }
    return day
  }

  /// Longer words before those they begin with.
  private static let words: [(word: String, days: Int)] = [
    ("大前天", -3), ("前天", -2), ("前日", -2), ("昨天", -1), ("昨日", -1), ("今天", 0), ("今日", 0), ("明天", 1), ("明日", 1), ("后天", 2),
    ("yesterday", -1), ("today", 0), ("tomorrow", 1),
  ]

  /// The text with a word for a day written out, what stands behind it kept: `昨天 14:10` as `2026-11-28 14:10`.
  static func spelled(_ text: String, _ today: CivilDate) -> String {
    let lower = text.lowercased()
    guard let (word, days) = words.first(where: { lower.hasPrefix($0.word) }) else { return text }
    return "\(CivilDate(day: today.day + days).text) \(TextFolding.trimmed(String(text.dropFirst(word.count))))"
  }
}
