import EventSourcing

// Who lives and works there.
extension SyntheticCounty {
  private static let digits = Array("一二三四五六七八九十").map(String.init)
  private static let surnames = Array("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许").map(String.init)
  private static let stems = Array("甲乙丙丁戊己庚辛壬癸").map(String.init)
  private static let branches = Array("子丑寅卯辰巳午未申酉戌亥").map(String.init)

  /// 赵甲子: a surname and a day of the sixty-day cycle, which no one is called.
  static func name(_ surname: Int, _ day: Int) -> String {
    surnames[surname % surnames.count] + stems[day % 10] + branches[day % 12]
  }

  /// A number that no one has: area 629999, with the check character of GB 11643 (ISO 7064 MOD 11-2).
  static func idNumber(birth: CivilDate, serial: Int) -> String {
    let day = birth.text.filter { $0 != "-" }
    let tail = String(serial % 1000)
    let body = "629999" + day + String(repeating: "0", count: 3 - tail.count) + tail
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return body + String(Array("10X98765432")[sum % 11])
  }

  mutating func makeVillages() {
    for index in 0..<12 {
      let township = index / 4
      let place = "\(Self.region)90\(township + 1)20\(index % 4 + 1)"
      villages.append(
        Village(
          reference: "v-\(number(index + 1, 2))",
          name: "示例\(index < 10 ? Self.digits[index] : "十" + Self.digits[index - 10])村",
          place: place, township: township))
    }
  }

  func number(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  mutating func makeOrgs() {
    let county = "\(Self.region)000000"
    let offices = [
      ("财政局", "财政局"), ("乡村振兴局", "乡村振兴局"), ("水务局", "部门"), ("交通运输局", "部门"), ("农业农村局", "部门"), ("住建局", "部门"),
    ]
    for (name, kind) in offices { addOrg("示例县\(name)（虚构）", kind, "县级", county) }
    for township in 0..<3 {
      addOrg("示例\(Self.digits[township])乡人民政府（虚构）", "乡镇人民政府", "乡镇级", "\(Self.region)90\(township + 1)000")
    }
    for village in villages { addOrg("\(village.name)村民委员会（虚构）", "村民委员会", "村级", village.place) }
    for index in 0..<6 { addOrg("虚构建设有限公司\(Self.digits[index])", "施工单位", "县级", county) }
  }

  private mutating func addOrg(_ name: String, _ kind: String, _ level: String, _ place: String) {
    orgs.append(
      Org(reference: "org-\(number(orgs.count + 1, 2))", name: name, kind: kind, level: level, place: place))
  }

  mutating func makeCadres(_ random: inout SplitMix64) {
    let leaders = Self.authority
    let bureau = orgs[1].name
    for (role, org) in [("clerk", bureau)] + orgs.prefix(6).map({ ("department_head", $0.name) }) {
      addCadre(role, org: org, nil, &random)
    }
    for _ in 0..<3 { addCadre("county_leader_in_charge", org: leaders, nil, &random) }
    for _ in 0..<11 { addCadre("handler", org: bureau, nil, &random) }
    for township in 0..<3 { addCadre("applicant", org: orgs[6 + township].name, nil, &random) }
    for role in ["approver", "cashier", "accountant"] { addCadre(role, org: orgs[0].name, nil, &random) }
    // Three per village: who lives there, visits and reports.
    for village in villages.indices {
      for _ in 0..<3 {
        addCadre("paired_cadre", org: orgs[6 + villages[village].township].name, villages[village].reference, &random)
      }
    }
  }

  private mutating func addCadre(_ role: String, org: String, _ target: String?, _ random: inout SplitMix64) {
    let index = cadres.count
    let birth = CivilDate(day: 1000 + random.below(9000))
    let rank = role == "county_leader_in_charge" ? "副县处级" : role == "department_head" ? "乡科级" : "科员及以下"
    cadres.append(
      Cadre(
        reference: "p-\(number(index + 1, 4))", name: Self.name(index, index * 7 + 3),
        idNumber: Self.idNumber(birth: birth, serial: index),
        org: org, rank: rank, role: role, target: target))
  }

  mutating func makeHouseholds(_ random: inout SplitMix64) {
    let tags = ["一般农户", "脱贫户", "低保户", "监测对象", "脱贫户、残疾人户"]
    for index in 0..<400 {
      // 400 households over 60 days and 20 surnames: within a village no two heads share a name.
      let surname = index / 12
      let count = 2 + random.below(4)
      let members = (0..<count).map { member(index, $0, surname, &random) }
      households.append(
        Household(
          reference: "hh-\(number(index + 1, 4))", village: index % 12, tags: [tags[min(4, random.below(7))]],
          members: members))
    }
  }

  private func member(_ household: Int, _ index: Int, _ surname: Int, _ random: inout SplitMix64) -> Member {
    let relations = ["户主", "配偶", "子女", "子女", "父母"]
    let age = [45, 43, 18, 12, 72][index] + random.below(12)
    let birth = CivilDate(day: Self.lastDay.day - age * 365 - random.below(365))
    return Member(
      name: Self.name(surname + (index == 1 ? 5 : 0), household / 12 + index * 13 + household % 12 * 5),
      idNumber: Self.idNumber(birth: birth, serial: household * 5 + index), relation: relations[index],
      health: ["健康", "健康", "健康", "长期慢性病", "残疾"][random.below(5)])
  }
}
