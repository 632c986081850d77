import EventSourcing

/// Money laid out before a project's funds come: only where a pack allows it, and to be settled.
enum AdvanceRules {
  static let table: [String: Rule] = [
    "advance.paid": Rule(.creates, decide: mayPay, evolve: pay),
    "advance.settled": Rule(.requires, decide: maySettle, evolve: settle),
  ]

  private static func mayPay(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = MoneyChecks.amount(context)
    if state.policy(on: context.recorded.beijingDay.text).advanceAllowed { return refusals }
    return refusals + [
      context.refuse(
        "M19", "现行政策包不允许垫付；请先办理入库和资金分配",
        "the policy in force allows no advances: admit and fund the project first")
    ]
  }

  private static func pay(_ context: EventContext, _ state: AssistanceState) {
    let daysMax = state.policy(on: context.recorded.beijingDay.text).advanceMaxDays
    let allowed = daysMax.map { CivilDate(day: context.event.time.day.day &+ Int($0)).text }
    var row = AdvanceRow()
    row.payer = context.text("payer") ?? ""
    row.project = context.text("project") ?? ""
    row.amountFen = context.amountFen ?? 0
    row.day = context.dayText
    row.dueDay = [allowed, context.text("due")].compactMap { $0 }.min()
    row.event = context.place
    row.basis = context.event.basis
    state.money.advances[context.event.subject] = row
  }

  private static func maySettle(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.advances[context.event.subject] else { return [] }
    var refusals = AdvanceMachine.machine.refusal(context, in: row.state).map { [$0] } ?? []
    if let amount = context.amountFen, amount != row.amountFen {
      refusals.append(
        context.refuse(
          "M22", "垫付须整笔清偿：应为\(Fen.yuan(row.amountFen))元，现为\(Fen.yuan(amount))元",
          "an advance is settled whole: \(Fen.yuan(row.amountFen)) yuan, not \(Fen.yuan(amount))",
          field: "amount_fen"))
    }
    guard let name = context.text("payment"), let payment = state.money.payments[name] else {
      return refusals
    }
    return refusals + maySettle(context, state, row, by: payment, name)
  }

  private static func maySettle(
    _ context: EventContext, _ state: AssistanceState, _ row: AdvanceRow, by payment: DisbursementRow,
    _ name: String
  ) -> [Refusal] {
    var refusals: [Refusal] = []
    if payment.state != .paid && payment.state != .reconciled {
      refusals.append(
        context.refuse(
          "M22", "支付\(name)现为“\(payment.state.label.zh)”，支付后才能清偿垫付",
          "payment \(name) is \(payment.state.label.en): only money that is paid settles an advance",
          field: "payment"))
    }
    if payment.project != row.project {
      refusals.append(
        context.refuse(
          "M09", "垫付属于项目\(row.project)，支付\(name)属于项目\(payment.project)",
          "the advance belongs to project \(row.project), payment \(name) to project \(payment.project)",
          field: "payment"))
    }
    if let project = state.money.projects[row.project], !project.library.isInside {
      refusals.append(
        context.refuse(
          "F22", "项目\(row.project)现为“\(project.library.label.zh)”，不能用库外项目的资金清偿垫付",
          "project \(row.project) is \(project.library.label.en): its money settles no advance"))
    }
    let restFen = payment.amountFen &- payment.recoveredFen &- payment.advancesSettledFen
    if row.amountFen > restFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "M22", "支付\(name)可清偿", "payment \(name) can settle", availableFen: restFen,
          askedFen: row.amountFen))
    }
    return refusals
  }

  private static func settle(_ context: EventContext, _ state: AssistanceState) {
    let subject = context.event.subject
    guard let row = state.money.advances[subject], let name = context.text("payment"),
      state.money.payments.contains(name)
    else { return }
    state.money.payments.update(name) { payment in
      payment.advances.append(subject)
      payment.advancesSettledFen =
        Fen.sum(payment.advancesSettledFen, row.amountFen) ?? payment.advancesSettledFen
    }
    state.money.advances.update(subject) { row in
      row.payment = name
      row.settledDay = context.dayText
      row.settledEvent = context.place
      row.step(context.event.type)
    }
  }

  /// The payment that settled it was reversed.
  static func reopen(_ advance: String, _ context: EventContext, _ state: AssistanceState) {
    guard state.money.advances.contains(advance) else { return }
    state.money.advances.update(advance) { row in
      row.payment = nil
      row.settledDay = nil
      row.settledEvent = nil
      row.step(context.event.type)
    }
  }
}

extension AdvanceRow {
  mutating func step(_ event: String) { state = AdvanceMachine.machine.next(state, event) ?? state }
}
