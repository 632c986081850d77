/// The tree in which LMDB lists free pages, read without LMDB: transaction → page numbers.
///
/// ```
/// page     16 offsets of the nodes:2 each, (lower − 16) / 2 of them
/// node      0 low:2  2 high:2  4 flags:2  6 key size:2  8 key, then data
/// branch:  child page = low | high << 16 | flags << 32        leaf: data size = low | high << 16
/// data     count:8, then that many page numbers:8 each;
///          with flag 1 it lies on pages of its own, after their 16 bytes of head
/// ```
struct FreePages {
  let file: PageReader
  let head: Meta
  /// Only pages from here on are of interest.
  let from: UInt64
  private var found: Set<UInt64> = []
  private var visited = 0

  private static let branchFlag: UInt16 = 0x01
  private static let leafFlag: UInt16 = 0x02
  private static let ownPagesFlag: UInt16 = 0x01
  private static let pageHeadBytes = 16
  private static let nodeHeadBytes = 8
  private static let depthMax = 32
  /// Nearly a gigabyte of tree pages: beyond any real list, and an end to one that bites its tail.
  private static let pagesMax = 200_000

  init(file: PageReader, head: Meta, from: UInt64) {
    self.file = file
    self.head = head
    self.from = from
  }

  /// How many different pages from `from` to the last are free.
  mutating func count() throws(LMDBError) -> UInt64 {
    if head.freeRoot != .max { try visit(head.freeRoot, depth: 0) }
    return UInt64(found.count)
  }

  private mutating func visit(_ number: UInt64, depth: Int) throws(LMDBError) {
    visited += 1
    guard depth < Self.depthMax, visited <= Self.pagesMax else { throw file.error(.corrupted) }
    let page = try file.read(head.pageSizeBytes, at: offset(of: number))
    let flags: UInt16 = page.integer(at: 10)
    for node in try nodes(of: page) {
      if flags & Self.branchFlag != 0 {
        try visit(childPage(page, node), depth: depth + 1)
      } else if flags & Self.leafFlag != 0 {
        try collect(page, node)
      } else {
        throw file.error(.corrupted)
      }
    }
  }

  private func nodes(of page: [UInt8]) throws(LMDBError) -> [Int] {
    let end = Int(page.integer(at: 12, as: UInt16.self))
    guard end >= Self.pageHeadBytes, end <= page.count, end % 2 == 0 else { throw file.error(.corrupted) }
    let nodes = stride(from: Self.pageHeadBytes, to: end, by: 2).map {
      Int(page.integer(at: $0, as: UInt16.self))
    }
    guard nodes.allSatisfy({ $0 >= end && $0 + Self.nodeHeadBytes <= page.count }) else {
      throw file.error(.corrupted)
    }
    return nodes
  }

  private func childPage(_ page: [UInt8], _ node: Int) -> UInt64 {
    UInt64(low(page, node)) | UInt64(page.integer(at: node + 4, as: UInt16.self)) << 32
  }

  private func low(_ page: [UInt8], _ node: Int) -> UInt32 { page.integer(at: node) }

  private mutating func collect(_ page: [UInt8], _ node: Int) throws(LMDBError) {
    let flags: UInt16 = page.integer(at: node + 4)
    let data = node + Self.nodeHeadBytes + Int(page.integer(at: node + 6, as: UInt16.self))
    let sizeBytes = Int(low(page, node))
    if flags & Self.ownPagesFlag != 0 {
      guard data + 8 <= page.count else { throw file.error(.corrupted) }
      let start = try offset(of: page.integer(at: data)) + UInt64(Self.pageHeadBytes)
      guard UInt64(sizeBytes) <= (try file.sizeBytes()) else { throw file.error(.truncated) }
      try collect(try file.read(sizeBytes, at: start))
    } else {
      guard data + sizeBytes <= page.count else { throw file.error(.corrupted) }
      try collect(Array(page[data..<data + sizeBytes]))
    }
  }

  private mutating func collect(_ list: [UInt8]) throws(LMDBError) {
    guard list.count >= 8 else { throw file.error(.corrupted) }
    let count: UInt64 = list.integer(at: 0)
    guard count < UInt64(list.count / 8) else { throw file.error(.corrupted) }
    for index in 1..<Int(count) + 1 {
      let page: UInt64 = list.integer(at: index * 8)
      if page >= from, page <= head.lastPage { found.insert(page) }
    }
  }

  private func offset(of page: UInt64) throws(LMDBError) -> UInt64 {
    let (offset, overflow) = page.multipliedReportingOverflow(by: UInt64(head.pageSizeBytes))
    guard !overflow, page <= head.lastPage else { throw file.error(.corrupted) }
    return offset
  }
}
