import EventSourcing

/// Money that comes back: a request withdrawn, a payment reversed (退汇、红字冲销), a sum recovered.
enum DisbursementReversal {
  // MARK: The whole payment

  static func mayReverse(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.payments[context.event.subject] else { return [] }
    var refusals = MoneyChecks.amount(context) + DisbursementRules.step(context, row)
    refusals += DisbursementRules.sameAmount(context, row, "冲销", "the reversal")
    refusals += DisbursementDocuments.mayUseVoucher(context, state)
    if row.recoveredFen > 0 {
      refusals.append(
        context.refuse(
          "M08",
          "支付\(context.event.subject)已追回\(Fen.yuan(row.recoveredFen))元，不能再整笔冲销；其余款项请办理“资金追回”",
          "\(Fen.yuan(row.recoveredFen)) yuan of payment \(context.event.subject) are recovered: it cannot be reversed "
            + "as a whole; recover the rest too"))
    }
    if refusals.isEmpty, DisbursementMoney.overflows(row, change(row), state) {
      refusals.append(MoneyChecks.overflow(context))
    }
    return refusals
  }

  /// Where the money of a payment goes when it is reversed: back to be available.
  private static func change(_ row: DisbursementRow) -> DisbursementBalance {
    switch row.state {
    case .requested, .approved: .init(reservedFen: -row.amountFen)
    case .paid: .init(paidFen: -row.amountFen, reversedFen: row.amountFen)
    case .reconciled:
      .init(paidFen: -row.amountFen, reconciledFen: -row.amountFen, reversedFen: row.amountFen)
    case .withdrawn, .reversed: .init()
    }
  }

  static func reverse(_ context: EventContext, _ state: AssistanceState) {
    guard let row = state.money.payments[context.event.subject] else { return }
    DisbursementMoney.move(row, change(row), context, state)
    DisbursementDocuments.useVoucher(context, state)
    DisbursementDocuments.release(row.invoices, state)
    for advance in row.advances { AdvanceRules.reopen(advance, context, state) }
    state.money.payments.update(context.event.subject) { row in
      row.reversed = .init(context)
      row.advances = []
      row.advancesSettledFen = 0
      row.step(context.event.type)
    }
  }

  // MARK: A part of a payment

  static func mayRecover(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.payments[context.event.subject], let amount = context.amountFen else {
      return []
    }
    var refusals = MoneyChecks.amount(context) + DisbursementRules.step(context, row)
    refusals += DisbursementDocuments.mayUseVoucher(context, state)
    let restFen = row.amountFen &- row.recoveredFen
    if amount > restFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "M07", "支付\(context.event.subject)可追回", "payment \(context.event.subject) can give back",
          availableFen: restFen, askedFen: amount))
    }
    guard refusals.isEmpty else { return refusals }
    let returned = state.money.funds[row.fund]?.returnedFen ?? 0
    let overflows =
      Fen.sum(returned, amount) == nil
      || DisbursementMoney.overflows(row, change(row, recovering: amount), state)
    return overflows ? [MoneyChecks.overflow(context)] : []
  }

  private static func change(_ row: DisbursementRow, recovering amount: Int64) -> DisbursementBalance {
    let reconciled = row.state == .reconciled ? amount : 0
    return .init(paidFen: -amount, reconciledFen: -reconciled, recoveredFen: amount)
  }

  /// Recovered money goes back where it came from: the fund line, not the project's allocation.
  static func recover(_ context: EventContext, _ state: AssistanceState) {
    guard let row = state.money.payments[context.event.subject], let amount = context.amountFen else {
      return
    }
    DisbursementMoney.move(row, change(row, recovering: amount), context, state)
    AllocationRules.giveBack(amount, from: row.allocation, context, state)
    DisbursementDocuments.useVoucher(context, state)
    state.money.payments.update(context.event.subject) { row in
      row.recoveredFen = Fen.sum(row.recoveredFen, amount) ?? row.recoveredFen
    }
    reopenAdvances(context, state)
  }

  /// Money that is back settles no advance: the last settled ones are open again until the rest covers what is left.
  private static func reopenAdvances(_ context: EventContext, _ state: AssistanceState) {
    guard var row = state.money.payments[context.event.subject] else { return }
    while row.advancesSettledFen > row.amountFen &- row.recoveredFen, let advance = row.advances.popLast() {
      row.advancesSettledFen &-= state.money.advances[advance]?.amountFen ?? 0
      AdvanceRules.reopen(advance, context, state)
    }
    let (advances, settledFen) = (row.advances, row.advancesSettledFen)
    state.money.payments.update(context.event.subject) { row in
      row.advances = advances
      row.advancesSettledFen = settledFen
    }
  }
}
