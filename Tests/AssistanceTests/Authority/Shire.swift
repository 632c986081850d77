import Testing

@testable import Assistance

/// A whole county for the tables of authority: finance bureau, library office, township, village, a department of another county,
/// a builder, and somebody in every seat.
extension Desk {
  private static let places: [(String, String, String, String?)] = [
    ("org-finance", "finance_bureau", "621021000000", nil), ("org-library", "office", "621021000000", nil),
    ("org-station", "department", "621021000000", "org-bureau"),
    ("org-town", "township_government", "621021103000", nil),
    ("org-village", "village_committee", "621021103204", nil), ("org-far", "department", "622022000000", nil),
    ("org-builder", "contractor", "621021000000", nil), ("org-second", "contractor", "621021000000", nil),
  ]

  /// `PERSON ROLE ORGANISATION`; power is given by the leader and a registrar, the rest by one registrar.
  private static let powers = [
    "p-fin approver org-finance", "p-cash cashier org-finance", "p-acct accountant org-finance",
    "p-finhead unit_head org-finance", "p-town township_head org-town", "p-farhead department_head org-far",
    "p-audit auditor org-county", "p-station department_head org-station", "p-deputy county_leader org-county",
  ]
  private static let ordinary = [
    "p-app applicant org-bureau", "p-typist clerk org-county", "p-cadre village_cadre org-village",
    "p-lib handler org-library", "p-importer importer org-county", "p-buildman handler org-builder",
  ]

  static func shire() throws -> Desk {
    let desk = try county()
    var orgs = Note("06-01", registrars)
    orgs.events = places.map { org($0.0, $0.1, $0.2, under: $0.3) }
    try desk.accept(orgs)
    func split(_ row: String) -> [String] { row.split(separator: " ").map(String.init) }
    for row in powers + ordinary {
      let parts = split(row)
      try desk.accept(Note("06-01", registrars, person(parts[0], parts[2]), key(parts[0])))
    }
    for row in powers {
      let parts = split(row)
      try desk.accept(Note("06-01", appointing, duty("duty-\(parts[0].dropFirst(2))", parts[0], parts[1], parts[2])))
    }
    for row in ordinary {
      let parts = split(row)
      try desk.accept(Note("06-01", ["p-reg"], duty("duty-\(parts[0].dropFirst(2))", parts[0], parts[1], parts[2])))
    }
    try desk.accept(
      Note("06-01", registrars, person("p-any"), key("p-any")),
      Note("06-01", ["p-clerk"], E("village.tagged", "v-1", #"{"name":"示例村"}"#, place: "621021103204")),
      Note(
        "06-01", registrars,
        E("person.registered", "p-villager", #"{"household":"hh-1"}"#, refs: ["hh-1"]), key("p-villager"),
        E("person.registered", "p-kin", #"{"household":"hh-1"}"#, refs: ["hh-1"])))
    return desk
  }

  // MARK: The story of a payment

  static let funded: [Note] = [
    Note(
      "06-02", ["p-acct"],
      E("fund.source_registered", "fd-1", #"{"name":"衔接资金","dept":"org-finance"}"#, refs: ["org-finance"]),
      E("fund.source_registered", "fd-2", #"{"name":"别的资金","dept":"org-finance"}"#, refs: ["org-finance"]),
      E("fund.appropriated", "ap-1", #"{"fund":"fd-1","amount_fen":1000000}"#, refs: ["fd-1"]),
      E("fund.appropriated", "ap-2", #"{"fund":"fd-2","amount_fen":1000000}"#, refs: ["fd-2"])),
    Note(
      "06-02", ["p-app"],
      E(
        "project.proposed", "pr-1",
        #"{"name":"饮水工程","delivery":"contract","responsible_org":"org-bureau","site":"621021103204"}"#,
        refs: ["org-bureau"], place: "621021103204")),
    Note("06-02", ["p-lib"], E("project.library_admitted", "pr-1", #"{"library_year":2026}"#)),
    Note("06-02", ["p-app"], contract("ct-1", "org-builder")),
    Note("06-02", ["p-acct"], allocation("al-1")),
  ]

  static func contract(_ key: String, _ contractor: String, _ value: Int = 500_000) -> E {
    E(
      "contract.signed", key, #"{"project":"pr-1","contractor":"\#(contractor)","value_fen":\#(value)}"#,
      refs: [contractor, "pr-1"].sorted())
  }

  static func allocation(_ key: String, _ more: String = "", refs: [String] = []) -> E {
    E(
      "fund.allocated", key, #"{"fund":"fd-1","project":"pr-1","amount_fen":900000\#(more)}"#,
      refs: (["fd-1", "pr-1"] + refs).sorted())
  }

  static func request(_ key: String = "pay-1", payee: String = "org-builder", _ amount: Int = 1000, _ more: String = "")
    -> E
  {
    E(
      "disbursement.requested", key, #"{"allocation":"al-1","payee":"\#(payee)","amount_fen":\#(amount)\#(more)}"#,
      refs: ["al-1", payee].sorted())
  }

  static let requested = funded + [Note("06-03", ["p-app"], request())]
  static let approved = requested + [Note("06-04", ["p-fin"], E("disbursement.approved", "pay-1"))]
  static let paid = approved + [Note("06-05", ["p-cash"], E("disbursement.paid", "pay-1"))]
}
