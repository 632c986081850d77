import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger
import SyntheticCounty

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: say("演示：用虚构的县走一遍全流程", "Show everything on a county that does not exist."),
    discussion: say("例：taizhang demo --into 演示", "Example: taizhang demo --into demo"))

  @Option(help: .init(say("放在哪个文件夹（须不存在或为空）", "Folder to work in: new or empty."))) var into = "taizhang-demo"
  @Option(help: .init(say("政策包", "Policy pack."))) var pack = SyntheticCounty.pack
  @Option(help: .init(say("虚构县的种子", "Seed of the county."))) var seed: UInt64 = 20_260_630
  @Option(name: .long, help: .hidden) var lang: String?

  func run() throws {
    if Files.exists(into), try !Files.names(in: into).isEmpty {
      throw LedgerError(
        .cannotCreate, "E40", "“\(into)”已有内容，请换一个空文件夹", "\"\(into)\" is not empty: choose another folder")
    }
    try Files.makeFolder(into)
    var demo = Demo(folder: into, pack: pack, county: SyntheticCounty(seed: seed))
    try demo.run()
  }
}

/// The steps of the demonstration. Each tells the command that does it, and does it by that command where there is one.
private struct Demo {
  let folder: String
  let pack: String
  let county: SyntheticCounty
  /// The test ledger's time. It is founded before the year that it tells, since no power works for earlier days; the year's registers
  /// are entered on the day after its last.
  private var clock = "\(SyntheticCounty.firstDay.text)T09:00:00+08:00"
  private static let laterClock = "2026-06-30T09:00:00+08:00"

  init(folder: String, pack: String, county: SyntheticCounty) {
    self.folder = folder
    self.pack = pack
    self.county = county
  }

  private var ledger: String { folder + "/ledger" }
  private var workbook: String { folder + "/register.xlsx" }

  mutating func run() throws {
    try county.writeWorkbook(workbook)
    tell(
      "虚构县的台账工作簿：\(workbook)（\(county.sheets.count)张表）",
      "the synthetic county's workbook: \(workbook) (\(county.sheets.count) sheets)")
    try step(
      "建一本测试账本", "make a test ledger",
      [
        "init", "--ledger", ledger, "--test", "--origin", "synthetic.example/ledger", "--region",
        SyntheticCounty.region,
        "--authority", SyntheticCounty.authority, "--pack", pack,
      ])
    for sheet in county.foundingSheets { try importSheet(sheet) }
    let (second, leader) = (CountyKeys.officers[0], CountyKeys.officers[1])
    try appoint(second, "第二位密钥登记员：从此登记密钥有两人核验", "the second key registrar: from now on two vouch for a key")
    tell(
      "为\(county.cadres.count)名干部各登记一把密钥，两位登记员签名",
      "register a key for each of \(county.cadres.count) cadres, under two registrars' signatures")
    try act { [try $0.registerKeys()] }
    try appoint(leader, "牵头人：由他任命，筹建到此结束", "the leader, who appoints: with him the founding is over")
    try importSheet(county.dutySheet)
    clock = Self.laterClock
    tell("一年以后：补录这一年的台账", "a year later: the year's registers are entered")
    for (index, sheet) in county.yearSheets.enumerated() {
      try importSheet(sheet, index == 0 ? ["--clock-confirmed"] : [])
    }
    tell(
      "双签字销号：部门主要负责人与分管县级领导，各用自己的密钥",
      "close solved problems under two signatures, each with the signer's own key")
    try act { try $0.signOff() }
    try look()
    try breakCopy()
    tell(
      "全部完成。请自行试用：export TAIZHANG_LEDGER=\(ledger)", "done. Go on yourself: export TAIZHANG_LEDGER=\(ledger)")
  }

  private func appoint(_ officer: CountyKeys.Officer, _ zh: String, _ en: String) throws {
    try step(
      zh, en,
      [
        "person", "add", officer.reference, "--ledger", ledger, "--name", officer.name, "--role", officer.role, "--org",
        LedgerSetup.authorityReference, "--sign",
      ] + officer.signers)
  }

  private func importSheet(_ sheet: CountySheet, _ more: [String] = []) throws {
    let late = clock == Self.laterClock ? ["--late-reason", "历史台账首次录入（虚构）"] : []
    try step(
      "导入“\(sheet.table.name)”", "import the sheet “\(sheet.table.name)”",
      ["import", sheet.template, workbook, "--ledger", ledger, "--sheet", sheet.table.name]
        + late + more + ["--sign"] + sheet.signers)
  }

