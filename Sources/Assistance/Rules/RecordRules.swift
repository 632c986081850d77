import EventSourcing

/// Corrections and annulments: later events that say what an earlier one should have said, or that it was none.
enum RecordRules {
  static let corrected = "record.corrected"
  static let voided = "record.voided"

  static let table: [String: Rule] = [
    corrected: Rule(decide: decideTarget, evolve: evolveCorrected),
    voided: Rule(decide: decideTarget, evolve: evolveVoided),
  ]

  /// Types with a rule of their own whose rows a correction reaches. Types without a rule have no rows.
  private static let correctable: Set = [
    "visit.recorded", "daylog.entered", "household.registered", "person.registered", "org.registered",
    "problem.opened",
  ]

  /// Types with a rule of their own whose effect an annulment can take back.
  private static let voidable: Set = ["visit.recorded", "daylog.entered", "household.tagged"]

  /// Families that are never amended: what they did, others have built upon.
  private static let final: Set<Substring> = [
    "ledger", "policy", "record", "key", "streams", "view", "anchor",
  ]
  private static let signatures: Set = ["problem.signed", "problem.closed"]

  static func mayBeCorrected(_ type: String) -> Bool {
    Catalogue.current.type(type)?.isMoney != true && !signatures.contains(type)
      && !final.contains(type.prefix { $0 != "." })
      && (Rules.one[type] == nil || correctable.contains(type))
  }

  /// The type and what it names must agree: a correction corrects, an annulment voids, nothing else does.
  @Sendable private static func decideTarget(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    let event = context.event
    let named = event.type == corrected ? event.corrects : event.voids
    let other = event.type == corrected ? event.voids : event.corrects
    if named != nil, other == nil { return [] }
    let field = event.type == corrected ? "corrects" : "voids"
    return [
      context.refuse(
        "R08", "\(event.type)须用\(field)指明（且只指明）一个事件TX.POS",
        "\(event.type) names one event in \(field), as TX.POS, and nothing else")
    ]
  }

  /// What can only be judged with the earlier event in hand.
  static func decide(
    _ context: EventContext, _ state: AssistanceState, earlier: (EventID) -> EventContext?
  ) -> [Refusal] {
    let event = context.event
    guard event.type == corrected || event.type == voided else {
      return [
        context.refuse(
          "R08", "只有更正和作废事件可以指明另一事件", "only a correction or an annulment names an event it amends")
      ]
    }
    guard let id = event.corrects ?? event.voids else { return [] }
    guard let target = earlier(id) else {
      return [context.refuse("R07", "没有事件\(id.text)，请核对", "there is no event \(id.text)")]
    }
    return links(context, target) + lawful(context, target, state, id: id) + fields(context, target)
  }

  /// The amendment must appear in every chain in which the event stands.
  private static func links(_ context: EventContext, _ target: EventContext) -> [Refusal] {
    let event = context.event
    var refusals: [Refusal] = []
    if event.subject != target.event.subject {
      refusals.append(
        Refusal(
          "R04", "对象应与原事件一致：\(target.event.subject)",
          "the subject must be the earlier event's, \(target.event.subject)",
          path: "\(context.path).subject"))
    }
    for link in target.event.refs where link != event.subject && !event.refs.contains(link) {
      refusals.append(
        Refusal(
          "C06", "refs中缺少原事件关联的\(link)", "refs lacks \(link), to which the earlier event belongs",
          path: "\(context.path).refs"))
    }
    return refusals
  }

