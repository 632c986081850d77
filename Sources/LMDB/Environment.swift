import CLMDB
import Glibc
import Synchronization

/// A folder holding `data.mdb` and `lock.mdb`: many readers, one writer, each transaction a snapshot.
///
/// Share one value in the whole process; it closes when it and all its transactions are gone. Opening the
/// same folder twice in a process is refused, because LMDB's locks would silently fail. Do not use it after
/// `fork`, nor on a network file system: both break the same locks.
///
/// A read transaction that stays open keeps every page it can see, so the file grows with each commit and
/// never shrinks. Long scans go in chunks, with ``ReadTransaction/renew()`` between them.
///
/// Bytes altered on disk are read back as they are: whoever needs integrity checks it above this module.
public final class Environment: Sendable {
  /// The folder.
  public let path: String
  /// How it was opened, as asked for; whether it takes locks after all says ``isLocked``.
  public let options: Options
  /// Whether readers register in the lock file. Without (see ``Options/noLock``), a writer may reuse what
  /// they read.
  public let isLocked: Bool

  // LMDB guards an MDB_env itself: with MDB_NOTLS all calls made here may come from any thread.
  nonisolated(unsafe) let raw: OpaquePointer
  let handles = Mutex(Handles())
  /// `pthread_self()` of the thread inside a write transaction; 0 for none.
  let writerThread = Atomic<UInt>(0)
  private let folder: OpenEnvironments.Folder

  #if DEBUG
    private let injector = Mutex<FaultInjector?>(nil)
    /// Where tests make operations fail; `nil` for none.
    public var faults: FaultInjector? {
      get { injector.withLock { $0 } }
      set { injector.withLock { $0 = newValue } }
    }
    /// Stands for LMDB's own error mark on the write transaction.
    let isPoisoned = Atomic<Bool>(false)
  #endif

  /// Opens the environment in the existing folder `path`, and makes its files if need be.
  ///
  /// Before LMDB may map the data file, its head is checked and its size compared with the pages in use.
  /// Reader slots left by dead processes are freed.
  ///
  /// - Throws: `noSuchFile`, `notAFolder`, `alreadyOpen`, `notADatabase`, `versionMismatch`, `truncated`,
  ///   `corrupted`, `permission`, `invalidArgument` (`noLock` for a writer), `outOfMemory` (no address
  ///   space), or another system code.
  public init(path: String, options: Options = Options()) throws(LMDBError) {
    guard options.readOnly || !options.noLock, options.mapSizeBytes > 0, options.maxDatabases >= 0,
      options.maxReaders > 0
    else { throw LMDBError(.invalidArgument, .open, path: path) }
    let folder = try OpenEnvironments.shared.claim(path)
    do throws(LMDBError) {
      try DataFile(folder: path).check(mayBeAbsent: options.create && !options.readOnly)
      let isLocked = !(options.noLock || options.readOnly && !LockFile.isWritable(in: path))
      if isLocked { try LockFile.reserve(in: path, readers: options.maxReaders, mode: options.mode) }
      raw = try Self.open(path, options, locked: isLocked)
      self.isLocked = isLocked
    } catch {
      OpenEnvironments.shared.release(folder)
      throw error
    }
    self.path = path
    self.options = options
    self.folder = folder
    try prepare()
  }

  deinit {
    mdb_env_close(raw)
    OpenEnvironments.shared.release(folder)
  }

  /// The longest key, in bytes: 511 as LMDB is usually built.
  public var keySizeMax: Int { Int(mdb_env_get_maxkeysize(raw)) }

  private static func open(
    _ path: String, _ options: Options, locked: Bool
  ) throws(LMDBError) -> OpaquePointer {
    var created: OpaquePointer?
    let code = mdb_env_create(&created)
    guard code == MDB_SUCCESS, let raw = created else {
      throw LMDBError(LMDBError.Code(rawValue: code), .open, path: path)
    }
    // LMDB's own checks on the pages it reads end in `abort`, like any failed check of a program; that pages are damaged is
    // told apart by the signal of a page that cannot be read.
    mdb_env_set_assert(raw) { _, _ in raise(SIGBUS) }
    do throws(LMDBError) {
      for code in [
        mdb_env_set_mapsize(raw, roundedUpToPage(options.mapSizeBytes)),
        mdb_env_set_maxdbs(raw, MDB_dbi(clamping: options.maxDatabases)),
        mdb_env_set_maxreaders(raw, UInt32(clamping: options.maxReaders)),
        mdb_env_open(raw, path, options.flags(locked: locked), mode_t(options.mode)),
      ] where code != MDB_SUCCESS {
        throw LMDBError(LMDBError.Code(rawValue: code), .open, path: path)
      }
    } catch {
      mdb_env_close(raw)
      throw error
    }
    return raw
  }

  /// LMDB wants a whole number of pages; a size too near the top stays as it is, for `mmap` to refuse.
  private static func roundedUpToPage(_ sizeBytes: Int) -> Int {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let (sum, overflow) = sizeBytes.addingReportingOverflow(page - 1)
    return overflow ? sizeBytes : sum / page * page
  }

  private func prepare() throws(LMDBError) {
    try readerCheck()
    try withHandles { (handles: inout Handles) throws(LMDBError) in try handles.discoverAll(in: self) }
  }

  func withHandles<R>(_ body: (inout sending Handles) throws(LMDBError) -> sending R) throws(LMDBError) -> R {
    try handles.withLock(body)
  }
}
