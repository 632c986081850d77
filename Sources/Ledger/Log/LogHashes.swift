public import TransparencyLog

/// The stored tree of a log at one moment, for proofs.
public final class LogHashes: HashReader {
  public typealias Failure = LedgerError

  let snapshot: LogSnapshot

  /// The tree as it is now.
  public init(_ log: Log) throws(LedgerError) { snapshot = try log.snapshot() }

  public func subtreeRoot(level: Int, index: UInt64) throws(LedgerError) -> Hash {
    try snapshot.subtreeRoot(level: level, index: index)
  }
}
