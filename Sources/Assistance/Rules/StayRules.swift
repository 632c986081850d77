import EventSourcing

/// Stays in villages and the log of each day.
enum StayRules {
  static let table: [String: Rule] = [
    "stationing.started": Rule(.creates, decide: decideStarted, evolve: evolveStarted),
    "stationing.ended": Rule(decide: decideEnded, evolve: evolveEnded),
    "daylog.entered": Rule(evolve: evolveLog),
  ]

  private static func day(_ field: String, _ context: EventContext, _ state: AssistanceState) -> String {
    state.text((context.text(field).flatMap { EventTime($0) } ?? context.event.time).day)
  }

  private static func person(_ context: EventContext) -> String {
    context.text("person") ?? context.text("team") ?? context.doer
  }

  // MARK: Stays

  @Sendable private static func decideStarted(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let person = person(context)
    if let open = state.persons[person]?.openStay {
      return [
        context.refuse(
          "V05", "\(person)的驻村\(open)尚未结束，一人不能同时驻两处；请先记驻村结束",
          "\(person) has not ended the stay \(open): nobody stays in two places; end it first")
      ]
    }
    // The end is not known yet: it is checked when the stay ends.
    let from = day("at", context, state)
    return clash(person, except: context.event.subject, from: from, to: from, context, state)
  }

  @Sendable private static func evolveStarted(_ context: EventContext, _ state: AssistanceState) {
    let key = context.event.subject
    let person = person(context)
    state.stays.update(key) { row in
      row.person = person
      row.village = context.text("village")
      row.from = day("at", context, state)
      row.basis = context.event.basis
    }
    guard ReferencePrefix(of: person) == .person else { return }
    state.persons.update(person) { row in
      row.stays.append(key)
      row.openStay = key
    }
  }

  @Sendable private static func decideEnded(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let key = context.event.subject
    guard let stay = state.stays[key] else { return [] }
    if let to = stay.to {
      return [context.refuse("R03", "驻村\(key)已于\(to)结束", "the stay \(key) ended on \(to) already")]
    }
    let to = day("at", context, state)
    if to < stay.from {
      return [
        context.refuse(
          "R06", "驻村结束日\(to)早于开始日\(stay.from)", "the stay ends on \(to), before it began on \(stay.from)",
          field: "at")
      ]
    }
    return clash(stay.person, except: key, from: stay.from, to: to, context, state)
  }

  @Sendable private static func evolveEnded(_ context: EventContext, _ state: AssistanceState) {
    let key = context.event.subject
    let to = day("at", context, state)
    let person = state.stays.update(key) { row in
      row.to = to
      row.basis = context.event.basis
      return row.person
    }
    guard ReferencePrefix(of: person) == .person else { return }
    state.persons.update(person) { row in
      if row.openStay == key { row.openStay = nil }
    }
  }

  /// V05 when a person's other stay shares days with `from`…`to`.
  private static func clash(
    _ person: String, except key: String, from: String, to: String, _ context: EventContext,
    _ state: AssistanceState
  ) -> [Refusal] {
    for other in state.persons[person]?.stays ?? [] where other != key {
      guard let stay = state.stays[other], stay.overlaps(from: from, to: to) else { continue }
      return [
        context.refuse(
          "V05", "\(person)在\(stay.from)至\(stay.to ?? "今")已有驻村\(other)，时间重叠；请核对日期",
          "\(person) was on the stay \(other) from \(stay.from) to \(stay.to ?? "now"): the days overlap")
      ]
    }
    return []
  }

  // MARK: Logs

  @Sendable private static func evolveLog(_ context: EventContext, _ state: AssistanceState) {
    let subject = context.event.subject
    let author = context.text("person") ?? subject
    let log = DaylogRow(
      author: author, day: day("date", context, state), village: context.text("village"),
      side: context.text("side"), stay: context.text("stay") ?? openStay(author, state),
      basis: context.event.basis)
    state.daylogs.insert(context.id, log)
    guard let stay = log.stay, state.stays.contains(stay) else { return }
    state.stays.update(stay) { row in
      row.logs += 1
      row.lastLog = max(row.lastLog ?? log.day, log.day)
    }
  }

  private static func openStay(_ author: String, _ state: AssistanceState) -> String? {
    ReferencePrefix(of: author) == .person ? state.persons[author]?.openStay : nil
  }
}
