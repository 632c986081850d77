import EventSourcing

/// Money of one fund line given to one project.
///
/// amount = available + requested + paid + returned + reallocated out.
struct AllocationRow: DisbursementBalanced {
  var fund = ""
  var project = ""
  /// What it began with, from the fund line or from another allocation.
  var amountFen: Int64 = 0
  var reallocatedInFen: Int64 = 0
  var reallocatedOutFen: Int64 = 0
  /// Gone back to the fund line, recovered payments included.
  var returnedFen: Int64 = 0
  var balance = DisbursementBalance()
  /// The allocation it was split from; nil when it comes from the fund line directly.
  var reallocatedFrom: String?
  var resolution: String?
  var state = AllocationState.open
  var freezeReason: String?
  var day = ""
  var event = ""
  var lastEvent = ""
  var basis = Basis.own

  /// Free to be requested, returned or reallocated. Computed, as in `FundRow`.
  var availableFen: Int64 { amountFen &- reallocatedOutFen &- returnedFen &- balance.committedFen }

  static let columns = Columns<AllocationRow>(
    [
      Column("fund", \.fund, .reference, zh: "资金", en: "fund"),
      Column("project", \.project, .reference, zh: "项目", en: "project"),
      Column("amount_fen", \.amountFen, .fen, zh: "分配金额", en: "amount"),
      Column("reallocated_in_fen", \.reallocatedInFen, .fen, zh: "调入", en: "reallocated in"),
      Column("reallocated_out_fen", \.reallocatedOutFen, .fen, zh: "调出", en: "reallocated out"),
      Column("returned_fen", \.returnedFen, .fen, zh: "已收回", en: "returned"),
      Column(computed: "available_fen", { $0.availableFen }, .fen, zh: "可用余额", en: "available"),
      Column("reallocated_from", \.reallocatedFrom, .reference, zh: "调自", en: "reallocated from"),
      Column("resolution", \.resolution, .text, zh: "决议", en: "resolution"),
      Column("state", \.state, .code, zh: "状态", en: "state"),
      Column("freeze_reason", \.freezeReason, .text, zh: "冻结原因", en: "why frozen"),
      Column("day", \.day, .time, zh: "分配日", en: "allocated on"),
      Column("event", \.event, .text, zh: "事件", en: "event"),
      Column("last_event", \.lastEvent, .text, zh: "最近事件", en: "last event"),
      Column("basis", \.basis, .code, zh: "依据", en: "basis"),
    ] + balanceColumns(\.balance))
}
