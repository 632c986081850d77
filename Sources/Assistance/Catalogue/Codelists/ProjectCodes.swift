/// Codes about projects and their contracts.
enum ProjectCodes {
  static let all: [Codelist] = [
    category,
    Codelist(
      "project_class", "项目大类", "Class of project",
      [
        .init("industry", "产业发展", "Industry"),
        .init("infrastructure", "基础设施", "Infrastructure"),
        .init("social", "社会事业", "Social undertakings"),
        .init("collective_economy", "集体经济", "Collective economy"),
        .init("employment", "就业", "Employment"),
        .init("governance", "乡村治理", "Governance"),
        .init("management", "项目管理费", "Project management"),
        .init("other", "其他", "Other"),
      ]),
    Codelist(
      "project_nature", "建设性质", "Nature of works",
      [
        .init("new", "新建", "New"),
        .init("expand", "扩建", "Expanded"),
        .init("rebuild", "改建", "Rebuilt"),
        .init("continue", "续建", "Continued"),
      ]),
    Codelist(
      "delivery", "实施方式", "Way of delivery",
      [
        .init("contract", "发包", "By contract"),
        .init("self_build", "村民自建", "Built by the village"),
        .init("work_relief", "以工代赈", "Work relief"),
        .init("household_subsidy", "到户补助", "Subsidy to households"),
      ]),
    Codelist(
      "funding_mode", "筹资方式", "Funding mode", .notInSeed,
      [
        .init("fiscal", "财政资金", "Fiscal funds"),
        .init("integrated", "统筹整合资金", "Integrated funds"),
        .init("loan", "贷款", "Loan"),
        .init("interest_subsidy", "贷款贴息", "Interest subsidy"),
        .init("social", "社会资金", "Social funds"),
        .init("self_raised", "自筹", "Raised by those who benefit"),
        .init("east_west", "东西部协作资金", "East-west assistance"),
        .init("reward", "以奖代补", "Reward instead of subsidy"),
        .init("mixed", "多渠道", "Mixed"),
      ]),
    Codelist(
      "tender_method", "采购方式", "Way of procurement", .notInSeed,
      [
        .init("open_tender", "公开招标", "Open tender"),
        .init("invited_tender", "邀请招标", "Invited tender"),
        .init("competitive_negotiation", "竞争性谈判", "Competitive negotiation"),
        .init("competitive_consultation", "竞争性磋商", "Competitive consultation"),
        .init("inquiry", "询价", "Inquiry"),
        .init("comparison", "比选", "Comparison"),
        .init("single_source", "单一来源", "Single source"),
        .init("village_deliberation", "村民民主议事", "Village deliberation"),
      ]),
    Codelist(
      "result", "审核结论", "Result of a review",
      [
        .init("pass", "通过", "Pass"),
        .init("passed", "通过（完成）", "Passed"),
        .init("approved", "同意", "Approved"),
        .init("qualified", "合格", "Qualified"),
        .init("conditional", "整改后通过", "Pass on condition"),
        .init("fail", "不通过", "Fail"),
        .init("rejected", "不同意", "Rejected"),
        .init("unqualified", "不合格", "Not qualified"),
        .init("returned", "退回补正", "Returned"),
      ]),
    Codelist(
      "link_mode", "联农带农方式", "How a household is linked",
      [
        .init("share", "入股", "Share"),
        .init("rent", "土地流转", "Rent"),
        .init("employ", "务工", "Employment"),
        .init("order", "订单收购", "Order"),
        .init("dividend", "分红", "Dividend"),
        .init("custody", "托养托管", "Custody"),
        .init("service", "生产服务", "Service"),
      ]),
    Codelist(
      "participation_kind", "群众参与方式", "How villagers take part",
      [
        .init("decide", "议事决策", "Deciding"),
        .init("labour", "投工投劳", "Labour"),
        .init("supervise", "监督", "Supervising"),
        .init("money", "筹资", "Money"),
      ]),
  ]

  /// What a project builds or buys; the forbidden things are codes too, so that a pack can name them.
  static let category = Codelist(
    "project_category", "项目类型", "Category of project", .notInSeed, production + works + services + forbidden)

