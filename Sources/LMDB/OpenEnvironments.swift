import Glibc
import Synchronization

/// Which environments this process has open.
///
/// LMDB's locks are `fcntl` locks: closing a second descriptor of the lock file would release those of the
/// first without a word. So a second opening is refused, whatever path leads there: a folder is known by its
/// device and inode.
struct OpenEnvironments: ~Copyable {
  struct Folder: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  static let shared = OpenEnvironments()

  private let folders = Mutex<Set<Folder>>([])

  /// Claims the folder at `path` for this process.
  func claim(_ path: String) throws(LMDBError) -> Folder {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw LMDBError(LMDBError.Code(rawValue: errno), .open, path: path)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw LMDBError(.notAFolder, .open, path: path) }
    let folder = Folder(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    guard folders.withLock({ $0.insert(folder).inserted }) else {
      throw LMDBError(.alreadyOpen, .open, path: path)
    }
    return folder
  }

  func release(_ folder: Folder) {
    _ = folders.withLock { $0.remove(folder) }
  }
}
