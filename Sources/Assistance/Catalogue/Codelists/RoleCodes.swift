/// The posts people and organisations hold.
enum RoleCodes {
  /// Marks of a role.
  static let organisation = "organisation"
  static let signsOff = "signs_off"
  /// Of roles that carry power, and of their kinds: the list `power` of specs/permissions.yaml.
  static let power = "power"

  static let role: Codelist = {
    let items = leaders + heads + assistance + departments + system
    let plain = Codelist("role", "岗位", "Role", items)
    return Codelist(
      plain.id, plain.zh, plain.en,
      items.map { item in
        let isPower = PermissionTable.powers.contains { plain.isA(item.code, $0) }
        return .init(item.code, item.zh, item.en, isA: item.isA, marks: item.marks + (isPower ? [power] : []))
      })
  }()

  /// Of every role, itself and the roles that are kinds of it. Made once: the table of permissions asks for it hundreds of times when a
  /// command begins.
  static let kinds: [String: Set<String>] = {
    var kinds: [String: Set<String>] = [:]
    for item in role.items {
      for wider in role.items where role.isA(item.code, wider.code) { kinds[wider.code, default: []].insert(item.code) }
    }
    return kinds
  }()

  private static let leaders: [Codelist.Item] = [
    .init("leading_group_leader", "领导小组组长", "Leader of the leading group"),
    .init("leading_group_deputy", "领导小组副组长", "Deputy leader of the leading group"),
    .init("leading_group_member", "领导小组成员", "Member of the leading group"),
    .init("office_director", "办公室主任", "Director of the office"),
    .init("party_secretary", "党委书记", "Party secretary"),
    .init(
      "provincial_secretary", "省委书记", "Provincial party secretary",
      isA: ["party_secretary", "provincial_leader"]),
    .init(
      "prefecture_secretary", "市（州）委书记", "Prefecture party secretary",
      isA: ["party_secretary", "prefecture_leader"]),
    .init("county_secretary", "县委书记", "County party secretary", isA: ["party_secretary", "county_leader"]),
    .init(
      "township_secretary", "乡镇党委书记", "Township party secretary",
      isA: ["party_secretary", "township_leader"]),
    .init(
      "village_secretary", "村党组织书记", "Village party secretary", isA: ["party_secretary", "village_cadre"]),
    .init("provincial_leader", "省级领导", "Provincial leader"),
    .init("lead_provincial_leader", "牵头省级领导", "Lead provincial leader", isA: ["provincial_leader"]),
    .init("prefecture_leader", "市（州）级领导", "Prefecture leader"),
    .init("county_leader", "县级领导", "County leader"),
    .init(
      "county_leader_in_charge", "分管县级领导", "County leader in charge", isA: ["county_leader"],
      marks: [signsOff]),
    .init("contact_county_leader", "联系县级领导", "Contact county leader", isA: ["county_leader"]),
    .init("county_magistrate", "县（区）长", "County magistrate", isA: ["county_leader"]),
    .init("township_leader", "乡镇领导", "Township leader"),
    .init("township_head", "乡镇长", "Township head", isA: ["township_leader"]),
    .init("supervision_head", "督导组组长", "Head of the supervision team"),
  ]

  private static let heads: [Codelist.Item] = [
    .init("unit_head", "单位主要负责人", "Head of the unit"),
    .init("department_head", "部门主要负责人", "Department head", isA: ["unit_head"], marks: [signsOff]),
    .init("deputy_in_charge", "分管负责人", "Deputy in charge"),
    .init("handler", "经办人", "Handler"),
    .init("responsible", "负责同志", "Responsible officer", marks: [signsOff]),
    .init("directly_responsible", "直接责任人", "Person directly responsible"),
    .init("liaison", "联络员", "Liaison officer"),
    .init("press_liaison", "新闻单位联络员", "Press liaison", isA: ["liaison"]),
    .init("applicant", "用款申请人", "Applicant for funds"),
    .init("approver", "审批人", "Approver"),
    .init("cashier", "出纳", "Cashier"),
    .init("accountant", "会计", "Accountant"),
    .init("clerk", "业务员", "Clerk"),
  ]

