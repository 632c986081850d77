import EventSourcing

/// Duties: given, moved, suspended, ended; and powers lent.
enum DutyRules {
  static let table: [String: Rule] = [
    "duty.assigned": Rule(.creates, decide: decideAssigned, evolve: evolveAssigned),
    "duty.reassigned": Rule(decide: decideStep, evolve: evolveReassigned),
    "duty.suspended": Rule(decide: decideStep) { context, state in
      change(context, state) { row in
        row.suspendedFrom = day("from", context, state)
        row.suspendedTo = context.text("to")
      }
    },
    "duty.resumed": Rule(decide: decideStep) { context, state in
      change(context, state) { row in
        row.suspendedFrom = nil
        row.suspendedTo = nil
      }
    },
    "duty.ended": Rule(decide: decideStep, evolve: evolveEnded),
    "delegation.granted": Rule(.creates, decide: decideGranted, evolve: evolveGranted),
    "delegation.revoked": Rule(decide: decideRevoked) { context, state in
      state.delegations.update(context.event.subject) { $0.revoked = day("at", context, state) }
    },
  ]

  static let machine = Machine<DutyState>(
    Bilingual("职责", "duty"),
    [
      .init(.active, "duty.reassigned", .active),
      .init(.active, "duty.suspended", .suspended),
      .init(.active, "duty.ended", .ended),
      .init(.suspended, "duty.resumed", .active),
      .init(.suspended, "duty.ended", .ended),
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
    let isRegistrar = role == AssistanceState.registrarRole
    guard isRegistrar || isSignOff(role, context, state) else { return refusals }
    refusals += separation(person, isRegistrar: isRegistrar, from: from, to: to, context, state)
    refusals += independence(person, context, state)
    if isRegistrar, !registrarSigns(person, context, state) {
      refusals.append(
        context.refuse(
          "G22", "密钥登记员须由现任密钥登记员（或创建人）签名任命，且不得是本人",
          "a registrar is appointed by another registrar, or by the founder", field: "role"))
    }
    return refusals
  }

  /// Whether a role takes a sign-off slot under the packs in force.
  private static func isSignOff(_ role: String, _ context: EventContext, _ state: AssistanceState) -> Bool {
    state.policy(on: state.text(context.recorded.beijingDay)).slots.contains {
      RoleCodes.role.isA(role, $0.role)
    }
  }

  /// G20: who registers keys never signs off, at no time.
  private static func separation(
    _ person: String, isRegistrar: Bool, from: String, to: String?, _ context: EventContext,
    _ state: AssistanceState
  ) -> [Refusal] {
    let others = (state.persons[person]?.duties ?? []).compactMap { state.duties[$0] }
    let clashes = others.contains { other in
      let together = (to.map { other.from <= $0 } ?? true) && (other.to.map { from <= $0 } ?? true)
      let opposite =
        isRegistrar ? isSignOff(other.role, context, state) : other.role == AssistanceState.registrarRole
      return together && opposite
    }
    guard clashes || (!isRegistrar && state.persons[person]?.isFounder == true) else { return [] }
    return [
      context.refuse(
        "G20", "\(person)不能既登记密钥又销号签字；请另派他人",
        "\(person) cannot both register keys and sign off: appoint another person", field: "person")
    ]
  }

  /// G21: nobody gives himself the power to sign off or to register keys.
  private static func independence(
    _ person: String, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    let person = state.canonical(person)
    guard [context.doer, context.actor].contains(where: { state.canonical($0) == person }) else {
      return []
    }
    return [
      context.refuse(
        "G21", "不能任命自己担任销号签字或密钥登记职责", "nobody assigns a sign-off or registrar duty to himself",
        field: "person")
    ]
  }

  private static func registrarSigns(
    _ person: String, _ context: EventContext, _ state: AssistanceState
  ) -> Bool {
    let day = state.text(context.recorded.beijingDay)
    return context.header.signers.contains {
      state.canonical($0) != state.canonical(person) && state.isRegistrar($0, on: day)
    }
  }

  @Sendable private static func evolveAssigned(_ context: EventContext, _ state: AssistanceState) {
    let key = context.event.subject
    let person = context.text("person") ?? ""
    let row = DutyRow(
      state: .active, person: person, role: context.text("role") ?? "", org: context.text("org"),
      target: context.text("target"), targets: context.event.data["targets"]?.strings ?? [],
      from: day("from", context, state), to: context.text("to"), assigner: context.doer,
      assigned: context.place, basis: context.event.basis)
    state.duties[key] = row
    state.persons.update(person) { $0.duties.append(key) }
    link(key, row, state)
  }

  // MARK: Life

  @Sendable private static func decideStep(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.duties[context.event.subject] else { return [] }
    return machine.refusal(context, in: row.state).map { [$0] } ?? []
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
    change(context, state) { row in
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
      state.persons.update(row.person) { $0.duties.removeAll { $0 == key } }
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
    guard RoleCodes.role.isA(duty.role, helperRole) else { return }
    for target in [duty.target].compactMap({ $0 }) + duty.targets where state.households.contains(target) {
      state.households.update(target) { row in
        body(&row)
        row.helper = row.helperDuties.first.flatMap { state.duties[$0]?.person }
      }
    }
  }

  // MARK: Delegation

  @Sendable private static func decideGranted(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let principal = context.text("principal"), let delegate = context.text("delegate"),
      state.canonical(principal) == state.canonical(delegate)
    else { return [] }
    return [
      context.refuse("G24", "不能委托给本人", "nobody delegates to himself", field: "delegate")
    ]
  }

  @Sendable private static func evolveGranted(_ context: EventContext, _ state: AssistanceState) {
    state.delegations.update(context.event.subject) { row in
      row.principal = context.text("principal") ?? ""
      row.delegate = context.text("delegate") ?? ""
      row.duty = context.text("duty")
      row.role = context.text("role")
      row.scope = context.text("scope")
      row.from = context.text("from")
      row.to = context.text("to")
      row.granted = context.place
      row.basis = context.event.basis
    }
  }

  @Sendable private static func decideRevoked(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard state.delegations[context.event.subject]?.revoked != nil else { return [] }
    return [
      context.refuse(
        "R03", "委托\(context.event.subject)已经撤销", "delegation \(context.event.subject) is revoked already")
    ]
  }
}
