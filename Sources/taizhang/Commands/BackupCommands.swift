import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: say("备份账本", "Copy the ledger."),
    discussion: say(
      """
      例：taizhang backup /mnt/usb/2026-11-20 --vault
      含日志、佐证文件、说明文件和最新检查点；加 --vault 含姓名等密封内容；不含密钥，请另行妥善保管。写入者可同时工作。
      """,
      """
      Example: taizhang backup /mnt/usb/2026-11-20 --vault
      It holds log, evidence files, description and newest checkpoint; with --vault what is sealed too; never the keys: keep those apart. A writer may go on meanwhile.
      """))

  @OptionGroup var common: CommonOptions
  @Argument(help: .init(say("空文件夹", "An empty folder."))) var into: String
  @Flag(help: .init(say("连同保密库（姓名等密封内容）", "With the vault: names and other sealed values."))) var vault = false

  func run() throws {
    let size = try common.open().copy(to: into, withVault: vault)
    if common.json {
      Output.json {
        $0.member("folder", into)
        $0.member("size", Int64(clamping: size))
        $0.member("vault", vault)
      }
    } else {
      Output.line(
        say(
          "已备份：\(into)，共\(size)条；检查点：\(into)/checkpoint",
          "copied: \(into), \(size) entries; checkpoint: \(into)/checkpoint"))
    }
    Output.hint("请把检查点另存一处", "keep the checkpoint in another place too")
  }
}

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: say("从备份恢复", "Put a copy back."),
    discussion: say(
      """
      例：taizhang restore /mnt/usb/2026-11-20 --into ledger --checkpoint latest.checkpoint
      须给出账本之外保存的最新检查点：备份若比它旧，恢复会丢失其后的记录，因而拒绝（退出码2），
      除非用 --from 从已发布的文件或副本补上，逐条核验。
      密钥不在备份中，恢复后请放回 keys/。
      """,
      """
      Example: taizhang restore /mnt/usb/2026-11-20 --into ledger --checkpoint latest.checkpoint
      It asks for the latest checkpoint kept outside: a copy older than that would lose what came after, and is refused (exit 2), unless --from names published files or a replica to take it from, each entry checked.
      Keys are not in a copy: put them back into keys/ afterwards.
      """))

  @Argument(help: .init(say("备份文件夹", "The copy."))) var from: String
  @Option(help: .init(say("恢复到（空文件夹）", "Where to (an empty folder)."))) var into: String
  @Option(help: .init(say("账本外保存的最新检查点文件", "The latest checkpoint kept outside."))) var checkpoint: String?
  @Option(
    name: .customLong("from"),
    help: .init(
      say("备份之后的记录从哪里补上：已发布的文件夹、网址或副本", "Where to take from what came after the copy: published files or a replica."),
      valueName: "dir|url"))
  var published: String?
  @Option(help: .hidden) var acceptLoss: String?
  @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
  @Option(name: .long, help: .hidden) var lang: String?

  func validate() throws {
    if acceptLoss != nil {
      throw ValidationError(
        say(
          "本版本不支持 --accept-loss：目录中还没有记录损失的事件；请用 --checkpoint 给出最新检查点",
          "--accept-loss is not supported in this version: the catalogue has no event to record a loss; give the latest checkpoint with --checkpoint"
        ))
    }
    if checkpoint == nil {
      throw ValidationError(
        say(
          "请用 --checkpoint 给出账本外保存的最新检查点（没有别的，可用备份中的 checkpoint 文件，但它不能证明备份是最新的）",
          "give the latest checkpoint kept outside with --checkpoint (the copy's own file works, but cannot show that the copy is the latest)"
        ))
    }
  }

  func run() throws {
    guard let checkpoint else { return }
    let note = try Files.read(checkpoint, limit: 1 << 20)
    let size = try Ledger.restore(
      from, into: into, domain: AssistanceDomain(), checkpoint: note,
      catchingUpFrom: try published.map { source in try publishedFiles(source) })
    if json {
      Output.json {
        $0.member("folder", into)
        $0.member("size", Int64(clamping: size))
      }
    } else {
      Output.line(say("已恢复：\(into)，共\(size)条", "restored: \(into), \(size) entries"))
      Output.line(say("请把密钥放回：\(into)/keys（权限600）", "put the keys back into \(into)/keys (mode 600)"))
    }
    Output.hint("taizhang rebuild --ledger \(into)", "taizhang rebuild --ledger \(into)")
  }
}
