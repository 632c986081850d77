public import EventSourcing
import TransparencyLog

/// A witness's key needs nobody's consent: whoever may record an anchor can make one and sign any time with it. A policy says
/// which witnesses are known.
extension AnchorTimes {
  /// The policy that the ledger adopted; nil when it has none.
  ///
  /// One that cannot be read lists nobody: reading goes on, and `verify` names the file (`E83`).
  static func adoptedPolicy(_ folder: Folder) throws(LedgerError) -> WitnessPolicy? {
    do throws(LedgerError) { return try Cosigning.policy(folder) } catch {
      guard error.code == "E83" else { throw error }
      return WitnessPolicy.listingNobody
    }
  }

  /// How a policy sees an anchor: of a witness that it does not list, and that where there is a policy does not count.
  ///
  /// No quorum is asked for: that is about histories, and each listed witness's time is that witness's own word.
  static func standing(_ anchor: Anchor, _ policy: WitnessPolicy?) -> (isUnlisted: Bool, counts: Bool) {
    guard let witness = anchor.witness else { return (false, true) }
    let isListed = policy?.witnesses.contains { $0.key == witness } ?? false
    return (!isListed, isListed || policy == nil)
  }
}

/// Outside times that cannot all be true.
extension AnchorTimes {
  /// What two clocks may differ by: a cosignature has whole seconds, and the ledger's own clock is forgiven as much.
  static let toleranceMs: Int64 = 2000

  /// Why an anchor's time cannot be true together with the stamps and the anchors before it; nil when it can. Which of
  /// them is wrong does not follow.
  public func contradiction(of place: Recorded, _ view: LedgerView) throws(LedgerError) -> Bilingual? {
    if let reason = Bounds(notBefore: place, notAfter: nil).contradiction(recorded: place.recorded) { return reason }
    // Of the entries that its checkpoint covers the last has the latest stamp and the most anchors before it.
    guard let last = place.anchor.checkpoint.size.subtractingOne, let entry = try view.entry(last) else { return nil }
    let bounds = Bounds(notBefore: newest(before: last), notAfter: place)
    // That the ledger's clock was behind another anchor is for that one's line.
    return bounds.disagreement ?? bounds.isAfter(entry.recorded)
  }
}

extension AnchorTimes.Bounds {
  /// Why these times and the entry's own stamp cannot all be true; nil when they can.
  public func contradiction(recorded: Timestamp) -> Bilingual? {
    disagreement ?? isAfter(recorded) ?? isBefore(recorded)
  }

  /// The two anchors against each other.
  fileprivate var disagreement: Bilingual? {
    guard let notBefore, let notAfter, notAfter.anchor.time.isClearly(before: notBefore.anchor.earliest) else {
      return nil
    }
    let (late, early) = (notBefore.anchor.earliest.beijingText, notAfter.anchor.time.beijingText)
    return Bilingual(
      "锚定\(notAfter.event)说不晚于\(early)，此前记下的锚定\(notBefore.event)却已是\(late)：两者矛盾",
      "anchor \(notAfter.event) says not after \(early), but anchor \(notBefore.event), recorded before, is of \(late): they contradict each other"
    )
  }

  /// The entry's stamp is after what an anchor says of it.
  fileprivate func isAfter(_ recorded: Timestamp) -> Bilingual? {
    guard let notAfter, notAfter.anchor.time.isClearly(before: recorded) else { return nil }
    return Bilingual(
      "锚定\(notAfter.event)说\(notAfter.anchor.time.beijingText)已见到，账本时钟却记为\(recorded.beijingText)：矛盾",
      "anchor \(notAfter.event) says it was seen by \(notAfter.anchor.time.beijingText), but the ledger's clock stamped it \(recorded.beijingText): a contradiction"
    )
  }

  /// The entry's stamp is before what was in the log already.
  private func isBefore(_ recorded: Timestamp) -> Bilingual? {
    guard let notBefore, recorded.isClearly(before: notBefore.anchor.earliest) else { return nil }
    let time = notBefore.anchor.earliest.beijingText
    return Bilingual(
      "锚定\(notBefore.event)的时间是\(time)，账本时钟此时或此后却记为\(recorded.beijingText)：矛盾",
      "anchor \(notBefore.event) is of \(time), but the ledger's clock, no earlier, showed \(recorded.beijingText): a contradiction"
    )
  }
}

extension Timestamp {
  fileprivate func isClearly(before other: Timestamp) -> Bool { ms + AnchorTimes.toleranceMs < other.ms }
}

extension UInt64 {
  fileprivate var subtractingOne: UInt64? { self == 0 ? nil : self - 1 }
}
