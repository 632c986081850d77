/// Contracts of projects, and what was shown to the public.
enum ContractEvents {
  static let types: [EventType] = [
    EventType(
      "contract.signed", "合同签订", "Contract signed", on: ["ct"], key: ["project", "number"],
      fields: [
        .ref("project", "项目", "project", "pr").seat.required,
        .ref("contractor", "承包方", "contractor", "org").party,
        .text("contractor_uscc", "承包方统一社会信用代码", "contractor's credit code", 18),
        .fen("value_fen", "合同金额", "value"),
        .text("number", "合同编号", "number", 100),
        .date("start", "合同开工日期", "start"),
        .date("end", "合同完工日期", "end"),
        .text("period", "合同工期", "period", 100),
        .bp("prepay_bp", "预付款比例", "prepayment"),
        .bp("retention_bp", "质保金比例", "retention"),
        .integer("warranty_months", "质保期（月）", "warranty in months", 0...600),
      ]),
    EventType(
      "contract.amended", "合同变更", "Contract amended", on: ["ct"],
      fields: [
        .fen("value_fen", "变更后金额", "value"),
        .date("end", "变更后完工日期", "end"),
        .bp("prepay_bp", "变更后预付款比例", "prepayment"),
        .bp("retention_bp", "变更后质保金比例", "retention"),
        .integer("warranty_months", "变更后质保期（月）", "warranty in months", 0...600),
        .text("approval", "批准文号", "approval", 200),
        .text("reason", "变更原因", "reason"),
      ]),
  ]
}

enum DisclosureEvents {
  static let types: [EventType] = [
    EventType(
      "disclosure.posted", "公示公告", "Disclosure posted", on: ["dc"], .planned, key: ["subject"],
      fields: [
        .ref("subject", "公示对象", "what is disclosed").required,
        .code("stage", "公示环节", "stage", "disclosure_stage"),
        .digest("content_digest", "公示内容摘要", "digest of the content"),
        .codes("channels", "公示渠道", "channels", "disclosure_channel"),
        .strings("places", "公示地点", "places"),
        .date("from", "公示开始", "from"),
        .date("to", "公示结束", "to"),
        .text("phone", "监督电话", "telephone for objections", 40),
        .text("view", "取自视图", "view it was taken from", 60),
        .json("filter", "视图条件", "filter of the view"),
        .text("template", "公示模板", "template", 100),
        .ref("posted_by", "公示单位", "organisation", "org"),
      ]),
    EventType(
      "disclosure.removed", "公示撤下", "Disclosure removed", on: ["dc"], key: ["subject"],
      fields: [
        .time("at", "撤下时间", "when").counts,
        .text("reason", "撤下原因", "reason"),
      ]),
    EventType(
      "disclosure.objection_received", "收到异议", "Objection received", on: ["dc"],
      fields: [
        .ref("objector", "异议人", "who objects", "p", "hh", "org"),
        .prose("text", "异议内容", "text"),
      ]),
    EventType(
      "disclosure.objection_resolved", "异议处理", "Objection resolved", on: ["dc"],
      fields: [
        .event("objection", "所处理的异议", "objection"),
        .code("result", "处理结果", "result", "objection_result"),
        .time("replied_at", "答复时间", "replied at").counts,
        .prose("reply", "答复内容", "reply"),
      ]),
  ]
}
