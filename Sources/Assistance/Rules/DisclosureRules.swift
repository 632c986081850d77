import EventSourcing

/// What is shown to the public, and objections to it. Whether it hung long enough is for the audit (D01–D04).
enum DisclosureRules {
  static let table: [String: Rule] = [
    "disclosure.posted": Rule(.creates, decide: mayPost, evolve: post),
    "disclosure.removed": Rule(.requires, decide: mayStep, evolve: step),
    "disclosure.objection_received": Rule(.requires, decide: mayStep, evolve: step),
    "disclosure.objection_resolved": Rule(.requires, decide: mayStep, evolve: step),
  ]

  private static func mayPost(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let from = context.text("from"), let to = context.text("to"), to < from else { return [] }
    return [
      context.refuse(
        "R14", "公示结束日\(to)早于开始日\(from)", "the disclosure would end on \(to), before it begins on \(from)",
        field: "to")
    ]
  }

  private static func post(_ context: EventContext, _ state: AssistanceState) {
    var row = DisclosureRow()
    row.subject = context.text("subject") ?? ""
    row.stage = context.text("stage")
    row.digest = context.text("content_digest")
    row.channels = context.event.data["channels"]?.strings ?? []
    row.places = context.event.data["places"]?.strings ?? []
    row.from = context.text("from") ?? context.dayText
    row.to = context.text("to")
    row.phone = context.text("phone")
    row.postedDay = context.dayText
    row.event = context.place
    row.lastEvent = context.place
    row.basis = context.event.basis
    state.money.disclosures[context.event.subject] = row
  }

  private static func mayStep(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.disclosures[context.event.subject] else { return [] }
    if let refusal = DisclosureMachine.machine.refusal(context, in: row.state) { return [refusal] }
    guard context.event.type == "disclosure.objection_resolved", row.resolved >= row.objections else {
      return []
    }
    return [
      context.refuse(
        "R15", "公示\(context.event.subject)没有待处理的异议",
        "disclosure \(context.event.subject) has no open objection")
    ]
  }

  private static func step(_ context: EventContext, _ state: AssistanceState) {
    guard state.money.disclosures.contains(context.event.subject) else { return }
    state.money.disclosures.update(context.event.subject) { row in
      var event = context.event.type
      switch event {
      case "disclosure.objection_received": row.objections &+= 1
      case "disclosure.objection_resolved":
        row.resolved &+= 1
        if row.resolved >= row.objections { event = DisclosureMachine.settled }
      case "disclosure.removed": row.removedDay = context.dayText
      default: break
      }
      row.state = DisclosureMachine.machine.next(row.state, event) ?? row.state
      row.lastEvent = context.place
    }
  }
}
