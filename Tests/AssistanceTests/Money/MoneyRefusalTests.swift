import EventSourcing
import Testing

@testable import Assistance

/// One row per operation: from a stage of the story, an act and the codes it must meet.
struct MoneyRefusalTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let stage: Stage
    let before: [Act]
    let act: Act
    let codes: [String]

    init(_ stage: Stage, _ act: Act, _ codes: String...) {
      self.stage = stage
      before = []
      self.act = act
      self.codes = codes
    }

    init(_ stage: Stage, _ before: [Act], _ act: Act, _ codes: String...) {
      self.stage = stage
      self.before = before
      self.act = act
      self.codes = codes
    }

    var testDescription: String { "\(stage): \(act.type) \(act.subject) → \(codes)" }
  }

  @Test(
    arguments: Self.funds + Self.allocations + Self.payments + Self.lines + Self.projects + Self.contracts)
  func answers(_ row: Case) {
    let ledger = row.stage.ledger()
    for act in row.before { #expect(ledger.submit(act) == [], "\(act)") }
    #expect(ledger.submit(row.act) == row.codes)
    #expect(MoneyInvariants.check(ledger.state) == [])
  }

  static let frozenLine = Act("fund.frozen fd-1", #"{"reason":"审计"}"#)
  static let frozenAllocation = Act("fund.frozen al-1", #"{"reason":"审计"}"#)
  static let pool = Act("fund.source_registered fd-2", #"{"name":"整合资金池"}"#)
  static let project2 = Act("project.proposed pr-2", #"{"name":"道路","delivery":"self_build"}"#)
  static let admitted2 = Act("project.library_admitted pr-2")

  static let funds: [Case] = [
    Case(.nothing, Act("fund.source_registered fd-1", #"{"name":"衔接资金"}"#)),
    Case(.registered, Act("fund.source_registered fd-1", #"{"name":"衔接资金"}"#), "R02"),
    Case(.registered, Act("fund.appropriated ap-1", #"{"fund":"fd-1","amount_fen":1}"#)),
    Case(.registered, Act("fund.appropriated ap-1", #"{"fund":"fd-1","amount_fen":0}"#), "M01"),
    Case(.registered, Act("fund.appropriated ap-1", #"{"fund":"fd-1","amount_fen":-5}"#), "M01"),
    Case(.nothing, Act("fund.appropriated ap-1", #"{"fund":"fd-1","amount_fen":1}"#), "R01"),
    Case(.admitted, Act("fund.allocated al-1", #"{"fund":"fd-9","project":"pr-1","amount_fen":1}"#), "R01"),
    Case(.admitted, Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-9","amount_fen":1}"#), "R01"),
    Case(
      .admitted, Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-9","amount_fen":1}"#), "R01"),
    Case(.admitted, Act("disbursement.approved pay-9", by: "p-2"), "R01"),
    Case(.allocated, Act("fund.reallocated al-9", #"{"to":"al-2","project":"pr-1","amount_fen":1}"#), "R01"),
    Case(.appropriated, Act("fund.appropriated ap-1", #"{"fund":"fd-1","amount_fen":1}"#), "R02"),
    Case(
      .appropriated, Act("fund.appropriated ap-2", #"{"fund":"fd-1","amount_fen":9007199254740991}"#), "M03"),
    Case(.appropriated, [pool], Act("fund.integrated fd-1", #"{"to":"fd-2","amount_fen":1000000}"#)),
    Case(.appropriated, [pool], Act("fund.integrated fd-1", #"{"to":"fd-2","amount_fen":1000001}"#), "M02"),
    Case(.appropriated, [pool], Act("fund.integrated fd-1", #"{"to":"fd-2","amount_fen":0}"#), "M01"),
    Case(.appropriated, Act("fund.integrated fd-1", #"{"to":"fd-1","amount_fen":1}"#), "M09"),
    Case(.appropriated, [pool], Act("fund.integrated fd-2", #"{"to":"fd-1","amount_fen":1}"#), "R03", "M02"),
    Case(
      .appropriated, [pool, frozenLine], Act("fund.integrated fd-1", #"{"to":"fd-2","amount_fen":1}"#), "M04"),
    Case(.appropriated, frozenLine),
    Case(.appropriated, [frozenLine], frozenLine, "R03"),
    Case(.appropriated, Act("fund.unfrozen fd-1"), "R03"),
    Case(.appropriated, [frozenLine], Act("fund.unfrozen fd-1")),
    Case(.registered, frozenLine, "R03"),
    Case(.appropriated, [frozenLine], Act("fund.appropriated ap-2", #"{"fund":"fd-1","amount_fen":1}"#)),
  ]

  static let allocations: [Case] = [
    Case(.admitted, Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1000000}"#)),
    Case(
      .admitted, Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1000001}"#), "F05"),
    Case(.admitted, Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":-1}"#), "M01"),
    Case(
      .allocated, Act("fund.allocated al-2", #"{"fund":"fd-1","project":"pr-1","amount_fen":100001}"#), "F05"),
    Case(.allocated, Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1}"#), "R02"),
    Case(.contracted, Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1}"#), "F02"),
    Case(
      .admitted, [Act("project.library_removed pr-1")],
      Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1}"#), "F02"),
    Case(
      .admitted, [Act("project.cancelled pr-1")],
      Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1}"#), "F02"),
    Case(
      .admitted, [Act("project.planned pr-1", #"{"year":2026}"#)],
      Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1}"#)),
    Case(
      .admitted, [frozenLine],
      Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":1}"#), "M04"),
    Case(
      .admitted, [pool], Act("fund.allocated al-1", #"{"fund":"fd-2","project":"pr-1","amount_fen":1}"#),
      "R03", "F05"),
    Case(
      .admitted,
      [Act("fund.source_registered fd-2", #"{"name":"产业资金","purposes":["industry"]}"#)]
        + [Act("fund.appropriated ap-2", #"{"fund":"fd-2","amount_fen":1}"#)],
      Act("fund.allocated al-1", #"{"fund":"fd-2","project":"pr-1","amount_fen":1}"#), "F04"),
    Case(
      .allocated, [project2, admitted2],
      Act("fund.reallocated al-1", #"{"to":"al-2","project":"pr-2","amount_fen":900000}"#)),
    Case(
      .allocated, [project2, admitted2],
      Act("fund.reallocated al-1", #"{"to":"al-2","project":"pr-2","amount_fen":900001}"#), "M06"),
    Case(
      .allocated, [project2], Act("fund.reallocated al-1", #"{"to":"al-2","project":"pr-2","amount_fen":1}"#),
      "F02"),
    Case(.allocated, Act("fund.reallocated al-1", #"{"to":"al-1","project":"pr-1","amount_fen":1}"#), "R02"),
    Case(
      .allocated, [frozenAllocation],
      Act("fund.reallocated al-1", #"{"to":"al-2","project":"pr-1","amount_fen":1}"#), "M04"),
    Case(
      .requested, Act("fund.reallocated al-1", #"{"to":"al-2","project":"pr-1","amount_fen":400001}"#), "M06"),
    Case(.requested, Act("fund.returned al-1", #"{"amount_fen":400000}"#)),
    Case(.requested, Act("fund.returned al-1", #"{"amount_fen":400001}"#), "M05"),
    Case(.allocated, Act("fund.returned al-1", #"{"amount_fen":0}"#), "M01"),
    Case(.allocated, [frozenAllocation], Act("fund.returned al-1", #"{"amount_fen":900000}"#)),
    Case(.allocated, [frozenAllocation], frozenAllocation, "R03"),
    Case(.allocated, [frozenAllocation], Act("fund.unfrozen al-1")),
  ]

  static let withdrawn = Act("disbursement.reversed pay-1", #"{"reason":"撤回"}"#)
  static let invoice = #""invoices":[{"issuer":"org-3","code":"44","no":"0001"}]"#
  static let invoiced = Act(
    "disbursement.requested pay-2", #"{"payee":"org-3","allocation":"al-1","amount_fen":1,\#(invoice)}"#)

  static let payments: [Case] = [
    Case(
      .allocated, Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","amount_fen":900000}"#)),
    Case(
      .allocated, Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","amount_fen":900001}"#),
      "F06"),
    Case(
      .allocated, Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","amount_fen":0}"#), "M01"),
    Case(
      .allocated, [project2],
      Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","project":"pr-2","amount_fen":1}"#),
      "M09"),
    Case(
      .allocated, [frozenAllocation],
      Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","amount_fen":1}"#), "M04"),
    Case(
      .allocated, [frozenLine],
      Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","amount_fen":1}"#),
      "M04"),
    Case(
      .allocated,
      Act(
        "disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","contract":"ct-1","amount_fen":760001}"#),
      "F06"),
    Case(
      .allocated,
      Act(
        "disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","contract":"ct-1","amount_fen":760000}"#)
    ),
    Case(
      .allocated, [project2, Act("contract.signed ct-2", #"{"project":"pr-2","value_fen":900000}"#)],
      Act("disbursement.requested pay-1", #"{"payee":"org-3","allocation":"al-1","contract":"ct-2","amount_fen":1}"#),
      "M09"),
    Case(
      .allocated, [invoiced],
      Act("disbursement.requested pay-3", #"{"payee":"org-3","allocation":"al-1","amount_fen":1,\#(invoice)}"#), "F16"),
    Case(
      .allocated, [invoiced, Act("disbursement.reversed pay-2")],
      Act("disbursement.requested pay-3", #"{"payee":"org-3","allocation":"al-1","amount_fen":1,\#(invoice)}"#)),
    Case(
      .allocated,
      Act(
        "disbursement.requested pay-1",
        #"{"payee":"org-3","allocation":"al-1","amount_fen":1,"invoice_nos":["a 1","A1"]}"#),
      "F16"),
    Case(.requested, Act("disbursement.approved pay-1", by: "p-2")),
    Case(.requested, Act("disbursement.approved pay-1", by: "p-1"), "M10"),
    Case(.requested, Act("disbursement.approved pay-1", #"{"approver":"p-1"}"#, by: "p-2"), "M29"),
    Case(.requested, Act("disbursement.approved pay-1", #"{"amount_fen":500001}"#, by: "p-2"), "M12"),
    Case(.requested, Act("disbursement.approved pay-1", #"{"amount_fen":1}"#, by: "p-2")),
    Case(.requested, Act("disbursement.approved pay-1", #"{"amount_fen":0}"#, by: "p-2"), "M01"),
    Case(.requested, [frozenAllocation], Act("disbursement.approved pay-1", by: "p-2"), "M04"),
    Case(.approved, Act("disbursement.approved pay-1", by: "p-4"), "R03"),
    Case(.requested, Act("disbursement.paid pay-1", by: "p-3"), "R03", "F09"),
    Case(.approved, Act("disbursement.paid pay-1", by: "p-3")),
    Case(.approved, Act("disbursement.paid pay-1", by: "p-1"), "M10"),
    Case(.approved, Act("disbursement.paid pay-1", by: "p-2"), "M10"),
    Case(.approved, Act("disbursement.paid pay-1", #"{"amount_fen":499999}"#, by: "p-3"), "M11"),
    Case(.approved, [Act("project.library_removed pr-1")], Act("disbursement.paid pay-1", by: "p-3"), "F01"),
    Case(.approved, [frozenLine], Act("disbursement.paid pay-1", by: "p-3"), "M04"),
    Case(.paid, Act("disbursement.paid pay-1", by: "p-3"), "R03"),
    Case(
      .paid,
      [Act("disbursement.requested pay-2", #"{"payee":"org-3","allocation":"al-1","amount_fen":1}"#)]
        + [Act("disbursement.approved pay-2", by: "p-2")],
      Act("disbursement.paid pay-2", #"{"voucher_no":"记-001"}"#, by: "p-3"), "F16"),
    Case(
      .paid,
      [Act("disbursement.requested pay-2", #"{"payee":"org-3","allocation":"al-1","amount_fen":1}"#)]
        + [Act("disbursement.approved pay-2", by: "p-2")],
      Act("disbursement.paid pay-2", #"{"voucher_no":"记-001","voucher_period":"2026-07"}"#, by: "p-3")),
    Case(.paid, Act("disbursement.reconciled pay-1")),
    Case(.approved, Act("disbursement.reconciled pay-1"), "R03"),
    Case(.paid, Act("disbursement.reconciled pay-1", #"{"statement_amount_fen":1,"matched":true}"#), "M16"),
    Case(.paid, Act("disbursement.reconciled pay-1", #"{"statement_amount_fen":1,"matched":false}"#)),
    Case(.requested, withdrawn),
    Case(.approved, withdrawn),
    Case(.approved, [withdrawn], Act("disbursement.paid pay-1", by: "p-3"), "R03"),
    Case(.paid, withdrawn),
    Case(.reconciled, withdrawn),
    Case(.paid, [withdrawn], withdrawn, "R03"),
    Case(.paid, Act("disbursement.reversed pay-1", #"{"amount_fen":1}"#), "M11"),
    Case(.paid, [Act("fund.recovered pay-1", #"{"amount_fen":1}"#)], withdrawn, "M08"),
    Case(.paid, Act("fund.recovered pay-1", #"{"amount_fen":500000}"#)),
    Case(.paid, Act("fund.recovered pay-1", #"{"amount_fen":500001}"#), "M07"),
    Case(.reconciled, Act("fund.recovered pay-1", #"{"amount_fen":1}"#)),
    Case(.requested, Act("fund.recovered pay-1", #"{"amount_fen":1}"#), "R03"),
  ]

  private static func subsidy(_ more: String) -> Act {
    Act("disbursement.requested pay-2", #"{"allocation":"al-1","amount_fen":300,\#(more)}"#)
  }

  private static func part(_ part: Int, _ amounts: Int...) -> Act {
    let lines = amounts.map { #"{"payee":"hh-1","amount_fen":\#($0)}"# }.joined(separator: ",")
    return Act("disbursement.lines_added pay-2", #"{"part":\#(part),"lines":[\#(lines)]}"#)
  }

  static let lines: [Case] = [
    Case(.allocated, subsidy(#""line_count":3,"line_total_fen":300"#)),
    Case(.allocated, subsidy(#""line_count":3,"line_total_fen":299"#), "M13"),
    Case(.allocated, subsidy(#""lines":[{"payee":"hh-1","amount_fen":301}]"#), "M14"),
    Case(
      .allocated, [subsidy(#""lines":[{"payee":"hh-1","amount_fen":300}]"#)],
      Act("disbursement.approved pay-2", by: "p-2")),
    Case(
      .allocated, [subsidy(#""lines":[{"payee":"hh-1","amount_fen":299}]"#)],
      Act("disbursement.approved pay-2", by: "p-2"), "M17"),
    Case(.allocated, [subsidy(#""line_count":3"#)], Act("disbursement.approved pay-2", by: "p-2"), "M17"),
    Case(
      .allocated, [subsidy(#""line_count":3"#), part(1, 100, 100)],
      Act("disbursement.approved pay-2", by: "p-2"), "M17"),
    Case(
      .allocated, [subsidy(#""line_count":3"#), part(1, 100, 100), part(2, 100)],
      Act("disbursement.approved pay-2", by: "p-2")),
    Case(
      .allocated, [subsidy(#""line_count":3"#), part(1, 100, 100), part(2, 99)],
      Act("disbursement.approved pay-2", by: "p-2"), "M17"),
    Case(
      .allocated, [subsidy(#""line_count":3"#), part(1, 300)],
      Act("disbursement.approved pay-2", #"{"amount_fen":299}"#, by: "p-2"), "M17", "M12"),
    Case(.allocated, [subsidy(#""line_count":3"#), part(1, 100)], part(1, 100), "M15"),
    Case(.allocated, [subsidy(#""line_count":3"#), part(1, 100, 100)], part(2, 50, 50), "M14"),
    Case(.allocated, [subsidy(#""line_count":3"#)], part(1, 301), "M14"),
    Case(
      .allocated, [subsidy(#""line_count":3"#)], part(1, 9_007_199_254_740_991, 9_007_199_254_740_991), "M14"),
    Case(.allocated, [subsidy(#""payee":"org-3","purpose":"x""#)], part(1, 1), "M14"),
    Case(.approved, Act("disbursement.lines_added pay-1", #"{"part":1,"lines":[]}"#), "R03"),
  ]

  static let started = Act("project.started pr-1")
  static let completed = Act("project.completed pr-1")
  static let accepted = Act("project.accepted pr-1", day: "2026-06-02")

  static let projects: [Case] = [
    Case(
      .nothing, Act("project.proposed pr-1", #"{"name":"x","implementer":"org-1","supervisor":"org-1"}"#),
      "F31"),
    Case(.proposed, Act("project.proposed pr-1", #"{"name":"x"}"#), "R02"),
    Case(.proposed, Act("project.changed pr-1", #"{"supervisor":"org-1"}"#), "F31"),
    Case(.proposed, Act("project.changed pr-1", #"{"field":"supervisor","new":"org-1"}"#), "F31"),
    Case(.proposed, started, "R10"),
    Case(.contracted, started),
    Case(.contracted, Act("project.completed pr-1"), "R03"),
    Case(.contracted, [started, Act("project.suspended pr-1")], Act("project.completed pr-1"), "R03"),
    Case(
      .contracted, [started, Act("project.suspended pr-1"), Act("project.resumed pr-1")],
      Act("project.completed pr-1")),
    Case(.contracted, [started], accepted, "R03"),
    Case(.contracted, [started, completed], accepted),
    Case(.contracted, [started, completed], Act("project.closed pr-1"), "R03"),
    Case(.contracted, [started, completed, accepted], Act("project.closed pr-1"), "R03"),
    Case(
      .contracted, [started, completed, accepted, Act("project.settled pr-1", day: "2026-06-03")],
      Act("project.closed pr-1", day: "2026-06-03")),
    Case(
      .requested, [started, completed, accepted, Act("project.settled pr-1", day: "2026-06-03")],
      Act("project.closed pr-1", day: "2026-06-03"), "R12"),
    Case(.contracted, [started], Act("project.progress_reported pr-1", #"{"physical_bp":10000}"#)),
    Case(.contracted, [started], Act("project.progress_reported pr-1", #"{"physical_bp":10001}"#), "R11"),
    Case(.proposed, Act("project.progress_reported pr-1", #"{"physical_bp":1}"#), "R03"),
    Case(.proposed, Act("project.dept_argued pr-1", #"{"result":"pass"}"#)),
    Case(
      .proposed, [Act("project.township_reviewed pr-1", #"{"result":"fail"}"#)],
      Act("project.library_admitted pr-1"), "R03"),
    Case(
      .proposed, [Act("project.township_reviewed pr-1", #"{"result":"rejected"}"#)],
      Act("project.dept_argued pr-1"), "R03"),
    Case(
      .proposed, [Act("project.township_reviewed pr-1", #"{"result":"returned"}"#)],
      Act("project.township_reviewed pr-1", #"{"result":"pass"}"#)),
    Case(.proposed, Act("project.library_admitted pr-1", #"{"hitchhike":true}"#), "F04"),
    Case(.proposed, [Act("project.library_rejected pr-1")], Act("project.library_admitted pr-1"), "R03"),
    Case(.proposed, Act("project.planned pr-1"), "R03"),
    Case(.proposed, Act("project.library_removed pr-1"), "R03"),
    Case(.admitted, Act("project.library_admitted pr-1"), "R03"),
    Case(.admitted, [Act("project.library_removed pr-1")], Act("project.library_admitted pr-1"), "R03"),
    Case(.admitted, [Act("project.cancelled pr-1")], Act("project.changed pr-1"), "R03"),
    Case(.proposed, Act("project.benefit_delivered pr-1", #"{"household":"hh-1","amount_fen":0}"#), "M01"),
  ]

  static let contracts: [Case] = [
    Case(.contracted, Act("contract.signed ct-1", #"{"project":"pr-1"}"#), "R02"),
    Case(
      .proposed, [Act("project.cancelled pr-1")], Act("contract.signed ct-1", #"{"project":"pr-1"}"#), "R03"),
    Case(
      .contracted, Act("contract.signed ct-2", #"{"project":"pr-1","value_fen":9007199254740991}"#), "M03"),
    Case(.requested, Act("contract.amended ct-1", #"{"value_fen":500000}"#)),
    Case(.requested, Act("contract.amended ct-1", #"{"value_fen":499999}"#), "M23"),
    Case(.contracted, Act("retention.released ct-1", #"{"amount_fen":1}"#), "F21"),
    Case(
      .contracted, [started, completed, accepted],
      Act("retention.released ct-1", #"{"amount_fen":40000}"#, day: "2026-06-02")),
    Case(
      .contracted, [started, completed, accepted],
      Act("retention.released ct-1", #"{"amount_fen":40001}"#, day: "2026-06-02"), "M24"),
    Case(
      .contracted, [Act("contract.amended ct-1", #"{"warranty_months":12}"#), started, completed, accepted],
      Act("retention.released ct-1", #"{"amount_fen":1}"#, day: "2027-06-01"), "F21"),
    Case(
      .contracted, [Act("contract.amended ct-1", #"{"warranty_months":12}"#), started, completed, accepted],
      Act("retention.released ct-1", #"{"amount_fen":1}"#, day: "2027-06-02")),
    Case(
      .proposed, Act("disclosure.posted dc-1", #"{"subject":"pr-1","from":"2026-06-10","to":"2026-06-01"}"#),
      "R14"),
  ]
}
