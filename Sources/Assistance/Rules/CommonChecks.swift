import Law
import EventSourcing

/// What is asked of every event, whatever its type.
enum CommonChecks {
  /// How far ahead of the ledger's clock an event may lie: people's clocks differ.
  static let aheadMaxMs: Int64 = 5 * 60_000

  static func decide(_ context: EventContext, _ state: AssistanceState, _ rule: Rule?) -> [Refusal] {
    var refusals: [Refusal] = []
    checkTime(context, state, &refusals)
    checkCountedDays(
      context.event.data, of: Catalogue.current.type(context.event.type), at: "data", context, state, &refusals)
    if context.event.type == LedgerRules.genesis { return refusals }
    refusals += MigrationRules.decide(context, state)
    checkSubject(context, state, rule, &refusals)
    checkReferences(context, state, rule, &refusals)
    return refusals
  }

  private static func checkTime(
    _ context: EventContext, _ state: AssistanceState, _ refusals: inout [Refusal]
  ) {
    let time = context.event.time
    if time.start.ms > context.recorded.ms + aheadMaxMs {
      if Catalogue.current.type(context.event.type)?.isPlanned != true {
        refusals.append(
          Refusal(
            "V02", "事件时间\(state.text(time.day))晚于记录时间\(context.recorded.beijingText)，请核对日期",
            "the event's time \(state.text(time.day)) lies after \(context.recorded.beijingText), when it was recorded",
            path: "\(context.path).time"))
      }
      return
    }
    let age = Int64(context.recorded.beijingDay.day - time.day.day)
    guard age > 0, context.header.lateReason == nil, context.event.basis != .migrated else { return }
    let limit = state.lateDays(on: state.text(time.day))
    guard age > limit else { return }
    refusals.append(
      Refusal(
        "V01", "事件发生于\(age)天前，超过补录期限\(limit)天；确需补录请加 --late-reason 写明原因（记入文书首部的late_reason）",
        "it happened \(age) days ago, more than the \(limit) allowed; to enter it late, say why with --late-reason (late_reason of the note's header)",
        path: "\(context.path).time"))
  }

  /// Days inside the data that count as when it happened obey the limits of the event's time.
  ///
  /// - Parameter place: where the data stands, for messages: `data`, or `data.fields` of a correction.
  static func checkCountedDays(
    _ data: JSONValue, of type: EventType?, at place: String, _ context: EventContext, _ state: AssistanceState,
    _ refusals: inout [Refusal]
  ) {
    guard let type, !type.countedFields.isEmpty, context.event.basis != .migrated else { return }
    let today = context.recorded.beijingDay
    for name in type.countedFields {
      guard let day = data[name]?.string.flatMap({ EventTime($0) })?.day, let field = type.field(name) else { continue }
      let path = "\(context.path).\(place).\(name)"
      if day.day > today.day, !type.isPlanned {
        refusals.append(
          Refusal(
            "V02", "“\(field.zh)”\(state.text(day))还没有到，请核对",
            "\"\(field.en)\", \(state.text(day)), has not come yet: check it",
            path: path))
      }
      let age = today.day - day.day
      let limit = state.lateDays(on: state.text(today))
      guard age > limit, context.header.lateReason == nil else { continue }
      refusals.append(
        Refusal(
          "V01", "“\(field.zh)”为\(age)天前的\(state.text(day))，超过补录期限\(limit)天；确需补录请加 --late-reason 写明原因",
          "\"\(field.en)\", \(state.text(day)), is \(age) days ago, more than the \(limit) allowed; to enter it late, say why with --late-reason",
          path: path))
    }
  }

  private static func checkSubject(
    _ context: EventContext, _ state: AssistanceState, _ rule: Rule?, _ refusals: inout [Refusal]
  ) {
    let subject = context.event.subject
    switch rule?.subject ?? .requires {
    case .free: return
    case .creates:
      guard state.exists(subject) == true else { return }
      refusals.append(
        Refusal(
          "R02", "\(subject)已经登记，不能重复登记；请换一个编号，或用更正修改",
          "\(subject) exists already: choose another reference, or correct the record",
          path: "\(context.path).subject"))
    case .requires:
      guard state.exists(subject) == false else { return }
      refusals.append(missing(subject, path: "\(context.path).subject"))
    }
  }

  private static func checkReferences(
    _ context: EventContext, _ state: AssistanceState, _ rule: Rule?, _ refusals: inout [Refusal]
  ) {
    let introduced = rule?.introduces.flatMap { context.text($0) }
    for (index, reference) in context.event.refs.enumerated()
    where state.exists(reference) == false && reference != introduced {
      refusals.append(missing(reference, path: "\(context.path).refs[\(index)]"))
    }
  }

  private static func missing(_ reference: String, path: String) -> Refusal {
    Refusal(
      "R01", "\(reference)尚未登记；请先登记，或核对编号",
      "\(reference) is not registered: register it first, or check the reference", path: path)
  }
}
