/// The ledger's own events: its founding, its rules, its keys, what it attests, what it corrects.
enum LedgerEvents {
  static let types: [EventType] = [
    EventType(
      "ledger.genesis", "账本创世", "Ledger founded", on: ["ledger"],
      fields: [
        .text("origin", "账本名称", "origin", 200).required,
        .text("region", "区划代码", "area code, whole or its beginning", 12).required,
        .text("authority", "主管机关", "authority").required,
        .machine("vkey", "检查点公钥", "checkpoint verifier key", 300).required,
        .machine("vkey_proof", "检查点公钥持有证明", "its proof of possession", 200).required,
        .machine("ledger_vkey", "账本公钥", "verifier key of the actor ledger", 300).required,
        .machine("ledger_vkey_proof", "账本公钥持有证明", "its proof of possession", 200),
        .ref("founder", "创建人", "founder", "p").required,
        .machine("founder_vkey", "创建人公钥", "founder's verifier key", 200).required,
        .machine("founder_vkey_proof", "创建人公钥持有证明", "its proof of possession", 200),
        .code("purpose", "账本用途", "purpose", "ledger_purpose").required,
        .time("opened_at", "启用时间", "opened at"),
        .object(
          "continues", "所接续的账本", "ledger it continues",
          [
            .text("origin", "账本名称", "origin", 200).required,
            .integer("size", "条目数", "size", 1...9_007_199_254_740_991).required,
            .machine("root", "根哈希", "root", 100).required,
          ]),
      ]),
    EventType(
      "ledger.key_rotated", "检查点密钥更换", "Checkpoint key rotated", on: ["ledger"],
      fields: [
        .machine("vkey", "新检查点公钥", "new checkpoint verifier key", 300).required,
        .machine("proof", "持有证明", "proof of possession", 200).required,
        .text("reason", "更换原因", "reason"),
      ]),
    EventType(
      "ledger.loss_accepted", "记录损失认定", "Loss of records accepted", on: ["ledger"],
      fields: [
        .integer("size_before", "损失前条目数", "entries known before", 1...9_007_199_254_740_991),
        .machine("root_before", "损失前根哈希", "root of these", 100),
        .integer("size_after", "留存条目数", "entries left", 1...9_007_199_254_740_991).required,
        .text("reason", "损失原因", "reason", 1500).required,
      ]),
    EventType(
      "ledger.rules_adopted", "规则采用", "Rules adopted", on: ["ledger"],
      fields: [
        .integer("rules", "规则编号", "number of the rules", 1...1_000_000).required,
        .digest("catalogue_sha256", "事件目录摘要", "SHA-256 of the catalogue").required,
        .text("reason", "采用原因", "reason"),
      ]),
    EventType(
      "ledger.catalogue_part", "事件目录分段", "Part of the catalogue", on: ["ledger"],
      fields: [
        .integer("rules", "规则编号", "number of the rules", 1...1_000_000).required,
        .integer("part", "段号", "part", 1...1000).required,
        .integer("of", "总段数", "parts in all", 1...1000).required,
        .machine("text", "目录正文", "slice of the catalogue's JSON", 40_000).required,
      ]),
    EventType(
      "record.corrected", "更正", "Record corrected", on: [],
      fields: [
        .json("fields", "更正后的字段", "fields as they should be").required,
        .code("reason_code", "更正原因代码", "code of the reason", "correction_reason"),
        .text("reason", "更正原因", "reason", 1500).required,
        .ref("approver", "批准人", "approver", "p"),
      ]),
    EventType(
      "record.voided", "作废", "Record voided", on: [],
      fields: [
        .code("reason_code", "作废原因代码", "code of the reason", "correction_reason"),
        .text("reason", "作废原因", "reason", 1500).required,
        .ref("approver", "批准人", "approver", "p"),
      ]),
    EventType(
      "record.confirmed", "本人确认", "Record confirmed", on: [],
      fields: [
        .event("event", "所确认的代录事件", "event entered for the confirmer").required,
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "migration.opened", "历史数据迁移开启", "Migration opened", on: ["ledger"], key: ["batch"],
      fields: [
        .text("batch", "批次", "batch", 60).required,
        .text("source", "来源台账", "register it comes from", 300).required,
        .ref("org", "迁入单位", "organisation that joins", "org").noted(
          "整个账本迁移时不填；单位后来加入时填写，截止日为其登记日",
          "left out for the whole ledger; an organisation that joins later brings in what lies before its registration"
        ),
        .date("cutoff", "截止日期", "cutoff"),
        .text("authority", "批准依据", "approved by", 300),
        .digest("file_sha256", "原台账文件摘要", "SHA-256 of the old register"),
      ]),
    EventType(
      "migration.closed", "历史数据迁移结束", "Migration closed", on: ["ledger"], key: ["batch"],
      fields: [
        .text("batch", "批次", "batch", 60).required,
        .count("events", "迁入条数", "events taken over"),
        .balance("total_fen", "迁入金额合计", "sum of the money taken over"),
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "waiver.granted", "豁免", "Waiver granted", on: [],
      fields: [
        .text("rule", "所豁免的规则", "rule that is waived", 200).required,
        .ref("person", "受益人员", "person excused", "p").party,
        .date("from", "自", "from"),
        .date("to", "至", "to").required,
        .text("reason", "理由", "reason", 1500).required,
        .text("doc_no", "文号", "document number", 200),
      ]),
    EventType(
      "import.batch_accepted", "批量导入受理", "Import batch accepted", on: ["ledger"],
      fields: [
        .text("batch", "批次", "batch", 60).required,
        .digest("file_sha256", "文件摘要", "SHA-256 of the file").required,
        .text("template", "导入模板", "template", 100).required,
        .text("template_version", "模板版本", "version of the template", 40),
        .count("rows", "总行数", "rows").required,
        .count("accepted", "受理行数", "rows accepted").required,
        .count("skipped", "跳过行数", "rows skipped").required,
        .count("rejected", "拒绝行数", "rows refused"),
        .ref("operator", "操作人", "operator", "p"),
      ]),
    EventType(
      "import.row_rejected", "导入行拒绝", "Import row refused", on: ["ledger"],
      fields: [
        .text("batch", "批次", "batch", 60).required,
        .integer("row", "行号", "row", 1...10_000_000).required,
        .text("code", "拒绝代码", "code", 20).required,
        .text("message", "拒绝原因", "message", 1500),
      ]),
    EventType(
      "anchor.recorded", "外部锚定", "Anchor recorded", on: ["ledger"],
      fields: [
        .code("kind", "锚定方式", "kind", "anchor_kind").required,
        .machine("checkpoint", "检查点", "checkpoint", 4000).required,
        .machine("token", "时间戳或见证", "token", 20_000),
        .ref("witness", "见证单位", "witness", "org"),
      ]),
    EventType(
      "streams.attested", "主体链认证", "Subject chains attested", on: ["ledger"],
      fields: [
        .count("as_of", "截至条目数", "as of so many entries").required,
        .count("subjects", "主体数", "subjects").required,
        .machine("root", "根哈希", "root", 100).required,
      ]),
    EventType(
      "view.attested", "视图认证", "View attested", on: ["ledger"],
      fields: [
        .text("view", "视图", "view", 60).required,
        .integer("version", "视图版本", "version", 1...1_000_000).required,
        .count("as_of", "截至条目数", "as of so many entries").required,
        .digest("sha256", "视图摘要", "SHA-256 of what the query prints").required,
      ]),
  ]
}

enum PolicyEvents {
  static let types: [EventType] = [
    EventType(
      "policy.pack_activated", "政策包启用", "Policy pack activated", on: ["ledger"], .planned,
      key: ["pack", "version"],
      fields: [
        .text("pack", "政策包", "pack", 60).required,
        .text("version", "版本", "version", 40).required,
        .date("effective_from", "生效日期", "effective from"),
        .json("content", "政策包内容", "the pack itself").required,
        .digest("digest", "内容摘要", "SHA-256 of the content"),
        .text("region", "适用区划", "area it applies to", 12),
        .text("approved_by", "批准依据", "approved by"),
        .ref("resolution", "会议决定", "resolution", "mt"),
      ]),
    EventType(
      "policy.pack_retired", "政策包停用", "Policy pack retired", on: ["ledger"], .planned,
      key: ["pack", "version"],
      fields: [
        .text("pack", "政策包", "pack", 60).required,
        .text("version", "版本", "version", 40),
        .date("effective_to", "停用日期", "effective to"),
        .text("reason", "停用原因", "reason"),
      ]),
    EventType(
      "codelist.published", "代码表发布", "Codelist published", on: ["ledger"], .planned,
      key: ["list", "version"],
      fields: [
        .text("list", "代码表", "codelist", 60).required,
        .text("version", "版本", "version", 40).required,
        .list(
          "items", "代码", "items",
          [
            .text("code", "代码", "code", 60).required,
            .text("zh", "中文", "Chinese").required,
            .text("en", "英文", "English"),
            .date("valid_from", "启用日期", "valid from"),
            .date("valid_to", "停用日期", "valid to"),
          ]
        ).required,
      ]),
  ]
}
