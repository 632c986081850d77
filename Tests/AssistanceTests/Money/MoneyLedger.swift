import EventSourcing

@testable import Assistance

/// One event to try: `"fund.allocated al-1"`, its data, who did it and when.
struct Act: CustomStringConvertible {
  let type: String
  let subject: String
  let data: String
  var by = "p-1"
  var day = "2026-06-01"

  init(_ head: String, _ data: String = "{}", by: String = "p-1", day: String = "2026-06-01") {
    let parts = head.split(separator: " ")
    type = String(parts[0])
    subject = String(parts[1])
    self.data = data
    self.by = by
    self.day = day
  }

  var description: String { "\(type) \(subject) \(data) by \(by)" }

  /// References that the data names, as the catalogue makes every event list them.
  var refs: [String] {
    guard let data = try? JSONDocument.object(Array(data.utf8)) else { fatalError("not JSON: \(data)") }
    let named = data.members.compactMap { $0.value.string }.filter { Reference.isValid($0) }
    return Set(named).subtracting([subject]).sorted()
  }

  var line: String {
    let refs = refs.isEmpty ? "" : #","refs":["# + refs.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    return #"{"type":"\#(type)","subject":"\#(subject)","time":"\#(day)"\#(refs),"data":\#(data)}"#
  }
}

/// The domain without a log: decides acts one by one and folds those that are accepted.
final class MoneyLedger {
  let state = AssistanceState()
  private var seq: UInt64 = 0
  /// Links of accepted events, as the engine's index would answer.
  private(set) var related: [String: [String]] = [:]

  init() {
    for number in 1...9 {
      state.persons["p-\(number)"] = PersonRow()
      state.orgs["org-\(number)"] = OrgRow()
      state.households["hh-\(number)"] = HouseholdRow()
    }
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
      + #"{"ledger":"t","tx":"01JD3Q0M5K9V7Z2T4B8C6D1E0F","signers":["\#(act.by)"],"at":"2026-06-01T09:00:00+08:00"}"#
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
    var row = LedgerRow()
    row.packs = ["test@1"]
    state.ledger[LedgerRow.key] = row
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
