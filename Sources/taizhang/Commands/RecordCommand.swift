import ArgumentParser
import Assistance
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import TransparencyLog

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: say("记一个事件：组成、签名、入账", "Record one event: composed, signed, appended."),
    discussion: say(
      """
      例：taizhang record visit.recorded --subject hh-0001 visitor=p-0001 minutes=45 --sign p-0001
          taizhang record disbursement.requested --subject pay-1 allocation=al-1 project=pr-1 amount=0.5万元 --sign p-0001
      字段名可用代码或中文；金额须带单位。有哪些字段：taizhang catalogue show visit.recorded
      退出码：0 已入账；1 被拒绝；65 字段填写有误；66 没有账本或密钥；75 另有写入者
      """,
      """
      Example: taizhang record visit.recorded --subject hh-0001 visitor=p-0001 minutes=45 --sign p-0001
               taizhang record disbursement.requested --subject pay-1 allocation=al-1 project=pr-1 amount=0.5万元 --sign p-0001
      A field goes by its name or its Chinese label; money needs its unit. The fields: taizhang catalogue show visit.recorded
      Exit: 0 recorded; 1 refused; 65 a field is malformed; 66 no ledger or key; 75 another writer is at work
      """))

  @OptionGroup var writing: WritingOptions
  @OptionGroup var form: FormOptions

  func run() throws {
    let session = try writing.session()
    var event = try form.event(now: writing.now(), finder: session.finder())
    let keys = try writing.keys(session, toRecord: [event])
    event.evidence = try form.evidence(of: event, session.ledger.folder)
    var seen: [String] = []
    if event.type == "problem.signed" {
      seen = [event.subject]
      try showSeen(event.subject, session)
    }
    let outcome = try session.submit([event], keys: keys, seen: seen, lateReason: writing.lateReason)
    writing.close(session)
    OutcomeReport(file: nil, outcome: outcome, references: [event.subject]).print(json: writing.common.json)
    if let status = ExitStatus(refused: outcome.refusals) { throw status }
    Output.hint("taizhang show \(event.subject)", "taizhang show \(event.subject)")
  }

  /// What a sign-off binds, before it is signed.
  private func showSeen(_ problem: String, _ session: LedgerSession) throws {
    let chain = try session.writer.chain(problem)
    Output.diagnostic(
      say(
        "将签署：\(problem)，共\(chain.count)个事件，链头\(chain.head.base64)（全部经过：taizhang signoff show \(problem)）",
        "signing: \(problem), \(chain.count) events, chain head \(chain.head.base64) (the whole trail: taizhang signoff show \(problem))"
      ))
  }
}

/// An event as it is filled in on a command line.
struct FormOptions: ParsableArguments {
  @Argument(help: .init(say("事件类型", "Type of event."))) var type: String
  @Argument(help: .init(say("字段=值", "field=value"), valueName: "field=value")) var fields: [String] = []
  @Option(help: .init(say("对象：编号或名称", "The subject: reference or name."))) var subject: SubjectArgument
  @Option(
    help: .init(
      say(
        "发生时间（默认现在）：如 2026-11-29、2026年11月29日 14:10、昨天",
        "When it happened (now by default): 2026-11-29, 2026/11/29 14:10, yesterday.")))
  var time: TimeArgument?
  @Option(help: .init(say("经办人：编号或姓名（默认首位签名人）", "Who did it, reference or name (the first signer by default).")))
  var by: SubjectArgument?
  @Option(help: .init(say("依据：本人、代录、纸质", "Basis: own, entered, paper."))) var basis: BasisArgument?
  @Option(help: .init(say("12位区划代码或地名", "12-digit area code, or the area's name."))) var place: PlaceArgument?
  @Option(help: .init(say("佐证文件，可多次", "A file as evidence; may be repeated."))) var attach: [String] = []
  @Option(
    help: .init(
      say(
        "佐证种类：名称或代码（默认同事件所写，否则按文件判断）",
        "Kind of evidence (the event's own by default, else judged by the file)."))) var attachKind: String?

  func validate() throws {
    try time?.check("--time")
    _ = try Self.pairs(fields)
  }

  static func pairs(_ fields: [String]) throws -> [(String, String)] {
    try fields.map { field in
      guard let equals = field.firstIndex(of: "="), equals != field.startIndex else {
        throw ValidationError("字段应写成 名称=值：\(field)", "a field is written name=value: \(field)")
      }
      return (String(field[..<equals]), String(field[field.index(after: equals)...]))
    }
  }

