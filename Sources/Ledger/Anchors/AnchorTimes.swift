public import EventSourcing
public import TransparencyLog

/// The anchors of a ledger at one moment, and what they say of when entries were made.
public struct AnchorTimes: Sendable {
  /// The type of the events that record anchors.
  public static let type = "anchor.recorded"

  /// An anchor that holds, and where it is recorded.
  public struct Recorded: Sendable {
    /// The anchor, checked against the log's key and root at its size.
    public let anchor: Anchor
    /// Index of the entry that records it, from 0.
    public let seq: UInt64
    /// `SEQ.POS` of the event that records it.
    public let event: String
    /// Stamp of that entry, by the ledger's own clock.
    public let recorded: Timestamp
    /// A witness that no policy at hand lists: its time is only the word of who recorded it.
    public var isUnlisted = false
    /// Whether it bounds entries and ends their wait: of an unlisted witness only where no policy is at hand.
    public var counts = true
  }

  /// A stretch of entries that nothing outside had seen for longer than allowed.
  public struct Gap: Hashable, Sendable {
    /// The first entry of it.
    public let seq: UInt64
    /// When that was recorded, by the ledger's clock.
    public let from: Timestamp
    /// When an anchor at last covered it; nil when none has.
    public let to: Timestamp?
  }

  /// When an entry was made, by clocks that are not the ledger's.
  public struct Bounds: Sendable {
    /// The newest anchor in the log before the entry, by ``Anchor/earliest``; nil when none was there yet.
    public let notBefore: Recorded?
    /// The oldest anchor whose checkpoint covers the entry, by ``Anchor/time``; nil when none does yet.
    public let notAfter: Recorded?
  }

  /// Those that hold, ascending by place.
  public let recorded: [Recorded]
  /// Places of those that do not, with the reason.
  public let failed: [(event: String, reason: LedgerError)]

  /// Reads and checks every anchor that a moment knows, by the policy that the ledger adopted.
  public init(_ view: LedgerView) throws(LedgerError) {
    try self.init(view, policy: Self.adoptedPolicy(view.ledger.folder))
  }

  /// Reads and checks every anchor that a moment knows: the same log and policy say the same.
  ///
  /// - Parameter policy: whose word counts among witnesses; nil for everyone's.
  public init(_ view: LedgerView, policy: WitnessPolicy?) throws(LedgerError) {
    let log = view.ledger.log
    var recorded: [Recorded] = []
    var failed: [(String, LedgerError)] = []
    for position in try view.positions(.type(Anchor.type)) {
      guard let entry = try view.entry(position.seq) else { continue }
      let context = entry.context(Int(position.position))
      do throws(LedgerError) {
        guard let anchor = try Anchor(context) else { continue }
        try anchor.check(
          at: entry.seq, origin: view.ledger.about.origin, key: view.checkpointKey(forSize: anchor.checkpoint.size),
          root: { (size) throws(LedgerError) in try log.snapshot().root(at: size) })
        let standing = Self.standing(anchor, policy)
        recorded.append(
          Recorded(
            anchor: anchor, seq: entry.seq, event: context.place, recorded: entry.recorded,
            isUnlisted: standing.isUnlisted, counts: standing.counts))
      } catch {
        guard error.code == "L07" else { throw error }
        failed.append((context.place, error))
      }
    }
    self.init(recorded: recorded, failed: failed)
  }

  init(recorded: [Recorded], failed: [(event: String, reason: LedgerError)]) {
    self.recorded = recorded
    self.failed = failed
  }

  /// When entry `seq` was made: not before the newest outside time already in the log then, not after the oldest outside
  /// time of a checkpoint that covers it.
  public func bounds(of seq: UInt64) -> Bounds {
    Bounds(
      notBefore: newest(before: seq),
      notAfter: recorded.filter { $0.counts && $0.anchor.checkpoint.size > seq }
        .min { $0.anchor.time < $1.anchor.time })
  }

  func newest(before seq: UInt64) -> Recorded? {
    recorded.filter { $0.counts && $0.seq < seq }.max { $0.anchor.earliest < $1.anchor.earliest }
  }

  /// The stretches that stayed unanchored for longer than so many hours, ascending. An anchor is no reason to anchor
  /// again: entries that only record anchors do not count. Nor is one of a witness that the policy does not list.
  ///
  /// - Parameter now: the time up to which the last stretch is counted.
  public func gaps(_ view: LedgerView, hours: Int64, now: Timestamp) throws(LedgerError) -> [Gap] {
    var gaps: [Gap] = []
    var covered: UInt64 = 0
    let longest = hours * 3_600_000
    for place in recorded where place.counts && place.anchor.checkpoint.size > covered {
      if let first = try firstOfSubstance(view, covered..<place.anchor.checkpoint.size),
        place.anchor.time.ms - first.recorded.ms > longest
      {
        gaps.append(Gap(seq: first.seq, from: first.recorded, to: place.anchor.time))
      }
      covered = place.anchor.checkpoint.size
    }
    if let first = try firstOfSubstance(view, covered..<view.size), now.ms - first.recorded.ms > longest {
      gaps.append(Gap(seq: first.seq, from: first.recorded, to: nil))
    }
    return gaps
  }

  private func firstOfSubstance(_ view: LedgerView, _ range: Range<UInt64>) throws(LedgerError) -> ParsedEntry? {
    for seq in range {
      guard let entry = try view.entry(seq) else { return nil }
      if entry.transaction.events.contains(where: { $0.type != Anchor.type }) { return entry }
    }
    return nil
  }
}
