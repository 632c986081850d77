import CLMDB
import Glibc

extension LMDBError {
  /// A number that says what failed. Three ranges never overlap: `errno` is positive, LMDB uses
  /// −30799…−30780, and this module's own codes start at −31001.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) {
      self.rawValue = rawValue
    }
  }
}

extension LMDBError.Code {
  // LMDB's, under lmdb.h's names.
  public static let keyExists = Self(rawValue: MDB_KEYEXIST)
  public static let notFound = Self(rawValue: MDB_NOTFOUND)
  public static let pageNotFound = Self(rawValue: MDB_PAGE_NOTFOUND)
  public static let corrupted = Self(rawValue: MDB_CORRUPTED)
  public static let panic = Self(rawValue: MDB_PANIC)
  public static let versionMismatch = Self(rawValue: MDB_VERSION_MISMATCH)
  /// `MDB_INVALID`: the file is not an LMDB data file.
  public static let notADatabase = Self(rawValue: MDB_INVALID)
  public static let mapFull = Self(rawValue: MDB_MAP_FULL)
  public static let databasesFull = Self(rawValue: MDB_DBS_FULL)
  public static let readersFull = Self(rawValue: MDB_READERS_FULL)
  public static let transactionFull = Self(rawValue: MDB_TXN_FULL)
  public static let cursorFull = Self(rawValue: MDB_CURSOR_FULL)
  public static let pageFull = Self(rawValue: MDB_PAGE_FULL)
  /// Another process grew the data beyond this environment's map: open again with a larger one.
  public static let mapResized = Self(rawValue: MDB_MAP_RESIZED)
  /// The database was made with other flags than those asked for, or with flags this module does not support.
  public static let incompatible = Self(rawValue: MDB_INCOMPATIBLE)
  public static let badReaderSlot = Self(rawValue: MDB_BAD_RSLOT)
  /// An earlier operation of the transaction failed; it can only be aborted.
  public static let badTransaction = Self(rawValue: MDB_BAD_TXN)
  /// An empty or too long key (``Environment/keySizeMax``), or a key that is not 8 bytes in an integer-keyed
  /// database.
  public static let badValueSize = Self(rawValue: MDB_BAD_VALSIZE)
  public static let badDatabase = Self(rawValue: MDB_BAD_DBI)

  // The system's.
  public static let permission = Self(rawValue: EACCES)
  public static let noSuchFile = Self(rawValue: ENOENT)
  public static let notAFolder = Self(rawValue: ENOTDIR)
  public static let fileExists = Self(rawValue: EEXIST)
  public static let diskFull = Self(rawValue: ENOSPC)
  public static let quotaExceeded = Self(rawValue: EDQUOT)
  public static let fileTooLarge = Self(rawValue: EFBIG)
  public static let inputOutput = Self(rawValue: EIO)
  public static let readOnlyFileSystem = Self(rawValue: EROFS)
  public static let outOfMemory = Self(rawValue: ENOMEM)
  public static let invalidArgument = Self(rawValue: EINVAL)
  /// Somebody else holds it; trying again later may succeed.
  public static let busy = Self(rawValue: EWOULDBLOCK)
  /// This thread already has a write transaction: a second would wait for itself forever.
  public static let deadlock = Self(rawValue: EDEADLK)

  // This module's own.
  /// The file ends before a page in use. LMDB maps the file, so reading that page would kill the process.
  public static let truncated = Self(rawValue: -31001)
  /// This process has the environment open already. A second opening would silently drop the first one's
  /// locks.
  public static let alreadyOpen = Self(rawValue: -31002)
  /// The database appeared, from another process, while this snapshot was taken: begin a new transaction.
  public static let snapshotTooOld = Self(rawValue: -31003)
}
