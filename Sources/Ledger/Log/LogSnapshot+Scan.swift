import LMDB
import TransparencyLog

/// What the log holds, as it lies there: for verification, which takes nothing for granted.
extension LogSnapshot {
  /// Calls `body` with each stored entry of a range, ascending; gaps are the caller's to notice.
  func scanEntries(_ range: Range<UInt64>, _ body: (UInt64, UnsafeRawBufferPointer) -> Void) throws(LedgerError) {
    try scan(entries, from: range.lowerBound) { seq, bytes in
      guard seq < range.upperBound else { return .stop }
      body(seq, bytes)
      return .continue
    }
  }

  /// Calls `body` with each stored checkpoint over a size in the range, ascending.
  func scanCheckpoints(
    _ sizes: ClosedRange<UInt64>, _ body: (UInt64, UnsafeRawBufferPointer) -> Void
  ) throws(LedgerError) {
    try scan(checkpoints, from: sizes.lowerBound) { size, note in
      guard size <= sizes.upperBound else { return .stop }
      body(size, note)
      return .continue
    }
  }

  private func scan(
    _ database: Database, from: UInt64, _ body: (UInt64, UnsafeRawBufferPointer) -> ScanStep
  ) throws(LedgerError) {
    do {
      try transaction.scan(database, from: from) { (key, value) throws(LMDBError) in
        guard key.count == MemoryLayout<UInt64>.size else { return .stop }
        return body(key.loadUnaligned(as: UInt64.self), value)
      }
    } catch {
      throw LedgerError(error)
    }
  }

  /// The bytes of a tile as stored; nil when there is none.
  func tileBytes(level: Int, index: UInt64) throws(LedgerError) -> UnsafeRawBufferPointer? {
    do { return try transaction.get(TreeTiles.key(level: level, index: index), tiles) } catch {
      throw LedgerError(error)
    }
  }

  func tileCount() throws(LedgerError) -> Int {
    do { return try transaction.stat(tiles).entries } catch { throw LedgerError(error) }
  }

  /// The greatest size a checkpoint is stored for; nil when there is none.
  func newestCheckpointSize() throws(LedgerError) -> UInt64? {
    try storage { () throws(LMDBError) -> UInt64? in
      var cursor = try transaction.cursor(checkpoints)
      guard let key = try cursor.last()?.key, key.count == MemoryLayout<UInt64>.size else { return nil }
      return key.loadUnaligned(as: UInt64.self)
    }
  }
}
