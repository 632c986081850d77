/// What a reference's first letters say: the kind of thing it names.
public struct Prefix: Hashable, Sendable {
  /// The letters before a reference's first hyphen.
  public let prefix: String
  /// Label in Chinese.
  public let zh: String
  /// Label in English.
  public let en: String

  init(_ prefix: String, _ zh: String, _ en: String) {
    self.prefix = prefix
    self.zh = zh
    self.en = en
  }

  /// Every prefix, by what it names. A prefix is never given a second meaning.
  static let all: [Prefix] = people + places + money + work + papers

  private static let people: [Prefix] = [
    Prefix("ledger", "账本", "Ledger"),
    Prefix("p", "人员", "Person"),
    Prefix("org", "机构", "Organisation"),
    Prefix("duty", "任职", "Duty"),
    Prefix("dlg", "授权委托", "Delegation"),
    Prefix("sec", "抽调", "Secondment"),
    Prefix("team", "驻村工作队", "Team"),
    Prefix("pair", "结对", "Pairing"),
    Prefix("br", "临时党支部", "Temporary party branch"),
    Prefix("coop", "合作社", "Cooperative"),
  ]

  private static let places: [Prefix] = [
    Prefix("rg", "区划", "Region"),
    Prefix("v", "行政村", "Village"),
    Prefix("nv", "自然村（组）", "Natural village"),
    Prefix("hh", "农户", "Household"),
    Prefix("area", "排查责任片", "Screening area"),
    Prefix("vn", "活动场所", "Venue"),
    Prefix("demo", "示范点", "Demonstration place"),
  ]

  private static let money: [Prefix] = [
    Prefix("fd", "资金来源", "Fund source"),
    Prefix("ap", "资金下达", "Appropriation"),
    Prefix("al", "资金分配", "Allocation"),
    Prefix("pay", "支付", "Payment"),
    Prefix("adv", "垫付", "Advance"),
    Prefix("dn", "捐赠", "Donation"),
    Prefix("ln", "贷款", "Loan"),
    Prefix("as", "资产", "Asset"),
    Prefix("ct", "合同", "Contract"),
    Prefix("pr", "项目", "Project"),
    Prefix("app", "项目申报", "Application"),
  ]

  private static let work: [Prefix] = [
    Prefix("pb", "问题", "Problem"),
    Prefix("st", "驻村", "Stay"),
    Prefix("vs", "走访", "Visit"),
    Prefix("alert", "预警线索", "Alert"),
    Prefix("case", "监测个案", "Monitoring case"),
    Prefix("pet", "信访", "Petition"),
    Prefix("sr", "服务事项", "Service request"),
    Prefix("call", "热线来电", "Hotline call"),
    Prefix("task", "任务", "Task"),
    Prefix("act", "活动", "Activity"),
    Prefix("tr", "培训", "Training"),
    Prefix("insp", "督查", "Inspection"),
    Prefix("rs", "调研", "Research"),
  ]

  private static let papers: [Prefix] = [
    Prefix("mt", "会议", "Meeting"),
    Prefix("rp", "报告", "Report"),
    Prefix("tl", "任务清单", "Task list"),
    Prefix("plan", "规划计划", "Plan"),
    Prefix("dc", "公示", "Disclosure"),
    Prefix("bl", "通报", "Bulletin"),
    Prefix("vol", "案卷", "Archive volume"),
    Prefix("rank", "排位", "Ranking"),
    Prefix("sch", "考核方案", "Assessment scheme"),
    Prefix("camp", "专项行动", "Campaign"),
    Prefix("exp", "导出", "Export"),
  ]
}
