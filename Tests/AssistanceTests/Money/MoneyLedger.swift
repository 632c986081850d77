import EventSourcing

@testable import Assistance

/// One event to try: `"fund.allocated al-1"`, its data, who did it and when.
struct Act: CustomStringConvertible {
  let type: String
  let subject: String
  let data: String
  var by: String
  var day = "2026-06-01"

  /// - Parameter by: whoever's office it is, when nobody is named (`MoneyLedger.office`).
  init(_ head: String, _ data: String = "{}", by: String? = nil, day: String = "2026-06-01") {
    let parts = head.split(separator: " ")
    type = String(parts[0])
    subject = String(parts[1])
    self.data = data
    self.by = by ?? MoneyLedger.office(of: type)
    self.day = day
  }

  var description: String { "\(type) \(subject) \(data) by \(by)" }

  /// References that the data names, as the catalogue makes every event list them.
  var refs: [String] {
    guard let data = try? JSONDocument.object(Array(data.utf8)) else { fatalError("not JSON: \(data)") }
    let named = data.members.compactMap { $0.value.string }.filter { Reference.isValid($0) }
    return Set(named).subtracting([subject]).sorted()
  }

  /// A project lies in a village of the township; who unfreezes has somebody beside him.
  var line: String {
    let refs = refs.isEmpty ? "" : #","refs":["# + refs.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    let place = type == "project.proposed" ? #","place":"621021103204""# : ""
    return #"{"type":"\#(type)","subject":"\#(subject)","time":"\#(day)"\#(place)\#(refs),"data":\#(data)}"#
  }

  var signers: [String] { type == "fund.unfrozen" ? [by, "p-8"] : [by] }
}

/// The domain without a log: decides acts one by one and folds those that are accepted.
final class MoneyLedger {
  let state = AssistanceState()
  /// The first entry is the one after which everybody's duties stand.
  private var seq: UInt64 = 1
  /// Links of accepted events, as the engine's index would answer.
  private(set) var related: [String: [String]] = [:]

  /// Whose office an act is when a test does not say: the first four may ask for money, approve, pay and reconcile.
  static func office(of type: String) -> String {
    switch type {
    case "disbursement.approved": "p-2"
    case "disbursement.paid", "disbursement.reversed", "fund.recovered": "p-3"
    case "disbursement.reconciled": "p-4"
    case "retention.released": "p-2"
    case "project.library_admitted", "project.library_rejected", "project.library_removed", "project.cancelled",
      "project.planned", "project.closed", "project.accepted", "project.settled", "disclosure.objection_resolved":
      "p-5"
    case "fund.unfrozen": "p-7"
    case "project.county_approved", "contract.amended", "advance.paid", "advance.settled": "p-8"
    case "project.township_reviewed": "p-9"
    case _ where type.hasPrefix("fund."): "p-6"
    default: "p-1"
    }
  }

  /// Persons and their duties, `ROLE ORGANISATION`.
  private static let cast = [
    "p-1": ["handler org-gov", "approver org-gov", "cashier org-gov", "accountant org-gov"],
    "p-2": ["handler org-gov", "approver org-gov", "cashier org-gov", "accountant org-gov"],
    "p-3": ["handler org-gov", "approver org-gov", "cashier org-gov", "accountant org-gov"],
    "p-4": ["handler org-gov", "approver org-gov", "cashier org-gov", "accountant org-gov"],
    "p-5": ["unit_head org-bureau"],
    "p-6": ["accountant org-finance"],
    "p-7": ["unit_head org-finance"],
    "p-8": ["unit_head org-gov"],
    "p-9": ["township_leader org-town"],
  ]

  init() {
    state.ledger.update(LedgerRow.key) { row in
      row.region = "621021"
      row.authority = "org-gov"
      row.founded = "0.0"
      row.opened = "2026-01-01"
    }
    let orgs = [
      ("org-gov", "county_government", "621021000000"), ("org-bureau", "revitalisation_bureau", "621021000000"),
      ("org-finance", "finance_bureau", "621021000000"), ("org-town", "township_government", "621021103000"),
    ]
    for (reference, kind, place) in orgs {
      state.orgs.update(reference) { row in
        row.kind = kind
        row.place = place
      }
    }
    for number in 1...9 {
      state.orgs.update("org-\(number)") { row in
        row.kind = "contractor"
        row.superiors = ["org-gov"]
      }
      state.households["hh-\(number)"] = HouseholdRow()
      employ("p-\(number)")
    }
  }

