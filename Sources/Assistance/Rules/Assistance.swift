public import EventSourcing

/// The domain as two pure functions: may an event be accepted, and what does it change.
public enum Assistance {
  /// Every reason against an event whose shape the catalogue has already accepted.
  ///
  /// The events of a transaction are decided one by one: each after the one before it was evolved.
  ///
  /// - Parameter earlier: finds an accepted event, which a correction or an annulment names.
  public static func decide(
    _ context: EventContext, _ state: AssistanceState, earlier: (EventID) -> EventContext?
  ) -> [Refusal] {
    let rule = Rules.one[context.event.type]
    var refusals = CommonChecks.decide(context, state, rule)
    if let rule { refusals += rule.decide(context, state) }
    if context.event.corrects != nil || context.event.voids != nil {
      refusals += RecordRules.decide(context, state, earlier: earlier)
    }
    return refusals
  }

  /// Folds an accepted event into what is known. Never refuses.
  public static func evolve(_ context: EventContext, _ state: AssistanceState) {
    Rules.one[context.event.type]?.evolve(context, state)
    Bookkeeping.evolve(context, state)
  }
}
