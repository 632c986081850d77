import EventSourcing
import Glibc
import Ledger
import Scenarios
import Testing

/// Every scenario of the specification holds; and a scenario that says something false, or says it badly, does not pass.
@Suite struct ScenarioTests {
  static let folder = "specs/scenarios"

  /// The package's own scenarios, found beside this file whatever the working directory.
  static let files: [String] = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let path = "/\(root)/\(folder)"
    let names = (try? Files.names(in: path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { "\(path)/\($0)" }
  }()

  @Test func thereAreScenarios() { #expect(Self.files.count >= 21) }

  @Test(arguments: files) func holds(file: String) throws {
    let scenario = try Scenario.read(file)
    let report = try scenario.run()
    let failures = report.results.filter { $0.verdict != .holds }.map {
      "\($0.kind)[\($0.index ?? -1)] \($0.message.en)"
    }
    #expect(failures == [])
    #expect(!scenario.covers.isEmpty)
  }

  /// The same file gives the same report, message for message: nothing of the machine or the moment is in it.
  @Test func repeats() throws {
    let file = try #require(Self.files.first { $0.hasSuffix("qingcheng-money-base.yaml") })
    let (first, second) = (try Scenario.read(file).run(), try Scenario.read(file).run())
    #expect(first.results.map(\.message) == second.results.map(\.message))
  }

  @Test func namesAreUnique() throws {
    let names = try Self.files.map { try Scenario.read($0).name }
    #expect(Set(names).count == names.count)
  }

  // MARK: What is false must fail

  private static let opening = """
    scenario: test
    orgs: {org-a: {kind: department}}
    people: {p-a: {role: handler, org: org-a}, p-h: {role: department_head, org: org-a}}
    steps:
      - name: open
        at: 2026-06-01T09:00:00+08:00
        by: p-a
        events: [{type: problem.opened, subject: pb-1, data: {source: inspection, kind: water, severity: 2}}]

    """

  @Test(arguments: [
    ("another state", "expect: [{view: problems, key: pb-1, row: {state: closed}}]\n", "view"),
    ("a number as text of another", "expect: [{view: problems, key: pb-1, row: {severity: 3}}]\n", "view"),
    ("a quoted number", "expect: [{view: problems, key: pb-1, row: {severity: \"2\"}}]\n", "view"),
    ("a filled column said to be empty", "expect: [{view: problems, key: pb-1, row: {opener: null}}]\n", "view"),
    ("a row that is not there", "expect: [{view: problems, key: pb-2, row: {state: opened}}]\n", "view"),
    ("a row said to be absent", "expect: [{view: problems, key: pb-1, absent: true}]\n", "view"),
    ("a wrong count", "expect: [{view: problems, count: 2}]\n", "view"),
    ("a wrong count of some", "expect: [{view: problems, count: 1, where: {kind: housing}}]\n", "view"),
    ("the wrong moment", "expect: [{view: problems, key: pb-1, as_of: 2026-05-31, row: {state: opened}}]\n", "view"),
    ("money that is none", "expect: [{trace: pay-1, amount_fen: 1}]\n", "trace"),
    ("a clean ledger said to be altered", "expect: [{verify: hashes, exit: 2}]\n", "verify"),
    ("a finding that is not there", "expect: [{verify: hashes, code: L01}]\n", "verify"),
    (
      "a refusal that does not come",
      """
        - {at: 2026-06-02T09:00:00+08:00, by: p-a, events: [{type: evidence.attached, subject: pb-1, data: {kind: photo}}], refused: [S02]}

      """, "step"
    ),
    (
      "a refusal with other codes",
      """
        - {at: 2026-06-02T09:00:00+08:00, by: p-a, events: [{type: problem.closed, subject: pb-1}], refused: [S18, F01]}

      """, "step"
    ),
    (
      "an acceptance that does not come",
      """
        - {at: 2026-06-02T09:00:00+08:00, by: p-a, events: [{type: problem.closed, subject: pb-1}]}

      """, "step"
    ),
    (
      "a head that is not the chain's",
      """
        - {at: 2026-06-02T09:00:00+08:00, by: p-a, expect: {pb-1: [1, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]}, events: [{type: evidence.attached, subject: pb-1, data: {kind: photo}}]}

      """, "step"
    ),
  ])
  func falseFails(what: String, rest: String, kind: String) throws {
    let report = try run(Self.opening + rest)
    #expect(!report.ok, "\(what)")
    #expect(report.exitStatus == 1, "\(what)")
    #expect(report.results.contains { $0.kind == kind && $0.verdict == .fails }, "\(what)")
  }

  /// After a step that went wrong nothing else may count as proved.
  @Test func aWrongStepLeavesNothingProved() throws {
    let report = try run(
      Self.opening + """
          - {at: 2026-06-02T09:00:00+08:00, by: p-a, events: [{type: problem.closed, subject: pb-1}]}
        expect: [{view: problems, key: pb-1, row: {state: opened}}]

        """)
    #expect(report.results.map(\.verdict) == [.fails, .fails])
  }

  @Test(arguments: [
    "obligation: qc.leader.month, subject: p-a, window: 2026-06, result: missed", "finding: F07, subject: pr-1",
    "no_finding: S01", "sevenization: pr-1, result: {Z1: pass}", "chain: gs.app, subject: app-1, next: x",
    "constraint: yn.one_to_one, subject: pr-1, result: broken", "trigger: gy.bottom10, subject: org-9, state: overdue",
  ])
  func whatCannotBeAnsweredNeverPasses(expectation: String) throws {
    let report = try run(Self.opening + "expect: [{\(expectation)}]\n")
    #expect(report.exitStatus == 65)
    #expect(report.results.contains { $0.verdict == .unsupported })
  }

  // MARK: What is malformed is not run

  @Test(arguments: [
    ("not YAML", "scenario: [", "Y01", 1),
    ("empty", "", "Y01", 1),
    ("a list", "- scenario", "Y04", 1),
    ("an unknown name", "scenario: x\nexpects: []\n", "Y02", 2),
    ("a name given twice", "scenario: x\nscenario: y\n", "Y04", 1),
    ("no name", "covers: [X]\n", "Y03", 1),
    (
      "an unknown name in a step", "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00+08:00, by: p-a, event: []}\n",
      "Y02", 3
    ),
    (
      "an unknown name in an event",
      "scenario: x\nsteps:\n  - at: 2026-06-01T09:00:00+08:00\n    by: p-a\n    events: [{type: a.b, subject: x, dat: {}}]\n",
      "Y02", 5
    ),
    ("an unknown name in a person", "scenario: x\npeople:\n  p-a: {roll: handler}\n", "Y02", 3),
    ("no events", "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00+08:00, by: p-a, events: []}\n", "Y03", 3),
    (
      "a time without offset",
      "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00, by: p-a, events: [{type: a, subject: b}]}\n", "Y04", 3
    ),
    (
      "a decimal number",
      "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00+08:00, by: p-a, events: [{type: a, subject: b, data: {n: 1.5}}]}\n",
      "Y04", 3
    ),
    (
      "null",
      "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00+08:00, by: p-a, events: [{type: a, subject: b, data: {n: }}]}\n",
      "Y04", 3
    ),
    (
      "no refusal code",
      "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00+08:00, by: p-a, events: [{type: a, subject: b}], refused: []}\n",
      "Y03", 3
    ),
    (
      "an unknown step",
      "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00+08:00, by: p-a, events: [{type: a, subject: b, voids: \"{{tx:no}}.0\"}]}\n",
      "Y05", 3
    ),
    (
      "an unknown variable",
      "scenario: x\nsteps:\n  - {at: 2026-06-01T09:00:00+08:00, by: p-a, events: [{type: a, subject: \"b-{{j}}\"}]}\n",
      "Y05", 3
    ),
    ("an unknown view", "scenario: x\nexpect: [{view: problem, key: pb-1, absent: true}]\n", "Y08", 2),
    ("an unknown column", "scenario: x\nexpect:\n  - {view: problems, key: pb-1, row: {status: open}}\n", "Y08", 3),
    ("an expectation of no kind", "scenario: x\nexpect:\n  - {row: {state: open}}\n", "Y02", 3),
    ("an expectation that says nothing", "scenario: x\nexpect:\n  - {view: problems, key: pb-1}\n", "Y03", 3),
    ("tampering that nothing checks", "scenario: x\ntamper: [{drop_tail: 1}]\n", "Y03", 2),
    ("an unknown tampering", "scenario: x\ntamper: [{erase: 1}]\nexpect: [{verify: hashes, exit: 2}]\n", "Y02", 2),
    ("a step that is not in the base", "scenario: x\ndrop: [nothing]\n", "Y05", 1),
  ])
  func malformedIsRefused(what: String, text: String, code: String, line: Int) throws {
    let error = #expect(throws: LedgerError.self, "\(what)") { try run(text) }
    #expect(error?.code == code, "\(what): \(error?.description ?? "")")
    #expect(error?.kind == .malformed, "\(what)")
    #expect(error?.message.en.contains(":\(line):") == true, "\(what): \(error?.message.en ?? "")")
  }

  @Test(arguments: [
    (
      "the time goes back",
      opening + "  - {at: 2026-05-01T09:00:00+08:00, by: p-a, events: [{type: evidence.attached, subject: pb-1}]}\n",
      "Y06"
    ),
    ("a role that is none", "scenario: x\npeople: {p-a: {role: emperor}}\n", "Y09"),
    ("a pack that is none", "scenario: x\npacks: [none]\n", "E45"),
    ("an entry that is none", opening + "tamper: [{flip: \"9999\"}]\nexpect: [{verify: hashes, exit: 2}]\n", "Y05"),
    ("the scenario's own registrar", "scenario: x\npeople: {p-registrar-1: {}}\n", "Y04"),
  ])
  func whatShowsOnlyWhenPlayedIsRefused(what: String, text: String, code: String) throws {
    let error = #expect(throws: LedgerError.self, "\(what)") { try run(text) }
    #expect(error?.code == code, "\(what)")
  }

  /// Two files that name each other as their base would be read for ever.
  @Test func aCircleOfBasesIsRefused() throws {
    try inFolder { folder in
      try Files.write("\(folder)/a.yaml", Array("scenario: a\nbase: b.yaml\n".utf8))
      try Files.write("\(folder)/b.yaml", Array("scenario: b\nbase: a.yaml\n".utf8))
      let error = #expect(throws: LedgerError.self) { try Scenario.read("\(folder)/a.yaml") }
      #expect(error?.code == "Y07")
    }
  }

  // MARK: Helpers

  @discardableResult
  private func run(_ text: String) throws -> ScenarioReport {
    try inFolder { folder in
      try Files.write("\(folder)/test.yaml", Array(text.utf8))
      return try Scenario.read("\(folder)/test.yaml").run()
    }
  }

  private func inFolder<T>(_ body: (String) throws -> T) throws -> T {
    var template = Array("/tmp/taizhang-scenario-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { #expect(throws: Never.self) { try Files.remove(folder) } }
    return try body(folder)
  }
}
