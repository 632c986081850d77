public import EventSourcing
import Glibc

/// Where stamps come from. The engine has no clock of its own: replay must not read one.
public protocol LedgerClock: Sendable {
  /// The time of the next stamp; the writer, not the clock, sees to it that stamps never go back.
  func now() -> Timestamp
  /// Whether a person has said that a leap of more than seven days is right.
  var isLeapConfirmed: Bool { get }
}

/// The machine's clock.
public struct SystemClock: LedgerClock {
  /// Whether a leap of more than seven days since the last entry was confirmed (`--clock-confirmed`).
  public let isLeapConfirmed: Bool

  /// The machine's clock; a leap is refused (`E31`) unless said to be right.
  public init(isLeapConfirmed: Bool = false) { self.isLeapConfirmed = isLeapConfirmed }

  /// The machine's wall clock in UTC, cut to whole milliseconds.
  public func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(ms: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
