import CLMDB

extension Environment {
  /// How to open an environment. The defaults suit a store that must never lose a committed transaction.
  public struct Options: Sendable {
    /// What survives a crash of the machine. A crash of the process alone loses nothing in any mode.
    public enum Durability: Sendable {
      /// Every commit reaches the disk before it returns (two syncs).
      case full
      /// One sync a commit. The last transaction may be lost; what remains is whole.
      case noMetaSync
      /// No sync but ``Environment/sync()``. The file may end up corrupt: for data that can be made again.
      case noSync
    }

    /// Address space reserved for the map, and so the limit of the data. Large costs nothing: it is not
    /// memory.
    public var mapSizeBytes = 1 << 40
    /// Named databases that can be open at once.
    public var maxDatabases = 32
    /// Read transactions at once, over all processes. The process that makes the lock file decides.
    public var maxReaders = 512
    /// Open without ever writing data: an absent data file is an error, and so is a write transaction (`permission`).
    public var readOnly = false
    /// Whether an absent or empty data file is made. Off, it is an error: a precious store must not be remade
    /// by mistake.
    public var create = true
    /// Read without registering as a reader; only with `readOnly`. A writer at work then may reuse pages
    /// being read, so it suits still files. Chosen by itself where the folder or its lock file cannot be
    /// written (see ``Environment/isLocked``).
    public var noLock = false
    /// What survives a crash of the machine: by default every commit that has returned.
    public var durability = Durability.full
    /// Whether the system reads ahead. Off helps random reads of data larger than memory.
    public var readAhead = true
    /// Permission bits of the files made, less the process's umask: nothing for others, whatever that is.
    public var mode: UInt32 = 0o640

    /// The defaults: a writer that makes its files and syncs every commit.
    public init() {}

    /// The defaults, to read only or to write.
    public init(readOnly: Bool) {
      self.readOnly = readOnly
    }
  }
}

extension Environment.Options {
  /// LMDB's flags. NOTLS: a read transaction belongs to its value, not to a thread, as Swift's tasks need.
  func flags(locked: Bool) -> UInt32 {
    var flags = UInt32(MDB_NOTLS)
    if readOnly { flags |= UInt32(MDB_RDONLY) }
    if !locked { flags |= UInt32(MDB_NOLOCK) }
    if !readAhead { flags |= UInt32(MDB_NORDAHEAD) }
    switch durability {
    case .full: break
    case .noMetaSync: flags |= UInt32(MDB_NOMETASYNC)
    case .noSync: flags |= UInt32(MDB_NOSYNC)
    }
    return flags
  }
}
