import CLMDB
import Glibc
import Synchronization

extension Environment {
  /// A snapshot of the last commit. Ends with the value.
  ///
  /// - Throws: `readersFull` when no slot is free even after those of dead processes were taken back;
  ///   `mapResized`.
  public func beginRead() throws(LMDBError) -> ReadTransaction {
    ReadTransaction(self, try beginRaw(MDB_RDONLY, .begin))
  }

  /// The write transaction. Waits for another one, of this or another process, to end; a ``WriterLock`` never
  /// waits.
  ///
  /// LMDB's writer lock belongs to a thread, so the transaction must end on the thread that began it: hold
  /// none across an `await`. Ending elsewhere stops the process, since the lock would stay taken forever.
  ///
  /// - Throws: `deadlock` when this thread has one already; `permission` when the environment is read-only.
  public func beginWrite() throws(LMDBError) -> WriteTransaction {
    guard !options.readOnly else { throw LMDBError(.permission, .begin, path: path) }
    let thread = pthread_self()
    guard writerThread.load(ordering: .relaxed) != thread else {
      throw LMDBError(.deadlock, .begin, path: path)
    }
    handles.withLock { $0.writerWillBegin() }
    do throws(LMDBError) {
      let transaction = try beginRaw(0, .begin)
      writerThread.store(thread, ordering: .relaxed)
      return WriteTransaction(self, transaction, thread: thread)
    } catch {
      handles.withLock { $0.writerDidEnd(opened: []) }
      throw error
    }
  }

  /// Runs `body` on one snapshot. Code with typed errors uses ``beginRead()``, which this only wraps.
  public func read<R: ~Copyable>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
    let transaction = try beginRead()
    return try body(transaction)
  }

  /// Runs `body` in a write transaction, committed when it returns and aborted when it throws.
  public func write<R: ~Copyable>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
    var transaction = try beginWrite()
    let result = try body(&transaction)
    try transaction.commit()
    return result
  }

  func beginRaw(_ flags: Int32, _ operation: LMDBError.Operation) throws(LMDBError) -> OpaquePointer {
    var transaction: OpaquePointer?
    var code = mdb_txn_begin(raw, nil, UInt32(flags), &transaction)
    if code == MDB_READERS_FULL, try readerCheck() > 0 {
      code = mdb_txn_begin(raw, nil, UInt32(flags), &transaction)
    }
    guard code == MDB_SUCCESS, let transaction else { throw failure(code, operation, self) }
    return transaction
  }
}
