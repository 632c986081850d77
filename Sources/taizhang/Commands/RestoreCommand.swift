import ArgumentParser
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: say("从备份恢复", "Put a copy back."),
    discussion: say(
      """
      例：taizhang restore /mnt/usb/2026-11-20 --into ledger --checkpoint latest.checkpoint
      须给出账本之外保存的最新检查点：备份若比它旧，恢复会丢失其后的记录，因而拒绝（退出码2），
      除非用 --from 从已发布的文件或副本补上，逐条核验。
      密钥不在备份中，恢复后请放回 keys/。

      确实再无更新的副本时：
      taizhang restore /mnt/usb/2026-11-20 --into ledger --accept-loss 硬盘损坏 --keys /mnt/safe/keys --sign p-founder p-leader
      恢复后的第一条即记录损失（ledger.loss_accepted），由账本以及密钥登记员、牵头人中的两人签名；所失条目须按原始凭证补录。
      """,
      """
      Example: taizhang restore /mnt/usb/2026-11-20 --into ledger --checkpoint latest.checkpoint
      It asks for the latest checkpoint kept outside: a copy older than that would lose what came after, and is refused (exit 2), unless --from names published files or a replica to take it from, each entry checked.
      Keys are not in a copy: put them back into keys/ afterwards.

      When there really is no newer copy:
      taizhang restore /mnt/usb/2026-11-20 --into ledger --accept-loss "disk failure" --keys /mnt/safe/keys --sign p-founder p-leader
      The first entry after it records the loss (ledger.loss_accepted), signed by the ledger and two of registrars and leaders; enter what was lost again from its documents.
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
  @Option(help: .init(say("接受其后记录的损失，并写明原因", "Accept the loss of what came after, and say why."), valueName: "reason"))
  var acceptLoss: String?
  @Option(
    help: .init(say("密钥所在文件夹（与 --accept-loss 同用）", "Where the keys are kept (with --accept-loss)."), valueName: "dir"))
  var keys: String?
  @Option(
    parsing: .upToNextOption,
    help: .init(
      say("签名人：密钥登记员和牵头人中的两人（与 --accept-loss 同用）", "Who signs: two of registrars and leaders (with --accept-loss)."),
      valueName: "key"))
  var sign: [String] = []
  @Option(help: .init(say("测试账本的时间", "The time, for a test ledger only."), valueName: "time")) var clock: String?
  @Flag(name: .long, help: .init(say("以JSON输出", "Print JSON."))) var json = false
  @Option(name: .long, help: .hidden) var lang: String?

  func validate() throws {
    if acceptLoss != nil {
      guard keys != nil else {
        throw ValidationError(
          "--accept-loss 须用 --keys 指明密钥所在文件夹：损失由账本以及密钥登记员、牵头人中的两人签名入账",
          "--accept-loss needs --keys, the folder with the keys: the ledger and two of registrars and leaders sign the loss"
        )
      }
      guard published == nil else {
        throw ValidationError(
          "--from 能补上其后的记录，不与 --accept-loss 同用",
          "--from brings back what came after: it does not go with --accept-loss")
      }
    } else if checkpoint == nil {
      throw ValidationError(
        "请用 --checkpoint 给出账本外保存的最新检查点（没有别的，可用备份中的 checkpoint 文件，但它不能证明备份是最新的）；再无更新的副本时用 --accept-loss",
        "give the latest checkpoint kept outside with --checkpoint (the copy's own file works, but cannot show that the copy is the latest); when there is no newer copy, --accept-loss"
      )
    } else if keys != nil || !sign.isEmpty {
      throw ValidationError("--keys 和 --sign 只与 --accept-loss 同用", "--keys and --sign go with --accept-loss")
    }
    if let clock, Timestamp(clock) == nil {
      throw ValidationError("--clock 应为带时区的时间", "--clock takes a date-time with offset")
    }
    if clock == nil { try SuppliedClock.checkEnvironment() }
  }

  func run() throws {
    let note = try checkpoint.map { (path) throws(LedgerError) in try Files.read(path, limit: 1 << 20) }
    if let acceptLoss, let keys { return try restore(accepting: acceptLoss, keys, note) }
    guard let note else { return }
    let progress = ProgressBar(say("核验", "verifying"))
    let restored = try Ledger.restore(
      from, into: into, domain: AssistanceDomain(), checkpoint: note,
      catchingUpFrom: try published.map { source in try publishedFiles(source) }
    ) { done, total in progress.show(done, total) }
    progress.end()
    if let failure = restored.memoryFailure { Output.note(LedgerError.unkept(failure)) }
    let surroundings = try Surroundings(into)
    if json {
      Output.json {
        $0.member("folder", into)
        $0.member("size", Int64(clamping: restored.size))
        surroundings.write(to: &$0)
      }
    } else {
      Output.line(say("已恢复：\(into)，共\(restored.size)条", "restored: \(into), \(restored.size) entries"))
      for line in surroundings.lines { Output.line(line.spoken) }
      Output.line(say("请把密钥放回：\(into)/keys（权限600）", "put the keys back into \(into)/keys (mode 600)"))
    }
    Output.hint("taizhang rebuild --ledger \(into)", "taizhang rebuild --ledger \(into)")
  }

  private func restore(accepting reason: String, _ keys: String, _ note: [UInt8]?) throws {
    // The last entry of an old copy is long past: whoever accepts the loss of what followed knows.
    let time = clock.map { Timestamp($0) } ?? SuppliedClock.environmentTime
    let acceptance = LossAcceptance(
      copy: from, path: into, keys: keys, signers: sign, reason: reason, checkpoint: note)
    let result = try acceptance.restore(
      clock: time.map { SuppliedClock(time: $0, isLeapConfirmed: true) } ?? SystemClock(isLeapConfirmed: true))
    let (loss, receipt) = (result.loss, result.receipt)
    let surroundings = try Surroundings(into)
    if json {
      Output.json {
        $0.member("folder", into)
        $0.member("size", Int64(clamping: loss.after))
        if let before = loss.before { $0.member("size_before", Int64(clamping: before.size)) }
        $0.member("recorded_as", Int64(clamping: receipt.seq))
        surroundings.write(to: &$0)
      }
    } else {
      Output.line(say("已恢复：\(into)，留存\(loss.after)条", "restored: \(into), \(loss.after) entries are left"))
      if let before = loss.before {
        let count = before.size - loss.after
        Output.line(say("丢失：\(count)条", "lost: \(count) entries"))
      } else {
        Output.line(say("丢失多少无从得知：没有更新的检查点", "how many are lost nobody knows: there is no newer checkpoint"))
      }
      Output.line(say("损失已记入第\(receipt.seq)条", "the loss is recorded as entry \(receipt.seq)"))
      for line in surroundings.lines { Output.line(line.spoken) }
    }
    Output.hint("taizhang verify --ledger \(into)", "taizhang verify --ledger \(into)")
  }
}

/// What a ledger that was put back lacks, and what this machine has seen of it elsewhere.
private struct Surroundings {
  private let hasVault: Bool
  private let companions: Companions
  private let notes: [Bilingual]

  init(_ path: String) throws(LedgerError) {
    let ledger = try Ledger.open(path, domain: AssistanceDomain(), access: .asFound)
    let vault = try Vault.forReading(ledger.folder)
    hasVault = vault != nil
    companions = try ledger.companions(vault: vault)
    notes = try ledger.memoryNotes()
  }

  var lines: [Bilingual] {
    var lines: [Bilingual] = []
    if companions.closedCount > 0 {
      lines.append(
        Bilingual(
          "！\(hasVault ? "保密库中缺" : "备份中没有保密库，打不开")\(companions.closedCount)处姓名等密封内容（共\(companions.sealedCount)处）；导入人员之前，请先放回带保密库的备份中的 vault/data.mdb",
          "! \(hasVault ? "The vault lacks" : "THE COPY HAS NO VAULT, closed are") \(companions.closedCount) of \(companions.sealedCount) sealed values such as names; before people are imported, put the vault/data.mdb of a copy that has one back"
        ))
    }
    if !companions.absentEvidence.isEmpty {
      let count = companions.absentEvidence.count
      lines.append(
        Bilingual(
          "！缺\(count)个佐证文件（taizhang verify 逐一列出）", "! \(count) evidence files are missing (taizhang verify lists them)")
      )
    }
    return lines + notes.map { Bilingual("注意：\($0.zh)", "note: \($0.en)") }
  }

  func write(to writer: inout JSONWriter) {
    writer.member("vault", hasVault)
    writer.member("sealed", Int64(companions.sealedCount))
    writer.member("sealed_closed", Int64(companions.closedCount))
    writer.strings("evidence_absent", companions.absentEvidence)
    writer.name("notes")
    writer.array { writer in
      for note in notes {
        writer.object {
          $0.member("zh", note.zh)
          $0.member("en", note.en)
        }
      }
    }
  }
}
