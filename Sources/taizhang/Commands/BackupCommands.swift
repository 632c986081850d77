import ArgumentParser
import AssistanceLedger
import EventSourcing
import Glibc
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
  /// Set in the child. Not for people.
  @Flag(help: .hidden) var inProcess = false

  func run() throws {
    if inProcess { return try copy() }
    let isOurs = try !Files.exists(into) || Files.names(in: into).isEmpty
    let child = try VerifierChild.run("/proc/self/exe", CommandLine.arguments.dropFirst() + ["--in-process"])
    switch child {
    case .exited(0): break
    case .exited(let status): Glibc.exit(status)
    case .damaged(let error), .defective(let error), .interrupted(let error):
      // Half a copy is taken for a whole one some day.
      if isOurs, Files.exists(into) { try Files.remove(into) }
      throw error
    }
  }

  private func copy() throws {
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
