import EventSourcing
import Foundation
import Ledger
import Testing
import TransparencyLog

@Suite struct PublishTests {
  private func files(in folder: String) -> Set<String> {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return Set(
      all.filter { path in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
        return !isFolder.boolValue && path != ".publish.lock"
      })
  }

  /// Published step by step or at once: what a reader of the newest checkpoint needs is the same, and no partial tile is left
  /// where a full one is.
  @Test func whatIsPublishedInStepsIsWhatIsPublishedAtOnce() throws {
    let test = try TestLedger()
    try test.withFolder { (steps) throws in
      for count in [1, 7, 200, 100, 3] {
        let notes = try (0..<count).map { _ in try test.note("cup.poured", "cup-1", ml: 1) }
        _ = try test.writer.append(notes)
        let summary = try Publisher.publish(test.ledger, to: steps, isPublic: false)
        #expect(summary.size == test.writer.size && summary.before == test.writer.size - UInt64(count) || count == 1)
        #expect(try test.verifyPublished(FolderFiles(steps)).ok)
      }
      try test.withFolder { (once) throws in
        _ = try Publisher.publish(test.ledger, to: once, isPublic: false)
        let (whole, made) = (files(in: once), files(in: steps))
        #expect(whole.isSubset(of: made))
        for path in whole {
          #expect(FileManager.default.contentsEqual(atPath: "\(once)/\(path)", andPath: "\(steps)/\(path)"))
        }
        #expect(!made.contains { $0.hasPrefix("tile/0/000.p/") || $0.hasPrefix("tile/entries/000.p/") })
        let nothing = try Publisher.publish(test.ledger, to: once, isPublic: false)
        #expect(nothing.fileCount == 1)
        #expect(try Publisher.publish(test.ledger, to: once, isPublic: false, isAgain: true).fileCount == whole.count)
        #expect(files(in: once) == whole)
      }
    }
  }

