import EventSourcing
import Glibc
import TransparencyLog

/// Writes a ledger's log as the static files of C2SP tlog-tiles, which any web server or bucket can serve.
///
/// Tiles and bundles first, then, when all of them are on the disk, the checkpoint that needs them: a reader never sees a
/// checkpoint whose tiles are missing, whenever this program or the machine stops. Each file appears whole or not at all. The
/// next call goes on from the checkpoint that lies there, so it costs what was added. It reads a snapshot and stands in no
/// writer's way.
public struct Publisher {
  /// What was written.
  public struct Summary: Sendable {
    /// Entries published before and now.
    public let before: UInt64
    /// Entries under the checkpoint that lies there now.
    public let size: UInt64
    /// Entries of the ledger that are held back: no checkpoint over them has the quorum that the policy asks for. 0 without a
    /// policy that asks for witnesses: a replica may hold entries whose checkpoint it has yet to store.
    public let waiting: UInt64
    /// Files written, the checkpoint included.
    public let fileCount: Int
    /// Bytes of these files.
    public let byteCount: Int
    /// Files and folders made durable, the checkpoint and its folder included: what publishing mostly waits for.
    public let syncCount: Int
  }

  private let ledger: Ledger
  let folder: String
  let isPublic: Bool
  private var leftovers: PublisherLeftovers
  private var fileCount = 0
  private var byteCount = 0
  var syncCount = 0

  private init(_ ledger: Ledger, _ folder: String, isPublic: Bool) {
    self.ledger = ledger
    self.folder = folder
    self.isPublic = isPublic
    leftovers = PublisherLeftovers(in: folder)
  }

  /// Publishes what a ledger holds under its newest publishable checkpoint.
  ///
  /// - Parameters:
  ///   - isPublic: leave out the entries: what remains proves the log without showing it.
  ///   - isAgain: write every file again, whatever lies there.
  /// - Throws: `L01` for an entry that does not hash to its leaf, before anything of it is written; `E03` while another
  ///   publishes there; `L09`, `L04` when what lies there is not a beginning of this log; `E82`
  ///   when it is another log's, or holds entries that are to be left out.
  public static func publish(
    _ ledger: Ledger, to folder: String, isPublic: Bool, isAgain: Bool = false,
    progress: (UInt64, UInt64) -> Void = { _, _ in }
  ) throws(LedgerError) -> Summary {
    try Files.makeFolders(folder, mode: 0o755)
    let lock = try publisherLock(folder)
    defer { withExtendedLifetime(lock) {} }
    var publisher = Publisher(ledger, folder, isPublic: isPublic)
    return try publisher.run(isAgain: isAgain, progress)
  }

  private mutating func run(
    isAgain: Bool, _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) -> Summary {
    let (found, cosignable) = try publishable()
    guard let note = found else {
      throw LedgerError(.integrity, "L04", "账本没有检查点", "the ledger has no checkpoint")
    }
    let checkpoint = try PublishedLog.parse(note, ledger.folder.path)
    let before = try published(notBeyond: checkpoint)
    if isPublic { try refuseEntries() }
    leftovers.removeForCheckpoint()
    let from = isAgain ? 0 : before
    // Bundles that were left out before are all to be written; where they are left out now, none is.
    let isGoingOn = isPublic ? true : try hasBundles(before)
    let bundlesFrom = isGoingOn ? from : 0
    try writeTiles(from: from, to: checkpoint.size)
    if !isPublic { try writeBundles(from: bundlesFrom, to: checkpoint.size, progress) }
    try sync(tilesFrom: from, bundlesFrom: bundlesFrom, to: checkpoint.size)
    try Files.write("\(folder)/checkpoint", note, mode: 0o644)
    count(note.count)
    syncCount += 2
    try removePartial(from: before, in: checkpoint.size)
    return Summary(
      before: before, size: checkpoint.size, waiting: cosignable - min(cosignable, checkpoint.size),
      fileCount: fileCount, byteCount: byteCount, syncCount: syncCount)
  }

  private static func publisherLock(_ folder: String) throws(LedgerError) -> LockBox {
    do throws(LedgerError) { return try LockBox("\(folder)/.publish.lock") } catch {
      guard error.code == "E03" else { throw error }
      throw LedgerError(
        .tryAgain, "E03", "另一个程序正在向“\(folder)”发布，请稍后再试",
        "another program is publishing to \"\(folder)\": try again later")
    }
  }

