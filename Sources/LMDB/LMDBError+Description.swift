import CLMDB
import Glibc

extension LMDBError: CustomStringConvertible {
  /// Chinese, then English: what was being done, where, what happened and what to do; the stable code last.
  public var description: String {
    let place = path.map { " \($0)" } ?? ""
    let words = code.words
    let number = "[\(code.name) \(code.rawValue)]"
    return "LMDB \(operation.rawValue)\(place): \(words.chinese) | \(words.english) \(number)"
  }

  /// What happened and in doing what, in each language; where is for whoever tells it to say.
  public var message: (zh: String, en: String) {
    let (words, number) = (code.words, "[LMDB \(operation.rawValue) \(code.name) \(code.rawValue)]")
    return ("\(words.chinese) \(number)", "\(words.english) \(number)")
  }
}

extension LMDBError.Code: CustomStringConvertible {
  /// The symbolic name alone, without the number.
  public var description: String { name }

  /// The symbolic name where there is one, for people who search for it.
  public var name: String { known?.name ?? (rawValue > 0 ? "errno" : "LMDB") }

  fileprivate typealias Words = (name: String, chinese: String, english: String)

  fileprivate var words: (chinese: String, english: String) {
    if let known { return (known.chinese, known.english) }
    let text = rawValue > 0 ? String(cString: strerror(rawValue)) : String(cString: mdb_strerror(rawValue))
    return (text, text)
  }

  private var known: Words? { Self.libraryWords[self] ?? Self.systemWords[self] ?? Self.ownWords[self] }

  private static let libraryWords: [Self: Words] = [
    .keyExists: (
      "MDB_KEYEXIST", "键已存在，或追加的键没有排在最后",
      "the key exists, or an appended key does not sort last"
    ),
    .notFound: ("MDB_NOTFOUND", "没有这个库或键", "no such database or key"),
    .corrupted: (
      "MDB_CORRUPTED", "数据页损坏，请从备份恢复", "a page is damaged; restore from a backup"
    ),
    .panic: (
      "MDB_PANIC", "先前的致命错误使环境失效，请关闭后重新打开",
      "an earlier fatal error stopped the environment; close and open it again"
    ),
    .versionMismatch: (
      "MDB_VERSION_MISMATCH", "数据文件由不兼容的 LMDB 版本写成", "the file was written by an incompatible LMDB"
    ),
    .notADatabase: ("MDB_INVALID", "不是 LMDB 数据文件", "not an LMDB data file"),
    .mapFull: (
      "MDB_MAP_FULL", "映射空间已满，请用更大的映射重新打开", "the map is full; open again with a larger one"
    ),
    .databasesFull: (
      "MDB_DBS_FULL", "命名库数量已达上限，请调高 maxDatabases", "too many named databases; raise maxDatabases"
    ),
    .readersFull: (
      "MDB_READERS_FULL", "读者席位已满，请结束闲置的读者或调高 maxReaders",
      "no reader slot is free; end idle readers or raise maxReaders"
    ),
    .transactionFull: (
      "MDB_TXN_FULL", "事务过大，请分批提交", "the transaction is too large; commit in parts"
    ),
    .mapResized: (
      "MDB_MAP_RESIZED", "另一进程扩大了数据，请用更大的映射重新打开",
      "another process grew the data; open again with a larger map"
    ),
    .incompatible: (
      "MDB_INCOMPATIBLE", "库的标志与要求的不同，或不受支持",
      "the database has other flags than asked for, or unsupported ones"
    ),
    .badTransaction: (
      "MDB_BAD_TXN", "事务先前已出错，只能放弃", "the transaction failed earlier and can only be aborted"
    ),
    .badValueSize: ("MDB_BAD_VALSIZE", "键为空或长度不合要求", "the key is empty or of a wrong length"),
    .badDatabase: ("MDB_BAD_DBI", "库句柄已失效", "the database handle is no longer valid"),
  ]

  private static let systemWords: [Self: Words] = [
    .permission: ("EACCES", "没有权限", "permission denied"),
    .noSuchFile: ("ENOENT", "文件或文件夹不存在", "no such file or folder"),
    .notAFolder: ("ENOTDIR", "不是文件夹", "not a folder"),
    .fileExists: ("EEXIST", "目标已存在", "the destination exists"),
    .quotaExceeded: ("EDQUOT", "磁盘配额已用完，请腾出空间后重试", "the disk quota is used up; free some space and try again"),
    .fileTooLarge: ("EFBIG", "超出文件大小限制", "the file exceeds the limit on file sizes"),
    .diskFull: ("ENOSPC", "磁盘已满，请腾出空间后重试", "the disk is full; free some space and try again"),
    .inputOutput: ("EIO", "读写设备出错", "the device failed to read or write"),
    .readOnlyFileSystem: ("EROFS", "文件系统只读", "the file system is read-only"),
    .outOfMemory: ("ENOMEM", "内存或地址空间不足", "out of memory or address space"),
    .invalidArgument: ("EINVAL", "参数无效", "invalid argument"),
    .busy: ("EWOULDBLOCK", "正被他人占用，请稍后重试", "held by another; try again later"),
    .deadlock: (
      "EDEADLK", "本线程已有写事务，再开会永远等待自己",
      "this thread already has a write transaction and would wait for itself"
    ),
  ]

  private static let ownWords: [Self: Words] = [
    .truncated: (
      "LMDB_TRUNCATED", "数据文件被截短，缺少在用的页，请从备份恢复",
      "the data file is cut short of pages in use; restore from a backup"
    ),
    .alreadyOpen: (
      "LMDB_ALREADY_OPEN", "本进程已打开此环境，请共用同一个", "this process has it open already; share that one"
    ),
    .snapshotTooOld: (
      "LMDB_SNAPSHOT_TOO_OLD", "此库刚由另一进程建立，请重新开始事务",
      "another process has just made this database; begin a new transaction"
    ),
  ]
}
