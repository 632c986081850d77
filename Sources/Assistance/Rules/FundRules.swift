import EventSourcing

/// Fund lines: registered, filled by appropriations, gathered in pools, frozen.
enum FundRules {
  static let table: [String: Rule] = [
    "fund.source_registered": Rule(.creates, evolve: register),
    "fund.appropriated": Rule(.creates, decide: mayAppropriate, evolve: appropriate),
    "fund.integrated": Rule(.requires, decide: mayIntegrate, evolve: integrate),
    "fund.frozen": Rule(.requires, decide: mayFreeze, evolve: freeze),
    "fund.unfrozen": Rule(.requires, decide: mayFreeze, evolve: freeze),
  ]

  private static func register(_ context: EventContext, _ state: AssistanceState) {
    var row = FundRow()
    row.name = context.text("name") ?? ""
    row.level = context.text("level") ?? ""
    row.kind = context.text("kind") ?? ""
    row.isPool = row.kind == "integrated" || row.kind == "pool"
    row.purpose = context.text("purpose") ?? ""
    row.purposes = context.event.data["purposes"]?.strings ?? []
    row.department = context.text("dept") ?? ""
    row.year = context.integer("year")
    row.note(document: context.text("doc_no"))
    row.registeredEvent = context.place
    row.lastEvent = context.place
    row.basis = context.event.basis
    state.money.funds[context.event.subject] = row
  }

  // MARK: Appropriation

  private static func mayAppropriate(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = MoneyChecks.amount(context)
    guard let fund = context.text("fund"), let row = state.money.funds[fund], let amount = context.amountFen
    else { return refusals }
    if refusals.isEmpty, row.receiving(amount) == nil { refusals.append(MoneyChecks.overflow(context)) }
    return refusals
  }

  private static func appropriate(_ context: EventContext, _ state: AssistanceState) {
    guard let fund = context.text("fund"), let amount = context.amountFen else { return }
    var row = FundAppropriationRow()
    row.fund = fund
    row.amountFen = amount
    row.document = context.text("doc_no")
    row.indicator = context.text("indicator_no")
    row.day = context.dayText
    row.event = context.place
    row.basis = context.event.basis
    state.money.appropriations[context.event.subject] = row
    state.money.funds.update(fund) { line in
      line.appropriatedFen = Fen.sum(line.appropriatedFen, amount) ?? line.appropriatedFen
      line.note(document: context.text("doc_no"))
      line.step(context, "fund.appropriated")
      line.fundedDay = line.fundedDay ?? context.dayText
    }
  }

  // MARK: Integration

  private static func mayIntegrate(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = MoneyChecks.amount(context)
    guard let amount = context.amountFen, let source = state.money.funds[context.event.subject],
      let to = context.text("to")
    else { return refusals }
    if to == context.event.subject {
      refusals.append(
        context.refuse(
          "M09", "资金\(to)不能整合到自己，请填写另一条资金池", "fund line \(to) cannot be integrated into itself",
          field: "to"))
    }
    refusals += MoneyChecks.fund(context, source, context.event.subject)
    if amount > source.availableFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "M02", "资金\(context.event.subject)可整合", "fund line \(context.event.subject) can integrate",
          availableFen: source.availableFen, askedFen: amount))
    }
    guard refusals.isEmpty else { return refusals }
    let isPoolFull = state.money.funds[to].map { $0.receiving(amount) == nil } ?? false
    return isPoolFull || Fen.sum(source.integratedOutFen, amount) == nil
      ? [MoneyChecks.overflow(context)] : []
  }

  private static func integrate(_ context: EventContext, _ state: AssistanceState) {
    guard let amount = context.amountFen, let to = context.text("to") else { return }
    let from = context.event.subject
    state.money.funds.update(from) { line in
      line.integratedOutFen = Fen.sum(line.integratedOutFen, amount) ?? line.integratedOutFen
      line.step(context, "fund.integrated")
    }
    state.money.funds.update(to) { pool in
      pool.integratedInFen = Fen.sum(pool.integratedInFen, amount) ?? pool.integratedInFen
      pool.isPool = true
      pool.sources.append(FundSource(fund: from, amountFen: amount, event: context.place))
      pool.step(context, FundMachine.received)
      pool.fundedDay = pool.fundedDay ?? context.dayText
    }
  }

  // MARK: Freezing

  private static func mayFreeze(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let subject = context.event.subject
    if let fund = state.money.funds[subject] {
      return FundMachine.machine.refusal(context, in: fund.state).map { [$0] } ?? []
    }
    if let allocation = state.money.allocations[subject] {
      return AllocationMachine.machine.refusal(context, in: allocation.state).map { [$0] } ?? []
    }
    return []
  }

  private static func freeze(_ context: EventContext, _ state: AssistanceState) {
    let subject = context.event.subject
    let isFreezing = context.event.type == "fund.frozen"
    let reason = isFreezing ? context.text("reason") ?? "" : nil
    if state.money.funds.contains(subject) {
      state.money.funds.update(subject) { line in
        line.step(context, context.event.type)
        line.freezeReason = reason
      }
    } else if state.money.allocations.contains(subject) {
      state.money.allocations.update(subject) { allocation in
        allocation.step(context, context.event.type)
        allocation.freezeReason = reason
      }
    }
  }
}

extension FundRow {
  /// All that would ever have come into the line with one amount more; nil beyond what can be recorded.
  ///
  /// It bounds what is available, allocated, reserved or paid at any moment.
  func receiving(_ amountFen: Int64) -> Int64? {
    Fen.sum(appropriatedFen, integratedInFen).flatMap { Fen.sum($0, amountFen) }
  }

  /// Takes the step of the machine, where there is one.
  mutating func step(_ context: EventContext, _ event: String) {
    state = FundMachine.machine.next(state, event) ?? state
    lastEvent = context.place
    basis = context.event.basis
  }

  mutating func note(document: String?) {
    if let document, !documents.contains(document) { documents.append(document) }
  }
}
