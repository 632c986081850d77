import EventSourcing

/// What every accepted event leaves behind, whatever its type.
enum Bookkeeping {
  static func evolve(_ context: EventContext, _ state: AssistanceState) {}
}
