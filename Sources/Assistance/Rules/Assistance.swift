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
    state.enter(context)
    let rule = Rules.one[context.event.type]
    var refusals = CommonChecks.decide(context, state, rule)
    refusals += Authority(context, state, earlier: earlier).refusals()
    if let rule { refusals += rule.decide(context, state) }
    if context.event.corrects != nil || context.event.voids != nil || context.event.type == RecordRules.confirmed {
      refusals += RecordRules.decide(context, state, earlier: earlier)
    }
    return refusals
  }

  /// What is asked of every event whatever its type: its time, its subject and its references. For an event whose shape
  /// is not right, of which nothing more can be said.
  public static func decideCommon(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    state.enter(context)
    return CommonChecks.decide(context, state, Rules.one[context.event.type])
  }

  /// Folds an accepted event into what is known. Never refuses.
  public static func evolve(_ context: EventContext, _ state: AssistanceState) {
    state.enter(context)
    Rules.one[context.event.type]?.evolve(context, state)
    Bookkeeping.evolve(context, state)
  }
}
