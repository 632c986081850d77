import AssistanceLedger
import EventSourcing
public import Ledger
import Synchronization
import TransparencyLog

/// A large made-up ledger for measuring, grown through the real path: composing, signing, rules, tree, derived state, fsync,
/// under a clock of its own. The same seed and calls give the same bytes.
///
/// The mix is a county's: visits with their visitor and, half of the time, a companion (2.5 links per event), day logs, one
/// household in 25 events, and money from request to reconciliation, each step signed by who may take it.
public final class BulkLedger {
  /// The ledger that grows, open for writing.
  public let ledger: Ledger
  /// The writer everything goes through; who measures may call it directly.
  public var writer: Writer { session.writer }
  private let session: LedgerSession
  private let clock: BulkClock
  private let keys: [String: SignerKey]
  private var story: BulkStory

  /// Makes a test ledger in a folder that does not exist or is empty, with its officials and clerks, a fund line and a project.
  public init(making path: String, seed: UInt64 = 1) throws {
    let chance = Chance(seed: seed)
    let clock = BulkClock(Timestamp(ms: 1_748_739_600_000))
    let origin = "synthetic.example/bulk-\(seed)"
    func key(_ name: String) throws(KeyError) -> SignerKey {
      try SignerKey(name: name, privateKey: Ed25519PrivateKey(seed: chance.bytes(32)))
    }
    var keys: [String: SignerKey] = [:]
    for person in BulkFounding.persons { keys[person] = try key(person) }
    self.keys = keys
    let founder = try Self.key(BulkFounding.founder, keys)
    let plan = GenesisPlan(
      origin: origin, region: SyntheticCounty.region, authority: "虚构单位", purpose: .test, founder: founder,
      ledgerKey: try key(Reference.ledger), checkpointKey: try key(origin))
    ledger = try Ledger.create(path, plan: plan, domain: AssistanceDomain(), clock: clock) {
      ULID(ms: clock.now().ms, random: chance.bytes(10))
    }
    try KeyFile.save(plan.checkpointKey, folder: ledger.folder.keys, file: LedgerSession.checkpointKeyFile)
    try KeyFile.save(plan.ledgerKey, folder: ledger.folder.keys)
    try KeyFile.save(founder, folder: ledger.folder.keys)
    session = try LedgerSession(ledger, checkpointKey: plan.checkpointKey, clock: clock) { chance.bytes($0) }
    story = BulkStory(seed: seed, clock: clock)
    self.clock = clock
    let founding = BulkFounding(
      key: { keys[$0] ?? founder }, scope: ledger.about.genesis.base64, now: clock.now())
    for note in founding.notes {
      let signers = try note.signers.map { try Self.key($0, keys) }
      if let refusal = try session.submit(note.events, keys: signers).refusals.first { throw refusal }
    }
    let typist = try Self.key(BulkStory.typists[0], keys)
    for events in BulkStory.villages(clock) {
      if let refusal = try session.submit(events, keys: [typist]).refusals.first { throw refusal }
    }
  }

  private static func key(_ person: String, _ keys: [String: SignerKey]) throws(LedgerError) -> SignerKey {
    guard let key = keys[person] else {
      throw LedgerError(.missing, "E62", "没有\(person)的密钥", "there is no key of \(person)")
    }
    return key
  }

  /// The next notes, each of so many events and signed by one person; they must be appended in this order.
  public func notes(_ count: Int, of eventCount: Int) throws -> [[UInt8]] {
    clock.advance(ms: 60_000)
    return try (0..<count).map { _ in
      let note = story.note(of: eventCount)
      return try session.compose(note.events, keys: [try Self.key(note.signer, keys)]).note
    }
  }

  /// Appends notes in one commit.
  public func append(_ notes: [[UInt8]]) throws {
    for outcome in try writer.append(notes) {
      if let refusal = outcome.refusals.first { throw refusal }
    }
  }

  /// Appends so many events in notes of a hundred, a hundred notes to a commit.
  ///
  /// - Parameter progress: called after each commit with the events written so far.
  public func grow(by eventCount: Int, progress: (Int) -> Void = { _ in }) throws {
    var written = 0
    while written < eventCount {
      let rest = eventCount - written
      let notes = rest < 100 ? try notes(1, of: rest) : try self.notes(min(100, rest / 100), of: 100)
      try append(notes)
      written += rest < 100 ? rest : notes.count * 100
      progress(written)
    }
    try writer.flush()
  }

  /// How many households the story has registered: `hh-1` and on.
  public var householdCount: Int { story.households }
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
