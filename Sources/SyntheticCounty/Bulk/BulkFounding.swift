import AssistanceLedger
import EventSourcing
import TransparencyLog

/// How a generated ledger is founded: two registrars, the leader, those who hold power, the clerks; then ample money for one project.
/// Each note is signed by those who may, and gives what the next one rests on.
struct BulkFounding {
  static let founder = "p-founder"
  static let registrar = "p-registrar"
  private static let leader = "p-leader"
  private static let head = "p-head"
  private static let finance = "org-finance"
  private static let bureau = "org-bureau"
  /// Whom the payments go to.
  static let payee = "org-builder"

  struct Note {
    let signers: [String]
    let events: [PlainEvent]
  }

  /// Everybody who signs, the founder first.
  static let persons =
    [founder, registrar, leader, head] + BulkStory.steps.map(\.signer) + BulkStory.doers + BulkStory.typists

  let key: (String) -> SignerKey
  /// What proofs of possession are made for: the genesis hash.
  let scope: String
  let now: Timestamp

  private var time: String { now.beijingText }

  var notes: [Note] {
    let registrars = [Self.founder, Self.registrar]
    let officials = zip(BulkStory.steps, ["approver", "cashier", "accountant"]).flatMap { step, role in
      person(step.signer, role, Self.finance)
    }
    let clerks =
      BulkStory.doers.flatMap { person($0, "handler", LedgerSetup.authorityReference) }
      + BulkStory.typists.flatMap { person($0, "clerk", LedgerSetup.authorityReference) }
    return [
      Note(
        signers: [Self.founder], events: orgs + person(Self.registrar, "registrar", LedgerSetup.authorityReference)),
      Note(
        signers: registrars, events: person(Self.leader, "leading_group_leader", LedgerSetup.authorityReference)),
      Note(
        signers: [Self.leader] + registrars, events: person(Self.head, "department_head", Self.bureau) + officials),
      Note(signers: [Self.founder], events: clerks),
    ] + work
  }

  private func person(_ reference: String, _ role: String, _ org: String) -> [PlainEvent] {
    var enrolment = Enrolment(person: reference)
    enrolment.org = org
    enrolment.role = role
    return enrolment.events(duty: "duty-\(reference.dropFirst(2))", key: key(reference), scope: scope, now: now)
  }

  private var orgs: [PlainEvent] {
    let authority = LedgerSetup.authorityEvent("虚构单位", region: SyntheticCounty.region, time: time)
    let others = [
      (Self.finance, "finance_bureau", "虚构财政局"), (Self.bureau, "revitalisation_bureau", "虚构乡村振兴局"),
      (Self.payee, "contractor", "虚构施工单位"),
    ].map { reference, kind, name in
      var event = PlainEvent("org.registered", reference, time: time) {
        $0.member("kind", kind)
        $0.member("name", name)
      }
      event.place = authority.place
      return event
    }
    return [authority] + others
  }

  /// A fund line with ample money, a project in the library.
  private var work: [Note] {
    let fen: Int64 = 900_000_000_000_000
    return [
      Note(
        signers: [BulkStory.steps[0].signer],
        events: [
          PlainEvent("fund.source_registered", "fd-1", time: time) { $0.member("name", "虚构资金") },
          PlainEvent("fund.appropriated", "ap-1", time: time) {
            $0.member("fund", "fd-1")
            $0.member("amount_fen", fen)
          },
        ]),
      Note(
        signers: [BulkStory.doers[0]],
        events: [
          PlainEvent("project.proposed", "pr-1", time: time) {
            $0.member("name", "虚构项目")
            $0.member("delivery", "self_build")
            $0.member("responsible_org", LedgerSetup.authorityReference)
          }
        ]),
      Note(
        signers: [Self.head], events: [PlainEvent("project.library_admitted", "pr-1", time: time) { _ in }]),
      Note(
        signers: [BulkStory.steps[0].signer],
        events: [
          PlainEvent("fund.allocated", "al-1", time: time) {
            $0.member("fund", "fd-1")
            $0.member("project", "pr-1")
            $0.member("amount_fen", fen)
          }
        ]),
    ]
  }
}
