import EventSourcing

@testable import Assistance

/// Adds every table up and says where money appeared, vanished or went below nothing.
enum MoneyInvariants {
  static func check(_ state: AssistanceState) -> [String] {
    let money = state.money
    var broken: [String] = []
    func equal(_ a: Int64, _ b: Int64, _ what: String) {
      if a != b { broken.append("\(what): \(a) ≠ \(b)") }
    }
    func recordable(_ amounts: [Int64], _ what: String) {
      if amounts.contains(where: { $0 < 0 || $0 > Fen.max }) { broken.append("\(what): \(amounts)") }
    }
    let funds = rows(money.funds)
    let allocations = rows(money.allocations)
    let payments = rows(money.payments)
    let appropriations = rows(money.appropriations)

    for (name, fund) in funds {
      let own = allocations.filter { $0.row.fund == name }.map(\.row)
      let direct = own.filter { $0.reallocatedFrom == nil }
      recordable(
        [
          fund.appropriatedFen, fund.integratedInFen, fund.integratedOutFen, fund.allocatedFen,
          fund.returnedFen,
          fund.availableFen,
        ] + parts(fund.balance), name)
      equal(
        fund.appropriatedFen + fund.integratedInFen - fund.integratedOutFen,
        fund.availableFen + fund.allocatedFen - fund.returnedFen, "\(name) in = out")
      equal(
        fund.appropriatedFen,
        appropriations.filter { $0.row.fund == name }.reduce(0) { $0 + $1.row.amountFen },
        "\(name) appropriated")
      equal(fund.integratedInFen, fund.sources.reduce(0) { $0 + $1.amountFen }, "\(name) integrated in")
      equal(
        fund.integratedOutFen,
        funds.flatMap(\.row.sources).filter { $0.fund == name }.reduce(0) { $0 + $1.amountFen },
        "\(name) integrated out")
      equal(fund.allocatedFen, direct.reduce(0) { $0 + $1.amountFen }, "\(name) allocated")
      equal(fund.returnedFen, own.reduce(0) { $0 + $1.returnedFen }, "\(name) returned")
      equal(
        own.reduce(0) { $0 + $1.reallocatedInFen }, own.reduce(0) { $0 + $1.reallocatedOutFen },
        "\(name) reallocated")
      if fund.balance != sum(own.map(\.balance)) { broken.append("\(name) balance") }
    }
    for (name, row) in allocations {
      recordable(
        [row.amountFen, row.reallocatedInFen, row.reallocatedOutFen, row.returnedFen, row.availableFen]
          + parts(row.balance), name)
      let own = payments.filter { $0.row.allocation == name }.map(\.row)
      if row.balance != sum(own.map(balance)) { broken.append("\(name) balance") }
      if row.balance.reconciledFen > row.balance.paidFen { broken.append("\(name) reconciled > paid") }
    }
    for (name, row) in rows(money.projects) {
      let own = allocations.filter { $0.row.project == name }.map(\.row)
      recordable([row.allocatedFen, row.contractsFen] + parts(row.balance), name)
      equal(
        row.allocatedFen, own.reduce(0) { $0 + $1.amountFen - $1.reallocatedOutFen - $1.returnedFen },
        "\(name) allocated")
      if row.balance != sum(own.map(\.balance)) { broken.append("\(name) balance") }
    }
    for (name, row) in rows(money.contracts) {
      let own = payments.filter { $0.row.contract == name }.map(\.row)
      if row.balance != sum(own.map(balance)) { broken.append("\(name) balance") }
      if row.balance.committedFen > row.valueFen ?? Int64.max { broken.append("\(name) over its value") }
    }
    for (name, row) in rows(money.advances) where row.payment != nil {
      guard let payment = row.payment.flatMap({ money.payments[$0] }) else { continue }
      if !payment.advances.contains(name) { broken.append("\(name) unknown to its payment") }
      if payment.advancesSettledFen > payment.amountFen { broken.append("\(name) oversettled") }
    }
    // Every fen that was ever appropriated is in exactly one place.
    equal(
      appropriations.reduce(0) { $0 + $1.row.amountFen },
      funds.reduce(0) { $0 + $1.row.availableFen }
        + allocations.reduce(0) { $0 + $1.row.availableFen + $1.row.balance.committedFen },
      "the whole")
    return broken
  }

  /// What a payment alone adds to the balances it belongs to.
  private static func balance(_ row: DisbursementRow) -> DisbursementBalance {
    let keptFen = row.amountFen - row.recoveredFen
    return switch row.state {
    case .requested, .approved: .init(reservedFen: row.amountFen)
    case .paid: .init(paidFen: keptFen, recoveredFen: row.recoveredFen)
    case .reconciled: .init(paidFen: keptFen, reconciledFen: keptFen, recoveredFen: row.recoveredFen)
    case .withdrawn: .init()
    case .reversed: .init(reversedFen: row.amountFen)
    }
  }

  private static func sum(_ balances: [DisbursementBalance]) -> DisbursementBalance {
    balances.reduce(DisbursementBalance()) { $0.adding($1) ?? DisbursementBalance(reservedFen: -1) }
  }

  private static func parts(_ balance: DisbursementBalance) -> [Int64] {
    [balance.reservedFen, balance.paidFen, balance.reconciledFen, balance.reversedFen, balance.recoveredFen]
  }

  static func rows<R: Row>(_ table: Table<R>) -> [(key: String, row: R)] {
    table.changes().compactMap { change in table[change.key].map { (change.key, $0) } }
  }
}