  /// A person whose keys two registrars vouched for, with his duties.
  private func employ(_ person: String) {
    state.keys.update("\(person)+1") { row in
      row.holder = person
      row.registrars = ["p-a", "p-b"]
      row.registered = "0.0"
    }
    var row = PersonRow()
    row.keys = ["\(person)+1"]
    row.keyCount = 1
    for (index, post) in Self.cast[person, default: []].enumerated() {
      let parts = post.split(separator: " ").map(String.init)
      var duty = DutyRow()
      duty.person = person
      duty.role = parts[0]
      duty.org = parts[1]
      duty.from = "2026-01-01"
      duty.speaksFrom = "2026-01-01"
      let key = "duty-\(person.dropFirst(2))-\(index)"
      state.duties[key] = duty
      row.duties.append(key)
    }
    state.persons[person] = row
  }

  /// The codes against an act; empty when it was accepted.
  func submit(_ act: Act) -> [String] { refusals(act).map(\.code) }

  func refusals(_ act: Act) -> [Refusal] {
    let context = context(act)
    let refusals = Assistance.decide(context, state) { _ in nil }
    guard refusals.isEmpty else { return refusals }
    Assistance.evolve(context, state)
    index(act)
    seq += 1
    return []
  }

  /// The event of an act as the engine would hand it over.
  func context(_ act: Act) -> EventContext {
    let recorded = EventTime(act.day)?.end ?? Timestamp(ms: 0)
    return EventContext(transaction: Self.transaction(act), position: 0, seq: seq, recorded: recorded)
  }

  /// The transaction of an act alone.
  static func transaction(_ act: Act) -> Transaction {
    let text =
      Transaction.magic + "\n"
      + #"{"ledger":"t","tx":"01JD3Q0M5K9V7Z2T4B8C6D1E0F","signers":[\#(act.signers.map { "\"\($0)\"" }.joined(separator: ","))],"at":"2026-06-01T09:00:00+08:00"}"#
      + "\n" + act.line + "\n"
    guard let transaction = try? Transaction(text: Array(text.utf8)) else {
      fatalError("not a transaction: \(text)")
    }
    return transaction
  }

  private func index(_ act: Act) {
    let links = [act.subject] + act.refs
    for link in links { related[link, default: []] += links }
  }

  /// A pack of which only what matters is said.
  func activate(_ change: (inout PackRow) -> Void) {
    var pack = PackRow()
    pack.effectiveFrom = "2000-01-01"
    change(&pack)
    state.packs["test@1"] = pack
    state.ledger.update(LedgerRow.key) { $0.packs = ["test@1"] }
    state.leaveNote()
  }
}

/// How far the story of one yuan has gone: each stage is the one before it and one more act.
enum Stage: Int, CaseIterable {
  case nothing, registered, appropriated, proposed, contracted, admitted, allocated, requested, approved, paid
  case reconciled

  static let acts: [Act] = [
    Act("fund.source_registered fd-1", #"{"name":"衔接资金","year":2026,"doc_no":"县财发1号"}"#),
    Act("fund.appropriated ap-1", #"{"fund":"fd-1","amount_fen":1000000,"doc_no":"省财发7号"}"#),
    Act(
      "project.proposed pr-1",
      #"{"name":"饮水工程","category":"water","delivery":"contract","implementer":"org-1","supervisor":"org-2"}"#),
    Act("contract.signed ct-1", #"{"project":"pr-1","value_fen":800000,"retention_bp":500}"#),
    Act("project.library_admitted pr-1", #"{"library_year":2026}"#),
    Act("fund.allocated al-1", #"{"fund":"fd-1","project":"pr-1","amount_fen":900000}"#),
    Act(
      "disbursement.requested pay-1",
      #"{"allocation":"al-1","project":"pr-1","payee":"org-3","amount_fen":500000,"contract":"ct-1"}"#),
    Act("disbursement.approved pay-1", by: "p-2"),
    Act("disbursement.paid pay-1", #"{"voucher_no":"记-001","bank_ref":"B1"}"#, by: "p-3"),
    Act("disbursement.reconciled pay-1", #"{"statement":"S1","matched":true}"#, by: "p-4"),
  ]

  /// A ledger that has come so far.
  func ledger() -> MoneyLedger {
    let ledger = MoneyLedger()
    for act in Self.acts.prefix(rawValue) {
      let codes = ledger.submit(act)
      precondition(codes.isEmpty, "\(act): \(codes)")
    }
    return ledger
  }
}
