import EventSourcing
import Law

/// The work on a project, from proposal to close.
enum ProjectRules {
  static let table: [String: Rule] = [
    "project.proposed": Rule(.creates, decide: mayPropose, evolve: propose),
    "project.township_reviewed": Rule(.requires, decide: mayStep, evolve: step),
    "project.dept_argued": Rule(.requires, decide: mayStep, evolve: step),
    "project.county_approved": Rule(.requires, decide: mayStep, evolve: step),
    "project.tendered": Rule(.requires, decide: mayStep, evolve: step),
    "project.started": Rule(.requires, decide: mayStart, evolve: step),
    "project.progress_reported": Rule(.requires, decide: mayReport, evolve: step),
    "project.milestone_met": Rule(.requires, decide: mayStep, evolve: step),
    "project.changed": Rule(.requires, decide: mayChange, evolve: change),
    "project.suspended": Rule(.requires, decide: mayStep, evolve: step),
    "project.resumed": Rule(.requires, decide: mayStep, evolve: step),
    "project.completed": Rule(.requires, decide: mayStep, evolve: step),
    "project.accepted": Rule(.requires, decide: mayStep, evolve: step),
    "project.settled": Rule(.requires, decide: mayStep, evolve: step),
    "project.asset_transferred": Rule(.requires, decide: mayStep, evolve: step),
    "project.closed": Rule(.requires, decide: mayClose, evolve: step),
    "project.cancelled": Rule(.requires, decide: mayStep, evolve: step),
    "project.performance_evaluated": Rule(.requires, decide: mayStep, evolve: step),
  ]

  // MARK: Proposal

  private static func mayPropose(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    mayOversee(context, context.text("implementer"), context.text("supervisor"))
  }

  /// F31: nobody supervises his own work.
  static func mayOversee(
    _ context: EventContext, _ implementer: String?, _ supervisor: String?
  ) -> [Refusal] {
    guard let implementer, implementer == supervisor else { return [] }
    return [
      context.refuse(
        "F31", "实施单位与监管单位同为\(implementer)，须由两个单位分别承担",
        "\(implementer) would both implement and supervise: it takes two organisations", field: "supervisor")
    ]
  }

  private static func propose(_ context: EventContext, _ state: AssistanceState) {
    var row = ProjectRow()
    row.name = context.text("name") ?? ""
    row.category = context.text("category") ?? ""
    row.nature = context.text("nature") ?? ""
    row.delivery = context.text("delivery").flatMap { ProjectDelivery(rawValue: $0) } ?? .contract
    row.place = context.event.place ?? context.text("site")
    row.responsibleOrg =
      context.text("responsible_org") ?? (context.text("implementer") == nil ? state.proposer(context) : nil)
    row.implementer = context.text("implementer")
    row.supervisor = context.text("supervisor")
    row.isHitchhike = context.flag("hitchhike") ?? false
    row.budgetFen = context.integer("budget_fen") ?? 0
    row.proposedDay = context.dayText
    row.event = context.place
    row.note(context)
    state.money.projects[context.event.subject] = row
  }

  // MARK: Steps

  static func machine(_ context: EventContext, _ state: AssistanceState) -> Machine<ProjectPhase> {
    let isStrict = state.policy(on: context.recorded.beijingDay.text).isLibraryChainStrict
    return isStrict ? ProjectMachine.strict : ProjectMachine.phase
  }

  static func mayStep(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.projects[context.event.subject] else { return [] }
    return machine(context, state).refusal(context, in: row.phase).map { [$0] } ?? []
  }

  /// The results of a review or an acceptance that end in refusal; `returned` asks for more and decides nothing.
  private static let failures: Set<String> = ["fail", "rejected", "unqualified"]

  /// What the machine is told: a result may send the project another way. Nil when it stays where it is.
  private static func outcome(_ context: EventContext) -> String? {
    guard let result = context.text("result") else { return context.event.type }
    if result == "returned" { return nil }
    return failures.contains(result) ? ProjectMachine.failed(context.event.type) : context.event.type
  }

  /// R10: work by contract begins with a contract; advances, where a pack allows them, may come before.
  private static func mayStart(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = mayStep(context, state)
    guard let row = state.money.projects[context.event.subject], row.delivery == .contract,
      row.contracts == 0,
      !state.policy(on: context.recorded.beijingDay.text).advanceAllowed
    else { return refusals }
    return refusals + [
      context.refuse(
        "R10", "项目\(context.event.subject)按合同实施而尚未签订合同，不能开工；请先登记合同，或改正实施方式",
        "project \(context.event.subject) is carried out by contract and none is signed: sign it before work starts"
      )
    ]
  }

  private static func mayReport(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = mayStep(context, state)
    guard let progress = context.integer("physical_bp"), !(0...10_000).contains(progress) else {
      return refusals
    }
    return refusals + [
      context.refuse(
        "R11", "形象进度须在0至10000基点（100%）之间，现为\(progress)",
        "physical progress lies between 0 and 10000 basis points (100%), not \(progress)",
        field: "physical_bp")
    ]
  }

