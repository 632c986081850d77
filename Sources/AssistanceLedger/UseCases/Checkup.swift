public import EventSourcing
import Glibc
public import Ledger
import TransparencyLog

/// One thing looked at by a checkup.
public struct CheckupItem: Sendable {
  /// How serious it is.
  public enum Verdict: String, Sendable {
    /// In order: nothing to do.
    case good
    /// To be looked after; nothing is wrong yet.
    case attention
    /// Something is wrong and needs doing now.
    case bad
  }

  /// Stable: `folder`, `follow` (of replicas), `keys`, `vault`, `lock`, `derived`, `outside`, `space`, `clock`, `anchors`, `versions`.
  public let id: String
  /// Whether it is in order.
  public let verdict: Verdict
  /// What was found, and what to do unless it is good.
  public let message: Bilingual
}

/// Whether a ledger's surroundings are in order. What it holds is for `verify`.
public struct Checkup {
  private let ledger: Ledger
  private let now: Timestamp

  /// - Parameter now: compared with the last entry's stamp and the newest anchor.
  public init(_ ledger: Ledger, now: Timestamp) {
    self.ledger = ledger
    self.now = now
  }

  /// Looks at all of them, in the order in which ``CheckupItem/id`` lists them.
  ///
  /// - Throws: `L01` when the last entry cannot be read, or what else keeps the ledger from being read. What is
  ///   merely out of order is an item.
  public func items() throws(LedgerError) -> [CheckupItem] {
    try follow() + [
      folder(), try keys(), try vault(), lock(), try derived(), outside(), space(), try clock(), try anchors(),
      versions(),
    ]
  }

  /// What `verify` says besides what it found: each of these leaves the log as sound as it is, and somebody should know.
  ///
  /// - Parameter findsDerived: whether verification looked at derived state itself.
  public func advice(findsDerived: Bool) throws(LedgerError) -> [CheckupItem] {
    var items: [CheckupItem] = []
    func add(_ id: String, _ message: Bilingual?) {
      if let message { items.append(CheckupItem(id: id, verdict: .attention, message: message)) }
    }
    // Damage of the vault is no fault of the log: it is told beside the verdict.
    do throws(LedgerError) { add("vault", try namesClosed(try Vault.forReading(ledger.folder))?.message) } catch {
      guard error.kind == .integrity else { throw error }
      add("vault", Bilingual("\(error.code) \(error.message.zh)", "\(error.code) \(error.message.en)"))
    }
    add("keys", try keysTogether())
    if !findsDerived {
      let derived = try derived()
      if derived.verdict != .good { items.append(derived) }
    }
    for note in try ledger.memoryNotes() { add("outside", note) }
    return items
  }

  private func folder() -> CheckupItem {
    let path = ledger.folder.path
    let isWritable = Files.isWritable(ledger.folder.log)
    return CheckupItem(
      id: "folder", verdict: isWritable ? .good : .attention,
      message: isWritable
        ? Bilingual("账本文件夹可读写：\(path)", "the folder can be read and written: \(path)")
        : Bilingual(
          "账本文件夹只读：\(path)；只能查账。需要记账请调整权限", "the folder is read-only: \(path); to record, change its permissions"))
  }

  /// A replica that has stopped says so only here and when it is to follow.
  private func follow() throws(LedgerError) -> [CheckupItem] {
    guard ledger.folder.isReplica else { return [] }
    if let stop = try Replica.stop(ledger.folder) {
      return [CheckupItem(id: "follow", verdict: .bad, message: stop.message)]
    }
    return [
      CheckupItem(id: "follow", verdict: .good, message: Bilingual("副本，可继续跟随", "a replica that goes on following"))
    ]
  }

