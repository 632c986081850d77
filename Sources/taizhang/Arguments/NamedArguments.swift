import Law
import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger

/// A subject as it is typed: its reference, or its name.
struct SubjectArgument: ExpressibleByArgument {
  /// As it was typed.
  let typed: String

  init(argument: String) { typed = argument }

  /// The reference that is meant.
  ///
  /// - Parameters:
  ///   - finder: nil where no ledger is at hand: then what was typed must be a reference.
  ///   - prefixes: the kinds of subject asked for; empty for any.
  func found(by finder: SubjectFinder?, among prefixes: [String] = []) throws(LedgerError) -> String {
    guard let finder else { return typed }
    return try finder.reference(typed, prefixes: prefixes)
  }
}

/// An area as it is typed: its code, the beginning of one, its name, or the name of a village that lies there.
struct PlaceArgument: ExpressibleByArgument {
  /// As it was typed.
  let typed: String

  init(argument: String) { typed = argument }

  /// The 12 digits of an event's place.
  func area(by finder: SubjectFinder?) throws(LedgerError) -> String {
    guard let finder else { return typed }
    return try finder.area(typed)
  }

  /// The beginning of the codes asked for.
  ///
  /// - Throws: `E53` unless it ends at a level's boundary.
  func beginning(by finder: SubjectFinder) throws(LedgerError) -> String {
    let code = try finder.place(typed)
    try ViewQuery.check(place: code)
    return code
  }
}

/// A day or a time as it is typed: what a sheet's cell may say, and 昨天, 今天, 前天.
struct TimeArgument: ExpressibleByArgument {
  /// As it was typed.
  let typed: String

  init(argument: String) { typed = argument }

  /// Refuses what is no day whatever day it is today.
  ///
  /// - Parameter option: as it is typed, `--time`.
  func check(_ option: String, isDay: Bool = false) throws {
    let someDay = SystemClock().now().beijingDay
    if isDay { _ = try day(option, today: someDay) } else { _ = try eventTime(option, today: someDay) }
  }

  /// As an event's time.
  func eventTime(_ option: String, today: CivilDate) throws -> String {
    do { return try TypedTime.eventTime(typed, today: today) } catch { throw Self.misuse(option, error) }
  }

  /// As a day.
  func day(_ option: String, today: CivilDate) throws -> CivilDate {
    do { return try TypedTime.day(typed, today: today) } catch { throw Self.misuse(option, error) }
  }

  private static func misuse(_ option: String, _ problem: CellProblem) -> ValidationError {
    ValidationError(
      "\(option)：\(problem.zh)。\(problem.advice.zh)（\(problem.code)）",
      "\(option): \(problem.en). \(problem.advice.en) (\(problem.code))")
  }
}

extension Moment {
  /// A moment as it is typed: a number of entries, a day (its end) as a sheet's cell may write it, or a time.
  static func typed(_ text: String, option: String) throws -> Moment {
    if text.utf8.count == 8, let size = UInt64(text),
      CivilDate(year: Int(size / 10_000), month: Int(size / 100 % 100), date: Int(size % 100)) != nil
    {
      throw ValidationError(
        "\(option)：“\(text)”既可能是日期，也可能是条目数；日期请写成 2026-11-29",
        "\(option): \"\(text)\" may be a day or a number of entries; write a day as 2026-11-29")
    }
    if let moment = Moment(text) { return moment }
    let today = (SuppliedClock.environmentTime ?? SystemClock().now()).beijingDay
    let time = try TimeArgument(argument: text).eventTime(option, today: today)
    guard let moment = Moment(time) else { preconditionFailure("no moment: \(time)") }
    return moment
  }
}

/// How a record came about, as it is typed: code or label.
struct BasisArgument: ExpressibleByArgument {
  let basis: Basis

  init?(argument: String) {
    guard let code = ColumnCodes.basis.code(meaning: argument), let basis = Basis(rawValue: code) else { return nil }
    self.basis = basis
  }

  static var allValueStrings: [String] {
    Basis.allCases.map { say("\($0.rawValue)（\($0.label.zh)）", $0.rawValue) }
  }
}

/// Views by their names or labels.
enum ViewArgument {
  /// The name of the view that is meant.
  ///
  /// - Throws: `E51` with the nearest.
  static func name(_ typed: String) throws(LedgerError) -> String {
    try ViewQuery.table(typed, AssistanceDomain().makeState().tables).name
  }
}
