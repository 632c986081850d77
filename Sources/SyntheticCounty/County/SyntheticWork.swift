import EventSourcing

// What was done in the year.
extension SyntheticCounty {
  /// A day `from`…`to` days before the last.
  private func day(_ from: Int, _ to: Int, _ random: inout SplitMix64) -> CivilDate {
    CivilDate(day: Self.lastDay.day - from - random.below(to - from + 1))
  }

  mutating func makeVisits(_ random: inout SplitMix64) {
    let helpers = cadres(of: "paired_cadre")
    let topics = ["政策宣讲", "产业、收入", "义务教育", "健康", "住房安全；饮水安全"]
    for household in households.indices {
      for _ in 0..<(2 + random.below(3)) {
        let own = helpers.filter { cadres[$0].target == villages[households[household].village].reference }
        visits.append(
          Visit(
            household: household, cadre: random.pick(own), day: day(1, 360, &random),
            minutes: 20 + random.below(70),
            topics: random.pick(topics)))
      }
    }
    // As a clerk keeps them: by day. A household visited twice on a day by one person was visited once.
    visits.sort { ($0.day.day, $0.household, $0.cadre) < ($1.day.day, $1.household, $1.cadre) }
    visits = visits.enumerated().filter { index, visit in
      index == 0 || (visits[index - 1].day, visits[index - 1].household) != (visit.day, visit.household)
    }.map(\.element)
  }

  mutating func makeProjects(_ random: inout SplitMix64) {
    let kinds = [("饮水安全", "安全饮水工程"), ("产业路", "产业路硬化"), ("种植业", "苹果种植"), ("养殖业", "肉羊养殖"), ("人居环境", "人居环境整治")]
    for index in 0..<30 {
      let (category, title) = kinds[index % 5]
      let delivery = index % 3 < 2 ? "发包" : index % 2 == 0 ? "村民自建" : "以工代赈"
      projects.append(
        Project(
          reference: "pr-2026-\(number(index + 1, 3))",
          name: "\(villages[index % 12].name)\(title)项目（虚构）\(index + 1)",
          category: category, delivery: delivery, village: index % 12,
          amountFen: (20 + random.below(60)) * 1_000_000 + random.below(100) * 10_000,
          fund: index % 3, households: 20 + random.below(80), day: day(300, 350, &random)))
    }
  }

  mutating func makePayments(_ random: inout SplitMix64) {
    for index in 0..<200 {
      let project = index % 30
      let turn = index / 30
      // Seven payments of at most a tenth each leave every allocation with money.
      let amount = projects[project].amountFen / 10 - random.below(500_000)
      let day = CivilDate(day: Self.lastDay.day - 230 + turn * 30 + random.below(8))
      let stage = index < 170 ? 4 : index < 180 ? 3 : index < 190 ? 2 : 1
      payments.append(
        Payment(
          reference: "pay-2026-\(number(index + 1, 4))", project: project, amountFen: amount, day: day,
          stage: stage))
    }
  }

  mutating func makeProblems(_ random: inout SplitMix64) {
    let sorts = [("饮水安全", "饮水不稳定，需接通自来水"), ("住房安全", "屋面渗漏，需修缮"), ("子女上学", "子女上学交通不便"), ("产业发展", "缺少产业启动资金")]
    let handlers = cadres(of: "handler")
    for index in 0..<60 {
      let (kind, text) = sorts[index % 4]
      problems.append(
        Problem(
          reference: "pb-2026-\(number(index + 1, 3))", household: index * 6 + 1, owner: 2 + index % 4, source: "走访",
          kind: kind,
          severity: 1 + index % 3,
          text: text + "（虚构）", opener: random.pick(handlers), day: day(5, 120, &random),
          digest: hex(random.bytes(32)), isSolved: index < 45))
    }
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
