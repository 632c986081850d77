import Law
import EventSourcing

/// Corrections and annulments: later events that say what an earlier one should have said, or that it was none.
enum RecordRules {
  static let corrected = "record.corrected"
  static let voided = "record.voided"
  static let confirmed = "record.confirmed"

  static let table: [String: Rule] = [
    corrected: Rule(decide: decideTarget, evolve: evolveCorrected),
    voided: Rule(decide: decideTarget, evolve: evolveVoided),
    confirmed: Rule(evolve: evolveConfirmed),
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
    "ledger", "policy", "record", "key", "streams", "view", "anchor", "duty", "delegation", "migration", "waiver",
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
        "R08", "“\(Authority.title(event.type).zh)”须指明一条原记录，且只能指明一条",
        "\"\(Authority.title(event.type).en)\" names one earlier record, and only one (\(field))")
    ]
  }

  /// What can only be judged with the earlier event in hand.
  static func decide(
    _ context: EventContext, _ state: AssistanceState, earlier: (EventID) -> EventContext?
  ) -> [Refusal] {
    let event = context.event
    if event.type == confirmed { return confirmation(context, state, earlier) }
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
    return links(context, target) + lawful(context, target, state, id: id) + fields(context, target, state)
      + again(context, target, state)
  }

  /// A correction of one's own act is asked as if the act were recorded now: who may no longer do it no longer says what it was.
  /// What a head puts right he need not be able to do himself.
  private static func again(_ context: EventContext, _ target: EventContext, _ state: AssistanceState) -> [Refusal] {
    let isOwn = [target.doer, target.actor].contains { state.isOne($0, context.doer) }
    guard isOwn, let entry = PermissionTable.core.entry(target.event.type) else { return [] }
    let now = EventContext(
      header: context.header, event: target.event.again(by: context.doer), position: context.position, seq: context.seq,
      recorded: context.recorded)
    switch Authority(now, state).permission(entry, state.seat(of: now)) {
    case .granted: return []
    case .refused(let reason): return [reason]
    }
  }

  /// What another entered is confirmed once, by who did it.
  private static func confirmation(
    _ context: EventContext, _ state: AssistanceState, _ earlier: (EventID) -> EventContext?
  ) -> [Refusal] {
    guard let text = context.text("event"), let id = EventID(text), let target = earlier(id) else {
      return [context.refuse("R07", "没有事件\(context.text("event") ?? "")，请核对", "there is no such event", field: "event")]
    }
    var refusals: [Refusal] = []
    if target.event.subject != context.event.subject {
      refusals.append(
        Refusal(
          "R04", "对象应与所确认的事件一致：\(target.event.subject)", "the subject must be that event's, \(target.event.subject)",
          path: "\(context.path).subject"))
    }
    if target.event.basis == .own {
      refusals.append(
        context.refuse("R03", "事件\(id.text)本来就由本人签名，无需确认", "event \(id.text) was signed by who did it", field: "event"))
    } else if !state.isOne(target.doer, context.doer) {
      refusals.append(
        context.refuse(
          "R04", "事件\(id.text)的办理人是\(target.doer)，只能由其本人确认",
          "event \(id.text) was done by \(target.doer), who alone confirms it", field: "event"))
    }
    if let amended = state.amendments[id.text] {
      if let by = amended.voided {
        refusals.append(
          context.refuse("R03", "事件\(id.text)已由\(by)作废", "event \(id.text) was voided by \(by)", field: "event"))
      }
      if let by = amended.confirmed {
        refusals.append(
          context.refuse("R03", "事件\(id.text)已由\(by)确认", "event \(id.text) was confirmed by \(by)", field: "event"))
      }
    }
    return refusals
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
          "C06", "缺少与原记录的关联\(link)（程序生成的更正会自动带上）",
          "the link to \(link), to which the earlier event belongs, is missing (refs)",
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
          "M20", "“\(Authority.title(type).zh)”是资金记录，不得更正或作废；金额有误请办理冲销（红字）后重新申请",
          "\"\(Authority.title(type).en)\" moves money and is never corrected or voided: reverse it, then request afresh"
        )
      ]
    }
    if signatures.contains(type) || final.contains(type.prefix { $0 != "." }) {
      return [
        context.refuse(
          "M20", "“\(Authority.title(type).zh)”不得更正或作废", "\"\(Authority.title(type).en)\" is never corrected or voided")
      ]
    }
    let ways = context.event.type == corrected ? correctable : voidable
    guard Rules.one[type] == nil || ways.contains(type) else {
      let verb = context.event.type == corrected ? Bilingual("更正", "corrected") : Bilingual("作废", "voided")
      return [
        context.refuse(
          "R09", "“\(Authority.title(type).zh)”已改变了对象的状态，不能\(verb.zh)；请另记一条使其恢复的变更",
          "\"\(Authority.title(type).en)\" changed the state of its subject and cannot be \(verb.en): record the change that undoes it"
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
  private static func fields(_ context: EventContext, _ target: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard context.event.type == corrected, let fields = context.event.data["fields"] else { return [] }
    guard fields.members.contains(where: { _ in true }) else {
      return [context.refuse("R08", "没有写明更正哪些字段", "no field is corrected", field: "fields")]
    }
    let shape = Catalogue.current.check(correction: fields, of: target.event.type)
    var asRecorded: [Refusal] = []
    CommonChecks.checkCountedDays(
      fields, of: Catalogue.current.type(target.event.type), at: "data.fields", context, state, &asRecorded)
    if target.event.type == "household.registered" {
      asRecorded += HouseholdRules.mayTag(context, fields, state, at: "fields.tags")
    }
    return shape.map { $0.at(context.path("fields")) } + unlinked(fields, context, target)
      + fixed(fields, context, target) + asRecorded
  }

  /// C12: who did it, to whom and whose it is are not corrected: other events change them, and who may do that is asked there.
  private static func fixed(_ fields: JSONValue, _ context: EventContext, _ target: EventContext) -> [Refusal] {
    guard let type = Catalogue.current.type(target.event.type) else { return [] }
    return fields.members.compactMap { name, value in
      guard let field = type.field(name), !field.isCorrectable,
        value.string != target.event.data[name]?.string || value.string == nil
      else { return nil }
      return context.refuse(
        "C12", "“\(field.zh)”说明是谁、对谁或归谁，不能更正；请作废后重新记录，或记一个变更事件",
        "\"\(field.en)\" says who, to whom or whose, and is not corrected: void the event and record it afresh, or record a change",
        field: "fields.\(name)")
    }
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
          "C06", "缺少与更正后所填\(reference)的关联（程序生成的更正会自动带上）",
          "the link to \(reference), which the correction names, is missing (refs)",
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

  @Sendable private static func evolveConfirmed(_ context: EventContext, _ state: AssistanceState) {
    guard let id = context.text("event") else { return }
    state.amendments.update(id) { row in
      row.subject = context.event.subject
      row.confirmed = context.id
    }
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
