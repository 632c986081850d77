import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// What somebody can serve, or write to the disk, who holds none of the ledger's keys, or one that was rotated out: it is
/// never believed, and it makes nobody stop or accuse.
@Suite struct KeylessForgeryTests {
  private static func thief(_ test: TestLedger) throws -> SignerKey {
    try SignerKey(
      name: test.checkpointKey.name, privateKey: Ed25519PrivateKey(seed: [UInt8](repeating: 88, count: 32)))
  }

  private static func rotation(_ test: TestLedger, to key: SignerKey) -> EventDraft {
    EventDraft(type: "ledger.key_rotated", subject: "ledger", time: "2026-06-01") {
      $0.member("proof", KeyProof.make(scope: test.ledger.about.genesis.base64, key: key))
      $0.member("vkey", key.verifier.text)
    }
  }

  /// An entry that rotates the checkpoint key, with lines in the right names that nobody's right key made.
  private static func forgedRotation(_ test: TestLedger, to key: SignerKey) throws -> [UInt8] {
    let draft = test.draft([rotation(test, to: key)], signers: ["ledger", "p-founder"])
    let liars = [try TestLedger.key("ledger", 66), try TestLedger.key("p-founder", 67)]
    return Entry.compose(stamp: test.clock.now(), note: try SignedNote.sign(text: draft.text, with: liars))
  }

  private func follow(
    _ folder: String, _ files: any PublishedFiles, _ pins: PublishedPins = PublishedPins()
  ) throws -> UInt64 {
    try Replica.open(folder, following: files, domain: TeaHouse(), pins: pins).catchUp { _, _ in }.size
  }

  private func since(_ note: [UInt8], _ files: any PublishedFiles) throws -> VerificationReport {
    try Ledger.verify(published: files, since: note, pins: PublishedPins(), jobs: 1) { _, _ in }
  }

  /// A rotation was believed by its words: `verify --since` of a server took a checkpoint signed by whoever had put the
  /// rotation there, kept it as seen, and called the true log a rollback from then on.
  @Test func aRotationThatTheLedgerDidNotSignIsNone() throws {
    let test = try TestLedger()
    try test.pour(20)
    let entries = try test.entries()
    let kept = try test.checkpoint(at: UInt64(entries.count))
    let thief = try Self.thief(test)
    let forged = entries + [try Self.forgedRotation(test, to: thief), entries[5]]
    let place = "shelf \(UUID().uuidString)"
    #expect(try since(kept, Shelf(entries: forged, key: thief, place: place)).summary == ["L04@-"])
    #expect(try since(kept, Shelf(entries: entries, key: test.checkpointKey, place: place)).summary == [])
    // The same on the ledger's own disk, at every level, whatever key is pinned.
    test.close()
    try Forge(path: test.path).editLog { log in
      for entry in forged.dropFirst(entries.count) {
        log.entries[log.size] = entry
        log.checkpoints[log.size] = []
      }
      log.rebuildTiles()
      let leaves = (0..<log.size).map { MerkleTree.leafHash(log.entries[$0] ?? []) }
      log.checkpoints[log.size] = try Checkpoint(
        origin: thief.name, size: log.size, root: MerkleTree.root(ofLeafHashes: leaves)
      ).signed(by: thief)
    }
    for level in [VerificationLevel.hashes, .views] {
      let report = try Ledger.verify(test.path, domain: TeaHouse(), level: level)
      #expect(report.exitStatus == 2 && report.summary.contains { $0.hasPrefix("L04") }, "\(report.summary)")
    }
    for key in [nil, test.checkpointKey.verifier] {
      let report = try Ledger.verify(
        test.path, since: kept, pins: PublishedPins(checkpointKey: key), domain: TeaHouse()
      ) { _, _ in }
      #expect(report.exitStatus == 2, "\(report.summary)")
    }
  }

