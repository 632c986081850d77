import EventSourcing
import Testing

@testable import Assistance

/// Cases, visits, corrections and old registers: who may, and who must be another.
@Suite struct AuthorityCaseTests {
  typealias Case = RefusalCase

  static let cases: [Case] = problems + visits + amendments + migrations

  @Test(arguments: cases)
  func endsInTheExpectedRefusal(_ row: Case) throws {
    try row.hold(at: .shire())
  }

  // MARK: Cases

  private static func open(_ by: String = "p-clerk") -> Note {
    Note(
      "06-02", [by],
      E(
        "problem.opened", "pb-1", #"{"source":"visit","kind":"water","owner_org":"org-bureau"}"#, refs: ["org-bureau"],
        place: "621021103204"))
  }
  private static func proof(_ by: String = "p-clerk", _ n: Int = 1) -> Note {
    Note("06-03", [by], E("evidence.attached", "pb-1", #"{"sha256":"\#(Desk.digest(n))","kind":"photo"}"#))
  }
  private static func sign(_ by: String, _ slot: String, day: String = "06-08") -> Note {
    Note(day, [by], seen: ["pb-1"], E("problem.signed", "pb-1", #"{"slot":"\#(slot)"}"#))
  }
  private static let head = "department_head"
  private static let leader = "county_leader_in_charge"
  private static let signed = [open(), proof(), sign("p-head", head), sign("p-leader", leader)]

  static let problems: [Case] = [
    .after("the head of another county", [open(), proof()], then: sign("p-farhead", head), ["G41"]),
    .after("the head of another department", [open(), proof()], then: sign("p-finhead", head), ["G40", "S04"]),
    .after("the head of a department below", [open(), proof()], then: sign("p-station", head), ["G41"]),
    .after("one's own evidence", [open(), proof("p-head")], then: sign("p-head", head), ["S02"]),
    .after(
      "one's own evidence beside another's", [open(), proof("p-head"), proof("p-clerk", 2)], then: sign("p-head", head),
      []),
    .after("evidence by a stranger", [open()], then: proof("p-any"), ["G40"]),
    .after("evidence by who opened it", [open("p-villager")], then: proof("p-villager"), []),
    .after(
      "a leader is named, who took no part",
      [
        open(),
        Note(
          "06-03", ["p-clerk"],
          E("problem.listed", "pb-1", #"{"handler":"p-head","lead_leader":"p-leader"}"#, refs: ["p-head", "p-leader"])),
        proof(),
      ],
      then: sign("p-head", head), []),
    .after(
      "who progressed it, ever",
      [
        open(), .act("problem.progressed", "pb-1", by: "p-head", day: "06-03"),
        .act("problem.progressed", "pb-1", by: "p-clerk", day: "06-04"),
        Note("06-05", ["p-clerk"], E("evidence.attached", "pb-1", #"{"kind":"photo"}"#)),
      ],
      then: sign("p-head", head), ["S05"]),
    .after(
      "another county leader signs", [open(), proof(), sign("p-head", head)], then: sign("p-deputy", leader), ["S04"]),
    .after(
      "another county leader, when the one in charge opened it", [open("p-leader"), proof(), sign("p-head", head)],
      then: sign("p-deputy", leader), []),
    .after(
      "another county leader, when the one in charge is away",
      [open(), proof(), sign("p-head", head), Note("06-05", ["p-appointer"], E("duty.suspended", "duty-leader"))],
      then: sign("p-deputy", leader), []),
    .after(
      "the head and his delegate sign both slots",
      [AuthorityTests.lend("duty-head", "p-head", "p-leader"), open(), proof(), sign("p-leader", head)],
      then: sign("p-leader", leader), ["S01"]),
    .after(
      "a leader who signs for the head, then the head as leader",
      [
        Note("06-02", Desk.appointing, Desk.duty("duty-x", "p-head", "county_leader_in_charge", "org-county")),
        AuthorityTests.lend("duty-head", "p-head", "p-any"), open(), proof(), sign("p-any", head),
      ],
      then: sign("p-head", leader), ["S01"]),
    .after("closing by a handler", signed, then: .act("problem.closed", "pb-1", by: "p-clerk"), []),
    .after("closing by a stranger", signed, then: .act("problem.closed", "pb-1", by: "p-any"), ["G40"]),
    .after(
      "closing by another department's head", signed, then: .act("problem.closed", "pb-1", by: "p-finhead"), ["G40"]),
    .after(
      "closing entered for another", signed, then: .entered("problem.closed", "pb-1", by: "p-clerk", for: "p-head"),
      ["G40", "G42"]),
    .after(
      "closing when both signers were found to be one",
      signed + [AuthorityTests.merge("p-leader", "p-head", Desk.registrars + ["p-appointer"], day: "06-09")],
      then: .act("problem.closed", "pb-1", by: "p-clerk", day: "06-10"), ["S01"]),
    .after(
      "closed before it was signed", signed,
      then: .act("problem.closed", "pb-1", by: "p-clerk", #"{"closed_at":"2026-06-07"}"#, day: "06-10"), ["R06"]),
    .after(
      "closed before it was opened", signed,
      then: .act("problem.closed", "pb-1", by: "p-clerk", #"{"closed_at":"2026-06-01"}"#, day: "06-10"), ["R06"]),
    .after(
      "closed tomorrow", signed,
      then: .act("problem.closed", "pb-1", by: "p-clerk", #"{"closed_at":"2026-06-11"}"#, day: "06-10"), ["V02"]),
    .after(
      "closed on the day it was signed", signed,
      then: .act("problem.closed", "pb-1", by: "p-clerk", #"{"closed_at":"2026-06-08"}"#, day: "06-10"), []),
    .after("returned by a stranger", signed, then: .act("problem.returned", "pb-1", by: "p-any"), ["G40"]),
    .after("returned by the leader", signed, then: .act("problem.returned", "pb-1", by: "p-leader"), []),
  ]

  // MARK: Visits

  static let visits: [Case] = [
    .init("a visit by the team", Note("06-03", ["p-other"], E("visit.recorded", "hh-1")), []),
    .init("a visit by nobody", Note("06-03", ["p-any"], E("visit.recorded", "hh-1")), ["G40"]),
    .init(
      "a visit entered for one without a duty is kept",
      Note("06-03", ["p-typist"], E("visit.recorded", "hh-1", by: "p-any", basis: "entered", refs: ["p-any"])), []),
    .init(
      "a visit entered for one who is not registered",
      Note("06-03", ["p-typist"], E("visit.recorded", "hh-1", by: "p-99", basis: "entered", refs: ["p-99"])),
      ["R01"]),
    .init(
      "a visit entered by one who may not enter",
      Note("06-03", ["p-other"], E("visit.recorded", "hh-1", by: "p-any", basis: "entered", refs: ["p-any"])), ["G40"]),
  ]

  @Test(
    arguments: [
      ("visit.acknowledged", "p-villager", "p-villager", []),
      ("visit.acknowledged", "p-other", "p-villager", ["G40", "V24"]),
      ("visit.acknowledged", "p-clerk", "p-clerk", ["V24"]), ("visit.acknowledged", "p-typist", "p-villager", []),
      ("visit.back_checked", "p-head", "p-head", []), ("visit.back_checked", "p-clerk", "p-clerk", ["V24"]),
      ("visit.back_checked", "p-typist", "p-other", ["V24"]), ("visit.back_checked", "p-any", "p-any", ["G40"]),
    ] as [(String, String, String, [String])])
  func aVisitIsConfirmedByAnother(_ type: String, _ signer: String, _ doer: String, _ codes: [String]) throws {
    let desk = try Desk.shire()
    try desk.accept(
      Note(
        "06-03", ["p-other"],
        E("visit.recorded", "hh-1", #"{"visitor":"p-other","companions":["p-clerk"]}"#, refs: ["p-clerk", "p-other"])))
    let data = #"{"visit":"\#(desk.lastID)""# + (type == "visit.back_checked" ? #","outcome":"confirmed"}"# : "}")
    let isOwn = signer == doer
    let event = E(type, "hh-1", data, by: isOwn ? nil : doer, basis: isOwn ? nil : "entered", refs: isOwn ? [] : [doer])
    #expect(try desk.submit(Note("06-05", [signer], event)) == codes)
  }

  // MARK: Corrections

  static let amendments: [Case] = [
    .init(
      "a confirmation of nothing",
      Note("06-03", ["p-other"], E("record.confirmed", "hh-1", #"{"event":"01JD3Q0M5K9V7Z2T4B8C6D1E0F.0"}"#)),
      ["G40", "R07"])
  ]

  /// Own acts are corrected as if they were recorded now, by who may still do them; or by the head; never who, to whom, whose.
  @Test func corrections() throws {
    let desk = try Desk.shire()
    try desk.accept(
      Note("06-03", ["p-other"], E("visit.recorded", "hh-1", #"{"visitor":"p-other","minutes":3}"#, refs: ["p-other"])))
    let visit = desk.lastID
    func correct(_ signer: String, _ fields: String, refs: [String] = [], day: String = "06-04") throws -> [String] {
      try desk.submit(
        Note(
          day, [signer],
          E(
            "record.corrected", "hh-1", #"{"fields":\#(fields),"reason":"误"}"#, refs: (["p-other"] + refs).sorted(),
            corrects: visit)))
    }
    #expect(try correct("p-other", #"{"minutes":33}"#) == [])
    #expect(try correct("p-any", #"{"minutes":34}"#) == ["G40"])
    #expect(try correct("p-clerk", #"{"minutes":34}"#) == ["G40"])
    #expect(try correct("p-other", #"{"visitor":"p-any"}"#, refs: ["p-any"]) == ["C12"])
    #expect(try correct("p-other", #"{"start":"2026-06-09"}"#) == ["V02"])
    try desk.accept(Note("06-05", ["p-reg"], E("duty.ended", "duty-other")))
    #expect(
      try correct("p-other", #"{"minutes":35}"#, day: "06-06") == [], "an ordinary duty speaks for its days for a while"
    )
    #expect(
      try correct("p-other", #"{"minutes":36}"#, day: "07-08") == ["G40"],
      "who may no longer, no longer says what it was")
    try desk.accept(Note("06-03", ["p-clerk"], Self.open().events[0]))
    let opened = desk.lastID
    for (fields, refs) in [(#"{"owner_org":"org-finance"}"#, ["org-finance"]), (#"{"household":"hh-1"}"#, ["hh-1"])] {
      let note = Note(
        "06-06", ["p-clerk"],
        E(
          "record.corrected", "pb-1", #"{"fields":\#(fields),"reason":"误"}"#, refs: (["org-bureau"] + refs).sorted(),
          corrects: opened))
      #expect(try desk.submit(note) == ["C12"], "\(fields)")
    }
    try desk.accept(Note("06-03", ["p-reg"], Desk.org("org-new", "contractor", "621021000000")))
    let registered = desk.lastID
    let widened = Note(
      "06-06", ["p-reg"],
      E("record.corrected", "org-new", #"{"fields":{"kind":"finance_bureau"},"reason":"误"}"#, corrects: registered))
    #expect(try desk.submit(widened) == ["C12"], "a registrar alone makes no organisation public")
  }

  /// What another entered is confirmed once, by who did it.
  @Test func confirmations() throws {
    let desk = try Desk.shire()
    try desk.accept(
      Note("06-03", ["p-typist"], E("visit.recorded", "hh-1", by: "p-other", basis: "entered", refs: ["p-other"])))
    let entered = desk.lastID
    try desk.accept(Note("06-03", ["p-other"], E("visit.recorded", "hh-1")))
    let own = desk.lastID
    func confirm(_ signer: String, _ event: String, subject: String = "hh-1", basis: String? = nil, by: String? = nil)
      throws -> [String]
    {
      try desk.submit(
        Note(
          "06-04", [signer],
          E("record.confirmed", subject, #"{"event":"\#(event)"}"#, by: by, basis: basis, refs: by.map { [$0] } ?? [])))
    }
    #expect(try confirm("p-typist", entered) == ["R04"])
    #expect(try confirm("p-any", entered) == ["G40", "R04"])
    #expect(try confirm("p-typist", entered, basis: "entered", by: "p-other").contains("G42"))
    #expect(try confirm("p-other", own) == ["R03"])
    #expect(try confirm("p-other", entered) == [])
    #expect(try confirm("p-other", entered) == ["R03"])
  }

  // MARK: Migration

  private static let opened = Note(
    "06-02", ["p-appointer", "p-reg", "p-audit"], E("migration.opened", "ledger", #"{"batch":"2025","source":"旧台账"}"#))
  private static func migrated(
    _ type: String, _ subject: String, _ data: String = "{}", on day: String, refs: [String] = []
  ) -> Note {
    Note(
      "06-03", ["p-importer"],
      E(
        type, subject, data, by: "p-clerk", basis: "migrated", refs: (refs + ["p-clerk"]).sorted(), time: day,
        place: "621021103204"))
  }
  private static let oldFund = migrated("fund.source_registered", "fd-8", #"{"name":"旧资金"}"#, on: "2025-03-01")

  static let migrations: [Case] = [
    .init("opened by three", opened, []),
    .init("opened by two", Note("06-02", ["p-appointer", "p-reg"], opened.events[0]), ["G22"]),
    .init(
      "opened without a registrar", Note("06-02", ["p-appointer", "p-head", "p-audit"], opened.events[0]), ["G22"]),
    .init("opened by a registrar", Note("06-02", ["p-reg", "p-founder", "p-audit"], opened.events[0]), ["G40"]),
    .init("opened twice", opened, then: opened, ["R03"]),
    .init("migrated while none is open", migrated("household.registered", "hh-8", on: "2025-03-01"), ["G40", "G47"]),
    .init("migrated", opened, then: migrated("household.registered", "hh-8", on: "2025-03-01"), []),
    .init(
      "migrated by who is no importer", opened,
      then: Note(
        "06-03", ["p-head"],
        E(
          "household.registered", "hh-8", by: "p-clerk", basis: "migrated", refs: ["p-clerk"], time: "2025-03-01",
          place: "621021103204")),
      ["G40"]),
    .init(
      "of the ledger's own days", opened, then: migrated("household.registered", "hh-8", on: "2026-06-01"), ["G47"]),
    .init(
      "of a subject of the ledger's own time", opened, then: migrated("visit.recorded", "hh-1", on: "2025-03-01"),
      ["G47"]),
    .init(
      "a key", opened,
      then: Note(
        "06-03", ["p-importer"],
        E(
          "key.registered", "p-kin", #"{"vkey":"\#(Desk.vkey("p-kin"))","proof":"p"}"#, by: "p-reg", basis: "migrated",
          refs: ["p-reg"], time: "2025-03-01")), ["G40", "G47"]),
    .init(
      "old money", opened, oldFund,
      then: migrated("fund.appropriated", "ap-8", #"{"fund":"fd-8","amount_fen":5}"#, on: "2025-03-02", refs: ["fd-8"]),
      []),
    .after(
      "money of the ledger's own time",
      Desk.funded + [Note("06-03", ["p-appointer", "p-reg", "p-audit"], opened.events[0])],
      then: Note(
        "06-04", ["p-importer"],
        E(
          "disbursement.requested", "pay-8", #"{"allocation":"al-1","payee":"org-builder","amount_fen":5}"#,
          by: "p-app",
          basis: "migrated", refs: ["al-1", "org-builder", "p-app"], time: "2025-03-02")), ["G47"]),
    .init(
      "money that came into an old fund in the ledger's own time", opened, oldFund,
      Note("06-04", ["p-acct"], E("fund.appropriated", "ap-9", #"{"fund":"fd-8","amount_fen":5}"#, refs: ["fd-8"])),
      then: migrated("fund.integrated", "fd-8", #"{"to":"fd-8","amount_fen":5}"#, on: "2025-03-02").on("06-05"),
      ["G47", "M09"]),
    .init(
      "closed by three", opened,
      then: Note("06-04", ["p-appointer", "p-reg", "p-audit"], E("migration.closed", "ledger", #"{"batch":"2025"}"#)),
      []),
    .init(
      "another batch closed", opened,
      then: Note("06-04", ["p-appointer", "p-reg", "p-audit"], E("migration.closed", "ledger", #"{"batch":"2024"}"#)),
      ["R03"]),
  ]
}

extension Note {
  /// The same note on another day of 2026.
  fileprivate func on(_ day: String) -> Note {
    var note = self
    note.at = "2026-\(day)T09:00:00+08:00"
    return note
  }
}
