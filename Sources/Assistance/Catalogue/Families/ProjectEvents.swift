/// The life of a project from application to removal, its place in the library among it.
enum ProjectEvents {
  static let types: [EventType] = [
    EventType(
      "project.proposed", "项目申报", "Project proposed", on: ["pr"], .planned, key: ["name", "place"],
      fields: [
        .text("name", "项目名称", "name").required,
        .code("category", "项目类型", "category", "project_category"),
        .code("class", "项目大类", "class", "project_class"),
        .code("nature", "建设性质", "nature", "project_nature"),
        .code("delivery", "实施方式", "way of delivery", "delivery"),
        .area("site", "实施地点区划代码", "site").seat,
        .geo("geo", "坐标", "position"),
        .date("start", "计划开工", "planned start"),
        .date("end", "计划完工", "planned end"),
        .text("schedule", "时间进度计划", "schedule"),
        .ref("responsible_org", "责任单位", "responsible organisation", "org").seat,
        .ref("implementer", "实施单位", "implementer", "org", "v").seat,
        .ref("supervisor", "监管单位", "supervisor", "org").party,
        .ref("competent_dept", "行业主管部门", "competent department", "org"),
        .text("tasks", "建设任务", "tasks", 3000),
        .fen("budget_fen", "资金规模", "budget"),
        .code("funding_mode", "筹资方式", "funding mode", "funding_mode"),
        .list(
          "funding_plan", "资金筹措计划", "funding plan",
          [
            .ref("fund", "资金来源", "fund", "fd").required,
            .fen("amount_fen", "金额", "amount").required,
          ]),
        .refs("beneficiaries", "受益对象", "beneficiaries", "hh", "v", "nv", "p", "coop"),
        .count("beneficiary_households", "受益户数", "households that benefit"),
        .count("beneficiary_persons", "受益人数", "persons who benefit"),
        .list("performance_targets", "绩效目标", "performance targets", target),
        .text("participation", "群众参与方式", "how villagers take part", 1500),
        .text("linkage_mechanism", "联农带农机制", "how households are linked", 1500),
        .ref("plan", "依据规划", "plan", "plan"),
        .flag("hitchhike", "是否搭车项目", "whether it rides on the programme"),
        .flag("public_good", "是否公益性项目", "whether it is a public good"),
        .ref("application", "申报表", "application", "app"),
      ]),
    EventType(
      "deliberation.step_recorded", "四议两公开步骤", "Deliberation step recorded", on: ["pr", "hh", "v"],
      key: ["subject", "step"],
      fields: [
        .integer("step", "步骤", "step", 1...6).required.noted(
          "1村党组织提议 2两委会商议 3党员大会审议 4村民会议决议 5决议公开 6结果公开",
          "1 branch proposes, 2 committees consult, 3 members deliberate, 4 villagers resolve, 5-6 disclosed"
        ),
        .ref("meeting", "会议", "meeting", "mt"),
        .ref("disclosure", "公示", "disclosure", "dc"),
        .count("present", "到会人数", "present"),
        .count("eligible", "应到人数", "eligible"),
        .count("in_favour", "赞成人数", "in favour"),
      ]),
    EventType(
      "project.township_reviewed", "乡镇审核", "Reviewed by the township", on: ["pr"], key: ["subject"],
      fields: ReviewFields.all + [
        .object(
          "items", "审核要点", "points reviewed",
          [
            .flag("authenticity", "真实性", "authentic"),
            .flag("necessity", "必要性", "necessary"),
            .flag("feasibility", "可行性", "feasible"),
            .flag("compliance", "合规性", "compliant"),
            .flag("duplication_free", "不重复投资", "not funded twice"),
          ])
      ]),
    EventType(
      "project.dept_argued", "部门论证", "Argued by departments", on: ["pr"], key: ["subject"],
      fields: ReviewFields.all + [
        .refs("experts", "论证专家", "experts", "p"),
        .refs("departments", "论证部门", "departments", "org"),
      ]),
    EventType(
      "project.county_approved", "县级审定", "Approved by the county", on: ["pr"], key: ["subject"],
      fields: ReviewFields.all + DecisionFields.all),
    EventType(
      "project.library_admitted", "入库", "Admitted to the library", on: ["pr"],
      key: ["subject", "library_year"],
      fields: [
        .year("library_year", "项目库年度", "library year"),
        .integer("rank", "库内排序", "rank", 1...100_000),
        .flag("hitchhike", "是否搭车项目", "whether it rides on the programme"),
      ] + DecisionFields.all),
    EventType(
      "project.library_rejected", "不予入库", "Not admitted to the library", on: ["pr"],
      fields: [.text("reason", "原因", "reason")]),
    EventType(
      "project.library_updated", "库内更新", "Library entry updated", on: ["pr"],
      fields: [
        .list("changes", "更新内容", "changes", change),
        .text("reason", "更新原因", "reason"),
      ]),
    EventType(
      "project.library_removed", "出库", "Removed from the library", on: ["pr"],
      fields: [.text("reason", "出库原因", "reason")]),
    EventType(
      "project.planned", "列入年度实施计划", "Put into the yearly plan", on: ["pr"], .planned,
      key: ["subject", "year"],
      fields: [
        .year("year", "计划年度", "year"),
        .ref("plan", "年度计划", "plan", "plan"),
      ] + DecisionFields.all),
    EventType(
      "project.tendered", "招标或比选", "Tendered", on: ["pr"], key: ["subject"],
      fields: [
        .code("method", "采购方式", "method", "tender_method"),
        .fen("estimate_fen", "控制价", "estimate"),
        .fen("award_fen", "中标金额", "award"),
        .ref("winner", "中标单位", "winner", "org"),
        .refs("bidders", "投标单位", "bidders", "org"),
        .text("result", "结果", "result"),
      ]),
    EventType(
      "project.started", "开工", "Started", on: ["pr"], key: ["subject"],
      fields: [
        .time("at", "开工日期", "when").counts,
        .geo("geo", "坐标", "position"),
        .ref("contract", "合同", "contract", "ct"),
        .text("permit_no", "开工批复文号", "permit", 200),
      ]),
    EventType(
      "project.progress_reported", "进度填报", "Progress reported", on: ["pr"], key: ["subject", "period"],
      fields: [
        .text("period", "填报期间", "period", 20),
        .bp("physical_bp", "形象进度", "physical progress").required,
        .list(
          "quantities", "完成工程量", "quantities",
          [
            .text("item", "工程内容", "item").required,
            .text("unit", "计量单位", "unit", 30),
            .integer("quantity_e3", "数量（千分之一）", "quantity in thousandths", 0...1_000_000_000_000),
          ]),
        .strings("photos", "照片摘要", "digests of photos"),
        .geo("geo", "坐标", "position"),
        .text("note", "说明", "note", 1500),
      ]),
    EventType(
      "project.milestone_met", "节点完成", "Milestone met", on: ["pr"], key: ["subject", "code"],
      fields: [
        .text("code", "节点编码", "milestone", 100).required,
        .time("at", "完成日期", "when"),
      ]),
    EventType(
      "project.changed", "项目变更", "Changed", on: ["pr"],
      fields: [
        .text("field", "变更事项", "what changes", 60),
        .text("old", "变更前", "before"),
        .text("new", "变更后", "after"),
        .list("changes", "变更内容", "changes", change),
        .text("approval", "批准文号", "approval", 200),
        .text("reason", "变更原因", "reason"),
        .fen("budget_fen", "变更后资金规模", "budget after the change"),
        .ref("implementer", "变更后实施单位", "implementer after the change", "org", "v"),
        .ref("supervisor", "变更后监管单位", "supervisor after the change", "org"),
      ] + DecisionFields.all),
    EventType(
      "project.suspended", "停工", "Suspended", on: ["pr"], fields: [.text("reason", "停工原因", "reason")]),
    EventType(
      "project.resumed", "复工", "Resumed", on: ["pr"], fields: [.text("reason", "复工说明", "reason")]),
    EventType(
      "project.completed", "完工", "Completed", on: ["pr"], key: ["subject"],
      fields: [.time("at", "完工日期", "when").counts]),
    EventType(
      "project.accepted", "竣工验收", "Accepted", on: ["pr"], key: ["subject"],
      fields: [
        .code("result", "验收结论", "result", "result"),
        .refs("experts", "验收人员", "experts", "p"),
        .ref("report", "验收报告", "report", "rp"),
        .text("report_no", "验收报告文号", "report number", 200),
        .strings("defects", "整改事项", "defects"),
      ]),
    EventType(
      "project.settled", "结算审计", "Settled", on: ["pr"], key: ["subject"],
      fields: [
        .fen("final_value_fen", "审定金额", "final value"),
        .ref("auditor", "审计机构", "auditor", "org", "p"),
        .text("report_no", "审计报告文号", "report number", 200),
      ]),
    EventType(
      "project.asset_transferred", "资产移交", "Asset transferred", on: ["pr"],
      fields: [
        .ref("asset", "资产", "asset", "as"),
        .ref("to", "接收单位", "to", "org", "v"),
        .fen("value_fen", "资产价值", "value"),
      ]),
    EventType(
      "project.closed", "项目销号", "Closed", on: ["pr"], key: ["subject"],
      fields: [.text("note", "说明", "note")]),
    EventType(
      "project.cancelled", "项目取消", "Cancelled", on: ["pr"],
      fields: [.text("reason", "取消原因", "reason")] + DecisionFields.all),
    EventType(
      "project.beneficiary_linked", "利益联结登记", "Household linked", on: ["pr"], key: ["subject", "household"],
      fields: [
        .ref("household", "农户", "household", "hh").required,
        .code("mode", "联结方式", "mode", "link_mode"),
      ]),
    EventType(
      "project.beneficiary_participation.recorded", "群众参与", "Participation recorded", on: ["pr"],
      fields: [
        .ref("household", "农户", "household", "hh", "p").required,
        .code("kind", "参与方式", "kind", "participation_kind"),
      ]),
    EventType(
      "project.benefit_delivered", "带动受益", "Benefit delivered", on: ["pr"],
      fields: [
        .ref("household", "农户", "household", "hh").required,
        .fen("amount_fen", "受益金额", "amount"),
        .code("mode", "联结方式", "mode", "link_mode"),
        .time("at", "受益日期", "when").counts,
        .ref("payment", "发放支付", "payment", "pay"),
      ]),
    EventType(
      "project.performance_evaluated", "绩效评价", "Performance evaluated", on: ["pr"],
      fields: [
        .ref("evaluator", "评价机构", "evaluator", "org", "p"),
        .list(
          "rows", "指标得分", "rows",
          [
            .text("target", "绩效指标", "target").required,
            .text("actual", "完成值", "actual"),
            .bp("score_bp", "完成率", "score"),
          ]),
        .bp("total_bp", "总得分", "total"),
      ]),
  ]

  private static let target: [Field] = [
    .text("target", "绩效指标", "target").required,
    .text("unit", "计量单位", "unit", 30),
    .integer("value", "目标值", "value", 0...1_000_000_000_000),
  ]

  private static let change: [Field] = [
    .text("field", "变更事项", "what changes", 60).required,
    .text("old", "变更前", "before"),
    .text("new", "变更后", "after"),
  ]
}

/// What every review says.
enum ReviewFields {
  static let all: [Field] = [
    .code("result", "结论", "result", "result"),
    .ref("reviewer", "审核人", "reviewer", "p", "org"),
    .text("opinion", "审核意见", "opinion", 1500),
  ]
}
