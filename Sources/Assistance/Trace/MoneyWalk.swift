import Law
import EventSourcing

/// The set of stations reached so far on the way of money.
struct MoneyWalk {
  let money: MoneyTables
  private(set) var appropriations: Set<String> = []
  private(set) var funds: Set<String> = []
  private(set) var allocations: Set<String> = []
  private(set) var projects: Set<String> = []
  private(set) var contracts: Set<String> = []
  private(set) var payments: Set<String> = []

  init(money: MoneyTables) { self.money = money }

  /// Walks from a reference; the amount it stands for, or nil when it is no money.
  mutating func start(_ reference: String, _ related: (String) -> [String]) -> Int64? {
    switch ReferencePrefix(of: reference) {
    case .payment:
      guard let row = money.payments[reference] else { return nil }
      enter(payment: reference)
      climb(allocation: row.allocation, related)
      return row.amountFen
    case .allocation:
      guard let row = money.allocations[reference] else { return nil }
      climb(allocation: reference, related)
      descend(allocation: reference, related)
      return row.amountFen
    case .project:
      guard let row = money.projects[reference] else { return nil }
      projects.insert(reference)
      for child in children(of: reference, related, .contract)
      where money.contracts[child]?.project == reference {
        contracts.insert(child)
      }
      for child in children(of: reference, related, .allocation)
      where money.allocations[child]?.project == reference {
        climb(allocation: child, related)
        payments(of: child, related).forEach { enter(payment: $0) }
      }
      return row.allocatedFen
    case .fund:
      guard let row = money.funds[reference] else { return nil }
      climb(fund: reference, related)
      descend(fund: reference, related)
      return Fen.sum(row.appropriatedFen, row.integratedInFen)
    case .appropriation:
      guard let row = money.appropriations[reference] else { return nil }
      appropriations.insert(reference)
      funds.insert(row.fund)
      descend(fund: row.fund, related)
      return row.amountFen
    default: return nil
    }
  }

  // MARK: To the sources

  private mutating func climb(allocation: String, _ related: (String) -> [String]) {
    guard let row = money.allocations[allocation] else { return }
    projects.insert(row.project)
    climb(fund: row.fund, related)
    var next: String? = allocation
    while let current = next, allocations.insert(current).inserted {
      next = money.allocations[current]?.reallocatedFrom
    }
  }

  private mutating func climb(fund: String, _ related: (String) -> [String]) {
    // Once per line: pools may give to one another.
    var open = [fund]
    var climbed: Set<String> = []
    while let next = open.popLast() {
      guard climbed.insert(next).inserted, let row = money.funds[next] else { continue }
      funds.insert(next)
      for child in children(of: next, related, .appropriation) where money.appropriations[child]?.fund == next {
        appropriations.insert(child)
      }
      open += row.sources.map(\.fund)
    }
  }

  // MARK: To the payees

  private mutating func descend(fund: String, _ related: (String) -> [String]) {
    var open = [fund]
    var descended: Set<String> = []
    while let next = open.popLast() {
      guard descended.insert(next).inserted else { continue }
      funds.insert(next)
      for child in children(of: next, related, .allocation) where money.allocations[child]?.fund == next {
        descend(allocation: child, related)
      }
      for pool in children(of: next, related, .fund) {
        if money.funds[pool]?.sources.contains(where: { $0.fund == next }) == true { open.append(pool) }
      }
    }
  }

  /// An allocation, its payments, and what was split from it.
  private mutating func descend(allocation: String, _ related: (String) -> [String]) {
    var open = [allocation]
    var descended: Set<String> = []
    while let next = open.popLast() {
      guard descended.insert(next).inserted, let row = money.allocations[next] else { continue }
      allocations.insert(next)
      projects.insert(row.project)
      payments(of: next, related).forEach { enter(payment: $0) }
      open += children(of: next, related, .allocation).filter {
        money.allocations[$0]?.reallocatedFrom == next
      }
    }
  }

