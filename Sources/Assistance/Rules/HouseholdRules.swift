import EventSourcing

/// Households: registered, changed, split, merged, moved, tagged; targets confirmed, exited, relapsed.
enum HouseholdRules {
  static let table: [String: Rule] = [
    "household.registered": Rule(
      .creates, decide: { mayTag($0, $0.event.data, $1, at: "tags") }, evolve: evolveRegistered),
    "household.member_changed": Rule(decide: decideStep, evolve: evolveMember),
    "household.split": Rule(decide: decideStep) { context, state in
      change(context, state) { $0.successors += context.event.data["new"]?.strings ?? [] }
    },
    "household.merged": Rule(decide: decideMerged, evolve: evolveMerged),
    "household.moved": Rule(decide: decideStep, evolve: evolveMoved),
    "household.tagged": Rule(decide: decideStep, evolve: evolveTagged),
    "target.xiaokang_confirmed": Rule(decide: decideStep) { context, state in
      change(context, state) { $0.isConfirmed = true }
    },
    "target.exited": Rule(decide: decideExited) { context, state in
      change(context, state) { $0.isConfirmed = false }
    },
    "monitoring.relapsed": Rule(decide: decideStep) { context, state in change(context, state) { _ in } },
  ]

  @Sendable private static func decideStep(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.households[context.event.subject] else { return [] }
    return HouseholdMachine.machine.refusal(context, in: row.state, step: HouseholdMachine.step(context)).map { [$0] }
      ?? []
  }

  private static func change(
    _ context: EventContext, _ state: AssistanceState, _ body: (inout HouseholdRow) -> Void
  ) {
    // Villages are targets too, but keep no machine.
    guard ReferencePrefix(of: context.event.subject) == .household else { return }
    state.households.update(context.event.subject) { row in
      row.state = HouseholdMachine.machine.next(row.state, HouseholdMachine.step(context)) ?? row.state
      row.basis = context.event.basis
      body(&row)
    }
  }

  /// Tags say who is assisted: who may not tag a household does not bring them in with its registration, nor by correcting that.
  static func mayTag(_ context: EventContext, _ data: JSONValue, _ state: AssistanceState, at field: String)
    -> [Refusal]
  {
    guard data["tags"]?.strings?.isEmpty == false, context.event.basis != .migrated,
      let entry = PermissionTable.core.entry("household.tagged")
    else { return [] }
    guard case .refused = Authority(context, state).permission(entry, state.seat(of: context)) else { return [] }
    let asked = context.event.basis == .own ? context.doer : context.actor
    return [
      context.refuse(
        "G40", "\(asked)无权认定农户类别，不能在登记中填写；请先登记农户，类别由乡镇及以上办理",
        "\(asked) may not tag households, nor in registering one: leave the tags out; the township or above tags it",
        field: field)
    ]
  }

  @Sendable private static func evolveRegistered(_ context: EventContext, _ state: AssistanceState) {
    let data = context.event.data
    let tags = data["tags"]?.strings ?? []
    state.households.update(context.event.subject) { row in
      // Registered by its village alone, it lies where that does.
      row.place = context.event.place ?? data["village"]?.string.flatMap { state.villages[$0]?.place }
      row.village = data["village"]?.string
      row.naturalVillage = data["natural_village"]?.string
      row.head = data["head"]?.string
      row.size =
        data["persons"]?.integer ?? data["members"].map { Int64($0.elements.reduce(0) { n, _ in n + 1 }) }
      row.tags = tags
      row.tagEvents = tags.map { _ in context.id }
      row.settleTarget()
      row.registered = context.id
      row.basis = context.event.basis
    }
  }

  @Sendable private static func evolveMember(_ context: EventContext, _ state: AssistanceState) {
    change(context, state) { row in
      switch context.text("op") {
      case "add": row.size = (row.size ?? 0) + 1
      case "remove": row.size = row.size.map { max(0, $0 - 1) }
      default: break
      }
    }
  }

  @Sendable private static func evolveMoved(_ context: EventContext, _ state: AssistanceState) {
    change(context, state) { row in
      row.village = context.text("village") ?? row.village
      row.naturalVillage = context.text("natural_village") ?? row.naturalVillage
      row.place = context.text("to") ?? row.place
    }
  }

  @Sendable private static func evolveTagged(_ context: EventContext, _ state: AssistanceState) {
    guard let tag = context.text("tag") else { return }
    change(context, state) { row in
      row.remove(tag: tag)
      guard context.flag("removed") != true else { return }
      row.tags.append(tag)
      row.tagEvents.append(context.id)
    }
  }

  // MARK: Merging

  @Sendable private static func decideMerged(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = decideStep(context, state)
    var seen: Set<String> = []
    for other in context.event.data["households"]?.strings ?? [] {
      if !seen.insert(other).inserted {
        refusals.append(
          context.refuse(
            "R04", "农户\(other)写了两次，请只写一次", "household \(other) is named twice: name it once", field: "households"))
      } else if other == context.event.subject {
        refusals.append(
          context.refuse("R04", "不能并入自身", "a household cannot be merged into itself", field: "households"))
      } else if state.households[other]?.state == .closed {
        refusals.append(
          context.refuse(
            "R03", "农户\(other)已注销，不能并入", "household \(other) is closed and cannot be merged",
            field: "households"))
      }
    }
    return refusals
  }

  @Sendable private static func evolveMerged(_ context: EventContext, _ state: AssistanceState) {
    let kept = context.event.subject
    var size: Int64 = 0
    for other in context.event.data["households"]?.strings ?? [] {
      state.households.update(other) { row in
        row.state = .closed
        row.successors.append(kept)
        row.basis = context.event.basis
        size += row.size ?? 0
      }
    }
    change(context, state) { row in row.size = row.size.map { $0 + size } }
  }

  // MARK: Exit

  @Sendable private static func decideExited(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let refusals = decideStep(context, state)
    guard refusals.isEmpty, state.households[context.event.subject]?.isConfirmed == false else {
      return refusals
    }
    return [
      context.refuse(
        "R05", "退出前须先办理“\(Authority.title("target.xiaokang_confirmed").zh)”",
        "\"\(Authority.title("target.xiaokang_confirmed").en)\" comes before the household exits")
    ]
  }
}
