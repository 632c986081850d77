import ArgumentParser
import AssistanceLedger
import EventSourcing
import Glibc
import Ledger
import TransparencyLog

struct FollowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow", abstract: say("跟随已发布的账本，保持一份经核验的副本", "Keep a verified replica of a published ledger."),
    discussion: say(
      """
      例：taizhang follow https://example.gov.cn/ledger --into replica --genesis 创世哈希
      来源是网址、publish 写出的文件夹，或另一账本（副本）的文件夹。每条都核对哈希、签名和规则后才收下。
      来源回滚或出现两份历史时停止（退出码2），双方检查点存于 副本/follow/evidence。副本可查询、可核验，不能记账。
      """,
      """
      Example: taizhang follow https://example.gov.cn/ledger --into replica --genesis HASH
      The source is an address, a folder that publish wrote, or another ledger's (replica's) folder. An entry is taken in when its hash, its signatures and the rules have been checked.
      When the source goes back or shows two histories it stops (exit 2) with both checkpoints in REPLICA/follow/evidence. A replica can be queried and verified, not appended to.
      """))

  @Argument(help: .init(say("来源：网址或文件夹", "The source: an address or a folder."))) var source: String
  @Option(help: .init(say("副本文件夹", "The replica's folder."), valueName: "dir")) var into: String
  @Flag(help: .init(say("只追赶一次", "Catch up once and end."))) var once = false
  @Option(help: .init(say("每隔多少秒看一次", "Seconds between looks."), valueName: "s")) var every = 10
  @Option(help: .init(say("并行线程数", "Threads."))) var jobs = 2
  @OptionGroup var pins: PinOptions
  @Flag(name: .long, help: .init(say("以JSON输出，每次一行", "Print JSON, one line each time."))) var json = false
  @Option(name: .long, help: .hidden) var lang: String?

  func validate() throws {
    if !(1...86_400).contains(every) {
      throw ValidationError("--every 应为1至86400秒", "--every takes 1 to 86400 seconds")
    }
    try ReadingOptions.check(jobs: jobs)
  }

  func run() throws {
    let files = try publishedFiles(source)
    if let absence = try Ledger.memoryAbsence() { Output.note(absence) }
    var replica: Replica?
    while true {
      do {
        let open =
          try replica
          ?? Replica.open(
            into, following: files, domain: AssistanceDomain(), pins: pins.pins(), jobs: jobs)
        replica = open
        try show(open)
      } catch let error as LedgerError where !once && Self.mayPass(error) {
        // A server that is away comes back.
        Failure.report(error)
      }
      if once { return }
      sleep(UInt32(every))
    }
  }

  private func show(_ replica: Replica) throws {
    let bar = ProgressBar(say("追赶", "catching up"))
    let progress = try replica.catchUp { done, total in bar.show(done, total) }
    bar.end()
    if let failure = progress.memoryFailure { Output.note(LedgerError.unkept(failure)) }
    guard once || progress.size > progress.before else { return }
    if json {
      Output.json {
        $0.member("size", Int64(clamping: progress.size))
        $0.member("added", Int64(clamping: progress.size - progress.before))
        $0.member("root", progress.checkpoint.root.base64)
      }
    } else {
      let added = progress.size - progress.before
      Output.line(
        say(
          "副本\(into)：\(progress.size)条（新增\(added)条），已核验",
          "replica \(into): \(progress.size) entries (\(added) new), verified"))
    }
    Output.flush()
  }

  private static func mayPass(_ error: LedgerError) -> Bool {
    switch error.kind {
    case .inputOutput, .missing, .tryAgain: true
    // What is no checkpoint at all is the network's or the server's trouble.
    case .malformed: error.code == "E81"
    default: false
    }
  }
}
