import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// Anchors: outside clocks that bound the ledger's own.
@Suite struct AnchorTests {
  private static let hour: Int64 = 3_600_000

  private func witness() throws -> CosignerSecretKey {
    try CosignerSecretKey(
      name: "witness.example", privateKey: Ed25519PrivateKey(seed: [UInt8](repeating: 9, count: 32)))
  }

  @Test func entriesLieBetweenTheAnchorsAroundThem() throws {
    let test = try TestLedger()
    try test.pour(2)
    let first = test.clock.now()
    try test.anchor(by: witness(), at: first)
    test.clock.advance(ms: 5 * Self.hour)
    try test.pour(1)
    test.clock.advance(ms: Self.hour)
    let second = test.clock.now()
    try test.anchor(by: witness(), at: second)
    try test.writer.flush()
    let times = try AnchorTimes(test.ledger.view())
    #expect(times.recorded.map(\.seq) == [5, 7] && times.failed.isEmpty)
    let early = times.bounds(of: 4)
    #expect(early.notBefore == nil && early.notAfter?.anchor.time == first)
    let late = times.bounds(of: 6)
    #expect(late.notBefore?.anchor.time == first && late.notAfter?.anchor.time == second)
    #expect(times.bounds(of: 7).notAfter == nil)
    #expect(try test.ledger.verify(level: .views).ok)
  }

  /// A backdated ledger: its clock says May, the world says June.
  @Test func aClockThatLiesIsFoundOut() throws {
    let test = try TestLedger(clock: HandClock("2026-05-01T09:00:00+08:00"))
    try test.pour(1)
    let world = try #require(Timestamp("2026-06-01T09:00:00+08:00"))
    try test.anchor(by: witness(), at: world)
    try test.pour(1)
    let bounds = try AnchorTimes(test.ledger.view()).bounds(of: 5)
    #expect(bounds.notBefore?.anchor.time == world)
  }