  private func look() throws {
    let payment = county.payments[0].reference
    try step(
      "还没有销号的问题", "problems still open",
      [
        "query", "problems", "--ledger", ledger, "--where", "state=opened", "--columns",
        "key,state,kind,about,place",
      ])
    try step("看项目资金", "the fund lines", ["query", "funds", "--ledger", ledger])
    try step(
      "一户的全部经过", "everything about one household",
      ["show", county.households[0].reference, "--ledger", ledger])
    try step("一笔钱从哪来、到哪去", "where one payment came from and went", ["trace", payment, "--ledger", ledger])
    try step(
      "核验：重放全部记录", "verify by replaying everything", ["verify", "--level", "views", "--ledger", ledger])
  }

  /// What a falsified ledger looks like to `verify`.
  private func breakCopy() throws {
    let copy = folder + "/altered"
    try Tampering.copy(ledger, to: copy)
    try Tampering.alterAmount(in: copy)
    tell(
      "把账本复制到 \(copy)，在一笔支付的金额里改动一个字节",
      "copied the ledger to \(copy) and altered one byte of a payment's amount")
    try step(
      "核验被改动的副本（应报失败，退出码2）", "verify the altered copy (it must fail with exit 2)",
      ["verify", "--ledger", copy], expecting: 2)
  }

  private func act(_ body: (CountyKeys) throws -> [Outcome]) throws {
    guard let time = Timestamp(clock) else { preconditionFailure("not a time: \(clock)") }
    let session = try LedgerSession.open(ledger, clock: SuppliedClock(time: time, isLeapConfirmed: true))
    let outcomes = try body(CountyKeys(county, session))
    try session.close()
    let refusals = outcomes.flatMap(\.refusals)
    guard refusals.isEmpty else {
      Output.refusals(refusals)
      throw ExitStatus.no
    }
    Output.line(say("已入账文书：\(outcomes.count)", "notes recorded: \(outcomes.count)"))
  }

  private func step(_ zh: String, _ en: String, _ arguments: [String], expecting: Int32 = 0) throws {
    tell(zh, en)
    Output.line("$ taizhang " + arguments.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " "))
    let environment = ["TAIZHANG_CLOCK": clock, "TAIZHANG_LANG": Speech.language.rawValue]
    let status = try OwnProcess.run(arguments, environment: environment)
    guard status == expecting else {
      Output.diagnostic(
        say("演示中断：退出码\(status)，应为\(expecting)", "the demonstration stopped: exit \(status), not \(expecting)")
      )
      throw ExitStatus(rawValue: status) ?? .no
    }
  }

  private func tell(_ zh: String, _ en: String) {
    Output.line("")
    Output.line("── \(say(zh, en))")
    if Speech.language == .zh { Output.line("   \(en)") }
  }
}

/// Falsifies a copy of a ledger, to show what that leads to.
private enum Tampering {
  /// Copies what a reader of the ledger needs; keys and personal data stay behind.
  static func copy(_ source: String, to target: String) throws {
    try Files.makeFolder(target)
    for name in try Files.names(in: source) where !["keys", "vault", "lock"].contains(name) {
      try copyItem("\(source)/\(name)", "\(target)/\(name)")
    }
  }

  private static func copyItem(_ source: String, _ target: String) throws {
    guard let names = try? Files.names(in: source) else {
      return try Files.write(target, try Files.read(source))
    }
    try Files.makeFolder(target)
    for name in names where name != "lock.mdb" { try copyItem("\(source)/\(name)", "\(target)/\(name)") }
  }

  /// Changes one bit of the amount of the first payment found in the log's file.
  static func alterAmount(in ledger: String) throws {
    let path = ledger + "/log/data.mdb"
    var bytes = try Files.read(path)
    guard let payment = find(#""type":"disbursement.paid""#, in: bytes, from: 0),
      let amount = find(#""amount_fen":"#, in: bytes, from: payment)
    else {
      throw LedgerError(.missing, "E48", "“\(path)”里没有支付", "there is no payment in \"\(path)\"")
    }
    bytes[amount] ^= 1
    try Files.write(path, bytes)
  }

  /// The offset behind the first occurrence.
  private static func find(_ text: String, in bytes: [UInt8], from: Int) -> Int? {
    let pattern = Array(text.utf8)
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    for index in from...(bytes.count - pattern.count) where bytes[index] == first {
      if bytes[index..<(index + pattern.count)].elementsEqual(pattern) { return index + pattern.count }
    }
    return nil
  }
}
