import EventSourcing
import Foundation
import Testing

@testable import Assistance

/// One row per operation, ending in the codes it must meet: people, keys, duties, ledger.
@Suite struct PeopleTests {
  typealias Case = RefusalCase

  static let cases: [Case] = [
    Case("a second genesis", Note("06-02", ["p-founder"], Desk.genesis), ["R02"]),
    Case("a person twice", Note("06-02", ["p-founder"], E("person.registered", "p-clerk")), ["R02"]),
    Case(
      "the founder is registered once", Note("06-02", ["p-founder"], E("person.registered", "p-founder")), []),
    Case(
      "a person of an unknown organisation",
      Note("06-02", ["p-founder"], E("person.registered", "p-9", #"{"org":"org-9"}"#, refs: ["org-9"])),
      ["R01"]),
    Case(
      "a person merged into himself",
      Note("06-02", Desk.registrars, E("person.merged", "p-clerk", #"{"duplicate":"p-clerk"}"#)), ["G30"]),
    Case(
      "an organisation twice",
      Note("06-02", ["p-founder"], E("org.registered", "org-bureau", #"{"name":"水务局"}"#)), ["R02"]),

    Case(
      "a term that ends before it begins",
      Note(
        "06-02", ["p-founder"],
        Desk.duty(
          "duty-x", "p-other", "liaison", "org-bureau", more: #","from":"2026-07-01","to":"2026-06-30""#)),
      ["G23"]),
    Case(
      "a duty twice", Note("06-02", ["p-founder"], Desk.duty("duty-head", "p-other", "liaison", "org-bureau")),
      ["R02"]),
    Case("a duty nobody has", Note("06-02", ["p-appointer"], E("duty.ended", "duty-9")), ["R01"]),
    Case("a duty resumed that runs", Note("06-02", Desk.appointing, E("duty.resumed", "duty-head")), ["R03"]),

    Case(
      "tomorrow's visit", Note("06-02", ["p-clerk"], E("visit.recorded", "hh-1", time: "2026-06-03")), ["V02"]
    ),
    Case("today's visit", Note("06-02", ["p-clerk"], E("visit.recorded", "hh-1", time: "2026-06-02")), []),
    Case(
      "five minutes ahead",
      Note("06-02", ["p-clerk"], E("visit.recorded", "hh-1", time: "2026-06-02T09:05:00+08:00")), []),
    Case(
      "six minutes ahead",
      Note("06-02", ["p-clerk"], E("visit.recorded", "hh-1", time: "2026-06-02T09:06:00+08:00")), ["V02"]),
    Case(
      "a duty planned ahead",
      Note("06-02", ["p-appointer"], E("duty.ended", "duty-head", time: "2026-12-31")), []),
    Case(
      "31 days late", Note("07-02", ["p-clerk"], E("visit.recorded", "hh-1", time: "2026-06-01")), ["V01"]),
    Case("30 days late", Note("07-01", ["p-clerk"], E("visit.recorded", "hh-1", time: "2026-06-01")), []),
    Case(
      "31 days late, with a reason",
      Note("07-02", ["p-clerk"], late: "断网", E("visit.recorded", "hh-1", time: "2026-06-01")), []),
  ]

  @Test(arguments: cases)
  func endsInTheExpectedRefusal(_ row: Case) throws {
    try row.hold(at: .county())
  }

  /// A pack shortens the term for late entries, from its first day on; a second one is obeyed where it is stricter.
  @Test func packsInForceAreTheStricter() throws {
    let desk = try Desk.county()
    func pack(_ id: String, _ version: String, from: String, _ parameters: String) -> E {
      let content =
        #"{"pack":"\#(id)","version":"\#(version)","title":{"zh":"甲","en":"A"},"region":"621021","source":"text","parameters":\#(parameters)}"#
      return E(
        "policy.pack_activated", "ledger",
        #"{"pack":"\#(id)","version":"\#(version)","effective_from":"\#(from)","content":\#(content)}"#)
    }
    try desk.accept(
      Note(
        "06-02", ["p-appointer", "p-head"],
        pack("a", "1.0.0", from: "2026-06-10", #"{"late_days":10,"problem":{"evidence_min":2}}"#)),
      Note(
        "06-02", ["p-appointer", "p-head"],
        pack("b", "1.0.0", from: "2026-06-10", #"{"late_days":20,"problem":{"sources_min":3}}"#)))
    #expect(desk.state.lateDays(on: "2026-06-09") == 30)
    #expect(desk.state.lateDays(on: "2026-06-10") == 10)
    let policy = desk.state.policy(on: "2026-06-10")
    #expect(policy.evidenceMin == 2 && policy.sourcesMin == 3 && policy.slots == Policy.dualSignature)
    #expect(
      try desk.submit(Note("06-03", ["p-appointer", "p-head"], pack("a", "1.0.0", from: "2026-07-01", "{}"))) == ["R02"]
    )
    try desk.accept(
      Note("06-03", ["p-appointer", "p-head"], pack("a", "1.1.0", from: "2026-07-01", #"{"late_days":5}"#)))
    #expect(desk.state.lateDays(on: "2026-06-30") == 10)
    #expect(desk.state.lateDays(on: "2026-07-01") == 5)
    try desk.accept(
      Note(
        "06-04", ["p-appointer", "p-head"],
        E("policy.pack_retired", "ledger", #"{"pack":"a","effective_to":"2026-07-31"}"#)))
    #expect(desk.state.lateDays(on: "2026-08-01") == 20)
    #expect(
      try desk.submit(Note("06-05", ["p-appointer", "p-head"], pack("c", "1", from: "2026-07-01", #"{"late":1}"#)))
        .contains("P02"))
  }

  /// A pack travels inline, so the ledger itself must know a bad one: every reason at once, nothing put in force.
  @Test func aBadPackIsRefusedWithEveryReason() throws {
    let desk = try Desk.county()
    let content =
      #"{"pack":"other","version":"1.0.0","title":{"zh":"甲"},"region":"62","source":"text","colour":1,"#
      + #""parameters":{"late_days":-1,"problem":{"slots":[{"slot":"department_head","role":"king"}]}}}"#
    let activation = E(
      "policy.pack_activated", "ledger", #"{"pack":"a","version":"1.0.0","content":\#(content)}"#)
    let refusals = try desk.refusals(Note("06-02", ["p-appointer", "p-head"], activation))
    let expected = [
      "P01 $.events[0].data.content.pack", "P02 $.events[0].data.content.colour",
      "P02 $.events[0].data.content.parameters.late_days",
      "P02 $.events[0].data.content.parameters.problem.slots[0].role", "P02 $.events[0].data.content.title.en",
    ]
    #expect(refusals.map { "\($0.code) \($0.path)" }.sorted() == expected)
    #expect(try desk.row("packs", "a@1.0.0") == nil)
    #expect(desk.state.lateDays(on: "2026-06-02") == Policy.lateDays)
  }

  /// A code that a rule gives but the list lacks (M20 was one) cannot be looked up: the sources are searched for them.
  @Test func everyCodeInTheSourcesIsPublished() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../Sources/Assistance")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var codes: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /(?:refuse|Refusal|missing)\(\s*"([A-Z][0-9]{2})"/) {
        codes.insert(String(match.output.1))
      }
    }
    #expect(codes.count > 60)
    for code in codes.sorted() { #expect(RefusalCodes.title(code) != nil, "\(code)") }
  }

  /// Every code that a rule gives has its row in the published list.
  @Test func everyCodeIsPublished() {
    var codes: [String] = SignOffTests.cases.flatMap(\.codes)
    codes += Self.cases.flatMap(\.codes)
    codes += HouseholdTests.cases.flatMap(\.codes)
    codes += AuthorityTests.cases.flatMap(\.codes)
    codes += AuthorityCaseTests.cases.flatMap(\.codes)
    codes += AuthorityMoneyTests.cases.flatMap(\.codes)
    for code in Set(codes) { #expect(RefusalCodes.title(code) != nil, "\(code)") }
    #expect(Set(RefusalCodes.all.map(\.code)).count == RefusalCodes.all.count)
  }
}
