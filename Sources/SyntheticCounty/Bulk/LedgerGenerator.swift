import AssistanceLedger
import EventSourcing
import Ledger
import Synchronization
import TransparencyLog

/// Writes large ledgers for measuring: the real path (composing, signing, rules, tree, derived state, fsync), under a
/// clock of its own. The same seed and count give the same bytes.
///
/// The mix is a county's: visits with their visitor and, half of the time, a companion (2.5 links per event), day
/// logs, one household in 25 events, and money from request to reconciliation. Notes hold about a hundred events.
public struct LedgerGenerator {
  public let seed: UInt64
  /// How many events to write, the ledger's own first ones not counted.
  public let eventCount: Int
  /// Events in a signed note.
  public var notesOf = 100
  /// Notes in one commit.
  public var notesPerCommit = 100

  public init(seed: UInt64 = 1, eventCount: Int) {
    self.seed = seed
    self.eventCount = eventCount
  }

  /// Makes a test ledger in a folder that does not exist and fills it.
  ///
  /// - Parameter progress: called after each commit with the events written so far.
  public func write(into path: String, progress: (Int) -> Void = { _ in }) throws {
    let chance = Chance(seed: seed)
    let clock = BulkClock(Timestamp(ms: 1_748_739_600_000))
    let (session, clerks) = try found(path, chance, clock)
    var story = BulkStory(seed: seed, clock: clock)
    var written = 0
    var sinceFlush = 0
    while written < eventCount {
      var notes: [[UInt8]] = []
      while notes.count < notesPerCommit, written < eventCount {
        let events = story.events(min(notesOf, eventCount - written))
        written += events.count
        sinceFlush += events.count
        notes.append(
          try session.compose(
            events, keys: [clerks[BulkStory.doerCount + notes.count % (clerks.count - BulkStory.doerCount)]]
          ).note)
      }
      for outcome in try session.writer.append(notes) {
        if let refusal = outcome.refusals.first { throw refusal }
      }
      clock.advance(ms: 60_000)
      if sinceFlush >= 500_000 {
        try session.close()
        sinceFlush = 0
      }
      progress(written)
    }
    try session.close()
  }

  private func found(_ path: String, _ chance: Chance, _ clock: BulkClock) throws -> (
    LedgerSession, [SignerKey]
  ) {
    let origin = "synthetic.example/bulk-\(seed)"
    func key(_ name: String) throws(KeyError) -> SignerKey {
      try SignerKey(name: name, privateKey: Ed25519PrivateKey(seed: chance.bytes(32)))
    }
    let founder = try key("p-founder")
    let plan = GenesisPlan(
      origin: origin, region: SyntheticCounty.region, authority: "虚构单位", purpose: .test, founder: founder,
      ledgerKey: try key(Reference.ledger), checkpointKey: try key(origin))
    let ledger = try Ledger.create(path, plan: plan, domain: AssistanceDomain(), clock: clock) {
      ULID(ms: clock.now().ms, random: chance.bytes(10))
    }
    try KeyFile.save(plan.checkpointKey, folder: ledger.folder.keys, file: LedgerSession.checkpointKeyFile)
    try KeyFile.save(plan.ledgerKey, folder: ledger.folder.keys)
    try KeyFile.save(founder, folder: ledger.folder.keys)
    let session = try LedgerSession(ledger, checkpointKey: plan.checkpointKey, clock: clock) {
      chance.bytes($0)
    }
    let clerks = try (1...BulkStory.clerkCount).map { try key(BulkStory.clerk($0)) }
    for outcome in [
      try session.submit(BulkStory.opening(clerks, ledger.about.genesis.base64, clock), keys: [founder])
    ] {
      if let refusal = outcome.refusals.first { throw refusal }
    }
    return (session, clerks)
  }
}

/// A clock that moves when told.
final class BulkClock: LedgerClock {
  private let time: Mutex<Int64>
  var isLeapConfirmed: Bool { true }

  init(_ start: Timestamp) { time = Mutex(start.ms) }

  func now() -> Timestamp { Timestamp(ms: time.withLock { $0 }) }
  func advance(ms: Int64) { time.withLock { $0 += ms } }
}

/// Random bytes that are the same in every run.
final class Chance: Sendable {
  private let generator: Mutex<SplitMix64>

  init(seed: UInt64) { generator = Mutex(SplitMix64(seed: seed)) }

  func bytes(_ count: Int) -> [UInt8] { generator.withLock { $0.bytes(count) } }
}
