import Law
import EventSourcing

/// Duties: given, moved, suspended, handed over, ended; and powers lent. Who may do that is asked by `Authority`.
enum DutyRules {
  static let table: [String: Rule] = [
    "duty.assigned": Rule(.creates, decide: decideAssigned, evolve: evolveAssigned),
    "duty.reassigned": Rule(
      decide: { decideStep($0, $1) + targets($0, $1) }, evolve: evolveReassigned),
    "duty.suspended": Rule(decide: decideSuspended) { context, state in
      change(context, state) { row in
        row.suspendedFrom = day("from", context, state)
        row.suspendedTo = context.text("to")
      }
    },
    "duty.resumed": Rule(decide: decideStep) { context, state in
      change(context, state) { row in
        row.suspendedFrom = nil
        row.suspendedTo = nil
        row.givenSeq = Int64(clamping: context.seq)
      }
    },
    "duty.ended": Rule(decide: decideEnded, evolve: evolveEnded),
    "duty.handed_over": Rule(decide: decideHandedOver) { context, state in
      state.duties.update(context.event.subject) { $0.handedTo = context.text("to") }
    },
    "delegation.granted": Rule(.creates, decide: decideGranted, evolve: evolveGranted),
    revoked: Rule(decide: decideRevoked) { context, state in
      state.delegations.update(context.event.subject) { $0.revoked = day("at", context, state) }
    },
  ]

  static let revoked = "delegation.revoked"

  static let machine = Machine<DutyState>(
    Bilingual("职责", "duty"),
    [
      .init(.active, "duty.reassigned", .active),
      .init(.active, "duty.suspended", .suspended),
      .init(.active, "duty.ended", .ended),
      .init(.suspended, "duty.suspended", .suspended),
      .init(.suspended, "duty.resumed", .active),
      .init(.suspended, "duty.ended", .ended),
      .init(.ended, "duty.ended", .ended),
    ])

  /// The role whose person answers for a household.
  private static let helperRole = "household_helper"

  /// The day a field names, else the event's own.
  private static func day(_ field: String, _ context: EventContext, _ state: AssistanceState) -> String {
    state.text((context.text(field).flatMap { EventTime($0) } ?? context.event.time).day)
  }

  // MARK: Assignment

  @Sendable private static func decideAssigned(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let person = context.text("person"), let role = context.text("role") else { return [] }
    var refusals: [Refusal] = []
    let from = day("from", context, state)
    let to = context.text("to")
    if let to, to < from {
      refusals.append(
        context.refuse("G23", "任期结束\(to)早于开始\(from)", "the duty ends on \(to), before \(from)", field: "to"))
    }
    if state.persons[person]?.state == .merged {
      refusals.append(
        context.refuse(
          "G31", "\(person)已并入\(state.canonical(person))，请改用后者",
          "\(person) was merged into \(state.canonical(person)): use that one", field: "person"))
    }
    return refusals + separation(person, role, from: from, to: to, context, state) + targets(context, state)
  }

  /// G41: a head gives duties for places inside that of his own organisation; for other places a registrar or the leader does.
  @Sendable private static func targets(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let named = [context.text("target"), context.text("to_target")].compactMap { $0 }
    let targets = named + (context.event.data["targets"]?.strings ?? [])
    guard !targets.isEmpty else { return [] }
    let today = state.text(context.recorded.beijingDay)
    let offices = state.offices(of: context.doer, on: today, before: context.seq)
    if offices.contains(where: { $0.isRegistrar || state.isLeader($0.duty) }) { return [] }
    let areas = offices.compactMap { $0.duty.org.flatMap { state.orgs[$0] } }.filter(\.isPublic).compactMap(\.place)
    let outside = targets.first { target in
      guard let place = state.area(ofTarget: target) else { return false }
      return !areas.contains { AreaLevel.lies(place, in: $0) }
    }
    guard let outside else { return [] }
    return [
      context.refuse(
        "G41", "\(outside)不在任命人\(context.doer)所在单位的区划之内；跨区划的岗位由密钥登记员或牵头人办理",
        "\(outside) lies outside the place of the organisation of \(context.doer), who appoints: a registrar or the leader gives such duties"
      )
    ]
  }

  /// G20: who registers keys holds no power, at no time. Appointers, too, are no registrars.
  private static func separation(
    _ person: String, _ role: String, from: String, to: String?, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    func isRegistrar(_ role: String) -> Bool { Codelist.role.isA(role, AssistanceState.registrarRole) }
    guard PermissionTable.core.isPower(role) else { return [] }
    let kept = state.canonical(person)
    let lent = (state.persons[kept]?.delegations ?? []).compactMap { state.delegations[$0] }.filter {
      $0.revoked == nil
    }
    let others =
      (state.persons[kept]?.duties ?? []) + (kept == person ? [] : state.persons[person]?.duties ?? [])
      + lent.filter { delegation in delegation.to.map { from <= $0 } ?? true }.compactMap(\.duty)
    let clash = others.compactMap { state.duties[$0] }.first { other in
      guard PermissionTable.core.isPower(other.role), isRegistrar(other.role) != isRegistrar(role) else { return false }
      return (to.map { other.from <= $0 } ?? true) && (other.lastDay.map { from <= $0 } ?? true)
    }
    guard let clash else { return [] }
    let (held, given) = (Authority.titles([clash.role]), Authority.titles([role]))
    return [
      context.refuse(
        "G20", "\(person)已任“\(held.zh)”，不能同时任“\(given.zh)”：登记密钥的人不得握有审批、签字、资金或监督权，请另派他人",
        "\(person) is \(held.en) and cannot be \(given.en) too: who registers keys holds no power; appoint another person",
        field: "person")
    ]
  }

