import Glibc
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
    let names: [String]
    // A folder that is not there has no leftovers; one that may not be listed may still be written in.
    do { names = try Files.names(in: "\(root)/\(prefix)") } catch { return }
    for name in names where Self.isLeftover(name, in: prefix) { Self.unlinkFile("\(root)/\(prefix)\(name)") }
  }

  /// Whether it is the name of a half-written file of ours whose process is dead on this machine. This process's own number
  /// tells of an earlier one, as long as it has not written in that folder.
  private static func isLeftover(_ name: String, in prefix: String) -> Bool {
    guard name.hasSuffix(".tmp"), let dot = name.dropLast(4).lastIndex(of: ".") else { return false }
    let digits = name.dropLast(4)[dot...].dropFirst()
    guard let process = pid_t(digits), process > 0, String(process) == digits else { return false }
    let path = prefix + name[..<dot]
    guard path == "checkpoint" || Tile(path: path) != nil else { return false }
    return process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
  }

  /// Only a regular file; that it cannot be removed keeps nobody from publishing.
  private static func unlinkFile(_ path: String) {
    var about = stat()
    guard lstat(path, &about) == 0, about.st_mode & S_IFMT == S_IFREG else { return }
    unlink(path)
  }
}
