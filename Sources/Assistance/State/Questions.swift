public import EventSourcing

/// Whose turn it is: what use cases ask of the registers. Answers only; the rules decide.
extension AssistanceState {
  /// The signatures a problem needs on a day, in signing order.
  public func signOffSlots(on day: CivilDate) -> [PackParameters.Slot] { policy(on: day.text).slots }

  /// Whether a role takes one of the sign-off slots of that day.
  public func signsOff(role: String, on day: CivilDate) -> Bool {
    signOffSlots(on: day).contains { RoleCodes.role.isA(role, $0.role) }
  }

  /// Whether a person may register keys on a day.
  public func mayRegisterKeys(_ person: String, on day: CivilDate) -> Bool { isRegistrar(person, on: day.text) }

  /// Whether the key a person signs with was vouched for as signing off asks: by two registrars.
  public func keysAreDoublyRegistered(_ person: String, at instant: Timestamp) -> Bool {
    keysHaveTwoRegistrars(person, at: instant)
  }

  /// The slot of a problem in which a person could sign next on a day; nil when it waits for another or for nobody.
  public func waitingSlot(of problem: String, for person: String, on day: CivilDate) -> String? {
    guard let row = problems[problem], ProblemMachine.machine.next(row.state, "problem.signed") != nil else {
      return nil
    }
    let policy = policy(on: day.text)
    let next = policy.slots.first { slot in !row.signatures.contains { $0.slot == slot.slot } }
    guard let next, row.evidence >= max(1, policy.evidenceMin), holds(next.role, person, on: day.text) else {
      return nil
    }
    let own = canonical(person)
    let parties =
      row.signatures.map(\.signer) + (policy.openerMaySign ? [] : [row.opener, row.handler].compactMap { $0 })
    return parties.contains { canonical($0) == own } ? nil : next.slot
  }

  /// Whether a problem that everybody has signed waits to be closed, and a person may do that on a day: one of its signers, or
  /// a handler on duty.
  public func waitsForClosing(_ problem: String, by person: String, on day: CivilDate) -> Bool {
    guard let row = problems[problem] else { return false }
    return SignOffRules.isReadyToClose(row, policy(on: day.text))
      && SignOffRules.mayClose(row, person, on: day.text, self)
  }

  /// What a payment waits for that a person's duties allow: `disbursement.approved` by an approver, `disbursement.paid` by a
  /// cashier, never by somebody who did an earlier step.
  public func waitingStep(of payment: String, for person: String, on day: CivilDate) -> String? {
    guard let row = money.payments[payment] else { return nil }
    let own = canonical(person)
    let earlier = [row.requested, row.approved].compactMap(\.person)
    guard !earlier.contains(where: { canonical($0) == own }) else { return nil }
    switch row.state {
    case .requested: return holds("approver", person, on: day.text) ? "disbursement.approved" : nil
    case .approved: return holds("cashier", person, on: day.text) ? "disbursement.paid" : nil
    default: return nil
    }
  }
}
