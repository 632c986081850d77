import Law
public import EventSourcing

/// What use cases ask of the registers: whose turn it is, who may do what. What is offered is asked of the very function that decides
/// what is accepted, with an event that nobody has recorded.
extension AssistanceState {
  /// An act that somebody thinks of doing.
  public struct Intention: Sendable {
    /// A type of the catalogue.
    public var type: String
    /// The subject; one that does not exist yet is asked for as it would be brought in.
    public var subject: String
    /// Who would do it.
    public var by: String
    /// Everybody who would sign, in order; `by` alone when empty.
    public var signers: [String] = []
    /// Own, unless it would be entered for another.
    public var basis = Basis.own
    /// 12-digit area code.
    public var place: String?
    /// The fields that matter to the question.
    public var data: JSONValue

    /// An own act, signed by who does it.
    public init(_ type: String, _ subject: String, by person: String) {
      self.type = type
      self.subject = subject
      by = person
      data = Self.object { _ in }
    }

    /// Adds texts to the data.
    public mutating func say(_ fields: [String: String]) {
      let known = data.members.compactMap { name, value in value.string.map { (name, $0) } }
      let all = Dictionary(known, uniquingKeysWith: { $1 }).merging(fields) { $1 }
      data = Self.object { writer in
        for (name, text) in all.sorted(by: { $0.key < $1.key }) { writer.member(name, text) }
      }
    }

    private static func object(_ body: (inout JSONWriter) -> Void) -> JSONValue {
      var writer = JSONWriter()
      writer.object(body)
      // Texts that the log does not hold name nobody and nothing: a question about them is one about no data.
      return (try? JSONDocument.object(writer.bytes)) ?? .emptyObject
    }
  }

  /// The event as it would stand if it were recorded on a day. Power given by any entry so far counts.
  func context(_ intention: Intention, on day: CivilDate) -> EventContext {
    let recorded = Timestamp(ms: EventTime.day(day).start.ms + 43_200_000)
    let signers = intention.signers.isEmpty ? [intention.by] : intention.signers
    let event = Event(
      hypothetical: intention.type, subject: intention.subject, time: .day(day),
      by: intention.by == signers[0] ? nil : intention.by, basis: intention.basis, place: intention.place,
      data: intention.data)
    return EventContext(
      header: TransactionHeader(hypotheticalSigners: signers, at: recorded), event: event, position: 0,
      seq: UInt64(Int64.max),
      recorded: recorded)
  }

  /// Every reason for which the act would be refused if it were recorded on a day; empty when it would be accepted as far as is
  /// known. What only the signed text can show (S17: a signature binds what was seen) is not asked.
  public func refusals(of intention: Intention, on day: CivilDate) -> [Refusal] {
    Assistance.decide(context(intention, on: day), self) { _ in nil }.filter { $0.code != "S17" }
  }

  /// Only what authority says: who may, whatever else may be in the way.
  public func authorityRefusals(of intention: Intention, on day: CivilDate) -> [Refusal] {
    let context = context(intention, on: day)
    enter(context)
    return Authority(context, self).refusals()
  }

  /// The signatures a problem needs on a day, in signing order.
  public func signOffSlots(on day: CivilDate) -> [PackParameters.Slot] {
    leaveNote()
    return policy(on: day.text).slots
  }

  /// Whether a role carries power: its holder is appointed by a leader or head and a registrar, and signs with a key that two
  /// registrars vouched for.
  public func carriesPower(role: String) -> Bool { PermissionTable.core.isPower(role) }

  /// Whether a role, held in an organisation, is that of the authority's leader, who appoints.
  public func isLeader(role: String, org: String?) -> Bool {
    org == ledger[LedgerRow.key]?.authorityOrg && Self.leaders.names(role)
  }

  /// The ledger's region as a 12-digit area code.
  public var regionPlace: String { Self.padded(ledger[LedgerRow.key]?.region ?? "") }

  /// Whether duties in organisations of that kind reach whole areas (the codelist's mark `public`).
  public func isPublicKind(_ kind: String?) -> Bool { kind.map { Codelist.publicOrganisations.contains($0) } ?? false }

  /// Whether the ledger is still being founded: until two registrars and a leader stand.
  public var isFounding: Bool { ledger[LedgerRow.key]?.founded == nil }

  /// The registrars and the authority's leaders in office on a day, each person once, in the order in which they were appointed.
  public func officers(on day: CivilDate) -> (registrars: [String], leaders: [String]) {
    func persons(_ isWanted: (DutyRow) -> Bool) -> [String] {
      var seen: Set<String> = []
      return ledgerOffices(on: day.text).map(\.duty).filter(isWanted).map(\.person).filter { seen.insert($0).inserted }
    }
    return (persons { Codelist.role.isA($0.role, Self.registrarRole) }, persons { isLeader($0) })
  }

  /// Whether a person may register keys on a day.
  public func mayRegisterKeys(_ person: String, on day: CivilDate) -> Bool {
    isRegistrar(person, on: day.text, before: .max)
  }

