/// Regions, villages and the households that are assisted.
enum RegionEvents {
  static let types: [EventType] = [
    EventType(
      "region.registered", "区划登记", "Region registered", on: ["rg"], key: ["code"],
      fields: [
        .area("code", "统计用区划代码", "12-digit area code").required,
        .text("name", "区划名称", "name"),
        .code("level", "层级", "level", "level"),
        .text("urban_rural_code", "城乡分类代码", "urban-rural class", 3),
        .date("valid_from", "启用日期", "valid from"),
      ]),
    EventType(
      "region.recoded", "区划变更", "Region recoded", on: ["rg"], .planned,
      fields: [
        .area("old_code", "原代码", "old code"),
        .area("new_code", "新代码", "new code").required,
        .code("kind", "变更类别", "kind", "region_change"),
        .text("name", "变更后名称", "new name"),
        .date("effective", "生效日期", "effective from"),
      ]),
    EventType(
      "village.tagged", "村属性标注", "Village tagged", on: ["v", "nv"], key: ["subject", "tag", "year"],
      fields: [
        .text("name", "村名", "name"),
        .code("tag", "村属性", "tag", "village_tag"),
        .codes("tags", "多项村属性", "tags", "village_tag"),
        .year("year", "年度", "year"),
        .text("basis", "认定依据", "basis"),
        .geo("centroid", "村中心坐标", "centroid"),
        .ref("village", "所属行政村", "administrative village", "v"),
      ]),
  ]
}

enum HouseholdEvents {
  static let types: [EventType] = [
    EventType(
      "household.registered", "农户登记", "Household registered", on: ["hh"], key: ["head", "village"],
      fields: [
        .ref("village", "行政村", "village", "v").seat,
        .ref("natural_village", "自然村（组）", "natural village", "nv").seat,
        .ref("head", "户主", "head", "p"),
        .text("head_name", "户主姓名", "head's name", 120).sealed,
        .text("phone", "联系电话", "telephone", 40).sealed,
        .text("address", "家庭住址", "address").sealed,
        .list("members", "家庭成员", "members", member),
        .codes("tags", "农户类别", "tags", "household_tag"),
        .count("persons", "家庭人口数", "number of persons"),
      ]),
    EventType(
      "household.member_changed", "家庭成员变更", "Household member changed", on: ["hh"],
      key: ["person", "op", "time"],
      fields: [
        .code("op", "变更方式", "operation", "member_change").required,
        .ref("person", "成员", "person", "p").required,
        .code("reason", "变更原因", "reason", "member_change_reason"),
        .time("at", "变更日期", "when"),
        .ref("to", "转入农户", "household moved to", "hh"),
      ] + memberFacts),
    EventType(
      "household.split", "分户", "Household split", on: ["hh"],
      fields: [
        .refs("new", "新立农户", "new households", "hh").required,
        .prose("reason", "分户原因", "reason"),
      ]),
    EventType(
      "household.merged", "并户", "Households merged", on: ["hh"],
      fields: [
        .refs("households", "并入的农户", "households merged into it", "hh").required,
        .prose("reason", "并户原因", "reason"),
      ]),
    EventType(
      "household.moved", "迁移或注销", "Household moved or closed", on: ["hh"],
      fields: [
        .code("kind", "类别", "kind", "household_move").required,
        .time("at", "日期", "when").counts,
        .ref("village", "迁入村", "village moved to", "v").seat,
        .ref("natural_village", "迁入自然村（组）", "natural village moved to", "nv"),
        .area("to", "迁入地区划代码", "area moved to"),
        .prose("reason", "原因", "reason"),
      ]),
    EventType(
      "household.tagged", "农户类别标注", "Household tagged", on: ["hh"], key: ["subject", "tag", "year"],
      fields: [
        .code("tag", "农户类别", "tag", "household_tag").required,
        .flag("removed", "是否取消标注", "whether the tag is taken away"),
        .year("year", "年度", "year"),
        .prose("basis", "认定依据", "basis"),
      ]),
    EventType(
      "target.xiaokang_confirmed", "小康目标确认", "Xiaokang goal confirmed", on: ["hh", "v"],
      fields: [
        .list("basis", "认定依据", "basis", [.event("event", "帮扶事件", "event").required]),
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "target.exited", "退出帮扶对象", "Target exited", on: ["hh", "v"],
      fields: [
        .time("at", "退出日期", "when").counts,
        .list("basis", "退出依据", "basis", [.event("event", "帮扶事件", "event").required]),
        .prose("note", "说明", "note"),
      ]),
    EventType(
      "monitoring.relapsed", "风险复发", "Risk relapsed", on: ["hh"],
      fields: [
        .event("cleared", "此前的风险消除", "clearance it undoes"),
        .codes("risks", "风险类型", "risks", "risk"),
        .prose("note", "说明", "note"),
      ]),
  ]

  private static let member: [Field] =
    [
      .ref("person", "成员", "person", "p"),
      .code("relation", "与户主关系", "relation to the head", "relation"),
    ] + memberFacts

  private static let memberFacts: [Field] = [
    .text("name", "姓名", "name", 120).sealed,
    .text("id_number", "公民身份号码", "resident ID number", 18).sealed,
    .date("birth", "出生日期", "birth").sealed,
    .code("health", "健康状况", "health", "health").sealed,
    .code("labour", "劳动能力", "labour capacity", "labour").sealed,
    .code("schooling", "在校状况", "schooling", "schooling").sealed,
  ]
}
