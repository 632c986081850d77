import EventSourcing
import Testing

@testable import Assistance

/// Where each kind of subject belongs: what its row says, whatever place the event names.
@Suite struct SeatTests {
  private func world() throws -> Desk {
    let desk = try Desk.shire()
    for note in Desk.requested { try desk.accept(note) }
    try desk.accept(
      Note(
        "06-05", ["p-clerk"],
        E("problem.opened", "pb-1", #"{"source":"visit","kind":"water","village":"v-1"}"#, refs: ["v-1"]),
        E("disclosure.posted", "dc-1", #"{"subject":"pr-1","stage":"library"}"#, refs: ["pr-1"]),
        E("region.registered", "rg-103", #"{"code":"621021103000"}"#)),
      Note(
        "06-05", ["p-villager"],
        E("problem.opened", "pb-2", #"{"source":"visit","kind":"water","owner_org":"org-town"}"#, refs: ["org-town"])),
      Note(
        "06-05", ["p-other"],
        E("stationing.started", "st-1", #"{"person":"p-other","village":"v-1"}"#, refs: ["p-other", "v-1"])),
      AuthorityTests.lend("duty-head", "p-head", "p-any", from: "2026-06-05", to: "2026-06-09", day: "06-05"))
    return desk
  }

  /// `TYPE SUBJECT`, organisations, places.
  @Test func everyPrefix() throws {
    let state = try world().state
    let village = "621021103204"
    let county = "621021000000"
    let cases: [(String, String, [String], [String])] = [
      ("household.tagged", "hh-1", [], [village]), ("village.tagged", "v-1", [], [village]),
      ("person.changed", "p-any", ["org-bureau"], [county]), ("person.changed", "p-villager", [], [village]),
      ("org.changed", "org-town", ["org-town"], ["621021103000"]),
      ("duty.ended", "duty-head", ["org-bureau"], [county]),
      ("duty.ended", "duty-other", [], [village]), ("delegation.revoked", "dlg-1", ["org-bureau"], [county]),
      ("project.started", "pr-1", ["org-bureau"], [village]), ("contract.amended", "ct-1", ["org-bureau"], [village]),
      ("fund.returned", "al-1", ["org-bureau"], [village]),
      ("disbursement.lines_added", "pay-1", ["org-bureau"], [village]),
      ("disbursement.approved", "pay-1", ["org-finance"], [village]),
      ("disbursement.paid", "pay-1", ["org-finance"], [village]),
      ("fund.frozen", "fd-1", ["org-finance"], [county]), ("fund.appropriated", "ap-1", ["org-finance"], [county]),
      ("problem.signed", "pb-1", ["org-bureau"], [village]), ("problem.signed", "pb-2", ["org-town"], ["621021103000"]),
      ("disclosure.removed", "dc-1", ["org-bureau"], [village]), ("stationing.ended", "st-1", [], [village]),
      ("region.recoded", "rg-103", [], ["621021103000"]), ("policy.pack_retired", "ledger", ["org-county"], [county]),
    ]
    let day = try #require(CivilDate("2026-06-06"))
    for (type, subject, orgs, places) in cases {
      var intention = AssistanceState.Intention(type, subject, by: "p-any")
      // An event may claim any place: it changes nothing.
      intention.place = "622022101201"
      let seat = state.seat(of: state.context(intention, on: day))
      #expect(seat.orgs == orgs && seat.places == places, "\(type) \(subject): \(seat.orgs) \(seat.places)")
    }
  }

  /// Who is asked for an act is asked by the same function that judges it: what is offered is what is accepted.
  @Test func offeredAndAcceptedAgree() throws {
    let desk = try world()
    let day = try #require(CivilDate("2026-06-06"))
    for (person, mayApprove) in [
      ("p-fin", true), ("p-cash", false), ("p-app", false), ("p-any", false), ("p-head", false),
    ] {
      let intention = AssistanceState.Intention("disbursement.approved", "pay-1", by: person)
      #expect(desk.state.authorityRefusals(of: intention, on: day).isEmpty == mayApprove, "\(person)")
      #expect(
        (desk.state.waitingStep(of: "pay-1", for: person, on: day) == "disbursement.approved") == mayApprove,
        "\(person)")
    }
    try desk.accept(Note("06-06", ["p-fin"], E("disbursement.approved", "pay-1")))
  }
}
