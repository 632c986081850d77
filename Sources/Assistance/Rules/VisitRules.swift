import EventSourcing

/// Visits and what is said of them afterwards. Doubtful visits are accepted: the audit flags them.
enum VisitRules {
  static let table: [String: Rule] = [
    "visit.recorded": Rule(evolve: evolveRecorded),
    "visit.acknowledged": Rule(decide: decideLater) { context, state in
      guard let key = context.text("visit") else { return }
      state.visits.update(key) {
        $0.acknowledged = $0.acknowledged ?? context.text("method") ?? "unspecified"
      }
    },
    "visit.back_checked": Rule(decide: decideLater) { context, state in
      guard let key = context.text("visit") else { return }
      state.visits.update(key) { $0.backCheck = context.text("outcome") }
      recount(context.event.subject, state)
    },
  ]

  @Sendable private static func evolveRecorded(_ context: EventContext, _ state: AssistanceState) {
    let event = context.event
    let key = context.id
    var visit = VisitRow()
    visit.target = event.subject
    visit.visitor = visitor(context)
    visit.day = state.text(event.time.day)
    visit.place = event.place
    visit.mode = context.text("mode")
    visit.minutes = context.integer("minutes")
    visit.recorded = context.place
    visit.basis = event.basis
    visit.previous = withTally(of: event.subject, state) { tally in
      let previous = tally.newest
      tally.newest = key
      tally.count(visit)
      return previous
    }
    state.visits.insert(key, visit)
  }

  private static func visitor(_ context: EventContext) -> String {
    if let visitor = context.text("visitor") { return visitor }
    return context.event.data["visitors"]?.strings?.first ?? context.doer
  }

  /// The tally of a household or a village.
  private static func withTally<T>(
    of target: String, _ state: AssistanceState, _ body: (inout VisitTally) -> T
  ) -> T {
    if ReferencePrefix(of: target) == .household {
      return state.households.update(target) { body(&$0.tally) }
    }
    return state.villages.update(target) { body(&$0.tally) }
  }

  /// Counts a target's visits again, after one of them stopped counting or changed. O(visits of the target).
  static func recount(_ target: String, _ state: AssistanceState) {
    let newest = withTally(of: target, state) { $0.newest }
    var tally = VisitTally()
    tally.newest = newest
    var next = newest
    while let key = next, let visit = state.visits[key] {
      if visit.counts { tally.countOlder(visit) }
      next = visit.previous
    }
    withTally(of: target, state) { $0 = tally }
  }

  @Sendable private static func decideLater(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let key = context.text("visit") else { return [] }
    guard let visit = state.visits[key] else {
      return [context.refuse("R01", "没有走访\(key)", "there is no visit \(key)", field: "visit")]
    }
    if visit.target != context.event.subject {
      return [
        context.refuse(
          "R04", "走访\(key)的对象是\(visit.target)，不是\(context.event.subject)",
          "visit \(key) was paid to \(visit.target), not to \(context.event.subject)", field: "visit")
      ]
    }
    if visit.isVoided {
      return [context.refuse("R03", "走访\(key)已作废", "visit \(key) is voided", field: "visit")]
    }
    return []
  }
}
