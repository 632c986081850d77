import AssistanceLedger
import EventSourcing

/// The events of a generated ledger, one after another, each lawful where it stands and signed by who may record it: typists enter
/// what was done in the villages and asked for, three officials of the finance bureau sign for the money themselves.
struct BulkStory {
  /// Clerks who visit and ask for money.
  static let doers = (1...4).map { "p-clerk-\($0)" }
  /// Clerks who enter what those did.
  static let typists = (5...8).map { "p-clerk-\($0)" }
  /// The steps of a payment behind its request, and who signs each.
  static let steps = [
    Step(type: "disbursement.approved", signer: "p-approver"), Step(type: "disbursement.paid", signer: "p-cashier"),
    Step(type: "disbursement.reconciled", signer: "p-accountant"),
  ]
  private static let villageCount = 480
  /// So many notes of typists come before a note of each step: then as much money takes each step as is asked for.
  private static let typedNotes = 22
  private static let cycle = typedNotes + steps.count

  struct Step {
    let type: String
    let signer: String
  }

  /// What somebody signs at once.
  struct Note {
    let signer: String
    let events: [PlainEvent]
  }

  private var random: SplitMix64
  private let clock: BulkClock
  /// The village of each household: `hh-1` first.
  private var homes: [Int16] = []
  private var payments = 0
  /// Payments that wait for each step, in the order in which they came to it.
  private var waiting: [[Int]] = steps.map { _ in [] }
  private var noteCount = 0
  private var typedCount = 0

  init(seed: UInt64, clock: BulkClock) {
    random = SplitMix64(seed: seed ^ 0x5EED)
    self.clock = clock
  }

  /// How many households there are: `hh-1` and on.
  var households: Int { homes.count }

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

  /// The next note of so many events.
  mutating func note(of count: Int) -> Note {
    let time = clock.now().beijingText
    let turn = noteCount % Self.cycle
    noteCount += 1
    // The last step first: what a payment takes now, it took the step before a cycle ago, as the month's sheets would have it.
    if turn >= Self.typedNotes, let note = money(Self.cycle - 1 - turn, count, time) { return note }
    let village = random.below(Self.villageCount)
    return Note(
      signer: Self.typists[noteCount % Self.typists.count], events: (0..<count).map { _ in next(time, village) })
  }

  private mutating func money(_ index: Int, _ count: Int, _ time: String) -> Note? {
    guard waiting[index].count >= count else { return nil }
    let taken = waiting[index].prefix(count)
    waiting[index].removeFirst(count)
    if index + 1 < waiting.count { waiting[index + 1] += taken }
    let step = Self.steps[index]
    return Note(
      signer: step.signer, events: taken.map { PlainEvent(step.type, "pay-\($0)", time: time) { _ in } })
  }

  /// Of 22 typed events one registers a household, one asks for money, five are day logs, the others visits: with the money's three
  /// steps the mix of a county.
  private mutating func next(_ time: String, _ village: Int) -> PlainEvent {
    typedCount += 1
    return switch typedCount % Self.typedNotes {
    case 1: household(time, village)
    case 6: request(time)
    case 3, 8, 13, 18, 21: daylog(time, village)
    default: visit(time)
    }
  }

  private static func place(_ village: Int) -> String {
    let digits = String(village % 100 + 200)
    return "\(SyntheticCounty.region)90\(village / 100 + 1)\(digits)"
  }

  private static func entered(
    _ type: String, _ subject: String, by doer: String, time: String, _ data: (inout JSONWriter) -> Void
  ) -> PlainEvent {
    var event = PlainEvent(type, subject, time: time) { data(&$0) }
    event.by = doer
    event.basis = .entered
    return event
  }

  private mutating func household(_ time: String, _ village: Int) -> PlainEvent {
    homes.append(Int16(village))
    var event = PlainEvent("household.registered", "hh-\(households)", time: time) {
      $0.member("village", "v-\(village)")
      $0.member("persons", Int64(2 + households % 5))
    }
    event.place = Self.place(village)
    return event
  }

  private mutating func visit(_ time: String) -> PlainEvent {
    let household = random.below(households)
    let visitor = random.below(Self.doers.count)
    let companion = random.chance(50) ? (visitor + 1) % Self.doers.count : nil
    let minutes = Int64(10 + random.below(90))
    let doer = Self.doers[visitor]
    var event = Self.entered("visit.recorded", "hh-\(household + 1)", by: doer, time: time) {
      $0.member("visitor", doer)
      $0.member("mode", "in_person")
      $0.member("minutes", minutes)
      if let companion {
        $0.name("companions")
        $0.array { $0.string(Self.doers[companion]) }
      }
    }
    event.place = Self.place(Int(homes[household]))
    return event
  }

  private mutating func daylog(_ time: String, _ village: Int) -> PlainEvent {
    let doer = random.pick(Self.doers)
    var event = Self.entered("daylog.entered", doer, by: doer, time: time) {
      $0.member("village", "v-\(village)")
      $0.member("date", clock.now().beijingDay.text)
    }
    event.place = Self.place(village)
    return event
  }

  private mutating func request(_ time: String) -> PlainEvent {
    payments += 1
    waiting[0].append(payments)
    let amount = Int64(10_000 + random.below(1_000_000))
    return Self.entered("disbursement.requested", "pay-\(payments)", by: Self.doers[0], time: time) {
      $0.member("allocation", "al-1")
      $0.member("project", "pr-1")
      $0.member("payee", BulkFounding.payee)
      $0.member("amount_fen", amount)
    }
  }
}