  private func keys() throws(LedgerError) -> CheckupItem {
    let folder = ledger.folder.keys
    if ledger.folder.isReplica, !Files.exists(folder) {
      return CheckupItem(
        id: "keys", verdict: .good, message: Bilingual("副本不记账，不需要密钥", "a replica records nothing and needs no keys"))
    }
    guard Files.exists(folder) else {
      return CheckupItem(
        id: "keys", verdict: .attention,
        message: Bilingual(
          "没有密钥文件夹“\(folder)”，本机不能记账；请放回密钥", "there is no \"\(folder)\": this machine cannot record; put the keys back")
      )
    }
    // Auditors may read the ledger and not its keys: what else there is to say must reach them.
    guard Files.isReadable(folder) else {
      return CheckupItem(
        id: "keys", verdict: .attention,
        message: Bilingual(
          "当前用户无权读取密钥文件夹“\(folder)”，密钥未检查；可以查账，记账请换有密钥的用户",
          "this user may not read \"\(folder)\", so no key was looked at: reading works, to record be the user who holds the keys"
        ))
    }
    let names = try Files.names(in: folder)
    let open = names.filter {
      $0.hasSuffix(".skey") && (Files.mode("\(folder)/\($0)") ?? 0) & 0o077 != 0
    }
    if open.isEmpty, !names.contains("\(LedgerSession.checkpointKeyFile).skey") {
      return CheckupItem(
        id: "keys", verdict: .attention, message: LedgerSession.checkpointKeyMissing(ledger.folder))
    }
    if open.isEmpty, let failure = checkpointKeyFailure() {
      return CheckupItem(
        id: "keys", verdict: .bad,
        message: Bilingual(
          "本机不能记账：\(failure.code) \(failure.message.zh)；备份不含密钥，请从另行保管的密钥副本放回",
          "nothing can be recorded here: \(failure.code) \(failure.message.en); no backup holds keys, put it back from the copy of keys kept apart"
        ))
    }
    if open.isEmpty, let together = try keysTogether() {
      return CheckupItem(id: "keys", verdict: .attention, message: together)
    }
    if open.isEmpty {
      return CheckupItem(
        id: "keys", verdict: .good, message: Bilingual("密钥仅本人可读", "only their owner can read the keys"))
    }
    let list = open.map { "\(folder)/\($0)" }.joined(separator: " ")
    return CheckupItem(
      id: "keys", verdict: .bad,
      message: Bilingual("他人可读取密钥，请执行：chmod 600 \(list)", "others can read keys: run chmod 600 \(list)"))
  }

  /// Why the checkpoint key that lies here signs nothing for this ledger: cut short, another thing, another ledger's, or one that was
  /// replaced. Nil when it is the key in force, or this user may not read it.
  private func checkpointKeyFailure() -> LedgerError? {
    let path = ledger.folder.secretKey(LedgerSession.checkpointKeyFile)
    guard !ledger.folder.isReplica, Files.isReadable(path) || !Files.exists(path) else { return nil }
    do throws(LedgerError) {
      let key = try KeyFile.load(path)
      let view = try ledger.view()
      guard view.checkpointKey(forSize: view.size + 1)?.text == key.verifier.text else {
        return LedgerError(
          .refused, "E25", "“\(path)”不是本账本现用的检查点密钥", "\"\(path)\" is not the ledger's checkpoint key in force")
      }
      return nil
    } catch {
      return error
    }
  }

  /// Whoever can read several persons' secret keys can sign in the name of each: two signatures are then one person's word. Nil when
  /// this user can read one person's at most. The ledger's own keys are its operator's.
  private func keysTogether() throws(LedgerError) -> Bilingual? {
    let folder = ledger.folder.keys
    guard Files.exists(folder), Files.isReadable(folder) else { return nil }
    let persons = try KeyRing(ledger.folder).personsWithKeys().filter {
      Files.isReadable(ledger.folder.secretKey($0))
    }
    guard persons.count > 1 else { return nil }
    let names = persons.prefix(5).joined(separator: "、") + (persons.count > 5 ? "……" : "")
    let english = persons.prefix(5).joined(separator: ", ") + (persons.count > 5 ? "…" : "")
    return Bilingual(
      "\(persons.count)人的私钥同在“\(folder)”，同一用户都能读取（\(names)）：谁能读，谁就能以各人名义签字，两人签字就不再是两个人。请交本人各自保管（如存入本人U盘，用 --sign 文件 签名），再从这里移走",
      "the secret keys of \(persons.count) persons lie together in \"\(folder)\", readable by one user (\(english)): whoever reads them can sign in the name of each, and two signatures are no longer two people. Hand each to its holder (on a stick of their own, signing with --sign FILE) and move it away from here"
    )
  }

