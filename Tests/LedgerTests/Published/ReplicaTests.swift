import EventSourcing
import Foundation
import LMDB
import Ledger
import TeaHouse
import Testing
import TransparencyLog

@Suite struct ReplicaTests {
  private func open(
    _ folder: String, _ files: any PublishedFiles, stepByteCount: Int = Replica.stepByteCount
  ) throws -> Replica {
    try Replica.open(
      folder, following: files, domain: TeaHouse(), pins: PublishedPins(), stepByteCount: stepByteCount)
  }

  @discardableResult
  private func follow(
    _ folder: String, _ files: any PublishedFiles, stepByteCount: Int = Replica.stepByteCount
  ) throws -> UInt64 {
    try open(folder, files, stepByteCount: stepByteCount).catchUp { _, _ in }.size
  }

  private func commits(_ folder: String) throws -> Int {
    try Log(path: folder + "/log", isWriter: false).environment.info.lastTransaction
  }

  @Test func aReplicaAnswersAsItsSource() throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      for count in [3, 0, 260, 1, 300] {
        try test.pour(count)
        let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
        #expect(try follow(folder, shelf) == test.writer.size)
        let replica = try Ledger.open(folder, domain: TeaHouse())
        #expect(try replica.view().digest("cups") == test.ledger.view().digest("cups"))
        #expect(try replica.view().streams().root == test.ledger.view().streams().root)
        #expect(try replica.derivedPosition() == test.writer.size)
      }
      #expect(try Ledger.verify(folder, domain: TeaHouse(), level: .views).summary == [])
      // A replica is itself a source.
      try test.withFolder { (second) throws in #expect(try follow(second, LedgerFiles(folder)) == test.writer.size) }
    }
  }

  /// The server goes away after any number of answers; the next call goes on, and never is anything half taken in believed.
  @Test func catchingUpCanBeCutShortAnywhere() throws {
    let test = try TestLedger()
    try test.pour(900)
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    for answers in 0..<12 {
      try test.withFolder { (folder) throws in
        shelf.fail(after: answers)
        let failure = #expect(throws: LedgerError.self) { try follow(folder, shelf) }
        #expect(failure?.code == "E95", "\(answers)")
        shelf.fail(after: .max)
        if FileManager.default.fileExists(atPath: "\(folder)/taizhang.json"),
          let report = try? Ledger.verify(folder, domain: TeaHouse(), level: .hashes), report.size > 0
        {
          #expect(report.exitStatus == 1, "\(answers): \(report.summary)")
        }
        #expect(try follow(folder, shelf) == test.writer.size)
        #expect(try Ledger.verify(folder, domain: TeaHouse(), level: .views).summary == [])
      }
    }
  }

  /// Each bundle of 256 entries was a commit of its own, so that the first catching up with a large log waited for hundreds
  /// of syncs.
  @Test func entriesAreStoredInSteps() throws {
    let test = try TestLedger()
    try test.pour(1500)
    let entries = try test.entries()
    let shelf = try Shelf(entries: entries, key: test.checkpointKey)
    for stepByteCount in [1, 150_000, 300_000, Replica.stepByteCount] {
      // What the steps should be: whole bundles until they are large enough.
      var (expected, waiting) = (0, 0)
      for start in stride(from: 0, to: entries.count, by: 256) {
        waiting += entries[start..<min(start + 256, entries.count)].reduce(0) { $0 + $1.count }
        if waiting >= stepByteCount { (expected, waiting) = (expected + 1, 0) }
      }
      // The last step and the checkpoint over it are one commit; the checkpoint comes alone when no entry is left for it.
      expected += 1
      try test.withFolder { (folder) throws in
        _ = try open(folder, shelf)
        let before = try commits(folder)
        try follow(folder, shelf, stepByteCount: stepByteCount)
        #expect(try commits(folder) - before == expected, "\(stepByteCount)")
        try follow(folder, shelf, stepByteCount: stepByteCount)
        #expect(try commits(folder) - before == expected, "nothing new, nothing written")
      }
    }
  }

  /// A folder as it lay on the disk at each answer of the server is what a killed follower leaves. It goes on from there, and
  /// holds only what was proved and judged.
  @Test func aKilledFollowerGoesOn() throws {
    let test = try TestLedger()
    try test.pour(1100)
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    try test.withFolder { (images) throws in
      try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
      try test.withFolder { (folder) throws in
        let watched = WatchedFiles(shelf) { number in
          try? FileManager.default.copyItem(atPath: folder, toPath: "\(images)/\(number)")
        }
        try follow(folder, watched, stepByteCount: 120_000)
      }
      var sizes: Set<UInt64> = []
      for name in try FileManager.default.contentsOfDirectory(atPath: images) {
        let image = "\(images)/\(name)"
        if FileManager.default.fileExists(atPath: "\(image)/taizhang.json") {
          let size = try Log(path: image + "/log", isWriter: false).snapshot().size
          sizes.insert(size)
          if size > 0 {
            let report = try Ledger.verify(image, domain: TeaHouse(), level: .hashes)
            #expect(report.exitStatus == 1 || size == test.writer.size, "\(name): \(report.summary)")
          }
        }
        #expect(try follow(image, shelf, stepByteCount: 120_000) == test.writer.size)
        #expect(try Ledger.verify(image, domain: TeaHouse(), level: .views).summary == [])
      }
      #expect(sizes.count > 2, "some images lie between steps: \(sizes.sorted())")
    }
  }

  /// A replica cut short holds entries judged, their checkpoint not yet stored. Published, they were said to wait for witnesses,
  /// where no policy asks for any.
  @Test func whatAReplicaIsStillTakingInWaitsForNoWitness() throws {
    let test = try TestLedger()
    try test.pour(20)
    let first = try Shelf(entries: test.entries(), key: test.checkpointKey)
    let size = test.writer.size
    try test.pour(900)
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    try test.withFolder { (folder) throws in
      try follow(folder, first)
      for answers in 1..<20 {
        shelf.fail(after: answers)
        _ = #expect(throws: LedgerError.self) { try follow(folder, shelf, stepByteCount: 1) }
        guard try Log(path: folder + "/log", isWriter: false).snapshot().size > size else { continue }
        let ledger = try Ledger.open(folder, domain: TeaHouse())
        try test.withFolder { (published) throws in
          let summary = try Publisher.publish(ledger, to: published, isPublic: false)
          #expect(summary.size == size && summary.waiting == 0)
        }
        return
      }
      Issue.record("no image with entries beyond the checkpoint")
    }
  }

  @Test func aRollbackIsRefusedWithBothCheckpoints() throws {
    let test = try TestLedger()
    try test.pour(20)
    let entries = try test.entries()
    try test.withFolder { (folder) throws in
      let shelf = try Shelf(entries: entries, key: test.checkpointKey)
      _ = try follow(folder, shelf)
      let shorter = try Shelf(entries: Array(entries.dropLast(3)), key: test.checkpointKey)
      let failure = #expect(throws: LedgerError.self) { try follow(folder, shorter) }
      #expect(failure?.code == "L09" && failure?.kind == .integrity)
      #expect(failure?.evidence == [shelf["checkpoint"], shorter["checkpoint"]].compactMap { $0 })
      // An old checkpoint may come from a cache: the replica goes on when the source does.
      #expect(try follow(folder, shelf) == UInt64(entries.count))
    }
  }

  @Test func aForkStopsTheReplicaForGood() throws {
    let test = try TestLedger()
    try test.pour(20)
    let entries = try test.entries()
    try test.withFolder { (folder) throws in
      let shelf = try Shelf(entries: entries, key: test.checkpointKey)
      _ = try follow(folder, shelf)
      let fork = try Shelf(entries: entries.dropLast() + [entries[9], entries[10]], key: test.checkpointKey)
      let failure = #expect(throws: LedgerError.self) { try follow(folder, fork) }
      #expect(failure?.code == "L04" && failure?.evidence.count == 2)
      let kept = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/follow/evidence")
      let notes = try kept.map { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/follow/evidence/\($0)")) }
      #expect(Set(notes) == Set([shelf["checkpoint"], fork["checkpoint"]].compactMap { $0.map { Data($0) } }))
      // Why, which is kept in a file, was said in both languages in each half of the message.
      let stopped = #expect(throws: LedgerError(.integrity, "E94", "", "")) { try follow(folder, shelf) }
      let (old, new) = (try #require(failure?.message), try #require(stopped?.message))
      #expect(new.zh.contains("L04 \(old.zh)；") && !new.zh.contains(old.en), "\(new.zh)")
      #expect(new.en.contains("L04 \(old.en);") && !new.en.contains(old.zh), "\(new.en)")
      // Older replicas kept both in one line, which was shown whole in each half.
      let file = "\(folder)/follow/stopped"
      for (text, zh, en) in [
        ("L04 分叉 / a fork\n", "：L04 分叉；", ": a fork;"), ("fork\n", "：fork；", ": fork;"), ("", "：；", ": ;"),
        ("分叉\nfork a / b\n", "：分叉；", ": fork a / b;"),
      ] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let said = #expect(throws: LedgerError(.integrity, "E94", "", "")) { try follow(folder, shelf) }?.message
        #expect(said?.zh.contains(zh) == true && said?.en.contains(en) == true, "\(text): \(String(describing: said))")
      }
      // What it holds is still good.
      #expect(try Ledger.verify(folder, domain: TeaHouse(), level: .views).summary == [])
    }
  }

  @Test func anEntryThatTheRulesRefuseIsNotTakenIn() throws {
    let test = try TestLedger()
    try test.pour(5)
    let good = try test.entries()
    let greedy = Entry.compose(stamp: test.clock.now(), note: try test.note("cup.drunk", "cup-0", ml: 1000))
    try test.withFolder { (folder) throws in
      let shelf = try Shelf(entries: good + [greedy], key: test.checkpointKey)
      let failure = #expect(throws: LedgerError.self) { try follow(folder, shelf) }
      #expect(failure?.code == "X01" && failure?.kind == .integrity)
      #expect(try Ledger.open(folder, domain: TeaHouse()).log.snapshot().size == UInt64(good.count))
      #expect(throws: LedgerError(.integrity, "E94", "", "")) { try follow(folder, shelf) }
    }
  }

  @Test func onlyTheLogsKeyIsBelieved() throws {
    let test = try TestLedger()
    try test.pour(5)
    let entries = try test.entries()
    let thief = try SignerKey.generate(name: test.checkpointKey.name)
    try test.withFolder { (folder) throws in
      let failure = #expect(throws: LedgerError.self) {
        try follow(folder, Shelf(entries: entries, key: thief))
      }
      #expect(failure?.code == "L04")
      #expect(try follow(folder, Shelf(entries: entries, key: test.checkpointKey)) == UInt64(entries.count))
      try test.pour(1)
      #expect(throws: LedgerError(.integrity, "L04", "", "")) {
        try follow(folder, Shelf(entries: test.entries(), key: thief))
      }
    }
  }

  /// The checkpoint key changes in the log itself; a replica that was away meanwhile follows through it, from the start too.
  @Test func aRotatedKeyIsFollowed() throws {
    let test = try TestLedger()
    try test.pour(3)
    try test.withFolder { (folder) throws in
      _ = try follow(folder, Shelf(entries: test.entries(), key: test.checkpointKey))
      let new = try SignerKey(
        name: test.checkpointKey.name, privateKey: Ed25519PrivateKey(seed: [UInt8](repeating: 77, count: 32)))
      let rotation = EventDraft(type: "ledger.key_rotated", subject: "ledger", time: "2026-06-01") {
        $0.member("proof", KeyProof.make(scope: test.ledger.about.genesis.base64, key: new))
        $0.member("vkey", new.verifier.text)
      }
      let note = try Ledger.signed(
        test.draft([rotation], signers: ["ledger", "p-founder"]), [test.ledgerKey, test.founder])
      #expect(try test.writer.append([note])[0].receipt != nil)
      // The checkpoint that ends with the rotation is still the old key's; what follows is the new one's.
      let writer = try Writer(test.ledger, checkpointKey: new, clock: test.clock)
      #expect(try writer.append([test.note("cup.poured", "cup-1", ml: 1)])[0].receipt != nil)
      let entries = try test.entries()
      let shelf = try Shelf(entries: entries, key: new)
      #expect(try follow(folder, shelf) == UInt64(entries.count))
      _ = try test.withFolder { (fresh) throws in #expect(try follow(fresh, shelf) == UInt64(entries.count)) }
      #expect(try test.verifyPublished(shelf).summary == [])
      let since = try Ledger.verify(published: shelf, since: test.checkpoint(at: 4), pins: PublishedPins(), jobs: 1) {
        _, _ in
      }
      #expect(since.summary == [])
      // The old key signs no more.
      try test.withFolder { (fresh) throws in
        _ = #expect(throws: LedgerError(.integrity, "L04", "", "")) {
          try follow(fresh, Shelf(entries: entries, key: test.checkpointKey))
        }
      }
    }
  }

  @Test func aFolderThatHoldsSomethingElseIsLeftAlone() throws {
    let test = try TestLedger()
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    #expect(throws: LedgerError(.cannotCreate, "E92", "", "")) { try follow(test.path, shelf) }
    try test.withFolder { (folder) throws in
      _ = try follow(folder, shelf)
      let other = try TestLedger()
      #expect(throws: LedgerError(.integrity, "L04", "", "")) {
        try follow(folder, Shelf(entries: other.entries(), key: other.checkpointKey))
      }
    }
  }

  /// A copy made before the last entries is brought up to what was published, and only then is it a ledger again.
  @Test func aRestoredCopyCatchesUp() throws {
    let test = try TestLedger()
    try test.pour(10)
    try test.withFolder { (copy) throws in
      _ = try test.ledger.copy(to: copy, withVault: false)
      try test.pour(300)
      let newest = try test.checkpoint(at: test.writer.size)
      let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
      try test.withFolder { (folder) throws in
        func restore(_ source: Shelf?) throws -> UInt64 {
          try Ledger.restore(copy, into: folder, domain: TeaHouse(), checkpoint: newest, catchingUpFrom: source).size
        }
        #expect(throws: LedgerError(.integrity, "L09", "", "")) { try restore(nil) }
        let stale = try Shelf(entries: Array(test.entries().dropLast(9)), key: test.checkpointKey)
        #expect(throws: LedgerError(.integrity, "L09", "", "")) { try restore(stale) }
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(try restore(shelf) == test.writer.size)
        let ledger = try Ledger.open(folder, domain: TeaHouse(), access: .writing)
        #expect(!ledger.folder.isReplica)
        let writer = try Writer(ledger, checkpointKey: test.checkpointKey, clock: test.clock)
        #expect(try writer.append([test.note("cup.poured", "cup-1", ml: 1)])[0].receipt != nil)
      }
    }
  }
}
