import CLMDB
import Glibc
import Synchronization

/// The one write transaction. Its changes are seen by itself at once and by others after ``commit()``.
///
/// It must end on the thread that began it (see ``Environment/beginWrite()``). A value that goes out of scope
/// aborts. After an error other than `keyExists`, `notFound` or `badValueSize` it can only be aborted;
/// committing it then fails with `badTransaction`, and nothing of it is stored.
public struct WriteTransaction: ~Copyable, Transaction {
  /// The environment written to; the transaction keeps it open.
  public let environment: Environment
  /// LMDB's own transaction, void once this value has ended.
  public let handle: OpaquePointer
  private let thread: UInt
  private var opened: [(name: String, dbi: MDB_dbi)] = []
  private var isEnded = false

  init(_ environment: Environment, _ handle: OpaquePointer, thread: UInt) {
    self.environment = environment
    self.handle = handle
    self.thread = thread
    #if DEBUG
      environment.isPoisoned.store(false, ordering: .relaxed)
    #endif
  }

  deinit {
    if !isEnded {
      leaveThread()
      mdb_txn_abort(handle)
      environment.handles.withLock { $0.writerDidEnd(opened: []) }
    }
  }

  /// Makes the changes visible and, as ``Environment/Options/durability`` has it, durable.
  ///
  /// - Throws: `diskFull`, `inputOutput`, `mapFull`, `badTransaction`…; the transaction is then aborted.
  public consuming func commit() throws(LMDBError) {
    #if DEBUG
      if let code = injectedCommitFailure() { throw LMDBError(code, .commit, path: environment.path) }
    #endif
    leaveThread()
    isEnded = true
    let code = mdb_txn_commit(handle)
    let kept = code == MDB_SUCCESS ? opened : []
    environment.handles.withLock { $0.writerDidEnd(opened: kept) }
    guard code == MDB_SUCCESS else { throw failure(code, .commit, environment) }
  }

  /// Forgets the changes; says aloud what letting the value go does anyway.
  public consuming func abort() {}

  /// LMDB's writer lock is the thread's: released elsewhere it stays taken, and every later writer waits
  /// forever.
  private func leaveThread() {
    precondition(pthread_self() == thread, "a write transaction must end on the thread that began it")
    environment.writerThread.store(0, ordering: .relaxed)
  }
}

extension WriteTransaction {
  /// The database called `name`, or the main one, which holds the names of the others, for `nil`.
  ///
  /// - Parameters:
  ///   - create: make it if absent, with `flags`.
  ///   - flags: what it must have been made with; `nil` accepts any, and makes one sorted by bytes.
  /// - Throws: `notFound`, `incompatible`, `databasesFull`, `badValueSize` (an empty name, or one holding a
  ///   zero byte).
  public mutating func database(
    named name: String?, create: Bool = false, flags: Database.Flags? = nil
  ) throws(LMDBError) -> Database {
    var dbi: MDB_dbi = 0
    let bits = create ? (flags?.rawValue ?? 0) | UInt32(MDB_CREATE) : 0
    guard let name else {
      let code = mdb_dbi_open(handle, nil, bits, &dbi)
      guard code == MDB_SUCCESS else { throw failure(code, .database, environment) }
      return try databaseChecked(dbi, flags)
    }
    guard Database.isValid(name: name) else { throw failure(MDB_BAD_VALSIZE, .database, environment) }
    let code = mdb_dbi_open(handle, name, bits, &dbi)
    guard code == MDB_SUCCESS else { throw failure(code, .database, environment) }
    opened.append((name, dbi))
    return try databaseChecked(dbi, flags)
  }
}

#if DEBUG
  extension WriteTransaction {
    /// A commit that fails has aborted; so will this one, when the value goes.
    private func injectedCommitFailure() -> LMDBError.Code? {
      if environment.isPoisoned.load(ordering: .relaxed) { return .badTransaction }
      if let code = environment.faults?.next(.commit) { return code }
      return environment.options.durability == .noSync ? nil : environment.faults?.next(.sync)
    }
  }
#endif
