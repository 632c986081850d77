public import Assistance
public import EventSourcing
public import Ledger

/// Who may record an event, and who may not and why: the answers of the function that judges, person by person.
public struct WhoMay: Sendable {
  /// Somebody who may.
  public struct Able: Sendable {
    /// The person's reference.
    public let person: String
    /// The duties that give it; empty for what everybody may.
    public let powers: [AssistanceState.Power]
    /// Who else must sign, where somebody must: the sentence of the refusal that would meet a single signature.
    public let beside: [Bilingual]
  }

  /// Somebody who holds a role that may, and may not here.
  public struct Unable: Sendable {
    /// The person's reference.
    public let person: String
    /// Every reason.
    public let reasons: [Refusal]
  }

  /// Ascending by reference.
  public let able: [Able]
  /// Ascending by reference: holders of duties by whose roles the type is recorded.
  public let unable: [Unable]
  /// What stands in the way whoever records it, as far as the first who may is told; empty when nothing does.
  public let obstacles: [Refusal]
  /// Persons with duties that have nothing to do with the type.
  public let others: Int
}

extension LedgerView {
  /// Who may record an event of a type, of a subject if one is given, on a day.
  public func whoMay(_ type: String, subject: String?, place: String? = nil, on day: CivilDate) throws(LedgerError)
    -> WhoMay
  {
    let state = assistance
    var able: [WhoMay.Able] = []
    var unable: [WhoMay.Unable] = []
    var others = 0
    for person in try personsWithDuties() {
      let powers = state.powers(of: person, on: day).filter { $0.types.contains(type) }
      let held = powers.filter { $0.duty != nil }
      guard let subject else {
        if held.isEmpty { others += 1 } else { able.append(WhoMay.Able(person: person, powers: held, beside: [])) }
        continue
      }
      var intention = AssistanceState.Intention(type, subject, by: person)
      intention.place = place
      let reasons = state.authorityRefusals(of: intention, on: day)
      let beside = reasons.filter { $0.code == "G22" }.map(\.message)
      let against = reasons.filter { $0.code != "G22" }
      if against.isEmpty {
        able.append(WhoMay.Able(person: person, powers: held, beside: beside))
      } else if !held.isEmpty || against.contains(where: { $0.code != "G40" }) {
        unable.append(WhoMay.Unable(person: person, reasons: against))
      } else {
        others += 1
      }
    }
    var obstacles: [Refusal] = []
    if let subject, let first = able.first {
      var intention = AssistanceState.Intention(type, subject, by: first.person)
      intention.place = place
      let authority = state.authorityRefusals(of: intention, on: day)
      obstacles = state.refusals(of: intention, on: day).filter { reason in
        !authority.contains { $0.code == reason.code }
      }
    }
    return WhoMay(able: able, unable: unable, obstacles: obstacles, others: others)
  }

  /// Persons who hold a duty, or whom one is lent, ascending.
  private func personsWithDuties() throws(LedgerError) -> [String] {
    var persons: [String] = []
    try forEachRow("persons") { key, bytes in
      guard let row = Self.object(bytes) else { return true }
      if row["duties"] != nil || row["delegations"] != nil { persons.append(key) }
      return true
    }
    return persons
  }

  /// All that a person may record on a day.
  public func powers(of person: String, on day: CivilDate) -> [AssistanceState.Power] {
    assistance.powers(of: person, on: day)
  }
}
