import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

/// The ledger of a scenario: made in a folder, set up, driven through the same path as anyone's.
final class Stage {
  static let origin = "scenario.test/ledger"
  static let authority = "示例主管机关"

  let session: LedgerSession
  let clock: StageClock
  private var cast = Cast()

  /// How long before the first step the ledger is founded: power works from the day it was recorded, and acts of the months before the
  /// first step are told as well.
  private static let lead: Int64 = 400 * 86_400_000

  /// Makes a test ledger and records what the scenario takes for granted, 400 days before its first step.
  init(_ scenario: Scenario, at path: String, firstStep: Timestamp) throws(LedgerError) {
    clock = StageClock(Timestamp(ms: firstStep.ms - Self.lead))
    let clock = self.clock
    let checkpointKey = try cast.key(Self.origin)
    let plan = GenesisPlan(
      origin: Self.origin, region: scenario.region, authority: Self.authority, purpose: .test,
      founder: try cast.key(Cast.registrars[0]), ledgerKey: try cast.key(Reference.ledger), checkpointKey: checkpointKey
    )
    let ids = SeededBytes(label: "genesis")
    let ledger = try Ledger.create(path, plan: plan, domain: AssistanceDomain(), clock: clock) {
      ULID(ms: clock.now().ms, random: ids.next(10))
    }
    let random = SeededBytes(label: "session")
    session = try LedgerSession(ledger, checkpointKey: checkpointKey, clock: clock) { random.next($0) }
    try setUp(scenario)
  }

  func key(_ reference: String) throws(LedgerError) -> SignerKey { try cast.key(reference) }

  /// A person's proof of possession, for steps that register keys.
  func proof(_ reference: String) throws(LedgerError) -> String {
    KeyProof.make(scope: session.ledger.about.genesis.base64, key: try cast.key(reference))
  }

  // MARK: Setting up

  private func setUp(_ scenario: Scenario) throws(LedgerError) {
    let founder = [Cast.registrars[0]]
    try submit([LedgerSetup.authorityEvent(Self.authority, region: scenario.region, time: now)], by: founder, scenario)
    for name in scenario.packs {
      try submit([try PackSource.load(name).activation(time: now, from: SetupReader.longBefore)], by: founder, scenario)
    }
    for chunk in Self.chunks(scenario.organisations.map { event($0, scenario) }) {
      try submit(chunk, by: founder, scenario)
    }
    for chunk in Self.chunks(scenario.places.flatMap(events)) { try submit(chunk, by: founder, scenario) }
    try submit(try events(Self.officer(Cast.registrars[1], "registrar", vouchers: 1)), by: founder, scenario)
    // With a leader the founding is over.
    try submit(
      try events(Self.officer(Cast.leader, "leading_group_leader", vouchers: 2)), by: Cast.registrars, scenario)
    for person in scenario.people {
      let isPowerful = person.duties.contains { session.writer.assistance.carriesPower(role: $0.role) }
      let registrars = Array(Cast.registrars.prefix(max(1, Int(person.registrars))))
      try submit(try events(person), by: registrars + (isPowerful ? [Cast.leader] : []), scenario)
    }
  }

  /// Somebody of the scenario's own, in the authority.
  private static func officer(_ reference: String, _ role: String, vouchers: Int64) -> PersonSetup {
    PersonSetup(
      reference: reference, name: nil, rank: nil, registrars: vouchers,
      duties: [
        DutySetup(
          role: role, org: LedgerSetup.authorityReference, target: nil, targets: [], from: SetupReader.longBefore,
          to: nil)
      ])
  }

  /// A transaction's text is at most 64 KiB.
  private static func chunks(_ events: [PlainEvent]) -> [[PlainEvent]] {
    stride(from: 0, to: events.count, by: 50).map { Array(events[$0..<min($0 + 50, events.count)]) }
  }

  private func submit(_ events: [PlainEvent], by signers: [String], _ scenario: Scenario) throws(LedgerError) {
    let keys = try signers.map { (signer) throws(LedgerError) in try key(signer) }
    let reasons = try session.submit(events, keys: keys).refusals
    guard !reasons.isEmpty else { return }
    let zh = reasons.map { "\($0.code) \($0.message.zh)（\($0.path)）" }.joined(separator: "；")
    let en = reasons.map { "\($0.code) \($0.message.en) (\($0.path))" }.joined(separator: "; ")
    let about = events.map(\.subject).joined(separator: ", ")
    throw LedgerError(
      .malformed, "Y09", "\(scenario.name)：账本拒绝了场景的设置（\(about)）：\(zh)",
      "\(scenario.name): the ledger refused the setup (\(about)): \(en)")
  }

  private var now: String { clock.now().beijingText }

  /// An organisation of which no more is said is a department of the region.
  private func event(_ org: OrganisationSetup, _ scenario: Scenario) -> PlainEvent {
    var event = PlainEvent("org.registered", org.reference, time: now) { writer in
      writer.member("kind", org.kind ?? "department")
      if let level = org.level { writer.member("level", level) }
      writer.member("name", org.name)
    }
    event.place = org.place ?? session.regionPlace
    return event
  }

  private func events(_ place: PlaceSetup) -> [PlainEvent] {
    var events: [PlainEvent] = []
    if place.isRegion {
      events.append(
        PlainEvent("region.registered", "rg-\(place.code)", time: now) { writer in
          writer.member("code", place.code)
          if let level = place.level { writer.member("level", level) }
          if let name = place.name { writer.member("name", name) }
        })
    }
    if let village = place.village {
      events.append(
        PlainEvent("village.tagged", village, time: now) { writer in
          if let name = place.name { writer.member("name", name) }
          if !place.tags.isEmpty {
            writer.name("tags")
            writer.array { for tag in place.tags { $0.string(tag) } }
          }
        })
    }
    return events.map { event in
      var placed = event
      placed.place = place.code
      return placed
    }
  }

  private func events(_ person: PersonSetup) throws(LedgerError) -> [PlainEvent] {
    var events = [
      PlainEvent("person.registered", person.reference, time: now) { writer in
        if let name = person.name { writer.member("name", name) }
        if let rank = person.rank { writer.member("rank", rank) }
      }
    ]
    if person.registrars > 0 {
      let vkey = try key(person.reference).verifier.text
      let proof = try self.proof(person.reference)
      events.append(
        PlainEvent("key.registered", person.reference, time: now) {
          $0.member("proof", proof)
          $0.member("vkey", vkey)
        })
    }
    return events + person.duties.enumerated().map { duty(person.reference, $0.offset, $0.element) }
  }

  /// `duty-clerk` for the first duty of `p-clerk`, `duty-clerk-2` for the second.
  private func duty(_ person: String, _ index: Int, _ duty: DutySetup) -> PlainEvent {
    let stem = person.dropping("p-") ?? person
    return PlainEvent("duty.assigned", index == 0 ? "duty-\(stem)" : "duty-\(stem)-\(index + 1)", time: now) { writer in
      writer.member("from", duty.from)
      if let org = duty.org { writer.member("org", org) }
      writer.member("person", person)
      writer.member("role", duty.role)
      if let target = duty.target { writer.member("target", target) }
      if !duty.targets.isEmpty {
        writer.name("targets")
        writer.array { for target in duty.targets { $0.string(target) } }
      }
      if let to = duty.to { writer.member("to", to) }
    }
  }
}
