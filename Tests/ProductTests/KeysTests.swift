import AssistanceLedger
import EventSourcing
import Foundation
import TestSupport
@testable import Ledger
import Testing
import TransparencyLog

/// The engine knows keys to judge signatures, the domain to say who vouched for them (specs/architecture.md § Keys). After any
/// history both must know the same keys, of the same holders, with the same beginnings and ends.
@Suite struct KeysTests {
  private struct Clock: LedgerClock {
    var isLeapConfirmed: Bool { true }
    func now() -> Timestamp { Timestamp(ms: 1_780_189_200_000) }  // 2026-05-31T09:00:00+08:00
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func engineAndDomainKnowTheSameKeys(seed: UInt64) throws {
    let path = NSTemporaryDirectory() + "taizhang-keys-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try LedgerSetup(
      path: path, origin: "keys.example/ledger", region: "621021", authority: "某局", purpose: .test
    ).make(clock: Clock())
    let session = try LedgerSession.open(path, clock: Clock())
    let founder = try KeyFile.load(session.ledger.folder.secretKey("p-founder"))
    var random = SplitMix64(seed: seed)
    let people = (1...4).map { "p-\($0)" }
    for person in people {
      let event = PlainEvent("person.registered", person, time: "2026-05-31") { _ in }
      #expect(try session.submit([event], keys: [founder]).receipt != nil)
    }
    var made: [SignerKey] = []
    var (accepted, refused) = (0, 0)
    for number in 0..<120 {
      let holder = people.randomElement(using: &random) ?? people[0]
      let event: PlainEvent
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        // Now and then a key that was there before.
        let seed = [UInt8](repeating: UInt8(number % 100 + 1), count: 32)
        let key = try SignerKey(name: holder, privateKey: Ed25519PrivateKey(seed: seed))
        made.append(key)
        let validTo = ["2026-12-31", "2026-05-31T09:00:00+08:00", nil].randomElement(using: &random) ?? nil
        event = PlainEvent("key.registered", holder, time: "2026-05-31") {
          $0.member("proof", KeyProof.make(scope: session.ledger.about.genesis.base64, key: key))
          if let validTo { $0.member("valid_to", validTo) }
          $0.member("vkey", key.verifier.text)
        }
      default:
        // Also of somebody else's key, of one revoked before, by its whole text or by its name.
        guard let key = made.randomElement(using: &random) else { continue }
        let owner = Int.random(in: 0..<5, using: &random) == 0 ? holder : key.name
        let text = key.verifier.text
        let name = text.split(separator: "+", maxSplits: 2).prefix(2).joined(separator: "+")
        let given = Bool.random(using: &random) ? text : name
        event = PlainEvent("key.revoked", owner, time: "2026-05-31") {
          $0.member("key", given)
          $0.member("reason", "lost")
        }
      }
      let isAccepted = try session.submit([event], keys: [founder]).receipt != nil
      accepted += isAccepted ? 1 : 0
      refused += isAccepted ? 0 : 1
      if number % 40 == 39 { try session.writer.flush() }
      try compare(session.ledger.view(), people + ["p-founder"])
    }
    #expect(accepted > 40 && refused > 10, "\(accepted) \(refused)")
  }

  private func compare(_ view: LedgerView, _ people: [String]) throws {
    let registry = view.fold.registry
    var known = 0
    for person in people {
      let records = registry.records(of: person)
      known += records.count
      for record in records {
        let id = record.vkey.split(separator: "+", maxSplits: 2).prefix(2).joined(separator: "+")
        let row = try #require(try view.row("keys", id).map { try JSONDocument.object($0) })
        #expect(row["holder"]?.string == person)
        #expect(row["vkey"]?.string == record.vkey)
        #expect(row["valid_to"]?.string == record.validTo)
        #expect(seq(row["registered"]) == record.registeredSeq)
        #expect(seq(row["revoked"]) == record.revokedSeq)
      }
      let row = try #require(try view.row("persons", person).map { try JSONDocument.object($0) })
      let unrevoked = records.filter { $0.revokedSeq == nil }.map { record in
        record.vkey.split(separator: "+", maxSplits: 2).prefix(2).joined(separator: "+")
      }
      #expect(row["keys"]?.elements.compactMap(\.string) ?? [] == unrevoked)
    }
    var rows = 0
    try view.forEachRow("keys") { _, _ in
      rows += 1
      return true
    }
    #expect(rows == known)
  }

  /// The entry of an event at `SEQ.POS`.
  private func seq(_ place: JSONValue?) -> Int64? {
    place?.string.flatMap { Position($0) }.map { Int64($0.seq) }
  }
}
