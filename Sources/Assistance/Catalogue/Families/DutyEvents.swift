/// Who holds which post, who acts for whom, who is paired with whom.
enum DutyEvents {
  static let types: [EventType] = [
    EventType(
      "duty.assigned", "任职选派", "Duty assigned", on: ["duty"], .planned,
      key: ["person", "role", "org", "from"],
      fields: [
        .ref("person", "人员", "person", "p").party.required,
        .code("role", "岗位", "role", "role").required,
        .ref("org", "单位", "organisation", "org", "v", "team").seat,
        .code("kind", "选派类别", "kind", "duty_kind"),
        .ref("target", "帮扶对象", "target", "v", "nv", "hh", "pr", "org", "rg", "team").seat,
        .refs("targets", "多个帮扶对象", "targets", "v", "nv", "hh", "pr", "org", "rg", "team").seat,
        .date("from", "任期开始", "from"),
        .date("to", "任期结束", "to"),
        .strings("selection_basis", "选派依据", "selection basis"),
        .codes("criteria_confirmed", "已核选派条件", "criteria confirmed", "selection_criterion"),
        .code("selection_way", "产生方式", "way of selection", "selection_way"),
        .ref("origin_org", "派出单位", "organisation of origin", "org"),
        .code("origin_org_kind", "派出单位类别", "kind of the organisation of origin", "org_kind"),
        .code("force_type", "帮扶力量类别", "kind of force", "force_type"),
        .flag("concurrent", "是否兼任", "whether held beside another post"),
        .text("doc_no", "任职文号", "document number", 200),
      ]),
    EventType(
      "duty.reassigned", "力量调整", "Duty reassigned", on: ["duty"], .planned,
      fields: [
        .ref("from_target", "原帮扶对象", "from target", "v", "nv", "hh", "pr", "org", "rg", "team"),
        .ref("to_target", "新帮扶对象", "to target", "v", "nv", "hh", "pr", "org", "rg", "team").required,
        .date("from", "自何日起", "from"),
        .prose("reason", "调整原因", "reason"),
      ]),
    EventType(
      "duty.suspended", "暂停履职", "Duty suspended", on: ["duty"], .planned,
      fields: [
        .date("from", "自何日起", "from"),
        .date("to", "至何日止", "to"),
        .code("kind", "暂停类别", "kind", "leave_kind"),
        .prose("reason", "暂停原因", "reason"),
      ]),
    EventType(
      "duty.resumed", "恢复履职", "Duty resumed", on: ["duty"], .planned,
      fields: [
        .date("from", "自何日起", "from"),
        .prose("reason", "说明", "reason"),
      ]),
    EventType(
      "duty.ended", "任职结束", "Duty ended", on: ["duty"], .planned, key: ["subject"],
      fields: [
        .time("at", "结束日期", "when").counts,
        .code("kind", "结束类别", "kind", "duty_end"),
        .prose("reason", "结束原因", "reason"),
      ]),
    EventType(
      "duty.handed_over", "工作移交", "Duty handed over", on: ["duty"],
      fields: [
        .ref("to", "接任人", "successor", "p").party.required,
        .ref("witness", "监交人", "witness", "p"),
        .strings("items", "移交事项", "what was handed over"),
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "delegation.granted", "授权委托", "Delegation granted", on: ["dlg"], .planned,
      fields: [
        .ref("principal", "委托人", "principal", "p").doer.required,
        .ref("delegate", "受托人", "delegate", "p").party.required,
        .ref("duty", "所委托的岗位", "duty lent", "duty"),
        .code("role", "所委托的岗位类别", "role lent", "role"),
        .text("scope", "授权范围", "scope"),
        .date("from", "自", "from"),
        .date("to", "至", "to"),
      ]),
    EventType(
      "delegation.revoked", "撤销委托", "Delegation revoked", on: ["dlg"],
      fields: [
        .time("at", "撤销日期", "when").counts,
        .prose("reason", "撤销原因", "reason"),
      ]),
  ]
}
