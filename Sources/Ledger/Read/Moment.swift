public import EventSourcing

/// Which knowledge is asked for: the log's first entries.
public enum Moment: Hashable, Sendable {
  /// Every entry there is when the view is made.
  case now
  /// The first so many entries.
  case size(UInt64)
  /// Every entry recorded at or before an instant.
  case recorded(Timestamp)

  /// Reads `SEQ`, a date (its end at +08:00) or an RFC 3339 date-time.
  public init?(_ text: String) {
    if let size = UInt64(text) {
      self = .size(size)
    } else if let time = EventTime(text) {
      self = .recorded(time.end)
    } else {
      return nil
    }
  }
}

extension Ledger {
  /// How many entries a moment knows.
  public func size(at moment: Moment) throws(LedgerError) -> UInt64 {
    let snapshot = try log.snapshot()
    switch moment {
    case .now: return snapshot.size
    case .size(let size):
      guard size <= snapshot.size else {
        throw LedgerError(
          .refused, "E50", "账本只有\(snapshot.size)条，没有第\(size)条时的状态",
          "the log has \(snapshot.size) entries: there is no state at \(size)")
      }
      return size
    case .recorded(let time): return try firstEntry(after: time, snapshot)
    }
  }

  /// Stamps never go back, so the boundary is found by halving.
  private func firstEntry(after time: Timestamp, _ snapshot: borrowing LogSnapshot) throws(LedgerError) -> UInt64 {
    var low: UInt64 = 0
    var high = snapshot.size
    while low < high {
      let middle = low + (high - low) / 2
      guard let bytes = try snapshot.entry(middle), let (stamp, _) = Entry.split(bytes) else {
        throw LogError.missingEntry(middle)
      }
      if stamp <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
