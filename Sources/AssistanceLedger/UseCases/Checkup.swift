public import EventSourcing
import Glibc
public import Ledger

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
    if open.isEmpty {
      return CheckupItem(
        id: "keys", verdict: .good, message: Bilingual("密钥仅本人可读", "only their owner can read the keys"))
    }
    let list = open.map { "\(folder)/\($0)" }.joined(separator: " ")
    return CheckupItem(
      id: "keys", verdict: .bad,
      message: Bilingual("他人可读取密钥，请执行：chmod 600 \(list)", "others can read keys: run chmod 600 \(list)"))
  }

  private func vault() throws(LedgerError) -> CheckupItem {
    do throws(LedgerError) {
      let isThere = try Vault.forReading(ledger.folder) != nil
      return CheckupItem(
        id: "vault", verdict: .good,
        message: isThere
          ? Bilingual("保密库可读，姓名等可显示", "the vault can be read: names are shown")
          : Bilingual("本机没有可读的保密库，姓名等一律遮盖", "there is no vault to read here: names are masked"))
    } catch {
      guard error.kind == .integrity else { throw error }
      return CheckupItem(
        id: "vault", verdict: .bad,
        message: Bilingual(
          "\(error.code) \(error.message.zh)。没有这样的备份时可移走该文件夹：以后照常记账，此前的密封内容永远遮盖，此前导入的行再导入会重复",
          "\(error.code) \(error.message.en). Where there is no such backup, move that folder away: recording goes on, what was sealed before stays masked for good, and rows imported before are not known again"
        ))
    }
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
    let who = holder(descriptor).map { "\($0)" } ?? "?"
    return CheckupItem(
      id: "lock", verdict: .attention,
      message: Bilingual(
        "正有写入者（进程\(who)）；其间记账会得到退出码75，稍后重试",
        "a writer is at work (process \(who)); recording meanwhile exits 75: try again later"))
  }

  /// The process that holds the lock, from the kernel's list of locks: `1: FLOCK ADVISORY WRITE PID MAJ:MIN:INODE …`.
  private func holder(_ descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, let bytes = try? Files.read("/proc/locks", limit: 1 << 24) else {
      return nil
    }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count > 5, fields[1] == "FLOCK", fields[5].hasSuffix(":\(status.st_ino)") { return Int(fields[4]) }
    }
    return nil
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
      guard let kept = try ledger.outsideCheckpoint() else {
        return CheckupItem(
          id: "outside", verdict: .attention,
          message: Bilingual(
            "没有HOME，无处另存检查点，本机察觉不到回滚；请设置XDG_STATE_HOME",
            "there is no HOME to keep a checkpoint in, so a rollback would go unnoticed: set XDG_STATE_HOME"))
      }
      guard let size = kept.size else {
        if let barred = barred(kept.path) {
          return CheckupItem(
            id: "outside", verdict: .bad,
            message: Bilingual(
              "账本外的检查点无法保存：不能写入“\(barred)”，本机察觉不到回滚；请把XDG_STATE_HOME设为可写的文件夹",
              "no checkpoint can be kept outside: \"\(barred)\" cannot be written, so a rollback would go unnoticed; set XDG_STATE_HOME to a folder that can"
            ))
        }
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

  /// The innermost folder there is on the way to a file, when nothing can be put into it.
  private func barred(_ path: String) -> String? {
    var folder = path[...]
    repeat {
      folder = folder.prefix(upTo: folder.lastIndex(of: "/") ?? folder.startIndex)
    } while !folder.isEmpty && !Files.exists(String(folder))
    let name = folder.isEmpty ? "/" : String(folder)
    return Files.isWritable(name) ? nil : name
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
