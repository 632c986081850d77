/// Codes about organisations, persons, duties and regions.
enum OrganisationCodes {
  /// Mark of the kinds that are organisations of the state, of the party or of a village's self-government: only a duty in one of
  /// them reaches a whole village, township or county. A builder, bank or school with the county's area code reaches nothing.
  private static let isPublicMark = "public"

  private static let publicKinds = Set(
    all.first { $0.id == "org_kind" }?.items.filter { $0.marks.contains(isPublicMark) }.map(\.code) ?? [])

  static func isPublic(_ kind: String) -> Bool { publicKinds.contains(kind) }

  static let all: [Codelist] = [
    Codelist(
      "level", "层级", "Level",
      [
        .init("nation", "中央", "National"),
        .init("central", "中央（旧称）", "Central"),
        .init("province", "省级", "Province"),
        .init("prefecture", "市（州）级", "Prefecture"),
        .init("city", "市级", "City", isA: ["prefecture"]),
        .init("county", "县级", "County"),
        .init("township", "乡镇级", "Township"),
        .init("village", "村级", "Village"),
      ]),
    Codelist(
      "org_kind", "机构类别", "Kind of organisation",
      [
        .init("party_committee", "党委", "Party committee", marks: [isPublicMark]),
        .init("peoples_congress", "人大", "People's congress", marks: [isPublicMark]),
        .init("government", "人民政府", "Government", marks: [isPublicMark]),
        .init("provincial_government", "省级人民政府", "Provincial government", isA: ["government"], marks: [isPublicMark]),
        .init("prefecture_government", "市（州）人民政府", "Prefecture government", isA: ["government"], marks: [isPublicMark]),
        .init("county_government", "县级人民政府", "County government", isA: ["government"], marks: [isPublicMark]),
        .init("township_government", "乡镇人民政府", "Township government", isA: ["government"], marks: [isPublicMark]),
        .init("cppcc", "政协", "CPPCC", marks: [isPublicMark]),
        .init("military", "军区（人武部）", "Military district"),
        .init("leading_group", "领导小组", "Leading group", marks: [isPublicMark]),
        .init("office", "领导小组办公室", "Office of a leading group", marks: [isPublicMark]),
        .init("task_force", "工作专班", "Task force", marks: [isPublicMark]),
        .init("responsibility_group", "专责工作组", "Responsibility group", marks: [isPublicMark]),
        .init("department", "部门", "Department", marks: [isPublicMark]),
        .init("finance_bureau", "财政局", "Finance bureau", isA: ["department"], marks: [isPublicMark]),
        .init(
          "revitalisation_bureau", "乡村振兴局", "Rural revitalisation bureau", isA: ["department"], marks: [isPublicMark]),
        .init("audit_office", "审计局", "Audit office", isA: ["department"], marks: [isPublicMark]),
        .init("organ", "机关", "Organ", marks: [isPublicMark]),
        .init("institution", "事业单位", "Public institution"),
        .init("enterprise", "企业", "Enterprise"),
        .init("state_enterprise", "国有企业", "State-owned enterprise", isA: ["enterprise"]),
        .init("central_unit_in_province", "中央驻省单位", "Central unit in the province"),
        .init("township", "乡镇", "Township", marks: [isPublicMark]),
        .init("village_committee", "村民委员会", "Village committee", marks: [isPublicMark]),
        .init("village_branch", "村党支部", "Village party branch", marks: [isPublicMark]),
        .init("party_branch", "党支部", "Party branch"),
        .init("supervisory_committee", "村务监督委员会", "Village supervisory committee", marks: [isPublicMark]),
        .init("cooperative", "农民专业合作社", "Farmers' cooperative"),
        .init("contractor", "施工单位", "Contractor", isA: ["enterprise"]),
        .init("bank", "银行", "Bank", isA: ["enterprise"]),
        .init("insurer", "保险公司", "Insurer", isA: ["enterprise"]),
        .init("school", "学校", "School", isA: ["institution"]),
        .init("hospital", "医院", "Hospital", isA: ["institution"]),
        .init("media", "新闻媒体", "Media"),
        .init("labour_station", "劳务服务工作站", "Labour service station"),
        .init("archive_bureau", "档案馆", "Archive bureau", isA: ["department"], marks: [isPublicMark]),
        .init("social_organisation", "社会组织", "Social organisation"),
        .init("other", "其他", "Other"),
      ]),
    Codelist(
      "org_edge", "隶属关系", "Relation between organisations",
      [
        .init("led_by", "受领导", "Led by"),
        .init("guided_by", "受业务指导", "Guided by"),
        .init("managed_by", "受管理", "Managed by"),
        .init("funded_by", "由其拨款", "Funded by"),
      ]),
    Codelist(
      "rank", "职级", "Rank",
      [
        .init("provincial", "省部级", "Provincial or ministerial"),
        .init("deputy_provincial", "副省部级", "Deputy provincial"),
        .init("prefecture", "厅局级", "Prefecture"),
        .init("deputy_prefecture", "副厅局级", "Deputy prefecture"),
        .init("county", "县处级", "County"),
        .init("deputy_county", "副县处级", "Deputy county"),
        .init("township", "乡科级", "Township"),
        .init("deputy_township", "副乡科级", "Deputy township"),
        .init("staff", "科员及以下", "Staff"),
        .init("none", "无职级", "None"),
      ]),
    Codelist(
      "person_tag", "人员标签", "Tag of a person",
      [
        .init("young_cadre", "优秀年轻干部", "Promising young cadre"),
        .init("party_member", "党员", "Party member"),
        .init("village_secretary", "村党组织书记", "Village party secretary"),
        .init("wealth_leader", "创业致富带头人", "Leader in earning"),
        .init("technical_talent", "实用科技人才", "Practical technician"),
        .init("poor_youth", "贫困青年", "Poor youth"),
        .init("out_of_poverty", "脱贫人口", "Out of poverty"),
        .init("monitored", "监测对象", "Monitored"),
        .init("cadre", "干部", "Cadre"),
        .init("retired", "退休人员", "Retired"),
      ]),
    Codelist(
      "region_change", "区划变更类别", "Change of a region",
      [
        .init("rename", "更名", "Renamed"),
        .init("recode", "改码", "Recoded"),
        .init("merge", "合并", "Merged"),
        .init("split", "拆分", "Split"),
        .init("abolish", "撤销", "Abolished"),
      ]),
    Codelist(
      "village_tag", "村属性", "Tag of a village",
      [
        .init("poor", "贫困村", "Poor"),
        .init("non_poor", "非贫困村", "Not poor"),
        .init("deep_poverty", "深度贫困村", "Deep poverty", isA: ["poor"]),
        .init("lagging", "后进村", "Lagging"),
        .init("registered", "省市备案村", "Registered with province or city"),
        .init("demo", "示范村", "Demonstration"),
        .init("exit_planned", "计划退出村", "Exit planned"),
        .init("exited", "已退出村", "Exited"),
        .init("out_of_poverty", "脱贫村", "Out of poverty"),
        .init("key_assisted", "重点帮扶村", "Key assisted"),
        .init("ordinary", "一般村", "Ordinary"),
        .init("resettlement", "易地搬迁安置村", "Resettlement"),
        .init("natural", "自然村（组）", "Natural village"),
      ]),
  ]
}

