import EventSourcing

/// Money given to a project, moved to another, given back.
enum AllocationRules {
  static let table: [String: Rule] = [
    "fund.allocated": Rule(.creates, decide: mayAllocate, evolve: allocate),
    "fund.reallocated": Rule(.requires, introducing: "to", decide: mayReallocate, evolve: reallocate),
    "fund.returned": Rule(.requires, decide: mayReturn, evolve: giveBack),
  ]

  // MARK: From a fund line

  private static func mayAllocate(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = MoneyChecks.amount(context) + MoneyChecks.library(context, state, context.text("project"))
    guard let amount = context.amountFen, let fund = context.text("fund"), let line = state.money.funds[fund]
    else { return refusals }
    refusals += MoneyChecks.fund(context, line, fund) + mayServe(context, state, line, fund)
    if context.event.basis != .migrated, let project = context.text("project"),
      state.money.projects[project]?.basis == .migrated, let batch = state.ledger[LedgerRow.key]?.migration
    {
      refusals.append(
        context.refuse(
          "G47", "项目\(project)是从旧账迁入的，批次“\(batch)”还没有由三人签署结束，不能安排资金",
          "project \(project) came from an old register, and the migration \"\(batch)\" is not closed yet by three persons: no money is given to it",
          field: "project"))
    }
    if let name = context.text("appropriation"), let source = state.money.appropriations[name], source.fund != fund,
      !line.sources.contains(where: { $0.fund == source.fund })
    {
      refusals.append(
        context.refuse(
          "M31", "资金下达\(name)属于资金\(source.fund)，不是\(fund)；请核对指标",
          "the appropriation \(name) is of \(source.fund), not of \(fund): check it", field: "appropriation"))
    }
    if amount > line.availableFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "F05", "资金\(fund)可分配", "fund line \(fund) can allocate",
          availableFen: line.availableFen, askedFen: amount))
    }
    if refusals.isEmpty,
      Fen.sum(line.allocatedFen, amount) == nil || overflows(state, context.text("project"), amount)
    {
      refusals.append(MoneyChecks.overflow(context))
    }
    return refusals
  }

  /// F04: whether the line's money is meant for such projects.
  private static func mayServe(
    _ context: EventContext, _ state: AssistanceState, _ line: FundRow, _ fund: String
  ) -> [Refusal] {
    guard let name = context.text("project"), let category = state.money.projects[name]?.category,
      !category.isEmpty, !line.purposes.isEmpty, !line.purposes.contains(category)
    else { return [] }
    return [
      context.refuse(
        "F04", "资金\(fund)只能用于\(line.purposes.joined(separator: "、"))，项目\(name)的类型为\(category)",
        "fund line \(fund) is for \(line.purposes.joined(separator: ", ")), project \(name) is \(category)",
        field: "project")
    ]
  }

  private static func overflows(_ state: AssistanceState, _ project: String?, _ amount: Int64) -> Bool {
    guard let row = project.flatMap({ state.money.projects[$0] }) else { return false }
    return Fen.sum(row.allocatedFen, amount) == nil
  }

  private static func allocate(_ context: EventContext, _ state: AssistanceState) {
    guard let amount = context.amountFen, let fund = context.text("fund"),
      let project = context.text("project")
    else { return }
    state.money.allocations[context.event.subject] = AllocationRow(
      context, fund: fund, project: project, amountFen: amount)
    state.money.funds.update(fund) { line in
      line.allocatedFen = Fen.sum(line.allocatedFen, amount) ?? line.allocatedFen
      line.step(context, "fund.allocated")
    }
    state.money.projects.update(project) { row in
      row.allocatedFen = Fen.sum(row.allocatedFen, amount) ?? row.allocatedFen
      row.note(context)
    }
  }

  // MARK: From another allocation

  private static func mayReallocate(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = MoneyChecks.amount(context) + MoneyChecks.library(context, state, context.text("project"))
    guard let amount = context.amountFen, let from = state.money.allocations[context.event.subject]
    else { return refusals }
    refusals += MoneyChecks.allocation(context, state, from, context.event.subject)
    if let to = context.text("to"), state.money.allocations.contains(to) {
      refusals.append(
        context.refuse(
          "R02", "分配编号\(to)已存在，调整资金须用新的分配编号", "allocation \(to) exists already: use a new number",
          field: "to"))
    }
    if amount > from.availableFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "M06", "分配\(context.event.subject)可调出", "allocation \(context.event.subject) can release",
          availableFen: from.availableFen, askedFen: amount))
    }
    if refusals.isEmpty, context.text("project") != from.project,
      overflows(state, context.text("project"), amount)
    {
      refusals.append(MoneyChecks.overflow(context))
    }
    return refusals
  }

  private static func reallocate(_ context: EventContext, _ state: AssistanceState) {
    let source = context.event.subject
    guard let amount = context.amountFen, let to = context.text("to"), let project = context.text("project"),
      let from = state.money.allocations[source]
    else { return }
    var row = AllocationRow(context, fund: from.fund, project: project, amountFen: amount)
    row.reallocatedInFen = amount
    row.reallocatedFrom = source
    state.money.allocations[to] = row
    state.money.allocations.update(source) { old in
      old.reallocatedOutFen = Fen.sum(old.reallocatedOutFen, amount) ?? old.reallocatedOutFen
      old.step(context, context.event.type)
    }
    state.money.projects.update(from.project) { old in
      old.allocatedFen = Fen.sum(old.allocatedFen, -amount) ?? old.allocatedFen
      old.note(context)
    }
    state.money.projects.update(project) { new in
      new.allocatedFen = Fen.sum(new.allocatedFen, amount) ?? new.allocatedFen
      new.note(context)
    }
  }

  // MARK: Back to the fund line

  private static func mayReturn(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = MoneyChecks.amount(context)
    guard let amount = context.amountFen, let row = state.money.allocations[context.event.subject]
    else { return refusals }
    if let refusal = AllocationMachine.machine.refusal(context, in: row.state) { refusals.append(refusal) }
    if amount > row.availableFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "M05", "分配\(context.event.subject)可收回", "allocation \(context.event.subject) can return",
          availableFen: row.availableFen, askedFen: amount))
    }
    if refusals.isEmpty, let line = state.money.funds[row.fund], Fen.sum(line.returnedFen, amount) == nil {
      refusals.append(MoneyChecks.overflow(context))
    }
    return refusals
  }

  private static func giveBack(_ context: EventContext, _ state: AssistanceState) {
    guard let amount = context.amountFen, state.money.allocations.contains(context.event.subject) else {
      return
    }
    giveBack(amount, from: context.event.subject, context, state)
  }

  /// Moves free money of an allocation to its fund line.
  static func giveBack(
    _ amount: Int64, from allocation: String, _ context: EventContext, _ state: AssistanceState
  ) {
    let (fund, project) = state.money.allocations.update(allocation) { row in
      row.returnedFen = Fen.sum(row.returnedFen, amount) ?? row.returnedFen
      row.step(context, context.event.type)
      return (row.fund, row.project)
    }
    state.money.funds.update(fund) { line in
      line.returnedFen = Fen.sum(line.returnedFen, amount) ?? line.returnedFen
      line.lastEvent = context.place
      line.basis = context.event.basis
    }
    state.money.projects.update(project) { row in
      row.allocatedFen = Fen.sum(row.allocatedFen, -amount) ?? row.allocatedFen
      row.note(context)
    }
  }
}

extension AllocationRow {
  init(_ context: EventContext, fund: String, project: String, amountFen: Int64) {
    self.fund = fund
    self.project = project
    self.amountFen = amountFen
    resolution = context.text("resolution")
    day = context.dayText
    event = context.place
    lastEvent = context.place
    basis = context.event.basis
  }

  mutating func step(_ context: EventContext, _ event: String) {
    state = AllocationMachine.machine.next(state, event) ?? state
    lastEvent = context.place
    basis = context.event.basis
  }
}
