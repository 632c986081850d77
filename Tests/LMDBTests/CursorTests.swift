import LMDB
import Testing

@Suite struct CursorTests {
  let folder: Folder
  let environment: Environment

  init() throws {
    folder = try Folder()
    environment = try Environment(path: folder.path, options: testOptions())
    try environment.fill("a", [("b", "1"), ("d", "2"), ("f", "3")])
    try environment.fill("empty", [])
  }

  @Test func movesInOrder() throws {
    let transaction = try environment.beginRead()
    var cursor = try transaction.cursor(transaction.database(named: "a"))
    #expect(text(try cursor.next()?.key) == "b")
    #expect(text(try cursor.next()?.key) == "d")
    #expect(text(try cursor.last()?.value) == "3")
    #expect(try cursor.next() == nil)
    #expect(text(try cursor.previous()?.key) == "d")
    #expect(text(try cursor.first()?.key) == "b")
    #expect(try cursor.previous() == nil)
  }

  @Test func seeks() throws {
    let transaction = try environment.beginRead()
    var cursor = try transaction.cursor(transaction.database(named: "a"))
    #expect(text(try cursor.seek(key: bytes("d"))?.value) == "2")
    #expect(try cursor.seek(key: bytes("c")) == nil)
    #expect(text(try cursor.seek(atOrAfter: bytes("c"))?.key) == "d")
    #expect(text(try cursor.next()?.key) == "f")
    #expect(try cursor.seek(atOrAfter: bytes("g")) == nil)
    let found = try bytes("f").withUnsafeBytes { text(try cursor.seek(key: $0)?.value) }
    #expect(found == "3")
  }

  @Test func findsNothingInAnEmptyDatabase() throws {
    let transaction = try environment.beginRead()
    var cursor = try transaction.cursor(transaction.database(named: "empty"))
    #expect(try cursor.first() == nil && cursor.last() == nil && cursor.next() == nil)
    #expect(try cursor.seek(atOrAfter: bytes("a")) == nil)
  }

  @Test func changesWhatItPasses() throws {
    try environment.write { transaction in
      let database = try transaction.database(named: "a")
      var cursor = try transaction.writeCursor(database)
      #expect(code { try cursor.deleteCurrent() } == .invalidArgument)
      _ = try cursor.seek(key: bytes("d"))
      try cursor.deleteCurrent()
      #expect(text(try cursor.next()?.key) == "f")
      try cursor.put(bytes("g"), bytes("4"), options: .append)
      #expect(code { try cursor.put(bytes("a"), [], options: .append) } == .keyExists)
      #expect(code { try cursor.put(bytes("b"), [], options: .noOverwrite) } == .keyExists)
    }
    #expect(try environment.contents("a") == ["b=1", "f=3", "g=4"])
  }

  @Test func seeksIntegers() throws {
    try environment.write { transaction in
      let database = try transaction.database(named: "n", create: true, flags: .integerKey)
      for key in stride(from: 0, to: 1000, by: 10) as StrideTo<UInt64> {
        try transaction.put(key, [], database, options: .append)
      }
      var cursor = try transaction.cursor(database)
      #expect(try cursor.seek(key: 11 as UInt64) == nil)
      #expect(try cursor.seek(atOrAfter: 301 as UInt64)?.key.loadUnaligned(as: UInt64.self) == 310)
      #expect(code { _ = try cursor.seek(key: [1]) } == .badValueSize)
    }
  }
}
