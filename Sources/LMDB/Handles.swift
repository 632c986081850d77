import CLMDB

/// The database handles this process has opened in one environment, and the rule that keeps their slots
/// apart.
///
/// LMDB numbers a new handle with the next slot *as the opening transaction saw it*, so two transactions
/// opening handles at once would take the same slot for different databases. Therefore a handle is opened
/// either by the one write transaction, or by a private read transaction while no write transaction exists.
struct Handles {
  private var byName: [String: MDB_dbi] = [:]
  /// Write transactions begun, or waiting to begin, in this process.
  private(set) var writers = 0

  subscript(name: String) -> MDB_dbi? { byName[name] }

  mutating func writerWillBegin() { writers += 1 }

  /// `opened` are the handles that the commit made permanent; none after an abort.
  mutating func writerDidEnd(opened: [(name: String, dbi: MDB_dbi)]) {
    writers -= 1
    for handle in opened { byName[handle.name] = handle.dbi }
  }

  /// Opens `name` for transactions begun from now on.
  mutating func discover(_ name: String, in environment: Environment) throws(LMDBError) {
    guard byName[name] == nil else { return }
    guard writers == 0 else { throw LMDBError(.busy, .database, path: environment.path) }
    let transaction = try environment.beginRaw(MDB_RDONLY, .database)
    var dbi: MDB_dbi = 0
    let code = mdb_dbi_open(transaction, name, 0, &dbi)
    guard code == MDB_SUCCESS else {
      mdb_txn_abort(transaction)
      throw failure(code, .database, environment)
    }
    // Committing a read transaction changes nothing on disk; it is how LMDB keeps the handles opened in it.
    let committed = mdb_txn_commit(transaction)
    guard committed == MDB_SUCCESS else { throw failure(committed, .database, environment) }
    byName[name] = dbi
  }

  /// Opens what is there, so that transactions need not discover it later. Names beyond the slots wait for
  /// that.
  mutating func discoverAll(in environment: Environment) throws(LMDBError) {
    for name in try environment.databaseNames(entriesMax: Self.namesMax) {
      do throws(LMDBError) {
        try discover(name, in: environment)
      } catch {
        if error.code == .databasesFull { return }
        // A plain record of the main database, or a key that is not a name.
        if error.code == .incompatible || error.code == .notFound { continue }
        throw error
      }
    }
  }

  /// A main database with more keys than this holds records rather than names.
  private static let namesMax = 1024
}
