/// The life of a payment, and money advanced before its allocation.
enum DisbursementEvents {
  static let types: [EventType] = [
    EventType(
      "disbursement.requested", "用款申请", "Disbursement requested", on: ["pay"], .money,
      key: ["allocation", "payee", "amount_fen", "purpose"],
      fields: [
        .ref("allocation", "资金分配", "allocation", "al").seat.required,
        .ref("project", "项目", "project", "pr"),
        .ref("contract", "合同", "contract", "ct"),
        .ref("payer", "付款单位", "payer", "org"),
        .ref("payee", "收款方", "payee", "org", "p", "hh").party.noted(
          "多户发放时省略，逐户写入明细", "leave out when many are paid: they stand in the lines"),
        .fen("amount_fen", "申请金额", "amount").required,
        .text("purpose", "用途", "purpose", 200),
        .text("milestone", "付款节点", "milestone", 100),
        .text("account", "收款账号", "payee's account", 100).sealed,
        .text("account_name", "收款户名", "account name", 200).sealed,
        .text("subsidy_code", "补贴项目编码", "subsidy code", 60),
        .text("period", "补贴期间", "subsidy period", 40),
        .bp("physical_bp", "申请时形象进度", "physical progress"),
        .list("invoices", "发票", "invoices", invoice),
        .strings("invoice_nos", "发票号码", "invoice numbers"),
        .count("line_count", "明细户数", "declared number of lines"),
        .fen("line_total_fen", "明细合计", "declared total of lines"),
        .list("lines", "发放明细", "lines", line),
      ] + BudgetFields.codes),
    EventType(
      "disbursement.lines_added", "补充发放明细", "Disbursement lines added", on: ["pay"], .money,
      key: ["subject", "part"],
      fields: [
        .integer("part", "部分序号", "part", 1...100_000).required,
        .list("lines", "发放明细", "lines", line).required,
      ]),
    EventType(
      "disbursement.approved", "用款审批", "Disbursement approved", on: ["pay"], .money, key: ["subject"],
      fields: [
        .fen("amount_fen", "审批金额", "amount"),
        .code("role", "审批岗位", "role", "role"),
        .ref("approver", "审批人", "approver", "p").doer,
        .text("doc_no", "审批单号", "document number", 200),
        .prose("opinion", "审批意见", "opinion"),
      ]),
    EventType(
      "disbursement.paid", "资金支付", "Disbursement paid", on: ["pay"], .money, key: ["voucher_no"],
      fields: [
        .fen("amount_fen", "支付金额", "amount"),
        .time("paid_at", "支付日期", "paid at").counts,
        .code("channel", "支付渠道", "channel", "payment_channel"),
        .ref("payer", "付款单位", "payer", "org"),
        .text("voucher_no", "凭证号", "voucher number", 100),
        .text("voucher_book", "凭证字", "voucher book", 60),
        .text("voucher_period", "会计期间", "accounting period", 20),
        .text("bank_ref", "银行流水号", "bank reference", 100),
        .text("account", "收款账号", "payee's account", 100).sealed,
      ] + BudgetFields.codes),
    EventType(
      "disbursement.reversed", "退汇或冲销", "Disbursement reversed", on: ["pay"], .money,
      fields: [
        .fen("amount_fen", "冲销金额", "amount"),
        .text("reason", "冲销原因", "reason"),
        .text("voucher_no", "红字凭证号", "reversing voucher", 100),
        .text("bank_ref", "银行流水号", "bank reference", 100),
      ]),
    EventType(
      "disbursement.reconciled", "对账", "Disbursement reconciled", on: ["pay"], .money,
      fields: [
        .text("statement", "对账单号", "statement", 100),
        .fen("statement_amount_fen", "对账单金额", "amount on the statement"),
        .fen("amount_fen", "对账金额", "amount"),
        .date("value_date", "起息日", "value date").counts,
        .flag("matched", "是否相符", "whether they agree"),
        .text("bank_ref", "银行流水号", "bank reference", 100),
      ]),
    EventType(
      "payee.account_changed", "收款账户变更", "Payee's account changed", on: ["org", "p", "hh"],
      fields: [
        .text("account", "新账号", "new account", 100).sealed,
        .text("account_name", "新户名", "account name", 200).sealed,
        .date("effective", "生效日期", "effective from"),
        .text("reason", "变更原因", "reason"),
      ]),
    EventType(
      "advance.paid", "垫付", "Advance paid", on: ["adv"], .money, key: ["project", "payer", "amount_fen"],
      fields: [
        .ref("payer", "垫付方", "payer", "org", "p").required,
        .ref("project", "项目", "project", "pr").required,
        .fen("amount_fen", "垫付金额", "amount").required,
        .ref("payee", "收款方", "payee", "org", "p", "hh"),
        .text("purpose", "用途", "purpose", 200),
        .date("due", "应清偿日期", "due"),
      ]),
    EventType(
      "advance.settled", "垫付清偿", "Advance settled", on: ["adv"], .money,
      fields: [
        .ref("payment", "清偿支付", "payment", "pay").required,
        .fen("amount_fen", "清偿金额", "amount"),
      ]),
    EventType(
      "retention.released", "质保金返还", "Retention released", on: ["ct"], .money,
      fields: [
        .fen("amount_fen", "返还金额", "amount").required,
        .ref("payment", "返还支付", "payment", "pay"),
      ]),
  ]

  private static let invoice: [Field] = [
    .text("issuer", "开票方", "issuer", 200),
    .text("code", "发票代码", "invoice code", 40),
    .text("no", "发票号码", "invoice number", 40).required,
    .fen("amount_fen", "价税合计", "amount with tax"),
    .date("date", "开票日期", "date"),
  ]

  private static let line: [Field] = [
    .ref("payee", "收款人", "payee", "hh", "p", "org").required,
    .fen("amount_fen", "金额", "amount").required,
    .text("account", "账号", "account", 100).sealed,
    .code("channel", "支付渠道", "channel", "payment_channel"),
  ]
}
