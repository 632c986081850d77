import EventSourcing

/// Projects and the money that follows them.
enum MoneyRules {
  static let table: [String: Rule] = [
    ProjectRules.table, ProjectLibraryRules.table, ProjectBenefitRules.table, ContractRules.table,
    DisclosureRules.table, FundRules.table, AllocationRules.table, DisbursementRules.table,
    AdvanceRules.table,
  ].reduce(into: [:]) { all, table in
    all.merge(table) { _, _ in preconditionFailure("two rules for one event type") }
  }
}
