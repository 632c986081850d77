import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

struct PersonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: say("人员", "People."), subcommands: [Add.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: say("登记人员、密钥和职责，一次完成", "Register a person, a key and a duty at once."),
      discussion: say(
        """
        例：taizhang person add p-0001 --name 张三 --role handler --org org-authority
        一般岗位由一名密钥登记员签名；握有审批、签字、资金或监督权的岗位由牵头人任命、两名登记员核验：--sign p-0003 p-founder p-0002
        退出码：0 已登记；1 被拒绝；65 参数内容有误
        """,
        """
        Example: taizhang person add p-0001 --name 张三 --role handler --org org-authority
        One registrar signs for an ordinary role; one that carries power takes a leader and two registrars: --sign p-0003 p-founder p-0002
        Exit: 0 registered; 1 refused; 65 something given is malformed
        """))

    @OptionGroup var writing: WritingOptions
    @Argument(help: .init(say("人员编号，如 p-0001", "The person's reference, such as p-0001."))) var person: String
    @Option(help: .init(say("姓名（密封保存，不进入日志明文）", "Name; sealed, never in the log in clear."))) var name: String?
    @Option(
      help: .init(
        say("岗位名称或代码（catalogue show duty.assigned）", "Role, code or label (see catalogue show duty.assigned).")))
    var role: String?
    @Option(help: .init(say("单位：编号或名称", "The organisation: reference or name."))) var org: SubjectArgument?
    @Option(help: .init(say("职责对象：农户、村、项目等，编号或名称", "What the duty is for: a household, a village, a project.")))
    var target: SubjectArgument?
    @Option(help: .init(say("12位区划代码或地名", "12-digit area code, or the area's name."))) var place: PlaceArgument?
    @Option(help: .init(say("任期开始", "First day of the duty."))) var from: TimeArgument?
    @Option(help: .init(say("任期结束", "Last day of the duty."))) var to: TimeArgument?
    @Option(help: .init(say("职责编号（默认按人员编号生成）", "The duty's reference (made from the person's by default)."))) var duty:
      String?
    @Flag(help: .init(say("不生成密钥（本人另行生成后再登记）", "Make no key: the person makes and registers one later."))) var noKey =
      false

    func validate() throws {
      try from?.check("--from", isDay: true)
      try to?.check("--to", isDay: true)
    }

    func run() throws {
      let role = try CodeOption.role.code(ifGiven: self.role)
      let session = try writing.session()
      let (finder, today) = (session.finder(), writing.now().beijingDay)
      var enrolment = Enrolment(person: person)
      enrolment.name = name
      enrolment.role = role
      enrolment.org = try org?.found(by: finder, among: ["org"])
      enrolment.target = try target?.found(by: finder)
      enrolment.place = try place?.area(by: finder)
      enrolment.from = try from?.day("--from", today: today).text
      enrolment.to = try to?.day("--to", today: today).text
      enrolment.duty = duty
      enrolment.makesKey = !noKey
      if writing.signersTyped.isEmpty { try session.checkRegistrars(enrolment, []) }
      let keys = try writing.keys(session, toRecord: enrolment.outline(at: writing.now()))
      let done = try session.enrol(enrolment, keys: keys, lateReason: writing.lateReason)
      writing.close(session)
      let secret = session.ledger.folder.secretKey(person)
      let references = [person] + [done.duty].compactMap { $0 }
      OutcomeReport(file: nil, outcome: done.outcome, references: references).print(json: writing.common.json) {
        if let duty = done.duty { $0.member("duty", duty) }
        guard let vkey = done.vkey else { return }
        $0.member("vkey", vkey)
        $0.member("secret", secret)
      }
      if let status = ExitStatus(refused: done.outcome.refusals) { throw status }
      if !writing.common.json, let vkey = done.vkey { report(vkey, secret) }
      let next = try session.founding().steps.first.map { Speech.example($0.command) }
      let household = "taizhang household add hh-0001 --place \(session.regionPlace)"
      Output.hint(next ?? household, next ?? household)
    }

    private func report(_ vkey: String, _ secret: String) {
      Output.line(say("公钥：\(vkey)", "public key: \(vkey)"))
      Output.line(say("私钥：\(secret)（请交本人保管）", "secret key: \(secret) (hand it to the person)"))
    }
  }
}

/// Submits everyday events composed from options, and reports.
struct Submission {
  let writing: WritingOptions
  func run(_ next: (zh: String, en: String), _ events: (LedgerSession, Timestamp) throws -> [PlainEvent]) throws {
    try run { session, now in (try events(session, now), say(next.zh, next.en)) }
  }

  /// - Parameter compose: the events, and the command that is likely next.
  func run(_ compose: (LedgerSession, Timestamp) throws -> (events: [PlainEvent], next: String)) throws {
    let session = try writing.session()
    let (composed, next) = try compose(session, writing.now())
    let keys = try writing.keys(session, toRecord: composed)
    let outcome = try session.submit(composed, keys: keys, lateReason: writing.lateReason)
    writing.close(session)
    try report(outcome, composed.map(\.subject), (next, next))
  }

  /// - Parameter references: the subjects of the events, each once.
  func report(_ outcome: Outcome, _ references: [String], _ next: (zh: String, en: String)) throws {
    OutcomeReport(file: nil, outcome: outcome, references: references).print(json: writing.common.json)
    if let status = ExitStatus(refused: outcome.refusals) { throw status }
    Output.hint(next.zh, next.en)
  }
}
