import AssistanceLedger
import EventSourcing
import Ledger
import Testing
import TransparencyLog

@testable import Interchange

/// What is disclosed is read where it was sealed, and nowhere else.
@Suite struct PackOpeningTests {
  /// Commitments were gathered without where they stand, the last event's subject standing for all: somebody who copied a
  /// household's commitment into an event about another that names it made the honest disclosure false (`L11`); in the page
  /// the value would have been read as the other's name too.
  @Test func aCopiedCommitmentDisclosesNothing() throws {
    let packed = try PackTests.Packed()
    let session = packed.ledger.session
    let name = try #require(try commitment(in: packed))
    let copy = PlainEvent("household.member_changed", "hh-2", time: session.now().beijingText) {
      $0.name("name")
      $0.object { $0.member("c", name) }
      $0.member("op", "add")
      $0.member("person", "p-founder")
      $0.member("to", "hh-1")
    }
    try PackTests.Packed.accept(try session.submit([copy], keys: [try packed.ledger.officer]))
    let ledgerKey = try KeyFile.load(session.ledger.folder.secretKey(Reference.ledger))
    _ = try Attesting(session).attest(nil, keys: [ledgerKey])

    let made = try packed.make(["head_name"])
    let verdict = try PackCheck(parsing: made.bytes).check(packed.pins)
    #expect(
      verdict.openings.map(\.value) == ["李四"] && verdict.openings.map(\.subject) == ["hh-1"] && verdict.isPageOurs)
    let page = try PackArchive.read(made.bytes).members.bytes("index.html")
    let text = String(decoding: page, as: UTF8.self)
    let told = text.split(separator: "\n").filter { $0.contains("李四") }
    #expect(told.count == 2, "once in either language, in the event about hh-1: \(told)")
    #expect(throws: LedgerError(.refused, "E71", "", "")) { try packed.make(["name"], subject: "hh-2") }
  }

  /// The commitment of the first household's name, as it stands in the log.
  private func commitment(in packed: PackTests.Packed) throws -> String? {
    var found: String?
    try packed.ledger.session.ledger.view().forEachEvent(of: "hh-1") { context in
      found = found ?? context.event.sealedPlaces.first { $0.field == "head_name" && $0.subject == "hh-1" }?.commitment
    }
    return found
  }

  /// The same commitment at two fields of one event: one of them it was not made for, and no reader can be told which.
  @Test func anEventHoldsASealedValueOnce() throws {
    let opening = Opening(subject: "hh-1", field: "head_name", value: "李四")
    let sealed = String(decoding: opening.sealed, as: UTF8.self)
    func event(_ data: String, _ more: String = "") throws -> Event {
      let line = #"{"type":"x.y","subject":"hh-1","time":"2026-06-01"\#(more),"data":\#(data)}"#
      let head =
        #"{"ledger":"a.example/b","tx":"01JD3Q0M5K0000000000000000","signers":["p-1"],"at":"2026-06-01T00:00:00Z"}"#
      return try Transaction(text: Array("taizhang/tx/v1\n\(head)\n\(line)\n".utf8)).events[0]
    }
    #expect(try event(#"{"head_name":\#(sealed)}"#).opened(by: [opening]) == [opening])
    #expect(try event(#"{"phone":\#(sealed)}"#).opened(by: [opening]) == [])
    #expect(try event(#"{"head_name":\#(sealed),"phone":\#(sealed)}"#).opened(by: [opening]) == [])
    let corrects = #","corrects":"01JD3Q0M5K0000000000000000.0""#
    #expect(try opening.opens(event(#"{"fields":{"head_name":\#(sealed)}}"#, corrects)))
    #expect(try !opening.opens(event(#"{"head_name":\#(sealed)}"#, corrects)))
    #expect(try !opening.opens(event(#"{"fields":{"head_name":\#(sealed)}}"#)))
    let listed = Opening(subject: "hh-1", field: "members.01.name", value: "李四")
    let member = String(decoding: listed.sealed, as: UTF8.self)
    #expect(try !listed.opens(event(#"{"members":[{},{"name":\#(member)}]}"#)), "a place in a list is written one way")
  }
}
