import EventSourcing
import Ledger
import Testing
import TransparencyLog

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
}
