import Glibc
import Synchronization

/// Which environments this process has open.
///
/// LMDB's locks are `fcntl` locks: closing a second descriptor of the lock file would release those of the
/// first without a word. So a second opening is refused, whatever path leads there: a folder is known by its
/// device and inode. It is held open meanwhile: the inode of one removed would be given to the next one made, which nobody
/// has open.
struct OpenEnvironments: ~Copyable {
  struct Folder: Sendable {
    fileprivate let identity: Identity
    fileprivate let descriptor: Int32
  }

  fileprivate struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  static let shared = OpenEnvironments()

  private let folders = Mutex<Set<Identity>>([])

  /// Claims the folder at `path` for this process.
  func claim(_ path: String) throws(LMDBError) -> Folder {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw LMDBError(errno == ENOTDIR ? .notAFolder : LMDBError.Code(rawValue: errno), .open, path: path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw LMDBError(LMDBError.Code(rawValue: code), .open, path: path)
    }
    let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    guard folders.withLock({ $0.insert(identity).inserted }) else {
      close(descriptor)
      throw LMDBError(.alreadyOpen, .open, path: path)
    }
    return Folder(identity: identity, descriptor: descriptor)
  }

  func release(_ folder: Folder) {
    _ = folders.withLock { $0.remove(folder.identity) }
    close(folder.descriptor)
  }
}
