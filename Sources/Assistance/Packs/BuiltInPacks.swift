import EventSourcing

extension PolicyPack {
  /// Gansu: assistance in pairs; nothing in the text differs from the defaults that the rules execute today.
  static let gansuShuanglian = PolicyPack(
    "gansu-shuanglian", version: "1.0.0", title: Bilingual("甘肃省双联行动", "Gansu Double-Link campaign"),
    region: "62", source: "甘肃省联村联户为民富民行动有关制度"
  ) {
    $0.lateDays = 30
    $0.advanceAllowed = false
    $0.libraryRequired = true
  }

  /// Guangyuan: targeted assistance by six forces.
  static let guangyuanJingzhun = PolicyPack(
    "guangyuan-jingzhun", version: "1.0.0", title: Bilingual("广元市精准帮扶体系", "Guangyuan targeted assistance"),
    region: "5108", source: "广元市精准帮扶体系"
  ) {
    $0.lateDays = 30
    $0.advanceAllowed = false
    $0.libraryRequired = true
  }

  /// Qingcheng: a problem is closed by the department's head and the county leader in charge (双签字);
  /// nothing on the negative list and no hitchhiking project enters the library.
  static let qingchengBaxiang = PolicyPack(
    "qingcheng-baxiang", version: "1.0.0", title: Bilingual("庆城县八项机制", "Qingcheng eight mechanisms"),
    region: "621021", source: "庆城县巩固拓展脱贫攻坚成果八项机制"
  ) {
    $0.lateDays = 30
    $0.slots = [
      PackParameters.Slot("department_head", role: "department_head"),
      PackParameters.Slot("county_leader_in_charge", role: "county_leader_in_charge"),
    ]
    $0.evidenceMin = 1
    $0.sourcesMin = 1
    $0.openerMaySign = false
    $0.advanceAllowed = false
    $0.negativeList = negativeList
    $0.libraryRequired = true
  }

  /// Qiu County: money first, works first (资金先垫付、工程先施工), settled within 90 days.
  static let qiuxianWuriLiulian = PolicyPack(
    "qiuxian-wuri-liulian", version: "1.0.0", title: Bilingual("邱县五日六联", "Qiu County five days, six links"),
    region: "130430", source: "邱县“五日六联”工作机制"
  ) {
    $0.lateDays = 30
    $0.advanceAllowed = true
    $0.advanceMaxDays = 90
    $0.libraryRequired = true
  }

  /// Yunnan: library and funds before works; at most three tenths are prepaid.
  static let yunnanGuabaobang = PolicyPack(
    "yunnan-guabaobang", version: "1.0.0", title: Bilingual("云南省挂包帮", "Yunnan hang-and-assist"),
    region: "53", source: "云南省深度贫困地区挂包帮扶有关制度"
  ) {
    $0.lateDays = 30
    $0.advanceAllowed = false
    $0.negativeList = negativeList
    $0.libraryRequired = true
    $0.prepayBpMax = 3000
  }

  /// The texts name a negative list (负面清单) and do not fill it: the list in common use, to be confirmed.
  private static let negativeList: [String] = [
    "bonus_subsidy", "budget_gap", "debt", "enterprise_guarantee", "enterprise_loss", "image_project",
    "large_works",
    "non_farm", "office_building", "scenic_works", "staff_expense", "urban_works", "vehicles",
  ]
}