  private func payments(of allocation: String, _ related: (String) -> [String]) -> [String] {
    children(of: allocation, related, .payment).filter { money.payments[$0]?.allocation == allocation }
  }

  private mutating func enter(payment: String) {
    payments.insert(payment)
    if let contract = money.payments[payment]?.contract { contracts.insert(contract) }
  }

  private func children(
    of reference: String, _ related: (String) -> [String], _ prefix: ReferencePrefix
  ) -> [String] {
    Set(related(reference)).filter { ReferencePrefix(of: $0) == prefix && $0 != reference }.sorted()
  }

  // MARK: The answer

  /// The stations reached, sources first; names ascending within a kind.
  func steps() -> [MoneyTraceStep] {
    var steps: [MoneyTraceStep] = []
    for name in appropriations.sorted() {
      guard let row = money.appropriations[name] else { continue }
      steps.append(.init(.appropriation, name, row.amountFen, at: [row.event], documents: [row.document]))
    }
    steps += fundSteps()
    for name in allocations.sorted() {
      guard let row = money.allocations[name] else { continue }
      let kind: MoneyTraceStep.Kind = row.reallocatedFrom == nil ? .allocation : .reallocation
      steps.append(
        .init(
          kind, name, row.amountFen, net: row.netFen, state: row.state.item, counterpart: row.reallocatedFrom,
          at: [row.event], documents: [row.resolution]))
    }
    for name in projects.sorted() {
      guard let row = money.projects[name] else { continue }
      steps.append(.init(.project, name, row.allocatedFen, state: row.phase.item, at: [row.event]))
    }
    for name in contracts.sorted() {
      guard let row = money.contracts[name] else { continue }
      steps.append(
        .init(.contract, name, row.valueFen ?? 0, net: row.balance.paidFen, at: [row.event], documents: [row.number]))
    }
    for name in payments.sorted() {
      guard let row = money.payments[name] else { continue }
      let life = [row.requested, row.approved, row.paid, row.reconciled, row.reversed]
      steps.append(
        .init(
          .payment, name, row.amountFen, net: row.netFen, state: row.state.item, at: life.map(\.event),
          documents: [row.voucher, row.bankReference]))
    }
    return steps
  }

  /// Each line after the integrations that brought money into it from lines on the way.
  private func fundSteps() -> [MoneyTraceStep] {
    var steps: [MoneyTraceStep] = []
    for name in funds.sorted() {
      guard let row = money.funds[name] else { continue }
      for source in row.sources where funds.contains(source.fund) {
        steps.append(
          .init(.integration, source.fund, source.amountFen, counterpart: name, at: [source.event]))
      }
      let inFen = Fen.sum(row.appropriatedFen, row.integratedInFen) ?? row.appropriatedFen
      steps.append(
        .init(
          .fund, name, inFen, net: inFen &- row.integratedOutFen, state: row.state.item, at: [row.registeredEvent],
          documents: row.documents.map { Optional($0) }))
    }
    return steps
  }
}

extension MachineState {
  /// The state as one of the codes of its view's column.
  fileprivate var item: Codelist.Item { Codelist.Item(rawValue, label.zh, label.en) }
}

extension AllocationRow {
  /// What is still given: less what went back to the fund line or on to another allocation.
  fileprivate var netFen: Int64 { amountFen &- returnedFen &- reallocatedOutFen }
}

extension DisbursementRow {
  /// What was paid and did not come back.
  fileprivate var netFen: Int64 {
    switch state {
    case .requested, .approved, .withdrawn, .reversed: 0
    case .paid, .reconciled: amountFen &- recoveredFen
    }
  }

  /// Whether nothing of it went anywhere, nor will.
  var wentNowhere: Bool {
    switch state {
    case .requested, .approved: false
    case .paid, .reconciled, .withdrawn, .reversed: netFen == 0
    }
  }
}
