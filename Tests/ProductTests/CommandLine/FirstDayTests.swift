import Foundation
import Testing

/// The first day of a ledger that is meant: founded by what `init` prints, a village's sheet taken in, one payment made and reconciled,
/// one problem closed. Whoever does it knows no more than what the program tells him.
@Suite struct FirstDayTests {
  /// Somebody new to it, who does what refusals say and counts them.
  private final class Newcomer {
    let taizhang: Product
    private(set) var refusals: [String] = []

    init(_ taizhang: Product) { self.taizhang = taizhang }

    /// Commands that the program printed, one a line, with a name put in.
    static func commands(_ text: String) -> [[String]] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("taizhang ") }
        .map { $0.replacingOccurrences(of: "姓名", with: "王五").split(separator: " ").dropFirst().map(String.init) }
    }

    /// Does something that must work.
    @discardableResult
    func does(_ arguments: [String]) throws -> Product.Answer {
      let answer = try taizhang.start(Product.binary, arguments)
      #expect(answer.status == 0, "\(arguments): \(answer.err)")
      return answer
    }

    /// Does something that is refused, and then what the refusal says: the signers, or a command before.
    func isCorrected(_ arguments: [String], by code: String) throws {
      let answer = try taizhang.start(Product.binary, arguments)
      #expect(answer.status == 1 || answer.status == 65, "\(arguments): \(answer.out)")
      #expect(answer.err.contains(code), "\(arguments): \(answer.err)")
      refusals.append(answer.err)
      // The first half is in the language of the run.
      let said = answer.err.split(separator: "\n").first { $0.contains("--sign") || $0.contains("taizhang duty") } ?? ""
      if let range = said.range(of: "taizhang duty ") {
        let command = said[range.lowerBound...].split(separator: " ").dropFirst().map(String.init)
        try does(command + ["--sign", "p-founder"])
        try does(arguments)
      } else {
        let signers = said.components(separatedBy: "--sign ").last?.split(separator: " ").map(String.init) ?? []
        #expect(signers.count > 1, "\(answer.err)")
        try does(arguments + ["--sign"] + signers)
      }
    }
  }

  @Test func aNewcomerGetsThroughIt() throws {
    try Product.run { taizhang in
      let newcomer = Newcomer(taizhang)
      let founding = try newcomer.does([
        "init", "--origin", "qingcheng.gs.example/ledger", "--region", "621021", "--authority", "庆城县委农村工作领导小组",
      ])
      let printed = Newcomer.commands(founding.out)
      #expect(
        printed.map { $0.prefix(2).joined(separator: " ") } == ["org add", "person add", "person add", "person add"])
      for command in printed { try newcomer.does(command) }
      let founded = try taizhang("query", "persons", "--format", "json")
      #expect(founded.out.contains("p-0004"))
      try people(newcomer)
      try village(newcomer)
      try money(newcomer)
      try problem(newcomer)
      #expect(newcomer.refusals.count <= 3, "\(newcomer.refusals)")
      let verdict = try taizhang("verify", "--json")
      #expect(verdict.status == 0 && verdict.json["purpose"] as? String == "production", "\(verdict.out)")
    }
  }

  private func people(_ newcomer: Newcomer) throws {
    let registrar = ["--sign", "p-founder"]
    for (org, name, kind) in [
      ("org-bureau", "县乡村振兴局", "乡村振兴局"), ("org-water", "县水务局", "部门"), ("org-builder", "施工队", "施工单位"),
    ] {
      try newcomer.does(["org", "add", org, "--name", name, "--kind", kind] + registrar)
    }
    try newcomer.does(
      ["person", "add", "p-0001", "--name", "张三", "--role", "经办人", "--org", "org-bureau"] + registrar)
    // The first of those who hold power: nobody knows yet who signs.
    try newcomer.isCorrected(
      ["person", "add", "p-0005", "--name", "赵六", "--role", "出纳", "--org", "org-finance"], by: "E60")
    for (person, role, org) in [
      ("p-0006", "会计", "org-finance"), ("p-0007", "单位主要负责人", "org-bureau"), ("p-0008", "部门主要负责人", "org-water"),
      ("p-0009", "分管县级领导", "org-authority"),
    ] {
      try newcomer.does(
        [
          "person", "add", person, "--name", "某", "--role", role, "--org", org, "--sign", "p-0003", "p-founder",
          "p-0002",
        ])
    }
  }

  /// The register says since when a household is in it: before the clerk's first day.
  private func village(_ newcomer: Newcomer) throws {
    let day = Self.day(-1)
    let sheet = """
      户编号,户主姓名,姓名,与户主关系,农户类别,区划代码,发生时间
      hh-0001,李四,李四,户主,脱贫户,621021103204,\(day)
      ,,李小四,子女,,,
      hh-0002,钱七,钱七,户主,一般农户,621021103204,\(day)
      """
    try sheet.write(toFile: newcomer.taizhang.path("village.csv"), atomically: true, encoding: .utf8)
    try newcomer.isCorrected(["import", "household", "village.csv", "--sign", "p-0001"], by: "G40")
    try newcomer.does(["record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001"])
  }

  private static func day(_ offset: Int) -> String {
    let format = DateFormatter()
    format.dateFormat = "yyyy-MM-dd"
    format.timeZone = TimeZone(identifier: "Asia/Shanghai")
    return format.string(from: Date(timeIntervalSinceNow: Double(offset) * 86_400))
  }

  private func money(_ newcomer: Newcomer) throws {
    func record(_ signer: String, _ type: String, _ subject: String, _ fields: String...) throws {
      try newcomer.does(["record", type, "--subject", subject] + fields + ["--sign", signer])
    }
    try record("p-0006", "fund.source_registered", "fd-1", "name=衔接资金")
    try record("p-0004", "fund.appropriated", "ap-1", "fund=fd-1", "amount=50万元")
    try record("p-0001", "project.proposed", "pr-1", "name=安全饮水", "delivery=村民自建", "responsible_org=org-bureau")
    try record("p-0007", "project.library_admitted", "pr-1")
    try record("p-0004", "fund.allocated", "al-1", "fund=fd-1", "project=pr-1", "amount=30万元")
    try record(
      "p-0001", "disbursement.requested", "pay-1", "allocation=al-1", "amount=10万元", "payee=org-builder")
    // Nobody signs but the only one who may.
    for step in ["disbursement.approved", "disbursement.paid"] {
      try newcomer.does(["record", step, "--subject", "pay-1"])
    }
    try record("p-0006", "disbursement.reconciled", "pay-1", "amount=10万元")
    let trace = try newcomer.taizhang("trace", "pay-1")
    #expect(trace.status == 0 && trace.out.contains("p-0005"), "\(trace.out)")
  }

  private func problem(_ newcomer: Newcomer) throws {
    try Data("photo".utf8).write(to: URL(fileURLWithPath: newcomer.taizhang.path("a.jpg")))
    func record(_ signer: String, _ type: String, _ more: String...) throws {
      try newcomer.does(["record", type, "--subject", "pb-1"] + more + ["--sign", signer])
    }
    try record(
      "p-0001", "problem.opened", "source=走访", "kind=饮水安全", "household=hh-0001", "description=没水",
      "owner_org=org-water", "--place", "621021103204")
    try record("p-0001", "evidence.attached", "--attach", "a.jpg")
    try record("p-0008", "problem.signed", "slot=department_head")
    try record("p-0009", "problem.signed", "slot=county_leader_in_charge")
    try record("p-0009", "problem.closed")
    let problems = try newcomer.taizhang("query", "problems", "--format", "json")
    #expect(problems.out.contains(#""state":"closed""#), "\(problems.out)")
  }

  /// `duty assign` of a role that carries power said only whose keys there are: it takes several signers, and they are named.
  @Test func whoSignsTogetherIsNamed() throws {
    try Product.run { taizhang in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      let refused = try taizhang("duty", "assign", "p-0001", "--role", "approver", "--org", "org-authority")
      #expect(refused.status == 1 && refused.err.contains("E61"), "\(refused.err)")
      #expect(refused.err.contains("--sign p-0002 p-0009"), "\(refused.err)")
    }
  }
}
