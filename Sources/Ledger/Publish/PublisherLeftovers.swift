import TransparencyLog

/// The half-written files, `NAME.PROCESS.tmp`, that publishers which were killed left in a published folder.
///
/// They are looked for only where this run writes, so that a run costs what was added; a killed run is followed by one that
/// goes on from the same checkpoint, hence writes in the same folders. Whatever else lies there is somebody's: folders, links,
/// names that are not those of tiles or of the checkpoint, files of a process that lives.
struct PublisherLeftovers {
  private let root: String
  private var seen: Set<String> = []

  /// - Parameter root: the published folder.
  init(in root: String) { self.root = root }

  /// Removes what was to become the checkpoint.
  mutating func removeForCheckpoint() { remove(in: "") }

  /// Removes what was to become this tile, part of it, or one beside it. Each folder is listed once in a run.
  mutating func remove(beside tile: Tile) {
    let path = tile.full.path
    if let slash = path.lastIndex(of: "/") { remove(in: String(path[...slash])) }
    remove(in: "\(path).p/")
  }

  /// - Parameter prefix: a folder below the root, empty or with a slash at its end.
  private mutating func remove(in prefix: String) {
    guard seen.insert(prefix).inserted else { return }
    Leftovers.remove(in: "\(root)/\(prefix)") { name in
      let path = prefix + name
      return path == "checkpoint" || Tile(path: path) != nil
    }
  }
}
