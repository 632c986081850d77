import EventSourcing
import Testing

@testable import Assistance

/// Households, visits, stays and corrections.
@Suite struct HouseholdTests {
  private static func tag(_ day: String, _ tag: String, on household: String = "hh-1") -> Note {
    Note(day, ["p-clerk"], E("household.tagged", household, #"{"tag":"\#(tag)"}"#))
  }
  private static func event(_ day: String, _ type: String, _ data: String = "{}") -> Note {
    Note(day, ["p-clerk"], E(type, "hh-1", data))
  }
  private static func stay(_ key: String, _ day: String, person: String = "p-other") -> Note {
    Note(
      day, ["p-other"],
      E("stationing.started", key, #"{"person":"\#(person)","village":"v-1"}"#, refs: ["\(person)", "v-1"]))
  }
  private static func leave(_ key: String, _ day: String) -> Note {
    Note(day, ["p-other"], E("stationing.ended", key))
  }
  private static let second = Note("06-01", ["p-clerk"], E("household.registered", "hh-2"))

  static let cases: [RefusalCase] = [
    .init("a household twice", Note("06-02", ["p-clerk"], E("household.registered", "hh-1")), ["R02"]),
    .init("a visit to nobody", Note("06-02", ["p-clerk"], E("visit.recorded", "hh-9")), ["R01"]),
    // A village that nobody had registered was taken wherever it was named: a slip of the pen made a new village.
    .init(
      "a visit to a village that is not registered", Note("06-02", ["p-clerk"], E("visit.recorded", "v-9")), ["R01"]),
    .init(
      "a household of a village that is not registered",
      Note("06-02", ["p-clerk"], E("household.registered", "hh-3", #"{"village":"v-9"}"#, refs: ["v-9"])), ["R01"]),
    .init(
      "a natural village that is not registered",
      Note("06-02", ["p-clerk"], E("household.registered", "hh-3", #"{"natural_village":"nv-9"}"#, refs: ["nv-9"])),
      ["R01"]),
    .init(
      "a natural village of a village that is not registered",
      Note("06-02", ["p-clerk"], E("village.tagged", "nv-1", #"{"name":"一组","village":"v-9"}"#, refs: ["v-9"])),
      ["R01"]),
    .init(
      "a stay in a village that is not registered",
      Note(
        "06-02", ["p-other"],
        E("stationing.started", "st-1", #"{"person":"p-other","village":"v-9"}"#, refs: ["p-other", "v-9"])),
      ["G41", "R01"]),
    .init(
      "a household of a village known by its tag",
      Note("06-02", ["p-clerk"], E("household.registered", "hh-3", #"{"village":"v-2"}"#, refs: ["v-2"])), []),
    .init(
      "a natural village of one that is registered",
      Note("06-02", ["p-clerk"], E("village.tagged", "nv-1", #"{"name":"一组","village":"v-1"}"#, refs: ["v-1"])), []),
    .init("confirmed before it is a target", event("06-02", "target.xiaokang_confirmed"), ["R03"]),
    .init(
      "a tag that names no need makes no target", tag("06-02", "ordinary"),
      then: event("06-03", "target.exited"), ["R03"]),
    .init("exit without confirmation", tag("06-02", "poor"), then: event("06-03", "target.exited"), ["R05"]),
    .init(
      "exit after confirmation", tag("06-02", "poor"), event("06-03", "target.xiaokang_confirmed"),
      then: event("06-04", "target.exited"), []),
    .init(
      "a second exit", tag("06-02", "poor"), event("06-03", "target.xiaokang_confirmed"),
      event("06-04", "target.exited"),
      then: event("06-05", "target.exited"), ["R03"]),
    .init(
      "relapse of one who never exited", tag("06-02", "poor"), then: event("06-03", "monitoring.relapsed"),
      ["R03"]),
    .init(
      "relapse", tag("06-02", "poor"), event("06-03", "target.xiaokang_confirmed"),
      event("06-04", "target.exited"),
      then: event("06-05", "monitoring.relapsed"), []),
    .init(
      "a tag for a closed household", event("06-02", "household.moved", #"{"kind":"all_dead"}"#),
      then: tag("06-03", "poor"),
      ["R03"]),
    .init(
      "a move within the county closes nothing",
      Note(
        "06-02", ["p-clerk"],
        E("household.moved", "hh-1", #"{"kind":"moved","village":"v-2"}"#, refs: ["v-2"])),
      then: tag("06-03", "poor"), []),
    .init(
      "merged into itself",
      Note("06-02", ["p-clerk"], E("household.merged", "hh-1", #"{"households":["hh-1"]}"#)), ["R04"]),
    .init(
      "merged twice", second,
      Note("06-02", ["p-clerk"], E("household.merged", "hh-1", #"{"households":["hh-2"]}"#, refs: ["hh-2"])),
      then: Note(
        "06-03", ["p-clerk"], E("household.merged", "hh-1", #"{"households":["hh-2"]}"#, refs: ["hh-2"])),
      ["R03"]),

    .init("two stays at once", stay("st-1", "06-02"), then: stay("st-2", "06-03"), ["V05"]),
    .init(
      "one stay after the other", stay("st-1", "06-02"), leave("st-1", "06-08"), then: stay("st-2", "06-08"),
      []),
    .init(
      "two persons' stays at once", stay("st-1", "06-02"), then: stay("st-2", "06-03", person: "p-head"), []),
    .init(
      "a stay entered inside another", stay("st-1", "06-02"), leave("st-1", "06-08"),
      then: Note(
        "06-09", ["p-other"],
        E(
          "stationing.started", "st-2", #"{"person":"p-other","village":"v-1","at":"2026-06-05"}"#,
          refs: ["p-other", "v-1"])),
      ["V05"]),
    .init(
      "a stay that ends before it began", stay("st-1", "06-05"),
      then: Note("06-06", ["p-other"], E("stationing.ended", "st-1", #"{"at":"2026-06-04"}"#)), ["R06"]),
    .init(
      "a stay ended twice", stay("st-1", "06-02"), leave("st-1", "06-08"), then: leave("st-1", "06-09"),
      ["R03"]),
    .init(
      "tomorrow's log", Note("06-02", ["p-other"], E("daylog.entered", "p-other", #"{"date":"2026-06-03"}"#)),
      ["V02"]),
    .init(
      "an acknowledgement of no visit",
      Note(
        "06-02", ["p-clerk"], E("visit.acknowledged", "hh-1", #"{"visit":"01JD3Q0M5K9V7Z2T4B8C6D1E0F.0"}"#)),
      ["R01"]),
  ]

  @Test(arguments: cases)
  func endsInTheExpectedRefusal(_ row: RefusalCase) throws {
    try row.hold(at: .county())
  }

  private func visit(_ day: String, _ person: String, minutes: Int = 30) -> Note {
    Note(
      day, [person],
      E(
        "visit.recorded", "hh-1", #"{"visitor":"\#(person)","minutes":\#(minutes),"mode":"in_person"}"#,
        refs: [person], key: "visits/\(day)"))
  }

  /// A voided visit, and one that a back-check refuted, count no more: the household shows the one before.
  @Test func visitsThatDoNotCount() throws {
    let desk = try Desk.county()
    try desk.accept(visit("06-05", "p-other"))
    let first = desk.lastID
    try desk.accept(visit("06-10", "p-clerk"))
    let second = desk.lastID
    #expect(desk.state.households["hh-1"]?.tally.lastVisitor == "p-clerk")
    try desk.accept(
      Note(
        "06-11", ["p-head"], E("visit.back_checked", "hh-1", #"{"visit":"\#(second)","outcome":"refuted"}"#)))
    #expect(desk.state.households["hh-1"]?.tally.lastVisit == "2026-06-05")
    #expect(desk.state.households["hh-1"]?.tally.visits == 1)
    let wrong = Note(
      "06-12", ["p-other"], E("record.voided", "hh-1", #"{"reason":"重复"}"#, refs: ["p-other"], voids: first))
    try desk.accept(wrong)
    #expect(desk.state.households["hh-1"]?.tally.visits == 0)
    #expect(desk.state.households["hh-1"]?.tally.lastVisit == nil)
    #expect(try desk.submit(wrong) == ["R03"])
    #expect(desk.state.imports["visits/06-05"]?.event == first)
  }

  @Test func correctionsReachTheRow() throws {
    let desk = try Desk.county()
    try desk.accept(visit("06-05", "p-other", minutes: 3))
    let id = desk.lastID
    func correct(_ fields: String, refs: [String] = ["p-other"], subject: String = "hh-1") -> Note {
      Note(
        "06-06", ["p-other"],
        E("record.corrected", subject, #"{"fields":\#(fields),"reason":"录入错误"}"#, refs: refs, corrects: id))
    }
    try desk.accept(correct(#"{"minutes":33}"#))
    #expect(desk.state.visits[id]?.minutes == 33)
    #expect(desk.state.amendments[id]?.corrections == 1)
    #expect(try desk.submit(correct(#"{"visitor":"p-clerk"}"#)) == ["C06", "C12"])
    #expect(try desk.submit(correct(#"{"visitor":"p-clerk"}"#, refs: ["p-clerk", "p-other"])) == ["C12"])
    #expect(desk.state.households["hh-1"]?.tally.lastVisitor == "p-other")
    #expect(try desk.submit(correct(#"{"length":3}"#)) == ["C03"])
    #expect(try desk.submit(correct(#"{"minutes":"3"}"#)) == ["C04"])
    #expect(try desk.submit(correct("{}")) == ["R08"])
    try desk.accept(Note("06-06", ["p-clerk"], E("household.registered", "hh-2")))
    #expect(try desk.submit(correct(#"{"minutes":1}"#, subject: "hh-2")) == ["R04"])
    #expect(
      try desk.submit(
        Note("06-06", ["p-other"], E("record.corrected", "hh-1", #"{"fields":{"minutes":1},"reason":"x"}"#)))
        == ["G40", "R08"])
    let nowhere = "01JD3Q0M5K9V7Z2T4B8C6D1E0F.0"
    #expect(
      try desk.submit(
        Note("06-06", ["p-other"], E("record.voided", "hh-1", #"{"reason":"x"}"#, voids: nowhere))) == ["G40", "R07"]
    )
  }

  /// What changed a state is undone by an event of its own, never by annulling it; signatures never.
  @Test func whatCannotBeAmended() throws {
    let desk = try Desk.county()
    try desk.accept(
      Note("06-02", ["p-clerk"], E("problem.opened", "pb-1", #"{"source":"visit","kind":"water"}"#)))
    let opened = desk.lastID
    let void = Note("06-03", ["p-clerk"], E("record.voided", "pb-1", #"{"reason":"x"}"#, voids: opened))
    #expect(try desk.submit(void) == ["R09"])
    try desk.accept(
      Note(
        "06-03", ["p-clerk"],
        E("record.corrected", "pb-1", #"{"fields":{"severity":3},"reason":"x"}"#, corrects: opened)),
      Note("06-04", ["p-clerk"], E("evidence.attached", "pb-1", #"{"kind":"photo"}"#)),
      Note("06-05", ["p-head"], seen: ["pb-1"], E("problem.signed", "pb-1", #"{"slot":"department_head"}"#)))
    let signed = desk.lastID
    #expect(desk.state.problems["pb-1"]?.severity == 3)
    let voidSignature = Note(
      "06-06", ["p-head"], E("record.voided", "pb-1", #"{"reason":"x"}"#, voids: signed))
    #expect(try desk.submit(voidSignature) == ["M20"])
    let late = Note(
      "06-06", ["p-clerk"],
      E("record.corrected", "pb-1", #"{"fields":{"severity":1},"reason":"x"}"#, corrects: opened))
    #expect(try desk.submit(late) == ["R03"])
  }

  @Test func aVoidedTagMakesNoTarget() throws {
    let desk = try Desk.county()
    try desk.accept(Self.tag("06-02", "poor"))
    #expect(desk.state.households["hh-1"]?.state == .activeTarget)
    try desk.accept(
      Note("06-03", ["p-clerk"], E("record.voided", "hh-1", #"{"reason":"x"}"#, voids: desk.lastID)))
    #expect(desk.state.households["hh-1"]?.state == .registered)
    #expect(desk.state.households["hh-1"]?.tags == [])
  }

  /// The household shows who answers for it, as duties come and go; two helpers stay visible as two.
  @Test func theHelperFollowsTheDuties() throws {
    let desk = try Desk.county()
    func helper(_ key: String, _ person: String) -> Note {
      Note(
        "06-02", ["p-founder"],
        E(
          "duty.assigned", key, #"{"person":"\#(person)","role":"household_helper","target":"hh-1"}"#,
          refs: ["hh-1", person].sorted()))
    }
    try desk.accept(helper("duty-1", "p-other"), helper("duty-2", "p-clerk"))
    #expect(desk.state.households["hh-1"]?.helper == "p-other")
    #expect(desk.state.households["hh-1"]?.helperDuties == ["duty-1", "duty-2"])
    try desk.accept(Note("06-03", ["p-founder"], E("duty.ended", "duty-1")))
    #expect(desk.state.households["hh-1"]?.helper == "p-clerk")
    try desk.accept(
      Self.second,
      Note(
        "06-03", ["p-founder"],
        E("duty.reassigned", "duty-2", #"{"from_target":"hh-1","to_target":"hh-2"}"#, refs: ["hh-1", "hh-2"]))
    )
    #expect(desk.state.households["hh-1"]?.helper == nil)
    #expect(desk.state.households["hh-2"]?.helper == "p-clerk")
  }

  /// Rows of every table read back from their bytes as they were written: nothing known is lost on the way to disk.
  @Test func rowsSurviveTheirBytes() throws {
    let desk = try Desk.county()
    try desk.accept(
      visit("06-05", "p-other"), Self.tag("06-05", "poor"), Self.stay("st-1", "06-05"),
      Note(
        "06-06", ["p-other"],
        E("daylog.entered", "p-other", #"{"side":"village"}"#, evidence: [Desk.digest(4)])),
      Note(
        "06-06", ["p-clerk"],
        E("village.tagged", "v-1", #"{"tag":"poor","year":2026}"#, place: "621021103204")))
    var stored: [String: [UInt8]] = [:]
    for table in desk.state.tables {
      for change in table.changes() { stored["\(table.name)/\(change.key)"] = change.row }
      // Twice, since what was last set aside is read before the source.
      _ = table.setAside()
      _ = table.setAside()
      table.source = { stored["\($0)/\($1)"] }
    }
    #expect(stored.count > 20)
    for (name, bytes) in stored {
      let parts = name.split(separator: "/", maxSplits: 1)
      let table = try #require(desk.state.tables.first { $0.name == parts[0] })
      #expect(try table.rowBytes(String(parts[1])) == bytes, "\(name)")
    }
    #expect(desk.state.stays["st-1"]?.logs == 1)
    #expect(desk.state.activity["2026-06-05/visit.recorded"]?.events == 1)
  }

  @Test func tablesAscendByName() {
    let names = AssistanceState().tables.map(\.name)
    #expect(names == names.sorted() && Set(names).count == names.count)
  }
}
