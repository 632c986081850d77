import EventSourcing

/// Where a payment stands.
enum DisbursementState: String, MachineState {
  case requested
  case approved
  case paid
  case reconciled
  /// Taken back before it was paid.
  case withdrawn
  /// Taken back after it was paid.
  case reversed

  var label: Bilingual {
    switch self {
    case .requested: Bilingual("已申请", "requested")
    case .approved: Bilingual("已审批", "approved")
    case .paid: Bilingual("已支付", "paid")
    case .reconciled: Bilingual("已对账", "reconciled")
    case .withdrawn: Bilingual("已撤回", "withdrawn")
    case .reversed: Bilingual("已冲销", "reversed")
    }
  }
}

/// The lawful lives of a payment.
enum DisbursementMachine {
  static let machine = Machine<DisbursementState>(
    Bilingual("支付", "payment"),
    [
      .init(.requested, "disbursement.lines_added", .requested),
      .init(.requested, "disbursement.approved", .approved),
      .init(.requested, "disbursement.reversed", .withdrawn),
      .init(.approved, "disbursement.paid", .paid),
      .init(.approved, "disbursement.reversed", .withdrawn),
      .init(.paid, "disbursement.reconciled", .reconciled),
      .init(.paid, "disbursement.reversed", .reversed),
      .init(.paid, "fund.recovered", .paid),
      .init(.reconciled, "disbursement.reversed", .reversed),
      .init(.reconciled, "fund.recovered", .reconciled),
    ])
}
