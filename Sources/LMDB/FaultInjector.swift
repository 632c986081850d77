#if DEBUG
  import Synchronization

  /// Lets tests make the store fail as a full or broken disk would. Not compiled into release builds.
  ///
  /// An injected failure leaves the transaction in the state a real one does: after a failed put it can only
  /// be aborted; a failed commit or sync has aborted it.
  public final class FaultInjector: Sendable {
    /// The kinds of operation that can fail, each counted apart.
    public enum Point: Sendable, Hashable {
      /// A put, reserve or cursor put.
      case put
      /// The commit of a write transaction, before anything is written.
      case commit
      /// The flush inside a commit, or ``Environment/sync()``.
      case sync
    }

    private struct Fault {
      let point: Point
      var remaining: Int
      let code: LMDBError.Code
    }

    private let faults = Mutex<[Fault]>([])

    /// No operation fails before ``fail(_:nth:with:)`` says so.
    public init() {}

    /// Makes the `nth` operation of this kind from now on fail with `code`, once.
    public func fail(_ point: Point, nth: Int = 1, with code: LMDBError.Code) {
      precondition(nth >= 1, "operations are counted from 1")
      faults.withLock { $0.append(Fault(point: point, remaining: nth, code: code)) }
    }

    /// Forgets every failure still to come. A transaction that has met one can still only be aborted.
    public func clear() {
      faults.withLock { $0.removeAll() }
    }

    /// Counts one operation; the code it shall fail with, if any.
    func next(_ point: Point) -> LMDBError.Code? {
      faults.withLock { faults in
        for index in faults.indices where faults[index].point == point { faults[index].remaining -= 1 }
        guard let due = faults.firstIndex(where: { $0.remaining <= 0 && $0.point == point }) else {
          return nil
        }
        return faults.remove(at: due).code
      }
    }
  }
#endif
