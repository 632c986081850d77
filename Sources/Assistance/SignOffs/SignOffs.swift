import Law
public import EventSourcing

/// What is signed on a subject: of a problem the sign-offs and its closing, of a payment its request, approval and payment.
public struct SignOffs: Sendable {
  /// One thing that an official does, and stands for with a signature.
  public struct Step: Sendable {
    /// The event that does it.
    public let event: String
    /// The slot it is signed in, of a problem's sign-off.
    public let slot: String?
    /// Whose office it is.
    public let title: Bilingual
    /// The event in which it was done, `SEQ.POS` or `TX.POS`; nil while it waits.
    public let done: String?
  }

  /// Where the subject stands.
  public let state: Bilingual
  /// In the order in which they are done; those never to be done (of a payment taken back) are left out.
  public let steps: [Step]

  /// The steps not done yet, the next first.
  public var waiting: [Step] { steps.filter { $0.done == nil } }

  /// An official title as people read it.
  public static func title(ofSlot slot: String) -> Bilingual {
    let item = Catalogue.current.codelist("signoff_slot")?.item(slot) ?? Codelist.role.item(slot)
    return item?.label ?? Bilingual(slot, slot)
  }
}

extension AssistanceState {
  /// What is signed on a problem or a payment; nil of any other subject, and of one that is not registered.
  ///
  /// - Parameter day: whose policy says which signatures a problem still needs.
  public func signOffs(of reference: String, on day: CivilDate) -> SignOffs? {
    if let row = problems[reference] { return signOffs(row, on: day) }
    return money.payments[reference].map(Self.signOffs)
  }

  private func signOffs(_ row: ProblemRow, on day: CivilDate) -> SignOffs {
    let asked = row.state == .closed ? [] : policy(on: day.text).slots.map(\.slot)
    let signed = row.signatures.map(\.slot)
    var steps = row.signatures.map { signature in
      SignOffs.Step(
        event: "problem.signed", slot: signature.slot, title: SignOffs.title(ofSlot: signature.slot),
        done: signature.place)
    }
    steps += asked.filter { !signed.contains($0) }.map {
      SignOffs.Step(event: "problem.signed", slot: $0, title: SignOffs.title(ofSlot: $0), done: nil)
    }
    steps.append(
      SignOffs.Step(
        event: "problem.closed", slot: nil, title: Bilingual("签字人或在任经办人", "one of its signers, or a handler on duty"),
        done: row.closed))
    return SignOffs(state: row.state.label, steps: steps)
  }

  private static func signOffs(_ row: DisbursementRow) -> SignOffs {
    let steps = [
      ("disbursement.requested", "applicant", row.requested), ("disbursement.approved", "approver", row.approved),
      ("disbursement.paid", "cashier", row.paid),
    ].map { event, role, step in
      SignOffs.Step(event: event, slot: nil, title: SignOffs.title(ofSlot: role), done: step.event)
    }
    let isTakenBack = row.state == .withdrawn || row.state == .reversed
    return SignOffs(state: row.state.label, steps: isTakenBack ? steps.filter { $0.done != nil } : steps)
  }
}
