import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// Whose outside time counts, and times that cannot all be true.
///
/// A witness's key that nobody knew, and any time signed with it (1970, the year 318857), became "not after" for every earlier
/// entry, and a ledger that nothing outside had ever seen met its duty to be anchored.
@Suite struct AnchorTrustTests {
  private static let hour: Int64 = 3_600_000

  private func witness(_ name: String, _ seed: UInt8) throws -> CosignerSecretKey {
    try CosignerSecretKey(name: name, privateKey: Ed25519PrivateKey(seed: [UInt8](repeating: seed, count: 32)))
  }

  private func city() throws -> CosignerSecretKey { try witness("city.example/witness", 9) }
  private func selfMade() throws -> CosignerSecretKey { try witness("self.example/witness", 10) }

  private func policy() throws -> WitnessPolicy { try WitnessPolicy(parsing: policyBytes()) }

  private func policyBytes() throws -> [UInt8] {
    let member = WitnessPolicy.Member(name: Array("city".utf8), key: try city().key, url: "")
    return WitnessPolicy.bytes(logs: [], witnesses: [member], threshold: 0)
  }

  private func adopt(_ bytes: [UInt8], _ test: TestLedger) throws {
    let folder = URL(fileURLWithPath: "\(test.path)/witnesses")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: folder.appending(path: "policy"))
  }

  @Test(arguments: [0, 253_402_300_799] as [UInt64]) func aWitnessNobodyListsBoundsNothing(seconds: UInt64) throws {
    let test = try TestLedger()
    try test.pour(2)
    try test.anchor(by: selfMade(), atSecond: seconds)
    try test.pour(1)
    try test.writer.flush()
    let view = try test.ledger.view()
    let times = try AnchorTimes(view, policy: policy())
    #expect(times.recorded.map(\.isUnlisted) == [true] && times.recorded.map(\.counts) == [false])
    #expect(times.bounds(of: 0).notAfter == nil && times.bounds(of: 6).notBefore == nil)
    let tomorrow = Timestamp(ms: test.clock.now().ms + 25 * Self.hour)
    #expect(try times.gaps(view, hours: 24, now: tomorrow).map(\.seq) == [0])

    // Nobody said who is known: everyone's word counts, and is shown for what it is.
    let lenient = try AnchorTimes(view)
    #expect(lenient.recorded.map(\.isUnlisted) == [true] && lenient.recorded.map(\.counts) == [true])
    #expect(lenient.bounds(of: 0).notAfter != nil)
    #expect(try lenient.contradiction(of: lenient.recorded[0], view) != nil)
  }

  @Test func theAdoptedPolicyIsTheOneThatCounts() throws {
    let test = try TestLedger()
    try test.pour(2)
    try test.anchor(by: selfMade(), at: test.clock.now())
    try test.writer.flush()
    let duty = AnchorDuty(hours: 24, now: Timestamp(ms: test.clock.now().ms + 48 * Self.hour), isForAll: false)
    #expect(try test.ledger.verify(level: .views, anchors: duty).summary == [], "anybody's word, without a policy")
    try adopt(policyBytes(), test)
    #expect(try test.ledger.verify(level: .views, anchors: duty).summary == ["L12@0"])
    try test.anchor(by: city(), at: test.clock.now())
    try test.writer.flush()
    let view = try test.ledger.view()
    let times = try AnchorTimes(view)
    #expect(times.recorded.map(\.counts) == [false, true])
    #expect(times.bounds(of: 0).notAfter?.anchor.by == "city.example/witness")
    #expect(try test.ledger.verify(level: .views, anchors: duty).summary == [])
    var given = duty
    given.policy = .listingNobody
    #expect(try test.ledger.verify(level: .views, anchors: given).summary == ["L12@0"])
  }

  /// Somebody with the disk damages the policy: reading goes on, and nobody's word counts more for it.
  @Test func aDamagedPolicyListsNobody() throws {
    let test = try TestLedger()
    try test.pour(1)
    try test.anchor(by: city(), at: test.clock.now())
    try test.writer.flush()
    try adopt(Array("garbage\n".utf8), test)
    let times = try AnchorTimes(test.ledger.view())
    #expect(times.recorded.map(\.isUnlisted) == [true] && times.recorded.map(\.counts) == [false])
    let duty = AnchorDuty(hours: 24, now: Timestamp(ms: test.clock.now().ms + 48 * Self.hour), isForAll: false)
    #expect(try test.ledger.verify(level: .views, anchors: duty).summary.sorted() == ["E83@-", "L12@0"])
  }

  /// The same public key under another name is another witness only in name, and none of the policy's.
  @Test func aListedKeyUnderAnotherNameIsNotListed() throws {
    let test = try TestLedger()
    try test.pour(1)
    try test.anchor(by: witness("other.example/witness", 9), at: test.clock.now())
    let times = try AnchorTimes(test.ledger.view(), policy: policy())
    #expect(times.recorded.map(\.counts) == [false])
  }

  // MARK: Contradictions

  @Test func timesThatAgreeAreNoContradiction() throws {
    let test = try TestLedger()
    for _ in 0..<3 {
      try test.pour(1)
      // A cosignature has whole seconds, so it may well seem to come before what it covers.
      test.clock.advance(ms: 900)
      try test.anchor(by: city(), at: test.clock.now())
      test.clock.advance(ms: Self.hour)
    }
    let view = try test.ledger.view()
    let times = try AnchorTimes(view)
    for place in times.recorded { #expect(try times.contradiction(of: place, view) == nil, "\(place.event)") }
    for seq in 0..<view.size {
      let stamp = try #require(try view.entry(seq)).recorded
      #expect(times.bounds(of: seq).contradiction(recorded: stamp) == nil, "\(seq)")
    }
  }

  @Test func seenBeforeItWasRecordedIsAContradiction() throws {
    let test = try TestLedger()
    try test.pour(1)
    try test.anchor(by: city(), at: Timestamp(ms: test.clock.now().ms - 3000))
    let view = try test.ledger.view()
    let times = try AnchorTimes(view)
    let said = try #require(try times.contradiction(of: times.recorded[0], view))
    #expect(said.zh.contains("矛盾") && said.en.contains("contradiction") && said.en.contains("4.0"))
    #expect(times.bounds(of: 0).contradiction(recorded: try #require(try view.entry(0)).recorded) == said)
  }

  /// One witness says the year 9000, another, later, today: entries between them were there before they could be.
  @Test func twoAnchorsThatCannotBothBeTrueContradictEachOther() throws {
    let test = try TestLedger()
    try test.pour(1)
    try test.anchor(by: selfMade(), at: #require(Timestamp("9000-01-01T00:00:00Z")))
    try test.pour(1)
    try test.anchor(by: city(), at: test.clock.now())
    let view = try test.ledger.view()
    let times = try AnchorTimes(view)
    #expect(try times.contradiction(of: times.recorded[0], view)?.en.contains("4.0 is of 9000") == true)
    #expect(try times.contradiction(of: times.recorded[1], view)?.en.contains("they contradict each other") == true)
    let between = try #require(try view.entry(5))
    #expect(times.bounds(of: 5).contradiction(recorded: between.recorded)?.zh.contains("两者矛盾") == true)
    // By the policy the first is nobody's word, and what remains agrees.
    let known = try AnchorTimes(view, policy: policy())
    #expect(try known.contradiction(of: known.recorded[1], view) == nil)
    #expect(known.bounds(of: 5).contradiction(recorded: between.recorded) == nil)
  }
}
