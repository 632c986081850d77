import EventSourcing
import Testing

@testable import Assistance

/// Who may record what, from both sides: every row of the tables of cosigners and of separation, and what specs/authority.md says of
/// days, seats, founding, succession, mergers and delegation. What is refused stands beside what is accepted.
@Suite struct AuthorityTests {
  typealias Case = RefusalCase

  static let cases: [Case] =
    keys + duties + ends + founding + succession + merges + delegations + days + before + scopes + packs + papers

  @Test(arguments: cases)
  func endsInTheExpectedRefusal(_ row: Case) throws {
    try row.hold(at: .shire())
  }

  // MARK: Persons and keys

  private static func revoke(_ person: String, by signer: String) -> Note {
    Note("06-02", [signer], E("key.revoked", person, #"{"key":"\#(person)+00000001"}"#))
  }
  private static func further(_ person: String, _ signers: [String]) -> Note {
    Note("06-03", signers, Desk.key(person, "00000002"))
  }

  static let keys: [Case] = [
    .init("a first key by one registrar", Note("06-02", ["p-reg"], Desk.key("p-kin")), []),
    .init("a first key by somebody else", Note("06-02", ["p-clerk"], Desk.key("p-kin")), ["G40"]),
    .init("a first key by the leader", Note("06-02", ["p-appointer"], Desk.key("p-kin")), ["G40"]),
    .init("a registrar's own key", Note("06-02", ["p-reg"], Desk.key("p-reg", "00000002")), ["G21"]),
    .init("a registrar's key by the other alone", further("p-reg", ["p-founder"]), ["G22"]),
    .init("a registrar's key, with his old one", further("p-reg", ["p-founder", "p-reg"]), []),
    .init("a second key for a signer by one registrar", further("p-head", ["p-reg"]), ["G22"]),
    .init("a second key for a signer by two registrars", further("p-head", Desk.registrars), ["G22"]),
    .init("a second key with the holder's old one", further("p-head", ["p-reg", "p-head"]), []),
    .init(
      "a lost key: two registrars and the appointer", revoke("p-head", by: "p-head"),
      then: further("p-head", Desk.registrars + ["p-appointer"]), []),
    .init(
      "a lost key: two registrars without the appointer", revoke("p-head", by: "p-head"),
      then: further("p-head", Desk.registrars), ["G22"]),
    .init(
      "a lost key: one registrar and the appointer", revoke("p-head", by: "p-head"),
      then: further("p-head", ["p-reg", "p-appointer"]), ["G22"]),
    .init("a lost key of the leader: registrars and a head", further("p-appointer", Desk.registrars + ["p-head"]), []),
    .init("a lost key of the leader: registrars alone", further("p-appointer", Desk.registrars), ["G22"]),
    .init("a lost key of one without power: two registrars", further("p-any", Desk.registrars), []),
    .init("a lost key of one without power: one registrar", further("p-any", ["p-reg"]), ["G22"]),
    .init("one's own key revoked", revoke("p-head", by: "p-head"), []),
    .init("revoked by a registrar", revoke("p-head", by: "p-reg"), []),
    .init("revoked by a stranger", revoke("p-head", by: "p-any"), ["G40"]),
    .init("revoked by the leader", revoke("p-head", by: "p-appointer"), ["G40"]),
    .init(
      "a villager registered by a village cadre",
      Note("06-02", ["p-cadre"], E("person.registered", "p-9", #"{"household":"hh-1"}"#, refs: ["hh-1"])), []),
    .init(
      "one with a key changed by a village cadre",
      Note("06-02", ["p-cadre"], E("person.changed", "p-villager", #"{"household":"hh-1"}"#, refs: ["hh-1"])), ["G40"]),
    .init(
      "an organisation's parents changed by a registrar",
      Note("06-02", ["p-reg"], Self.parents("org-finance", "org-bureau")), ["G40"]),
    .init(
      "an organisation's parents changed by a head",
      Note("06-02", ["p-head"], Self.parents("org-finance", "org-bureau")), ["G41"]),
    .init(
      "an organisation's parents changed by the leader",
      Note("06-02", ["p-appointer"], Self.parents("org-finance", "org-bureau")), []),
    .init(
      "an organisation led by one that it leads",
      Note("06-02", ["p-appointer"], Self.parents("org-bureau", "org-station")), ["R04"]),
  ]

  private static func parents(_ org: String, _ superior: String) -> E {
    E(
      "org.changed", org, #"{"parents":[{"org":"\#(superior)","edge":"led_by"}]}"#, refs: [superior])
  }

  // MARK: Duties given

  private static func give(_ person: String, _ role: String, _ org: String, _ signers: [String], day: String = "06-02")
    -> Note
  {
    Note(day, signers, Desk.duty("duty-x", person, role, org))
  }

  static let duties: [Case] = [
    .init("an ordinary duty by a registrar", give("p-any", "handler", "org-bureau", ["p-reg"]), []),
    .init("an ordinary duty by the head", give("p-any", "handler", "org-bureau", ["p-head"]), []),
    .init("an ordinary duty below by the head", give("p-any", "handler", "org-station", ["p-head"]), []),
    .init("an ordinary duty by another head", give("p-any", "handler", "org-bureau", ["p-finhead"]), ["G41"]),
    .init("an ordinary duty by a head below", give("p-any", "handler", "org-bureau", ["p-station"]), ["G41"]),
    .init("an ordinary duty by a handler", give("p-any", "handler", "org-bureau", ["p-clerk"]), ["G40"]),
    .init("an ordinary duty for oneself", give("p-any", "liaison", "org-bureau", ["p-any"]), ["G21", "G40"]),
    .init("power by the head and a registrar", give("p-any", "approver", "org-bureau", ["p-head", "p-reg"]), []),
    .init("power by the head alone", give("p-any", "approver", "org-bureau", ["p-head"]), ["G22"]),
    .init("power by a registrar", give("p-any", "approver", "org-bureau", ["p-reg"]), ["G22", "G40"]),
    .init("power by both registrars", give("p-any", "approver", "org-bureau", Desk.registrars), ["G40"]),
    .init("power by the leader and a registrar", give("p-any", "cashier", "org-finance", Desk.appointing), []),
    .init(
      "power by a head of another county", give("p-any", "cashier", "org-finance", ["p-farhead", "p-reg"]), ["G41"]),
    .init("power for oneself", give("p-head", "approver", "org-bureau", ["p-head", "p-reg"]), ["G21"]),
    .init(
      "power, and the one concerned signs beside", give("p-any", "approver", "org-bureau", ["p-head", "p-any"]), ["G22"]
    ),
    .init("power for a registrar", give("p-reg", "department_head", "org-bureau", Desk.appointing), ["G20"]),
    .init("power for the founder", give("p-founder", "cashier", "org-finance", ["p-appointer", "p-reg"]), ["G20"]),
    .init("a registrar by the leader and a registrar", give("p-any", "registrar", "org-county", Desk.appointing), []),
    .init(
      "a registrar by the leader alone", give("p-any", "registrar", "org-county", ["p-appointer"]), ["G22", "G22"]),
    .init("a registrar by both registrars", give("p-any", "registrar", "org-county", Desk.registrars), ["G22", "G40"]),
    .init(
      "a registrar by a head, in his own organisation", give("p-any", "registrar", "org-bureau", ["p-head", "p-reg"]),
      ["G22"]),
    .init("a signer becomes a registrar", give("p-head", "registrar", "org-county", Desk.appointing), ["G20"]),
    .init(
      "a leader by the leader and two registrars",
      give("p-any", "office_director", "org-county", ["p-appointer"] + Desk.registrars), []),
    .init("a leader by the leader and one", give("p-any", "office_director", "org-county", Desk.appointing), ["G22"]),
    .init(
      "a duty taken up again: appointer and registrar",
      Note("06-02", ["p-head"], E("duty.suspended", "duty-station")),
      then: Note("06-03", ["p-head", "p-reg"], E("duty.resumed", "duty-station")), []),
    .init(
      "a duty taken up again by the appointer alone",
      Note("06-02", ["p-head"], E("duty.suspended", "duty-station")),
      then: Note("06-03", ["p-head"], E("duty.resumed", "duty-station")), ["G22"]),
  ]

  // MARK: Duties ended

  static let ends: [Case] = [
    .init("a duty of power ended by the appointer", Note("06-02", ["p-head"], E("duty.ended", "duty-station")), []),
    .init("suspended by the leader", Note("06-02", ["p-appointer"], E("duty.suspended", "duty-leader")), []),
    .init("suspended by a stranger", Note("06-02", ["p-any"], E("duty.suspended", "duty-leader")), ["G40"]),
    .init("suspended by a registrar", Note("06-02", ["p-reg"], E("duty.suspended", "duty-leader")), ["G40"]),
    .init("suspended by another head", Note("06-02", ["p-finhead"], E("duty.suspended", "duty-head")), ["G41"]),
    .init("one's own, given up", Note("06-02", ["p-head"], E("duty.ended", "duty-head")), []),
    .init("the leader's, by a head", Note("06-02", ["p-head"], E("duty.ended", "duty-appointer")), ["G22", "G41"]),
    .init("the leader gives up", Note("06-02", ["p-appointer"], E("duty.ended", "duty-appointer")), []),
    .init(
      "a registrar ended by the leader alone", Note("06-02", ["p-appointer"], E("duty.ended", "duty-reg")), ["G22"]),
    .init(
      "a registrar ended by the leader and the other",
      Note("06-02", ["p-appointer", "p-founder"], E("duty.ended", "duty-reg")),
      []),
    .init(
      "a registrar ended by himself as the second signature",
      Note("06-02", ["p-appointer", "p-reg"], E("duty.ended", "duty-reg")), []),
    .init(
      "the founder's ends like any other", Note("06-02", ["p-appointer", "p-reg"], E("duty.ended", "duty-founder")), []),
    .init(
      "handed over by the holder",
      Note("06-02", ["p-clerk"], E("duty.handed_over", "duty-clerk", #"{"to":"p-app"}"#, refs: ["p-app"])),
      []),
    .init(
      "handed over to oneself",
      Note("06-02", ["p-clerk"], E("duty.handed_over", "duty-clerk", #"{"to":"p-clerk"}"#, refs: ["p-clerk"])),
      ["R04"]),
    .init(
      "handed over by a stranger",
      Note("06-02", ["p-any"], E("duty.handed_over", "duty-clerk", #"{"to":"p-any"}"#, refs: ["p-any"])),
      ["G40"]),
  ]

  // MARK: Founding is over

  static let founding: [Case] = [
    .init("the founder's pack after the founding", Note("06-02", ["p-founder"], pack("a")), ["G22", "G40"]),
    .init(
      "the founder names a registrar alone", give("p-any", "registrar", "org-county", ["p-founder"]),
      ["G22", "G22", "G40"]),
    .init(
      "the founders name a leader", give("p-any", "office_director", "org-county", Desk.registrars),
      ["G22", "G40"]),
    .init(
      "the founder changes an organisation", Note("06-02", ["p-founder"], parents("org-finance", "org-bureau")), ["G40"]
    ),
  ]

  // MARK: Succession

  private static let leaderGone = Note("06-02", ["p-appointer"], E("duty.ended", "duty-appointer"))
  private static let registrarGone = Note("06-02", ["p-appointer", "p-reg"], E("duty.ended", "duty-founder"))

  static let succession: [Case] = [
    .init(
      "no leader: a head and two registrars", leaderGone,
      then: give("p-any", "leading_group_leader", "org-county", ["p-head"] + Desk.registrars, day: "06-03"), []),
    .init(
      "no leader: a head and one registrar", leaderGone,
      then: give("p-any", "leading_group_leader", "org-county", ["p-head", "p-reg"], day: "06-03"), ["G22"]),
    .init(
      "no leader: two registrars without a head", leaderGone,
      then: give("p-any", "leading_group_leader", "org-county", Desk.registrars, day: "06-03"), ["G22", "G40"]),
    .init(
      "no leader: a head of another county", leaderGone,
      then: give("p-any", "leading_group_leader", "org-county", ["p-farhead"] + Desk.registrars, day: "06-03"),
      ["G22", "G41"]),
    .init(
      "one registrar left: leader and two heads", registrarGone,
      then: give("p-any", "registrar", "org-county", ["p-appointer", "p-head", "p-finhead"], day: "06-03"), []),
    .init(
      "one registrar left: leader and one head", registrarGone,
      then: give("p-any", "registrar", "org-county", ["p-appointer", "p-head"], day: "06-03"), ["G22"]),
    .init(
      "one registrar left: leader and a head of another county", registrarGone,
      then: give("p-any", "registrar", "org-county", ["p-appointer", "p-head", "p-farhead"], day: "06-03"), ["G22"]),
    .init(
      "one registrar left: somebody without a key", registrarGone,
      then: give("p-kin", "registrar", "org-county", ["p-appointer", "p-head", "p-finhead"], day: "06-03"),
      ["G22", "G22"]),
    .init(
      "two registrars: leader and two heads are not enough",
      give("p-any", "registrar", "org-county", ["p-appointer", "p-head", "p-finhead"]), ["G22", "G22"]),
  ]

  // MARK: Mergers

  static func merge(
    _ kept: String, _ duplicate: String, _ signers: [String], day: String = "06-03", parted: Bool = false
  )
    -> Note
  {
    Note(
      day, signers,
      E(parted ? "person.parted" : "person.merged", kept, #"{"duplicate":"\#(duplicate)"}"#, refs: [duplicate]))
  }
  private static let three = Desk.registrars + ["p-appointer"]

  static let merges: [Case] = [
    .init("by one registrar", merge("p-any", "p-kin", ["p-reg"]), ["G22"]),
    .init("by two registrars", merge("p-any", "p-kin", Desk.registrars), []),
    .init("by anybody", merge("p-any", "p-kin", ["p-clerk"]), ["G22", "G40"]),
    .init("a duplicate with power, without its appointer", merge("p-any", "p-head", Desk.registrars), ["G22"]),
    .init("a duplicate with power, with its appointer", merge("p-any", "p-head", three), []),
    .init("the leader as a duplicate, without a head", merge("p-any", "p-appointer", Desk.registrars), ["G22"]),
    .init("a registrar merges himself", merge("p-any", "p-reg", Desk.registrars + ["p-appointer"]), ["G22"]),
    .init("a registrar merges another into himself", merge("p-founder", "p-any", Desk.registrars), ["G21"]),
    .init(
      "the duplicate acts no more", merge("p-any", "p-head", three),
      then: Note("06-04", ["p-head"], E("duty.ended", "duty-clerk")), ["G31", "G40"]),
    .init(
      "the kept one gains nothing", merge("p-any", "p-head", three),
      then: Note("06-04", ["p-any"], E("duty.ended", "duty-clerk")), ["G40"]),
    .init(
      "parted by one registrar", merge("p-any", "p-kin", Desk.registrars),
      then: merge("p-any", "p-kin", ["p-reg"], day: "06-04", parted: true), ["G22"]),
    .init(
      "parted by two registrars", merge("p-any", "p-kin", Desk.registrars),
      then: merge("p-any", "p-kin", Desk.registrars, day: "06-04", parted: true), []),
    .init(
      "power given back by parting, without the appointer", merge("p-any", "p-head", three),
      then: merge("p-any", "p-head", Desk.registrars, day: "06-04", parted: true), ["G22"]),
    .init(
      "power given back by parting, with the appointer", merge("p-any", "p-head", three),
      then: merge("p-any", "p-head", three, day: "06-04", parted: true), []),
    .init(
      "parted what was never merged", merge("p-any", "p-kin", Desk.registrars, parted: true), ["G32"]),
  ]

  // MARK: Delegation

  static func lend(
    _ duty: String, _ principal: String, _ delegate: String, from: String = "2026-06-02", to: String = "2026-06-30",
    by signer: String? = nil, day: String = "06-02"
  ) -> Note {
    Note(
      day, [signer ?? principal],
      E(
        "delegation.granted", "dlg-1",
        #"{"principal":"\#(principal)","delegate":"\#(delegate)","duty":"\#(duty)","from":"\#(from)","to":"\#(to)"}"#,
        refs: Set([delegate, duty, principal]).sorted()))
  }
  private static let endClerk = Note("06-04", ["p-any"], E("duty.ended", "duty-clerk"))

  static let delegations: [Case] = [
    .init("one's own duty, for a month", lend("duty-head", "p-head", "p-any"), []),
    .init("31 days", lend("duty-head", "p-head", "p-any", to: "2026-07-02"), ["G26"]),
    .init("30 days", lend("duty-head", "p-head", "p-any", to: "2026-07-01"), []),
    .init("backwards", lend("duty-head", "p-head", "p-any", from: "2026-06-09", to: "2026-06-08"), ["G26"]),
    .init("another's duty", lend("duty-head", "p-clerk", "p-any"), ["G26"]),
    .init("for another", lend("duty-head", "p-head", "p-any", by: "p-any"), ["G40"]),
    .init("to oneself", lend("duty-head", "p-head", "p-head"), ["G24"]),
    .init("a registrar's", lend("duty-reg", "p-reg", "p-any"), ["G26"]),
    .init("power to a registrar", lend("duty-head", "p-head", "p-reg"), ["G20"]),
    .init(
      "onward", lend("duty-head", "p-head", "p-any"),
      then: Note(
        "06-03", ["p-any"],
        E(
          "delegation.granted", "dlg-2",
          #"{"principal":"p-any","delegate":"p-clerk","duty":"duty-head","from":"2026-06-03","to":"2026-06-09"}"#,
          refs: ["duty-head", "p-any", "p-clerk"])), ["G26"]),
    .init("the delegate acts", lend("duty-head", "p-head", "p-any"), then: endClerk, []),
    .init(
      "the delegate acts after its end", lend("duty-head", "p-head", "p-any", to: "2026-06-03"), then: endClerk, ["G40"]
    ),
    .init(
      "the delegate acts before its beginning", lend("duty-head", "p-head", "p-any", from: "2026-06-05"),
      then: endClerk,
      ["G40"]),
    .init(
      "the principal's duty is over", lend("duty-head", "p-head", "p-any"),
      Note("06-03", ["p-appointer"], E("duty.ended", "duty-head")), then: endClerk, ["G40"]),
    .init(
      "revoked", lend("duty-head", "p-head", "p-any"),
      Note("06-03", ["p-head"], E("delegation.revoked", "dlg-1")), then: endClerk, ["G40"]),
    .init(
      "the delegate's lent power for days gone by",
      lend("duty-head", "p-head", "p-any", from: "2026-06-02", to: "2026-06-20", day: "06-04"),
      then: Note("06-05", ["p-any"], E("duty.ended", "duty-clerk", time: "2026-06-03")), ["G40"]),
    .init(
      "a delegate becomes a registrar", lend("duty-head", "p-head", "p-any"),
      then: give("p-any", "registrar", "org-county", Desk.appointing, day: "06-03"), ["G20"]),
    .init(
      "the leader and his own delegate are one signature", lend("duty-appointer", "p-appointer", "p-any"),
      then: Note("06-03", ["p-appointer", "p-any"], pack("a")), ["G22"]),
    .init(
      "the leader makes himself more by his delegate", lend("duty-appointer", "p-appointer", "p-any"),
      then: give("p-appointer", "approver", "org-finance", ["p-any", "p-reg"], day: "06-03"), ["G21"]),
  ]

  // MARK: Days

  private static func visit(_ day: String, _ person: String, on happened: String, late: String? = nil) -> Note {
    Note(
      day, [person], late: late,
      E("visit.recorded", "hh-1", #"{"visitor":"\#(person)"}"#, refs: [person], time: happened))
  }
  private static let otherEnds = Note("06-10", ["p-reg"], E("duty.ended", "duty-other"))

  static let days: [Case] = [
    .init(
      "power gives nothing for days before it was recorded",
      Note(
        "06-05", Desk.appointing,
        Desk.duty("duty-x", "p-any", "unit_head", "org-bureau", more: #","from":"2026-01-01""#)),
      then: Note("06-06", ["p-any"], E("duty.ended", "duty-clerk", time: "2026-06-04")), ["G40"]),
    .init(
      "power from the day it was recorded",
      Note(
        "06-05", Desk.appointing,
        Desk.duty("duty-x", "p-any", "unit_head", "org-bureau", more: #","from":"2026-01-01""#)),
      then: Note("06-06", ["p-any"], E("duty.ended", "duty-clerk", time: "2026-06-05")), []),
    .init(
      "an ordinary duty works back",
      Note("06-05", ["p-reg"], Desk.target("duty-x", "p-any", "team_member", "v-1")),
      then: visit("06-06", "p-any", on: "2026-06-05"), []),
    .init(
      "after a duty ended, a day on which it held", otherEnds, then: visit("06-20", "p-other", on: "2026-06-09"), []),
    .init("after a duty ended, a day after it", otherEnds, then: visit("06-20", "p-other", on: "2026-06-11"), ["G40"]),
    .init("long after a duty ended", otherEnds, then: visit("07-20", "p-other", on: "2026-06-09", late: "病假"), ["G40"]),
    .init(
      "power that ended speaks for no day", Note("06-10", ["p-head"], E("duty.ended", "duty-head")),
      then: Note("06-11", ["p-head"], E("duty.ended", "duty-clerk", time: "2026-06-09")), ["G40"]),
    .init("before one had the duty", visit("06-02", "p-other", on: "2026-05-31"), ["G40"]),
  ]

  // MARK: The state before the note

  static let before: [Case] = [
    .init(
      "a duty given and used in one note",
      Note(
        "06-02", Desk.appointing + ["p-any"], Desk.duty("duty-x", "p-any", "unit_head", "org-bureau"),
        E("duty.ended", "duty-clerk", by: "p-any")), ["G40"]),
    .init(
      "a duty given in one note, used in the next", give("p-any", "unit_head", "org-bureau", Desk.appointing),
      then: Note("06-02", ["p-any"], E("duty.ended", "duty-clerk")), []),
    .init(
      "a key given and used in one note",
      Note("06-02", Desk.registrars, Desk.person("p-new")), give("p-new", "unit_head", "org-bureau", Desk.appointing),
      then: Note("06-03", Desk.registrars + ["p-new"], Desk.key("p-new"), E("duty.ended", "duty-clerk", by: "p-new")),
      ["K21"]),
    .init(
      "an organisation put below one's own and used in one note",
      Note(
        "06-02", ["p-appointer", "p-head"], Self.parents("org-finance", "org-bureau"),
        E("duty.ended", "duty-acct", by: "p-head")), ["G41"]),
    .init(
      "an organisation put below one's own, used in the next",
      Note("06-02", ["p-appointer"], Self.parents("org-finance", "org-bureau")),
      then: Note("06-02", ["p-head"], E("duty.ended", "duty-acct")), []),
    .init(
      "a duty lent and used in one note",
      Note(
        "06-02", ["p-head", "p-any"], lend("duty-head", "p-head", "p-any").events[0],
        E("duty.ended", "duty-clerk", by: "p-any")), ["G40"]),
    .init(
      "a key with one voucher is none for power", Note("06-02", ["p-reg"], Desk.key("p-kin")),
      give("p-kin", "unit_head", "org-bureau", Desk.appointing),
      then: Note("06-03", ["p-kin"], E("duty.ended", "duty-clerk")),
      ["K21"]),
    .init(
      "a key with one voucher is enough for ordinary work", Note("06-02", ["p-reg"], Desk.key("p-kin")),
      give("p-kin", "handler", "org-bureau", ["p-reg"]), then: Note("06-03", ["p-kin"], E("visit.recorded", "hh-1")), []
    ),
  ]

  // MARK: How far a duty reaches

  private static func register(_ person: String, place: String = "621021103204") -> Note {
    Note("06-03", [person], E("household.registered", "hh-9", place: place))
  }

  private static func helper(_ org: String, _ target: String, role: String = "household_helper") -> E {
    E(
      "duty.assigned", "duty-x", #"{"person":"p-any","role":"\#(role)","org":"\#(org)","target":"\#(target)"}"#,
      refs: [org, "p-any", target].sorted())
  }

  static let scopes: [Case] = [
    .init("a household by the county's handler", register("p-clerk"), []),
    .init("a household by the village's cadre", register("p-cadre"), []),
    .init("a household of another village by a cadre", register("p-cadre", place: "621021103205"), ["G41"]),
    .init("a household of another county", register("p-clerk", place: "622022101201"), ["G41"]),
    .init("a builder's clerk with the county's code", register("p-buildman"), ["G41"]),
    .init("a household by nobody", register("p-any"), ["G40"]),
    .init(
      "a duty without organisation or target reaches nothing",
      Note(
        "06-02", ["p-reg"],
        E("duty.assigned", "duty-x", #"{"person":"p-any","role":"handler"}"#, refs: ["p-any"])),
      then: register("p-any"), ["G41"]),
    .init(
      "a village that was given the county's code stays a village",
      Note("06-02", ["p-clerk"], E("village.tagged", "v-1", "{}", place: "621021000000")),
      Note("06-02", ["p-reg"], Desk.target("duty-x", "p-any", "handler", "v-1")),
      then: register("p-any", place: "621021104000"), ["G41"]),
    .init(
      "the event's place lies elsewhere than its subject",
      Note("06-03", ["p-clerk"], E("village.tagged", "v-2", "{}", place: "621021104201")),
      Note(
        "06-03", ["p-clerk"],
        E("household.registered", "hh-9", #"{"village":"v-2"}"#, refs: ["v-2"], place: "621021104201")),
      then: Note("06-03", ["p-clerk"], E("household.tagged", "hh-9", #"{"tag":"poor"}"#, place: "621021103204")),
      ["G41"]),
    .init(
      "a duty for a village, by the head of the county's department",
      Note("06-03", ["p-head"], helper("org-bureau", "v-1")), []),
    .init(
      "a duty for a village, by the head of another county", Note("06-03", ["p-farhead"], helper("org-far", "v-1")),
      ["G41"]),
    .init(
      "a duty for the whole county, by the head of a township",
      Note("06-02", ["p-clerk"], E("region.registered", "rg-621021", #"{"code":"621021000000"}"#)),
      then: Note("06-03", ["p-town"], helper("org-town", "rg-621021", role: "handler")), ["G41"]),
    .init(
      "a duty for the whole county, by the leader",
      Note("06-02", ["p-clerk"], E("region.registered", "rg-621021", #"{"code":"621021000000"}"#)),
      then: Note("06-03", ["p-appointer"], helper("org-town", "rg-621021", role: "handler")), []),
    .init(
      "a township's region that is given the county's code",
      Note("06-02", ["p-clerk"], E("region.registered", "rg-103", #"{"code":"621021103000"}"#)),
      then: Note(
        "06-03", Desk.appointing,
        E("region.recoded", "rg-103", #"{"old_code":"621021103000","new_code":"621021000000","kind":"rename"}"#)),
      ["R04"]),
    // A handler of any bureau gave the county Beijing's code, and disabled its leader; or his township another's, and reached its money.
    .init("a region's code, by a handler", region, then: recode(["p-clerk"]), ["G22", "G40"]),
    .init("a region's code, by the leader alone", region, then: recode(["p-appointer"]), ["G22"]),
    .init("a region's code, by leader and registrar", region, then: recode(Desk.appointing), []),
    .init(
      "a village into a place that its clerk does not reach",
      Note("06-03", ["p-clerk"], E("village.tagged", "v-1", "{}", place: "621024103204")), ["G41"]),
    .init(
      "complaining is open to any key",
      Note("06-03", ["p-villager"], E("problem.opened", "pb-9", #"{"source":"visit","kind":"water"}"#)), []),
  ]

  private static let region = Note(
    "06-02", ["p-clerk"], E("region.registered", "rg-103", #"{"code":"621021103000"}"#))
  private static func recode(_ signers: [String]) -> Note {
    Note("06-03", signers, E("region.recoded", "rg-103", #"{"new_code":"621021104000","kind":"rename"}"#))
  }

  // MARK: Packs

  static func pack(
    _ id: String, region: String = "621021", from: String? = nil, version: String = "1.0.0", _ parameters: String = "{}"
  ) -> E {
    let content =
      #"{"pack":"\#(id)","version":"\#(version)","title":{"zh":"甲","en":"A"},"region":"\#(region)","source":"text","parameters":\#(parameters)}"#
    let day = from.map { #","effective_from":"\#($0)""# } ?? ""
    return E(
      "policy.pack_activated", "ledger", #"{"pack":"\#(id)","version":"\#(version)"\#(day),"content":\#(content)}"#)
  }
  private static let office = ["p-appointer", "p-head"]
  private static func slots(_ names: String...) -> String {
    let all = names.map { #"{"slot":"\#($0.split(separator: "=")[0])","role":"\#($0.split(separator: "=")[1])"}"# }
    return #"{"problem":{"slots":[\#(all.joined(separator: ","))]}}"#
  }

  static let packs: [Case] = [
    .init("leader and head", Note("06-02", office, pack("a")), []),
    .init("leader and county leader", Note("06-02", ["p-appointer", "p-leader"], pack("a")), []),
    .init("leader alone", Note("06-02", ["p-appointer"], pack("a")), ["G22"]),
    .init("leader and registrar", Note("06-02", ["p-appointer", "p-reg"], pack("a")), ["G22"]),
    .init("leader and a head of another county", Note("06-02", ["p-appointer", "p-farhead"], pack("a")), ["G22"]),
    .init("head and county leader", Note("06-02", ["p-head", "p-leader"], pack("a")), ["G41"]),
    .init("a handler", Note("06-02", ["p-clerk"], pack("a")), ["G22", "G40"]),
    .init("a pack of the province", Note("06-02", office, pack("a", region: "62")), []),
    .init("a pack of another county", Note("06-02", office, pack("a", region: "110101")), ["P04"]),
    .init("a pack from yesterday", Note("06-02", office, pack("a", from: "2026-06-01")), ["P03"]),
    .init("a pack from today", Note("06-02", office, pack("a", from: "2026-06-02")), []),
    .init(
      "a pack that lets the opener sign", Note("06-02", office, pack("a", #"{"problem":{"opener_may_sign":true}}"#)),
      ["P05"]),
    .init(
      "a pack with one signature", Note("06-02", office, pack("a", slots("department_head=department_head"))), ["P05"]),
    .init(
      "a slot that two packs give to two roles",
      Note(
        "06-02", office,
        pack("a", slots("department_head=department_head", "county_leader_in_charge=county_leader_in_charge"))),
      then: Note(
        "06-03", office,
        pack("b", slots("department_head=responsible", "county_leader_in_charge=county_leader_in_charge"))),
      ["P05"]),
    .init(
      "two packs that agree",
      Note(
        "06-02", office,
        pack("a", slots("department_head=department_head", "county_leader_in_charge=county_leader_in_charge"))),
      then: Note(
        "06-03", office,
        pack("b", slots("department_head=department_head", "county_leader_in_charge=county_leader_in_charge"))),
      []),
    .init(
      "retired without a day", Note("06-02", office, pack("a")),
      then: Note("06-03", office, E("policy.pack_retired", "ledger", #"{"pack":"a"}"#)), ["R01"]),
    .init(
      "retired backwards", Note("06-02", office, pack("a")),
      then: Note("06-05", office, E("policy.pack_retired", "ledger", #"{"pack":"a","effective_to":"2026-06-03"}"#)),
      ["P03"]),
    .init(
      "retired by the leader alone", Note("06-02", office, pack("a")),
      then: Note(
        "06-03", ["p-appointer"], E("policy.pack_retired", "ledger", #"{"pack":"a","effective_to":"2026-06-30"}"#)),
      ["G22"]),
    .init(
      "retired", Note("06-02", office, pack("a")),
      then: Note("06-03", office, E("policy.pack_retired", "ledger", #"{"pack":"a","effective_to":"2026-06-30"}"#)), []),
    .init(
      "a codelist by a head", Note("06-02", ["p-head"], E("codelist.published", "ledger", Self.codelist)),
      ["G22", "G41"]),
  ]

  private static let codelist = #"{"list":"role","version":"2","items":[{"code":"a","zh":"甲"}]}"#

  // MARK: Paper

  private static func deliberated(_ signers: [String]) -> Note {
    Note(
      "06-03", signers,
      E(
        "deliberation.step_recorded", "v-1", #"{"step":1}"#, by: "p-cadre", basis: "paper", refs: ["p-cadre"],
        evidence: [Desk.digest(5)], evidenceKind: "scan"))
  }

  static let papers: [Case] = [
    .init("two witnesses of two organisations", deliberated(["p-typist", "p-clerk"]), []),
    .init("two of one organisation", deliberated(["p-typist", "p-leader"]), ["G22"]),
    .init(
      "what is never taken from paper",
      Note(
        "06-03", ["p-clerk", "p-typist"],
        E(
          "visit.recorded", "hh-1", by: "p-other", basis: "paper", refs: ["p-other"], evidence: [Desk.digest(5)],
          evidenceKind: "scan")),
      ["G42"]),
  ]
}
