import EventSourcing

/// What requests and payments have done to a sum of money, in fen: the same columns on a fund, an allocation,
/// a project and a contract, so that they can be added up and compared.
///
/// A disbursement event is one such record of differences, applied to all of them alike.
struct DisbursementBalance: Hashable, Sendable {
  /// Requested or approved, not yet paid.
  var reservedFen: Int64 = 0
  /// Paid and neither reversed nor recovered.
  var paidFen: Int64 = 0
  /// The part of `paidFen` that a bank statement confirms.
  var reconciledFen: Int64 = 0
  /// Paid once and reversed since: a running total.
  var reversedFen: Int64 = 0
  /// Paid once and recovered since: a running total.
  var recoveredFen: Int64 = 0

  /// The balance after a change; nil when a part would leave 0…`Fen.max`.
  func adding(_ change: DisbursementBalance) -> DisbursementBalance? {
    guard let reserved = Fen.sum(reservedFen, change.reservedFen),
      let paid = Fen.sum(paidFen, change.paidFen),
      let reconciled = Fen.sum(reconciledFen, change.reconciledFen),
      let reversed = Fen.sum(reversedFen, change.reversedFen),
      let recovered = Fen.sum(recoveredFen, change.recoveredFen)
    else { return nil }
    return DisbursementBalance(
      reservedFen: reserved, paidFen: paid, reconciledFen: reconciled, reversedFen: reversed,
      recoveredFen: recovered)
  }

  /// What is bound or gone: no longer free to be requested.
  var committedFen: Int64 { reservedFen &+ paidFen }
}

/// A row that carries a balance.
protocol DisbursementBalanced: Row {
  var balance: DisbursementBalance { get set }
}

extension DisbursementBalanced {
  /// The columns of a row's balance.
  static func balanceColumns(
    _ balance: any WritableKeyPath<Self, DisbursementBalance> & Sendable
  ) -> [Column<Self>] {
    [
      Column("reserved_fen", in: balance, \.reservedFen, .fen, zh: "申请未付", en: "requested, not yet paid"),
      Column("paid_fen", in: balance, \.paidFen, .fen, zh: "已支付", en: "paid"),
      Column("reconciled_fen", in: balance, \.reconciledFen, .fen, zh: "已对账", en: "reconciled"),
      Column("reversed_fen", in: balance, \.reversedFen, .fen, zh: "累计冲销", en: "reversed in all"),
      Column("recovered_fen", in: balance, \.recoveredFen, .fen, zh: "累计追回", en: "recovered in all"),
    ]
  }
}
