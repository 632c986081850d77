import EventSourcing
import TransparencyLog

/// Computes the tree of the entries that were published and compares every published tile with it, and the root with the
/// checkpoint's. Nothing published vouches for anything else: only the root does.
struct PublishedTreeAudit {
  /// A place in a published tile that is not what the entries give.
  private struct Suspect {
    let tile: Tile
    let level: Int
    let offset: Int

    /// The entries under it.
    var entries: Range<UInt64> {
      let height = UInt64(level * Tile.height)
      let first = (tile.index * UInt64(Tile.fullWidth) + UInt64(offset)) << height
      return first..<(first + 1 << height)
    }
  }

  private let log: PublishedLog
  private var builder: TileBuilder
  private var suspects: [Suspect] = []
  private var failures: [LedgerError] = []
  /// Suspects kept: a log that is garbage throughout must not fill the memory.
  private static let suspectCountMax = 10_000

  /// Root of what was read so far.
  var root: Hash { builder.root }
  var size: UInt64 { builder.size }

  /// Begins with a tree that is proved already, or with none.
  init(_ log: PublishedLog, from builder: TileBuilder = TileBuilder()) {
    self.log = log
    self.builder = builder
  }

  /// Takes the next leaves.
  mutating func take(_ leaves: [Hash]) {
    var filled: [(Tile, [Hash])] = []
    for leaf in leaves { builder.append(leaf) { tile, hashes in filled.append((tile, hashes)) } }
    for (tile, hashes) in filled { compare(tile, hashes) }
  }

  /// Ends the log: compares the tiles that are not full, and says what is wrong.
  ///
  /// - Returns: whether the entries are those of the checkpoint.
  mutating func finish(_ checkpoint: Checkpoint, _ findings: inout Findings) -> Bool {
    for (tile, hashes) in builder.partial { compare(tile, hashes) }
    let isWhole = builder.size == checkpoint.size && builder.root == checkpoint.root
    for failure in failures { findings.add(.failure(.hashes, failure)) }
    if isWhole {
      for suspect in suspects { findings.add(Self.alteredTile(suspect.tile, suspect.offset, suspect.entries)) }
    } else {
      blame(checkpoint, &findings)
    }
    return isWhole
  }

  /// The entries do not give the root: those whose own hash says otherwise are to blame, else the smallest part that does.
  private func blame(_ checkpoint: Checkpoint, _ findings: inout Findings) {
    var blamed: [Range<UInt64>] = []
    for suspect in suspects.sorted(by: { ($0.level, $0.entries.lowerBound) < ($1.level, $1.entries.lowerBound) })
    where !blamed.contains(where: { suspect.entries.overlaps($0) }) {
      let entries = suspect.entries.lowerBound..<min(suspect.entries.upperBound, checkpoint.size)
      blamed.append(entries)
      findings.add(suspect.level == 0 ? Self.altered(entries.lowerBound) : Self.forged(entries, suspect.tile))
    }
    guard blamed.isEmpty else { return }
    findings.add(
      .altered(
        .hashes, "L04", "发布的\(builder.size)条推出的根与检查点不符：条目和哈希块一并被换",
        "the \(builder.size) published entries do not give the checkpoint's root: entries and tiles were exchanged together"
      ))
  }

  private static func altered(_ seq: UInt64) -> Finding {
    .altered(
      .hashes, "L01", seq: seq, "已发布的第\(seq)条与其哈希不符：条目被改动",
      "the published entry \(seq) does not hash to its leaf: it was altered")
  }

  private static func forged(_ entries: Range<UInt64>, _ tile: Tile) -> Finding {
    .altered(
      .hashes, "L04", seq: entries.lowerBound,
      "已发布的第\(entries.lowerBound)…\(entries.upperBound - 1)条中有伪造：条目和下层哈希块一并被改，与“\(tile.path)”不符",
      "among the published entries \(entries.lowerBound)…\(entries.upperBound - 1) there is a forgery: an entry and the tiles "
        + "below \"\(tile.path)\" were changed together")
  }

  private static func alteredTile(_ tile: Tile, _ offset: Int, _ entries: Range<UInt64>) -> Finding {
    .altered(
      .hashes, "L04", seq: entries.lowerBound, "发布的哈希块“\(tile.path)”的第\(offset)个哈希被改动",
      "hash \(offset) of the published tile \"\(tile.path)\" was altered")
  }

  private mutating func compare(_ tile: Tile, _ hashes: [Hash]) {
    guard case .hashes(let level) = tile.content else { return }
    let published: [Hash]
    do throws(LedgerError) { published = try read(tile) } catch {
      if failures.count < Findings.countMax { failures.append(error) }
      return
    }
    for offset in hashes.indices where hashes[offset] != published[offset] {
      if suspects.count < Self.suspectCountMax { suspects.append(Suspect(tile: tile, level: level, offset: offset)) }
    }
  }

  private func read(_ tile: Tile) throws(LedgerError) -> [Hash] {
    let bytes = try log.bytes(of: tile)
    do { return try tile.hashes(in: bytes) } catch {
      throw LedgerError(
        .integrity, "L04", "发布的哈希块长度不对：\(error.message.zh)", "a published tile has a wrong length: \(error.message.en)")
    }
  }
}
