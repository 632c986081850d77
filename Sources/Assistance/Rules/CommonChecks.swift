import EventSourcing

/// What is asked of every event, whatever its type.
enum CommonChecks {
  static func decide(_ context: EventContext, _ state: AssistanceState, _ rule: Rule?) -> [Refusal] {
    []
  }
}
