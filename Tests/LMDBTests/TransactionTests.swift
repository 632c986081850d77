import Glibc
import LMDB
import Testing

@Suite struct TransactionTests {
  let folder: Folder
  let environment: Environment

  init() throws {
    folder = try Folder()
    environment = try Environment(path: folder.path, options: testOptions())
  }

  @Test func readsItsOwnChangesAndOthersAfterCommit() throws {
    var writer = try environment.beginWrite()
    let database = try writer.database(named: "a", create: true)
    try writer.put(bytes("k"), bytes("v"), database)
    #expect(text(try writer.get(bytes("k"), database)) == "v")
    let before = try environment.beginRead()
    try writer.commit()
    let after = try environment.beginRead()
    #expect(try before.get(bytes("k"), Database.main(of: before)) == nil)
    #expect(text(try after.get(bytes("k"), after.database(named: "a"))) == "v")
    #expect(before.id == 0 && after.id == 1)
  }

  @Test func abortAndLettingGoForget() throws {
    try environment.fill("a", [("k", "v")])
    var first = try environment.beginWrite()
    let database = try first.database(named: "a")
    try first.put(bytes("k"), bytes("w"), database)
    first.abort()
    do {
      var second = try environment.beginWrite()
      try second.drop(database)
    }
    #expect(throws: CancellationError.self) {
      try environment.write { (transaction) throws -> Void in
        try transaction.delete(bytes("k"), database)
        throw CancellationError()
      }
    }
    #expect(try environment.contents("a") == ["k=v"])
  }

  @Test func putsDeletesReservesDrops() throws {
    try environment.write { transaction in
      let database = try transaction.database(named: "a", create: true)
      try transaction.put(bytes("b"), [], database)
      #expect(code { try transaction.put(bytes("b"), [1], database, options: .noOverwrite) } == .keyExists)
      #expect(try transaction.get(bytes("b"), database)?.count == 0)
      try transaction.reserve(bytes("c"), 3, database) { $0.copyBytes(from: [7, 8, 9]) }
      #expect(try transaction.get(bytes("c"), database).map(Array.init) == [7, 8, 9])
      #expect(try transaction.delete(bytes("b"), database))
      #expect(try !transaction.delete(bytes("b"), database))
      #expect(try transaction.stat(database).entries == 1)
      try transaction.drop(database)
      #expect(try transaction.stat(database).entries == 0)
    }
    #expect(try environment.contents("a") == [])
  }

  @Test func appendsOnlyInOrder() throws {
    try environment.write { transaction in
      let database = try transaction.database(named: "a", create: true)
      try transaction.put([1], [1], database, options: .append)
      try transaction.put([3], [3], database, options: .append)
      #expect(code { try transaction.put([2], [2], database, options: .append) } == .keyExists)
      #expect(code { try transaction.put([3], [4], database, options: .append) } == .keyExists)
      #expect(try transaction.get([3], database).map(Array.init) == [3])
    }
  }

  @Test func sortsIntegerKeysAsNumbers() throws {
    try environment.write { transaction in
      let database = try transaction.database(named: "n", create: true, flags: .integerKey)
      for key in [0, 1, 255, 256, 65_536, UInt64.max] as [UInt64] {
        try transaction.put(key, bytes("\(key)"), database, options: .append)
      }
      #expect(text(try transaction.get(256 as UInt64, database)) == "256")
      #expect(try transaction.get(257 as UInt64, database) == nil)
      #expect(try transaction.delete(255 as UInt64, database))
      var seen: [UInt64] = []
      try transaction.scan(database, from: 2) { key, _ in
        seen.append(key.loadUnaligned(as: UInt64.self))
        return .continue
      }
      #expect(seen == [256, 65_536, .max])
      // LMDB compares 8 bytes whatever the key's length.
      #expect(code { try transaction.put([1], [], database) } == .badValueSize)
      #expect(code { _ = try transaction.get([1, 2, 3, 4], database) } == .badValueSize)
      #expect(code { try transaction.delete([UInt8](repeating: 0, count: 9), database) } == .badValueSize)
      #expect(code { try transaction.scan(database, from: [1]) { _, _ in .stop } } == .badValueSize)
      #expect(code { try transaction.scan(database, prefix: [1]) { _, _ in .stop } } == .invalidArgument)
    }
  }

  @Test func refusesKeysOfWrongLength() throws {
    try environment.write { transaction in
      let database = try transaction.database(named: "a", create: true)
      let longest = [UInt8](repeating: 1, count: environment.keySizeMax)
      try transaction.put(longest, [1], database)
      #expect(code { try transaction.put(longest + [1], [], database) } == .badValueSize)
      #expect(code { try transaction.put([], [], database) } == .badValueSize)
      #expect(code { _ = try transaction.get([], database) } == .badValueSize)
      #expect(try transaction.get(longest + [1], database) == nil)
    }
    #expect(try environment.contents("a").count == 1)
  }

  @Test func spansReadInPlace() throws {
    try environment.fill("a", [("k", "value")])
    let transaction = try environment.beginRead()
    let database = try transaction.database(named: "a")
    if let span = try transaction.span(bytes("k"), database) {
      #expect(span.byteCount == 5)
      #expect(span.unsafeLoad(fromByteOffset: 4, as: UInt8.self) == UInt8(ascii: "e"))
    } else {
      Issue.record("no value")
    }
    #expect(try transaction.span(bytes("x"), database) == nil)
  }

  @Test func scansFromAndByPrefix() throws {
    try environment.fill("a", ["a", "ab", "abc", "b", "ba", "c"].map { ($0, "") })
    let transaction = try environment.beginRead()
    let database = try transaction.database(named: "a")
    func keys(_ from: String?, _ prefix: String?, _ countMax: Int = .max) throws -> [String] {
      var keys: [String] = []
      try transaction.scan(database, from: from.map(bytes), prefix: prefix.map(bytes)) { key, _ in
        keys.append(String(decoding: key, as: UTF8.self))
        return keys.count < countMax ? .continue : .stop
      }
      return keys
    }
    #expect(try keys(nil, nil) == ["a", "ab", "abc", "b", "ba", "c"])
    #expect(try keys(nil, nil, 2) == ["a", "ab"])
    #expect(try keys("abb", nil) == ["abc", "b", "ba", "c"])
    #expect(try keys(nil, "ab") == ["ab", "abc"])
    #expect(try keys("abc", "a") == ["abc"])
    #expect(try keys("a", "b") == ["b", "ba"])
    #expect(try keys("c", "b") == [])
    #expect(try keys("d", nil) == [])
    #expect(try keys("", "") == keys(nil, nil))
  }

  @Test func aSnapshotStandsStillUntilRenewed() throws {
    try environment.fill("a", [("k", "1")])
    var reader = try environment.beginRead()
    let database = try reader.database(named: "a")
    for round in 2...300 { try environment.fill("a", [("k", "\(round)"), ("k\(round)", "x")]) }
    #expect(text(try reader.get(bytes("k"), database)) == "1")
    #expect(try reader.stat(database).entries == 1)
    reader.reset()
    #expect(code { _ = try reader.get(bytes("k"), database) } == .invalidArgument)
    try reader.renew()
    #expect(text(try reader.get(bytes("k"), database)) == "300")
    try reader.renew()
    #expect(try reader.stat(database).entries == 300)
  }

  @Test func aLongReaderKeepsPagesAndRenewingFreesThem() throws {
    func growth(renewing: Bool) throws -> Int {
      var reader = try environment.beginRead()
      let before = environment.info.lastPage
      for round in 0..<200 {
        try environment.fill("a", [("k", String(repeating: "x", count: 9000 + round))])
        if renewing { try reader.renew() }
      }
      return environment.info.lastPage - before
    }
    #expect(try growth(renewing: true) < 50)
    #expect(try growth(renewing: false) > 400)
  }

  @Test func aSecondWriterOnTheThreadIsRefused() throws {
    let first = try environment.beginWrite()
    #expect(code { _ = try environment.beginWrite() } == .deadlock)
    first.abort()
    try environment.beginWrite().commit()
  }

  @Test func endingOnAnotherThreadStopsTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let folder = try Folder()
      let environment = try Environment(path: folder.path)
      nonisolated(unsafe) var transaction: WriteTransaction? = try environment.beginWrite()
      var thread = pthread_t()
      withUnsafeMutablePointer(to: &transaction) { pointer in
        pthread_create(
          &thread, nil,
          { argument in
            argument?.assumingMemoryBound(to: WriteTransaction?.self).pointee = nil
            return nil
          }, pointer)
        pthread_join(thread, nil)
      }
    }
  }

  @Test func writersWaitForEachOther() async throws {
    try environment.fill("a", [("n", "0")])
    await withTaskGroup { group in
      for _ in 0..<4 {
        group.addTask { [environment] in
          for _ in 0..<50 {
            #expect(throws: Never.self) {
              try environment.write { transaction in
                let database = try transaction.database(named: "a")
                let count = Int(text(try transaction.get(bytes("n"), database)) ?? "") ?? -1
                try transaction.put(bytes("n"), bytes("\(count + 1)"), database)
              }
            }
          }
        }
      }
    }
    #expect(try environment.contents("a") == ["n=200"])
  }
}

extension Database {
  static func main(of transaction: borrowing ReadTransaction) throws(LMDBError) -> Database {
    try transaction.database(named: nil)
  }
}
