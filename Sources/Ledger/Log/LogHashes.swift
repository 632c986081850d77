public import TransparencyLog

/// The stored tree of a log at one moment, for proofs.
public final class LogHashes: HashReader {
  /// Reading fails as a ledger does: `L04` for a damaged tile, `L10` for a damaged file.
  public typealias Failure = LedgerError

  let snapshot: LogSnapshot

  /// The tree as it is now.
  public init(_ log: Log) throws(LedgerError) { snapshot = try log.snapshot() }

  /// The root over the 2^`level` leaves from `index` × 2^`level` on, as stored.
  ///
  /// - Throws: `L04` when the log has no such subtree, or its tile is damaged.
  public func subtreeRoot(level: Int, index: UInt64) throws(LedgerError) -> Hash {
    try snapshot.subtreeRoot(level: level, index: index)
  }
}