  @Test func publicFilesHoldNoEntryUntilTheyAreAskedFor() throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      try test.pour(3)
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: true)
      #expect(files(in: folder) == ["checkpoint", "tile/0/000.p/\(test.writer.size)"])
      let report = try test.verifyPublished(FolderFiles(folder))
      #expect(report.summary == ["L01@-", "L04@-"] && report.exitStatus == 1)
      let pins = PublishedPins(checkpointKey: test.checkpointKey.verifier)
      #expect(try test.verifyPublished(FolderFiles(folder), pins: pins).summary == ["L01@-"])
      let tile = URL(fileURLWithPath: "\(folder)/tile/0/000.p/\(test.writer.size)")
      let good = try Data(contentsOf: tile)
      var bytes = good
      bytes[40] ^= 1
      try bytes.write(to: tile)
      #expect(try test.verifyPublished(FolderFiles(folder), pins: pins).exitStatus == 2)
      try good.write(to: tile)
      try test.pour(300)
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: false)
      #expect(try test.verifyPublished(FolderFiles(folder)).ok)
    }
  }

  /// `publish --public` synced every tile of the log each time, whatever was added.
  @Test(arguments: [false, true]) func publishingCostsWhatWasAdded(isPublic: Bool) throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      let notes = try (0..<1500).map { _ in try test.note("cup.poured", "cup-1", ml: 1) }
      _ = try test.writer.append(notes)
      let first = try Publisher.publish(test.ledger, to: folder, isPublic: isPublic)
      #expect(first.syncCount > first.fileCount)
      // The checkpoint, and the published folder twice.
      #expect(try Publisher.publish(test.ledger, to: folder, isPublic: isPublic).syncCount == 3)
      try test.pour(1)
      let next = try Publisher.publish(test.ledger, to: folder, isPublic: isPublic)
      #expect(next.fileCount == (isPublic ? 2 : 3) && next.syncCount <= next.fileCount + 10, "\(next)")
      // The entries that were left out are all written when they are asked for, the tiles are not.
      if isPublic {
        let whole = try Publisher.publish(test.ledger, to: folder, isPublic: false)
        #expect(whole.fileCount == 7 && whole.syncCount <= 6 + 8, "\(whole)")
        #expect(try test.verifyPublished(FolderFiles(folder)).ok)
      }
    }
  }

  /// Killed between its checkpoint and the removal of the partial tiles that were full by then, a publisher left them, and none
  /// after it knew of them.
  @Test func whatAKilledPublisherDidNotRemoveTheNextOneRemoves() throws {
    let test = try TestLedger()
    let manager = FileManager.default
    try test.withFolder { (folder) throws in
      try test.pour(3)
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: false)
      let partials = ["tile/0/000.p", "tile/entries/000.p"]
      for partial in partials {
        try manager.copyItem(atPath: "\(folder)/\(partial)", toPath: "\(folder)/kept-\(partial.count)")
      }
      let notes = try (0..<300).map { _ in try test.note("cup.poured", "cup-1", ml: 1) }
      _ = try test.writer.append(notes)
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: false)
      for partial in partials {
        #expect(!manager.fileExists(atPath: "\(folder)/\(partial)"))
        try manager.moveItem(atPath: "\(folder)/kept-\(partial.count)", toPath: "\(folder)/\(partial)")
      }
      try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder)/tile/0/000.p/note"))
      try test.pour(1)
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: false)
      #expect(!manager.fileExists(atPath: "\(folder)/tile/entries/000.p"))
      #expect(
        files(in: folder).filter { $0.hasPrefix("tile/0/000.p") } == ["tile/0/000.p/note"], "what is somebody's stays")
      let width = test.writer.size - 256
      #expect(files(in: folder).contains("tile/0/001.p/\(width)"), "a partial tile that is not full stays")
      #expect(try test.verifyPublished(FolderFiles(folder)).ok)
    }
  }

  /// The checkpoint comes last: when a tile cannot be written, readers keep the state before.
  @Test func aPublishingThatFailsLeavesTheCheckpointAlone() throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: false)
      let before = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/checkpoint"))
      try test.pour(2)
      // A folder stands where the bundle should go.
      let bundle = "\(folder)/tile/entries/000.p/\(test.writer.size)"
      try FileManager.default.createDirectory(atPath: "\(bundle)/x", withIntermediateDirectories: true)
      #expect(throws: LedgerError.self) { try Publisher.publish(test.ledger, to: folder, isPublic: false) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/checkpoint")) == before)
      #expect(try test.verifyPublished(FolderFiles(folder)).ok)
      try FileManager.default.removeItem(atPath: bundle)
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: false)
      #expect(try test.verifyPublished(FolderFiles(folder)).size == test.writer.size)
    }
  }

  @Test func anotherHistoryIsNotPublishedOverThisOne() throws {
    let (test, other) = (try TestLedger(), try TestLedger())
    try test.withFolder { (folder) throws in
      try test.pour(5)
      _ = try Publisher.publish(test.ledger, to: folder, isPublic: false)
      #expect(throws: LedgerError(.integrity, "L09", "", "")) {
        try Publisher.publish(other.ledger, to: folder, isPublic: false)
      }
      try other.pour(9)
      #expect(throws: LedgerError(.integrity, "L04", "", "")) {
        try Publisher.publish(other.ledger, to: folder, isPublic: false)
      }
      #expect(try test.verifyPublished(FolderFiles(folder)).ok)
    }
  }

  /// Publishing reads a snapshot: a writer goes on meanwhile, and each checkpoint published is whole.
  @Test func publishingGoesOnBesideAWriter() async throws {
    let test = try TestLedger()
    let folder = NSTemporaryDirectory() + "taizhang-published-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    nonisolated(unsafe) let shared = test
    async let published: Int = Task.detached {
      var count = 0
      for _ in 0..<40 {
        _ = try Publisher.publish(shared.ledger, to: folder, isPublic: false)
        count += try shared.verifyPublished(FolderFiles(folder), level: .hashes).ok ? 1 : 0
      }
      return count
    }.value
    try test.pour(120)
    #expect(try await published == 40)
  }
}
