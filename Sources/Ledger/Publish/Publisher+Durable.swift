import Glibc
import TransparencyLog

extension Publisher {
  /// Tree tiles of every level that a tree of that size has.
  private static func levels(_ size: UInt64) -> [Tile.Content] {
    (0..<8).filter { size >> UInt64($0 * Tile.height) > 0 }.map { .hashes(level: $0) }
  }

  /// Makes everything written durable, names included. After all were written, because the first sync carries most of the
  /// others with it: syncing each as it is written takes many times as long. What lay there before was made durable by the
  /// run that wrote it, so a run waits for what was added.
  mutating func sync(tilesFrom: UInt64, bundlesFrom: UInt64, to size: UInt64) throws(LedgerError) {
    var folders = Set([folder])
    for content in Self.levels(size) { try sync(Self.changed(content, from: tilesFrom, to: size), &folders) }
    if !isPublic { try sync(Self.changed(.entries, from: bundlesFrom, to: size), &folders) }
    for folder in folders { try Files.syncFolder(folder) }
    syncCount += folders.count
  }

  private mutating func sync(_ tiles: some Sequence<Tile>, _ folders: inout Set<String>) throws(LedgerError) {
    for tile in tiles {
      try Files.sync("\(folder)/\(tile.path)")
      syncCount += 1
      var parts = tile.path.split(separator: "/").dropLast()
      while !parts.isEmpty, folders.insert("\(folder)/\(parts.joined(separator: "/"))").inserted {
        parts.removeLast()
      }
    }
  }

  // MARK: Partial tiles

  /// Removes partial tiles that are full by now: readers of the checkpoint before find the full one at the same place.
  ///
  /// They are looked for in every folder that this run wrote in and in the one just before. A run that was killed between its
  /// checkpoint and its removals leaves some, and the next one no longer knows from where that one went on.
  func removePartial(from before: UInt64, in size: UInt64) throws(LedgerError) {
    for content in Self.levels(size) + [.entries] {
      let level = if case .hashes(let level) = content { level } else { 0 }
      let (first, full) = (Tile.fullCount(level: level, size: before), Tile.fullCount(level: level, size: size))
      for group in (max(first, 1) - 1) / Self.groupCount...full / Self.groupCount {
        try removePartial(of: content, group: group, below: full)
      }
    }
  }

  /// So many tiles of a level share a folder.
  private static let groupCount: UInt64 = 1000

  private func removePartial(of content: Tile.Content, group: UInt64, below full: UInt64) throws(LedgerError) {
    let first = Tile(content, index: group * Self.groupCount).path
    let parent = first[..<(first.lastIndex(of: "/") ?? first.endIndex)]
    guard try Files.isThere("\(folder)/\(parent)") else { return }
    for name in try Files.names(in: "\(folder)/\(parent)") where name.hasSuffix(".p") {
      guard let partial = Tile(path: "\(parent)/\(name)/1"), partial.index < full,
        try Files.isThere("\(folder)/\(partial.full.path)")
      else { continue }
      try Self.removeTiles("\(folder)/\(parent)/\(name)", "\(parent)/\(name)/")
    }
  }

  /// Removes what is named like a tile, and the folder if that was all: other things in it are somebody's.
  private static func removeTiles(_ path: String, _ prefix: String) throws(LedgerError) {
    var about = stat()
    guard lstat(path, &about) == 0, about.st_mode & S_IFMT == S_IFDIR else { return }
    for name in try Files.names(in: path) where Tile(path: prefix + name) != nil { try Files.remove("\(path)/\(name)") }
    rmdir(path)
  }
}
