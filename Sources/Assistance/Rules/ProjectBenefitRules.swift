import EventSourcing

/// The households a project helps: linked, taking part, benefiting.
enum ProjectBenefitRules {
  static let table: [String: Rule] = [
    "project.beneficiary_linked": Rule(.requires, decide: ProjectRules.mayStep, evolve: link),
    "project.beneficiary_participation.recorded": Rule(
      .requires, decide: ProjectRules.mayStep, evolve: participate),
    "project.benefit_delivered": Rule(.requires, decide: mayDeliver, evolve: deliver),
  ]

  private static func key(_ context: EventContext) -> String? {
    context.text("household").map { "\(context.event.subject)/\($0)" }
  }

  /// The row of the household named, begun when it is new.
  private static func update(
    _ context: EventContext, _ state: AssistanceState, _ body: (inout ProjectBeneficiaryRow) -> Void
  ) {
    guard let key = key(context), state.money.projects.contains(context.event.subject) else { return }
    state.money.beneficiaries.update(key) { row in
      row.project = context.event.subject
      row.household = context.text("household") ?? ""
      body(&row)
    }
    state.money.projects.update(context.event.subject) { $0.note(context) }
  }

  private static func link(_ context: EventContext, _ state: AssistanceState) {
    let isNew = key(context).flatMap { state.money.beneficiaries[$0]?.linkedDay } == nil
    update(context, state) { row in
      row.mode = context.text("mode") ?? row.mode
      row.linkedDay = row.linkedDay ?? context.dayText
    }
    guard isNew, state.money.projects.contains(context.event.subject) else { return }
    state.money.projects.update(context.event.subject) { $0.beneficiaries &+= 1 }
  }

  private static func participate(_ context: EventContext, _ state: AssistanceState) {
    update(context, state) { $0.participations &+= 1 }
  }

  private static func mayDeliver(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = ProjectRules.mayStep(context, state) + MoneyChecks.amount(context)
    guard let amount = context.amountFen, let row = key(context).flatMap({ state.money.beneficiaries[$0] }),
      Fen.sum(row.benefitsFen, amount) == nil
    else { return refusals }
    return refusals + [MoneyChecks.overflow(context)]
  }

  private static func deliver(_ context: EventContext, _ state: AssistanceState) {
    update(context, state) { row in
      row.benefits &+= 1
      row.benefitsFen = Fen.sum(row.benefitsFen, context.amountFen ?? 0) ?? row.benefitsFen
      row.lastBenefitDay = context.dayText
    }
  }
}
