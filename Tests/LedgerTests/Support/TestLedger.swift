import EventSourcing
import Foundation
import Ledger
import Synchronization
import TransparencyLog

/// A clock that a test moves.
final class HandClock: LedgerClock {
  private let ms: Mutex<Int64>
  let isLeapConfirmed = true

  init(_ text: String) { ms = Mutex(Timestamp(text)?.ms ?? 0) }

  func now() -> Timestamp { Timestamp(ms: ms.withLock { $0 }) }
  func advance(ms delta: Int64) { ms.withLock { $0 += delta } }
}

/// A ledger of the tea house in a temporary folder, with fixed keys.
final class TestLedger {
  let path: String
  let clock = HandClock("2026-06-01T09:00:00+08:00")
  let founder: SignerKey
  let ledgerKey: SignerKey
  let checkpointKey: SignerKey
  var ledger: Ledger!
  var writer: Writer!
  private var counter: UInt8 = 0

  static func key(_ name: String, _ seed: UInt8) throws -> SignerKey {
    try SignerKey(name: name, privateKey: Ed25519PrivateKey(seed: [UInt8](repeating: seed, count: 32)))
  }

  init() throws {
    path = NSTemporaryDirectory() + "taizhang-test-" + UUID().uuidString
    founder = try Self.key("p-founder", 1)
    ledgerKey = try Self.key("ledger", 2)
    checkpointKey = try Self.key("tea.example/ledger", 3)
    setenv("XDG_STATE_HOME", NSTemporaryDirectory() + "taizhang-test-state", 1)
    let plan = GenesisPlan(
      origin: "tea.example/ledger", region: "621021", authority: "org-tea", purpose: .test, founder: founder,
      ledgerKey: ledgerKey, checkpointKey: checkpointKey)
    ledger = try Ledger.create(path, plan: plan, domain: TeaHouse(), clock: clock) { self.nextID() }
    writer = try Writer(ledger, checkpointKey: checkpointKey, clock: clock)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func nextID() -> ULID {
    counter += 1
    return ULID(ms: 1_780_000_000_000 + Int64(counter), random: [UInt8](repeating: counter, count: 10))
  }

  func draft(_ type: String, _ subject: String, ml: Int64) -> TransactionDraft {
    let event = EventDraft(type: type, subject: subject, time: clock.now().beijingText) { $0.member("ml", ml) }
    return TransactionDraft(
      ledger: ledger.about.origin, genesis: ledger.about.genesis.base64, tx: nextID(), signers: ["p-founder"],
      at: clock.now(), events: [event])
  }

  func note(_ type: String, _ subject: String, ml: Int64) throws -> [UInt8] {
    try Ledger.signed(draft(type, subject, ml: ml), [founder])
  }

  /// Closes and opens again for writing.
  func reopen() throws {
    writer = nil
    ledger = nil
    ledger = try Ledger.open(path, domain: TeaHouse(), access: .writing)
    writer = try Writer(ledger, checkpointKey: checkpointKey, clock: clock)
  }
}
