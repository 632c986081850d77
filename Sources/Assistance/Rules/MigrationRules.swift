import Law
import EventSourcing

/// Bringing in what an old register holds: opened and closed by three, of days before the ledger's own time only, and only where the
/// ledger has not yet spoken itself.
enum MigrationRules {
  static let table: [String: Rule] = [
    "migration.opened": Rule(.free, decide: decideOpened) { context, state in
      state.ledger.update(LedgerRow.key) { row in
        row.migration = context.text("batch")
        row.migrationCutoff = cutoff(context, state)
        row.migrationOrg = context.text("org")
      }
    },
    "migration.closed": Rule(.free, decide: decideClosed) { context, state in
      state.ledger.update(LedgerRow.key) { row in
        row.migration = nil
        row.migrationCutoff = nil
        row.migrationOrg = nil
      }
    },
  ]

  /// The first day that is the ledger's own: of its genesis, or of the registration of an organisation that joins later.
  private static func cutoff(_ context: EventContext, _ state: AssistanceState) -> String {
    let own = context.text("org").flatMap { state.orgs[$0]?.registeredDay } ?? state.ledger[LedgerRow.key]?.opened ?? ""
    return [own, context.text("cutoff")].compactMap { $0 }.min() ?? own
  }

  @Sendable private static func decideOpened(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let open = state.ledger[LedgerRow.key]?.migration else { return [] }
    return [
      context.refuse(
        "R03", "迁移批次“\(open)”还没有结束，一次只能开启一批", "the migration \"\(open)\" is open: one at a time", field: "batch")
    ]
  }

  @Sendable private static func decideClosed(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard state.ledger[LedgerRow.key]?.migration != context.text("batch") else { return [] }
    return [
      context.refuse(
        "R03", "迁移批次“\(context.text("batch") ?? "")”没有开启",
        "the migration \"\(context.text("batch") ?? "")\" is not open",
        field: "batch")
    ]
  }

  /// G47: what is migrated lies before the cutoff, of a subject that holds nothing of the ledger's own time.
  static func decide(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard context.event.basis == .migrated, let row = state.ledger[LedgerRow.key], row.migration != nil else {
      return []
    }
    var refusals: [Refusal] = []
    let cutoff = row.migrationCutoff ?? row.opened
    for (name, day) in days(context) where state.text(day) >= cutoff {
      refusals.append(
        Refusal(
          "G47", "迁入的事项须早于\(cutoff)，现为\(state.text(day))；之后的事项按日常记录办理",
          "what is migrated lies before \(cutoff), not on \(state.text(day)): later acts are recorded as they happen",
          path: "\(context.path).\(name)"))
    }
    // Days that the ledger has seen itself are open to the organisation alone that was not there.
    if let org = row.migrationOrg,
      !state.seat(of: context).orgs.contains(where: { state.isAtOrBelow($0, org, before: context.seq) })
    {
      refusals.append(
        Refusal(
          "G47", "本批迁移只限\(org)的事项，\(context.event.subject)不属于它",
          "this migration is of \(org), to which \(context.event.subject) does not belong",
          path: "\(context.path).subject"))
    }
    for touched in [context.event.subject] + context.event.refs.filter({ isMoved($0) }) {
      guard let basis = state.basis(of: touched), basis != .migrated else { continue }
      refusals.append(
        Refusal(
          "G47", "\(touched)已有本账本自己的记录，不能再迁入旧事项",
          "\(touched) holds records of the ledger's own time: nothing older is brought in",
          path: "\(context.path).subject"))
    }
    return refusals
  }

  /// Whether an event that names it may move what it holds: money of the ledger's own time is not paid by an old register.
  private static func isMoved(_ reference: String) -> Bool {
    [.fund, .appropriation, .allocation, .payment, .advance, .contract, .project].contains(
      ReferencePrefix(of: reference))
  }

  /// The event's day, and those of its data that count.
  private static func days(_ context: EventContext) -> [(String, CivilDate)] {
    let counted = Catalogue.current.type(context.event.type)?.countedFields ?? []
    return [("time", context.event.time.day)]
      + counted.compactMap { name in
        context.text(name).flatMap { EventTime($0) }.map { ("data.\(name)", $0.day) }
      }
  }
}

extension AssistanceState {
  /// How the last event of a subject came about, as its row says; nil of one that has no row or whose row does not say.
  func basis(of subject: String) -> Basis? {
    switch ReferencePrefix(of: subject) {
    case .household: households[subject]?.basis
    case .village, .naturalVillage: villages[subject]?.basis
    case .region: regions[subject]?.basis
    case .person: persons[subject]?.basis
    case .org: orgs[subject]?.basis
    case .problem: problems[subject]?.basis
    case .stay: stays[subject]?.basis
    case .project: money.projects[subject]?.basis
    case .contract: money.contracts[subject]?.basis
    case .fund: money.funds[subject]?.basis
    case .appropriation: money.appropriations[subject]?.basis
    case .allocation: money.allocations[subject]?.basis
    case .advance: money.advances[subject]?.basis
    case .disclosure: money.disclosures[subject]?.basis
    case .payment: money.payments[subject]?.lastBasis
    default: nil
    }
  }
}
