import EventSourcing

/// Persons and organisations.
enum PeopleRules {
  static let table: [String: Rule] = [
    "person.registered": Rule(.free, decide: decideRegistered, evolve: evolveRegistered),
    "person.changed": Rule { context, state in
      state.persons.update(context.event.subject) { row in
        row.org = context.text("org") ?? row.org
        row.rank = context.text("rank") ?? row.rank
        row.basis = context.event.basis
        guard let household = context.text("household"), household != row.household else { return }
        if let left = row.household {
          row.formerHouseholds.append(FormerHousehold(left, left: state.text(context.recorded.beijingDay)))
        }
        row.household = household
      }
    },
    "person.merged": Rule(decide: decideMerged, evolve: evolveMerged),
    "person.parted": Rule(decide: decideParted, evolve: evolveParted),
    "org.registered": Rule(.free, decide: decideOrg, evolve: evolveOrg),
    "org.changed": Rule(decide: decideChanged) { context, state in
      state.orgs.update(context.event.subject) { fill(&$0, context) }
    },
    "org.dissolved": Rule(decide: decideDissolved) { context, state in
      state.orgs.update(context.event.subject) { row in
        row.state = .dissolved
        row.successor = context.text("successor")
        row.basis = context.event.basis
      }
    },
  ]

  /// R02 unless the subject is new, or was only named by the genesis.
  private static func existing(_ state: RegistrationState?, _ context: EventContext) -> [Refusal] {
    guard let state, state != .declared else { return [] }
    let subject = context.event.subject
    return [
      Refusal(
        "R02", "\(subject)已经登记，不能重复登记；请换一个编号，或用变更事件修改",
        "\(subject) exists already: choose another reference, or record a change",
        path: "\(context.path).subject")
    ]
  }

  @Sendable private static func decideRegistered(_ context: EventContext, _ state: AssistanceState)
    -> [Refusal]
  {
    existing(state.persons[context.event.subject]?.state, context)
  }

  @Sendable private static func evolveRegistered(_ context: EventContext, _ state: AssistanceState) {
    state.persons.update(context.event.subject) { row in
      row.state = .registered
      row.org = context.text("org")
      row.rank = context.text("rank")
      row.household = context.text("household")
      row.registered = context.id
      row.basis = context.event.basis
    }
  }

  // MARK: Duplicates

  @Sendable private static func decideMerged(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let duplicate = context.text("duplicate") else { return [] }
    if let dead = [context.event.subject, duplicate].first(where: { state.persons[$0]?.state == .merged }) {
      // Who is merged is whom the appointer is asked about: never somebody behind an account that is dead.
      return [
        context.refuse(
          "G31", "\(dead)已并入\(state.canonical(dead))，请写后者",
          "\(dead) was merged into \(state.canonical(dead)): name that one",
          field: dead == duplicate ? "duplicate" : nil)
      ]
    }
    let kept = state.canonical(context.event.subject)
    if kept == state.canonical(duplicate) {
      return [
        context.refuse(
          "G30", "\(duplicate)与\(context.event.subject)已是同一人，无需合并",
          "\(duplicate) and \(context.event.subject) are one person already", field: "duplicate")
      ]
    }
    return []
  }

  @Sendable private static func evolveMerged(_ context: EventContext, _ state: AssistanceState) {
    guard let duplicate = context.text("duplicate") else { return }
    let kept = state.canonical(context.event.subject)
    state.persons.update(state.canonical(duplicate)) { row in
      row.state = .merged
      row.mergedInto = kept
      row.basis = context.event.basis
    }
  }

  /// A merger that was a mistake is undone: both act again, for what comes.
  @Sendable private static func decideParted(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let duplicate = context.text("duplicate"), state.persons[duplicate]?.mergedInto != context.event.subject
    else { return [] }
    return [
      context.refuse(
        "G32", "\(duplicate)没有并入\(context.event.subject)，无从撤销合并",
        "\(duplicate) was not merged into \(context.event.subject): there is nothing to undo", field: "duplicate")
    ]
  }

  @Sendable private static func evolveParted(_ context: EventContext, _ state: AssistanceState) {
    guard let duplicate = context.text("duplicate") else { return }
    state.persons.update(duplicate) { row in
      row.state = .registered
      row.mergedInto = nil
      row.basis = context.event.basis
    }
  }

  // MARK: Organisations

  @Sendable private static func decideOrg(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    existing(state.orgs[context.event.subject]?.state, context) + decideChanged(context, state)
  }

  /// The superiors that lead or manage an organisation: power reaches down along these two.
  private static func superiors(_ context: EventContext) -> [String]? {
    context.event.data["parents"].map { parents in
      parents.elements.filter { ["led_by", "managed_by"].contains($0["edge"]?.string) }
        .compactMap { $0["org"]?.string }
    }
  }

  /// R04: nobody is led by himself, through whatever steps.
  @Sendable private static func decideChanged(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let circle = (superiors(context) ?? []).first { state.isAtOrBelow($0, context.event.subject, before: .max) }
    guard let circle else { return [] }
    return [
      context.refuse(
        "R04", "\(circle)是\(context.event.subject)本身或其下级，不能作为其上级",
        "\(circle) is \(context.event.subject) itself or below it and cannot lead it", field: "parents")
    ]
  }

  @Sendable private static func evolveOrg(_ context: EventContext, _ state: AssistanceState) {
    state.orgs.update(context.event.subject) { row in
      row.state = .registered
      row.registered = context.id
      row.registeredDay = state.text(context.recorded.beijingDay)
      fill(&row, context)
    }
  }

  private static func fill(_ row: inout OrgRow, _ context: EventContext) {
    row.name = context.text("name") ?? row.name
    row.kind = context.text("kind") ?? row.kind
    row.level = context.text("level") ?? row.level
    row.place = context.event.place ?? row.place
    row.superiors = superiors(context) ?? row.superiors
    row.changedSeq = Int64(clamping: context.seq)
    row.basis = context.event.basis
  }

  @Sendable private static func decideDissolved(_ context: EventContext, _ state: AssistanceState)
    -> [Refusal]
  {
    guard state.orgs[context.event.subject]?.state == .dissolved else { return [] }
    return [
      context.refuse(
        "R03", "机构\(context.event.subject)已经撤销", "organisation \(context.event.subject) is dissolved already")
    ]
  }
}