  /// - Parameter finder: finds whom names mean; nil where no ledger is at hand.
  func event(now: Timestamp, finder: SubjectFinder?) throws -> PlainEvent {
    let time = try time?.eventTime("--time", today: now.beijingDay) ?? now.beijingText
    var event = try Self.compose(type, subject.typed, time, try Self.pairs(fields), today: now.beijingDay, finder)
    event.by = try by?.found(by: finder, among: ["p"])
    event.basis = basis?.basis ?? .own
    event.place = try place?.area(by: finder)
    return event
  }

  static func compose(
    _ type: String, _ subject: String, _ time: String, _ pairs: [(String, String)], today: CivilDate,
    _ finder: SubjectFinder?
  ) throws -> PlainEvent {
    do {
      return try EventForm.compose(
        type: type, subject: subject, time: time, pairs: pairs, today: today, finder: finder)
    } catch {
      // A type that the program has not is a wrong name, not a wrong value.
      let kind = error.code == "X155" ? .usage : SubjectFinder.kind(of: error.code)
      throw LedgerError(kind, error.code, "\(error.zh)。\(error.advice.zh)", "\(error.en). \(error.advice.en)")
    }
  }

  /// Copies the attached files into the ledger, then names them; nil when there are none.
  func evidence(of event: PlainEvent, _ folder: Folder) throws -> JSONValue? {
    let kind = try evidenceKind(of: event)
    return try attach.isEmpty ? nil : EvidenceFiles.keep(attach, kind: kind, folder)
  }

  /// What the files are said to be; nil leaves it to their names. A sign-off counts kinds, so the two ways of saying it must
  /// not differ.
  private func evidenceKind(of event: PlainEvent) throws(LedgerError) -> String? {
    let option = CodeOption(name: "--attach-kind", list: "evidence_kind", type: "evidence.attached")
    let given = try option.code(ifGiven: attachKind)
    let stated = EvidenceFiles.kind(statedBy: event)
    if let given, let stated, given != stated {
      throw LedgerError(
        .malformed, "E36", "佐证种类写了两个：事件中是\(stated)，--attach-kind 是\(given)；请只留一个",
        "two kinds of evidence are given, \(stated) in the event and \(given) with --attach-kind: leave one out")
    }
    return given ?? stated
  }
}

struct CorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: say("更正一个事件（原事件保留）", "Correct an event; the original stays."),
    discussion: say(
      "例：taizhang correct 17.0 minutes=40 --reason 录入有误 --sign p-0001\n钱款和签字事件不能更正，只能冲销或退回。",
      "Example: taizhang correct 17.0 minutes=40 --reason typo --sign p-0001\nMoney and signatures are never corrected: reverse or return them."
    ))

  @OptionGroup var writing: WritingOptions
  @Argument(help: .init(say("事件：SEQ.POS或TX.POS", "The event: SEQ.POS or TX.POS."))) var event: String
  @Argument(help: .init(say("字段=值", "field=value"), valueName: "field=value")) var fields: [String]
  @Option(help: .init(say("更正原因", "Why."))) var reason: String

  func validate() throws { _ = try FormOptions.pairs(fields) }

  func run() throws {
    let session = try writing.session()
    let keys = try writing.keys(session)
    let target = try session.event(event)
    let plain = try FormOptions.compose(
      target.event.type, target.event.subject, writing.now().beijingText, try FormOptions.pairs(fields),
      today: writing.now().beijingDay, session.finder())
    let note = try session.composeCorrection(
      of: target, fields: plain.data, reason: reason, keys: keys, lateReason: writing.lateReason)
    let outcome = try session.append([note])[0]
    writing.close(session)
    let next = "taizhang show \(target.event.subject)"
    try Submission(writing: writing).report(outcome, [target.event.subject], (next, next))
  }
}

struct VoidCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "void", abstract: say("作废一个事件（原事件保留）", "Void an event; the original stays."),
    discussion: say(
      "例：taizhang void 17.0 --reason 重复录入 --sign p-0001",
      "Example: taizhang void 17.0 --reason duplicate --sign p-0001"))

  @OptionGroup var writing: WritingOptions
  @Argument(help: .init(say("事件：SEQ.POS或TX.POS", "The event: SEQ.POS or TX.POS."))) var event: String
  @Option(help: .init(say("作废原因", "Why."))) var reason: String

  func run() throws {
    let session = try writing.session()
    let keys = try writing.keys(session)
    let target = try session.event(event)
    let note = try session.composeAnnulment(of: target, reason: reason, keys: keys, lateReason: writing.lateReason)
    let outcome = try session.append([note])[0]
    writing.close(session)
    let next = "taizhang show \(target.event.subject)"
    try Submission(writing: writing).report(outcome, [target.event.subject], (next, next))
  }
}