  /// Entries that were published stay where people fetch them, whatever is published beside them: who wants them out of
  /// sight must know.
  private func refuseEntries() throws(LedgerError) {
    guard try Files.isThere("\(folder)/tile/entries") else { return }
    throw LedgerError(
      .cannotCreate, "E82", "“\(folder)”已发布过条目，--public 不会收回它们；请另选文件夹，或先删除“\(folder)/tile/entries”",
      "\"\(folder)\" publishes entries already, --public would leave them there: choose another folder, or remove \"\(folder)/tile/entries\" first"
    )
  }

  /// The checkpoint to show, and how many entries the policy's witnesses are to sign for.
  private func publishable() throws(LedgerError) -> (note: [UInt8]?, cosignable: UInt64) {
    let snapshot = try ledger.log.snapshot()
    let isWitnessed = try Cosigning.policy(ledger.folder)?.asksForWitnesses ?? false
    return (try snapshot.publishableCheckpoint(ledger.folder), isWitnessed ? snapshot.size : 0)
  }

  /// How many entries were published here before.
  private func published(notBeyond checkpoint: Checkpoint) throws(LedgerError) -> UInt64 {
    let path = "\(folder)/checkpoint"
    guard try Files.isThere(path) else { return 0 }
    let there = try PublishedLog.parse(try Files.read(path, limit: PublishedLog.checkpointByteCountMax), path)
    guard there.origin == checkpoint.origin else {
      throw LedgerError(
        .cannotCreate, "E82", "“\(folder)”发布的是另一账本“\(there.origin)”",
        "\"\(folder)\" publishes another ledger, \"\(there.origin)\"")
    }
    let root = there.size > checkpoint.size ? nil : try ledger.log.snapshot().root(at: there.size)
    if let failure = OutsideCheckpoint.failure(there, size: checkpoint.size, root: root) { throw failure }
    return there.size
  }

  /// Whether the entries were published too, not only the tree.
  private func hasBundles(_ size: UInt64) throws(LedgerError) -> Bool {
    guard size > 0, let last = Tile.at(.entries, index: (size - 1) / UInt64(Tile.fullWidth), size: size) else {
      return true
    }
    return try Files.isThere("\(folder)/\(last.path)")
  }

  private mutating func writeTiles(from: UInt64, to size: UInt64) throws(LedgerError) {
    for level in 0..<8 where size >> UInt64(level * Tile.height) > 0 {
      try write(Self.changed(.hashes(level: level), from: from, to: size)) { _ in }
    }
  }

  private mutating func writeBundles(
    from: UInt64, to size: UInt64, _ progress: (UInt64, UInt64) -> Void
  ) throws(LedgerError) {
    try write(Self.changed(.entries, from: from, to: size)) { bundle in
      progress(bundle.index * UInt64(Tile.fullWidth) + UInt64(bundle.width), size)
    }
  }

  /// The tiles that the tree of `size` has and that of `from` has not.
  static func changed(
    _ content: Tile.Content, from: UInt64, to size: UInt64
  ) -> some Sequence<Tile> {
    let level = if case .hashes(let level) = content { level } else { 0 }
    let first = Tile.fullCount(level: level, size: from)
    return (first...max(first, Tile.fullCount(level: level, size: size))).lazy.compactMap { index in
      guard let tile = Tile.at(content, index: index, size: size) else { return nil }
      return tile == Tile.at(content, index: index, size: from) ? nil : tile
    }
  }

  private mutating func write(
    _ tiles: some Sequence<Tile>, each: (Tile) -> Void
  ) throws(LedgerError) {
    // A snapshot held for long keeps LMDB from reusing pages: renewed now and then.
    var tiles = tiles.makeIterator()
    while true {
      let snapshot = try ledger.log.snapshot()
      for _ in 0..<64 {
        guard let tile = tiles.next() else { return }
        let bytes = try snapshot.published(tile)
        try place(bytes, at: tile)
        each(tile)
      }
    }
  }

  /// Puts a file in its place whole. It is not synced by itself: until all are synced no checkpoint speaks of it.
  private mutating func place(_ bytes: [UInt8], at tile: Tile) throws(LedgerError) {
    let path = tile.path
    var parent = folder
    for part in path.split(separator: "/").dropLast() {
      parent += "/\(part)"
      try Files.makeFolder(parent, mode: 0o755)
    }
    leftovers.remove(beside: tile)
    try Files.place(bytes, at: "\(folder)/\(path)", mode: 0o644)
    count(bytes.count)
  }

  private mutating func count(_ bytes: Int) {
    fileCount += 1
    byteCount += bytes
  }
}
