import EventSourcing
import TransparencyLog

/// One published bundle, read and taken apart.
struct PublishedBundle: Sendable {
  /// Sequence number of the first of ``entries``.
  let first: UInt64
  let bytes: [UInt8]
  /// Where each entry lies in ``bytes``.
  let entries: [Range<Int>]
  /// Hash of each.
  let leaves: [Hash]
}

/// The entries of a published log in order, some bundles fetched and hashed at once.
struct BundleStream {
  let log: PublishedLog
  let jobs: Int
  /// Bundles in memory at a time, for each job; the longest is 16 MiB, the usual less than one.
  static let windowPerJob = 2

  /// Calls `body` with the entries of a range of a log of `size`, a bundle at a time; the first begins inside its bundle where
  /// the range does.
  func forEach(
    _ range: Range<UInt64>, size: UInt64, _ body: (PublishedBundle) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    guard !range.isEmpty else { return }
    let width = UInt64(Tile.fullWidth)
    var next = range.lowerBound / width
    let end = (range.upperBound - 1) / width + 1
    while next < end {
      let window = next..<min(end, next + UInt64(max(1, jobs) * Self.windowPerJob))
      let bundles = parallelMap(window.count, jobs: jobs) { offset in
        Result { () throws(LedgerError) in try read(window.lowerBound + UInt64(offset), range, size) }
      }
      for bundle in bundles { try body(bundle.get()) }
      next = window.upperBound
    }
  }

  private func read(_ index: UInt64, _ range: Range<UInt64>, _ size: UInt64) throws(LedgerError) -> PublishedBundle {
    guard let tile = Tile.at(.entries, index: index, size: size) else { throw LogError.missingEntry(size) }
    let (bytes, ranges) = try log.entries(tile)
    let start = index * UInt64(Tile.fullWidth)
    let first = max(start, range.lowerBound)
    let entries = Array(ranges.dropFirst(Int(first - start)).prefix(Int(range.upperBound - first)))
    let leaves = bytes.withUnsafeBytes { bytes in
      entries.map { MerkleTree.leafHash(UnsafeRawBufferPointer(rebasing: bytes[$0])) }
    }
    return PublishedBundle(first: first, bytes: bytes, entries: entries, leaves: leaves)
  }
}