  /// A server without any key showed a fork: the replica filed it as evidence against the ledger and stopped for good.
  @Test func aForkThatNobodySignedStopsNoReplica() throws {
    let test = try TestLedger()
    try test.pour(20)
    let entries = try test.entries()
    let thief = try Self.thief(test)
    var forked = entries
    forked[10] = entries[9]
    let pins = PublishedPins(checkpointKey: test.checkpointKey.verifier, genesis: test.ledger.about.genesis)
    for pins in [pins, PublishedPins()] {
      try test.withFolder { (folder) throws in
        let honest = try Shelf(entries: entries, key: test.checkpointKey)
        #expect(try follow(folder, honest, pins) == UInt64(entries.count))
        for lies in [
          forked, Array(forked.dropLast(3)), entries + [try Self.forgedRotation(test, to: thief), forked[9]],
        ] {
          let failure = #expect(throws: LedgerError.self) { try follow(folder, Shelf(entries: lies, key: thief), pins) }
          #expect(failure?.code == "L04" && failure?.evidence.isEmpty == true, "\(String(describing: failure))")
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/follow/evidence"))
        #expect(try follow(folder, honest, pins) == UInt64(entries.count))
        #expect(try Ledger.verify(folder, domain: TeaHouse(), level: .views).summary == [])
      }
    }
  }

  /// The checkpoint of a key that was rotated out was "not taken", and yet stored as the replica's newest: `verify` of the
  /// replica failed for good.
  @Test func aKeyThatWasRotatedOutLeavesNoCheckpointBehind() throws {
    let test = try TestLedger()
    try test.pour(3)
    try test.withFolder { (folder) throws in
      _ = try follow(folder, Shelf(entries: test.entries(), key: test.checkpointKey))
      let new = try Self.thief(test)
      let note = try Ledger.signed(
        test.draft([Self.rotation(test, to: new)], signers: ["ledger", "p-founder"]), [test.ledgerKey, test.founder])
      #expect(try test.writer.append([note])[0].receipt != nil)
      let writer = try Writer(test.ledger, checkpointKey: new, clock: test.clock)
      #expect(try writer.append([test.note("cup.poured", "cup-1", ml: 1)])[0].receipt != nil)
      let entries = try test.entries()
      #expect(throws: LedgerError(.integrity, "L04", "", "")) {
        try follow(folder, Shelf(entries: entries, key: test.checkpointKey))
      }
      #expect(try follow(folder, Shelf(entries: entries, key: new)) == UInt64(entries.count))
      #expect(try Ledger.verify(folder, domain: TeaHouse(), level: .views).summary == [])
    }
  }

  /// The size of a checkpoint is any number that somebody wrote: computing with it ended the program.
  @Test(arguments: [UInt64.max, UInt64.max - 256, 1 << 63, (1 << 53) + 1] as [UInt64])
  func aSizeThatNoLogHasIsRefused(_ size: UInt64) throws {
    let test = try TestLedger()
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    let kept = try #require(shelf["checkpoint"])
    shelf["checkpoint"] = try Checkpoint(origin: test.checkpointKey.name, size: size, root: .zero).signed(
      by: test.checkpointKey)
    #expect(try test.verifyPublished(shelf).summary == ["E81@-"])
    #expect(try since(kept, shelf).summary == ["E81@-"])
    try test.withFolder { (folder) throws in
      _ = #expect(throws: LedgerError(.integrity, "E81", "", "")) { try follow(folder, shelf) }
    }
  }

  /// An unsigned text that says "900 entries" was enough to have the auditor told of a rollback.
  @Test func aCheckpointThatNobodySignedAccusesNobody() throws {
    let test = try TestLedger()
    try test.pour(20)
    let thief = try Self.thief(test)
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    for size in [900, 10] as [UInt64] {
      let note = try Checkpoint(origin: thief.name, size: size, root: .zero).signed(by: thief)
      for pin in [nil, test.checkpointKey.verifier] {
        let pins = PublishedPins(checkpointKey: pin)
        #expect(throws: LedgerError(.refused, "E90", "", "")) {
          try Ledger.verify(published: shelf, since: note, pins: pins, jobs: 1) { _, _ in }
        }
        #expect(throws: LedgerError(.refused, "E90", "", "")) {
          try test.ledger.verify(since: note, pins: pins) { _, _ in }
        }
      }
    }
  }

  /// A whole ledger exchanged for another of its name, good in itself, was verified at the same place without a word.
  @Test func anotherLedgerOfTheNameIsToldWhereOneWasSeen() throws {
    let (test, other) = (try TestLedger(), try TestLedger())
    for ledger in [test, other] { try ledger.pour(20) }
    let place = "shelf \(UUID().uuidString)"
    #expect(try test.verifyPublished(Shelf(entries: test.entries(), key: test.checkpointKey, place: place)).ok)
    let exchanged = try Shelf(entries: other.entries(), key: other.checkpointKey, place: place)
    #expect(try other.verifyPublished(exchanged).summary == ["L03@-"])
    #expect(try since(other.checkpoint(at: 10), exchanged).summary == ["L03@-"])
    #expect(try other.verifyPublished(Shelf(entries: other.entries(), key: other.checkpointKey)).ok)
  }

  /// On the ledger's own folder the genesis given and the policy were left unread.
  @Test func whatIsPinnedIsAskedOfTheOwnFolderToo() throws {
    let test = try TestLedger()
    try test.pour(20)
    let early = try test.checkpoint(at: 10)
    func since(_ pins: PublishedPins) throws -> [String] {
      try test.ledger.verify(since: early, pins: pins) { _, _ in }.summary
    }
    #expect(try since(PublishedPins(genesis: test.ledger.about.genesis)) == [])
    #expect(try since(PublishedPins(genesis: .zero)) == ["L03@0"])
    let witness = try CosignerSecretKey.generate(name: "witness.example/w").key
    let policy = try WitnessPolicy(parsing: Array("witness w \(witness.text)\nquorum w\n".utf8))
    #expect(try since(PublishedPins(policy: policy)) == ["L13@-"])
  }
}
