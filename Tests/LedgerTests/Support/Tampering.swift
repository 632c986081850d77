import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// One way to change a ledger, and what verification must say of it: `CODE@SEQ`, in order.
struct Tampering: Sendable, CustomTestStringConvertible {
  let name: String
  let level: VerificationLevel
  let expected: [String]
  let change: @Sendable (inout LogEdit, TestLedger) throws -> Void

  init(
    _ name: String, _ level: VerificationLevel, _ expected: [String],
    _ change: @escaping @Sendable (inout LogEdit, TestLedger) throws -> Void
  ) {
    self.name = name
    self.level = level
    self.expected = expected
    self.change = change
  }

  var testDescription: String { name }

  /// Applies the change to a sound ledger of 53 entries and verifies.
  ///
  /// 0…2 making it, 3 a key for `p-guest`, 4 signed by two, 5…52 a pour each, every one with its checkpoint.
  func report() throws -> VerificationReport {
    let test = try TestLedger()
    try test.addGuest()
    try test.pour(48)
    test.close()
    try Forge(path: test.path).editLog { try change(&$0, test) }
    return try Ledger.verify(test.path, domain: TeaHouse(), level: level)
  }
}

extension VerificationReport {
  /// `CODE@SEQ` of every finding.
  var summary: [String] { findings.map { "\($0.code)@\($0.seq.map(String.init) ?? "-")" } }
}

extension TestLedger {
  var guest: SignerKey {
    get throws { try Self.key("p-guest", 9) }
  }

  /// Entry 3 registers a second person's key, entry 4 is signed by both.
  func addGuest() throws {
    let guest = try guest
    let genesis = ledger.about.genesis.base64
    let registration = EventDraft(type: "key.registered", subject: "p-guest", time: clock.now().beijingText) {
      $0.member("proof", KeyProof.make(scope: genesis, key: guest))
      $0.member("vkey", guest.verifier.text)
    }
    let both = draft([event("cup.poured", "cup-1", ml: 5)], signers: ["p-founder", "p-guest"])
    let notes = [try Ledger.signed(draft([registration]), [founder]), try Ledger.signed(both, [founder, guest])]
    for note in notes {
      let outcome = try writer.append([note])[0]
      guard outcome.refusals.isEmpty else { throw outcome.refusals[0] }
    }
  }

  /// A draft for after the ledger was closed.
  func forged(_ events: [EventDraft], signers: [String] = ["p-founder"], _ genesis: String) -> TransactionDraft {
    TransactionDraft(
      ledger: "tea.example/ledger", genesis: genesis, tx: nextID(), signers: signers, at: clock.now(), events: events)
  }
}

extension LogEdit {
  var genesis: String { MerkleTree.leafHash(entries[0] ?? []).base64 }

  /// Appends a note as the holder of the checkpoint key could, with whatever stamp.
  mutating func append(_ note: [UInt8], _ test: TestLedger, laterMs: Int64 = 0) throws {
    let stamp = Timestamp(ms: test.clock.now().ms + laterMs)
    entries[size] = Entry.compose(stamp: stamp, note: note)
    checkpoints[size] = []
    try cover(test)
  }

  /// Makes tiles and checkpoints agree with the entries, as the holder of the checkpoint key could.
  mutating func cover(_ test: TestLedger) throws {
    rebuildTiles()
    try resign(test.checkpointKey)
  }

  mutating func flip(_ text: String, plus offset: Int = 0, in seq: UInt64) throws {
    let place = try #require(self.offset(of: text, in: seq))
    entries[seq]?[place + offset] ^= 1
  }
}
