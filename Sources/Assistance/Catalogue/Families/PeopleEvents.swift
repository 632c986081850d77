/// Organisations, persons, their keys.
enum PeopleEvents {
  static let types: [EventType] = [
    EventType(
      "org.registered", "机构登记", "Organisation registered", on: ["org"], key: ["name"],
      fields: [
        .text("name", "机构名称", "name").required,
        .code("kind", "机构类别", "kind", "org_kind").seat,
        .code("level", "层级", "level", "level").seat,
        .text("uscc", "统一社会信用代码", "unified social credit code", 18),
        .list(
          "parents", "上级机构", "parents",
          [
            .ref("org", "上级机构", "parent", "org").required,
            .code("edge", "隶属关系", "relation", "org_edge"),
          ]
        ).seat,
        .list(
          "fixed", "三固定", "the three fixed things of a media organisation",
          [
            .ref("leader", "固定领导", "leader", "p"),
            .ref("staff", "固定人员", "staff", "p"),
            .text("column", "固定栏目", "column"),
          ]),
      ]),
    EventType(
      "org.changed", "机构变更", "Organisation changed", on: ["org"], .planned,
      fields: [
        .text("name", "变更后名称", "new name"),
        .code("kind", "变更后类别", "new kind", "org_kind").seat,
        .code("level", "变更后层级", "new level", "level"),
        .text("uscc", "统一社会信用代码", "unified social credit code", 18),
        .list(
          "parents", "上级机构", "parents",
          [
            .ref("org", "上级机构", "parent", "org").required,
            .code("edge", "隶属关系", "relation", "org_edge"),
          ]
        ).seat,
        .date("effective", "生效日期", "effective from"),
        .text("reason", "变更原因", "reason"),
      ]),
    EventType(
      "org.dissolved", "机构撤销", "Organisation dissolved", on: ["org"], .planned,
      fields: [
        .ref("successor", "承接机构", "successor", "org"),
        .text("reason", "撤销原因", "reason"),
      ]),
    EventType(
      "person.registered", "人员登记", "Person registered", on: ["p"], key: ["name", "org"],
      fields: [
        .text("name", "姓名", "name", 120).sealed,
        .text("id_number", "公民身份号码", "resident ID number", 18).sealed,
        .text("phone", "联系电话", "telephone", 40).sealed,
        .code("rank", "职级", "rank", "rank"),
        .ref("org", "所在单位", "organisation", "org", "v").seat,
        .codes("tags", "人员标签", "tags", "person_tag"),
        .ref("household", "所在农户", "household", "hh").seat,
      ]),
    EventType(
      "person.changed", "人员信息变更", "Person changed", on: ["p"],
      fields: [
        .text("name", "姓名", "name", 120).sealed,
        .text("id_number", "公民身份号码", "resident ID number", 18).sealed,
        .text("phone", "联系电话", "telephone", 40).sealed,
        .code("rank", "职级", "rank", "rank"),
        .ref("org", "所在单位", "organisation", "org", "v").seat,
        .codes("tags", "人员标签", "tags", "person_tag"),
        .ref("household", "所在农户", "household", "hh").seat,
        .text("reason", "变更原因", "reason"),
      ]),
    EventType(
      "person.merged", "重复人员合并", "Persons merged", on: ["p"],
      fields: [
        .ref("duplicate", "重复登记", "duplicate", "p").party.required,
        .prose("basis", "合并依据", "basis"),
      ]),
    EventType(
      "person.parted", "撤销人员合并", "Merger of persons undone", on: ["p"],
      fields: [
        .ref("duplicate", "误并的登记", "registration that was merged", "p").party.required,
        .prose("reason", "撤销原因", "reason"),
      ]),
    EventType(
      "key.registered", "签名密钥登记", "Signing key registered", on: ["p"], key: ["vkey"],
      fields: [
        .machine("vkey", "验证公钥", "verifier key", 200).required,
        .machine("proof", "持有证明", "proof of possession", 200).required,
        .time("valid_to", "有效期至", "valid to"),
      ]),
    EventType(
      "key.revoked", "签名密钥吊销", "Signing key revoked", on: ["p"],
      fields: [
        .machine("key", "被吊销的公钥或其标识", "verifier key or its id", 200).required,
        .code("reason", "吊销原因", "reason", "key_revocation"),
        .time("since", "自何时起不可信", "not to be trusted since"),
        .prose("note", "说明", "note"),
      ]),
  ]
}
