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
      let count = try fill(Flushing(self, Fold(domain), into: store, jobs: jobs), jobs: jobs, progress)
      try derived.switchTo(name, store)
      return count
    } catch {
      try derived.discard(name)
      throw error
    }
  }

  /// Calls `body` with the ledger as a replay from nothing gives it: for what is to be signed, which must rest on no stored
  /// state that anybody could have changed. It costs a rebuild, and its memory does not grow with the log.
  public func withReplay<R>(
    jobs: Int, progress: (UInt64, UInt64) -> Void = { _, _ in }, _ body: (LedgerView) throws(LedgerError) -> R
  ) throws(LedgerError) -> R {
    let scratch = try ScratchGeneration(derived)
    defer { withExtendedLifetime(scratch) {} }
    let fold = Fold(domain)
    let flushing = Flushing(self, fold, into: scratch.store, jobs: jobs)
    _ = try fill(flushing, jobs: jobs, progress)
    return try body(LedgerView(self, fold, flushing.base))
  }

  /// Replays the whole log into what a fold on nothing stores.
  ///
  /// - Returns: how many events were replayed.
  private func fill(
    _ flushing: Flushing, jobs: Int, _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> Int {
    let size = try log.snapshot().size
    let fold = flushing.fold
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
