import EventSourcing

/// The project library (项目库): what is in it may be given money.
enum ProjectLibraryRules {
  static let table: [String: Rule] = [
    "project.library_admitted": Rule(.requires, decide: mayAdmit, evolve: step),
    "project.library_rejected": Rule(.requires, decide: mayStep, evolve: reject),
    "project.library_updated": Rule(.requires, decide: mayUpdate, evolve: step),
    "project.library_removed": Rule(.requires, decide: mayStep, evolve: step),
    "project.planned": Rule(.requires, decide: mayStep, evolve: step),
  ]

  private static let over: Set<ProjectPhase> = [.rejected, .cancelled, .closed]

  private static func mayStep(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.projects[context.event.subject] else { return [] }
    if let refusal = ProjectMachine.library.refusal(context, in: row.library) { return [refusal] }
    return over.contains(row.phase) ? [phaseRefusal(context, row)] : []
  }

  private static func phaseRefusal(_ context: EventContext, _ row: ProjectRow) -> Refusal {
    context.refuse(
      "R03", "项目\(context.event.subject)现为“\(row.phase.label.zh)”，不能办理“\(Authority.title(context.event.type).zh)”",
      "project \(context.event.subject) is \(row.phase.label.en): \"\(Authority.title(context.event.type).en)\" is not possible"
    )
  }

  private static func mayAdmit(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = mayStep(context, state)
    guard var row = state.money.projects[context.event.subject] else { return refusals }
    row.isHitchhike = row.isHitchhike || context.flag("hitchhike") ?? false
    refusals += mayBelong(context, state, row, isInside: true)
    let isStrict = state.policy(on: context.recorded.beijingDay.text).isLibraryChainStrict
    if isStrict, [.proposed, .townshipReviewed, .argued].contains(row.phase) {
      refusals.append(
        context.refuse(
          "R13", "项目\(context.event.subject)现为“\(row.phase.label.zh)”；入库前须依次完成乡镇审核、部门论证、县级审定",
          "project \(context.event.subject) is \(row.phase.label.en): the township's review, the departments' argument "
            + "and the county's approval come before admission, in this order"))
    }
    return refusals
  }

  /// F03 and F04: what the library must not hold.
  static func mayBelong(
    _ context: EventContext, _ state: AssistanceState, _ row: ProjectRow, isInside: Bool
  ) -> [Refusal] {
    guard isInside else { return [] }
    var refusals: [Refusal] = []
    if state.policy(on: context.recorded.beijingDay.text).negativeList.contains(row.category) {
      refusals.append(
        context.refuse(
          "F03", "项目\(context.event.subject)的类型“\(row.category)”在负面清单内，不得入库",
          "category \(row.category) of project \(context.event.subject) is on the negative list: it cannot be in the "
            + "library"))
    }
    if row.isHitchhike {
      refusals.append(
        context.refuse(
          "F04", "项目\(context.event.subject)为搭车项目，不得入库",
          "project \(context.event.subject) rides on the programme without belonging to it: it cannot be in the library"
        ))
    }
    return refusals
  }

  private static func mayUpdate(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = mayStep(context, state)
    guard var row = state.money.projects[context.event.subject] else { return refusals }
    refusals += ProjectRules.mayMove(context, row)
    row.apply(changes: context)
    return refusals + mayBelong(context, state, row, isInside: true)
      + ProjectRules.mayOversee(context, row.implementer, row.supervisor)
  }

  private static func step(_ context: EventContext, _ state: AssistanceState) {
    guard state.money.projects.contains(context.event.subject) else { return }
    state.money.projects.update(context.event.subject) { row in
      row.library = ProjectMachine.library.next(row.library, context.event.type) ?? row.library
      row.libraryYear = context.integer("library_year") ?? row.libraryYear
      if context.event.type == "project.planned" { row.planYear = context.integer("year") ?? row.planYear }
      if context.event.type == "project.library_updated" { row.apply(changes: context) }
      row.libraryDay = context.dayText
      row.note(context)
    }
  }

  private static func reject(_ context: EventContext, _ state: AssistanceState) {
    guard state.money.projects.contains(context.event.subject) else { return }
    state.money.projects.update(context.event.subject) { row in
      row.phase = .rejected
      row.libraryDay = context.dayText
      row.note(context)
    }
  }
}
