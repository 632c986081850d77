import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

struct OrgCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "org", abstract: say("机构", "Organisations."), subcommands: [Add.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: say("登记机构", "Register an organisation."),
      discussion: say(
        "例：taizhang org add org-finance --name 县财政局 --kind county_department",
        "Example: taizhang org add org-finance --name 县财政局 --kind county_department"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("机构编号，如 org-finance", "Its reference, such as org-finance."))) var org: String
    @Option(help: .init(say("机构名称", "Its name."))) var name: String
    @Option(help: .init(say("机构类别：名称或代码", "Its kind: code or label."))) var kind: String?
    @Option(help: .init(say("层级：名称或代码", "Its level: code or label."))) var level: String?
    @Option(help: .init(say("12位区划代码", "12-digit area code."))) var place: String?

    func run() throws {
      let kind = try CodeOption(name: "--kind", list: "org_kind", type: "org.registered").code(ifGiven: self.kind)
      let level = try CodeOption(name: "--level", list: "level", type: "org.registered").code(ifGiven: self.level)
      try Submission(writing: writing).run(("taizhang show \(org)", "taizhang show \(org)")) { session, now in
        var event = PlainEvent("org.registered", org, time: now.beijingText) {
          $0.member("name", name)
          if let kind { $0.member("kind", kind) }
          if let level { $0.member("level", level) }
        }
        // A public organisation serves the ledger's region unless something smaller is said.
        event.place = place ?? (session.isPublicKind(kind) ? session.regionPlace : nil)
        return [event]
      }
    }
  }
}

struct DutyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duty", abstract: say("职责", "Duties."), subcommands: [Assign.self, End.self])

  struct Assign: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "assign", abstract: say("任命职责", "Give a person a duty."),
      discussion: say(
        "例：taizhang duty assign p-0001 --role approver --org org-authority --from 2026-01-01",
        "Example: taizhang duty assign p-0001 --role approver --org org-authority --from 2026-01-01"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("人员编号", "The person's reference."))) var person: String
    @Option(help: .init(say("岗位：名称或代码", "The role: code or label."))) var role: String
    @Option(help: .init(say("单位编号", "The organisation."))) var org: String?
    @Option(help: .init(say("职责对象", "What the duty is for."))) var target: String?
    @Option(help: .init(say("任期开始（默认今天）", "First day (today by default)."))) var from: String?
    @Option(help: .init(say("任期结束", "Last day."))) var to: String?
    @Option(help: .init(say("职责编号（默认自动编号）", "The duty's reference (numbered by default)."))) var duty: String?

    func run() throws {
      let role = try CodeOption.role.code(self.role)
      try Submission(writing: writing).run(("taizhang show \(person)", "taizhang show \(person)")) { session, now in
        [
          PlainEvent("duty.assigned", try duty ?? session.freeDuty(of: person), time: now.beijingText) {
            $0.member("person", person)
            $0.member("role", role)
            if let org { $0.member("org", org) }
            if let target { $0.member("target", target) }
            $0.member("from", from ?? now.beijingDay.text)
            if let to { $0.member("to", to) }
          }
        ]
      }
    }
  }

  struct End: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end", abstract: say("结束职责", "End a duty."),
      discussion: say(
        "例：taizhang duty end duty-0001-1 --at 2026-12-31", "Example: taizhang duty end duty-0001-1 --at 2026-12-31"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("职责编号", "The duty's reference."))) var duty: String
    @Option(help: .init(say("结束日期（默认今天）", "The day it ends (today by default)."))) var at: String?
    @Option(help: .init(say("结束原因", "Why."))) var reason: String?

    func run() throws {
      try Submission(writing: writing).run(("taizhang show \(duty)", "taizhang show \(duty)")) { _, now in
        [
          PlainEvent("duty.ended", duty, time: now.beijingText) {
            $0.member("at", at ?? now.beijingDay.text)
            if let reason { $0.member("reason", reason) }
          }
        ]
      }
    }
  }
}

struct HouseholdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "household", abstract: say("农户", "Households."), subcommands: [Add.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: say("登记农户", "Register a household."),
      discussion: say(
        "例：taizhang household add hh-0001 --place 621021103204 --head-name 李四 --persons 4",
        "Example: taizhang household add hh-0001 --place 621021103204 --head-name 李四 --persons 4"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("农户编号，如 hh-0001", "Its reference, such as hh-0001."))) var household: String
    @Option(help: .init(say("12位区划代码", "12-digit area code."))) var place: String?
    @Option(help: .init(say("行政村编号，如 v-0001", "The village's reference, such as v-0001."))) var village: String?
    @Option(help: .init(say("户主姓名（密封保存）", "The head's name; sealed."))) var headName: String?
    @Option(help: .init(say("家庭人口数", "Number of persons."))) var persons: Int64?
    @Option(help: .init(say("农户类别：名称或代码，可多次", "A tag, code or label; may be repeated."))) var tag: [String] = []

    func run() throws {
      let option = CodeOption(name: "--tag", list: "household_tag", type: "household.registered")
      let tags = try tag.map { try option.code($0) }
      let next = "taizhang record visit.recorded --subject \(household) minutes=45 --sign p-0001"
      try Submission(writing: writing).run((next, next)) { _, now in
        var event = PlainEvent("household.registered", household, time: now.beijingText) {
          if let village { $0.member("village", village) }
          if let headName { $0.member("head_name", headName) }
          if let persons { $0.member("persons", persons) }
          if !tags.isEmpty {
            $0.name("tags")
            $0.array { for code in tags { $0.string(code) } }
          }
        }
        event.place = place
        return [event]
      }
    }
  }
}
