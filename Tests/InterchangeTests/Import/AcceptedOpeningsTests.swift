import AssistanceLedger
import EventSourcing
import Ledger
import Testing
import TransparencyLog

@testable import Interchange

/// An opening says whose name it is, and whoever makes one chooses what it says: it counts only when it opens an event of
/// the log. Before, whatever a crash or a stranger had left in the vault decided whom a sheet meant.
struct AcceptedOpeningsTests {
  private func filled(_ name: String = #function) throws -> ImportLedger {
    let ledger = try ImportLedger(name)
    try ledger.villages()
    let roster = "户编号,行政村,户主姓名,农户类别,姓名,与户主关系,发生时间\nhh-1,甲村,赵甲子,一般农户,赵甲子,户主,2026-05-02\n"
    #expect(try ledger.run("household", roster).problems.map(\.code) == [])
    return ledger
  }

  private func visit(_ name: String, _ ledger: ImportLedger) throws -> [String] {
    let csv = "对象姓名,走访方式,区划代码,发生时间\n\(name),电话,621021103201,2026-05-10\n"
    return try ledger.run("visit.recorded", csv) { $0.isDryRun = true }.problems.map(\.code)
  }

  @Test func whatACrashLeftInTheVaultNamesNobody() throws {
    let ledger = try filled()
    #expect(try visit("赵甲子", ledger) == [])
    for field in ["head_name", "members.0.name", "members.0.id_number"] {
      try ledger.session.vault.keep([Opening(subject: "hh-1", field: field, value: "孙八")])
    }
    #expect(try visit("孙八", ledger) == ["X158"])
  }

  /// A commitment can be written into any personal field of an event that is accepted.
  @Test func anOpeningIsOfItsSubjectAndField() throws {
    let ledger = try filled()
    let opening = Opening(subject: "hh-1", field: "head_name", value: "孙八")
    let event = PlainEvent("visit.recorded", "hh-1", time: "2026-05-10") {
      $0.member("mode", "phone")
      $0.name("text")
      $0.raw(opening.sealed)
    }
    let outcome = try ledger.session.submit([event], keys: [try ledger.officer])
    #expect(outcome.refusals.map(\.code) == [])
    try ledger.session.vault.keep([opening])
    #expect(try visit("孙八", ledger) == ["X158"])
  }

  /// A household was still found by the name that a correction had taken from it, beside the one it had got.
  @Test func aCorrectedNameIsFoundByWhatItBecame() throws {
    let ledger = try filled()
    let (session, officer) = (ledger.session, try ledger.officer)
    func correct(_ fields: String) throws {
      var registered: EventContext?
      try session.ledger.view().forEachEvent(of: "hh-1") {
        if $0.event.type == "household.registered" { registered = $0 }
      }
      let target = try #require(registered)
      let note = try session.composeCorrection(
        of: target, fields: try JSONDocument.object(Array(fields.utf8)), reason: "姓名有误", keys: [officer],
        lateReason: nil)
      #expect(try session.append([note])[0].refusals.map(\.code) == [])
    }
    try correct(#"{"head_name":"钱乙丑"}"#)
    // The list of members still names him.
    #expect(try visit("赵甲子", ledger) == [])
    try correct(#"{"members":[{"name":"钱乙丑","relation":"head"}]}"#)
    #expect(try visit("赵甲子", ledger) == ["X158"])
    #expect(try visit("钱乙丑", ledger) == [])
    try correct(#"{"head_name":"孙丙寅"}"#)
    #expect(try visit("孙丙寅", ledger) == [])
    // By now only a member's name.
    #expect(try visit("钱乙丑", ledger) == [])
  }

  /// What a voided event said still counted. No type that holds a name may be voided under rules 1, the note of a visit may.
  @Test func whatAVoidedEventSaidIsSaidNoMore() throws {
    let ledger = try filled()
    let (session, officer) = (ledger.session, try ledger.officer)
    let event = PlainEvent("visit.recorded", "hh-1", time: "2026-05-10") {
      $0.member("mode", "phone")
      $0.member("text", "看了看")
    }
    let note = try session.compose([event], keys: [officer])
    #expect(try session.append([note])[0].refusals.map(\.code) == [])
    let opening = try #require(note.openings.first)
    #expect(AcceptedOpenings(try session.ledger.view()).contains(opening))
    let annulment = try session.composeAnnulment(
      of: try session.event("\(note.tx.text).0"), reason: "重复录入", keys: [officer], lateReason: nil)
    #expect(try session.append([annulment])[0].refusals.map(\.code) == [])
    #expect(!AcceptedOpenings(try session.ledger.view()).contains(opening))
  }

  @Test func openingsOfARefusedNoteAreForgottenAndThoseItSharesStay() throws {
    let ledger = try filled()
    let session = ledger.session
    let event = PlainEvent("visit.recorded", "hh-1", time: "2026-05-10") {
      $0.member("mode", "phone")
      $0.member("text", "看了看")
    }
    let note = try session.compose([event], keys: [try ledger.officer])
    let other = Opening(subject: "hh-1", field: "head_name", value: "孙八")
    let outcomes = try session.append([
      (note: Array("no note".utf8), openings: note.openings + [other]), (note: note.note, openings: note.openings),
    ])
    #expect(outcomes.map { $0.refusals.isEmpty } == [false, true])
    #expect(try session.vault.opening(other.commitment.base64) == nil)
    #expect(try session.vault.opening(note.openings[0].commitment.base64)?.value == "看了看")
  }
}
