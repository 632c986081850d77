import EventSourcing

/// A contract of a project and how much of it may be, and has been, paid.
struct ContractRow: DisbursementBalanced {
  var project = ""
  var contractor: String?
  var number: String?
  var valueFen: Int64?
  var period: String?
  var start: String?
  var end: String?
  var prepayBp: Int64?
  var retentionBp: Int64 = 0
  var warrantyMonths: Int64?
  var retentionReleasedFen: Int64 = 0
  var amendments: Int64 = 0
  var balance = DisbursementBalance()
  var signedDay = ""
  var event = ""
  var lastEvent = ""
  var basis = Basis.own

  /// Held back until the warranty is over. Computed from value and share.
  var retentionFen: Int64 { Fen.share(valueFen ?? 0, bp: retentionBp) }

  static let columns = Columns<ContractRow>(
    [
      Column("project", \.project, .reference, zh: "项目", en: "project"),
      Column("contractor", \.contractor, .reference, zh: "承包方", en: "contractor"),
      Column("number", \.number, .text, zh: "合同编号", en: "number"),
      Column("value_fen", \.valueFen, .fen, zh: "合同金额", en: "value"),
      Column("period", \.period, .text, zh: "工期", en: "period"),
      Column("start", \.start, .time, zh: "合同开工", en: "start"),
      Column("end", \.end, .time, zh: "合同完工", en: "end"),
      Column("prepay_bp", \.prepayBp, .ratio, zh: "预付比例", en: "prepayment"),
      Column("retention_bp", \.retentionBp, .ratio, zh: "质保金比例", en: "retention"),
      Column("warranty_months", \.warrantyMonths, .integer, zh: "质保期（月）", en: "warranty, months"),
      Column(
        "retention_released_fen", \.retentionReleasedFen, .fen, zh: "已返还质保金", en: "retention released"),
      Column("amendments", \.amendments, .integer, zh: "变更次数", en: "amendments"),
      Column("signed_day", \.signedDay, .time, zh: "签订日", en: "signed on"),
      Column("event", \.event, .text, zh: "签订事件", en: "signed by event"),
      Column("last_event", \.lastEvent, .text, zh: "最近事件", en: "last event"),
      Column("basis", \.basis, .code, zh: "依据", en: "basis"),
    ] + balanceColumns(\.balance))
}
