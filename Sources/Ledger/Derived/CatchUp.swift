import EventSourcing
import TransparencyLog

extension Ledger {
  /// A fold that stands on the live derived state, or on nothing, and has replayed the log up to `end`.
  ///
  /// - Parameters:
  ///   - end: number of entries; nil for all.
  ///   - fromScratch: ignore stored state, as looking back and verifying must.
  func fold(
    upTo end: UInt64? = nil, fromScratch: Bool = false, jobs: Int
  ) throws(LedgerError) -> (fold: Fold, base: DerivedBase?) {
    let fold = Fold(domain)
    let size = try log.snapshot().size
    let base = fromScratch ? nil : try standOn(fold, notBeyond: end ?? size)
    try replay(into: fold, upTo: end ?? size, jobs: jobs)
    return (fold, base)
  }

  /// Puts a fold on the live generation when that belongs to this log and is not ahead of what is asked.
  private func standOn(_ fold: Fold, notBeyond end: UInt64) throws(LedgerError) -> DerivedBase? {
    guard let store = try derived.store() else { return nil }
    let base = try DerivedBase(store)
    guard let standing = try base.read({ (snapshot) throws(LedgerError) in try snapshot.standing() }),
      standing.position <= end, try isOfThisLog(standing)
    else { return nil }
    fold.resume(at: standing, genesis: about.genesis.base64, on: base)
    return base
  }

  /// Size and root must be the log's own: derived state of another history must not answer.
  func isOfThisLog(_ standing: DerivedStore.Standing) throws(LedgerError) -> Bool {
    let snapshot = try log.snapshot()
    guard standing.position > 0, standing.position <= snapshot.size else { return false }
    return try snapshot.root(at: standing.position) == standing.root
  }

  /// Replays accepted entries into a fold from where it stands.
  func replay(
    into fold: Fold, upTo end: UInt64, jobs: Int,
    each: (Fold) throws(LedgerError) -> Void = { (_) throws(LedgerError) in }
  ) throws(LedgerError) {
    guard fold.position < end else { return }
    try EntryBlocks(log: log, jobs: jobs).forEach(fold.position..<end) { (stored) throws(LedgerError) in
      let hashed: HashedEntry
      do throws(Refusals) { hashed = try stored.content.get() } catch {
        throw LedgerError(
          .integrity, "L01", "第\(stored.seq)条无法读取：\(error.reasons[0].message.zh)",
          "entry \(stored.seq) cannot be read: \(error.reasons[0].message.en)")
      }
      fold.replay(hashed.entry, leaf: hashed.leaf)
      try each(fold)
    }
  }
}