  private func vault() throws(LedgerError) -> CheckupItem {
    do throws(LedgerError) {
      let vault = try Vault.forReading(ledger.folder)
      if let closed = try namesClosed(vault) { return closed }
      return CheckupItem(
        id: "vault", verdict: .good,
        message: vault != nil
          ? Bilingual("保密库可读，姓名等可显示", "the vault can be read: names are shown")
          : ledger.folder.isReplica
            ? Bilingual("副本没有保密库，姓名等一律遮盖", "a replica has no vault: names are masked")
            : Bilingual("账本没有密封内容，不需要保密库", "nothing is sealed in this ledger: it needs no vault"))
    } catch {
      guard error.kind == .integrity else { throw error }
      let begin = beginAnew
      return CheckupItem(
        id: "vault", verdict: .bad,
        message: Bilingual(
          "\(error.code) \(error.message.zh)。没有这样的备份时可移走该文件夹，再新建：\(begin)；以后照常记账，此前的密封内容永远遮盖，此前导入的行再导入会重复",
          "\(error.code) \(error.message.en). Where there is no such backup, move that folder away and begin another: \(begin); recording goes on, what was sealed before stays masked for good, and rows imported before are not known again"
        ))
    }
  }

  /// How a vault is begun where the one before is lost for good.
  private var beginAnew: String {
    "mkdir -p -m 700 \(shellWord(ledger.folder.vault)) && touch \(shellWord(Vault.beginning(ledger.folder)))"
  }

  /// The log holds sealed values that nothing here opens; nil when all can be opened, and of a replica, which never has a vault.
  private func namesClosed(_ vault: Vault?) throws(LedgerError) -> CheckupItem? {
    let path = ledger.folder.vault
    guard !ledger.folder.isReplica else { return nil }
    if vault == nil, Files.exists("\(path)/data.mdb") {
      return CheckupItem(
        id: "vault", verdict: .attention,
        message: Bilingual(
          "当前用户无权读取保密库“\(path)”，姓名等一律遮盖；需要时请换有权的用户",
          "this user may not read the vault \"\(path)\": names are masked; be a user who may where they are needed"))
    }
    let companions = try ledger.companions(vault: vault)
    guard companions.closedCount > 0 else { return nil }
    if companions.damagedCount > 0 {
      return CheckupItem(id: "vault", verdict: .bad, message: damagedOpenings(companions))
    }
    return CheckupItem(
      id: "vault", verdict: .attention,
      message: companions.isClosed ? allClosed(companions, hasVault: vault != nil) : someClosed(companions))
  }

  /// What is put over a vault that opens anything is lost with it: values are read from a copy put back elsewhere.
  private func elsewhere() -> Bilingual {
    Bilingual(
      "勿用备份覆盖本机的保密库（其后密封的内容只在这里）：把此前的备份恢复到另一个文件夹（taizhang restore 备份 --into 另一文件夹 --checkpoint 备份/checkpoint），在那里读取",
      "Do not put a backup over the vault here, which alone holds what was sealed since: restore an earlier backup into another folder (taizhang restore BACKUP --into ANOTHER --checkpoint BACKUP/checkpoint) and read them there"
    )
  }

  private func damagedOpenings(_ companions: Companions) -> Bilingual {
    let (all, closed, damaged) = (companions.sealedCount, companions.closedCount, companions.damagedCount)
    let elsewhere = elsewhere()
    return Bilingual(
      "L10 保密库“\(ledger.folder.vault)”损坏：账本中\(all)处密封内容（姓名等）打不开\(closed)处，其中\(damaged)处的开封已损坏。请检查磁盘，先把整个保密库文件夹另存一份。\(elsewhere.zh)",
      "L10 the vault \"\(ledger.folder.vault)\" is damaged: of \(all) sealed values (names and the like) \(closed) cannot be opened, \(damaged) of them because their openings are damaged. Look after the disk and keep a copy of the whole vault folder first. \(elsewhere.en)"
    )
  }

