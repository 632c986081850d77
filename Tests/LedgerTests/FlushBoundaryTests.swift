import EventSourcing
import TestSupport
import Testing
import TransparencyLog

@testable import Ledger

/// When derived state is stored must not change what it says: every rhythm of flushing, none at all, and a rebuild with any
/// number of threads give the same views, chains and positions.
@Suite struct FlushBoundaryTests {
  struct Knowledge: Equatable {
    var cups: Hash
    var streams: Hash
    var positions: [[Position]]

    init(_ view: LedgerView) throws {
      cups = try view.digest("cups")
      streams = try view.streams().root
      let subjects = (0..<7).map { Term.subject("cup-\($0)") }
      let others = [Term.subject("p-founder"), .type("cup.poured"), .type("cup.drunk"), .day(CivilDate(day: 20_605))]
      positions = try (subjects + others).map { try view.positions($0) }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 50, 1000]) func anyRhythmGivesTheSame(_ rhythm: Int) throws {
    let test = try TestLedger()
    var random = SplitMix64(seed: 7)
    for number in 1...150 {
      let events = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        test.event(
          "cup.poured", "cup-\(Int.random(in: 0..<7, using: &random))", ml: Int64.random(in: 1...9, using: &random))
      }
      try test.accept(Ledger.signed(test.draft(events), [test.founder]))
      if number % rhythm == 0 { try test.writer.flush() }
      if number == 75 { try test.reopen() }
    }
    let before = try Knowledge(test.ledger.view())
    try test.writer.flush()
    #expect(try Knowledge(test.ledger.view()) == before)
    #expect(try test.ledger.verify(level: .views).summary == [])
    for jobs in 1...2 {
      try test.reopen()
      try test.ledger.rebuild(jobs: jobs)
      #expect(try Knowledge(test.ledger.view()) == before)
    }
  }

  /// While a part is being stored, chains asked for by `expect`, repetitions and earlier events are found in it.
  @Test(arguments: [1, 4, 9]) func storingBesideAppendingGivesTheSame(_ eventCount: Int) throws {
    let test = try TestLedger()
    test.writer.flushEventCount = eventCount
    var random = SplitMix64(seed: 8)
    var sent: [[UInt8]] = []
    for _ in 1...120 {
      let events = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        test.event(
          "cup.poured", "cup-\(Int.random(in: 0..<7, using: &random))", ml: Int64.random(in: 1...9, using: &random))
      }
      let cup = "cup-\(Int.random(in: 0..<7, using: &random))"
      let chain = try test.writer.chain(cup)
      #expect(try chain == test.ledger.view().chain(cup))
      var draft = test.draft(events)
      draft.expect = [Expectation(subject: cup, count: Int64(chain.count), head: chain.head.base64)]
      let note = try Ledger.signed(draft, [test.founder])
      try test.accept(note)
      sent.append(note)
      let again = sent[Int.random(in: 0..<sent.count, using: &random)]
      guard case .repeated = try test.writer.append([again])[0] else {
        Issue.record("a note sent again was not recognised")
        return
      }
    }
    try test.writer.flush()
    let before = try Knowledge(test.ledger.view())
    #expect(try test.ledger.verify(level: .views).summary == [])
    try test.reopen()
    try test.ledger.rebuild(jobs: 2)
    #expect(try Knowledge(test.ledger.view()) == before)
  }
}
