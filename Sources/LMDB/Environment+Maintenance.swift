import CLMDB
import Glibc

/// Figures of an environment, as of its last commit.
public struct EnvironmentInfo: Sendable, Hashable {
  /// Address space the map takes, and so the limit of the data; never less than what is in use.
  public let mapSizeBytes: Int
  /// Bytes of a page; fixed when the data file is made.
  public let pageSizeBytes: Int
  /// Number of the last page ever used: the file holds `(lastPage + 1) * pageSizeBytes` bytes, less a tail
  /// never written.
  public let lastPage: Int
  /// Id of the last committed transaction.
  public let lastTransaction: Int
  /// Reader slots there are, over all processes.
  public let readersMax: Int
  /// Reader slots ever used at once: a high-water mark, not those in use now.
  public let readersUsed: Int
}

extension Environment {
  /// The figures as of the last commit, read without a transaction.
  public var info: EnvironmentInfo {
    var info = MDB_envinfo()
    var stat = MDB_stat()
    // Both only copy fields, and fail only for a null pointer.
    mdb_env_info(raw, &info)
    mdb_env_stat(raw, &stat)
    return EnvironmentInfo(
      mapSizeBytes: Int(info.me_mapsize), pageSizeBytes: Int(stat.ms_psize), lastPage: Int(info.me_last_pgno),
      lastTransaction: Int(info.me_last_txnid), readersMax: Int(info.me_maxreaders),
      readersUsed: Int(info.me_numreaders))
  }

  /// Brings every commit so far to the disk; needed only below ``Options/Durability/full``.
  public func sync() throws(LMDBError) {
    #if DEBUG
      if let code = faults?.next(.sync) { throw LMDBError(code, .sync, path: path) }
    #endif
    let code = mdb_env_sync(raw, 1)
    guard code == MDB_SUCCESS else { throw failure(code, .sync, self) }
  }

  /// Frees reader slots of processes that died, which otherwise hold pages forever. Done at opening too.
  ///
  /// - Returns: the number of slots freed.
  @discardableResult
  public func readerCheck() throws(LMDBError) -> Int {
    var dead: Int32 = 0
    let code = mdb_reader_check(raw, &dead)
    guard code == MDB_SUCCESS else { throw failure(code, .readerCheck, self) }
    return Int(dead)
  }

  /// Writes a snapshot to `data.mdb` in the existing folder `destination`, and brings it to the disk.
  ///
  /// The copy is a long reader: commits made meanwhile grow the source.
  ///
  /// - Parameters:
  ///   - compact: leave free pages out and renumber the rest; slower, smaller.
  ///   - mode: permission bits of the file, less the process's umask.
  /// - Throws: `fileExists` when there is one already; after any other failure none is left behind.
  public func copy(to destination: String, compact: Bool = false, mode: UInt32 = 0o640) throws(LMDBError) {
    let file = destination + "/data.mdb"
    // Opened here: LMDB's own way makes a file that all may read and write, but for the umask.
    let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else {
      throw LMDBError(errno == EEXIST ? .fileExists : LMDBError.Code(rawValue: errno), .copy, path: file)
    }
    defer { close(descriptor) }
    do throws(LMDBError) {
      let code = mdb_env_copyfd2(raw, descriptor, compact ? UInt32(MDB_CP_COMPACT) : 0)
      guard code == MDB_SUCCESS else {
        throw LMDBError(LMDBError.Code(rawValue: code), .copy, path: destination)
      }
      try Self.flush(file)
      try Self.flush(destination)
    } catch {
      unlink(file)
      throw error
    }
  }

  /// LMDB does not sync a copy; a backup that a power cut can undo is none.
  private static func flush(_ path: String) throws(LMDBError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(LMDBError.Code(rawValue: errno), .copy, path: path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LMDBError(LMDBError.Code(rawValue: errno), .copy, path: path) }
  }

  /// The keys of the main database, which are the names of the others; none when there are more than
  /// `entriesMax`.
  func databaseNames(entriesMax: Int) throws(LMDBError) -> [String] {
    let transaction = try beginRead()
    let main = try transaction.database(named: nil)
    guard main.flags.isEmpty, try transaction.stat(main).entries <= entriesMax else { return [] }
    var names: [String] = []
    try transaction.scan(main) { key, _ in
      if !key.contains(0), let name = String(validating: key, as: UTF8.self) { names.append(name) }
      return .continue
    }
    return names
  }
}
