import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger

struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: say("发布为静态文件，任何网站或存储桶都可提供", "Publish as static files for any web server or bucket."),
    discussion: say(
      """
      例：taizhang publish /srv/www/ledger；以后每次只写新增部分
      内容：C2SP哈希块、条目包、检查点。条目含全部记录（姓名等已密封）；加 --public 则不含条目，只供核对检查点和证明。
      先写哈希块和条目，全部落盘后才换检查点：任何时候中断，读者都不会看到缺块的检查点。
      """,
      """
      Example: taizhang publish /srv/www/ledger; each further call writes what was added
      It writes C2SP tiles, entry bundles and the checkpoint. Entries hold every record (names are sealed); --public leaves them out: what remains checks checkpoints and proofs.
      The checkpoint is replaced when all it needs is on the disk: whenever this stops, no reader sees a checkpoint whose tiles are missing.
      """))

  @OptionGroup var common: CommonOptions
  @Argument(help: .init(say("发布到的文件夹", "The folder to publish in."))) var into: String
  @Flag(name: .customLong("public"), help: .init(say("不含条目包", "Without the entries."))) var isPublic = false
  @Flag(help: .init(say("全部重写", "Write every file again."))) var again = false

  func run() throws {
    let progress = ProgressBar(say("发布", "publishing"))
    let ledger = try common.open()
    let purpose = try ledger.purpose()
    let summary = try Publisher.publish(ledger, to: into, isPublic: isPublic, isAgain: again) {
      done, total in
      progress.show(done, total)
    }
    progress.end()
    if common.json {
      Output.json {
        $0.member("folder", into)
        if let purpose { $0.member("purpose", purpose.rawValue) }
        $0.member("before", Int64(clamping: summary.before))
        $0.member("size", Int64(clamping: summary.size))
        $0.member("waiting", Int64(clamping: summary.waiting))
        if summary.waiting > 0 { $0.member("message", waiting(summary.waiting)) }
        $0.member("files", Int64(summary.fileCount))
        $0.member("bytes", Int64(summary.byteCount))
      }
    } else {
      let added = summary.size - summary.before
      Output.line(
        say(
          "已发布：\(into)，共\(summary.size)条（新增\(added)条），写入\(summary.fileCount)个文件",
          "published: \(into), \(summary.size) entries (\(added) new), \(summary.fileCount) files written"))
      if summary.waiting > 0 { Output.line(waiting(summary.waiting).spoken) }
    }
    let next = summary.waiting > 0 ? "taizhang witness ask" : "taizhang verify --tiles \(into)"
    Output.hint(next, next)
  }

  /// What is held back, and how it gets out.
  private func waiting(_ count: UInt64) -> Bilingual {
    Bilingual(
      "还有\(count)条没有发布：等待见证人签名。请 taizhang witness ask（没有网络的见证人：witness request、witness take），签齐后再 taizhang publish \(into)",
      "not published yet: \(count) of the entries, waiting for witnesses' cosignatures. Run taizhang witness ask (for witnesses without a network: witness request, witness take), then taizhang publish \(into) again"
    )
  }
}
