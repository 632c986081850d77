import CLMDB

/// A head page of a data file (`MDB_meta` in LMDB's mdb.c, 64-bit layout). There are two, used in turn.
///
/// ```
/// page  0 pgno:8  8 pad:2  10 flags:2  12 lower:2  14 upper:2
/// meta 16 magic:4  20 version:4  24 address:8  32 map size:8
///      40 free tree:48  88 main tree:48  136 last page:8  144 transaction:8
/// tree  0 page size (free tree only):4  4 flags:2  6 depth:2
///       8 branch:8  16 leaf:8  24 overflow:8  32 entries:8  40 root:8
/// ```
struct Meta {
  let pageSizeBytes: Int
  /// Root of the tree of free pages; all ones for none.
  let freeRoot: UInt64
  let lastPage: UInt64
  let transaction: UInt64

  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let version: UInt32 = 1
  private static let metaFlag: UInt16 = 0x08
  private static let sizeBytes = 152

  /// The head LMDB will use: the one with the later transaction. Both must be sound, as LMDB demands too.
  static func newest(of file: PageReader) throws(LMDBError) -> Meta {
    let first = try Meta(file, at: 0)
    let second = try Meta(file, at: UInt64(first.pageSizeBytes))
    return second.transaction > first.transaction ? second : first
  }

  private init(_ file: PageReader, at offset: UInt64) throws(LMDBError) {
    let bytes = try file.read(Self.sizeBytes, at: offset)
    guard bytes.integer(at: 10, as: UInt16.self) & Self.metaFlag != 0,
      bytes.integer(at: 16, as: UInt32.self) == Self.magic
    else { throw file.error(.notADatabase) }
    guard bytes.integer(at: 20, as: UInt32.self) == Self.version else { throw file.error(.versionMismatch) }
    let pageSizeBytes = bytes.integer(at: 40, as: UInt32.self)
    guard (256...65_536).contains(pageSizeBytes), pageSizeBytes.nonzeroBitCount == 1 else {
      throw file.error(.corrupted)
    }
    self.pageSizeBytes = Int(pageSizeBytes)
    freeRoot = bytes.integer(at: 80)
    lastPage = bytes.integer(at: 136)
    transaction = bytes.integer(at: 144)
  }
}