  private static let assistance: [Codelist.Item] = [
    .init("team_leader", "驻村工作队队长", "Leader of the stationed team", isA: ["team_member"]),
    .init("team_member", "驻村工作队队员", "Member of the stationed team"),
    .init("first_secretary", "第一书记", "First secretary"),
    .init("exec_deputy_secretary", "常务副书记", "Executive deputy secretary", isA: ["village_cadre"]),
    .init("village_cadre", "村“两委”干部", "Village cadre"),
    .init("village_director", "村委会主任", "Village director", isA: ["village_cadre"]),
    .init("trainee", "大学生村官", "College-graduate village official"),
    .init("trainee_secretary", "见习村支书", "Trainee secretary", isA: ["trainee"]),
    .init("trainee_director", "见习村主任", "Trainee director", isA: ["trainee"]),
    .init("township_contact_cadre", "乡镇包村干部", "Township contact cadre"),
    .init("household_helper", "帮扶责任人", "Household helper"),
    .init("paired_cadre", "结对帮扶干部", "Paired cadre", isA: ["household_helper"]),
    .init("organ_party_member", "机关党员", "Party member of an organ"),
    .init("agri_technician", "农技员", "Agricultural technician"),
    .init("screening_person", "排查责任人", "Screening person"),
    .init("security_administrator", "治安管理员", "Security administrator"),
    .init("household_head", "户主", "Head of a household"),
    .init("villager", "村民", "Villager"),
    .init("villager_representative", "村民代表", "Villagers' representative", isA: ["villager"]),
    .init("supervisory_committee_member", "村务监督委员会成员", "Member of the village supervisory committee"),
  ]

  private static let departments: [Codelist.Item] = [
    .init("unit", "帮扶单位", "Assisting unit", marks: [organisation]),
    .init("paired_unit", "双联（结对）单位", "Paired unit", isA: ["unit"], marks: [organisation]),
    .init("lead_unit", "组长（牵头）单位", "Lead unit", isA: ["unit"], marks: [organisation]),
    .init(
      "township_lead_unit", "联乡牵头单位", "Lead unit of a township", isA: ["lead_unit"], marks: [organisation]),
    .init("task_force", "工作专班", "Task force", marks: [organisation]),
    .init("responsibility_group", "专责工作组", "Responsibility group", marks: [organisation]),
    .init("finance_bureau", "财政局", "Finance bureau", marks: [organisation]),
    .init("revitalisation_bureau", "乡村振兴局", "Rural revitalisation bureau", marks: [organisation]),
    .init("sector_department", "行业主管部门", "Sector department", marks: [organisation]),
    .init("managing_department", "管理部门", "Managing department", marks: [organisation]),
    .init("implementer", "项目实施单位", "Implementer", marks: [organisation]),
    .init("supervisor", "项目监管单位", "Supervisor", marks: [organisation]),
    .init("contractor", "施工单位", "Contractor", marks: [organisation]),
    .init("archive_bureau", "档案馆", "Archive bureau", marks: [organisation]),
    .init("media", "新闻媒体", "Media", marks: [organisation]),
  ]

  private static let system: [Codelist.Item] = [
    .init("registrar", "密钥登记员", "Key registrar"),
    .init("expert", "专家", "Expert"),
    .init("auditor", "审计人员", "Auditor"),
    .init("inspector", "督查人员", "Inspector"),
    .init("witness", "检查点见证人", "Checkpoint witness"),
    .init("archivist", "档案员", "Archivist"),
    .init("system", "系统运行", "System operation"),
    .init("system_ci", "持续校验", "Continuous verification", isA: ["system"]),
    .init("importer", "数据导入员", "Importer"),
  ]
}