  @Sendable private static func evolveAssigned(_ context: EventContext, _ state: AssistanceState) {
    let key = context.event.subject
    let person = context.text("person") ?? ""
    let row = DutyRow(
      state: .active, person: person, role: context.text("role") ?? "", org: context.text("org"),
      target: context.text("target"), targets: context.event.data["targets"]?.strings ?? [],
      from: day("from", context, state), to: context.text("to"), assigner: context.doer,
      assigned: context.place, basis: context.event.basis)
    take(key, row, context, state)
  }

  /// Puts a duty in force. One that carries power has none for days before it was recorded; those of registrars and leaders are
  /// kept together, since the founding ends with them.
  static func take(_ key: String, _ duty: DutyRow, _ context: EventContext, _ state: AssistanceState) {
    let today = state.text(context.recorded.beijingDay)
    let isRegistrar = Codelist.role.isA(duty.role, AssistanceState.registrarRole)
    var row = duty
    row.speaksFrom = PermissionTable.core.isPower(row.role) ? max(row.from, today) : row.from
    row.givenSeq = Int64(clamping: context.seq)
    row.isSinglyVouched =
      isRegistrar && (state.now.isFounding || state.registrarCount(on: today, before: context.seq) < 2)
    state.duties[key] = row
    state.persons.update(row.person) { $0.duties.append(key) }
    link(key, row, state)
    let isIndexed = isRegistrar || state.isLeader(row) || Codelist.role.isA(row.role, "county_leader")
    if isIndexed { state.ledger.update(LedgerRow.key) { $0.offices.append(key) } }
  }

  // MARK: Life

  @Sendable private static func decideStep(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.duties[context.event.subject] else { return [] }
    return machine.refusal(context, in: row.state).map { [$0] } ?? []
  }

  /// What is to end in years has not ended: whoever may end it ends it earlier. Nobody puts an end off.
  @Sendable private static func decideEnded(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let ended = state.duties[context.event.subject]?.ended else { return decideStep(context, state) }
    let today = state.text(context.recorded.beijingDay)
    if today < ended, day("at", context, state) < ended { return [] }
    return [
      context.refuse(
        "R03", "岗位\(context.event.subject)已于\(ended)结束；只能提前，不能推后",
        "the duty ends on \(ended): that can be earlier, never later",
        field: "at")
    ]
  }

  /// A suspension that stands is widened, never narrowed: who suspends himself for some day is not safe from who suspends him today.
  @Sendable private static func decideSuspended(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.duties[context.event.subject] else { return [] }
    if let ended = row.ended, ended <= state.text(context.recorded.beijingDay) { return decideStep(context, state) }
    let from = day("from", context, state)
    let to = context.text("to")
    if let to, to < from {
      return [
        context.refuse(
          "G23", "停职结束\(to)早于开始\(from)", "the suspension ends on \(to), before \(from)", field: "to")
      ]
    }
    guard row.state == .suspended, let standing = row.suspendedFrom else { return [] }
    let isAsLong = if let to { row.suspendedTo.map { $0 <= to } ?? false } else { true }
    let isWider = from <= standing && isAsLong
    // One that is over stands in nobody's way.
    if isWider || row.suspendedTo.map({ $0 < from }) == true { return [] }
    return [
      context.refuse(
        "R03", "岗位\(context.event.subject)已停职（\(standing)起），只能延长、不能缩短；恢复请另记",
        "the duty is suspended from \(standing): that can be widened, not narrowed; resume it to end it", field: "from")
    ]
  }

  private static func change(
    _ context: EventContext, _ state: AssistanceState, _ body: (inout DutyRow) -> Void
  ) {
    state.duties.update(context.event.subject) { row in
      row.state = machine.next(row.state, context.event.type) ?? row.state
      row.basis = context.event.basis
      body(&row)
    }
  }

  @Sendable private static func evolveReassigned(_ context: EventContext, _ state: AssistanceState) {
    let key = context.event.subject
    guard let old = state.duties[key] else { return }
    unlink(key, old, state)
    let today = state.text(context.recorded.beijingDay)
    change(context, state) { row in
      row.givenSeq = Int64(clamping: context.seq)
      if PermissionTable.core.isPower(row.role) { row.speaksFrom = max(row.speaksFrom, today) }
      let to = context.text("to_target")
      let from = context.text("from_target")
      if let index = row.targets.firstIndex(where: { $0 == from }) {
        row.targets[index] = to ?? row.targets[index]
      } else {
        row.target = to
      }
    }
    if let new = state.duties[key] { link(key, new, state) }
  }

