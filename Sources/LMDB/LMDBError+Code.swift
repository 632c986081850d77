import CLMDB
import Glibc

extension LMDBError {
  /// A number that says what failed. Three ranges never overlap: `errno` is positive, LMDB uses
  /// −30799…−30780, and this module's own codes start at −31001.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// Positive for an `errno`, −30799…−30780 for LMDB, −31001 and below for this module.
    public let rawValue: Int32

    /// The code of a number, known here or not.
    public init(rawValue: Int32) {
      self.rawValue = rawValue
    }
  }
}

extension LMDBError.Code {
  // LMDB's, under lmdb.h's names.
  /// The key exists and ``PutOptions/noOverwrite`` was asked, or an appended key does not sort after all others.
  public static let keyExists = Self(rawValue: MDB_KEYEXIST)
  /// There is no database of that name. A key that is absent is an answer, `nil`, and not this.
  public static let notFound = Self(rawValue: MDB_NOTFOUND)
  /// A page that is referred to is not there: the file is damaged.
  public static let pageNotFound = Self(rawValue: MDB_PAGE_NOTFOUND)
  /// A page is of the wrong kind: the file is damaged, restore it from a backup.
  public static let corrupted = Self(rawValue: MDB_CORRUPTED)
  /// An earlier fatal error stopped the environment: close it and open it again.
  public static let panic = Self(rawValue: MDB_PANIC)
  /// The file was written by an incompatible version of LMDB.
  public static let versionMismatch = Self(rawValue: MDB_VERSION_MISMATCH)
  /// `MDB_INVALID`: the file is not an LMDB data file.
  public static let notADatabase = Self(rawValue: MDB_INVALID)
  /// The data fill the map (``Environment/Options/mapSizeBytes``): open again with a larger one.
  public static let mapFull = Self(rawValue: MDB_MAP_FULL)
  /// More named databases are open than ``Environment/Options/maxDatabases`` allows.
  public static let databasesFull = Self(rawValue: MDB_DBS_FULL)
  /// No reader slot is free (``Environment/Options/maxReaders``): end idle readers.
  public static let readersFull = Self(rawValue: MDB_READERS_FULL)
  /// One transaction changed too many pages: commit in parts.
  public static let transactionFull = Self(rawValue: MDB_TXN_FULL)
  /// A tree deeper than LMDB's cursors go: with trees as shallow as they are, damage.
  public static let cursorFull = Self(rawValue: MDB_CURSOR_FULL)
  /// A page has less room than LMDB counted on: an error inside LMDB.
  public static let pageFull = Self(rawValue: MDB_PAGE_FULL)
  /// Another process grew the data beyond this environment's map: open again with a larger one.
  public static let mapResized = Self(rawValue: MDB_MAP_RESIZED)
  /// The database was made with other flags than those asked for, or with flags this module does not support.
  public static let incompatible = Self(rawValue: MDB_INCOMPATIBLE)
  /// A reader slot was used by two transactions at once: an error of whoever calls LMDB.
  public static let badReaderSlot = Self(rawValue: MDB_BAD_RSLOT)
  /// An earlier operation of the transaction failed; it can only be aborted.
  public static let badTransaction = Self(rawValue: MDB_BAD_TXN)
  /// An empty or too long key (``Environment/keySizeMax``), or a key that is not 8 bytes in an integer-keyed
  /// database.
  public static let badValueSize = Self(rawValue: MDB_BAD_VALSIZE)
  /// The handle is void: its database was closed or changed since it was opened.
  public static let badDatabase = Self(rawValue: MDB_BAD_DBI)

  // The system's.
  /// `EACCES`: the system denies access, or a write transaction was begun in a read-only environment.
  public static let permission = Self(rawValue: EACCES)
  /// `ENOENT`: the folder, or a data file that may not be made, is not there.
  public static let noSuchFile = Self(rawValue: ENOENT)
  /// `ENOTDIR`: the environment's path is not that of a folder.
  public static let notAFolder = Self(rawValue: ENOTDIR)
  /// `EEXIST`: a copy's destination holds a `data.mdb` already.
  public static let fileExists = Self(rawValue: EEXIST)
  /// `ENOSPC`: nothing of the transaction was stored; free some space and try again.
  public static let diskFull = Self(rawValue: ENOSPC)
  /// `EDQUOT`: the user's share of the disk is used up.
  public static let quotaExceeded = Self(rawValue: EDQUOT)
  /// `EFBIG`: the file would exceed the limit on file sizes.
  public static let fileTooLarge = Self(rawValue: EFBIG)
  /// `EIO`: the device failed to read or write.
  public static let inputOutput = Self(rawValue: EIO)
  /// `EROFS`: the file system is mounted read-only.
  public static let readOnlyFileSystem = Self(rawValue: EROFS)
  /// `ENOMEM`: no memory, or no address space for a map of the size asked for.
  public static let outOfMemory = Self(rawValue: ENOMEM)
  /// `EINVAL`: options that exclude each other, a transaction that was reset, a cursor that is nowhere.
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
