import Law
import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// The day asked about: today, or the last day of a test ledger, which lives in its own time.
struct DayOption: ParsableArguments {
  @Option(help: .init(say("哪一天（默认今天）", "On which day (today by default)."))) var day: TimeArgument?

  func validate() throws { try day?.check("--day", isDay: true) }

  func value(_ view: LedgerView) throws -> CivilDate { try day?.day("--day", today: view.today) ?? view.today }
}

extension Labels {
  /// How far a duty reaches, in words.
  static func scope(_ scope: String) -> String {
    switch scope {
    case "self": say("本人的", "one's own")
    case "target": say("所包对象", "the duty's target")
    case "org": say("本单位及下级", "its organisation and below")
    case "village": say("本村", "the village")
    case "township": say("本乡镇", "the township")
    case "county": say("本县", "the county")
    case "ledger": say("整个账本", "the whole ledger")
    default: say("不限", "anywhere")
    }
  }

  /// The title of a role.
  static func role(_ code: String) -> String {
    let item = Catalogue.current.codelist("role")?.item(code)
    return item.map { say($0.zh, $0.en) } ?? code
  }
}

struct WhoMayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "who-may",
    abstract: say("谁可以办理某类事件，谁不可以、为什么", "Who may record an event, and who may not and why."),
    discussion: say(
      "例：taizhang who-may 用款审批 pay-2026-0001\n退出码：0 有人可以；1 没有人可以",
      "Example: taizhang who-may disbursement.approved pay-2026-0001\nExit: 0 somebody may; 1 nobody may"))

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var day: DayOption
  @Argument(help: .init(say("事件类型：名称或代码", "Type of event: code or label."))) var type: String
  @Argument(help: .init(say("对象：编号或名称", "The subject: reference or name."))) var subject: SubjectArgument?
  @Option(help: .init(say("新对象的12位区划代码或地名", "12-digit area code of a new subject, or the area's name."))) var place:
    PlaceArgument?

  func run() throws {
    let name = try CatalogueCommand.type(self.type)
    guard let type = Catalogue.current.type(name) else { preconditionFailure("the catalogue has no \(name)") }
    let named = try reading.named()
    let view = named.view
    let reference = try subject?.found(by: named.finder, among: type.subjectPrefixes)
    let answer = try view.whoMay(
      type.name, subject: reference, place: try place?.area(by: named.finder), on: try day.value(view))
    if reading.common.json { printJSON(answer, type.name, reference) } else { try print(answer, type, named.names) }
    if answer.able.isEmpty { throw ExitStatus.no }
  }

  private func print(_ answer: WhoMay, _ type: EventType, _ names: SubjectNames) throws {
    if answer.able.isEmpty {
      let roles = Self.roles(type.name)
      Output.line(
        say(
          "现在没有人可以办理“\(type.zh)”。可以办理的岗位：\(roles)", "nobody may record \"\(type.en)\" now. Roles that may: \(roles)"))
    } else {
      var table = TextTable(header: [
        say("人员", "person"), say("岗位", "role"), say("单位或对象", "organisation or target"), say("范围", "reach"),
        say("方式", "how"),
      ])
      for able in answer.able {
        let person = try names.label(able.person, Speech.language)
        if able.powers.isEmpty { table.add([person, "", "", say("不限", "anywhere"), say("本人办理", "own act")]) }
        for power in able.powers {
          table.add([
            person, power.role.map(Labels.role) ?? "",
            try power.seat.map { try names.label($0, Speech.language) } ?? "", Labels.scope(power.scope),
            power.isForEntering ? say("本人或代录", "own or entered") : say("本人办理", "own act"),
          ])
        }
      }
      Output.write(table.text)
    }
    if let text = answer.able.flatMap(\.beside).first { Output.line(text.spoken) }
    for unable in answer.unable {
      Output.line(
        say("\(unable.person)不可以：", "\(unable.person) may not: ")
          + unable.reasons.map { "\($0.code) \($0.message.spoken)" }.joined(separator: say("；", "; ")))
    }
    for obstacle in answer.obstacles {
      Output.line(say("现在还办不了：", "not yet: ") + "\(obstacle.code) \(obstacle.message.spoken)")
    }
  }

  /// The roles that may, by title, each once.
  static func roles(_ type: String) -> String {
    let state = AssistanceState()
    var titles: [String] = []
    for row in state.rolesThatMay(type) {
      for role in row.roles {
        let title =
          role == "any"
          ? say("任何人", "everybody") : role == "ledger" ? say("账本自身", "the ledger itself") : Labels.role(role)
        if !titles.contains(title) { titles.append(title) }
      }
    }
    return titles.joined(separator: say("、", ", "))
  }

  private func printJSON(_ answer: WhoMay, _ type: String, _ subject: String?) {
    Output.json { writer in
      writer.member("type", type)
      if let subject { writer.member("subject", subject) }
      writer.name("may")
      writer.array { writer in
        for able in answer.able {
          writer.object { writer in
            writer.member("person", able.person)
            writer.name("duties")
            writer.array { writer in for power in able.powers { writer.power(power) } }
            if !able.beside.isEmpty {
              writer.name("beside")
              writer.array { writer in for text in able.beside { writer.bilingual(text) } }
            }
          }
        }
      }
      writer.name("may_not")
      writer.array { writer in
        for unable in answer.unable {
          writer.object { writer in
            writer.member("person", unable.person)
            writer.reasons(unable.reasons)
          }
        }
      }
      writer.reasons(answer.obstacles, name: "obstacles")
      writer.member("others", Int64(answer.others))
    }
  }
}

