import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// Proofs made by a ledger hold for whoever pinned its key, and only they.
@Suite struct ProofTests {
  private func pins(_ test: TestLedger) -> ProofPins {
    ProofPins(checkpointKeys: [test.checkpointKey.verifier], genesis: test.ledger.about.genesis)
  }

  /// Read back from the file's bytes: what a stranger gets.
  private func shown(_ proof: Proof, _ test: TestLedger) throws -> ProofVerdict.Shown {
    try Proof(parsing: proof.bytes).check(pins(test)).shown
  }

  @Test func everyEntryIsProvedAtEverySize() throws {
    let test = try TestLedger()
    for _ in 0..<12 {
      try test.pour(1)
      let prover = try Prover(test.ledger)
      for seq in 0..<prover.checkpoint.size {
        guard case .entry(let entry, nil) = try shown(try prover.entry(seq), test) else { return #expect(Bool(false)) }
        #expect(entry.seq == seq)
        guard case .entry(_, 0) = try shown(try prover.entry(seq, position: 0), test) else {
          return #expect(Bool(false))
        }
      }
      #expect(throws: LedgerError(.refused, "E55", "", "")) { try prover.entry(prover.checkpoint.size) }
      #expect(throws: LedgerError(.refused, "E55", "", "")) { try prover.entry(0, position: 1) }
    }
  }

  @Test func growthIsProvedBetweenAllCheckpoints() throws {
    let test = try TestLedger()
    try test.pour(9)
    let prover = try Prover(test.ledger)
    let size = prover.checkpoint.size
    var pairs = 0
    for new in 3...size {
      for old in 3...new {
        let (first, second) = (try prover.storedCheckpoint(old), try prover.storedCheckpoint(new))
        guard case .consistency(let found) = try shown(prover.consistency(old: first, new: second), test) else {
          return #expect(Bool(false))
        }
        #expect(found.size == old)
        pairs += 1
      }
    }
    #expect(pairs == 55)
    #expect(throws: LedgerError(.refused, "E57", "", "")) { try prover.storedCheckpoint(99) }
    #expect(throws: LedgerError(.refused, "E57", "", "")) {
      try prover.consistency(old: prover.storedCheckpoint(5), new: prover.storedCheckpoint(4))
    }
  }

  /// A ledger put back from a copy and continued differently signs two histories: it must not prove one from the other.
  @Test func anotherHistoryIsNotProved() throws {
    let (test, other) = (try TestLedger(), try TestLedger())
    try test.pour(5)
    try other.pour(5)
    let stranger = try Prover(other.ledger).note
    let error = #expect(throws: LedgerError.self) {
      let prover = try Prover(test.ledger)
      return try prover.consistency(old: stranger, new: prover.note)
    }
    #expect(error?.code == "L04" && error?.kind == .integrity)
  }

  @Test(arguments: [nil, UInt64(13)]) func aSubjectsEventsAreComplete(_ asOf: UInt64?) throws {
    let test = try TestLedger()
    try test.pour(10)
    try test.attest(as: test.ledgerKey)
    try test.pour(10)
    if asOf == nil { try test.attest(as: test.ledgerKey) }
    for flushed in [false, true] {
      if flushed { try test.writer.flush() }
      let proof = try Prover(test.ledger).subject("cup-3", asOf: asOf)
      guard case .subject(let history) = try shown(proof, test) else { return #expect(Bool(false)) }
      #expect(history.entries.map(\.seq) == [6, 11, 17, 22])
      #expect(history.complete.count == (asOf == nil ? 4 : 2))
      let chain = try test.ledger.view(at: .size(history.asOf)).chain("cup-3")
      #expect(history.chain == chain)
    }
  }

  @Test func everyoneInTheLedgerIsPresentAndOthersAreAbsent() throws {
    let test = try TestLedger()
    try test.pour(7)
    try test.attest(as: test.ledgerKey)
    let prover = try Prover(test.ledger)
    for subject in ["cup-0", "cup-4", "ledger", "p-founder"] {
      guard case .subject(let history) = try shown(prover.subject(subject), test) else { return #expect(Bool(false)) }
      #expect(history.chain.count > 0)
    }
    for subject in ["a-1", "cup-00", "cup-9", "p-z", "z-1"] {
      guard case .absence(subject, _, 7) = try shown(prover.subject(subject), test) else {
        return #expect(Bool(false), "\(subject)")
      }
    }
  }

  @Test func nothingIsProvedOnAFalseAttestation() throws {
    let test = try TestLedger()
    try test.pour(5)
    #expect(throws: LedgerError(.refused, "E58", "", "")) { try Prover(test.ledger).subject("cup-1") }
    try test.attest(as: test.ledgerKey, root: .zero)
    #expect(throws: LedgerError(.integrity, "L06", "", "")) { try Prover(test.ledger).subject("cup-1") }
  }

  /// The checkpoint key may be stolen while the ledger's own is not: what another key attests proves nothing.
  @Test func anAttestationByAnotherKeyIsNoProof() throws {
    let test = try TestLedger()
    try test.pour(5)
    try test.attest(as: test.ledgerKey)
    let proof = try Prover(test.ledger).subject("cup-1")
    guard case .subject(let claim, let subject, let line, let entries) = proof else { return #expect(Bool(false)) }
    let dropped = Proof.subject(claim, subject: subject, line, Array(entries.dropFirst()))
    #expect(throws: LedgerError(.integrity, "L11", "", "")) { try shown(dropped, test) }
    let foreign = ProofPins(checkpointKeys: [test.founder.verifier], genesis: test.ledger.about.genesis)
    #expect(throws: LedgerError(.integrity, "L11", "", "")) { try proof.check(foreign) }
  }

  @Test func aViewsDigestIsProved() throws {
    let test = try TestLedger()
    try test.pour(5)
    let digest = try test.ledger.view().digest("cups").hex
    let note = try test.ledgerNote("view.attested") {
      $0.member("as_of", 8)
      $0.member("sha256", digest)
      $0.member("version", 1)
      $0.member("view", "cups")
    }
    try test.accept(note)
    guard case .view(let statement) = try shown(Prover(test.ledger).view("cups"), test) else {
      return #expect(Bool(false))
    }
    #expect(statement.sha256 == digest && statement.asOf == 8)
    #expect(throws: LedgerError(.refused, "E58", "", "")) { try Prover(test.ledger).view("saucers") }
  }
}

extension TestLedger {
  fileprivate func attest(as key: SignerKey, root: Hash? = nil) throws {
    let view = try ledger.view()
    let streams = try view.streams()
    let note = try ledgerNote("streams.attested") {
      $0.member("as_of", Int64(view.size))
      $0.member("root", (root ?? streams.root).base64)
      $0.member("subjects", Int64(streams.subjects))
    }
    try accept(note)
  }
}
