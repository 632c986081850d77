import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// Entries put in by someone who holds the checkpoint key: every hash and checkpoint agrees, and still they are found.
@Suite struct ForgedEntryTests {
  static let signatures: [Tampering] = [
    Tampering("a signed text changed", .signatures, ["K01@10"]) { log, test in
      try log.flip("cup-", plus: 4, in: 10)
      try log.cover(test)
    },
    Tampering("a signature line stripped", .signatures, ["K02@4"]) { log, test in
      let end = try #require(log.offset(of: "\u{2014} p-guest", in: 4))
      log.entries[4]?.removeSubrange(end...)
      try log.cover(test)
    },
    Tampering("a signature line added", .signatures, ["K02@10"]) { log, test in
      let note = try SignedNote.parse(Array((log.entries[10] ?? []).dropFirst(43)))
      log.entries[10]? += try SignedNote.signatureLine(for: note.text, by: test.guest)
      try log.cover(test)
    },
    Tampering("a signature line renamed", .signatures, ["K03@4"]) { log, test in
      log.replace("\u{2014} p-guest ", by: "\u{2014} p-guess ", in: 4)
      try log.cover(test)
    },
    Tampering("a signature by a key that nobody registered", .signatures, ["K04@53"]) { log, test in
      let stranger = try TestLedger.key("p-founder", 55)
      let draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], log.genesis)
      try log.append(try Ledger.signed(draft, [stranger]), test)
    },
    Tampering("a signature by a key revoked before", .signatures, ["S14@54"]) { log, test in
      let vkey = try test.guest.verifier.text
      let revocation = EventDraft(type: "key.revoked", subject: "p-guest", time: "2026-06-01") {
        $0.member("key", vkey)
        $0.member("reason", "lost")
      }
      try log.append(try Ledger.signed(test.forged([revocation], log.genesis), [test.founder]), test)
      let draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], signers: ["p-guest"], log.genesis)
      try log.append(try Ledger.signed(draft, [test.guest]), test)
    },
    // At this level only lines about keys are read: one that hides its type behind escapes is such a line too.
    Tampering("a revocation whose type is written with escapes", .signatures, ["S14@54"]) { log, test in
      let vkey = try test.guest.verifier.text
      let revocation = EventDraft(type: "key.revoked", subject: "p-guest", time: "2026-06-01") {
        $0.member("key", vkey)
        $0.member("reason", "lost")
      }
      let plain = String(decoding: test.forged([revocation], log.genesis).text, as: UTF8.self)
      let text = plain.replacing("key.revoked", with: #"\u006bey.rev\u006fked"#)
      try log.append(try SignedNote.sign(text: Array(text.utf8), with: [test.founder]), test)
      let draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], signers: ["p-guest"], log.genesis)
      try log.append(try Ledger.signed(draft, [test.guest]), test)
    },
    Tampering("a registration that is malformed", .signatures, ["T03@53"]) { log, test in
      let event = EventDraft(type: "key.registered", subject: "p-guest", time: "2026-06-01") { $0.member("vkey", 1) }
      let text = String(decoding: test.forged([event], log.genesis).text, as: UTF8.self).replacing(":1}", with: ":01}")
      try log.append(try SignedNote.sign(text: Array(text.utf8), with: [test.founder]), test)
    },
    Tampering("another event that is malformed is for the rules", .signatures, []) { log, test in
      try log.append(try test.malformed(log), test)
    },
    Tampering("an entry that is no note", .signatures, ["T07@53"]) { log, test in
      try log.append(Array("nothing\n".utf8), test)
    },
    Tampering("a note that is no transaction", .signatures, ["T01@53"]) { log, test in
      try log.append(try SignedNote.sign(text: Array("hello\n".utf8), with: [test.founder]), test)
    },
    Tampering("an entry without a first line", .signatures, ["T00@53", "T00@53"]) { log, test in
      let entry = log.entries[52]
      try log.append([], test)
      log.entries[53] = Array((entry ?? []).dropFirst(43))
      try log.cover(test)
    },
    Tampering("a stamp that goes back", .hashes, ["L05@53"]) { log, test in
      let draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], log.genesis)
      try log.append(try Ledger.signed(draft, [test.founder]), test, laterMs: -1)
    },
  ]

  static let rules: [Tampering] = [
    Tampering("a note for another ledger", .rules, ["T10@53"]) { log, test in
      var draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], log.genesis)
      draft.ledger = "sea.example/ledger"
      try log.append(try Ledger.signed(draft, [test.founder]), test)
    },
    Tampering("a note for another genesis", .rules, ["T11@53"]) { log, test in
      let draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], Hash.zero.base64)
      try log.append(try Ledger.signed(draft, [test.founder]), test)
    },
    Tampering("an event the domain refuses", .rules, ["X01@53"]) { log, test in
      let draft = test.forged([test.event("cup.drunk", "cup-9", ml: 1)], log.genesis)
      try log.append(try Ledger.signed(draft, [test.founder]), test)
    },
    Tampering("an event of no type", .rules, ["C01@53"]) { log, test in
      let draft = test.forged([test.event("pot.broken", "cup-9", ml: 1)], log.genesis)
      try log.append(try Ledger.signed(draft, [test.founder]), test)
    },
    Tampering("the second event of two", .rules, ["X01@53"]) { log, test in
      let events = [test.event("cup.poured", "cup-9", ml: 1), test.event("cup.drunk", "cup-9", ml: 2)]
      try log.append(try Ledger.signed(test.forged(events, log.genesis), [test.founder]), test)
    },
    Tampering("what the ledger's own key should sign", .rules, ["K08@53"]) { log, test in
      let event = EventDraft(type: "ledger.rules_adopted", subject: "ledger", time: "2026-06-01") {
        $0.member("rules", 1)
      }
      try log.append(try Ledger.signed(test.forged([event], log.genesis), [test.founder]), test)
    },
    Tampering("an event that is malformed", .rules, ["T03@53"]) { log, test in
      try log.append(try test.malformed(log), test)
    },
    Tampering("a transaction twice", .rules, ["I01@53"]) { log, test in
      try log.append(Array((log.entries[10] ?? []).dropFirst(43)), test)
    },
    Tampering("a batch without its end", .rules, ["B01@53"]) { log, test in try log.appendPart(1, of: 2, test) },
    Tampering("a batch without its beginning", .rules, ["B01@53"]) { log, test in try log.appendPart(2, of: 2, test) },
    Tampering("a batch in pieces", .rules, ["B01@53", "B01@55"]) { log, test in
      try log.appendPart(1, of: 2, test)
      let draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], log.genesis)
      try log.append(try Ledger.signed(draft, [test.founder]), test)
      try log.appendPart(2, of: 2, test)
    },
    Tampering("a whole batch", .rules, []) { log, test in
      try log.appendPart(1, of: 2, test)
      try log.appendPart(2, of: 2, test)
    },
    Tampering("an expectation of another count", .rules, ["E01@53"]) { log, test in
      var draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], log.genesis)
      draft.expect = [Expectation(subject: "cup-1", count: 2, head: nil)]
      try log.append(try Ledger.signed(draft, [test.founder]), test)
    },
    Tampering("an expectation of another head", .rules, ["E02@53"]) { log, test in
      var draft = test.forged([test.event("cup.poured", "cup-77", ml: 1)], log.genesis)
      draft.expect = [Expectation(subject: "cup-77", count: 0, head: Hash.zero.base64)]
      try log.append(try Ledger.signed(draft, [test.founder]), test)
    },
    Tampering("one bad entry does not blame those after it", .rules, ["X01@53"]) { log, test in
      for event in [test.event("cup.drunk", "cup-9", ml: 1), test.event("cup.poured", "cup-9", ml: 1)] {
        try log.append(try Ledger.signed(test.forged([event], log.genesis), [test.founder]), test)
      }
    },
  ]

  @Test(arguments: signatures + rules) func isFound(_ tampering: Tampering) throws {
    let report = try tampering.report()
    #expect(report.summary == tampering.expected, "\(report.findings.map(\.message.en))")
    #expect(report.exitStatus == (tampering.expected.isEmpty ? 0 : 2))
  }

  @Test func anEventIsNamedByItsPlace() throws {
    let tampering = try #require(Self.rules.first { $0.name == "the second event of two" })
    #expect(try tampering.report().findings.map(\.event) == ["53.1"])
  }

  /// Rules of another number are beyond this program; that is not the same as altered.
  @Test func rulesBeyondThisProgramCannotBeJudged() throws {
    let test = try TestLedger()
    let genesis = test.ledger.about.genesis.base64
    test.close()
    try Forge(path: test.path).editLog { log in
      let event = EventDraft(type: "ledger.rules_adopted", subject: "ledger", time: "2026-06-01") {
        $0.member("catalogue_sha256", Hash.zero.hex)
        $0.member("rules", 2)
      }
      let draft = test.forged([event], signers: ["ledger"], genesis)
      try log.append(try Ledger.signed(draft, [test.ledgerKey]), test)
    }
    #expect(try Ledger.verify(test.path, domain: TeaHouse(), level: .signatures).ok)
    #expect(throws: LedgerError(.malformed, "E26", "", "")) {
      try Ledger.verify(test.path, domain: TeaHouse(), level: .rules)
    }
  }
}

extension TestLedger {
  /// A note with a number that JSON does not know, truly signed.
  fileprivate func malformed(_ log: LogEdit) throws -> [UInt8] {
    let text = String(decoding: forged([event("cup.poured", "cup-1", ml: 1)], log.genesis).text, as: UTF8.self)
    return try SignedNote.sign(text: Array(text.replacing(":1}", with: ":01}").utf8), with: [founder])
  }
}

extension LogEdit {
  fileprivate mutating func appendPart(_ part: Int64, of: Int64, _ test: TestLedger) throws {
    var draft = test.forged([test.event("cup.poured", "cup-1", ml: 1)], genesis)
    draft.batch = BatchPart(id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", part: part, of: of)
    try append(try Ledger.signed(draft, [test.founder]), test)
  }
}