  @Test func aDayWithoutAnchorIsAFinding() throws {
    let test = try TestLedger()
    try test.pour(1)
    test.clock.advance(ms: 30 * Self.hour)
    try test.anchor(by: witness(), at: test.clock.now())
    test.clock.advance(ms: Self.hour)
    try test.pour(1)
    try test.writer.flush()
    let view = try test.ledger.view()
    let times = try AnchorTimes(view)
    let now = test.clock.now()
    #expect(try times.gaps(view, hours: 24, now: now).map(\.seq) == [0])
    #expect(try times.gaps(view, hours: 31, now: now).isEmpty)
    let tomorrow = Timestamp(ms: now.ms + 25 * Self.hour)
    let gaps = try times.gaps(view, hours: 24, now: tomorrow)
    #expect(gaps.map(\.seq) == [0, 5] && gaps.last?.to == nil)
    let soon = AnchorDuty(hours: 24, now: now, isForAll: false)
    #expect(
      try test.ledger.verify(level: .views, anchors: soon).summary == [], "what cannot be mended is no alarm for ever")
    let later = AnchorDuty(hours: 24, now: tomorrow, isForAll: false)
    let report = try test.ledger.verify(level: .views, anchors: later)
    #expect(report.summary == ["L12@5"] && report.exitStatus == 1)
  }

  @Test(arguments: [false, true]) func aLedgerNeverAnchoredIsHeldToItOnlyWhenAsked(_ isForAll: Bool) throws {
    let test = try TestLedger()
    try test.pour(1)
    try test.writer.flush()
    let duty = AnchorDuty(hours: 24, now: Timestamp(ms: test.clock.now().ms + 48 * Self.hour), isForAll: isForAll)
    #expect(try test.ledger.verify(level: .views, anchors: duty).summary == (isForAll ? ["L12@0"] : []))
  }

  /// The ledger was restored from a copy and went on differently; the old checkpoint had been anchored. That anchor, put
  /// in the new history, says that the ledger signed two.
  @Test func anAnchorOfAnotherHistoryIsAForgery() throws {
    let test = try TestLedger()
    try test.pour(3)
    let stated = try Checkpoint(origin: "tea.example/ledger", size: 4, root: .zero).signed(by: test.checkpointKey)
    try test.record(kind: "paper", checkpoint: stated, token: nil)
    try test.writer.flush()
    let report = try test.ledger.verify(level: .views)
    #expect(report.summary == ["L07@6"] && report.exitStatus == 2)
    #expect(try AnchorTimes(test.ledger.view()).failed.map(\.event) == ["6.0"])
    #expect(try test.ledger.verify(level: .rules).ok)
  }

  struct Flaw: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: String
    let token: String?
    let size: UInt64?
  }

  static let flaws = [
    Flaw(testDescription: "a witness that did not sign", kind: "witness", token: nil, size: nil),
    Flaw(testDescription: "no witness's key", kind: "witness", token: "witness.example", size: nil),
    Flaw(testDescription: "a time stamp that is none", kind: "tsa", token: "AAAA", size: nil),
    Flaw(testDescription: "no time stamp", kind: "tsa", token: nil, size: nil),
    Flaw(testDescription: "an unknown kind", kind: "prophecy", token: nil, size: nil),
    Flaw(testDescription: "a checkpoint of the future", kind: "paper", token: nil, size: 999),
  ]

  @Test(arguments: flaws) func whatDoesNotHoldIsNamed(_ flaw: Flaw) throws {
    let test = try TestLedger()
    try test.pour(1)
    var note = try Prover(test.ledger).note
    if let size = flaw.size {
      note = try Checkpoint(origin: "tea.example/ledger", size: size, root: .zero).signed(by: test.checkpointKey)
    }
    let token = try flaw.token ?? (flaw.kind == "witness" ? witness().key.text : nil)
    try test.record(kind: flaw.kind, checkpoint: note, token: token)
    try test.writer.flush()
    #expect(try test.ledger.verify(level: .views).summary == ["L07@4"])
    let times = try AnchorTimes(test.ledger.view())
    #expect(times.recorded.isEmpty && times.failed.count == 1)
  }

  /// One person's anchor crashed `show` and `anchor list` for everybody, for good: anybody may make a witness's key and sign
  /// any time with it, and one in the year 292277 overflowed when it was shown in Beijing. Nor was 10000 refused, which four
  /// digits cannot write. A log that holds such an anchor is read all the same, and verification names it.
  @Test(arguments: [9_223_372_036_854_773, 253_402_300_800, 1 << 63 - 1] as [UInt64])
  func aTimeThatNoCalendarHasAnchorsNothing(seconds: UInt64) throws {
    let test = try TestLedger()
    try test.pour(1)
    try test.anchor(by: witness(), atSecond: seconds)
    try test.pour(1)
    try test.writer.flush()
    let view = try test.ledger.view()
    let times = try AnchorTimes(view)
    #expect(times.recorded.isEmpty && times.failed.map(\.event) == ["4.0"])
    #expect(times.bounds(of: 5).notBefore == nil && times.bounds(of: 0).notAfter == nil)
    #expect(try times.gaps(view, hours: 24, now: test.clock.now()).isEmpty)
    let duty = AnchorDuty(hours: 24, now: test.clock.now(), isForAll: true)
    let report = try test.ledger.verify(level: .views, anchors: duty)
    #expect(report.summary == ["L07@4"] && report.exitStatus == 2)
  }

  /// The last second of 9999 is one that people can write, and its length from any other is reckoned.
  @Test func theLastSecondThatCanBeWrittenAnchors() throws {
    let test = try TestLedger()
    try test.pour(1)
    try test.anchor(by: witness(), atSecond: 253_402_300_799)
    try test.writer.flush()
    let view = try test.ledger.view()
    let times = try AnchorTimes(view)
    #expect(times.bounds(of: 0).notAfter?.anchor.time.beijingText == "9999-12-31T23:59:59+00:00")
    #expect(try times.gaps(view, hours: 24, now: test.clock.now()).map(\.seq) == [0])
  }

  @Test func aCheckpointByAnotherKeyAnchorsNothing() throws {
    let test = try TestLedger()
    try test.pour(1)
    let snapshot = try Prover(test.ledger).checkpoint
    let stranger = try TestLedger.key("tea.example/ledger", 77)
    let note = try Checkpoint(origin: snapshot.origin, size: snapshot.size, root: snapshot.root).signed(by: stranger)
    try test.record(kind: "paper", checkpoint: note, token: nil)
    #expect(try AnchorTimes(test.ledger.view()).failed.count == 1)
  }
}

extension TestLedger {
  func record(kind: String, checkpoint: [UInt8], token: String?) throws {
    let event = EventDraft(type: "anchor.recorded", subject: Reference.ledger, time: clock.now().beijingText) {
      $0.member("kind", kind)
      $0.member("checkpoint", String(decoding: checkpoint, as: UTF8.self))
      if let token { $0.member("token", token) }
    }
    try accept(Ledger.signed(draft([event]), [founder]))
  }

  func anchor(by witness: CosignerSecretKey, at time: Timestamp) throws {
    try anchor(by: witness, atSecond: UInt64(time.ms / 1000))
  }

  func anchor(by witness: CosignerSecretKey, atSecond seconds: UInt64) throws {
    let prover = try Prover(ledger)
    let line = witness.cosignatureLine(for: prover.checkpoint.text, time: seconds)
    try record(kind: "witness", checkpoint: prover.note + line, token: witness.key.text)
  }
}
