import EventSourcing

/// The two pure functions of one event type: may it be accepted now, and what does it change.
struct Rule: Sendable {
  /// What the type asks of its subject before the type's own rule is asked.
  enum SubjectMode: Sendable {
    /// The event brings its subject into a register: it must be new (R02).
    case creates
    /// The subject must be in its register, when one is kept (R01).
    case requires
    /// The rule itself looks at the subject.
    case free
  }

  let subject: SubjectMode
  /// The field of `data` that names another subject which the event brings into a register.
  let introduces: String?
  /// Every reason against the event, given what is known before it. Reads only.
  let decide: @Sendable (EventContext, AssistanceState) -> [Refusal]
  /// Folds an accepted event into what is known. Never refuses: old events replay for ever.
  let evolve: @Sendable (EventContext, AssistanceState) -> Void

  init(
    _ subject: SubjectMode = .requires,
    introducing introduces: String? = nil,
    decide: @escaping @Sendable (EventContext, AssistanceState) -> [Refusal] = { _, _ in [] },
    evolve: @escaping @Sendable (EventContext, AssistanceState) -> Void
  ) {
    self.subject = subject
    self.introduces = introduces
    self.decide = decide
    self.evolve = evolve
  }
}

/// The acceptance rules under one number. Old numbers stay runnable.
public enum Rules {
  /// The number under which new ledgers accept.
  public static let current = 1

  /// Rules number 1, by event type. A type of the catalogue without an entry has no rule beyond its shape
  /// and the common checks.
  static let one: [String: Rule] = merge([
    LedgerRules.table, MigrationRules.table, PeopleRules.table, KeyRules.table, DutyRules.table, PlaceRules.table,
    HouseholdRules.table,
    VisitRules.table, StayRules.table, ProblemRules.table, EvidenceRules.table, RecordRules.table,
    MoneyRules.table,
  ])

  /// - Precondition: a type has one rule.
  private static func merge(_ tables: [[String: Rule]]) -> [String: Rule] {
    tables.reduce(into: [:]) { all, table in
      all.merge(table) { _, _ in preconditionFailure("two rules for one event type") }
    }
  }
}