  private func someClosed(_ companions: Companions) -> Bilingual {
    let elsewhere = elsewhere()
    return Bilingual(
      "账本中有\(companions.sealedCount)处密封内容，其中\(companions.closedCount)处在保密库中没有对应内容或已销毁，打不开；再导入同一批人会重复登记。\(elsewhere.zh)",
      "the log holds \(companions.sealedCount) sealed values, and \(companions.closedCount) of them are not in the vault, or erased, and cannot be opened; importing the same people again would register them twice. \(elsewhere.en)"
    )
  }

  /// Nothing here opens anything: a vault that is there is moved aside all the same, for it may hold what another ledger's needs.
  private func allClosed(_ companions: Companions, hasVault: Bool) -> Bilingual {
    let path = ledger.folder.vault
    let (folder, file) = (shellWord(path), shellWord("\(path)/data.mdb"))
    let aside = hasVault ? "mv \(folder) \(shellWord("\(path).aside")) && " : ""
    let begin =
      hasVault
      ? Bilingual("", "")
      : Bilingual("；确实再也找不回时另建：\(beginAnew)", "; where it is lost for good, begin another: \(beginAnew)")
    return Bilingual(
      "账本中有\(companions.sealedCount)处密封内容（姓名等），本机\(hasVault ? "的保密库是空的" : "没有保密库")，一处也打不开；再导入同一批人会重复登记。请先从带保密库的备份放回：\(aside)mkdir -p -m 700 \(folder) && cp -n 备份/vault/data.mdb \(file)\(begin.zh)",
      "the log holds \(companions.sealedCount) sealed values (names and the like) and \(hasVault ? "the vault here is empty" : "there is no vault here"): none can be opened; importing the same people again would register them twice. Put the vault of a copy that has one back first: \(aside)mkdir -p -m 700 \(folder) && cp -n BACKUP/vault/data.mdb \(file)\(begin.en)"
    )
  }

