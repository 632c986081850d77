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
      例：taizhang backup /mnt/usb/2026-11-20
      含日志、佐证文件、说明文件、最新检查点和保密库（姓名等密封内容）；交给无权看姓名的人时加 --without-vault。
      从不含密钥，请另行妥善保管。缺什么，备份时逐项说明。写入者可同时工作。
      """,
      """
      Example: taizhang backup /mnt/usb/2026-11-20
      It holds log, evidence files, description, newest checkpoint and the vault (names and what else is sealed); for somebody who is not to see names: --without-vault.
      It never holds the keys: keep those apart. What is missing from it is said. A writer may go on meanwhile.
      """))

  @OptionGroup var common: CommonOptions
  @Argument(help: .init(say("空文件夹", "An empty folder."))) var into: String
  @Flag(
    help: .init(say("不含保密库（姓名等密封内容）", "Without the vault: no names and other sealed values."))) var withoutVault =
    false
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
    let ledger = try common.open()
    let progress = ProgressBar(say("备份", "copying"))
    let copy = try ledger.copy(to: into, withVault: !withoutVault) { done, total in progress.show(done, total) }
    progress.end()
    let keys = (try? Files.names(in: ledger.folder.keys))?.filter { $0.hasSuffix(".skey") } ?? []
    if common.json {
      printJSON(copy)
    } else {
      Output.line(
        say(
          "已备份：\(into)，共\(copy.size)条；检查点：\(into)/checkpoint",
          "copied: \(into), \(copy.size) entries; checkpoint: \(into)/checkpoint"))
      for line in Self.missing(copy, keyCount: keys.count) { Output.line(line.spoken) }
    }
    Output.hint("请把检查点另存一处", "keep the checkpoint in another place too")
    // The copy is kept: it holds all that can still be read. Who backs up by a timetable must hear of it.
    if copy.companions.damagedCount > 0 {
      throw LedgerError(
        .integrity, "L10",
        "保密库“\(ledger.folder.vault)”中有\(copy.companions.damagedCount)处密封内容的开封已损坏，备份中同样打不开；备份已保留，请勿删除更早的备份，做法见 taizhang doctor",
        "\(copy.companions.damagedCount) openings in the vault \"\(ledger.folder.vault)\" are damaged and do not open in the copy either; the copy was kept: keep earlier ones too, taizhang doctor says what to do"
      )
    }
  }

  private func printJSON(_ copy: Ledger.Copy) {
    Output.json {
      $0.member("folder", into)
      $0.member("size", Int64(clamping: copy.size))
      $0.member("vault", copy.vault == .copied)
      $0.member("vault_state", copy.vault.rawValue)
      $0.member("sealed", Int64(copy.companions.sealedCount))
      $0.member("sealed_closed", Int64(copy.companions.closedCount))
      $0.strings("evidence_absent", copy.companions.absentEvidence)
      $0.member("keys", false)
    }
  }

  /// What is not in the copy: a line each, and it is the place to learn it, not the day it is needed.
  private static func missing(_ copy: Ledger.Copy, keyCount: Int) -> [Bilingual] {
    var lines: [Bilingual] = []
    let companions = copy.companions
    switch copy.vault {
    case .leftOut:
      lines.append(
        Bilingual(
          "！未含保密库（--without-vault）：从此备份恢复后，\(companions.sealedCount)处姓名等密封内容打不开，也不能再导入人员",
          "! WITHOUT THE VAULT (--without-vault): restored from this copy, \(companions.sealedCount) sealed values such as names stay closed, and people cannot be imported"
        ))
    case .absent where companions.sealedCount > 0:
      lines.append(
        Bilingual(
          "！本机没有保密库，备份中也没有：\(companions.sealedCount)处姓名等密封内容打不开；请找到带保密库的备份，一并保存",
          "! THERE IS NO VAULT here and none in the copy: \(companions.sealedCount) sealed values such as names cannot be opened; find a copy that has it and keep it too"
        ))
    case .copied where companions.closedCount > 0:
      lines.append(
        Bilingual(
          "！保密库打不开\(companions.closedCount)处密封内容（共\(companions.sealedCount)处，其中\(companions.damagedCount)处已损坏），备份中同样打不开",
          "! The vault does not open \(companions.closedCount) of \(companions.sealedCount) sealed values (\(companions.damagedCount) of them damaged): in the copy too they cannot be opened"
        ))
    case .copied, .absent: break
    }
    if !companions.absentEvidence.isEmpty {
      let count = companions.absentEvidence.count
      let list = companions.absentEvidence.prefix(10).joined(separator: " ") + (count > 10 ? " …" : "")
      lines.append(
        Bilingual(
          "！缺\(count)个佐证文件，本机 blobs/ 中没有：\(list)", "! \(count) EVIDENCE FILES ARE MISSING, not in blobs/ here: \(list)")
      )
    }
    lines.append(
      Bilingual(
        "密钥从不备份：keys/ 中有\(keyCount)把私钥，请另行妥善保管，丢了就不能再记账",
        "Keys are never copied: \(keyCount) secret keys are in keys/, keep them apart; without them nothing can be recorded"
      ))
    return lines
  }
}
