import EventSourcing
import Foundation
import Ledger
import TeaHouse
import TestSupport
import Testing
import TransparencyLog

/// Verification from published files alone.
@Suite struct VerifyPublishedTests {
  @Test func everyChangedByteIsFound() throws {
    let test = try TestLedger()
    try test.pour(300)
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    #expect(try test.verifyPublished(shelf).ok)
    var random = SplitMix64(seed: 300)
    for path in shelf.paths {
      let good = try #require(shelf[path])
      defer { shelf[path] = good }
      for _ in 0..<3 {
        var bytes = good
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
        shelf[path] = bytes
        // Neither of these holds a key of the log's; whose they are said to be is nobody's concern.
        let isIgnored =
          path == "checkpoint" && (try? Checkpoint(verifying: bytes, by: test.checkpointKey.verifier)) != nil
        #expect(try test.verifyPublished(shelf).exitStatus == 2 || isIgnored, "\(path)")
      }
      shelf[path] = Array(good.dropLast())
      #expect(try test.verifyPublished(shelf).exitStatus == 2, "\(path) cut off")
      shelf[path] = good + [0]
      #expect(try test.verifyPublished(shelf).exitStatus == 2, "\(path) with a byte more")
      shelf[path] = nil
      if path == "checkpoint" {
        #expect(throws: LedgerError(.missing, "E80", "", "")) { try test.verifyPublished(shelf) }
      } else {
        #expect(try test.verifyPublished(shelf).exitStatus == 2, "\(path) gone")
      }
    }
    #expect(try test.verifyPublished(shelf).ok)
  }

  @Test func theEntryAndTheTileToBlameAreNamed() throws {
    let test = try TestLedger()
    try test.pour(300)
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    let good = try #require(shelf["tile/0/000"])
    var bytes = good
    bytes[77 * 32] ^= 1
    shelf["tile/0/000"] = bytes
    #expect(try test.verifyPublished(shelf).summary == ["L04@77"])
    shelf["tile/0/000"] = good
    let bundle = try #require(shelf["tile/entries/000"])
    let place = try #require(Data(bundle).range(of: Data("\"ml\":70".utf8))).upperBound - 1
    bytes = bundle
    bytes[place] ^= 1
    shelf["tile/entries/000"] = bytes
    #expect(try test.verifyPublished(shelf).summary == ["L01@72"])
  }

  /// 70,000 entries that begin like a real log; only the level of hashes looks at what they say.
  private func longLog(_ test: TestLedger) throws -> [[UInt8]] {
    let stamp = try #require(Timestamp("2026-06-01T09:00:00+08:00"))
    let real = try test.entries()
    return real + (real.count..<70_000).map { Entry.compose(stamp: stamp, note: Array("entry \($0)\n".utf8)) }
  }

  /// CVE-2026-56865: one entry of 70,000 rewritten together with its leaf hash in `tile/0/137`, everything above it left as it
  /// was signed. golang.org/x/mod before 0.40.0 took it in.
  @Test func theForgedLogOf70000EntriesIsRefused() throws {
    let test = try TestLedger()
    var entries = try longLog(test)
    let honest = try Shelf(entries: entries, key: test.checkpointKey)
    #expect(try test.verifyPublished(honest, level: .hashes).summary == [])

    let forgedSeq = 137 * 256 + 28
    entries[forgedSeq] = entries[forgedSeq].dropLast(2) + Array("!\n".utf8)
    let forger = try Shelf(entries: entries, key: test.checkpointKey)
    for path in ["tile/entries/137", "tile/0/137"] { honest[path] = forger[path] }
    let report = try test.verifyPublished(honest, level: .hashes)
    #expect(report.summary == ["L04@\(137 * 256)"])
    #expect(report.exitStatus == 2)

    // Incremental verification that covers the forged entry refuses it; a follower never takes it in.
    let early = try Checkpoint(
      origin: test.checkpointKey.name, size: 35_000,
      root: MerkleTree.root(ofLeafHashes: entries[..<35_000].map { MerkleTree.leafHash($0) })
    ).signed(by: test.checkpointKey)
    let since = try Ledger.verify(published: honest, since: early, pins: PublishedPins(), jobs: 2) { _, _ in }
    #expect(since.exitStatus == 2)
  }

  /// What was verified before is not read again.
  @Test func verifyingSinceACheckpointCostsWhatWasAdded() throws {
    let test = try TestLedger()
    let entries = try longLog(test)
    let shelf = try Shelf(entries: entries, key: test.checkpointKey)
    let since = try Shelf(entries: Array(entries[..<69_000]), key: test.checkpointKey)["checkpoint"] ?? []
    let report = try Ledger.verify(published: shelf, since: since, pins: PublishedPins(), jobs: 2) { _, _ in }
    #expect(report.summary == [] && report.size == 70_000)
    let reads = shelf.takeReads()
    // 1,000 entries are five bundles and their tiles; the genesis, the right edge, and the old edge are the rest.
    #expect(reads.count < 25, "\(reads)")
    #expect(reads.filter { $0.hasPrefix("tile/entries/") }.count == 6)
  }

