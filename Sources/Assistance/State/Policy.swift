import EventSourcing

/// What the packs in force ask together: of two packs, the stricter.
struct Policy: Sendable {
  /// A signature that closes a problem, and the role it takes.
  struct Slot: Hashable, Sendable {
    let name: String
    let role: String
  }

  /// The order a programme without packs signs in: the department's head, then the county's leader.
  static let dualSignature = [
    Slot(name: "department_head", role: "department_head"),
    Slot(name: "county_leader_in_charge", role: "county_leader_in_charge"),
  ]
  static let lateDays: Int64 = 30

  /// In signing order, never empty.
  var slots = Policy.dualSignature
  var lateDays = Policy.lateDays
  var evidenceMin: Int64 = 1
  var sourcesMin: Int64 = 1
  var openerMaySign = false
  var listingRequired = false
  var advanceAllowed = false
  /// Nil where advances are not allowed.
  var advanceMaxDays: Int64?
  var negativeList: Set<String> = []
  var libraryRequired = true
  /// Whether every review must come, in order, before a project is admitted or started.
  var isLibraryChainStrict = false
  /// Nil without a limit.
  var prepayMaxBp: Int64?

  /// The default policy without a pack, else the packs' parameters, the stricter where two speak.
  init(_ packs: [PackRow]) {
    lateDays = packs.compactMap(\.lateDays).min() ?? lateDays
    evidenceMin = packs.compactMap(\.evidenceMin).max() ?? evidenceMin
    sourcesMin = packs.compactMap(\.sourcesMin).max() ?? sourcesMin
    openerMaySign = Self.allow(packs.compactMap(\.openerMaySign)) ?? openerMaySign
    listingRequired = packs.contains { $0.listingRequired == true }
    advanceAllowed = !packs.isEmpty && packs.allSatisfy { $0.advanceAllowed == true }
    advanceMaxDays = advanceAllowed ? packs.compactMap(\.advanceMaxDays).min() : nil
    negativeList = packs.reduce(into: []) { $0.formUnion($1.negativeList) }
    libraryRequired = packs.compactMap(\.libraryRequired).max { !$0 && $1 } ?? libraryRequired
    isLibraryChainStrict = packs.contains { $0.isLibraryChainStrict == true }
    prepayMaxBp = packs.compactMap(\.prepayMaxBp).min()
    let asked = packs.flatMap(\.slots).compactMap(Self.slot)
    if !asked.isEmpty { slots = Self.distinct(asked) }
  }

  private static func allow(_ answers: [Bool]) -> Bool? {
    answers.isEmpty ? nil : answers.allSatisfy { $0 }
  }

  private static func slot(_ text: String) -> Slot? {
    let parts = text.split(separator: "=", maxSplits: 1)
    return parts.count == 2 ? Slot(name: String(parts[0]), role: String(parts[1])) : nil
  }

  private static func distinct(_ slots: [Slot]) -> [Slot] {
    slots.reduce(into: []) { all, slot in
      if !all.contains(where: { $0.name == slot.name }) { all.append(slot) }
    }
  }
}

extension AssistanceState {
  /// What holds on a day: of the event for most events, of its recording for money and sign-offs.
  func policy(on day: String) -> Policy { Policy(packsInForce(on: day)) }

  /// Age in days from which an event is late. Apart, because every event asks.
  func lateDays(on day: String) -> Int64 {
    var least: Int64?
    for pack in packsInForce(on: day) {
      if let days = pack.lateDays { least = Swift.min(least ?? days, days) }
    }
    return least ?? Policy.lateDays
  }

  private func packsInForce(on day: String) -> [PackRow] {
    (ledger[LedgerRow.key]?.packs ?? []).compactMap { packs[$0] }.filter { $0.isInForce(on: day) }
  }
}
