import EventSourcing

enum RecordRules {
  static let table: [String: Rule] = [:]

  static func decide(
    _ context: EventContext, _ state: AssistanceState, earlier: (EventID) -> EventContext?
  ) -> [Refusal] { [] }
}
