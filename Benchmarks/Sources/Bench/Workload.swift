import AssistanceLedger
import EventSourcing
import Ledger
import Synchronization
import TransparencyLog

/// A clock that each group of notes moves on by a minute.
final class StepClock: LedgerClock {
  private let ms: Mutex<Int64>
  let isLeapConfirmed = true

  init(startMs: Int64) { ms = Mutex(startMs) }
  func now() -> Timestamp { Timestamp(ms: ms.withLock { $0 }) }
  func advance(ms delta: Int64) { ms.withLock { $0 += delta } }
}

/// SplitMix64: the same events from the same seed on every machine.
struct SplitMix64 {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// A county at work: cadres visit households, 2.5 links an event, signed in notes of a hundred events.
final class Workload {
  let path: String
  let clock = StepClock(startMs: 1_748_736_000_000)
  let cadres: [SignerKey]
  let householdCount: Int
  private(set) var ledger: Ledger
  private(set) var writer: Writer
  let checkpointKey: SignerKey
  private let founder: SignerKey
  private var random = SplitMix64(seed: 20_260_601)
  private var idCount: UInt64 = 0
  private var households = 0

  static func key(_ name: String) throws -> SignerKey {
    let seed = SHA256.hash(Array("taizhang/bench/v1\n\(name)".utf8)).bytes
    return try SignerKey(name: name, privateKey: Ed25519PrivateKey(seed: seed))
  }

  init(path: String, households: Int) throws {
    self.path = path
    householdCount = households
    founder = try Self.key("p-founder")
    checkpointKey = try Self.key("bench.example/ledger")
    cadres = try (0..<40).map { try Self.key("p-cadre\($0)") }
    let plan = GenesisPlan(
      origin: "bench.example/ledger", region: "621021", authority: "benchmark", purpose: .test, founder: founder,
      ledgerKey: try Self.key("ledger"), checkpointKey: checkpointKey)
    var count: UInt64 = 0
    ledger = try Ledger.create(path, plan: plan, domain: AssistanceDomain(), clock: clock) {
      count += 1
      return Self.id(count | 1 << 60)
    }
    writer = try Writer(ledger, checkpointKey: checkpointKey, clock: clock)
    try registerCadres()
  }

  /// Spread over all its bits, as real ones are.
  static func id(_ number: UInt64) -> ULID {
    var mixed = SplitMix64(seed: number)
    let number = mixed.next()
    return ULID(
      ms: 1_748_736_000_000, random: [0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
  }

  private func nextID() -> ULID {
    idCount += 1
    return Self.id(idCount)
  }

  private func registerCadres() throws {
    var draft = TransactionDraft(
      ledger: ledger.about.origin, genesis: ledger.about.genesis.base64, tx: nextID(), signers: ["p-founder"],
      at: clock.now())
    let time = clock.now().beijingText
    for cadre in cadres {
      draft.events.append(EventDraft(type: "person.registered", subject: cadre.name, time: time) { _ in })
      draft.events.append(
        EventDraft(type: "key.registered", subject: cadre.name, time: time) {
          $0.member("proof", KeyProof.make(scope: self.ledger.about.genesis.base64, key: cadre))
          $0.member("vkey", cadre.verifier.text)
        })
    }
    let reasons = try writer.append([Ledger.signed(draft, [founder])])[0].refusals
    guard reasons.isEmpty else { throw Refusals(reasons) }
  }

  /// The next signed note of `count` events.
  func note(events count: Int) throws -> [UInt8] {
    let cadre = cadres[random.below(cadres.count)]
    var draft = TransactionDraft(
      ledger: ledger.about.origin, genesis: ledger.about.genesis.base64, tx: nextID(), signers: [cadre.name],
      at: clock.now())
    draft.events.reserveCapacity(count)
    let day = clock.now().beijingDay.text
    for _ in 0..<count {
      draft.events.append(households < householdCount ? registration(day) : visit(day, cadre.name))
    }
    return try Ledger.signed(draft, [cadre])
  }

  private func registration(_ day: String) -> EventDraft {
    households += 1
    var event = EventDraft(type: "household.registered", subject: "hh-\(households)", time: day) {
      $0.member("village", "v-\(self.households % 200)")
    }
    event.place = "621021103204"
    event.refs = ["v-\(households % 200)"]
    return event
  }

  private func visit(_ day: String, _ visitor: String) -> EventDraft {
    let companion = cadres[random.below(cadres.count)].name
    let isAccompanied = random.below(2) == 0 && companion != visitor
    let minutes = Int64(15 + random.below(90))
    var event = EventDraft(type: "visit.recorded", subject: "hh-\(1 + random.below(householdCount))", time: day) {
      writer in
      if isAccompanied {
        writer.name("companions")
        writer.array { $0.string(companion) }
      }
      writer.member("minutes", minutes)
      writer.member("mode", "in_person")
      writer.member("visitor", visitor)
    }
    event.place = "621021103204"
    event.refs = isAccompanied ? [visitor, companion].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } : [visitor]
    return event
  }

  func reopenForReading() throws -> Ledger {
    try writer.flush()
    return ledger
  }
}
