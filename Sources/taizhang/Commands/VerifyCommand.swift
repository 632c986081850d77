import ArgumentParser
import AssistanceLedger
import EventSourcing
import Glibc
import Ledger

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: say("核验账本：哈希、签名、规则、视图", "Verify the ledger: hashes, signatures, rules, views."),
    discussion: say(
      """
      例：taizhang verify --level signatures；taizhang verify --format junit > verify.xml
      发布的文件：taizhang verify --tiles https://example.gov.cn/ledger --policy witnesses.policy
      在独立进程中进行：损坏的数据库文件可能使读取它的进程被系统终止。
      退出码：0 无发现；1 有发现；2 完整性破坏；65 本版本不能判断其规则；66 没有账本；70 程序缺陷；74 读写错误
      """,
      """
      Example: taizhang verify --level signatures; taizhang verify --format junit > verify.xml
      Published files: taizhang verify --tiles https://example.gov.cn/ledger --policy witnesses.policy
      It runs in a process of its own: a torn database file can get whoever reads it killed.
      Exit: 0 nothing found; 1 findings; 2 integrity failure; 65 rules this version cannot judge; 66 no ledger; 70 a defect in the program; 74 I/O
      """))

  enum Level: String, ExpressibleByArgument, CaseIterable {
    case hashes, signatures, rules, views

    var value: VerificationLevel {
      switch self {
      case .hashes: .hashes
      case .signatures: .signatures
      case .rules: .rules
      case .views: .views
      }
    }
  }

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, junit }

  @OptionGroup var common: CommonOptions
  @Option(
    help: .init(say("核验到哪一级：hashes、signatures、rules、views", "Up to which level: hashes, signatures, rules, views.")))
  var level: Level?
  @Option(help: .init(say("并行线程数", "Threads."))) var jobs = 2
  @Option(help: .init(say("输出格式：text、json、junit", "Format: text, json, junit."))) var format: Format?
  @Option(
    help: .init(
      say(
        "最新记录等待外部锚定不得超过的小时数（默认24，仅对已有锚定的账本；写明则对所有账本）",
        "The most hours the newest entries may wait for an anchor: 24 for ledgers that have anchors; if given, for all."
      ),
      valueName: "hours"))
  var anchoredWithin: Int64?
  @Option(
    help: .init(
      say(
        "只核验此检查点之后新增的部分（哈希一级）；另给 --level 则全量重放",
        "Only what was added since this checkpoint (level hashes); with --level everything is replayed too."),
      valueName: "file"))
  var since: String?
  @Option(
    help: .init(say("核验已发布的文件：文件夹或网址", "Verify published files: a folder or an address."), valueName: "dir|url"))
  var tiles: String?
  @OptionGroup var pins: PinOptions
  /// Set in the child. Not for people.
  @Flag(help: .hidden) var inProcess = false

  func validate() throws {
    if anchoredWithin != nil, tiles != nil || since != nil {
      throw ValidationError(
        "--anchored-within 用于核验账本文件夹", "--anchored-within is for the ledger's folder, without --tiles and --since")
    }
    if let anchoredWithin, !(1...87_600).contains(anchoredWithin) {
      throw ValidationError("--anchored-within 应为1至87600小时", "--anchored-within takes 1 to 87600 hours")
    }
    if tiles == nil, since == nil, pins.vkey != nil || pins.genesis != nil {
      throw ValidationError(
        "--vkey、--genesis 与 --tiles 或 --since 同用", "--vkey and --genesis go with --tiles or --since")
    }
    try SuppliedClock.checkEnvironment()
    try ReadingOptions.check(jobs: jobs)
  }

  func run() throws {
    guard inProcess else {
      // The same program again: the link is resolved by the child, which is what it points to.
      let child = try VerifierChild.run("/proc/self/exe", CommandLine.arguments.dropFirst() + ["--in-process"])
      switch child {
      case .exited(0): break
      case .exited(let status): Glibc.exit(status)
      case .damaged(let error): try printDamage(tiles == nil ? error : Self.killedByFiles)
      case .defective(let error), .interrupted(let error): throw error
      }
      if tiles == nil {
        Output.hint(
          "taizhang checkpoint > \(common.path).checkpoint", "taizhang checkpoint > \(common.path).checkpoint")
      }
      return
    }
    let started = Self.seconds()
    let progress = ProgressBar(say("核验", "verifying"))
    var report = try verify { done, total in progress.show(done, total) }
    progress.end()
    report.seconds = Self.seconds() - started
    if tiles != nil || since != nil { report.isGenesisChecked = pins.genesis != nil }
    if tiles == nil {
      report.advice += try advice(report)
    } else if let absence = try Ledger.memoryAbsence() {
      report.advice.append(VerificationReport.Advice(id: "outside", message: absence))
    }
    print(report)
    if report.exitStatus != 0 { Glibc.exit(report.exitStatus) }
  }

  /// What lies beside the log and deserves a word. A folder that cannot be opened has its finding already.
  private func advice(_ report: VerificationReport) throws -> [VerificationReport.Advice] {
    guard !report.isIntegrityFailure else { return [] }
    let ledger = try Ledger.open(common.path, domain: AssistanceDomain(), access: .asFound)
    let findsDerived = report.completed == .views
    return try Checkup(ledger, now: SystemClock().now()).advice(findsDerived: findsDerived).map {
      VerificationReport.Advice(id: $0.id, message: $0.message)
    }
  }

  private func print(_ report: VerificationReport) {
    switch format ?? (common.json ? .json : .text) {
    case .text: for line in report.lines(Speech.language) { Output.line(line) }
    case .json: Output.write(bytes: report.jsonBytes)
    case .junit: Output.write(bytes: report.junitBytes)
    }
    Output.flush()
  }

  /// The published files did it: there is no database here to restore.
  private static let killedByFiles = LedgerError(
    .integrity, "L10", "核验所发布的文件时进程被系统终止：文件可疑，不可采信；请保存这些文件并报告此事",
    "verifying the published files killed the process: they are suspect, do not rely on them; keep them and report this"
  )

  /// A machine that reads the report gets one, also when the child could not write it.
  private func printDamage(_ error: LedgerError) throws {
    if format ?? (common.json ? .json : .text) == .text { throw error }
    let report = VerificationReport(level: level?.value ?? .views, failure: error)
    print(report)
    Glibc.exit(report.exitStatus)
  }

  /// Since a checkpoint, only what was added is looked at, unless a level above the hashes is asked for: what the rules say of
  /// new entries depends on all before them.
  private func verify(_ progress: (UInt64, UInt64) -> Void) throws -> VerificationReport {
    guard let since else { return try verifyAll(level ?? .views, progress) }
    let note = try Files.read(since, limit: 1 << 20)
    let added =
      if let tiles {
        try Ledger.verify(
          published: publishedFiles(tiles), since: note, pins: pins.pins(), jobs: jobs, progress: progress)
      } else {
        try Ledger.verify(
          common.path, since: note, pins: pins.pins(), domain: AssistanceDomain(), progress: progress)
      }
    guard let level, level != .hashes else { return added }
    return try verifyAll(level, progress).adding(added.findings)
  }

  private func verifyAll(_ level: Level, _ progress: (UInt64, UInt64) -> Void) throws -> VerificationReport {
    guard let tiles else {
      return try Ledger.verify(
        common.path, domain: AssistanceDomain(), level: level.value, jobs: jobs, anchors: duty(),
        progress: progress)
    }
    return try Ledger.verify(
      published: publishedFiles(tiles), domain: AssistanceDomain(), level: level.value, pins: pins.pins(), jobs: jobs,
      progress: progress)
  }

  /// How long the newest entries may wait for an anchor.
  ///
  /// A policy given takes the place of the ledger's own: it says whose anchors count.
  private func duty() throws -> AnchorDuty {
    let now = SuppliedClock.environmentTime ?? SystemClock().now()
    var duty = AnchorDuty(hours: anchoredWithin ?? 24, now: now, isForAll: anchoredWithin != nil)
    duty.policy = try pins.policy.map { path in try Cosigning.read(path) }
    return duty
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
