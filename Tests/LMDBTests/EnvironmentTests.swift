import Foundation
import Glibc
import LMDB
import Testing

@Suite struct EnvironmentTests {
  @Test func createsAndReopens() throws {
    let folder = try Folder()
    do {
      let environment = try Environment(path: folder.path)
      #expect(environment.isLocked)
      #expect(environment.keySizeMax == 511)
      try environment.fill("a", [("k", "v")])
      try environment.sync()
    }
    let again = try Environment(path: folder.path, options: .init(readOnly: true))
    #expect(try again.contents("a") == ["k=v"])
    #expect(again.info.mapSizeBytes == 1 << 40)
    #expect(again.info.lastTransaction == 1)
  }

  /// LMDB grew `lock.mdb` without taking space, so that a full disk ended in SIGBUS once it was mapped.
  @Test func theLockFileHasItsBlocks() throws {
    let folder = try Folder()
    let environment = try Environment(path: folder.path)
    var status = stat()
    #expect(stat(folder.path + "/lock.mdb", &status) == 0)
    #expect(
      Int64(status.st_blocks) * 512 >= Int64(status.st_size) && status.st_size > 64 * environment.options.maxReaders)
  }

  enum Obstacle: CaseIterable {
    case noFolder, notAFolder, noFile, emptyFile, emptyNotMade, badOptions, writerNoLock
  }

  @Test(
    arguments: zip(
      Obstacle.allCases,
      [.noSuchFile, .notAFolder, .noSuchFile, .notADatabase, .noSuchFile, .invalidArgument, .invalidArgument]
        as [LMDBError.Code]))
  func refusesToOpen(_ obstacle: Obstacle, _ expected: LMDBError.Code) throws {
    let folder = try Folder()
    var path = folder.path
    var options = Environment.Options()
    switch obstacle {
    case .noFolder: path += "/none"
    case .notAFolder:
      try folder.setData([1])
      path = folder.dataFile
    case .noFile: options.readOnly = true
    case .emptyFile:
      try folder.setData([])
      options.readOnly = true
    case .emptyNotMade: options.create = false
    case .badOptions: options.mapSizeBytes = 0
    case .writerNoLock: options.noLock = true
    }
    #expect(code { _ = try Environment(path: path, options: options) } == expected)
    // A refusal must leave the folder free for a proper opening.
    if obstacle != .noFolder, obstacle != .notAFolder { _ = try Environment(path: folder.path) }
  }

  @Test func refusesTheSameFolderTwiceByAnyName() throws {
    let folder = try Folder()
    let link = folder.path + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path)
    defer { unlink(link) }
    let first = try Environment(path: folder.path)
    for path in [folder.path, folder.path + "/.", link] {
      #expect(code { _ = try Environment(path: path, options: .init(readOnly: true)) } == .alreadyOpen)
    }
    try first.fill("a", [])
  }

  /// A folder was removed while its environment was open, and a new one, which got its inode, was said to be open already.
  @Test func aFolderRemovedWhileOpenDoesNotBarTheNext() throws {
    let first = try Folder()
    let environment = try Environment(path: first.path)
    try FileManager.default.removeItem(atPath: first.path)
    for _ in 0..<50 {
      let next = try Folder()
      try Environment(path: next.path).fill("a", [])
    }
    #expect(environment.path == first.path)
  }

  @Test func staysOpenWhileATransactionLives() throws {
    let folder = try Folder()
    let transaction = try Environment(path: folder.path).beginRead()
    #expect(code { _ = try Environment(path: folder.path) } == .alreadyOpen)
    #expect(transaction.id == 0)
  }

  @Test func readsWithoutLocks() throws {
    let folder = try Folder()
    try Environment(path: folder.path).fill("a", [("k", "v")])
    var options = Environment.Options(readOnly: true)
    options.noLock = true
    let environment = try Environment(path: folder.path, options: options)
    #expect(!environment.isLocked)
    #expect(try environment.contents("a") == ["k=v"])
    #expect(try environment.readerCheck() == 0)
    #expect(code { _ = try environment.beginWrite() } == .permission)
  }

  /// Permission bits do not bind root, so a child gives up that right first.
  @Test func readsAFolderItCannotWrite() async throws {
    let folder = try Folder()
    try Environment(path: folder.path).fill("a", [("k", "v")])
    chmod(folder.path, 0o555)
    chmod(folder.path + "/lock.mdb", 0o444)
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      if geteuid() == 0 { try #require(setuid(65_534) == 0) }
      #expect(code { _ = try Environment(path: path) } == .permission)
      let environment = try Environment(path: path, options: .init(readOnly: true))
      #expect(!environment.isLocked)
      #expect(try environment.contents("a") == ["k=v"])
    }
    unlink(folder.path + "/lock.mdb")
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      if geteuid() == 0 { try #require(setuid(65_534) == 0) }
      #expect(try !Environment(path: path, options: .init(readOnly: true)).isLocked)
    }
    chmod(folder.path, 0o755)
  }

  @Test func reportsAFullMapAndKeepsWhatWas() throws {
    let folder = try Folder()
    var options = testOptions()
    options.mapSizeBytes = 1 << 18
    let environment = try Environment(path: folder.path, options: options)
    try environment.fill("a", [("k", "v")])
    let large = [UInt8](repeating: 7, count: 1 << 18)
    var transaction = try environment.beginWrite()
    let database = try transaction.database(named: "a")
    try transaction.put(bytes("l"), bytes("w"), database)
    #expect(code { try transaction.put(bytes("m"), large, database) } == .mapFull)
    #expect(commitCode(transaction) == .badTransaction)
    #expect(try environment.contents("a") == ["k=v"])
    try environment.fill("a", [("n", "x")])
  }

  @Test func freesReaderSlotsOfTheDead() async throws {
    let folder = try Folder()
    let environment = try Environment(path: folder.path)
    try environment.fill("a", [])
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
      let transaction = try Environment(path: path).beginRead()
      kill(getpid(), SIGKILL)
      _ = transaction.id
    }
    #expect(try environment.readerCheck() == 1)
    #expect(try environment.readerCheck() == 0)
  }

  @Test func reportsFullReaderTable() throws {
    let folder = try Folder()
    var options = testOptions()
    options.maxReaders = 2
    let environment = try Environment(path: folder.path, options: options)
    let first = try environment.beginRead()
    let second = try environment.beginRead()
    #expect(code { _ = try environment.beginRead() } == .readersFull)
    #expect(first.id == second.id)
    #expect(environment.info.readersMax == 2 && environment.info.readersUsed == 2)
  }

  @Test(arguments: [false, true]) func copies(compact: Bool) throws {
    let folder = try Folder()
    let copy = try Folder()
    let environment = try Environment(path: folder.path, options: testOptions())
    try environment.fill("a", (0..<2000).map { ("\($0)", "v\($0)") })
    try environment.write { transaction in
      let database = try transaction.database(named: "a")
      for key in 0..<1000 { try transaction.delete(bytes("\(key)"), database) }
    }
    try environment.copy(to: copy.path, compact: compact)
    #expect(code { try environment.copy(to: copy.path) } == .fileExists)
    #expect(code { try environment.copy(to: copy.path + "/none") } == .noSuchFile)
    let read = try Environment(path: copy.path, options: .init(readOnly: true))
    #expect(try read.contents("a") == environment.contents("a"))
    #expect(compact ? read.info.lastPage < environment.info.lastPage : true)
  }

  @Test func describesErrorsInBothLanguages() {
    let error = LMDBError(.diskFull, .commit, path: "/srv/ledger")
    #expect(
      error.description
        == "LMDB commit /srv/ledger: 磁盘已满，请腾出空间后重试 "
        + "| the disk is full; free some space and try again [ENOSPC 28]")
    #expect(LMDBError(.truncated, .open).description.contains("[LMDB_TRUNCATED -31001]"))
    #expect(LMDBError(.init(rawValue: 9), .get).description.contains("[errno 9]"))
    #expect(LMDBError(.cursorFull, .get).description.contains("[LMDB -30787]"))
  }
}