  /// Whether the key a person signs with was vouched for as power asks: by two registrars.
  public func keysAreDoublyRegistered(_ person: String, at instant: Timestamp) -> Bool {
    keysHaveTwoRegistrars(person, at: instant, before: .max)
  }

  /// Who of a note's signers would do an act: the first who may; the first signer when none may.
  public func doer(of intention: Intention, on day: CivilDate) -> String {
    let asked = intention.signers.first { signer in
      var attempt = intention
      attempt.by = signer
      return authorityRefusals(of: attempt, on: day).isEmpty
    }
    return asked ?? intention.signers.first ?? intention.by
  }

  /// The slot of a problem in which a person could sign next on a day; nil when it waits for another or for nobody.
  public func waitingSlot(of problem: String, for person: String, on day: CivilDate) -> String? {
    guard let row = problems[problem], ProblemMachine.machine.next(row.state, "problem.signed") != nil else {
      return nil
    }
    let next = signOffSlots(on: day).first { slot in !row.signatures.contains { $0.slot == slot.slot } }
    guard let next else { return nil }
    var intention = Intention("problem.signed", problem, by: person)
    intention.say(["slot": next.slot])
    return refusals(of: intention, on: day).isEmpty ? next.slot : nil
  }

  /// Whether a problem that everybody has signed waits to be closed, and a person may do that on a day.
  public func waitsForClosing(_ problem: String, by person: String, on day: CivilDate) -> Bool {
    guard let row = problems[problem], row.state == .fullySigned else { return false }
    return refusals(of: Intention("problem.closed", problem, by: person), on: day).isEmpty
  }

  /// What a payment waits for that a person may do: `disbursement.approved`, `disbursement.paid`, `disbursement.reconciled`.
  public func waitingStep(of payment: String, for person: String, on day: CivilDate) -> String? {
    guard let row = money.payments[payment] else { return nil }
    let step: String
    switch row.state {
    case .requested: step = "disbursement.approved"
    case .approved: step = "disbursement.paid"
    case .paid: step = "disbursement.reconciled"
    default: return nil
    }
    return refusals(of: Intention(step, payment, by: person), on: day).isEmpty ? step : nil
  }
}

/// What the table says, for those who explain it.
extension AssistanceState {
  /// A way in which a person may record types.
  public struct Power: Sendable {
    /// The duty that gives it; nil for what everybody may.
    public let duty: String?
    /// The role of that duty, a code.
    public let role: String?
    /// The duty's organisation or target; nil where it has none.
    public let seat: String?
    /// How far it reaches: `self`, `target`, `org`, `village`, `township`, `county`, `ledger`, `any`.
    public let scope: String
    /// The types of the catalogue, in its order.
    public let types: [String]
    /// Whether also what another did may be entered.
    public let isForEntering: Bool
    /// Who lent it; nil for one's own.
    public let principal: String?
  }

  /// All that a person may record on a day, row by row of the table, without the conditions of single events.
  public func powers(of person: String, on day: CivilDate) -> [Power] {
    leaveNote()
    let table = PermissionTable.core
    let authority = ledger[LedgerRow.key]?.authorityOrg ?? ""
    func types(_ row: PermissionTable.Permission) -> [String] {
      Catalogue.current.types.map(\.name).filter { PermissionTable.matches(row.may, $0) }
    }
    let open = table.permissions.filter { row in
      switch row.phase {
      case .founding: isFounding
      case .migration: now.migration != nil
      case nil: true
      }
    }
    let own = open.filter(\.isForAll).map { row in
      Power(
        duty: nil, role: nil, seat: nil, scope: row.over.rawValue, types: types(row), isForEntering: row.isForEntering,
        principal: nil)
    }
    let held = offices(of: person, on: day.text, before: .max).flatMap { office in
      open.filter { row in
        guard row.roles.holds(office.duty.role, org: office.duty.org, authority: authority),
          extends(office, to: row.over)
        else { return false }
        guard let kinds = row.orgKinds else { return true }
        return office.duty.org.flatMap { orgs[$0]?.kind }.map { kinds.contains($0) } ?? false
      }.map { row in
        Power(
          duty: office.key, role: office.duty.role, seat: office.duty.org ?? office.duty.target,
          scope: row.over.rawValue,
          types: types(row), isForEntering: row.isForEntering, principal: office.principal)
      }
    }
    return (held + own).filter { !$0.types.isEmpty }
  }

  /// The roles that may record a type, as the table names them, with how far each reaches; `any` for everybody.
  public func rolesThatMay(_ type: String) -> [(roles: [String], scope: String, isForEntering: Bool)] {
    (PermissionTable.core.entry(type)?.permissions ?? []).filter { $0.phase == nil }.map {
      ($0.isForAll ? ["any"] : $0.isForLedger ? ["ledger"] : $0.roles.named, $0.over.rawValue, $0.isForEntering)
    }
  }
}
