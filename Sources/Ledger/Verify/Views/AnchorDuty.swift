public import EventSourcing
public import TransparencyLog

/// How long entries may wait until something outside has seen them, for those who verify.
public struct AnchorDuty: Sendable {
  /// The longest wait, in hours.
  public let hours: Int64
  /// Up to when: the engine reads no clock.
  public let now: Timestamp
  /// Whether a ledger that has never been anchored is held to it too.
  public let isForAll: Bool
  /// Which witnesses count; nil for the policy that the ledger adopted, and for everyone's word where it has none.
  public var policy: WitnessPolicy?

  /// - Parameter isForAll: without it, only a ledger that has been anchored before is held to the duty.
  public init(hours: Int64, now: Timestamp, isForAll: Bool) {
    self.hours = hours
    self.now = now
    self.isForAll = isForAll
  }

  /// The finding when the newest entries have waited too long; nil when they have not. Earlier stretches, which no anchor
  /// can mend any more, are for ``AnchorTimes/gaps(_:hours:now:)`` to list.
  func finding(_ view: LedgerView) throws(LedgerError) -> Finding? {
    let adopted = try AnchorTimes.adoptedPolicy(view.ledger.folder)
    let times = try AnchorTimes(view, policy: policy ?? adopted)
    guard isForAll || !times.recorded.isEmpty else { return nil }
    guard let gap = try times.gaps(view, hours: hours, now: now).last, gap.to == nil else { return nil }
    return .warning(
      .views, "L12", seq: gap.seq,
      "第\(gap.seq)条（\(gap.from.beijingText)）起超过\(hours)小时没有外部锚定；请锚定检查点（taizhang anchor record）",
      "entries from \(gap.seq) on (\(gap.from.beijingText)) have had no anchor for over \(hours) hours: anchor a checkpoint (taizhang anchor record)"
    )
  }
}
