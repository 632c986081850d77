import EventSourcing
import Glibc
public import LMDB

/// What can go wrong with the log itself, as errors a person can act on.
enum LogError {
  static func damagedTile(level: Int, size: UInt64) -> LedgerError {
    LedgerError(
      .integrity, "L04", "日志的哈希块损坏（第\(level)层，日志长\(size)条）",
      "a stored tile of tree hashes is damaged (level \(level), log of \(size) entries)")
  }

  static func missingEntry(_ seq: UInt64) -> LedgerError {
    LedgerError(.integrity, "L01", "日志缺少第\(seq)条", "the log lacks entry \(seq)")
  }

  /// An entry, or the tile with its hash, is not what was committed. Which of the two, verification finds out.
  static let notItsLeaf = Refusal(
    "L01", "内容与其哈希不符：已被改动或磁盘出错；请执行 taizhang verify，并从完好的备份恢复",
    "it does not hash to its leaf: it was altered or the disk failed; run taizhang verify and restore a sound copy")

  static func notItsLeaf(_ seq: UInt64) -> LedgerError {
    LedgerError(
      .integrity, notItsLeaf.code, "第\(seq)条：\(notItsLeaf.message.zh)", "entry \(seq): \(notItsLeaf.message.en)")
  }

  static func foreignFormat(_ path: String) -> LedgerError {
    LedgerError(
      .malformed, "E12", "“\(path)”的日志格式不是本程序支持的版本",
      "the log at \"\(path)\" has a format this program does not know")
  }
}

extension LedgerError {
  /// A failure of LMDB in the words of a ledger.
  public init(_ error: LMDBError) {
    let place = error.path.map { "“\($0)”" } ?? ""
    let at = error.path.map { " (\($0))" } ?? ""
    switch error.isShortOfSpace ? .diskFull : error.code {
    case .busy:
      self.init(
        .tryAgain, "E03", "另一个程序正在写此账本，请稍后再试", "another writer holds the ledger: try again later")
    case .truncated:
      self.init(
        .integrity, "L09", "数据库文件被截短\(place)，请从备份恢复",
        "the database file is shorter than it says\(at): restore it from a copy")
    case .notADatabase, .corrupted, .pageNotFound, .versionMismatch, .incompatible, .cursorFull, .badTransaction:
      // The last three too: the engine asks for the flags it made, its trees are shallow, and it never uses a transaction
      // after an error unless the error was damage that verification has noted already.
      self.init(
        .integrity, "L10", "数据库文件损坏\(place)：\(error.message.zh)",
        "the database file is damaged\(at): \(error.message.en)")
    case .noSuchFile:
      self.init(.missing, "E14", "没有\(place)", "there is no such file\(at)")
    case .diskFull, .quotaExceeded:
      self.init(
        .inputOutput, "E15", "磁盘已满\(place)，本次内容未写入；请清理空间后重试",
        "the disk is full\(at), nothing of this was written: free some space and try again")
    case .permission, .readOnlyFileSystem:
      self.init(.inputOutput, "E16", "没有权限\(place)：\(error.message.zh)", "no permission\(at): \(error.message.en)")
    default:
      self.init(
        .inputOutput, "E17", "数据库操作失败\(place)：\(error.message.zh)",
        "a database operation failed\(at): \(error.message.en)")
    }
  }
}

extension LMDBError {
  /// Whether a disk that is full told it only by taking less than it was given: LMDB calls a short write a failure of the
  /// device, without asking for the rest, which would say why.
  fileprivate var isShortOfSpace: Bool {
    guard code == .inputOutput, operation == .commit || operation == .sync || operation == .copy, let path else {
      return false
    }
    var disk = statvfs()
    // Where not even LMDB's smallest commit goes, or is left of one that was cut.
    return statvfs(path, &disk) == 0 && UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 1 << 16
  }
}

/// Runs LMDB calls, turning their errors into the ledger's.
@inline(__always)
func storage<R: ~Copyable>(_ body: () throws(LMDBError) -> R) throws(LedgerError) -> R {
  do { return try body() } catch { throw LedgerError(error) }
}