  /// The checkpoint kept by the verifier is what tells a rollback and a fork, whatever the files say.
  @Test func rollbackAndForkAreToldByTheCheckpointKept() throws {
    let test = try TestLedger()
    try test.pour(40)
    let entries = try test.entries()
    let kept = try test.checkpoint(at: UInt64(entries.count))
    let shorter = try Shelf(entries: Array(entries.dropLast(5)), key: test.checkpointKey)
    func since(_ shelf: Shelf, _ note: [UInt8]) throws -> VerificationReport {
      try Ledger.verify(published: shelf, since: note, pins: PublishedPins(), jobs: 1) { _, _ in }
    }
    #expect(try since(shorter, kept).summary == ["L09@-"])
    var forked = entries
    forked[30] = entries[29]
    let fork = try Shelf(entries: forked + [entries[5]], key: test.checkpointKey)
    #expect(try since(fork, kept).summary == ["L04@-"])
    #expect(try since(Shelf(entries: entries, key: test.checkpointKey), kept).ok)
    #expect(throws: LedgerError(.malformed, "E81", "", "")) { try since(fork, Array("x".utf8)) }

    // Seen here at the same place before: the same verdict without any file given.
    let place = "shelf \(UUID().uuidString)"
    #expect(try test.verifyPublished(Shelf(entries: entries, key: test.checkpointKey, place: place)).ok)
    let rolledBack = try Shelf(entries: Array(entries.dropLast(5)), key: test.checkpointKey, place: place)
    #expect(try test.verifyPublished(rolledBack).summary == ["L09@-"])
  }

  @Test func theLedgersOwnLogIsVerifiedSinceACheckpoint() throws {
    let test = try TestLedger()
    try test.pour(50)
    let early = try test.checkpoint(at: 20)
    func since(_ note: [UInt8]) throws -> VerificationReport {
      try test.ledger.verify(since: note, pins: PublishedPins()) { _, _ in }
    }
    #expect(try since(early).ok)
    // A checkpoint of another ledger was once called a rollback of this one, then an exchange of it: whoever did not sign it, or
    // signed another log, accuses nobody.
    let other = try TestLedger.key("other.example/ledger", 9)
    let stranger = try Checkpoint(origin: other.name, size: 99, root: .zero).signed(by: other)
    #expect(throws: LedgerError(.refused, "E90", "", "")) { try since(stranger) }
    test.close()
    try Forge(path: test.path).editLog { log in log.entries[30]?[60] ^= 1 }
    test.ledger = try Ledger.open(test.path, domain: TeaHouse())
    #expect(try since(early).summary.contains("L01@30"))
    let foreign = try Shelf(entries: [[1], [2]], key: test.checkpointKey)["checkpoint"] ?? []
    #expect(try since(foreign).exitStatus == 2)
  }

  @Test func pinsAreChecked() throws {
    let test = try TestLedger()
    try test.pour(4)
    let shelf = try Shelf(entries: test.entries(), key: test.checkpointKey)
    let genesis = test.ledger.about.genesis
    let good = PublishedPins(checkpointKey: test.checkpointKey.verifier, genesis: genesis)
    #expect(try test.verifyPublished(shelf, pins: good).ok)
    #expect(try test.verifyPublished(shelf, pins: PublishedPins(genesis: .zero)).summary == ["L03@0"])
    let stranger = try SignerKey.generate(name: test.checkpointKey.name).verifier
    #expect(try test.verifyPublished(shelf, pins: PublishedPins(checkpointKey: stranger)).summary == ["L04@-"])

    let city = try CosignerSecretKey.generate(name: "city.example/witness")
    let member = WitnessPolicy.Member(name: Array("city".utf8), key: city.key, url: "")
    let policy = try WitnessPolicy(
      parsing: WitnessPolicy.bytes(logs: [(test.checkpointKey.verifier, "")], witnesses: [member], threshold: 1))
    let pins = PublishedPins(policy: policy)
    #expect(try test.verifyPublished(shelf, pins: pins).summary == ["L13@-"])
    let note = try #require(shelf["checkpoint"])
    let text = try SignedNote.parse(note).text
    shelf["checkpoint"] = note + city.cosignatureLine(for: text, time: 1_780_000_000)
    #expect(try test.verifyPublished(shelf, pins: pins).ok)
    // A line in a known witness's name that it did not sign.
    shelf["checkpoint"] = note + city.cosignatureLine(for: text + [0x0A], time: 1_780_000_000)
    #expect(try test.verifyPublished(shelf, pins: pins).summary == ["L13@-"])
  }

  /// The rules are replayed: an entry that its log should have refused is found although every hash and signature holds.
  @Test func whatTheRulesRefuseIsFound() throws {
    let test = try TestLedger()
    try test.pour(2)
    let greedy = try test.note("cup.drunk", "cup-0", ml: 1000)
    let entries = try test.entries() + [Entry.compose(stamp: test.clock.now(), note: greedy)]
    let shelf = try Shelf(entries: entries, key: test.checkpointKey)
    #expect(try test.verifyPublished(shelf, level: .signatures).ok)
    #expect(try test.verifyPublished(shelf).summary == ["X01@\(entries.count - 1)"])
  }
}
