import Testing

@testable import Assistance

/// Every machine, state by event: what is written leads on, what is not written is refused.
struct MoneyMachineTests {
  /// A line per state: `state: event>state event>state`. Checks all of states × events, not only what is written.
  private func check<State: MachineState>(_ machine: Machine<State>, _ table: String) {
    var expected: [String: [String: String]] = [:]
    for line in table.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let state = String(parts[0].trimmingPrefix { $0 == " " })
      expected[state] = [:]
      for way in parts[1].split(separator: " ") {
        let ends = way.split(separator: ">")
        expected[state]?[String(ends[0].replacing("~", with: " "))] = String(ends[1])
      }
    }
    #expect(Set(expected.keys) == Set(State.allCases.map(\.rawValue)), "every state has a line")
    let events = Set(machine.transitions.map(\.event) + ["no.such_event"])
    for state in State.allCases {
      for event in events {
        let next = machine.next(state, event)?.rawValue
        #expect(next == expected[state.rawValue]?[event], "\(state.rawValue) × \(event)")
      }
      let written = Set(expected[state.rawValue, default: [:]].keys)
      #expect(written.isSubset(of: events), "\(state.rawValue) names an event that the machine does not know")
    }
  }

  @Test func fund() {
    check(
      FundMachine.machine,
      """
      registered: fund.appropriated>appropriated fund.integrated~(in)>appropriated
      appropriated: fund.appropriated>appropriated fund.integrated~(in)>appropriated fund.integrated>appropriated \
      fund.allocated>appropriated fund.frozen>frozen
      frozen: fund.appropriated>frozen fund.integrated~(in)>frozen fund.unfrozen>appropriated
      """)
  }

  @Test func allocation() {
    check(
      AllocationMachine.machine,
      """
      allocated: fund.reallocated>allocated fund.returned>allocated disbursement.requested>allocated \
      disbursement.approved>allocated disbursement.paid>allocated fund.frozen>frozen
      frozen: fund.returned>frozen fund.unfrozen>allocated
      """)
  }

  @Test func disbursement() {
    check(
      DisbursementMachine.machine,
      """
      requested: disbursement.lines_added>requested disbursement.approved>approved disbursement.reversed>withdrawn
      approved: disbursement.paid>paid disbursement.reversed>withdrawn
      paid: disbursement.reconciled>reconciled disbursement.reversed>reversed fund.recovered>paid
      reconciled: disbursement.reversed>reversed fund.recovered>reconciled
      withdrawn:
      reversed:
      """)
  }

  @Test func advance() {
    check(
      AdvanceMachine.machine, "open: advance.settled>settled\nsettled: disbursement.reversed>open fund.recovered>open")
  }

  @Test func disclosure() {
    check(
      DisclosureMachine.machine,
      """
      posted: disclosure.objection_received>objected disclosure.removed>removed
      objected: disclosure.objection_received>objected disclosure.objection_resolved>objected \
      disclosure.objection_resolved~(last)>posted disclosure.removed>removed
      removed: disclosure.objection_received>removed disclosure.objection_resolved>removed \
      disclosure.objection_resolved~(last)>removed
      """)
  }

  @Test func library() {
    check(
      ProjectMachine.library,
      """
      none: project.library_admitted>reserve project.library_rejected>none project.cancelled>none
      reserve: project.library_updated>reserve project.planned>planned project.library_removed>removed \
      project.cancelled>removed
      planned: project.library_updated>planned project.planned>planned project.library_removed>removed \
      project.cancelled>removed
      removed: project.cancelled>removed
      """)
  }

  /// What any living project may have: `S` stands for the state itself.
  private static let live =
    "project.changed>S contract.signed>S project.beneficiary_linked>S project.cancelled>cancelled "
    + "project.beneficiary_participation.recorded>S project.benefit_delivered>S project.performance_evaluated>S"

  private static let after = """
    implementing: LIVE project.progress_reported>S project.milestone_met>S project.suspended>suspended \
    project.completed>completed
    suspended: LIVE project.progress_reported>S project.resumed>implementing
    completed: LIVE project.accepted>accepted project.accepted~(fail)>implementing
    accepted: LIVE project.settled>settled project.asset_transferred>S
    settled: LIVE project.asset_transferred>transferred project.closed>closed
    transferred: LIVE project.asset_transferred>S project.closed>closed
    closed: project.benefit_delivered>S project.performance_evaluated>S
    rejected:
    cancelled:
    """

  private static func expanded(_ table: String) -> String {
    let full = (table + "\n" + after).replacing("LIVE", with: live)
    return full.split(separator: "\n").map { line in
      let state = line.prefix { $0 != ":" }
      return line.replacing(">S", with: ">\(state)")
    }.joined(separator: "\n")
  }

  private static let township =
    "project.township_reviewed>township_reviewed project.township_reviewed~(fail)>rejected"
  private static let argued = "project.dept_argued>argued project.dept_argued~(fail)>rejected"
  private static let approved = "project.county_approved>approved project.county_approved~(fail)>rejected"

  @Test func phase() {
    let begin = "LIVE project.tendered>S project.started>implementing"
    check(
      ProjectMachine.phase,
      Self.expanded(
        """
        proposed: \(begin) \(Self.township) \(Self.argued) \(Self.approved)
        township_reviewed: \(begin) \(Self.argued) \(Self.approved)
        argued: \(begin) \(Self.approved)
        approved: \(begin)
        """))
  }

  @Test func strictPhase() {
    check(
      ProjectMachine.strict,
      Self.expanded(
        """
        proposed: LIVE project.tendered>S \(Self.township)
        township_reviewed: LIVE project.tendered>S \(Self.argued)
        argued: LIVE project.tendered>S \(Self.approved)
        approved: LIVE project.tendered>S project.started>implementing
        """))
  }
}