  private static func lawful(
    _ context: EventContext, _ target: EventContext, _ state: AssistanceState, id: EventID
  ) -> [Refusal] {
    let type = target.event.type
    if let by = state.amendments[id.text]?.voided {
      return [context.refuse("R03", "事件\(id.text)已由\(by)作废", "event \(id.text) was voided by \(by)")]
    }
    if Catalogue.current.type(type)?.isMoney == true {
      return [
        context.refuse(
          "M20", "资金事件\(type)不得更正或作废，只能用冲销事件（红字）处理",
          "the money event \(type) is never corrected or voided: reverse it with an event of its own")
      ]
    }
    if signatures.contains(type) || final.contains(type.prefix { $0 != "." }) {
      return [
        context.refuse(
          "M20", "\(type)不得更正或作废", "\(type) is never corrected or voided")
      ]
    }
    let ways = context.event.type == corrected ? correctable : voidable
    guard Rules.one[type] == nil || ways.contains(type) else {
      let verb = context.event.type == corrected ? Bilingual("更正", "corrected") : Bilingual("作废", "voided")
      return [
        context.refuse(
          "R09", "\(type)已改变对象状态，不支持\(verb.zh)；请记一个新的事件使其恢复",
          "\(type) changed the state of its subject and cannot be \(verb.en): record the event that undoes it"
        )
      ]
    }
    return signed(context, target, state)
  }

  /// A problem under signature stays as it was seen.
  private static func signed(
    _ context: EventContext, _ target: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    guard target.event.type == "problem.opened", let row = state.problems[target.event.subject],
      row.state == .closed || !row.signatures.isEmpty
    else { return [] }
    return [
      context.refuse(
        "R03", "问题\(target.event.subject)\(row.state.label.zh)，签字后不得更正；请先退回或重开",
        "problem \(target.event.subject) is \(row.state.label.en): return or reopen it before it is corrected"
      )
    ]
  }

  /// The corrected fields are judged as fields of the corrected type, and what they name is linked.
  private static func fields(_ context: EventContext, _ target: EventContext) -> [Refusal] {
    guard context.event.type == corrected, let fields = context.event.data["fields"] else { return [] }
    guard fields.members.contains(where: { _ in true }) else {
      return [context.refuse("R08", "没有写明更正哪些字段", "no field is corrected", field: "fields")]
    }
    let shape = Catalogue.current.check(correction: fields, of: target.event.type)
    return shape.map { $0.at(context.path("fields")) } + unlinked(fields, context, target)
  }

  private static func unlinked(_ fields: JSONValue, _ context: EventContext, _ target: EventContext)
    -> [Refusal]
  {
    guard let type = Catalogue.current.type(target.event.type) else { return [] }
    let linked = [context.event.subject] + context.event.refs
    return fields.members.flatMap { name, value in
      (type.field(name).map { references($0, value) } ?? []).filter { !linked.contains($0) }.map {
        reference in
        context.refuse(
          "C06", "refs中缺少更正后引用的\(reference)", "refs lacks \(reference), which the correction names",
          field: "fields.\(name)")
      }
    }
  }

  private static func references(_ field: Field, _ value: JSONValue) -> [String] {
    switch field.kind {
    case .reference: [value.string].compactMap { $0 }
    case .references: value.strings ?? []
    default: []
    }
  }

  // MARK: Evolve

  private static func note(_ id: EventID, _ context: EventContext, _ state: AssistanceState) {
    state.amendments.update(id.text) { row in
      row.subject = context.event.subject
      row.last = context.id
      if context.event.type == voided { row.voided = context.id } else { row.corrections += 1 }
    }
  }

  @Sendable private static func evolveCorrected(_ context: EventContext, _ state: AssistanceState) {
    guard let id = context.event.corrects, let fields = context.event.data["fields"] else { return }
    note(id, context, state)
    Amendment(id: id.text, subject: context.event.subject, state: state).correct(fields)
  }

  @Sendable private static func evolveVoided(_ context: EventContext, _ state: AssistanceState) {
    guard let id = context.event.voids else { return }
    note(id, context, state)
    Amendment(id: id.text, subject: context.event.subject, state: state).void()
  }
}

extension Assistance {
  /// Whether a correction may restate an event of that type. What others have built upon is undone by an event of its own.
  public static func mayBeCorrected(_ type: String) -> Bool { RecordRules.mayBeCorrected(type) }
}
