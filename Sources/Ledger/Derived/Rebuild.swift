import EventSourcing
import TransparencyLog

extension Ledger {
  /// Events folded in memory before they are flushed; bounds the memory of a rebuild.
  static let flushEventCount = 30_000

  /// Builds all derived state again from the log in a new generation and makes it live.
  ///
  /// - Returns: how many events were replayed.
  @discardableResult
  public func rebuild(jobs: Int, progress: (UInt64, UInt64) -> Void = { _, _ in }) throws(LedgerError) -> Int {
    let (name, store) = try derived.makeNext()
    do throws(LedgerError) {
      let count = try fill(store, jobs: jobs, progress)
      try derived.switchTo(name, store)
      return count
    } catch {
      try derived.discard(name)
      throw error
    }
  }

  private func fill(
    _ store: DerivedStore, jobs: Int, _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> Int {
    let size = try log.snapshot().size
    let fold = Fold(domain)
    let flushing = Flushing(self, fold, into: store, jobs: jobs)
    var count = 0
    try replay(into: fold, upTo: size, jobs: jobs) { (fold) throws(LedgerError) in
      guard fold.pendingEventCount >= Self.flushEventCount else { return }
      count += fold.pendingEventCount
      try flushing.begin()
      progress(fold.position, size)
    }
    count += fold.pendingEventCount
    try flushing.run()
    progress(size, size)
    return count
  }
}
