import EventSourcing

/// Applies one change to all that a payment's money belongs to: allocation, fund line, project, contract.
enum DisbursementMoney {
  /// Whether a total would leave what can be recorded.
  static func overflows(
    _ payment: DisbursementRow, _ change: DisbursementBalance, _ state: AssistanceState
  ) -> Bool {
    let balances = [
      state.money.allocations[payment.allocation]?.balance, state.money.funds[payment.fund]?.balance,
      state.money.projects[payment.project]?.balance,
      payment.contract.flatMap { state.money.contracts[$0]?.balance },
    ]
    return balances.contains { $0.map { $0.adding(change) == nil } ?? false }
  }

  static func move(
    _ payment: DisbursementRow, _ change: DisbursementBalance, _ context: EventContext,
    _ state: AssistanceState
  ) {
    state.money.allocations.update(payment.allocation) { row in
      row.balance = row.balance.adding(change) ?? row.balance
      row.lastEvent = context.place
      row.basis = context.event.basis
    }
    state.money.funds.update(payment.fund) { row in
      row.balance = row.balance.adding(change) ?? row.balance
      row.lastEvent = context.place
      row.basis = context.event.basis
    }
    state.money.projects.update(payment.project) { row in
      row.balance = row.balance.adding(change) ?? row.balance
      row.note(context)
    }
    guard let contract = payment.contract else { return }
    state.money.contracts.update(contract) { row in
      row.balance = row.balance.adding(change) ?? row.balance
      row.lastEvent = context.place
      row.basis = context.event.basis
    }
  }
}