/// Codes about posts.
enum DutyCodes {
  static let all: [Codelist] = [
    RoleCodes.role,
    Codelist(
      "duty_kind", "选派类别", "Kind of duty",
      [
        .init("post", "任职", "Post"),
        .init("village_post", "到村任职", "Village post"),
        .init("stationed", "驻村", "Stationed"),
        .init("contact", "联系包抓", "Contact"),
        .init("hang_assist", "挂包帮扶", "Hang and assist"),
        .init("helper", "结对帮扶", "Paired help"),
        .init("liaison", "联络", "Liaison"),
        .init("press_liaison", "新闻联络", "Press liaison"),
        .init("supervision", "督导", "Supervision"),
        .init("secondment", "抽调", "Secondment"),
        .init("trainee", "见习", "Trainee"),
        .init("trainee_secretary", "见习村支书", "Trainee secretary"),
        .init("trainee_director", "见习村主任", "Trainee director"),
        .init("remedial", "补课任职", "Remedial posting"),
      ]),
    Codelist(
      "selection_criterion", "选派条件", "Selection criterion", .notInSeed,
      [
        .init("party_member", "中共党员", "Party member"),
        .init("two_years_service", "两年以上工作经历", "Two years of service"),
        .init("health", "身体健康", "In good health"),
        .init("age", "年龄符合", "Age fits"),
        .init("education", "学历符合", "Education fits"),
        .init("rural_experience", "农村工作经验", "Rural experience"),
        .init("no_discipline", "无处分影响期", "No discipline in force"),
        .init("relation_free", "无回避情形", "No conflict of interest"),
        .init("political", "政治素质好", "Politically reliable"),
        .init("ability", "工作能力强", "Able"),
        .init("style", "作风好", "Good conduct"),
      ]),
    Codelist(
      "selection_way", "产生方式", "Way of selection",
      [
        .init("trained", "培养", "Trained"),
        .init("internal_election", "内选", "Elected from within"),
        .init("external_hire", "外聘", "Hired from outside"),
        .init("sent_down", "下派", "Sent down"),
        .init("concurrent", "兼职", "Held concurrently"),
        .init("appointed", "任命", "Appointed"),
      ]),
    Codelist(
      "force_type", "帮扶力量类别", "Kind of assisting force",
      [
        .init("contact_county_leader", "联系县级领导", "Contact county leader"),
        .init("pairing_unit", "结对帮扶单位", "Pairing unit"),
        .init("stationed_team", "驻村工作队", "Stationed team"),
        .init("first_secretary", "第一书记", "First secretary"),
        .init("agri_technician", "农技员", "Agricultural technician"),
        .init("household_helper", "帮扶责任人", "Household helper"),
        .init("coordination_office", "协调小组办公室", "Coordination office"),
      ]),
    Codelist(
      "leave_kind", "暂停类别", "Kind of suspension", .notInSeed,
      [
        .init("sick", "病假", "Sick leave"),
        .init("maternity", "产假", "Maternity leave"),
        .init("study", "学习培训", "Study"),
        .init("personal", "事假", "Personal leave"),
        .init("investigation", "停职检查", "Suspended for investigation"),
        .init("other", "其他", "Other"),
      ]),
    Codelist(
      "duty_end", "任职结束类别", "End of a duty", .notInSeed,
      [
        .init("term", "任期届满", "Term over"),
        .init("transfer", "调离", "Transferred"),
        .init("promotion", "提拔", "Promoted"),
        .init("dismissal", "免职", "Dismissed"),
        .init("resignation", "辞职", "Resigned"),
        .init("retirement", "退休", "Retired"),
        .init("death", "去世", "Died"),
        .init("recall", "召回", "Recalled"),
        .init("other", "其他", "Other"),
      ]),
    Codelist(
      "key_revocation", "密钥吊销原因", "Why a key is revoked", .notInSeed,
      [
        .init("lost", "遗失", "Lost"),
        .init("stolen", "被盗", "Stolen"),
        .init("compromised", "泄露", "Compromised"),
        .init("replaced", "更换", "Replaced"),
        .init("duty_ended", "离任", "Duty ended"),
        .init("person_left", "调离", "Left"),
        .init("error", "登记错误", "Registered in error"),
        .init("other", "其他", "Other"),
      ]),
  ]
}
