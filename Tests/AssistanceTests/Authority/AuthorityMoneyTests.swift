import EventSourcing
import Testing

@testable import Assistance

/// Money: who may, who must be another, and to whom it does not go.
@Suite struct AuthorityMoneyTests {
  typealias Case = RefusalCase

  static let cases: [Case] =
    own + apart + payees + accounts + contracts + invoices + households

  @Test(arguments: cases)
  func endsInTheExpectedRefusal(_ row: Case) throws {
    try row.hold(at: .shire())
  }

  // MARK: One's own signature

  static let own: [Case] = [
    .after(
      "an approval entered for the approver", Desk.requested,
      then: .entered("disbursement.approved", "pay-1", by: "p-typist", for: "p-fin"), ["G40", "G42"]),
    .after(
      "a payment entered for the cashier", Desk.approved,
      then: .entered("disbursement.paid", "pay-1", by: "p-typist", for: "p-cash"), ["G40", "G42"]),
    .after(
      "a payment entered by the cashier for another", Desk.approved,
      then: .entered("disbursement.paid", "pay-1", by: "p-cash", for: "p-any"), ["G40", "G42"]),
    .after(
      "money appropriated by whoever", [],
      then: Note("06-02", ["p-any"], E("fund.source_registered", "fd-1", #"{"name":"x"}"#)),
      ["G40"]),
    .after(
      "money appropriated outside the finance bureau", Desk.funded,
      then: Note(
        "06-03", ["p-head"], E("fund.appropriated", "ap-9", #"{"fund":"fd-1","amount_fen":1}"#, refs: ["fd-1"])),
      ["G40"]),
    .after(
      "money allocated by a handler", Desk.funded, then: Note("06-03", ["p-clerk"], Desk.allocation("al-2")),
      ["F05", "G40"]),
    .after(
      "a request entered by a typist for the applicant", Desk.funded,
      then: Note(
        "06-03", ["p-typist"],
        E(
          "disbursement.requested", "pay-1", #"{"allocation":"al-1","payee":"org-builder","amount_fen":1}"#,
          by: "p-app",
          basis: "entered", refs: ["al-1", "org-builder", "p-app"])), []),
    .after("frozen by an auditor alone", Desk.funded, then: .act("fund.frozen", "fd-1", by: "p-audit"), []),
    .after("frozen by a handler", Desk.funded, then: .act("fund.frozen", "fd-1", by: "p-clerk"), ["G40"]),
    .after(
      "unfrozen by one", Desk.funded + [.act("fund.frozen", "fd-1", by: "p-audit")],
      then: .act("fund.unfrozen", "fd-1", by: "p-finhead"), ["G22"]),
    .after(
      "unfrozen by two", Desk.funded + [.act("fund.frozen", "fd-1", by: "p-audit")],
      then: Note("06-09", ["p-finhead", "p-acct"], E("fund.unfrozen", "fd-1")), []),
    .after(
      "unfrozen with who froze it", Desk.funded + [.act("fund.frozen", "fd-1", by: "p-audit")],
      then: Note("06-09", ["p-finhead", "p-audit"], E("fund.unfrozen", "fd-1")), ["G45"]),
  ]

  // MARK: Different persons

  private static let lendToCash = AuthorityTests.lend("duty-fin", "p-fin", "p-cash")
  private static let oneOfTwo = AuthorityTests.merge("p-fin", "p-app", Desk.registrars)

  static let apart: [Case] = [
    .after("approved by an approver", Desk.requested, then: .act("disbursement.approved", "pay-1", by: "p-fin"), []),
    .after(
      "approved by who has no office", Desk.requested, then: .act("disbursement.approved", "pay-1", by: "p-any"),
      ["G40"]
    ),
    .after(
      "approved by the cashier", Desk.requested, then: .act("disbursement.approved", "pay-1", by: "p-cash"), ["G40"]),
    .after("paid by a cashier", Desk.approved, then: .act("disbursement.paid", "pay-1", by: "p-cash"), []),
    .after(
      "paid by the approver", Desk.approved, then: .act("disbursement.paid", "pay-1", by: "p-fin"), ["G40", "M10"]),
    .after(
      "approved under the account with which it was requested", Desk.requested + [oneOfTwo],
      then: .act("disbursement.approved", "pay-1", by: "p-fin"), ["M10"]),
    .after(
      "paid by whom the approver lent his duty",
      [lendToCash] + Desk.requested
        + [Note("06-04", ["p-cash"], E("disbursement.approved", "pay-1"))],
      then: .act("disbursement.paid", "pay-1", by: "p-cash"), ["M10"]),
    .after(
      "paid by a delegate of who approved", [AuthorityTests.lend("duty-fin", "p-fin", "p-cash")] + Desk.approved,
      then: .act("disbursement.paid", "pay-1", by: "p-cash"), ["M10"]),
    .after(
      "who typed the request approves",
      Desk.funded
        + [Note("06-03", Desk.appointing, Desk.duty("duty-x", "p-typist", "approver", "org-finance"))]
        + [
          Note(
            "06-03", ["p-typist"],
            E(
              "disbursement.requested", "pay-1", #"{"allocation":"al-1","payee":"org-builder","amount_fen":1}"#,
              by: "p-app",
              basis: "entered", refs: ["al-1", "org-builder", "p-app"]))
        ],
      then: .act("disbursement.approved", "pay-1", by: "p-typist"), ["M10"]),
    .after("reconciled by the accountant", Desk.paid, then: .act("disbursement.reconciled", "pay-1", by: "p-acct"), []),
    .after(
      "reconciled by who paid",
      [Note("06-02", Desk.appointing, Desk.duty("duty-x", "p-cash", "accountant", "org-finance"))] + Desk.paid,
      then: .act("disbursement.reconciled", "pay-1", by: "p-cash"), ["M25"]),
    .after(
      "admitted by who proposed",
      Array(Desk.funded.prefix(2)) + [Note("06-02", ["p-reg"], Desk.duty("duty-x", "p-app", "handler", "org-library"))],
      then: .act("project.library_admitted", "pr-1", by: "p-app"), ["G45"]),
    .after(
      "accepted by who completed",
      Desk.funded
        + [.act("project.started", "pr-1", by: "p-clerk"), .act("project.completed", "pr-1", by: "p-clerk")],
      then: .act("project.accepted", "pr-1", by: "p-clerk"), ["G45"]),
    .after(
      "accepted by another",
      Desk.funded
        + [.act("project.started", "pr-1", by: "p-clerk"), .act("project.completed", "pr-1", by: "p-clerk")],
      then: .act("project.accepted", "pr-1", by: "p-lib"), []),
    .after(
      "an objection answered by who posted",
      Desk.funded
        + [
          Note(
            "06-05", ["p-clerk"],
            E("disclosure.posted", "dc-1", #"{"subject":"pr-1","stage":"library"}"#, refs: ["pr-1"]))
        ]
        + [.act("disclosure.objection_received", "dc-1", by: "p-villager")],
      then: .act("disclosure.objection_resolved", "dc-1", by: "p-clerk"), ["G45"]),
    .after(
      "an objection answered by another",
      Desk.funded
        + [
          Note(
            "06-05", ["p-clerk"],
            E("disclosure.posted", "dc-1", #"{"subject":"pr-1","stage":"library"}"#, refs: ["pr-1"]))
        ]
        + [.act("disclosure.objection_received", "dc-1", by: "p-villager")],
      then: .act("disclosure.objection_resolved", "dc-1", by: "p-head"), []),
  ]

  // MARK: To whom

  private static func asked(_ payee: String, _ more: String = "") -> [Note] {
    Desk.funded + [Note("06-03", ["p-app"], Desk.request(payee: payee, 1000, more))]
  }
  private static let finLeadsBuilder = Note(
    "06-02", Desk.appointing, Desk.duty("duty-x", "p-fin", "responsible", "org-builder"))
  /// A list of so many lines, the first to one payee, the others each to another organisation.
  private static func lines(_ count: Int, to payee: String) -> [Note] {
    let others = [
      "org-county", "org-bureau", "org-far", "org-finance", "org-library", "org-second", "org-station", "org-town",
      "org-village",
    ]
    let payees = [payee] + others.prefix(count - 1)
    let all = payees.map { #"{"payee":"\#($0)","amount_fen":10}"# }
    return Desk.funded + [
      Note(
        "06-03", ["p-app"],
        E(
          "disbursement.requested", "pay-1",
          #"{"allocation":"al-1","amount_fen":\#(count * 10),"lines":[\#(all.joined(separator: ","))]}"#,
          refs: (["al-1"] + payees).sorted()))
    ]
  }
  /// Ten lines that all go to one.
  private static func tenLines(to payee: String) -> [Note] {
    let all = Array(repeating: #"{"payee":"\#(payee)","amount_fen":10}"#, count: 10).joined(separator: ",")
    return Desk.funded + [
      Note(
        "06-03", ["p-app"],
        E(
          "disbursement.requested", "pay-1", #"{"allocation":"al-1","amount_fen":100,"lines":[\#(all)]}"#,
          refs: ["al-1", payee].sorted()))
    ]
  }
  private static let approve = Note.act("disbursement.approved", "pay-1", by: "p-fin")

  static let payees: [Case] = [
    .after(
      "nobody is named", Desk.funded,
      then: Note(
        "06-03", ["p-app"],
        E("disbursement.requested", "pay-1", #"{"allocation":"al-1","amount_fen":1}"#, refs: ["al-1"])),
      ["M28"]),
    .after("to the approver", asked("p-fin"), then: approve, ["M26"]),
    .after("to somebody else", asked("p-kin"), then: approve, []),
    .after(
      "to the approver's household",
      [Note("06-02", ["p-reg"], E("person.changed", "p-fin", #"{"household":"hh-1"}"#, refs: ["hh-1"]))]
        + asked("hh-1"),
      then: approve, ["M26"]),
    .after(
      "to somebody of the approver's household",
      [Note("06-02", ["p-reg"], E("person.changed", "p-fin", #"{"household":"hh-1"}"#, refs: ["hh-1"]))]
        + asked("p-kin"),
      then: approve, ["M26"]),
    .after(
      "to the household that the approver left this week",
      [Note("06-02", ["p-clerk"], E("household.registered", "hh-2", #"{"village":"v-1"}"#, refs: ["v-1"]))]
        + [Note("06-02", ["p-reg"], E("person.changed", "p-fin", #"{"household":"hh-1"}"#, refs: ["hh-1"]))]
        + [Note("06-02", ["p-reg"], E("person.changed", "p-fin", #"{"household":"hh-2"}"#, refs: ["hh-2"]))]
        + asked("p-kin"),
      then: approve, ["M26"]),
    .after("to an organisation the approver leads", [finLeadsBuilder] + asked("org-builder"), then: approve, ["M26"]),
    .after("one line of nine to the approver", lines(9, to: "p-fin"), then: approve, ["M26"]),
    .after("ten lines that all go to the approver", tenLines(to: "p-fin"), then: approve, ["M26"]),
    .after("one line of ten to the approver is a finding", lines(10, to: "p-fin"), then: approve, []),
    .after(
      "paid to the cashier", asked("p-cash") + [approve], then: .act("disbursement.paid", "pay-1", by: "p-cash"),
      ["M26"]
    ),
    .after(
      "reconciled by whom it was paid to",
      asked("p-acct") + [approve, .act("disbursement.paid", "pay-1", by: "p-cash")],
      then: .act("disbursement.reconciled", "pay-1", by: "p-acct"), ["M26"]),
    .after(
      "another approver is named", Desk.requested,
      then: Note("06-08", ["p-fin"], E("disbursement.approved", "pay-1", #"{"approver":"p-head"}"#, refs: ["p-head"])),
      ["M29"]),
    .after(
      "the lent duty of whom it goes to", [AuthorityTests.lend("duty-fin", "p-fin", "p-any")] + asked("p-fin"),
      then: .act("disbursement.approved", "pay-1", by: "p-any"), ["M26"]),
  ]

  private static func changed(_ day: String, by: String = "p-acct") -> Note {
    Note(
      day, [by],
      E("payee.account_changed", "org-builder", #"{"account":{"c":"\#(String(repeating: "A", count: 43))="}}"#))
  }
  private static let acctPays = Note("06-02", Desk.appointing, Desk.duty("duty-x", "p-acct", "cashier", "org-finance"))

  static let accounts: [Case] = [
    .after("an account changed by a stranger", [], then: changed("06-04", by: "p-any"), ["G40"]),
    .after(
      "paid by who changed the account", [acctPays] + Desk.approved + [changed("06-05")],
      then: .act("disbursement.paid", "pay-1", by: "p-acct"), ["M27"]),
    .after(
      "paid by another", [acctPays] + Desk.approved + [changed("06-05")],
      then: .act("disbursement.paid", "pay-1", by: "p-cash"), []),
    .after(
      "paid 30 days later", [acctPays] + Desk.approved + [changed("06-05")],
      then: .act("disbursement.paid", "pay-1", by: "p-acct", day: "07-05"), []),
    .after(
      "paid 29 days later", [acctPays] + Desk.approved + [changed("06-05")],
      then: .act("disbursement.paid", "pay-1", by: "p-acct", day: "07-04"), ["M27"]),
  ]

  // MARK: Contracts, appropriations, invoices, households

  static let contracts: [Case] = [
    .after(
      "more than the contract, which is not named", Desk.funded,
      then: Note("06-03", ["p-app"], Desk.request("pay-1", 500_001)), ["F06"]),
    .after(
      "as much as the contract, which is not named", Desk.funded,
      then: Note("06-03", ["p-app"], Desk.request("pay-1", 500_000)),
      []),
    .after(
      "of two contracts none is named",
      Desk.funded + [Note("06-02", ["p-app"], Desk.contract("ct-2", "org-builder"))],
      then: Note("06-03", ["p-app"], Desk.request()), ["M30"]),
    .after(
      "of two contracts one is named",
      Desk.funded + [Note("06-02", ["p-app"], Desk.contract("ct-2", "org-builder"))],
      then: Note(
        "06-03", ["p-app"],
        E(
          "disbursement.requested", "pay-1",
          #"{"allocation":"al-1","payee":"org-builder","contract":"ct-2","amount_fen":1}"#,
          refs: ["al-1", "ct-2", "org-builder"])), []),
    .after(
      "the appropriation of another fund", Array(Desk.funded.prefix(3)),
      then: Note("06-03", ["p-acct"], Desk.allocation("al-1", #","appropriation":"ap-2""#, refs: ["ap-2"])), ["M31"]),
    .after(
      "the fund's own appropriation", Array(Desk.funded.prefix(3)),
      then: Note("06-03", ["p-acct"], Desk.allocation("al-1", #","appropriation":"ap-1""#, refs: ["ap-1"])), []),
    .after(
      "a contract raised by the head", Desk.funded,
      then: .act("contract.amended", "ct-1", by: "p-head", #"{"value_fen":600000}"#), []),
    .after(
      "a contract raised by the applicant", Desk.funded,
      then: .act("contract.amended", "ct-1", by: "p-app", #"{"value_fen":600000}"#), ["G40"]),
    .after(
      "a contract raised by who leads the contractor",
      [Note("06-02", Desk.appointing, Desk.duty("duty-x", "p-head", "responsible", "org-builder"))] + Desk.funded,
      then: .act("contract.amended", "ct-1", by: "p-head", #"{"value_fen":600000}"#), ["M26"]),
    .after(
      "a contract raised by another head", Desk.funded,
      then: .act("contract.amended", "ct-1", by: "p-finhead", #"{"value_fen":600000}"#), ["G41"]),
  ]

  private static func invoice(_ first: String, then second: String, _ name: String, _ codes: [String]) -> Case {
    .after(
      name, Desk.funded + [Note("06-03", ["p-app"], Desk.request("pay-1", 1, ",\(first)"))],
      then: Note("06-03", ["p-app"], Desk.request("pay-2", 1, ",\(second)")), codes)
  }

  static let invoices: [Case] = [
    invoice(#""invoice_nos":["12345678"]"#, then: #""invoice_nos":["１２３４５６７８"]"#, "in full width", ["F16"]),
    invoice(
      #""invoice_nos":["1234-5678"]"#, then: #""invoice_nos":["1234 5678"]"#, "with a hyphen and a blank", ["F16"]),
    invoice(
      #""invoice_nos":["12345678"]"#, then: #""invoices":[{"no":"12345678","issuer":"org-builder"}]"#,
      "in the other field",
      ["F16"]),
    invoice(
      #""invoices":[{"no":"12345678","code":"044001900111"}]"#,
      then: #""invoices":[{"no":"12345678","code":"044001900111","issuer":"另一家公司"}]"#, "under another issuer's name",
      ["F16"]),
    invoice(
      #""invoices":[{"no":"12345678","code":"044001900111"}]"#,
      then: #""invoices":[{"no":"12345678","code":"044001900222"}]"#, "the same number under another code", []),
    invoice(
      #""invoices":[{"no":"12345678","code":"044001900111"}]"#, then: #""invoice_nos":["12345678"]"#,
      "with and without its code",
      ["F16"]),
    invoice(#""invoice_nos":["ab-1"]"#, then: #""invoice_nos":["AB1"]"#, "in small letters", ["F16"]),
    invoice(#""invoice_nos":["12345678"]"#, then: #""invoice_nos":["12345679"]"#, "another number", []),
  ]

  static let households: [Case] = [
    .after(
      "a household named twice in one merger",
      [Note("06-02", ["p-clerk"], E("household.registered", "hh-2", #"{"persons":2,"village":"v-1"}"#, refs: ["v-1"]))],
      then: Note(
        "06-03", ["p-clerk"], E("household.merged", "hh-1", #"{"households":["hh-2","hh-2"]}"#, refs: ["hh-2"])),
      ["R04"])
  ]
}
