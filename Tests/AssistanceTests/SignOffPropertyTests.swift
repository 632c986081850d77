import EventSourcing
import TestSupport
import Testing

@testable import Assistance

/// Whatever people try, in whatever order: no problem is ever closed without what the rule demands.
@Suite struct SignOffPropertyTests {
  private static let people = ["p-clerk", "p-head", "p-leader", "p-other", "p-reg", "p-founder"]

  private static func randomNote(_ day: Int, _ dice: inout SplitMix64) -> Note {
    let person = people.randomElement(using: &dice)!
    let slot = ["department_head", "county_leader_in_charge"].randomElement(using: &dice)!
    let date = "0\(6 + day / 28)-\(10 + day % 18)"
    let signature = E("problem.signed", "pb-1", #"{"slot":"\#(slot)"}"#)
    let file = Desk.digest(Int.random(in: 1...9, using: &dice))
    switch Int.random(in: 0..<18, using: &dice) {
    case 0, 1:
      return Note(date, [person], E("evidence.attached", "pb-1", #"{"sha256":"\#(file)","kind":"photo"}"#))
    case 2, 3, 4:
      return Note(
        date, ["p-head"], seen: ["pb-1"], E("problem.signed", "pb-1", #"{"slot":"department_head"}"#))
    case 5, 6, 7:
      return Note(
        date, ["p-leader"], seen: ["pb-1"],
        E("problem.signed", "pb-1", #"{"slot":"county_leader_in_charge"}"#))
    case 8, 9: return Note(date, [person], seen: ["pb-1"], signature)
    case 10: return Note(date, [person], signature)
    case 11, 12: return Note(date, [person], E("problem.closed", "pb-1"))
    case 13: return Note(date, [person], E("problem.reopened", "pb-1", evidence: [file]))
    case 14: return Note(date, [person], E("problem.progressed", "pb-1", evidence: [file, file]))
    case 15: return Note(date, [person], E("problem.supervised", "pb-1", evidence: [file]))
    case 16:
      let visit = E("visit.recorded", "hh-1", #"{"problems":["pb-1"]}"#, refs: ["pb-1"], evidence: [file])
      return Note(date, [person], visit)
    default: return Note(date, [person], E("problem.returned", "pb-1"))
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func closedMeansSignedByTwo(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    let desk = try Desk.county()
    try desk.accept(
      Note("06-02", ["p-clerk"], E("problem.opened", "pb-1", #"{"source":"visit","kind":"water"}"#)))
    var accepted = 0
    for step in 0..<150 {
      let note = Self.randomNote(step / 4, &dice)
      let before = try #require(try desk.row("problems", "pb-1"))
      let isAccepted = try desk.submit(note).isEmpty
      accepted += isAccepted ? 1 : 0
      let after = try #require(try desk.row("problems", "pb-1"))
      // A refused note leaves nothing behind.
      if !isAccepted { #expect(before == after) }
      let row = try #require(desk.state.problems["pb-1"])
      check(row)
      let pieces = EvidencePiece.counted(of: "pb-1", in: desk.trail(of: "pb-1"))
      #expect(pieces.count == row.evidence, "the list shows what is not counted, or lacks what is")
      #expect(row.evidenceKinds.allSatisfy { kind in pieces.contains { $0.kind == kind } })
    }
    #expect(accepted > 10)
  }

  private func check(_ row: ProblemRow) {
    let slots = row.signatures.map(\.slot)
    let signers = row.signatures.map(\.signer)
    #expect(Set(signers).count == signers.count, "one person signed twice")
    #expect(slots == Array(Policy.dualSignature.map(\.slot).prefix(slots.count)), "slots out of order")
    #expect(signers.allSatisfy { !["p-clerk", "p-reg", "p-founder"].contains($0) }, "an unfit signer")
    if !row.signatures.isEmpty { #expect(row.evidence > 0, "signed without evidence") }
    switch row.state {
    case .closed, .fullySigned: #expect(slots.count == 2, "\(row.state) without two signatures")
    case .deptSigned: #expect(slots.count == 1)
    default: #expect(slots.isEmpty, "signatures stand in \(row.state)")
    }
    #expect((row.closed != nil) == (row.state == .closed))
  }
}