  private func lock() -> CheckupItem {
    let path = ledger.folder.lock
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      return CheckupItem(id: "lock", verdict: .good, message: Bilingual("没有写入者", "no writer is at work"))
    }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
      flock(descriptor, LOCK_UN)
      return CheckupItem(id: "lock", verdict: .good, message: Bilingual("没有写入者", "no writer is at work"))
    }
    let who = LockHolder.of(path)?.words ?? Bilingual("另一个程序", "another program")
    return CheckupItem(
      id: "lock", verdict: .attention,
      message: Bilingual(
        "正有写入者：\(who.zh)；其间记账最多等待10秒，等不到为退出码75",
        "a writer is at work: \(who.en); recording meanwhile waits for 10 seconds at most, then exits 75"))
  }

  private func derived() throws(LedgerError) -> CheckupItem {
    let size = try ledger.log.snapshot().size
    guard let position = try ledger.derivedPosition() else {
      return CheckupItem(
        id: "derived", verdict: .attention,
        message: Bilingual(
          "没有可用的派生数据，查账须从头重放；请执行 taizhang rebuild",
          "there is no usable derived state, so reading replays everything: run taizhang rebuild"))
    }
    if position == size {
      return CheckupItem(
        id: "derived", verdict: .good, message: Bilingual("派生数据已到第\(size)条", "derived state covers all \(size) entries")
      )
    }
    return CheckupItem(
      id: "derived", verdict: .attention,
      message: Bilingual(
        "派生数据到第\(position)条，日志有\(size)条；下次记账时补齐，或执行 taizhang rebuild",
        "derived state covers \(position) of \(size) entries; the next recording catches up, or run taizhang rebuild"))
  }

  private func outside() -> CheckupItem {
    do throws(LedgerError) {
      if let failure = try ledger.memoryFailure() {
        return CheckupItem(
          id: "outside", verdict: .bad,
          message: Bilingual("\(failure.code) \(failure.message.zh)", "\(failure.code) \(failure.message.en)"))
      }
      // No home to remember anything in, or a copy of a ledger that has gone on.
      if let note = try ledger.memoryNotes().first {
        return CheckupItem(id: "outside", verdict: .attention, message: note)
      }
      guard let kept = try ledger.outsideCheckpoint() else {
        preconditionFailure("without a home there is a note")
      }
      if let obstacle = ledger.memoryObstacle() {
        return CheckupItem(id: "outside", verdict: .bad, message: LedgerError.unkept(obstacle))
      }
      guard let size = kept.size else {
        return CheckupItem(
          id: "outside", verdict: .attention,
          message: Bilingual("尚无账本外的检查点；请执行 taizhang verify", "no checkpoint is kept outside yet: run taizhang verify"))
      }
      return CheckupItem(
        id: "outside", verdict: .good,
        message: Bilingual("账本外检查点：\(size)条，\(kept.path)", "checkpoint outside: \(size) entries, \(kept.path)"))
    } catch {
      return CheckupItem(id: "outside", verdict: .bad, message: error.message)
    }
  }

  private func space() -> CheckupItem {
    var status = statvfs()
    guard statvfs(ledger.folder.path, &status) == 0 else {
      return CheckupItem(
        id: "space", verdict: .attention, message: Bilingual("无法得知磁盘余量", "the free disk space is unknown"))
    }
    let freeMB = (UInt64(status.f_bavail) * UInt64(status.f_frsize)) >> 20
    let isEnough = freeMB >= 512
    return CheckupItem(
      id: "space", verdict: isEnough ? .good : .bad,
      message: isEnough
        ? Bilingual("磁盘余量\(freeMB) MB", "\(freeMB) MB of disk space are free")
        : Bilingual("磁盘余量只有\(freeMB) MB，请清理", "only \(freeMB) MB of disk space are free: make room"))
  }

  private func clock() throws(LedgerError) -> CheckupItem {
    let snapshot = try ledger.log.snapshot()
    guard snapshot.size > 0, let bytes = try snapshot.entry(snapshot.size - 1), let (last, _) = Entry.split(bytes)
    else {
      throw LedgerError(.integrity, "L01", "最后一条无法读取", "the last entry cannot be read")
    }
    if now.ms < last.ms - 2000 {
      return CheckupItem(
        id: "clock", verdict: .bad,
        message: Bilingual(
          "系统时间\(now.beijingText)早于最后一条\(last.beijingText)，请校准",
          "the clock says \(now.beijingText), before the last entry of \(last.beijingText): set it right"))
    }
    if now.ms - last.ms > 7 * Timestamp.dayMs {
      return CheckupItem(
        id: "clock", verdict: .attention,
        message: Bilingual(
          "距最后一条（\(last.beijingText)）已超过7天；记账时请核对时间并加 --clock-confirmed",
          "the last entry is of \(last.beijingText), over 7 days ago: to record, check the clock and add --clock-confirmed"
        ))
    }
    return CheckupItem(
      id: "clock", verdict: .good,
      message: Bilingual("系统时间正常：\(now.beijingText)", "the clock is sane: \(now.beijingText)"))
  }

  /// A clock that is wrong, or lies, is bounded only by what was seen outside.
  private func anchors() throws(LedgerError) -> CheckupItem {
    let view = try ledger.view()
    let times = try AnchorTimes(view)
    let count = times.recorded.count { $0.counts }
    let hours: Int64 = 24
    if let gap = try times.gaps(view, hours: hours, now: now).last, gap.to == nil {
      return CheckupItem(
        id: "anchors", verdict: .attention,
        message: Bilingual(
          "第\(gap.seq)条（\(gap.from.beijingText)）起超过\(hours)小时没有外部锚定，时间只凭本机时钟；请锚定：taizhang anchor record",
          "entries from \(gap.seq) on (\(gap.from.beijingText)) have had no anchor for over \(hours) hours, so only this clock vouches for their time: run taizhang anchor record"
        ))
    }
    return CheckupItem(
      id: "anchors", verdict: .good,
      message: Bilingual("外部锚定：\(count)次，无逾期", "\(count) anchors outside, none overdue"))
  }

  private func versions() -> CheckupItem {
    CheckupItem(
      id: "versions", verdict: .good,
      message: Bilingual(
        "格式\(FolderDescription.formatVersion)，规则\(ledger.domain.rules)，派生数据版本\(ledger.domain.stateVersion)",
        "format \(FolderDescription.formatVersion), rules \(ledger.domain.rules), derived state version \(ledger.domain.stateVersion)"
      ))
  }
}