  /// R12: a project is not closed while money is still on its way.
  private static func mayClose(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = mayStep(context, state)
    guard let row = state.money.projects[context.event.subject], row.balance.reservedFen > 0 else {
      return refusals
    }
    return refusals + [
      context.refuse(
        "R12", "项目\(context.event.subject)还有\(Fen.yuan(row.balance.reservedFen))元已申请未支付，请先支付或撤回",
        "project \(context.event.subject) still has \(Fen.yuan(row.balance.reservedFen)) yuan requested and not paid: "
          + "pay or withdraw it first")
    ]
  }

  private static func step(_ context: EventContext, _ state: AssistanceState) {
    guard state.money.projects.contains(context.event.subject) else { return }
    let outcome = outcome(context)
    state.money.projects.update(context.event.subject) { row in
      let before = row.phase
      row.phase = outcome.flatMap { ProjectMachine.phase.next(before, $0) } ?? before
      row.library = ProjectMachine.library.next(row.library, context.event.type) ?? row.library
      row.note(context)
      row.note(milestone: context)
    }
  }

  // MARK: Change

  private static func mayChange(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = mayStep(context, state)
    guard var row = state.money.projects[context.event.subject] else { return refusals }
    let moved = mayMove(context, row)
    row.apply(change: context)
    return refusals + moved + mayOversee(context, row.implementer, row.supervisor)
      + ProjectLibraryRules.mayBelong(context, state, row, isInside: row.library.isInside)
  }

  private static func change(_ context: EventContext, _ state: AssistanceState) {
    guard state.money.projects.contains(context.event.subject) else { return }
    state.money.projects.update(context.event.subject) { row in
      row.apply(change: context)
      row.note(context)
    }
  }
}

extension ProjectRules {
  /// G41: where a project is and who carries it out say whose approvers and cashiers reach its money. So they stay within the county, and
  /// are settled when the money comes.
  static func mayMove(_ context: EventContext, _ row: ProjectRow) -> [Refusal] {
    let data = context.event.data
    var refusals: [Refusal] = []
    for change in [data] + (data["changes"].map { Array($0.elements) } ?? []) {
      guard let field = change["field"]?.string, let new = change["new"]?.string else { continue }
      let isPlace = ["site", "place"].contains(field)
      guard isPlace || field == "implementer" else { continue }
      if isPlace, !AreaCodes.isPlausible(new) || row.place.map({ !new.hasPrefix($0.prefix(6)) }) ?? false {
        refusals.append(
          context.refuse(
            "G41", "实施地点“\(new)”不是\(row.place.map { "\($0.prefix(6))" } ?? "")之内的12位区划代码，请核对",
            "the place \"\(new)\" is no 12-digit area code within the county of the project: check it"))
      } else if row.allocatedFen > 0, new != (isPlace ? row.place : row.implementer) {
        refusals.append(
          context.refuse(
            "G41", "项目\(context.event.subject)已安排资金，实施地点和实施单位不再变更（由它们决定谁来审批、付款）；请先收回资金，或取消后重新申报",
            "project \(context.event.subject) was given money: its place and implementer, by which it is known who approves and pays, change no more; take the money back first, or cancel it and propose another"
          ))
      }
    }
    return refusals
  }
}

extension ProjectRow {
  /// Remembers the last word about the project.
  mutating func note(_ context: EventContext) {
    lastEvent = context.place
    lastDay = context.dayText
    basis = context.event.basis
  }

  /// The day and figures that a step leaves behind.
  fileprivate mutating func note(milestone context: EventContext) {
    let day = context.dayText
    switch context.event.type {
    case "project.started": startedDay = day
    case "project.suspended": suspendedDay = day
    case "project.resumed": suspendedDay = nil
    case "project.progress_reported":
      progressDay = day
      physicalBp = context.integer("physical_bp") ?? physicalBp
    case "project.completed": completedDay = day
    case "project.accepted": acceptedDay = phase == .accepted ? day : nil
    case "project.settled":
      settledDay = day
      finalFen = context.integer("final_value_fen")
    case "project.asset_transferred": transferredDay = day
    case "project.closed": closedDay = day
    case "project.performance_evaluated": evaluationBp = context.integer("total_bp") ?? evaluationBp
    default: break
    }
  }

  /// Takes over what a change says in fields of its own, then what its list of changes says.
  fileprivate mutating func apply(change context: EventContext) {
    budgetFen = context.integer("budget_fen") ?? budgetFen
    implementer = context.text("implementer") ?? implementer
    supervisor = context.text("supervisor") ?? supervisor
    if let field = context.text("field"), let new = context.text("new") { apply(field, new) }
    apply(changes: context)
  }

  mutating func apply(changes context: EventContext) {
    guard let changes = context.event.data["changes"] else { return }
    for change in changes.elements {
      if let field = change["field"]?.string, let new = change["new"]?.string { apply(field, new) }
    }
  }

  /// Fields that no rule and no view reads are kept by the event alone.
  private mutating func apply(_ field: String, _ new: String) {
    switch field {
    case "name": name = new
    case "category": category = new
    case "nature": nature = new
    case "site", "place": place = new
    case "implementer": implementer = new
    case "supervisor": supervisor = new
    case "delivery": delivery = ProjectDelivery(rawValue: new) ?? delivery
    case "budget_fen":
      if let fen = Int64(new), (0...Fen.max).contains(fen) { budgetFen = fen }
    default: break
    }
  }
}
