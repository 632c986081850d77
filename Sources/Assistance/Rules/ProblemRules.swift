import EventSourcing

/// Problems from finding to closing. Signatures have rules of their own: `SignOffRules`.
enum ProblemRules {
  /// Begins the proof afresh: what was counted before counts no more.
  static let reopened = "problem.reopened"

  static let table: [String: Rule] = [
    "problem.opened": Rule(.creates, evolve: evolveOpened),
    "problem.listed": Rule(decide: { decideStep($0, $1) + handedOver($0, $1) }, evolve: evolveListed),
    "rectification_plan.adopted": Rule(decide: decideStep) { context, state in
      change(context, state) { row in
        row.planned = context.id
        row.deadline = context.text("deadline") ?? row.deadline
      }
    },
    "problem.progressed": Rule(decide: decideStep) { context, state in
      change(context, state) { $0.handler = context.text("handler") ?? context.doer }
      EvidenceRules.count(context, state)
    },
    "problem.supervised": Rule(decide: decideStep) { context, state in change(context, state) { _ in } },
    "problem.deadline_extended": Rule(decide: decideExtended) { context, state in
      change(context, state) { $0.deadline = context.text("new_deadline") ?? $0.deadline }
    },
    "problem.signoff_requested": Rule(decide: decideStep) { context, state in change(context, state) { _ in }
    },
    "problem.signed": Rule(decide: SignOffRules.decideSigned, evolve: SignOffRules.evolveSigned),
    "problem.closed": Rule(decide: SignOffRules.decideClosed, evolve: SignOffRules.evolveClosed),
    "problem.returned": Rule(decide: decideStep) { context, state in
      change(context, state) { row in
        row.signatures = []
        row.returns += 1
      }
    },
    reopened: Rule(decide: decideStep, evolve: evolveReopened),
  ]

  @Sendable static func decideStep(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.problems[context.event.subject] else { return [] }
    return ProblemMachine.machine.refusal(context, in: row.state).map { [$0] } ?? []
  }

  /// G41: a case is given to another organisation by the one that has it, or by the authority; nobody takes it.
  private static func handedOver(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let new = context.text("owner_org"), let old = state.problems[context.event.subject]?.ownerOrg, new != old
    else {
      return []
    }
    let asked = context.event.basis == .own ? context.doer : context.actor
    let authority = state.ledger[LedgerRow.key]?.authorityOrg
    let offices = state.offices(of: asked, on: state.text(context.recorded.beijingDay), before: context.seq)
    let has = offices.contains { office in
      guard let org = office.duty.org else { return false }
      return org == authority || state.isAtOrBelow(old, org, before: context.seq)
    }
    if has { return [] }
    return [
      context.refuse(
        "G41", "问题\(context.event.subject)现由\(old)负责，只能由\(old)或牵头单位转交\(new)；\(asked)不在其中",
        "\(context.event.subject) belongs to \(old), and only that or the authority gives it to \(new); \(asked) is of neither",
        field: "owner_org")
    ]
  }

  /// Moves the problem along its machine.
  static func change(
    _ context: EventContext, _ state: AssistanceState, step: String? = nil, _ body: (inout ProblemRow) -> Void
  ) {
    state.problems.update(context.event.subject) { row in
      row.state = ProblemMachine.machine.next(row.state, step ?? context.event.type) ?? row.state
      row.basis = context.event.basis
      body(&row)
    }
  }

  @Sendable private static func evolveOpened(_ context: EventContext, _ state: AssistanceState) {
    state.problems.update(context.event.subject) { row in
      fill(&row, from: context.event.data)
      row.place = context.event.place
      // Whose problem it is when nobody says: of the organisation for which it was opened.
      row.ownerOrg = row.ownerOrg ?? state.organisation(of: context.doer, on: state.text(context.recorded.beijingDay))
      row.openedDay = state.text(context.event.time.day)
      row.opener = context.doer
      row.registered = context.id
      row.basis = context.event.basis
    }
    EvidenceRules.count(context, state)
  }

  /// What the opening says of the problem, as a correction may say it again.
  static func fill(_ row: inout ProblemRow, from data: JSONValue) {
    row.source = data["source"]?.string ?? row.source
    row.kind = data["kind"]?.string ?? row.kind
    row.severity = data["severity"]?.integer ?? row.severity
    row.ownerOrg = data["owner_org"]?.string ?? row.ownerOrg
    for field in ["about", "household", "village", "project", "person"] {
      guard let about = data[field]?.string else { continue }
      row.about = about
      break
    }
  }

  @Sendable private static func evolveListed(_ context: EventContext, _ state: AssistanceState) {
    change(context, state) { row in
      row.listed = context.id
      row.deadline = context.text("deadline") ?? row.deadline
      row.ownerOrg = context.text("owner_org") ?? row.ownerOrg
      row.leadLeader = context.text("lead_leader") ?? row.leadLeader
      row.handler = context.text("handler") ?? row.handler
      row.mode = context.text("mode") ?? row.mode
    }
  }

  @Sendable private static func decideExtended(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = decideStep(context, state)
    guard let old = state.problems[context.event.subject]?.deadline, let new = context.text("new_deadline"),
      new <= old
    else { return refusals }
    return refusals + [
      context.refuse(
        "R06", "新时限\(new)不晚于原时限\(old)，不是延期", "the new deadline \(new) is not after \(old)",
        field: "new_deadline")
    ]
  }

  /// A problem that came back is proved solved afresh: what proved it before proved too little.
  @Sendable private static func evolveReopened(_ context: EventContext, _ state: AssistanceState) {
    change(context, state) { row in
      row.signatures = []
      row.evidence = 0
      row.evidenceBy = []
      row.evidenceKinds = []
      row.evidenceSources = []
      row.corroborations = 0
      row.closed = nil
      row.closedDay = nil
      row.reopenings += 1
    }
  }
}
