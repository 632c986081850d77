import EventSourcing

/// A project: its place in the library, its work, its money.
struct ProjectRow: DisbursementBalanced {
  var name = ""
  var category = ""
  var nature = ""
  var delivery = ProjectDelivery.contract
  var place: String?
  var responsibleOrg: String?
  var implementer: String?
  var supervisor: String?
  /// Rides on the programme without belonging to it (搭车).
  var isHitchhike = false
  var library = ProjectLibraryState.outside
  var libraryYear: Int64?
  /// Day of the last word about its place in the library.
  var libraryDay: String?
  var planYear: Int64?
  var phase = ProjectPhase.proposed
  var budgetFen: Int64 = 0
  /// Given and not taken back.
  var allocatedFen: Int64 = 0
  var balance = DisbursementBalance()
  /// Physical progress as last reported.
  var physicalBp: Int64 = 0
  var contracts: Int64 = 0
  var contractRefs: [String] = []
  var contractsFen: Int64 = 0
  var finalFen: Int64?
  var beneficiaries: Int64 = 0
  var evaluationBp: Int64?
  var proposedDay = ""
  var startedDay: String?
  /// Since when work has stopped; nil while it goes on.
  var suspendedDay: String?
  var progressDay: String?
  var completedDay: String?
  var acceptedDay: String?
  var settledDay: String?
  var transferredDay: String?
  var closedDay: String?
  var event = ""
  var lastEvent = ""
  var lastDay = ""
  var basis = Basis.own

  static let columns = Columns<ProjectRow>(identity + work + money + balanceColumns(\.balance))

  private static let identity: [Column<ProjectRow>] = [
    Column("name", \.name, .text, zh: "项目名称", en: "name"),
    Column("category", \.category, .code, zh: "项目类型", en: "category"),
    Column("nature", \.nature, .code, zh: "建设性质", en: "nature"),
    Column("delivery", \.delivery, .code, zh: "实施方式", en: "delivery"),
    Column("place", \.place, .text, zh: "实施地点", en: "place"),
    Column("responsible_org", \.responsibleOrg, .reference, zh: "责任单位", en: "responsible organisation"),
    Column("implementer", \.implementer, .reference, zh: "实施单位", en: "implementer"),
    Column("supervisor", \.supervisor, .reference, zh: "监管单位", en: "supervisor"),
    Column("hitchhike", \.isHitchhike, .boolean, zh: "搭车项目", en: "rides on the programme"),
    Column("library", \.library, .code, zh: "项目库", en: "library"),
    Column("library_year", \.libraryYear, .integer, zh: "入库年度", en: "library year"),
    Column("library_day", \.libraryDay, .time, zh: "项目库更新日", en: "library updated on"),
    Column("plan_year", \.planYear, .integer, zh: "计划年度", en: "planned for"),
  ]

  private static let work: [Column<ProjectRow>] = [
    Column("phase", \.phase, .code, zh: "阶段", en: "phase"),
    Column("physical_bp", \.physicalBp, .ratio, zh: "形象进度", en: "physical progress"),
    Column("beneficiaries", \.beneficiaries, .integer, zh: "联结户数", en: "households linked"),
    Column("evaluation_bp", \.evaluationBp, .ratio, zh: "绩效得分", en: "evaluation"),
    Column("proposed_day", \.proposedDay, .time, zh: "申报日", en: "proposed on"),
    Column("started_day", \.startedDay, .time, zh: "开工日", en: "started on"),
    Column("suspended_day", \.suspendedDay, .time, zh: "停工日", en: "suspended since"),
    Column("progress_day", \.progressDay, .time, zh: "进度填报日", en: "progress reported on"),
    Column("completed_day", \.completedDay, .time, zh: "完工日", en: "completed on"),
    Column("accepted_day", \.acceptedDay, .time, zh: "验收日", en: "accepted on"),
    Column("settled_day", \.settledDay, .time, zh: "结算日", en: "settled on"),
    Column("transferred_day", \.transferredDay, .time, zh: "移交日", en: "transferred on"),
    Column("closed_day", \.closedDay, .time, zh: "销号日", en: "closed on"),
    Column("event", \.event, .text, zh: "申报事件", en: "proposed by event"),
    Column("last_event", \.lastEvent, .text, zh: "最近事件", en: "last event"),
    Column("last_day", \.lastDay, .time, zh: "最近更新日", en: "last updated on"),
    Column("basis", \.basis, .code, zh: "最近依据", en: "basis of the last event"),
  ]

  private static let money: [Column<ProjectRow>] = [
    Column("budget_fen", \.budgetFen, .fen, zh: "资金规模", en: "budget"),
    Column("allocated_fen", \.allocatedFen, .fen, zh: "已分配", en: "allocated"),
    Column("contracts", \.contracts, .integer, zh: "合同数", en: "contracts"),
    Column("contract_refs", \.contractRefs, .list, zh: "合同编号", en: "contracts by reference"),
    Column("contracts_fen", \.contractsFen, .fen, zh: "合同金额", en: "value of contracts"),
    Column("final_value_fen", \.finalFen, .fen, zh: "审定金额", en: "final value"),
  ]
}

/// How a project is carried out: it decides whether a contract must come first.
enum ProjectDelivery: String, CodeValue, CaseIterable {
  case contract
  case selfBuild = "self_build"
  case workRelief = "work_relief"
  case householdSubsidy = "household_subsidy"
}

/// A household that a project helps; the table's key is `PROJECT/HOUSEHOLD`.
struct ProjectBeneficiaryRow: Row {
  var project = ""
  var household = ""
  var mode: String?
  var linkedDay: String?
  var participations: Int64 = 0
  var benefits: Int64 = 0
  var benefitsFen: Int64 = 0
  var lastBenefitDay: String?

  static let columns = Columns<ProjectBeneficiaryRow>([
    Column("project", \.project, .reference, zh: "项目", en: "project"),
    Column("household", \.household, .reference, zh: "农户", en: "household"),
    Column("mode", \.mode, .code, zh: "联结方式", en: "mode"),
    Column("linked_day", \.linkedDay, .time, zh: "联结日", en: "linked on"),
    Column("participations", \.participations, .integer, zh: "参与次数", en: "participations"),
    Column("benefits", \.benefits, .integer, zh: "受益次数", en: "benefits"),
    Column("benefits_fen", \.benefitsFen, .fen, zh: "受益金额", en: "benefits in money"),
    Column("last_benefit_day", \.lastBenefitDay, .time, zh: "最近受益日", en: "last benefit on"),
  ])
}
