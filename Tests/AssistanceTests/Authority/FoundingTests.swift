import EventSourcing
import Testing

@testable import Assistance

/// The founder alone may much, but for money and signatures; with a leader it is over, once and for ever.
@Suite struct FoundingTests {
  private func lead(_ day: String, _ signers: [String], from: String) -> Note {
    Note(
      day, signers, Desk.duty("duty-lead", "p-lead", "leading_group_leader", "org-county", more: #","from":"\#(from)""#)
    )
  }
  private func pack(_ day: String, _ id: String) -> Note {
    Note(day, ["p-founder"], AuthorityTests.pack(id, from: "2020-01-01"))
  }

  @Test func whatTheFounderMayAlone() throws {
    let desk = try Desk.founding()
    try desk.accept(
      pack("06-01", "a"), Note("06-01", ["p-founder"], Desk.person("p-lead", "org-county")),
      Note("06-01", ["p-founder"], Desk.person("p-clerk"), Desk.key("p-clerk")),
      Note("06-01", ["p-founder"], Desk.duty("duty-clerk", "p-clerk", "handler", "org-bureau")))
    #expect(try desk.submit(lead("06-01", ["p-founder"], from: "2026-06-01")) == ["G22"])
    let cashier = Desk.duty("duty-x", "p-clerk", "cashier", "org-bureau")
    #expect(try desk.submit(Note("06-01", Desk.registrars, cashier)) == ["G40"], "power waits for the leader")
    let fund = E("fund.appropriated", "ap-1", #"{"fund":"fd-1","amount_fen":1}"#, refs: ["fd-1"])
    try desk.accept(Note("06-01", ["p-clerk"], E("fund.source_registered", "fd-1", #"{"name":"x"}"#)))
    for signers in [["p-founder"], ["p-clerk"], Desk.registrars] {
      #expect(try desk.submit(Note("06-01", signers, fund)) == ["G40"])
    }
    try desk.accept(lead("06-01", Desk.registrars, from: "2026-06-01"))
    #expect(desk.state.ledger[LedgerRow.key]?.founded != nil)
    #expect(try desk.submit(pack("06-01", "b")) == ["G22", "G40", "P03"])
  }

  /// A leader appointed in June whose first day is in 2099 left the founder alone with everything until somebody else was appointed:
  /// the end was looked at only when an office was given.
  @Test func itEndsOnTheLeadersFirstDay() throws {
    let desk = try Desk.founding()
    try desk.accept(
      Note("06-01", Desk.registrars, Desk.person("p-lead", "org-county"), Desk.key("p-lead")),
      lead("06-02", Desk.registrars, from: "2026-06-04"), pack("06-03", "a"))
    #expect(try desk.submit(pack("06-04", "b")) == ["G22", "G40", "P03"])
    try desk.accept(Note("06-04", ["p-lead"], E("duty.ended", "duty-lead")))
    #expect(desk.state.ledger[LedgerRow.key]?.founded != nil)
    #expect(try desk.submit(pack("06-05", "b")) == ["G22", "G40", "P03"], "over for ever, though no leader is left")
  }
}
