/// Going to people: visits, stays, and the log of each day.
enum VisitEvents {
  static let types: [EventType] = [
    EventType(
      "visit.recorded", "走访记录", "Visit recorded", on: ["hh", "v", "nv"], key: ["subject", "visitor", "time"],
      fields: [
        .ref("visitor", "走访人", "visitor", "p").doer,
        .refs("visitors", "走访人员", "visitors", "p").doer,
        .code("role", "走访身份", "role", "role"),
        .code("mode", "走访方式", "mode", "visit_mode"),
        .code("kind", "走访类别", "kind", "visit_kind"),
        .time("start", "开始时间", "start").counts,
        .time("end", "结束时间", "end").counts,
        .integer("minutes", "时长（分钟）", "minutes", 0...1440),
        .geo("geo", "坐标", "position"),
        .codes("topics", "走访内容", "topics", "visit_topic"),
        .object(
          "checklist", "三看三问两解决", "checklist",
          [
            .flag("kitchen", "看厨房", "kitchen seen"),
            .flag("bedroom", "看卧室", "bedroom seen"),
            .flag("toilet", "看厕所", "toilet seen"),
            .flag("warmth", "问生活冷暖", "living conditions asked"),
            .flag("production", "问生产致富", "production asked"),
            .flag("demands", "问诉求建议", "wishes asked"),
            .flag("present_difficulty", "解决现实困难", "present difficulty solved"),
            .flag("growth", "解决长远发展", "long-term growth helped"),
          ]),
        .refs("problems", "发现的问题", "problems found", "pb"),
        .prose("findings", "走访发现", "findings"),
        .prose("text", "走访记录", "text"),
        .strings("photos", "照片摘要", "digests of photos"),
        .ref("counterpart", "对方人员", "counterpart", "p"),
        .code("side", "记录方", "side", "side"),
        .ref("stay", "所属驻村", "stay it belongs to", "st"),
        .refs("companions", "陪同人员", "companions", "p").party,
      ]),
    EventType(
      "visit.acknowledged", "农户确认", "Visit acknowledged", on: ["hh", "v", "nv"], key: ["visit"],
      fields: [
        .event("visit", "所确认的走访", "visit").required,
        .ref("by_member", "确认人", "who acknowledged", "p").doer,
        .code("method", "确认方式", "method", "acknowledgement"),
        .text("means", "确认所用电话或设备", "telephone or device used", 100).sealed,
      ]),
    EventType(
      "visit.back_checked", "回访核查", "Visit back-checked", on: ["hh", "v", "nv"], key: ["visit"],
      fields: [
        .event("visit", "所核查的走访", "visit").required,
        .ref("checker", "核查人", "checker", "p").doer,
        .code("outcome", "核查结果", "outcome", "back_check").required,
        .code("method", "核查方式", "method", "visit_mode"),
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "stationing.started", "驻村开始", "Stationing started", on: ["st"], key: ["subject"],
      fields: [
        .ref("person", "驻村人员", "person", "p").doer,
        .ref("team", "驻村工作队", "team", "team"),
        .ref("village", "驻村", "village", "v").seat.required,
        .time("at", "开始日期", "when").counts,
        .geo("geo", "坐标", "position"),
      ]),
    EventType(
      "stationing.ended", "驻村结束", "Stationing ended", on: ["st"], key: ["subject"],
      fields: [
        .time("at", "结束日期", "when").counts,
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "daylog.entered", "工作日志", "Day log entered", on: ["p", "team", "org", "v"],
      key: ["subject", "date", "side", "village"],
      fields: [
        .ref("person", "人员", "person", "p").doer,
        .ref("team", "驻村工作队", "team", "team"),
        .ref("village", "驻村", "village", "v", "nv").seat,
        .date("date", "日志日期", "day").counts,
        .code("side", "记录方", "side", "side"),
        .ref("stay", "所属驻村", "stay", "st"),
        .prose("text", "日志内容", "text"),
      ]),
  ]
}
