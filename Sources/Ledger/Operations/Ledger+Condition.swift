public import EventSourcing
import TransparencyLog

extension Ledger {
  /// Up to which entry derived state is stored; nil when there is none or it belongs to another history.
  public func derivedPosition() throws(LedgerError) -> UInt64? {
    guard let store = try derived.store() else { return nil }
    let base = try DerivedBase(store)
    guard let standing = try base.read({ (snapshot) throws(LedgerError) in try snapshot.standing() }),
      try isOfThisLog(standing)
    else { return nil }
    return standing.position
  }

  /// Where this machine keeps the newest checkpoint it has seen, and how many entries that one covers.
  public func outsideCheckpoint() throws(LedgerError) -> (path: String, size: UInt64?)? {
    guard let outside else { return nil }
    let kept = try outside.read()
    return (kept?.file ?? outside.path, kept?.checkpoint.size)
  }

  /// Why this machine could not remember a checkpoint now; nil when it could, or has no home to remember anything in. A folder for
  /// what is remembered is made if there is none.
  public func memoryObstacle() -> LedgerError? {
    do throws(LedgerError) { try outside?.probe() } catch { return error }
    return nil
  }

  /// Why the log is not an extension of what this machine saw in this folder before: `L09`, `L04`, naming what it remembers and what
  /// to do; nil when it is one, and where nothing is remembered.
  public func memoryFailure() throws(LedgerError) -> LedgerError? {
    guard let outside else { return nil }
    return try outside.failure(of: log.snapshot())
  }

  /// What is to be said where this machine has no home to remember anything in; nil where it has one.
  ///
  /// - Throws: `E27`.
  public static func memoryAbsence() throws(LedgerError) -> Bilingual? {
    try OutsideState.folder() == nil ? OutsideState.absence : nil
  }

  /// What has to be known of this machine's memory by whoever reads here or records, and stops nobody: that there is none; that
  /// this folder is a copy of the ledger, and the ledger is ahead of it or has gone another way.
  public func memoryNotes() throws(LedgerError) -> [Bilingual] {
    guard let outside else { return [OutsideState.absence] }
    guard let ahead = try outside.ahead(of: log.snapshot()) else { return [] }
    let words = ahead.words
    return [
      Bilingual(
        "“\(folder.path)”是同一账本的另一份副本，内容较旧或已不同：本机记得\(words.zh)。演练请勿与正式账本混用；若要以它为正式账本，请先补上其后的记录（taizhang restore --from），或认可损失（--accept-loss）",
        "\"\(folder.path)\" is another copy of the ledger, older than it or gone another way: this machine remembers \(words.en). Keep a drill apart from the ledger; if this is to be the ledger, first take what came after (taizhang restore --from) or accept its loss (--accept-loss)"
      )
    ]
  }

  /// Replays the first `size` entries once and tells a row each time an entry changed it.
  ///
  /// Every entry is looked at, not only those that name the row: an approval changes the allocation it draws on without
  /// naming it. Cost: one replay.
  ///
  /// - Parameter body: sequence number of the entry and the row's bytes after it, nil when it is gone.
  public func forEachChange(
    of table: String, _ key: String, upTo size: UInt64, jobs: Int,
    _ body: (UInt64, [UInt8]?) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let fold = Fold(domain)
    guard let rows = fold.state.tables.first(where: { $0.name == table }) else { return }
    var before: [UInt8]?
    try replay(into: fold, upTo: size, jobs: jobs) { (fold) throws(LedgerError) in
      let row: [UInt8]?
      do throws(StateError) { row = try rows.rowBytes(key) } catch {
        throw LedgerError(
          .integrity, "L06", "派生状态损坏：\(error.message.zh)", "derived state is damaged: \(error.message.en)")
      }
      if row != before { try body(fold.position - 1, row) }
      before = row
    }
  }
}
