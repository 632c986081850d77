import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: say("打印最新的签名检查点", "Print the newest signed checkpoint."),
    discussion: say(
      "例：taizhang checkpoint > 2026-11-20.checkpoint", "Example: taizhang checkpoint > 2026-11-20.checkpoint"))

  @OptionGroup var common: CommonOptions

  func run() throws {
    let ledger = try common.open()
    guard let note = try ledger.log.snapshot().newestCheckpoint() else {
      throw LedgerError(.integrity, "L04", "账本没有检查点", "the ledger has no checkpoint")
    }
    Output.write(bytes: note)
  }
}

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: say("从日志重建全部派生数据", "Build all derived state again from the log."),
    discussion: say("例：taizhang rebuild --jobs 2", "Example: taizhang rebuild --jobs 2"))

  @OptionGroup var common: CommonOptions
  @OptionGroup var wait: WaitOption
  @Option(help: .init(say("并行线程数", "Threads."))) var jobs = 2

  func validate() throws { try ReadingOptions.check(jobs: jobs) }

  func run() throws {
    let ledger = try Ledger.open(
      common.path, domain: AssistanceDomain(), access: .writing, patience: wait.patience)
    try Output.notes(of: ledger)
    let progress = ProgressBar(say("重建", "rebuilding"))
    let count = try ledger.rebuild(jobs: jobs) { done, total in progress.show(done, total) }
    progress.end()
    if common.json {
      Output.json { $0.member("events", Int64(count)) }
    } else {
      Output.line(say("已重建：\(count)个事件", "rebuilt: \(count) events"))
    }
  }
}