struct MayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "may", abstract: say("某人可以办理什么", "What a person may record."),
    discussion: say("例：taizhang may p-0003", "Example: taizhang may p-0003"))

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var day: DayOption
  @Argument(help: .init(say("人员：编号或姓名", "The person: reference or name."))) var person: SubjectArgument

  func run() throws {
    let named = try reading.named()
    let view = named.view
    let person = try person.found(by: named.finder, among: ["p"])
    guard try view.row("persons", person) != nil else {
      throw LedgerError(.refused, "E55", "账本中没有人员“\(person)”", "the ledger knows no person \"\(person)\"")
    }
    let powers = view.powers(of: person, on: try day.value(view))
    if reading.common.json {
      return Output.json { writer in
        writer.member("person", person)
        writer.name("powers")
        writer.array { writer in for power in powers { writer.power(power) } }
      }
    }
    var last: String?
    for power in powers {
      let title = heading(power)
      if title != last { Output.line(title) }
      last = title
      let types = power.types.map { Labels.type($0) }.joined(separator: say("、", ", "))
      let entering = power.isForEntering ? say("（可代录）", " (also for others)") : ""
      Output.line("  " + Labels.scope(power.scope) + entering + say("：", ": ") + types)
    }
  }

  private func heading(_ power: AssistanceState.Power) -> String {
    guard let role = power.role else { return say("任何人都可以：", "everybody may:") }
    let seat = power.seat.map { say("（\($0)）", " (\($0))") } ?? ""
    let lent = power.principal.map { say("，受\($0)委托", ", lent by \($0)") } ?? ""
    return Labels.role(role) + seat + lent + say("：", ":")
  }
}

extension JSONWriter {
  fileprivate mutating func power(_ power: AssistanceState.Power) {
    object { writer in
      if let duty = power.duty { writer.member("duty", duty) }
      if let role = power.role { writer.member("role", role) }
      if let seat = power.seat { writer.member("seat", seat) }
      writer.member("scope", power.scope)
      writer.member("entering", power.isForEntering)
      if let principal = power.principal { writer.member("lent_by", principal) }
      writer.name("types")
      writer.array { writer in for type in power.types { writer.string(type) } }
    }
  }

  fileprivate mutating func bilingual(_ text: Bilingual) {
    object { writer in
      writer.member("en", text.en)
      writer.member("zh", text.zh)
    }
  }

  fileprivate mutating func reasons(_ reasons: [Refusal], name: String = "reasons") {
    self.name(name)
    array { writer in
      for reason in reasons {
        writer.object { writer in
          writer.member("code", reason.code)
          writer.name("message")
          writer.bilingual(reason.message)
        }
      }
    }
  }
}
