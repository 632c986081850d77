import EventSourcing

/// Visits and what is said of them afterwards. Doubtful visits are accepted: the audit flags them.
enum VisitRules {
  static let table: [String: Rule] = [
    "visit.recorded": Rule(evolve: evolveRecorded),
    "visit.acknowledged": Rule(decide: decideApart) { context, state in
      guard let key = context.text("visit") else { return }
      state.visits.update(key) {
        $0.acknowledged = $0.acknowledged ?? context.text("method") ?? "unspecified"
      }
    },
    "visit.back_checked": Rule(decide: decideApart) { context, state in
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
    visit.place = event.place ?? place(of: event.subject, state)
    visit.mode = context.text("mode")
    visit.minutes = context.integer("minutes")
    visit.recorded = context.place
    visit.parties = parties(context)
    visit.hasNoDuty = event.basis != .own && !hasDuty(context, state) ? true : nil
    visit.basis = event.basis
    visit.previous = withTally(of: event.subject, state) { tally in
      let previous = tally.newest
      tally.newest = key
      tally.count(visit)
      return previous
    }
    state.visits.insert(key, visit)
  }

  /// Where a household or a village is, which whoever goes there need not write.
  private static func place(of target: String, _ state: AssistanceState) -> String? {
    state.households[target]?.place ?? state.villages[target]?.place
  }

  private static func visitor(_ context: EventContext) -> String {
    if let visitor = context.text("visitor") { return visitor }
    return context.event.data["visitors"]?.strings?.first ?? context.doer
  }

  /// Who went: the visitors, those who came along, and who did it.
  private static func parties(_ context: EventContext) -> [String] {
    let data = context.event.data
    let all =
      [visitor(context), context.doer] + (data["visitors"]?.strings ?? []) + (data["companions"]?.strings ?? [])
    return all.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// V12: whether who went had a duty by which to go; an act without one is kept and counts for nothing that is owed.
  private static func hasDuty(_ context: EventContext, _ state: AssistanceState) -> Bool {
    guard let entry = PermissionTable.core.entry(context.event.type) else { return false }
    let seat = state.seat(of: context)
    let day = state.text(context.event.time.day)
    return state.offices(of: visitor(context), on: day, before: context.seq).contains { office in
      entry.permissions.contains { row in
        row.roles.holds(office.duty.role, org: office.duty.org, authority: "")
          && state.reaches(office, row.over, seat, before: context.seq)
      }
    }
  }

  /// V24: who paid a visit, or came along, neither acknowledges nor checks it, nor types that for another.
  @Sendable private static func decideApart(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = decideLater(context, state)
    guard let visit = context.text("visit").flatMap({ state.visits[$0] }) else { return refusals }
    // Who witnesses a paper vouches for it.
    var hands = Hands.of(context, state) + (context.event.basis == .paper ? context.header.signers : [])
    for field in ["by_member", "checker"] { if let person = context.text(field) { hands.append(person) } }
    guard let hand = hands.first(where: { hand in visit.parties.contains { state.isOne($0, hand) } }) else {
      return refusals
    }
    let what = Authority.title(context.event.type)
    return refusals + [
      context.refuse(
        "V24", "\(hand)参加了这次走访，不能办理或代录对它的“\(what.zh)”；请由农户本人或另一人办理",
        "\(hand) took part in this visit and cannot record its \"\(what.en)\", nor type it for another: the household itself or somebody else does"
      )
    ]
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
