import Glibc
import TransparencyLog

/// The static files of a published log (C2SP tlog-tiles), wherever they lie: a folder, a web server, another ledger.
///
/// Nothing read here is believed: see ``PublishedLog``.
public protocol PublishedFiles: Sendable {
  /// What people call the place: a path or an address.
  var place: String { get }

  /// The bytes of the file at a path such as `checkpoint` or `tile/0/x001/234`; nil when there is none.
  ///
  /// - Parameter limit: more bytes than this are an error, so that a hostile server cannot fill the memory.
  func read(_ path: String, limit: Int) throws(LedgerError) -> [UInt8]?
}

/// Files in a folder, such as `publish` makes.
public struct FolderFiles: PublishedFiles {
  /// The folder's path.
  public let place: String

  /// The files below a folder.
  public init(_ folder: String) { place = folder }

  /// The bytes of the file below the folder; nil when there is none.
  ///
  /// - Throws: `E13` for more than `limit` bytes or for what is no file, `E16` or `E17` when it cannot be read.
  public func read(_ path: String, limit: Int) throws(LedgerError) -> [UInt8]? {
    let file = "\(place)/\(path)"
    if Files.exists(file), !Files.isRegular(file) {
      throw LedgerError(.malformed, "E13", "“\(file)”不是普通文件", "\"\(file)\" is no regular file")
    }
    do throws(LedgerError) { return try Files.read(file, limit: limit) } catch {
      if error.kind == .missing { return nil }
      throw error
    }
  }
}

/// What `publish` would write, computed from a ledger's log on the spot: so that a replica can be followed like a server.
public final class LedgerFiles: PublishedFiles {
  /// The ledger's path.
  public let place: String
  private let log: Log
  private let folder: Folder

  /// The published form of the ledger in a folder.
  public init(_ path: String) throws(LedgerError) {
    place = path
    folder = Folder(path)
    log = try Log(path: folder.log, isWriter: false)
  }

  /// The bytes of the checkpoint that may be published, of a tile or of a bundle; nil for any other path. `limit` is
  /// not applied: the log is this machine's own.
  ///
  /// - Throws: `E87` while the policy's quorum is missing, `L01` or `L04` when the log is damaged.
  public func read(_ path: String, limit: Int) throws(LedgerError) -> [UInt8]? {
    let snapshot = try log.snapshot()
    if path == "checkpoint" { return try snapshot.publishableCheckpoint(folder) }
    guard let tile = Tile(path: path), Self.isIn(tile, size: snapshot.size) else { return nil }
    return try snapshot.published(tile)
  }

  /// Whether a tree of that size or of an earlier one has the tile.
  private static func isIn(_ tile: Tile, size: UInt64) -> Bool {
    let level = if case .hashes(let level) = tile.content { level } else { 0 }
    return level < 8 && tile.index < 1 << 56
      && (tile.index * UInt64(Tile.fullWidth) + UInt64(tile.width)) <= size >> UInt64(level * Tile.height)
  }
}

extension LogSnapshot {
  /// The bytes of a tile or bundle of the published tree.
  ///
  /// - Throws: `L01` for an entry that is missing or does not hash to its leaf.
  /// - Precondition: the tree has it.
  func published(_ tile: Tile) throws(LedgerError) -> [UInt8] {
    let first = tile.index * UInt64(Tile.fullWidth)
    switch tile.content {
    case .hashes(let level):
      var hashes: [Hash] = []
      for offset in 0..<UInt64(tile.width) {
        hashes.append(try subtreeRoot(level: level * Tile.height, index: first + offset))
      }
      return Tile.bytes(of: hashes)
    case .entries:
      var bytes: [UInt8] = []
      try forEachIntactEntry(first..<(first + UInt64(tile.width))) { (seq, entry) throws(LedgerError) in
        guard entry.count <= EntryBundle.entryByteCountMax else { throw LogError.missingEntry(seq) }
        EntryBundle.append(entry, to: &bytes)
      }
      return bytes
    }
  }
}