  private static let production: [Codelist.Item] = [
    .init("industry", "产业发展", "Industry"),
    .init("planting", "种植业", "Planting", isA: ["industry"]),
    .init("breeding", "养殖业", "Breeding", isA: ["industry"]),
    .init("processing", "农产品加工", "Processing", isA: ["industry"]),
    .init("forestry", "林果业", "Forestry", isA: ["industry"]),
    .init("cold_chain", "冷链仓储", "Cold storage", isA: ["industry"]),
    .init("tourism", "乡村旅游", "Rural tourism", isA: ["industry"]),
    .init("photovoltaic", "光伏", "Photovoltaics", isA: ["industry"]),
    .init("ecommerce", "电商", "E-commerce", isA: ["industry"]),
    .init("workshop", "帮扶车间", "Assistance workshop", isA: ["industry"]),
    .init("collective_economy", "集体经济", "Collective economy"),
    .init("interest_subsidy", "贷款贴息", "Interest subsidy"),
    .init("insurance", "农业保险", "Insurance"),
    .init("production_subsidy", "产业奖补", "Production subsidy", isA: ["industry"]),
  ]

  private static let works: [Codelist.Item] = [
    .init("infrastructure", "基础设施", "Infrastructure"),
    .init("road", "道路", "Road", isA: ["infrastructure"]),
    .init("industrial_road", "产业路", "Farm road", isA: ["road"]),
    .init("bridge", "桥涵", "Bridge", isA: ["infrastructure"]),
    .init("water", "饮水安全", "Drinking water", isA: ["infrastructure"]),
    .init("irrigation", "农田水利", "Irrigation", isA: ["infrastructure"]),
    .init("farmland", "高标准农田", "Farmland", isA: ["infrastructure"]),
    .init("power", "电力", "Power", isA: ["infrastructure"]),
    .init("network", "通信网络", "Network", isA: ["infrastructure"]),
    .init("housing", "住房安全", "Housing"),
    .init("relocation", "易地搬迁", "Relocation"),
    .init("environment", "人居环境", "Environment"),
    .init("toilet", "改厕", "Toilets", isA: ["environment"]),
    .init("sewage", "污水治理", "Sewage", isA: ["environment"]),
    .init("demo_village", "示范村建设", "Demonstration village"),
    .init("public_service", "公共服务设施", "Public service"),
    .init("clinic", "村卫生室", "Clinic", isA: ["public_service"]),
    .init("activity_place", "活动场所", "Activity place", isA: ["public_service"]),
  ]

  private static let services: [Codelist.Item] = [
    .init("employment", "就业", "Employment"),
    .init("public_job", "公益性岗位", "Public job", isA: ["employment"]),
    .init("transport_subsidy", "务工交通补助", "Travel subsidy for workers", isA: ["employment"]),
    .init("training", "技能培训", "Training"),
    .init("education", "教育", "Education"),
    .init("health", "健康", "Health"),
    .init("culture", "文化", "Culture"),
    .init("social_security", "综合保障", "Social security"),
    .init("disaster_relief", "救灾", "Disaster relief"),
    .init("governance", "乡村治理", "Governance"),
    .init("project_management", "项目管理费", "Project management"),
    .init("other", "其他", "Other"),
  ]

  private static let forbidden: [Codelist.Item] = [
    .init("staff_expense", "单位基本支出", "Basic expense of a unit"),
    .init("bonus_subsidy", "奖金、津贴和福利补助", "Bonuses, allowances and welfare"),
    .init("enterprise_loss", "弥补企业亏损", "Covering an enterprise's losses"),
    .init("office_building", "修建楼堂馆所", "Office buildings and halls"),
    .init("budget_gap", "弥补预算支出缺口", "Filling a gap in the budget"),
    .init("debt", "偿还债务", "Paying debts"),
    .init("large_works", "大中型基本建设", "Large and medium capital works"),
    .init("vehicles", "交通工具及通讯设备", "Vehicles and communications"),
    .init("urban_works", "城市基础设施建设", "Urban infrastructure"),
    .init("enterprise_guarantee", "企业担保金", "Guarantees for enterprises"),
    .init("non_farm", "农业农村以外的投入", "Spending outside farming"),
    .init("image_project", "形象工程", "Works for show"),
    .init("scenic_works", "造景造亭", "Ornamental works"),
  ]
}
