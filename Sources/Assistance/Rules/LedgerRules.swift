import EventSourcing

/// The ledger's founding, its packs and its rules number.
enum LedgerRules {
  static let genesis = "ledger.genesis"

  static let table: [String: Rule] = [
    genesis: Rule(.free, decide: decideGenesis, evolve: evolveGenesis),
    "ledger.rules_adopted": Rule(.free) { context, state in
      state.ledger.update(LedgerRow.key) { $0.rules = context.integer("rules") ?? $0.rules }
    },
    "ledger.loss_accepted": Rule(.free, decide: LossRules.decide) { _, _ in },
    "policy.pack_activated": Rule(.free, decide: decideActivated, evolve: evolveActivated),
    "policy.pack_retired": Rule(.free, decide: decideRetired, evolve: evolveRetired),
  ]

  @Sendable private static func decideGenesis(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard state.ledger.contains(LedgerRow.key) else { return [] }
    return [context.refuse("R02", "账本已经创世，不能再次创世", "the ledger is founded already")]
  }

  @Sendable private static func evolveGenesis(_ context: EventContext, _ state: AssistanceState) {
    let founder = context.text("founder") ?? ""
    let authority = context.text("authority") ?? ""
    state.ledger.update(LedgerRow.key) { row in
      row.founder = founder
      row.authority = authority
      row.region = context.text("region") ?? ""
      row.purpose = context.text("purpose") ?? ""
      row.rules = Int64(Rules.current)
    }
    state.persons.update(founder) { row in
      row.state = .declared
      row.isFounder = true
      row.registered = context.id
    }
    if ReferencePrefix(of: authority) == .org, Reference.isValid(authority) {
      state.orgs.update(authority) { row in
        row.state = .declared
        row.registered = context.id
      }
    }
    if let key = context.text("founder_vkey") {
      KeyRules.register(key, holder: founder, registrars: [], context, state)
    }
  }

  // MARK: Packs

  private static func key(_ context: EventContext) -> String {
    "\(context.text("pack") ?? "")@\(context.text("version") ?? "")"
  }

  @Sendable private static func decideActivated(_ context: EventContext, _ state: AssistanceState)
    -> [Refusal]
  {
    var refusals: [Refusal] = []
    if state.packs.contains(key(context)) {
      refusals.append(
        context.refuse(
          "R02", "政策包\(key(context))已经启用过；内容有变请用新版本号",
          "pack \(key(context)) was activated before: a changed pack takes a new version", field: "version"))
    }
    let content = context.event.data["content"]
    for field in ["pack", "version"] where content?[field]?.string != context.text(field) {
      refusals.append(
        context.refuse(
          "P01", "政策包内容中的\(field)与事件所写不一致", "the pack's own \(field) differs from the event's",
          field: "content.\(field)"))
    }
    if let content {
      do throws(PackErrors) { _ = try PolicyPack(json: content) } catch {
        refusals += error.reasons.map { $0.at(context.path("content")) }
      }
    }
    return refusals
  }

  @Sendable private static func evolveActivated(_ context: EventContext, _ state: AssistanceState) {
    let key = key(context)
    let from = context.text("effective_from") ?? state.text(context.event.time.day)
    let pack = context.text("pack") ?? ""
    // What is no pack was refused; an entry that a forger put into the log decides nothing.
    let content = context.event.data["content"].flatMap { try? PolicyPack(json: $0) }
    endEarlierVersions(of: pack, from: from, state)
    state.packs.update(key) { row in
      row.pack = pack
      row.version = context.text("version") ?? ""
      row.effectiveFrom = from
      row.activated = context.place
      row.parameters = content?.parameters ?? PackParameters()
    }
    state.ledger.update(LedgerRow.key) { $0.packs.append(key) }
  }

  /// A new version ends the former the day before: one pack never speaks with two voices.
  private static func endEarlierVersions(of pack: String, from: String, _ state: AssistanceState) {
    guard let first = CivilDate(from) else { return }
    let last = CivilDate(day: first.day - 1).text
    for known in state.ledger[LedgerRow.key]?.packs ?? [] {
      guard let row = state.packs[known], row.pack == pack, row.effectiveTo.map({ $0 > last }) ?? true
      else { continue }
      state.packs.update(known) { $0.effectiveTo = last }
    }
  }

  @Sendable private static func decideRetired(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard retired(context, state).isEmpty else { return [] }
    let pack = context.text("pack") ?? ""
    return [
      context.refuse(
        "R01", "政策包\(pack)没有启用，或已经停用", "pack \(pack) is not active", field: "pack")
    ]
  }

  @Sendable private static func evolveRetired(_ context: EventContext, _ state: AssistanceState) {
    let last = context.text("effective_to")
    for key in retired(context, state) {
      state.packs.update(key) { $0.effectiveTo = last }
    }
  }

  /// The versions a retirement ends: the named one, or every one still without an end.
  private static func retired(_ context: EventContext, _ state: AssistanceState) -> [String] {
    (state.ledger[LedgerRow.key]?.packs ?? []).filter { key in
      guard let row = state.packs[key], row.pack == context.text("pack"), row.effectiveTo == nil
      else { return false }
      return context.text("version").map { $0 == row.version } ?? true
    }
  }
}
