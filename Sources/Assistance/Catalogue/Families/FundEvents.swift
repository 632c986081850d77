/// Where a yuan comes from and where it is sent: sources, appropriations, integration, allocations.
enum FundEvents {
  static let types: [EventType] = [
    EventType(
      "fund.source_registered", "资金来源登记", "Fund source registered", on: ["fd"], key: ["name", "year"],
      fields: [
        .text("name", "资金名称", "name").required,
        .code("kind", "资金类别", "kind of fund", "fund_kind"),
        .code("level", "资金级次", "level of government", "level"),
        .text("purpose", "资金用途", "purpose"),
        .codes("purposes", "可支持的项目类别", "project categories it may support", "project_category"),
        .ref("dept", "主管部门", "department in charge", "org").seat,
        .year("year", "预算年度", "budget year"),
        .text("doc_no", "文号", "document number", 200),
      ]),
    EventType(
      "fund.appropriated", "资金下达", "Funds appropriated", on: ["ap"], .money,
      key: ["fund", "doc_no", "amount_fen"],
      fields: [
        .ref("fund", "资金来源", "fund source", "fd").seat.required,
        .fen("amount_fen", "下达金额", "amount").required,
        .text("doc_no", "指标文号", "document number", 200),
        .time("at", "下达日期", "when").counts,
        .ref("from", "下达单位", "from", "org"),
        .year("year", "预算年度", "budget year"),
      ] + BudgetFields.codes),
    EventType(
      "fund.integrated", "纳入统筹整合", "Funds integrated", on: ["fd"], .money,
      fields: [
        .ref("to", "整合资金池", "pool", "fd").required,
        .fen("amount_fen", "整合金额", "amount").required,
        .ref("plan", "整合方案", "integration plan", "plan"),
        .text("doc_no", "文号", "document number", 200),
      ]),
    EventType(
      "fund.allocated", "资金分配到项目", "Funds allocated", on: ["al"], .money,
      key: ["fund", "project", "amount_fen"],
      fields: [
        .ref("fund", "资金来源", "fund source", "fd").required,
        .ref("project", "项目", "project", "pr").required,
        .fen("amount_fen", "分配金额", "amount").required,
        .ref("appropriation", "资金下达", "appropriation", "ap"),
      ] + DecisionFields.all),
    EventType(
      "fund.reallocated", "资金调整", "Funds reallocated", on: ["al"], .money,
      fields: [
        .ref("to", "调整后的分配", "new allocation", "al").required,
        .ref("project", "调入项目", "project", "pr").required,
        .fen("amount_fen", "调整金额", "amount").required,
        .text("reason", "调整原因", "reason"),
      ] + DecisionFields.all),
    EventType(
      "statement.recorded", "对账单登记", "Statement recorded", on: ["fd", "org"],
      key: ["subject", "number"],
      fields: [
        .text("number", "对账单号", "number", 100).required,
        .ref("bank", "开户银行", "bank", "org"),
        .date("from", "起始日", "from"),
        .date("to", "截止日", "to").required,
        .count("lines", "笔数", "lines"),
        .balance("total_fen", "合计", "total"),
        .digest("file_sha256", "文件摘要", "SHA-256 of the file"),
      ]),
    EventType(
      "fund.returned", "结余资金收回", "Funds returned", on: ["al"], .money,
      fields: [
        .fen("amount_fen", "收回金额", "amount").required,
        .text("reason", "收回原因", "reason"),
        .text("doc_no", "文号", "document number", 200),
      ]),
    EventType(
      "fund.frozen", "资金冻结", "Funds frozen", on: ["fd", "al"],
      fields: [
        .text("reason", "冻结原因", "reason"),
        .text("doc_no", "文号", "document number", 200),
      ]),
    EventType(
      "fund.unfrozen", "资金解冻", "Funds unfrozen", on: ["fd", "al"],
      fields: [
        .text("reason", "解冻原因", "reason"),
        .text("doc_no", "文号", "document number", 200),
      ]),
    EventType(
      "fund.recovered", "资金追回", "Funds recovered", on: ["pay"], .money,
      fields: [
        .fen("amount_fen", "追回金额", "amount").required,
        .ref("from", "追回对象", "from", "org", "p", "hh"),
        .text("voucher_no", "凭证号", "voucher number", 100),
        .text("reason", "追回原因", "reason"),
      ]),
    EventType(
      "interest.declared", "利息申报", "Interest declared", on: ["fd"], .money,
      fields: [
        .fen("amount_fen", "利息金额", "amount").required,
        .text("period", "计息期间", "period", 40),
        .text("voucher_no", "凭证号", "voucher number", 100),
      ]),
    EventType(
      "budget.provisioned", "经费预算安排", "Budget provisioned", on: ["duty", "p", "team"], .planned, .money,
      fields: [
        .fen("amount_fen", "安排金额", "amount").required,
        .ref("payer", "安排单位", "payer", "org"),
        .year("year", "年度", "year").required,
        .text("doc_no", "文号", "document number", 200),
      ]),
    EventType(
      "donation.made", "捐赠", "Donation made", on: ["dn"], .money,
      fields: [
        .ref("donor", "捐赠方", "donor", "org", "p").required,
        .ref("recipient", "受赠方", "recipient", "org", "hh", "v", "nv", "p"),
        .code("kind", "捐赠类别", "kind", "support_kind"),
        .fen("value_fen", "折合金额", "value"),
        .strings("items", "捐赠物品", "items"),
      ]),
  ]
}

/// The codes by which an amount is found in the treasury's own books.
enum BudgetFields {
  static let codes: [Field] = [
    .text("indicator_no", "预算指标编号", "budget indicator number", 60),
    .text("budget_project_code", "预算项目编码", "budget project code", 60),
    .text("func_code", "支出功能分类科目", "functional classification code", 20),
    .text("econ_code", "部门预算经济分类科目", "economic classification code", 20),
  ]
}

/// What shows that an amount was decided by those who may.
enum DecisionFields {
  static let all: [Field] = [
    .text("resolution", "会议决定", "resolution", 200),
    .ref("meeting", "会议", "meeting", "mt"),
    .text("doc_no", "文号", "document number", 200),
  ]
}