  @Sendable private static func evolveEnded(_ context: EventContext, _ state: AssistanceState) {
    let key = context.event.subject
    let end = day("at", context, state)
    change(context, state) { $0.ended = end }
    guard let row = state.duties[key] else { return }
    unlink(key, row, state)
    // A duty whose end lies ahead still gives its power until then.
    if end <= state.text(context.recorded.beijingDay) {
      state.persons.update(row.person) { person in
        person.duties.removeAll { $0 == key }
        if !person.formerDuties.contains(key) { person.formerDuties.append(key) }
      }
    }
  }

  // MARK: Households

  private static func link(_ key: String, _ duty: DutyRow, _ state: AssistanceState) {
    forHouseholds(duty, state) { $0.helperDuties.append(key) }
  }

  private static func unlink(_ key: String, _ duty: DutyRow, _ state: AssistanceState) {
    forHouseholds(duty, state) { row in row.helperDuties.removeAll { $0 == key } }
  }

  private static func forHouseholds(
    _ duty: DutyRow, _ state: AssistanceState, _ body: (inout HouseholdRow) -> Void
  ) {
    guard Codelist.role.isA(duty.role, helperRole) else { return }
    for target in [duty.target].compactMap({ $0 }) + duty.targets where state.households.contains(target) {
      state.households.update(target) { row in
        body(&row)
        row.helper = row.helperDuties.first.flatMap { state.duties[$0]?.person }
      }
    }
  }

  // MARK: Delegation

  /// A duty is lent for this many days at most.
  private static let lendingDaysMax = 30

  /// One's own duty, for a month at most, to somebody who could hold it; never a registrar's, never what was lent to oneself.
  @Sendable private static func decideGranted(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let principal = context.text("principal"), let delegate = context.text("delegate") else { return [] }
    var refusals: [Refusal] = []
    if state.isOne(principal, delegate) {
      refusals.append(context.refuse("G24", "不能委托给本人", "nobody delegates to himself", field: "delegate"))
    }
    func refuse(_ zh: String, _ en: String, _ field: String) {
      refusals.append(context.refuse("G26", zh, en, field: field))
    }
    guard let key = context.text("duty"), let duty = state.duties[key] else {
      refuse("委托须写明所委托的岗位（duty）", "a delegation names the duty that is lent (duty)", "duty")
      return refusals
    }
    if !state.isOne(duty.person, principal) {
      refuse(
        "岗位\(key)不是\(principal)本人的，不能委托，也不能转委托",
        "\(key) is not a duty of \(principal): only one's own is lent, never onward", "duty")
    }
    if Codelist.role.isA(duty.role, AssistanceState.registrarRole) {
      refuse("密钥登记员的岗位不能委托", "a registrar's duty is never lent", "duty")
    }
    let today = state.text(context.recorded.beijingDay)
    if PermissionTable.core.isPower(duty.role), state.isRegistrar(delegate, on: today, before: context.seq) {
      refusals.append(
        context.refuse(
          "G20", "\(delegate)是密钥登记员，不能受托行使审批、签字、资金或监督权",
          "\(delegate) is a registrar and cannot be lent power", field: "delegate"))
    }
    guard let from = context.text("from").flatMap({ CivilDate($0) }),
      let to = context.text("to").flatMap({ CivilDate($0) })
    else {
      refuse("委托须写明起止日期（from、to）", "a delegation says from when to when (from, to)", "to")
      return refusals
    }
    if to < from || to.day - from.day >= lendingDaysMax {
      refuse("委托期限须为1至\(lendingDaysMax)天", "a delegation lasts 1 to \(lendingDaysMax) days", "to")
    }
    return refusals
  }

  @Sendable private static func evolveGranted(_ context: EventContext, _ state: AssistanceState) {
    let delegate = context.text("delegate") ?? ""
    state.delegations.update(context.event.subject) { row in
      row.principal = context.text("principal") ?? ""
      row.delegate = delegate
      row.duty = context.text("duty")
      row.role = context.text("role")
      row.scope = context.text("scope")
      // Nothing is lent for days gone by.
      row.from = context.text("from").map { max($0, state.text(context.recorded.beijingDay)) }
      row.to = context.text("to")
      row.granted = context.place
      row.grantedSeq = Int64(clamping: context.seq)
      row.basis = context.event.basis
    }
    state.persons.update(delegate) { $0.delegations.append(context.event.subject) }
  }

  // MARK: Handing over

  @Sendable private static func decideHandedOver(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let to = context.text("to"), let duty = state.duties[context.event.subject], state.isOne(to, duty.person)
    else { return [] }
    return [context.refuse("R04", "不能移交给本人", "nobody hands over to himself", field: "to")]
  }

  @Sendable private static func decideRevoked(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard state.delegations[context.event.subject]?.revoked != nil else { return [] }
    return [
      context.refuse(
        "R03", "委托\(context.event.subject)已经撤销", "delegation \(context.event.subject) is revoked already")
    ]
  }
}
