import EventSourcing

/// One payment from request to bank statement: who did each step, when, and in which event.
struct DisbursementRow: Row {
  /// One step of the payment's life.
  struct Step: Hashable, Sendable {
    var person: String?
    var day: String?
    /// `SEQ.POS`.
    var event: String?
    /// How the record of the step came about.
    var basis: String?

    init() {}

    init(_ context: EventContext) {
      person = context.doer
      day = context.dayText
      event = context.place
      basis = context.event.basis.rawValue
    }
  }

  var allocation = ""
  var fund = ""
  var project = ""
  var contract: String?
  /// Absent when a list of lines says who is paid.
  var payee: String?
  /// Who is paid, each once: the payee and those of the lines, the first ten.
  var payees: [String] = []
  var purpose: String?
  var milestone: String?
  /// Requested; from the approval on, approved.
  var amountFen: Int64 = 0
  var recoveredFen: Int64 = 0
  /// The part that settles `advances`.
  var advancesSettledFen: Int64 = 0
  var advances: [String] = []
  var state = DisbursementState.requested
  var requested = Step()
  var approved = Step()
  var paid = Step()
  var reconciled = Step()
  var reversed = Step()
  var voucher: String?
  var bankReference: String?
  var channel: String?
  var statement: String?
  /// False when a bank statement was compared and did not agree.
  var isStatementMatched: Bool?
  /// Lines a subsidy list declares; nil for a payment without a list.
  var lineCount: Int64?
  var linesAdded: Int64 = 0
  var linesAddedFen: Int64 = 0
  /// Parts of the list received.
  var parts: [Int64] = []
  /// Keys of the invoices it rests on, in `documents`.
  var invoices: [String] = []

  /// How the last step came about.
  var lastBasis: Basis? {
    [reversed, reconciled, paid, approved, requested].compactMap(\.basis).first.flatMap { Basis(rawValue: $0) }
  }

  /// Whether the list of payees is whole: count and total both agree.
  var areLinesComplete: Bool { lineCount.map { $0 == linesAdded && linesAddedFen == amountFen } ?? true }

  static let columns = Columns<DisbursementRow>(
    [
      Column("allocation", \.allocation, .reference, zh: "分配", en: "allocation"),
      Column("fund", \.fund, .reference, zh: "资金", en: "fund"),
      Column("project", \.project, .reference, zh: "项目", en: "project"),
      Column("contract", \.contract, .reference, zh: "合同", en: "contract"),
      Column("payee", \.payee, .reference, zh: "收款方", en: "payee"),
      Column("payees", \.payees, .list, zh: "收款各方", en: "payees"),
      Column("purpose", \.purpose, .text, zh: "用途", en: "purpose"),
      Column("milestone", \.milestone, .text, zh: "节点", en: "milestone"),
      Column("amount_fen", \.amountFen, .fen, zh: "金额", en: "amount"),
      Column("recovered_fen", \.recoveredFen, .fen, zh: "已追回", en: "recovered"),
      Column("advances_settled_fen", \.advancesSettledFen, .fen, zh: "清偿垫付", en: "settles advances"),
      Column("advances", \.advances, .list, zh: "所清偿垫付", en: "advances it settles"),
      Column("state", \.state, .code, zh: "状态", en: "state"),
      Column("voucher_no", \.voucher, .text, zh: "凭证号", en: "voucher number"),
      Column("bank_ref", \.bankReference, .text, zh: "银行流水号", en: "bank reference"),
      Column("channel", \.channel, .code, zh: "支付方式", en: "channel"),
      Column("statement", \.statement, .text, zh: "对账单", en: "statement"),
      Column("matched", \.isStatementMatched, .boolean, zh: "对账相符", en: "statement agrees"),
      Column("line_count", \.lineCount, .integer, zh: "应有明细行", en: "lines declared"),
      Column("lines_added", \.linesAdded, .integer, zh: "已录明细行", en: "lines added"),
      Column("lines_added_fen", \.linesAddedFen, .fen, zh: "已录明细金额", en: "total of lines added"),
      Column("line_parts", \.parts, .list, zh: "已收分册", en: "parts received"),
      Column("invoices", \.invoices, .list, zh: "票据", en: "invoices"),
    ] + steps)

  private static let steps: [Column<DisbursementRow>] = [
    Column("requested_by", \.requested.person, .reference, zh: "申请人", en: "requested by"),
    Column("requested_day", \.requested.day, .time, zh: "申请日", en: "requested on"),
    Column("requested_event", \.requested.event, .text, zh: "申请事件", en: "requested by event"),
    Column("requested_basis", \.requested.basis, .code, zh: "申请依据", en: "basis of being requested"),
    Column("approved_by", \.approved.person, .reference, zh: "审批人", en: "approved by"),
    Column("approved_day", \.approved.day, .time, zh: "审批日", en: "approved on"),
    Column("approved_event", \.approved.event, .text, zh: "审批事件", en: "approved by event"),
    Column("approved_basis", \.approved.basis, .code, zh: "审批依据", en: "basis of being approved"),
    Column("paid_by", \.paid.person, .reference, zh: "支付人", en: "paid by"),
    Column("paid_day", \.paid.day, .time, zh: "支付日", en: "paid on"),
    Column("paid_event", \.paid.event, .text, zh: "支付事件", en: "paid by event"),
    Column("paid_basis", \.paid.basis, .code, zh: "支付依据", en: "basis of being paid"),
    Column("reconciled_by", \.reconciled.person, .reference, zh: "对账人", en: "reconciled by"),
    Column("reconciled_day", \.reconciled.day, .time, zh: "对账日", en: "reconciled on"),
    Column("reconciled_event", \.reconciled.event, .text, zh: "对账事件", en: "reconciled by event"),
    Column("reconciled_basis", \.reconciled.basis, .code, zh: "对账依据", en: "basis of being reconciled"),
    Column("reversed_by", \.reversed.person, .reference, zh: "冲销人", en: "reversed by"),
    Column("reversed_day", \.reversed.day, .time, zh: "冲销日", en: "reversed on"),
    Column("reversed_event", \.reversed.event, .text, zh: "冲销事件", en: "reversed by event"),
    Column("reversed_basis", \.reversed.basis, .code, zh: "冲销依据", en: "basis of being reversed"),
  ]
}

/// A voucher or an invoice and the payment it belongs to, so that none is used twice.
struct DisbursementDocumentRow: Row {
  var payment = ""
  var kind = ""
  var event = ""
  /// Codes under which an invoice's number was used; `-` without one.
  var codes: [String] = []

  static let columns = Columns<DisbursementDocumentRow>([
    Column("payment", \.payment, .reference, zh: "支付", en: "payment"),
    Column("kind", \.kind, .code, zh: "种类", en: "kind"),
    Column("event", \.event, .text, zh: "事件", en: "event"),
    Column("codes", \.codes, .list, zh: "发票代码", en: "invoice codes"),
  ])
}
