import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

/// The events of a generated ledger, one after another, each lawful where it stands.
struct BulkStory {
  static let clerkCount = 8
  /// Clerks who visit and handle money; the others enter what these did.
  static let doerCount = 4
  private static let villageCount = 480

  private var random: SplitMix64
  private let clock: BulkClock
  private(set) var households = 0
  private var payments = 0
  /// Steps that payments still have to take: the type, the payment, who does it.
  private var pending: [(type: String, payment: Int)] = []
  private var step = 0

  init(seed: UInt64, clock: BulkClock) {
    random = SplitMix64(seed: seed ^ 0x5EED)
    self.clock = clock
  }

  static func clerk(_ number: Int) -> String { "p-clerk-\(number)" }

  /// Clerks with keys, a fund line with ample money, a project in the library.
  static func opening(_ clerks: [SignerKey], _ genesis: String, _ clock: BulkClock) -> [PlainEvent] {
    let time = clock.now().beijingText
    var events: [PlainEvent] = []
    for key in clerks {
      events.append(PlainEvent("person.registered", key.name, time: time) { _ in })
      events.append(
        PlainEvent("key.registered", key.name, time: time) {
          $0.member("vkey", key.verifier.text)
          $0.member("proof", KeyProof.make(scope: genesis, key: key))
        })
    }
    let fen: Int64 = 900_000_000_000_000
    events += [
      PlainEvent("fund.source_registered", "fd-1", time: time) { $0.member("name", "虚构资金") },
      PlainEvent("fund.appropriated", "ap-1", time: time) {
        $0.member("fund", "fd-1")
        $0.member("amount_fen", fen)
      },
      PlainEvent("project.proposed", "pr-1", time: time) {
        $0.member("name", "虚构项目")
        $0.member("delivery", "self_build")
      },
      PlainEvent("project.library_admitted", "pr-1", time: time) { _ in },
      PlainEvent("fund.allocated", "al-1", time: time) {
        $0.member("fund", "fd-1")
        $0.member("project", "pr-1")
        $0.member("amount_fen", fen)
      },
    ]
    return events
  }

  /// The villages that its households live in, by the hundred.
  static func villages(_ clock: BulkClock) -> [[PlainEvent]] {
    let time = clock.now().beijingText
    return stride(from: 0, to: villageCount, by: 100).map { first in
      (first..<min(first + 100, villageCount)).map { village in
        var event = PlainEvent("village.tagged", "v-\(village)", time: time) { $0.member("name", "示例村\(village)") }
        event.place = place(village)
        return event
      }
    }
  }

  /// The next events, to be signed together.
  mutating func events(_ count: Int) -> [PlainEvent] {
    let time = clock.now().beijingText
    let village = random.below(Self.villageCount)
    return (0..<count).map { _ in next(time, village) }
  }

  private mutating func next(_ time: String, _ village: Int) -> PlainEvent {
    step += 1
    if step % 25 == 1 { return household(time, village) }
    switch step % 25 {
    case 5, 10, 15, 20: return money(time)
    case 3, 8, 13, 18, 23: return daylog(time, village)
    default: return visit(time, village)
    }
  }

  private static func place(_ village: Int) -> String {
    let digits = String(village % 100 + 200)
    return "\(SyntheticCounty.region)90\(village / 100 + 1)\(digits)"
  }

  private mutating func household(_ time: String, _ village: Int) -> PlainEvent {
    households += 1
    var event = PlainEvent("household.registered", "hh-\(households)", time: time) {
      $0.member("village", "v-\(village)")
      $0.member("persons", Int64(2 + households % 5))
    }
    event.place = Self.place(village)
    return event
  }

  private mutating func visit(_ time: String, _ village: Int) -> PlainEvent {
    let clerk = 1 + random.below(Self.doerCount)
    let companion = random.chance(50) ? 1 + clerk % Self.doerCount : nil
    let minutes = Int64(10 + random.below(90))
    var event = PlainEvent("visit.recorded", "hh-\(1 + random.below(households))", time: time) {
      $0.member("visitor", Self.clerk(clerk))
      $0.member("mode", "in_person")
      $0.member("minutes", minutes)
      if let companion {
        $0.name("companions")
        $0.array { $0.string(Self.clerk(companion)) }
      }
    }
    event.place = Self.place(village)
    return event
  }

  private mutating func daylog(_ time: String, _ village: Int) -> PlainEvent {
    var event = PlainEvent("daylog.entered", Self.clerk(1 + random.below(Self.doerCount)), time: time) {
      $0.member("village", "v-\(village)")
      $0.member("date", clock.now().beijingDay.text)
    }
    event.place = Self.place(village)
    return event
  }

  /// Payments take their steps in turn: requested, approved, paid, reconciled, by different clerks.
  private mutating func money(_ time: String) -> PlainEvent {
    if let (type, payment) = pending.first, pending.count >= 3 {
      pending.removeFirst()
      var event = PlainEvent(type, "pay-\(payment)", time: time) { _ in }
      event.by = Self.clerk(["disbursement.approved": 2, "disbursement.paid": 3][type] ?? 4)
      event.basis = .entered
      return event
    }
    payments += 1
    let payment = payments
    for type in ["disbursement.approved", "disbursement.paid", "disbursement.reconciled"] {
      pending.append((type, payment))
    }
    let amount = Int64(10_000 + random.below(1_000_000))
    var event = PlainEvent("disbursement.requested", "pay-\(payment)", time: time) {
      $0.member("allocation", "al-1")
      $0.member("project", "pr-1")
      $0.member("amount_fen", amount)
    }
    event.by = Self.clerk(1)
    event.basis = .entered
    return event
  }
}
