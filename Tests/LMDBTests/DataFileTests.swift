import Glibc
import TestSupport
import Testing

@testable import LMDB

/// LMDB maps the file: reading a page past its end kills the process with SIGBUS. Every cut must be an error
/// instead.
@Suite struct DataFileTests {
  /// Without rewriting: the last page is in use.
  @Test func refusesAFileShortOfOneByte() throws {
    let folder = try Folder()
    try Environment(path: folder.path).fill("a", (0..<1000).map { ("\(10_000 + $0)", "value") })
    let whole = try folder.data()
    #expect(UInt64(whole.count) == (try Self.head(folder).lastPage + 1) * 4096)
    try folder.setData(whole.dropLast())
    #expect(throws: LMDBError(.truncated, .open, path: folder.dataFile)) {
      _ = try Environment(path: folder.path)
    }
  }

  static func sound(seed: UInt64) throws -> Folder {
    let folder = try Folder()
    let environment = try Environment(path: folder.path, options: testOptions())
    var random = SplitMix64(seed: seed)
    for _ in 0..<8 {
      try environment.fill(
        "a",
        (0..<100).map { ("\($0)", String(repeating: "v", count: Int.random(in: 1...6000, using: &random))) })
    }
    return folder
  }

  @Test func refusesEveryCutThatLosesSomething() throws {
    let folder = try Self.sound(seed: 1)
    let whole = try folder.data()
    let contents = try Environment(path: folder.path).contents("a")
    var refused = 0
    let sizes =
      Array(stride(from: 512, to: whole.count, by: 4096 * 3 + 512)) + [1, 16, 4096, 4100, 8191, 8192]
    for size in sizes {
      try folder.setData(whole[..<size])
      var found: [String] = []
      let error = code {
        found = try Environment(path: folder.path, options: .init(readOnly: true)).contents("a")
      }
      if error == nil {
        // Only free pages were cut off.
        #expect(found == contents, "cut at \(size) of \(whole.count)")
      } else {
        #expect(error == .truncated)
        #expect(code { _ = try Environment(path: folder.path) } == .truncated)
        refused += 1
      }
    }
    #expect(refused > sizes.count / 2)
  }

  /// LMDB counts a page that a transaction took and gave back, but never writes it. So a sound file may be
  /// shorter than its last page; the plain rule `size >= (last + 1) * page` refused such ledgers.
  @Test func acceptsASoundFileShorterThanItsLastPage() throws {
    var short = 0
    for seed in 0..<12 as Range<UInt64> {
      let folder = try Folder()
      var random = SplitMix64(seed: seed)
      try Self.takeAndGiveBack(folder, &random)
      let head = try Self.head(folder)
      let size = try folder.data().count
      if UInt64(size) < (head.lastPage + 1) * UInt64(head.pageSizeBytes) {
        short += 1
        let environment = try Environment(path: folder.path, options: testOptions(readOnly: true))
        #expect(try !environment.contents("a").isEmpty)
      }
    }
    #expect(short > 0, "the generator no longer makes such files")
  }

  static func takeAndGiveBack(_ folder: Folder, _ random: inout SplitMix64) throws {
    let environment = try Environment(path: folder.path, options: testOptions())
    let value = [UInt8](repeating: 0, count: 300)
    for _ in 0..<4 {
      try environment.write { transaction in
        let database = try transaction.database(named: "a", create: true)
        let count = Int.random(in: 100...600, using: &random)
        for key in 0..<count { try transaction.put(bytes("\(1_000_000 + key)"), value, database) }
        for key in (Int.random(in: 1..<count, using: &random)..<count).reversed() {
          try transaction.delete(bytes("\(1_000_000 + key)"), database)
        }
      }
    }
  }

  static func head(_ folder: Folder) throws -> Meta {
    let descriptor = open(folder.dataFile, O_RDONLY)
    defer { close(descriptor) }
    return try Meta.newest(of: PageReader(descriptor: descriptor, path: folder.dataFile))
  }

  @Test(
    arguments: zip(
      [(10, 0), (16, 1), (20, 9), (40, 3), (4096 + 16, 1), (4096 + 20, 9)],
      [.notADatabase, .notADatabase, .versionMismatch, .corrupted, .notADatabase, .versionMismatch]
        as [LMDBError.Code]))
  func refusesADamagedHead(_ change: (offset: Int, byte: UInt8), _ expected: LMDBError.Code) throws {
    let folder = try Self.sound(seed: 2)
    var data = try folder.data()
    data[change.offset] = change.byte
    try folder.setData(data)
    #expect(code { _ = try Environment(path: folder.path) } == expected)
  }

  @Test func refusesOtherFiles() throws {
    let folder = try Folder()
    try folder.setData(bytes(String(repeating: "not a database ", count: 1000)))
    #expect(code { _ = try Environment(path: folder.path) } == .notADatabase)
  }

  /// The check reads hostile bytes: whatever they are, it answers.
  @Test func survivesAnyBytes() throws {
    var random = SplitMix64(seed: 3)
    let folder = try Folder()
    try Self.takeAndGiveBack(folder, &random)
    let whole = try folder.data()
    let freeRoot = Int(try Self.head(folder).freeRoot) * 4096
    for _ in 0..<400 {
      var data = whole
      // Cut, so that the list of free pages is read too; then damage heads and that list.
      data.removeLast(4096 * Int.random(in: 0...20, using: &random))
      for start in [0, 4096, freeRoot] {
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let offset = start + Int.random(in: 0..<200, using: &random)
          if offset < data.count { data[offset] = UInt8.random(in: .min ... .max, using: &random) }
        }
      }
      try folder.setData(data)
      _ = code { try DataFile(folder: folder.path).check(mayBeAbsent: false) }
    }
  }
}
