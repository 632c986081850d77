import Dispatch
import EventSourcing
import Ledger
import Synchronization
import TeaHouse
import TransparencyLog

/// A ledger of the tea house with fixed keys, open for writing.
final class House: @unchecked Sendable {
  // Unchecked: the writer is used on one thread; composing notes touches only constants and the counter.

  let ledger: Ledger
  let writer: Writer
  private let counter = Atomic<UInt64>(UInt64.random(in: 0...(1 << 40)))

  private init(_ ledger: Ledger, _ writer: Writer) {
    self.ledger = ledger
    self.writer = writer
  }

  private static func key(_ name: String, _ seed: UInt8) -> SignerKey {
    do {
      return try SignerKey(name: name, privateKey: Ed25519PrivateKey(seed: [UInt8](repeating: seed, count: 32)))
    } catch {
      fatalError("\(error)")
    }
  }

  static let founder = key("p-founder", 1)
  static let checkpointKey = key("tea.example/ledger", 3)

  static func create(_ path: String) throws(LedgerError) -> House {
    let plan = GenesisPlan(
      origin: checkpointKey.name, region: "621021", authority: "org-tea", purpose: .test, founder: founder,
      ledgerKey: key("ledger", 2), checkpointKey: checkpointKey)
    let ledger = try Ledger.create(path, plan: plan, domain: TeaHouse()) { freshID() }
    return House(ledger, try Writer(ledger, checkpointKey: checkpointKey))
  }

  static func open(_ path: String) throws(LedgerError) -> House {
    let ledger = try Ledger.open(path, domain: TeaHouse(), access: .writing)
    return House(ledger, try Writer(ledger, checkpointKey: checkpointKey, clock: SystemClock(isLeapConfirmed: true)))
  }

  private static func freshID() -> ULID {
    ULID(ms: SystemClock().now().ms, random: (0..<10).map { _ in UInt8.random(in: 0...255) })
  }

  /// A note of so many pours, about 300 bytes of text each.
  func note(events count: Int) throws(LedgerError) -> [UInt8] {
    let now = SystemClock().now()
    var events: [EventDraft] = []
    for _ in 0..<count {
      let number = counter.add(1, ordering: .relaxed).newValue
      var event = EventDraft(type: "cup.poured", subject: "cup-\(number % 50_000)", time: now.beijingText) {
        $0.member("ml", Int64(number % 100))
        $0.member("note", "一杯清茶，记在账上，以备查考：\(number)，二楼靠窗第\(number % 30)桌，当班掌柜亲手沏好端上")
      }
      event.refs = ["table-\(number % 3000)"]
      event.place = "621021103204"
      events.append(event)
    }
    let draft = TransactionDraft(
      ledger: ledger.about.origin, genesis: ledger.about.genesis.base64, tx: Self.freshID(),
      signers: [Self.founder.name], at: now, events: events)
    return try Ledger.signed(draft, [Self.founder])
  }
}

/// Makes values on all cores, in order.
func parallel<T: Sendable>(_ count: Int, _ body: @Sendable (Int) -> T) -> [T] {
  [T](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let base = buffer.baseAddress
    DispatchQueue.concurrentPerform(iterations: count) { base?.advanced(by: $0).initialize(to: body($0)) }
    initialized = count
  }
}
