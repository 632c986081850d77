/// A problem from its finding to its closing under two signatures.
enum ProblemEvents {
  static let types: [EventType] = [
    EventType(
      "problem.opened", "问题登记", "Problem opened", on: ["pb"], key: ["source", "kind", "about", "time"],
      fields: [
        .code("source", "问题来源", "source", "problem_source").required,
        .code("kind", "问题类别", "kind", "problem_kind").required,
        .integer("severity", "严重程度", "severity", 1...3).noted("1一般 2较重 3严重", "1 minor, 2 serious, 3 grave"),
        .prose("description", "问题描述", "description"),
        .ref("about", "涉及对象", "what it is about").seat,
        .ref("household", "涉及农户", "household", "hh").seat,
        .ref("village", "涉及村", "village", "v", "nv").seat,
        .ref("project", "涉及项目", "project", "pr").seat,
        .ref("person", "涉及人员", "person", "p").party,
        .ref("owner_org", "责任单位", "organisation responsible", "org").seat,
        .date("found_at", "发现日期", "found").counts,
        .event("visit", "发现于走访", "visit in which it was found"),
        .flag("joint", "是否联办", "whether handled jointly"),
        .text("title", "问题标题", "title").sealed,
      ]),
    EventType(
      "problem.listed", "列入问题清单", "Problem listed", on: ["pb"],
      fields: [
        .strings("task_list", "任务清单", "tasks"),
        .date("deadline", "整改时限", "deadline"),
        .list(
          "responsibility", "责任清单", "responsibility",
          [
            .ref("person", "责任人", "person", "p"),
            .ref("org", "责任单位", "organisation", "org"),
            .code("role", "责任", "role", "role"),
          ]),
        .ref("lead_leader", "包抓领导", "leader in charge", "p"),
        .ref("owner_org", "责任单位", "organisation responsible", "org").seat,
        .ref("handler", "经办人", "handler", "p").party,
        .code("mode", "整改方式", "mode", "rectification_mode"),
      ]),
    EventType(
      "rectification_plan.adopted", "整改方案", "Rectification plan adopted", on: ["pb"],
      fields: [
        .list(
          "steps", "整改措施", "steps",
          [
            .text("step", "措施", "step", 900).sealed,
            .date("due", "完成时限", "due"),
            .ref("owner", "责任人", "owner", "p", "org"),
          ]),
        .list(
          "milestones", "时间节点", "milestones",
          [
            .text("milestone", "节点", "milestone", 300).required,
            .date("due", "时限", "due"),
          ]),
        .date("deadline", "整改时限", "deadline"),
        .prose("text", "方案内容", "text"),
      ]),
    EventType(
      "problem.progressed", "整改进展", "Problem progressed", on: ["pb"],
      fields: [
        .integer("step", "对应措施序号", "step", 1...1000),
        .ref("handler", "经办人", "handler", "p"),
        .bp("progress_bp", "整改进度", "progress"),
        .prose("note", "进展情况", "note"),
      ]),
    EventType(
      "problem.supervised", "跟踪督办", "Problem supervised", on: ["pb"],
      fields: [
        .ref("supervisor", "督办单位或人员", "supervisor", "org", "p"),
        .prose("note", "督办意见", "note"),
      ]),
    EventType(
      "problem.deadline_extended", "整改延期", "Deadline extended", on: ["pb"], .planned,
      fields: [
        .date("new_deadline", "延期至", "new deadline").required,
        .ref("approver", "批准人", "approver", "p"),
        .prose("reason", "延期原因", "reason"),
      ]),
    EventType(
      "problem.signoff_requested", "申请销号", "Sign-off requested", on: ["pb"],
      fields: [.prose("note", "申请说明", "note")]),
    EventType(
      "problem.signed", "销号签字", "Problem signed", on: ["pb"],
      fields: [
        .code("slot", "签字岗位", "slot", "signoff_slot").required,
        .prose("opinion", "签字意见", "opinion"),
        .time("opened_at", "打开案卷时间", "when the file was opened"),
      ]),
    EventType(
      "problem.closed", "问题销号", "Problem closed", on: ["pb"], key: ["subject"],
      fields: [
        .time("closed_at", "销号时间", "when").counts,
        .prose("note", "销号说明", "note"),
      ]),
    EventType(
      "problem.returned", "销号退回", "Sign-off returned", on: ["pb"],
      fields: [.prose("reason", "退回原因", "reason")]),
    EventType(
      "problem.reopened", "问题反弹重开", "Problem reopened", on: ["pb"],
      fields: [.prose("reason", "重开原因", "reason")]),
  ]
}

/// What supports a subject's story, and which pieces support one another.
enum EvidenceEvents {
  static let types: [EventType] = [
    EventType(
      "evidence.attached", "佐证材料", "Evidence attached", on: [],
      fields: [
        .code("kind", "材料类别", "kind", "evidence_kind"),
        .ref("source_org", "出具单位或人员", "who or what made it", "org", "p", "hh", "v"),
        .digest("digest", "文件SHA-256摘要", "SHA-256 of the file"),
        .text("media_type", "媒体类型", "media type", 100),
        .time("captured_at", "形成时间", "when it was made"),
        .geo("geo", "拍摄坐标", "where it was made"),
        // The names of the envelope's own evidence list serve as well.
        .digest("sha256", "文件摘要（同digest）", "SHA-256 of the file, as the envelope calls it"),
        .text("media", "媒体类型（同media_type）", "media type, as the envelope calls it", 100),
        .time("captured", "形成时间（同captured_at）", "when it was made, as the envelope calls it"),
        .ref("source", "来源（同source_org）", "who made it, as the envelope calls it", "org", "p", "hh", "v"),
        .text("title", "材料名称", "title").sealed,
        .flag("public", "是否可公开", "whether it may be published"),
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "evidence.corroborated", "相互印证", "Evidence corroborated", on: [],
      fields: [
        .strings("evidence", "材料摘要", "digests of the pieces"),
        .code("relation", "印证关系", "relation", "corroboration"),
        .prose("note", "说明", "note"),
      ]),
  ]
}
