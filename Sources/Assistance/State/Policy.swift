import EventSourcing

/// What the packs in force ask together: of two packs, the stricter.
struct Policy: Sendable {
  typealias Slot = PackParameters.Slot

  /// The order a programme without packs signs in: the department's head, then the county's leader.
  static let dualSignature = [
    Slot("department_head", role: "department_head"),
    Slot("county_leader_in_charge", role: "county_leader_in_charge"),
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

  /// The default policy, save where a pack says otherwise.
  init(_ packs: [PackRow]) {
    let asked = PackParameters.strictest(packs.map(\.parameters))
    if !asked.slots.isEmpty { slots = asked.slots }
    lateDays = asked.lateDays ?? lateDays
    evidenceMin = asked.evidenceMin ?? evidenceMin
    sourcesMin = asked.sourcesMin ?? sourcesMin
    openerMaySign = asked.openerMaySign ?? openerMaySign
    listingRequired = asked.listingRequired ?? listingRequired
    advanceAllowed = asked.advanceAllowed ?? advanceAllowed
    advanceMaxDays = asked.advanceMaxDays
    negativeList = Set(asked.negativeList)
    libraryRequired = asked.libraryRequired ?? libraryRequired
    isLibraryChainStrict = asked.libraryChain == .strict
    prepayMaxBp = asked.prepayBpMax
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
    now.packs.filter { $0.isInForce(on: day) }
  }
}
