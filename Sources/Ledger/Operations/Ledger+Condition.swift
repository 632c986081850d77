import EventSourcing
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
    return (outside.path, try outside.read()?.size)
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
