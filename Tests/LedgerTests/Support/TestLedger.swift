import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Synchronization
import TransparencyLog

/// A clock that a test moves.
final class HandClock: LedgerClock {
  private let ms: Mutex<Int64>
  let isLeapConfirmed: Bool

  init(_ text: String, isLeapConfirmed: Bool = true) {
    ms = Mutex(Timestamp(text)?.ms ?? 0)
    self.isLeapConfirmed = isLeapConfirmed
  }

  func now() -> Timestamp { Timestamp(ms: ms.withLock { $0 }) }
  func advance(ms delta: Int64) { ms.withLock { $0 += delta } }
}

/// A ledger of the tea house in a temporary folder, with fixed keys.
final class TestLedger {
  let path: String
  let clock: HandClock
  let founder: SignerKey
  let ledgerKey: SignerKey
  let checkpointKey: SignerKey
  var ledger: Ledger!
  var writer: Writer!
  private var counter: UInt64 = 0
  /// Makes the genesis of each test ledger its own: what is kept outside the folder goes by its hash.
  private let salt = (0..<8).map { _ in UInt8.random(in: 0...255) }

  static func key(_ name: String, _ seed: UInt8) throws -> SignerKey {
    try SignerKey(name: name, privateKey: Ed25519PrivateKey(seed: [UInt8](repeating: seed, count: 32)))
  }

  init(clock: HandClock = HandClock("2026-06-01T09:00:00+08:00")) throws {
    self.clock = clock
    path = NSTemporaryDirectory() + "taizhang-test-" + UUID().uuidString
    founder = try Self.key("p-founder", 1)
    ledgerKey = try Self.key("ledger", 2)
    checkpointKey = try Self.key("tea.example/ledger", 3)
    setenv("XDG_STATE_HOME", NSTemporaryDirectory() + "taizhang-test-state", 1)
    ledger = try Ledger.create(path, plan: plan, domain: TeaHouse(), clock: clock) { self.nextID() }
    writer = try Writer(ledger, checkpointKey: checkpointKey, clock: clock)
  }

  deinit {
    close()
    try? FileManager.default.removeItem(atPath: path)
  }

  var plan: GenesisPlan {
    GenesisPlan(
      origin: "tea.example/ledger", region: "621021", authority: "org-tea", purpose: .test, founder: founder,
      ledgerKey: ledgerKey, checkpointKey: checkpointKey)
  }

  func nextID() -> ULID {
    counter += 1
    let number = (0..<2).map { UInt8(truncatingIfNeeded: counter >> UInt64(8 - 8 * $0)) }
    return ULID(ms: 1_780_000_000_000 + Int64(counter), random: number + salt)
  }

  func event(_ type: String, _ subject: String, ml: Int64) -> EventDraft {
    EventDraft(type: type, subject: subject, time: clock.now().beijingText) { $0.member("ml", ml) }
  }

  /// A transaction of the founder's, unless others are to sign.
  func draft(_ events: [EventDraft], signers: [String] = ["p-founder"]) -> TransactionDraft {
    TransactionDraft(
      ledger: "tea.example/ledger", genesis: ledger.about.genesis.base64, tx: nextID(), signers: signers,
      at: clock.now(), events: events)
  }

  func draft(_ type: String, _ subject: String, ml: Int64) -> TransactionDraft { draft([event(type, subject, ml: ml)]) }

  func note(_ type: String, _ subject: String, ml: Int64) throws -> [UInt8] {
    try Ledger.signed(draft(type, subject, ml: ml), [founder])
  }

  /// Pours into cups 0…4 in turn, a commit each.
  func pour(_ count: Int) throws {
    for number in 0..<count {
      let outcomes = try writer.append([note("cup.poured", "cup-\(number % 5)", ml: Int64(number + 1))])
      guard outcomes[0].receipt != nil else { throw outcomes[0].refusals[0] }
    }
  }

  /// A note of the ledger's own.
  func ledgerNote(_ type: String, _ body: (inout JSONWriter) -> Void) throws -> [UInt8] {
    let event = EventDraft(type: type, subject: Reference.ledger, time: clock.now().beijingText, body)
    return try Ledger.signed(draft([event], signers: [Reference.ledger]), [ledgerKey])
  }

  func close() {
    writer = nil
    ledger = nil
  }

  /// Closes and opens again for writing.
  func reopen() throws {
    close()
    ledger = try Ledger.open(path, domain: TeaHouse(), access: .writing)
    writer = try Writer(ledger, checkpointKey: checkpointKey, clock: clock)
  }
}
