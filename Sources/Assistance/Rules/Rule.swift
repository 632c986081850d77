import EventSourcing

/// The two pure functions of one event type: may it be accepted now, and what does it change.
struct Rule: Sendable {
  /// Every reason against the event, given what is known before it. Reads only.
  let decide: @Sendable (EventContext, AssistanceState) -> [Refusal]
  /// Folds an accepted event into what is known. Never refuses: old events replay for ever.
  let evolve: @Sendable (EventContext, AssistanceState) -> Void
}

/// The acceptance rules under one number. Old numbers stay runnable.
public enum Rules {
  /// The number under which new ledgers accept.
  public static let current = 1

  /// Rules number 1, by event type. A type of the catalogue without an entry has no rule beyond its shape.
  static let one: [String: Rule] = [:]
}
