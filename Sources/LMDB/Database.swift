public import CLMDB

/// One sorted map inside an environment: a handle, cheap to copy, valid while the environment is open.
///
/// Open it once inside a transaction and keep it. A handle opened in a write transaction that then aborts is
/// void. Keys sort as unsigned bytes, at most ``Environment/keySizeMax`` long, each with one value
/// (duplicates are not supported).
public struct Database: Sendable, Hashable {
  /// How keys sort. Fixed when the database is made.
  public struct Flags: OptionSet, Sendable, Hashable {
    /// LMDB's bits: `MDB_INTEGERKEY`, `MDB_REVERSEKEY`.
    public let rawValue: UInt32

    /// Flags of LMDB's bits. With any but those named here no database opens: `incompatible` or `invalidArgument`.
    public init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// Keys are `UInt64` in this machine's byte order and sort as numbers. A key of any other length is
    /// refused, because LMDB would read past its end.
    public static let integerKey = Flags(rawValue: UInt32(MDB_INTEGERKEY))
    /// Keys sort from their last byte to their first.
    public static let reverseKey = Flags(rawValue: UInt32(MDB_REVERSEKEY))
  }

  @usableFromInline let dbi: MDB_dbi
  /// What the database was made with, as LMDB says it; empty when keys sort from their first byte.
  public let flags: Flags

  /// Whether LMDB can be handed this key. It checks length only when storing, and an integer key's not at
  /// all.
  @inlinable
  func accepts(_ key: UnsafeRawBufferPointer) -> Bool {
    flags.contains(.integerKey) ? key.count == MemoryLayout<UInt64>.size : true
  }
}

/// Counts of one database, as of a transaction.
public struct DatabaseStatistics: Sendable, Hashable {
  /// Number of keys.
  public let entries: Int
  /// Levels of the tree; 0 when empty.
  public let depth: Int
  /// Pages above the leaves, which hold keys and the way down.
  public let branchPages: Int
  /// Pages that hold the records, or point to a value's overflow pages.
  public let leafPages: Int
  /// Pages of values too large to share one.
  public let overflowPages: Int
  /// Bytes of a page; fixed when the data file is made.
  public let pageSizeBytes: Int

  init(_ stat: MDB_stat) {
    entries = Int(stat.ms_entries)
    depth = Int(stat.ms_depth)
    branchPages = Int(stat.ms_branch_pages)
    leafPages = Int(stat.ms_leaf_pages)
    overflowPages = Int(stat.ms_overflow_pages)
    pageSizeBytes = Int(stat.ms_psize)
  }
}

extension Database {
  /// LMDB takes names as C strings, which end at a zero byte.
  static func isValid(name: String) -> Bool {
    !name.isEmpty && !name.utf8.contains(0)
  }
}
