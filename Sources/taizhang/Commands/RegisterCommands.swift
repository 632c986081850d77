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
    @Option(help: .init(say("12位区划代码或地名", "12-digit area code, or the area's name."))) var place: PlaceArgument?

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
        event.place =
          try place?.area(by: session.finder()) ?? (session.isPublicKind(kind) ? session.regionPlace : nil)
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
    @Argument(help: .init(say("人员：编号或姓名", "The person: reference or name."))) var person: SubjectArgument
    @Option(help: .init(say("岗位：名称或代码", "The role: code or label."))) var role: String
    @Option(help: .init(say("单位：编号或名称", "The organisation: reference or name."))) var org: SubjectArgument?
    @Option(help: .init(say("职责对象：编号或名称", "What the duty is for: reference or name."))) var target: SubjectArgument?
    @Option(help: .init(say("任期开始（默认今天）", "First day (today by default)."))) var from: TimeArgument?
    @Option(help: .init(say("任期结束", "Last day."))) var to: TimeArgument?
    @Option(help: .init(say("职责编号（默认自动编号）", "The duty's reference (numbered by default)."))) var duty: String?

    func validate() throws {
      try from?.check("--from", isDay: true)
      try to?.check("--to", isDay: true)
    }

    func run() throws {
      let role = try CodeOption.role.code(self.role)
      try Submission(writing: writing).run { session, now in
        let (finder, today) = (session.finder(), now.beijingDay)
        let person = try person.found(by: finder, among: ["p"])
        let org = try org?.found(by: finder)
        let target = try target?.found(by: finder)
        let from = try from?.day("--from", today: today) ?? today
        let to = try to?.day("--to", today: today)
        let event = PlainEvent("duty.assigned", try duty ?? session.freeDuty(of: person), time: now.beijingText) {
          $0.member("person", person)
          $0.member("role", role)
          if let org { $0.member("org", org) }
          if let target { $0.member("target", target) }
          $0.member("from", from.text)
          if let to { $0.member("to", to.text) }
        }
        return ([event], "taizhang show \(person)")
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
    @Option(help: .init(say("结束日期（默认今天）", "The day it ends (today by default)."))) var at: TimeArgument?
    @Option(help: .init(say("结束原因", "Why."))) var reason: String?

    func validate() throws { try at?.check("--at", isDay: true) }

    func run() throws {
      try Submission(writing: writing).run(("taizhang show \(duty)", "taizhang show \(duty)")) { _, now in
        let at = try at?.day("--at", today: now.beijingDay) ?? now.beijingDay
        return [
          PlainEvent("duty.ended", duty, time: now.beijingText) {
            $0.member("at", at.text)
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
    @Option(help: .init(say("12位区划代码或地名", "12-digit area code, or the area's name."))) var place: PlaceArgument?
    @Option(help: .init(say("行政村：编号或村名", "The village: reference or name."))) var village: SubjectArgument?
    @Option(help: .init(say("户主姓名（密封保存）", "The head's name; sealed."))) var headName: String?
    @Option(help: .init(say("家庭人口数", "Number of persons."))) var persons: Int64?
    @Option(help: .init(say("农户类别：名称或代码，可多次", "A tag, code or label; may be repeated."))) var tag: [String] = []

    func run() throws {
      let option = CodeOption(name: "--tag", list: "household_tag", type: "household.registered")
      let tags = try tag.map { try option.code($0) }
      let next = "taizhang record visit.recorded --subject \(household) minutes=45 --sign p-0001"
      try Submission(writing: writing).run((next, next)) { session, now in
        let village = try village?.found(by: session.finder(), among: ["v"])
        var event = PlainEvent("household.registered", household, time: now.beijingText) {
          if let village { $0.member("village", village) }
          if let headName { $0.member("head_name", headName) }
          if let persons { $0.member("persons", persons) }
          if !tags.isEmpty {
            $0.name("tags")
            $0.array { for code in tags { $0.string(code) } }
          }
        }
        event.place = try place?.area(by: session.finder())
        return [event]
      }
    }
  }
}

struct VillageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "village", abstract: say("村", "Villages."), subcommands: [Add.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: say("登记村", "Register a village."),
      discussion: say(
        "例：taizhang village add v-0001 --name 甲村 --place 621021103204 --tag 贫困村\n自然村（组）：taizhang village add nv-0001 --name 一组 --village 甲村",
        "Example: taizhang village add v-0001 --name Jiacun --place 621021103204 --tag poor\nA natural village: taizhang village add nv-0001 --name Yizu --village v-0001"
      ))

    @OptionGroup var writing: WritingOptions
    @Argument(
      help: .init(say("村编号，如 v-0001；自然村（组）如 nv-0001", "Its reference, such as v-0001; nv-0001 of a natural village.")))
    var village: String
    @Option(help: .init(say("村名", "Its name."))) var name: String
    @Option(help: .init(say("12位区划代码或地名", "12-digit area code, or the area's name."))) var place: PlaceArgument?
    @Option(help: .init(say("村属性：名称或代码，可多次", "A tag, code or label; may be repeated."))) var tag: [String] = []
    @Option(
      name: .customLong("village"),
      help: .init(say("自然村（组）所属的行政村：编号或村名", "The village that a natural village belongs to: reference or name.")))
    var administrative: SubjectArgument?

    func run() throws {
      let option = CodeOption(name: "--tag", list: "village_tag", type: "village.tagged")
      let tags = try tag.map { try option.code($0) }
      let next = "taizhang household add hh-0001 --village \(village)"
      try Submission(writing: writing).run((next, next)) { session, now in
        let administrative = try administrative?.found(by: session.finder(), among: ["v"])
        if try session.ledger.view().row("villages", village) != nil { throw Refusals([Self.isThere(village)]) }
        var event = PlainEvent("village.tagged", village, time: now.beijingText) {
          $0.member("name", name)
          if !tags.isEmpty {
            $0.name("tags")
            $0.array { for code in tags { $0.string(code) } }
          }
          if let administrative { $0.member("village", administrative) }
        }
        event.place = try place?.area(by: session.finder())
        return [event]
      }
    }

    /// Another word about a village is no registration: who types a reference that is taken means another village.
    private static func isThere(_ village: String) -> Refusal {
      Refusal(
        "R02", "\(village)已经登记，不能重复登记；请换一个编号；要改村名、加属性，请用 record village.tagged",
        "\(village) exists already: choose another reference; for another name or a tag, record village.tagged",
        path: "$.events[0].subject")
    }
  }
}

struct RegionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "region", abstract: say("区划", "Regions."), subcommands: [Add.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: say("登记区划", "Register a region."),
      discussion: say(
        "例：taizhang region add 621021103000 --name 某镇 --level 乡镇级",
        "Example: taizhang region add 621021103000 --name Shiliba --level township"))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("12位区划代码，或其前2、4、6、9位", "The area code: 12 digits, or its first 2, 4, 6 or 9."))) var code:
      String
    @Option(help: .init(say("区划名称", "Its name."))) var name: String
    @Option(help: .init(say("层级：名称或代码", "Its level: code or label."))) var level: String?
    @Option(help: .init(say("启用日期", "The day from which the code is valid."))) var from: TimeArgument?
    @Option(help: .init(say("编号（默认按代码，如 rg-621021103000）", "Its reference (rg- and the code by default)."))) var ref:
      String?

    func validate() throws {
      try from?.check("--from", isDay: true)
      if code.isEmpty || !AreaCode.isPrefix(code) {
        throw ValidationError("区划代码应为2、4、6、9或12位数字：\(code)", "an area code has 2, 4, 6, 9 or 12 digits: \(code)")
      }
    }

    func run() throws {
      let level = try CodeOption(name: "--level", list: "level", type: "region.registered").code(ifGiven: self.level)
      let code = self.code + String(repeating: "0", count: 12 - self.code.utf8.count)
      let next = "taizhang query regions"
      try Submission(writing: writing).run((next, next)) { _, now in
        let from = try from?.day("--from", today: now.beijingDay)
        var event = PlainEvent("region.registered", ref ?? "rg-\(code)", time: now.beijingText) {
          $0.member("code", code)
          $0.member("name", name)
          if let level { $0.member("level", level) }
          if let from { $0.member("valid_from", from.text) }
        }
        event.place = code
        return [event]
      }
    }
  }
}
