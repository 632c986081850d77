import EventSourcing
import Ledger
import Testing
import TransparencyLog

/// Which keys may be registered and revoked: the engine's alone to say, for any domain.
@Suite struct KeyAcceptanceTests {
  private func registration(
    _ test: TestLedger, _ key: SignerKey, of holder: String = "p-guest", proof: String? = nil, vkey: String? = nil
  ) -> EventDraft {
    EventDraft(type: "key.registered", subject: holder, time: "2026-06-01") {
      $0.member("proof", proof ?? KeyProof.make(scope: test.ledger.about.genesis.base64, key: key))
      $0.member("vkey", vkey ?? key.verifier.text)
    }
  }

  private func revocation(_ text: String, of holder: String = "p-guest") -> EventDraft {
    EventDraft(type: "key.revoked", subject: holder, time: "2026-06-01") {
      $0.member("key", text)
      $0.member("reason", "lost")
    }
  }

  private func codes(_ test: TestLedger, _ event: EventDraft) throws -> [String] {
    try test.writer.append([Ledger.signed(test.draft([event]), [test.founder])])[0].refusals.map(\.code)
  }

  /// The name of a key, `NAME+ID`.
  private func id(_ key: SignerKey) -> String {
    key.verifier.text.split(separator: "+", maxSplits: 2).prefix(2).joined(separator: "+")
  }

  @Test func aKeyIsRegisteredOnceEverAndByItsHolder() throws {
    let test = try TestLedger()
    let (first, second) = (try TestLedger.key("p-guest", 9), try TestLedger.key("p-guest", 10))
    let borrowed = try TestLedger.key("p-other", 9)
    let wrongProof = KeyProof.make(scope: test.ledger.about.genesis.base64, key: second)
    #expect(try codes(test, registration(test, first, vkey: "p-guest+00000000+AQ==")) == ["K07"])
    #expect(try codes(test, registration(test, first, of: "p-other")) == ["K07"])
    #expect(try codes(test, registration(test, first, proof: wrongProof)) == ["K06"])
    #expect(try codes(test, registration(test, first, of: "ledger")) == ["K08"])
    #expect(try codes(test, registration(test, first)) == [])
    #expect(try codes(test, registration(test, first)) == ["K05"])
    #expect(try codes(test, registration(test, borrowed, of: "p-other")) == ["K05"])
    #expect(try codes(test, registration(test, test.founder, of: "p-founder")) == ["K05"])
    #expect(try codes(test, registration(test, second)) == [])
    #expect(try codes(test, revocation(first.verifier.text)) == [])
    #expect(try codes(test, registration(test, first)) == ["K05"], "not even after it was revoked")
  }

  /// Views and revocations name a key by four bytes of a hash. Two keys whose four bytes meet are found by trying for a minute;
  /// who vouched for the one would stand under the name of both.
  @Test func twoKeysOfOnePersonNeverShareAnId() throws {
    let test = try TestLedger()
    let twins = try ["twin 10783", "twin 36766"].map { text in
      let seed = SHA256.hash(Array(text.utf8)).withUnsafeBytes { [UInt8]($0) }
      return try SignerKey(name: "p-guest", privateKey: Ed25519PrivateKey(seed: seed))
    }
    #expect(id(twins[0]) == "p-guest+2d186d61" && id(twins[1]) == id(twins[0]))
    #expect(twins[0].verifier != twins[1].verifier)
    #expect(try codes(test, registration(test, twins[0])) == [])
    #expect(try codes(test, registration(test, twins[1])) == ["K05"])
  }

  /// `key` of a revocation could be a person's bare reference, which is the beginning of all his keys: the engine took it for
  /// every one of them, the domain for none.
  @Test func aRevocationNamesOneKey() throws {
    let test = try TestLedger()
    let keys = try (11...13).map { try TestLedger.key("p-guest", $0) }
    for key in keys { #expect(try codes(test, registration(test, key)) == []) }
    let text = keys[0].verifier.text
    for unknown in ["p-guest", "p-guest+", "p-founder", "p-guest+00000000", String(text.dropLast()), text + "=", ""] {
      #expect(try codes(test, revocation(unknown)) == ["K04"], "\(unknown)")
    }
    #expect(try codes(test, revocation(text, of: "p-founder")) == ["K04"])
    #expect(try codes(test, revocation(id(keys[0]))) == [])
    #expect(try codes(test, revocation(id(keys[0]))) == ["K10"])
    #expect(try codes(test, revocation(text)) == ["K10"])
    #expect(try codes(test, revocation(keys[1].verifier.text)) == [])
    // The third still signs.
    let note = try Ledger.signed(
      test.draft([test.event("cup.poured", "cup-1", ml: 1)], signers: ["p-guest"]), [keys[2]])
    #expect(try test.writer.append([note])[0].refusals.isEmpty)
  }

  /// A `+` may also stand in the base64 of the key itself: what lies before it is no name of the key.
  @Test func partOfAKeysTextIsNotItsName() throws {
    let test = try TestLedger()
    let seeds = (1...255).map { UInt8($0) }
    let key = try #require(
      try seeds.lazy.map { try TestLedger.key("p-guest", $0) }.first {
        $0.verifier.text.split(separator: "+", omittingEmptySubsequences: false).count > 3
      })
    #expect(try codes(test, registration(test, key)) == [])
    let parts = key.verifier.text.split(separator: "+", omittingEmptySubsequences: false)
    #expect(try codes(test, revocation(parts.prefix(3).joined(separator: "+"))) == ["K04"])
  }
}
