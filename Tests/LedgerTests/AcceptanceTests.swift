import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// What the engine accepts and refuses, whatever the domain.
@Suite struct AcceptanceTests {
  private func codes(_ outcomes: [Outcome]) -> [[String]] { outcomes.map { $0.refusals.map(\.code) } }

  // MARK: Idempotency

  @Test func theSameNoteIsAnsweredWithTheFirstReceipt() throws {
    let test = try TestLedger()
    let note = try test.note("cup.poured", "cup-1", ml: 5)
    let outcomes = try test.writer.append([note, note])
    #expect(outcomes.map { $0.receipt?.seq } == [3, 3])
    try test.writer.flush()
    try test.reopen()
    #expect(try test.writer.append([note])[0].receipt?.seq == 3)
    #expect(test.writer.size == 4)
  }

  @Test func theSameIdWithOtherBytesIsAConflict() throws {
    let test = try TestLedger()
    var draft = test.draft("cup.poured", "cup-1", ml: 5)
    let first = try Ledger.signed(draft, [test.founder])
    draft.events = [test.event("cup.poured", "cup-1", ml: 6)]
    let second = try Ledger.signed(draft, [test.founder])
    #expect(codes(try test.writer.append([first, second])) == [[], ["I01"]])
    #expect(codes(try test.writer.append([second])) == [["I01"]])
  }

  /// Two parts of one batch could carry one id: each was looked up before either was in. Then the log held an id twice.
  @Test func oneIdCannotStandTwiceInABatch() throws {
    let test = try TestLedger()
    let id = test.nextID()
    let notes = try (1...2).map { part in
      var draft = try test.part(Int64(part), of: 2, batch: 1)
      draft.tx = id
      return try Ledger.signed(draft, [test.founder])
    }
    #expect(codes(try test.writer.append(notes)) == [["B03"], ["I01"]])
    #expect(test.writer.size == 3)
  }

  // MARK: Batches

  @Test func aBatchIsAcceptedWhole() throws {
    let test = try TestLedger()
    let notes = try test.batch(3)
    #expect(codes(try test.writer.append(notes)) == [[], [], []])
    #expect(try test.writer.append(notes).map { $0.receipt?.seq } == [3, 4, 5])
    #expect(test.writer.size == 6)
  }

  @Test func aBatchIsRefusedWhole() throws {
    let test = try TestLedger()
    var notes = try test.batch(3)
    #expect(codes(try test.writer.append(Array(notes.prefix(2)))) == [["B01"], ["B01"]])
    #expect(codes(try test.writer.append([notes[1], notes[0], notes[2]])).joined().allSatisfy { $0 == "B01" })
    var bad = try test.part(2, of: 3, batch: 1)
    bad.events = [test.event("cup.drunk", "cup-9", ml: 1)]
    notes[1] = try Ledger.signed(bad, [test.founder])
    #expect(codes(try test.writer.append(notes)) == [["B03"], ["X01"], ["B03"]])
    #expect(test.writer.size == 3)
  }

  @Test func aBatchHoldsAtMostAHundredThousandEvents() throws {
    let test = try TestLedger()
    let notes = try (1...401).map { part in
      var draft = try test.part(Int64(part), of: 401, batch: 7)
      draft.events = (0..<250).map { _ in test.event("cup.poured", "cup-1", ml: 1) }
      return try Ledger.signed(draft, [test.founder])
    }
    #expect(Set(codes(try test.writer.append(notes)).joined()) == ["B02"])
    #expect(test.writer.size == 3)
  }

  /// The number of parts is anyone's: a note that claimed 2^53 of them once made the engine ask for that much memory.
  @Test func aClaimOfManyPartsCostsNothing() throws {
    let test = try TestLedger()
    let note = try Ledger.signed(try test.part(1, of: JSONValue.integerMax, batch: 1), [test.founder])
    #expect(codes(try test.writer.append([note])) == [["B01"]])
  }

  // MARK: Expectations

  @Test func anExpectationHoldsOrRefuses() throws {
    let test = try TestLedger()
    let empty = SubjectChain(subject: "cup-1")
    let cases: [(Int64, String?, [String])] = [
      (1, nil, ["E01"]), (0, Hash.zero.base64, ["E02"]), (0, empty.head.base64, []), (0, nil, ["E01"]), (1, nil, []),
    ]
    for (count, head, expected) in cases {
      var draft = test.draft("cup.poured", "cup-1", ml: 1)
      draft.expect = [Expectation(subject: "cup-1", count: count, head: head)]
      #expect(codes(try test.writer.append([Ledger.signed(draft, [test.founder])])) == [expected])
    }
  }

  // MARK: Who and where

