import CMalloc
import EventSourcing

/// Stores what a fold has gained, in another thread while the fold goes on.
///
/// One part at a time: beginning the next waits for the one before. After a failure the fold must be given up, since part of
/// what it holds is stored nowhere.
final class Flushing {
  private let ledger: Ledger
  let fold: Fold
  private let store: DerivedStore
  private let jobs: Int
  private var running: Ahead<Result<Void, LedgerError>>?
  /// What the fold stands on; nil while it stands on nothing stored.
  private(set) var base: DerivedBase?

  init(_ ledger: Ledger, _ fold: Fold, into store: DerivedStore, on base: DerivedBase? = nil, jobs: Int) {
    self.ledger = ledger
    self.fold = fold
    self.store = store
    self.base = base
    self.jobs = jobs
  }

  /// Begins to store everything folded so far.
  ///
  /// - Throws: why what was begun before could not be stored.
  func begin() throws(LedgerError) {
    try finish()
    let root = try ledger.log.snapshot().root(at: fold.position)
    let standing = DerivedStore.Standing(position: fold.position, root: root, stamp: fold.stamp)
    let isOneOfMany = fold.pendingEventCount >= Ledger.flushEventCount
    let aside = fold.setAside()
    running = Ahead { [ledger, store, jobs] in
      // The ledger is held too: its lock must not be given back while something is being written.
      withExtendedLifetime((ledger, aside)) {
        Result { () throws(LedgerError) in
          // What the part before this one replaced is freed by now, in small pieces: the allocator would keep most of it, and a
          // great ledger's rebuild would hold twice what it needs.
          if isOneOfMany { malloc_trim(0) }
          try store.flush(aside.index, tables: aside.tables, to: standing, jobs: jobs)
        }
      }
    }
  }

  /// Waits until what was begun is stored, and puts the fold on it.
  func finish() throws(LedgerError) {
    guard let running else { return }
    self.running = nil
    try running.wait().get()
    let base = try DerivedBase(store)
    fold.stand(on: base)
    self.base = base
  }

  /// Stores everything folded so far and puts the fold on it, if there is anything new.
  func run() throws(LedgerError) {
    if fold.pendingEventCount > 0 || base == nil { try begin() }
    try finish()
  }

  deinit { _ = running?.wait() }
}

extension Ledger {
  /// A fold of the whole log and what stores its gains; nil while there is no stored state for it to stand on.
  func foldToStore(jobs: Int) throws(LedgerError) -> (Fold, Flushing?) {
    let (fold, base) = try fold(jobs: jobs)
    guard let base, let store = try derived.store() else { return (fold, nil) }
    return (fold, Flushing(self, fold, into: store, on: base, jobs: jobs))
  }
}
