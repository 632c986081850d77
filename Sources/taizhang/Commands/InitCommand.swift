import ArgumentParser
import AssistanceLedger
import EventSourcing
import Glibc
import Ledger
import TransparencyLog

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: say("新建账本", "Make a new ledger."),
    discussion: say(
      "例：taizhang init --origin qingcheng.gs.example/ledger --region 621021 --authority 庆城县委农村工作领导小组",
      "Example: taizhang init --origin qingcheng.gs.example/ledger --region 621021 --authority \"Qingcheng leading group\""
    ))

  @OptionGroup var common: CommonOptions
  @Option(
    help: .init(say("账本名称，如 qingcheng.gs.example/ledger", "Name of the ledger, such as qingcheng.gs.example/ledger.")))
  var origin: String?
  @Option(help: .init(say("区划代码", "Area code of the region.")))
  var region: String?
  @Option(help: .init(say("主管机关名称", "The organisation that answers for it.")))
  var authority: String?
  @Option(help: .init(say("启用的政策包，可多次给出", "A policy pack to activate; may be repeated.")))
  var pack: [String] = []
  @Option(help: .init(say("创建人编号（首位登记人）", "The founder's reference (the first registrar).")))
  var founder = "p-founder"
  @Flag(help: .init(say("建测试账本（可指定时间，输出均有标记）", "Make a test ledger: takes a supplied clock, and says so everywhere.")))
  var test = false
  @Option(help: .init(say("测试账本的时间", "The time, for a test ledger only.")))
  var clock: String?

  func run() throws {
    let setup = LedgerSetup(
      path: common.path,
      origin: try origin
        ?? ask("账本名称（如 qingcheng.gs.example/ledger）", "Name of the ledger (such as qingcheng.gs.example/ledger)"),
      region: try region ?? ask("区划代码（如 621021）", "Area code (such as 621021)"),
      authority: try authority ?? ask("主管机关名称", "The organisation that answers for it"),
      founder: founder, purpose: purpose, packs: pack)
    let ledger = try setup.make(clock: try chosenClock())
    report(ledger)
    try Output.notes(of: ledger)
    if let kept = try ledger.outsideCheckpoint(), kept.size == nil {
      Output.note(
        Bilingual(
          "最新检查点没能另存在“\(kept.path)”，账本被换成旧的也察觉不到；请执行 taizhang doctor",
          "the newest checkpoint could not be remembered in \"\(kept.path)\", so an older ledger put in place would go unnoticed: run taizhang doctor"
        ))
    }
    guide()
  }

  private var purpose: GenesisPlan.Purpose { test ? .test : .production }

  private func chosenClock() throws -> any LedgerClock {
    guard let text = clock ?? environment("TAIZHANG_CLOCK") else { return SystemClock() }
    guard test, let time = Timestamp(text) else {
      throw ValidationError("--clock 只用于 --test，且须为带时区的时间", "--clock needs --test and a date-time with offset")
    }
    return SuppliedClock(time: time)
  }

  private func ask(_ zh: String, _ en: String) throws -> String {
    Output.prompt(say(zh, en) + "：")
    guard let answer = Self.line(), !answer.isEmpty else {
      throw ValidationError("没有回答：\(zh)", "no answer: \(en)")
    }
    if let fault = TextFault(in: answer) { throw LedgerError(fault, in: Bilingual(zh, en)) }
    return answer
  }

  /// A line of standard input, at most 1,000 bytes of it: what never ends is no answer. Nil for none, and for bytes that are no text.
  private static func line() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count <= 1000, read(STDIN_FILENO, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return bytes.count > 1000 ? nil : String(validating: bytes, as: UTF8.self)
  }

  private func report(_ ledger: Ledger) {
    if common.json {
      Output.json {
        $0.member("origin", ledger.about.origin)
        $0.member("purpose", purpose.rawValue)
        $0.member("genesis", ledger.about.genesis.base64)
        $0.member("keys", ledger.folder.keys)
      }
    } else {
      if let mark = purpose.mark { Output.line(mark.spoken) }
      Output.line(say("已建账本：\(common.path)", "made the ledger: \(common.path)"))
      Output.line(say("名称：\(ledger.about.origin)", "origin: \(ledger.about.origin)"))
      Output.line(
        say(
          "创世哈希（请抄存，核验以此为准）：\(ledger.about.genesis.base64)",
          "genesis hash (note it down: all checking rests on it): \(ledger.about.genesis.base64)"))
      Output.line(say("密钥在：\(ledger.folder.keys)（请勿外传）", "keys are in: \(ledger.folder.keys) (keep them secret)"))
    }
  }

  /// What comes before anybody can appoint, sign or pay. People and registers may be entered at once.
  private func guide() {
    let founding = Founding(founder: founder)
    if !common.json {
      Output.line(
        say(
          "现在就可以登记机构、人员、农户和走访。要审批、付款、销号，先依次登记：",
          "organisations, people, households and visits can be entered at once; before anybody approves, pays or signs off, register in this order:"
        ))
      for (index, step) in founding.introduction.enumerated() {
        Output.line("  \(index + 1). \(step.what.spoken)\n     \(Speech.example(step.command))")
      }
    }
    let next = Speech.example(founding.steps[0].command)
    Output.hint(next, next)
  }
}