  @Test func aNoteForAnotherLedgerIsRefused() throws {
    let test = try TestLedger()
    var draft = test.draft("cup.poured", "cup-1", ml: 1)
    draft.ledger = "sea.example/ledger"
    #expect(codes(try test.writer.append([Ledger.signed(draft, [test.founder])])) == [["T10"]])
    draft = test.draft("cup.poured", "cup-1", ml: 1)
    draft.genesis = Hash.zero.base64
    #expect(codes(try test.writer.append([Ledger.signed(draft, [test.founder])])) == [["T11"]])
    draft.genesis = nil
    #expect(codes(try test.writer.append([Ledger.signed(draft, [test.founder])])) == [["T11"]])
  }

  @Test func aRevokedKeySignsNothingMoreEvenInTheSameCall() throws {
    let test = try TestLedger()
    try test.addGuest()
    let vkey = try test.guest.verifier.text
    let revocation = EventDraft(type: "key.revoked", subject: "p-guest", time: "2026-06-01") {
      $0.member("key", vkey)
      $0.member("reason", "lost")
    }
    let notes = [
      try Ledger.signed(test.draft([revocation]), [test.founder]),
      try Ledger.signed(test.draft([test.event("cup.poured", "cup-1", ml: 1)], signers: ["p-guest"]), [test.guest]),
    ]
    #expect(codes(try test.writer.append(notes)) == [[], ["S14"]])
  }

  // MARK: Clock

  @Test func aClockALittleBackIsHeldAndMoreIsRefused() throws {
    let test = try TestLedger()
    test.clock.advance(ms: -2000)
    #expect(
      try test.writer.append([test.note("cup.poured", "cup-1", ml: 1)])[0].receipt?.recorded.ms == test.clock.now().ms
        + 2000)
    test.clock.advance(ms: -1)
    #expect(throws: LedgerError(.tryAgain, "E30", "", "")) {
      try test.writer.append([test.note("cup.poured", "cup-1", ml: 1)])
    }
    #expect(test.writer.size == 4)
  }

  @Test func aLeapAheadNeedsConfirmation() throws {
    let test = try TestLedger(clock: HandClock("2026-06-01T09:00:00+08:00", isLeapConfirmed: false))
    test.clock.advance(ms: 7 * Timestamp.dayMs)
    try test.pour(1)
    test.clock.advance(ms: 7 * Timestamp.dayMs + 1)
    #expect(throws: LedgerError(.tryAgain, "E31", "", "")) { try test.pour(1) }
  }

  // MARK: Writers

  @Test func aSecondWriterIsToldAtOnce() throws {
    let test = try TestLedger()
    #expect(throws: LedgerError(.tryAgain, "E03", "", "")) {
      try Ledger.open(test.path, domain: TeaHouse(), access: .writing)
    }
  }

  @Test func aSecondProcessThatWritesIsToldAtOnce() throws {
    let test = try TestLedger()
    #expect(try Bench.run(["append", test.path, "1"]).status == 75)
    test.close()
    #expect(try Bench.run(["append", test.path, "1"]).status == 0)
  }

  /// After a rotation the old key signs nothing more; the checkpoint that ends with it is still the old key's.
  @Test func aRotatedCheckpointKeySignsWhatFollows() throws {
    let test = try TestLedger()
    let new = try TestLedger.key("tea.example/ledger", 44)
    let genesis = test.ledger.about.genesis.base64
    let rotation = EventDraft(type: "ledger.key_rotated", subject: "ledger", time: "2026-06-01") {
      $0.member("proof", KeyProof.make(scope: genesis, key: new))
      $0.member("vkey", new.verifier.text)
    }
    let draft = test.draft([rotation], signers: ["ledger", "p-founder"])
    let note = try Ledger.signed(draft, [test.ledgerKey, test.founder])
    let more = try test.note("cup.poured", "cup-1", ml: 1)
    #expect(throws: LedgerError(.refused, "E25", "", "")) { try test.writer.append([note, more]) }
    #expect(codes(try test.writer.append([note])) == [[]])
    #expect(throws: LedgerError(.refused, "E25", "", "")) { try test.writer.append([more]) }
    test.writer = try Writer(test.ledger, checkpointKey: new, clock: test.clock)
    #expect(codes(try test.writer.append([more])) == [[]])
    try test.writer.flush()
    #expect(try test.ledger.verify(level: .views).summary == [])
    test.close()
    try Forge(path: test.path).editLog { log in
      let note = try SignedNote.parse(log.checkpoints[5] ?? [])
      log.checkpoints[5] = try SignedNote.sign(text: note.text, with: [test.checkpointKey])
    }
    #expect(try Ledger.verify(test.path, domain: TeaHouse(), level: .hashes).summary == ["L04@4"])
  }
}

extension TestLedger {
  /// One part of a batch, a pour.
  func part(_ part: Int64, of: Int64, batch number: UInt8) throws -> TransactionDraft {
    var draft = draft("cup.poured", "cup-1", ml: 1)
    draft.batch = BatchPart(id: ULID(ms: 1, random: [UInt8](repeating: number, count: 10)).text, part: part, of: of)
    return draft
  }

  func batch(_ count: Int64) throws -> [[UInt8]] {
    try (1...count).map { try Ledger.signed(part($0, of: count, batch: 1), [founder]) }
  }
}
