import Glibc
import LMDB
import Testing

/// LMDB's handles are the easiest part to get wrong: see Handles.swift.
@Suite struct DatabaseTests {
  let folder: Folder
  let environment: Environment

  init() throws {
    folder = try Folder()
    var options = testOptions()
    options.maxDatabases = 3
    environment = try Environment(path: folder.path, options: options)
  }

  @Test func refusesWhatIsNotThere() throws {
    let reader = try environment.beginRead()
    #expect(code { _ = try reader.database(named: "a") } == .notFound)
    #expect(code { _ = try reader.database(named: "") } == .badValueSize)
    try environment.write { transaction in
      #expect(code { _ = try transaction.database(named: "a") } == .notFound)
      #expect(code { _ = try transaction.database(named: "a\0b", create: true) } == .badValueSize)
    }
  }

  @Test func refusesOtherFlags() throws {
    try environment.write { transaction in
      let made = try transaction.database(named: "n", create: true, flags: .integerKey)
      #expect(made.flags == .integerKey)
      #expect(try transaction.database(named: "n", create: true) == made)
      #expect(code { _ = try transaction.database(named: "n", flags: []) } == .incompatible)
    }
    let reader = try environment.beginRead()
    #expect(try reader.database(named: "n").flags == .integerKey)
    #expect(code { _ = try reader.database(named: "n", flags: .reverseKey) } == .incompatible)
  }

  @Test func refusesMoreThanTheSlots() throws {
    for name in ["a", "b", "c"] { try environment.fill(name, [(name, "")]) }
    #expect(code { try environment.fill("d", []) } == .databasesFull)
    #expect(try environment.contents("c") == ["c="])
  }

  @Test func aHandleOfAnAbortedTransactionIsVoid() throws {
    var transaction = try environment.beginWrite()
    let void = try transaction.database(named: "a", create: true)
    transaction.abort()
    let reader = try environment.beginRead()
    #expect(code { _ = try reader.get([1], void) } == .invalidArgument)
    #expect(code { _ = try reader.database(named: "a") } == .notFound)
    try environment.fill("b", [("k", "v")])
    try environment.fill("a", [("l", "w")])
    #expect(try environment.contents("b") == ["k=v"])
    #expect(try environment.contents("a") == ["l=w"])
  }

  @Test func aDatabaseMadeLaterIsNotInAnOlderSnapshot() throws {
    let reader = try environment.beginRead()
    try environment.fill("a", [])
    #expect(code { _ = try reader.database(named: "a") } == .notFound)
  }

  /// A reader opened before another process made the database had to be opened again to see it.
  @Test func findsWhatAnotherProcessMade() async throws {
    try environment.fill("mine", [("k", "v")])
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      try Environment(path: path).fill("theirs", [("l", "w")])
    }
    var reader = try environment.beginRead()
    let mine = try reader.database(named: "mine")
    let value = try reader.get(bytes("k"), mine)
    let theirs = try reader.database(named: "theirs")
    #expect(text(try reader.get(bytes("l"), theirs)) == "w")
    #expect(text(value) == "v")
    // Also from the writing side, and kept for all who come after.
    try environment.fill("theirs", [("m", "x")])
    try reader.renew()
    #expect(text(try reader.get(bytes("m"), theirs)) == "x")
  }

  @Test func aSnapshotOvertakenWhileAnotherProcessMadeTheDatabaseIsTooOld() async throws {
    try environment.fill("mine", [])
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      try Environment(path: path).fill("theirs", [("l", "w")])
    }
    let reader = try environment.beginRead()
    let writer = try environment.beginWrite()
    #expect(code { _ = try reader.database(named: "theirs") } == .busy)
    writer.abort()
    try environment.fill("mine", [("k", "v")])
    #expect(code { _ = try reader.database(named: "theirs") } == .snapshotTooOld)
    #expect(try environment.contents("theirs") == ["l=w"])
  }

  @Test func opensOnlyNamesAmongRecordsOfTheMainDatabase() throws {
    try environment.fill("a", [("k", "v")])
    try environment.write { transaction in
      let main = try transaction.database(named: nil)
      try transaction.put([0xFF, 0xFE], [1], main)
      try transaction.put(bytes("plain"), [1], main)
    }
    let reader = try environment.beginRead()
    #expect(code { _ = try reader.database(named: "plain") } == .incompatible)
    #expect(try environment.contents("a") == ["k=v"])
  }
}
