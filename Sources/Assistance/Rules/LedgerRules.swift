import EventSourcing
import Law

/// The ledger's founding, its packs and its rules number.
enum LedgerRules {
  static let genesis = "ledger.genesis"

  /// The founder's: a registrar's duty like any other, which ends like any other.
  static let founderDuty = "duty-founder"

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
      row.opened = state.text(context.recorded.beijingDay)
    }
    state.persons.update(founder) { row in
      row.state = .declared
      row.registered = context.id
    }
    if ReferencePrefix(of: authority) == .org, Reference.isValid(authority) {
      state.orgs.update(authority) { row in
        row.state = .declared
        row.registered = context.id
      }
    }
    let day = state.text(context.recorded.beijingDay)
    DutyRules.take(
      founderDuty,
      DutyRow(
        state: .active, person: founder, role: AssistanceState.registrarRole,
        org: state.ledger[LedgerRow.key]?.authorityOrg, from: day,
        assigner: founder, assigned: context.place),
      context, state)
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
    guard let content else { return refusals }
    do throws(PackErrors) {
      let pack = try PolicyPack(json: content)
      refusals += mayHold(pack, context, state)
    } catch {
      refusals += error.reasons.map { $0.at(context.path("content")) }
    }
    return refusals
  }

  /// A pack is of the ledger's region or of one around it, looks forward, and agrees with the others about who signs where.
  private static func mayHold(_ pack: PolicyPack, _ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals: [Refusal] = []
    let region = state.ledger[LedgerRow.key]?.region ?? ""
    if !region.hasPrefix(pack.region) {
      refusals.append(
        context.refuse(
          "P04", "政策包适用于\(pack.region)，本账本属于\(region)；只能启用本地区或上级地区的政策包",
          "the pack is for \(pack.region), this ledger for \(region): only packs of its own region or one around it take effect",
          field: "content.region"))
    }
    let today = state.text(context.recorded.beijingDay)
    let from = firstDay(context, state)
    if from < today, !state.now.isFounding {
      refusals.append(backwards(context, from, today, field: "effective_from"))
    }
    if pack.parameters.openerMaySign == true {
      refusals.append(
        context.refuse(
          "P05", "政策包只能收紧、不能放宽：经办过问题的人不得签字销号（opener_may_sign不能为true）",
          "a pack only narrows: nobody who took part in a case signs it off (opener_may_sign cannot be true)",
          field: "content.parameters.problem.opener_may_sign"))
    }
    if !pack.parameters.slots.isEmpty, Set(pack.parameters.slots.map(\.slot)).count < 2 {
      refusals.append(
        context.refuse(
          "P05", "政策包只能收紧、不能放宽：销号至少须两人在两栏签字，现只有一栏",
          "a pack only narrows: a case is closed by two signatures at least, and the pack has one slot",
          field: "content.parameters.problem.slots"))
    }
    let roles = pack.parameters.slots.map(\.role)
    let isOneOffice = roles.indices.contains { first in
      roles.indices.contains { $0 != first && Codelist.role.isA(roles[first], roles[$0]) }
    }
    if isOneOffice {
      refusals.append(
        context.refuse(
          "P05", "政策包只能收紧、不能放宽：两个签字栏须由不同岗位的人签，现有两栏属同一岗位",
          "a pack only narrows: the slots are signed by different offices, and two of the pack's are of one",
          field: "content.parameters.problem.slots"))
    }
    let others = (state.ledger[LedgerRow.key]?.packs ?? []).compactMap { state.packs[$0] }.filter {
      $0.pack != pack.id && ($0.effectiveTo.map { from <= $0 } ?? true)
    }
    for slot in pack.parameters.slots {
      let other = others.first { other in
        other.parameters.slots.contains { $0.slot == slot.slot && $0.role != slot.role }
      }
      guard let other else { continue }
      refusals.append(
        context.refuse(
          "P05", "签字栏“\(slot.slot)”在政策包\(other.pack)中属于另一岗位；两个政策包须一致，请先修改其一",
          "the slot \"\(slot.slot)\" belongs to another role in the pack \(other.pack): make the two agree first",
          field: "content.parameters.problem.slots"))
    }
    return refusals
  }

  /// The first day of a pack: as it says, else the day of recording.
  private static func firstDay(_ context: EventContext, _ state: AssistanceState) -> String {
    context.text("effective_from") ?? state.text(context.recorded.beijingDay)
  }

  private static func backwards(_ context: EventContext, _ day: String, _ today: String, field: String) -> Refusal {
    context.refuse(
      "P03", "制度不能追溯：\(day)早于记录当日\(today)，已经办理的事项按当时的规则判断",
      "rules do not reach back: \(day) lies before \(today), when this is recorded", field: field)
  }

  @Sendable private static func evolveActivated(_ context: EventContext, _ state: AssistanceState) {
    let key = key(context)
    let from = firstDay(context, state)
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
    let pack = context.text("pack") ?? ""
    guard let last = context.text("effective_to") else {
      return [
        context.refuse(
          "R01", "没有写明政策包\(pack)的最后一天（effective_to）：不写则什么也没有停用",
          "the last day of the pack \(pack) is not given (effective_to): nothing would be retired",
          field: "effective_to")
      ]
    }
    let today = state.text(context.recorded.beijingDay)
    if last < today { return [backwards(context, last, today, field: "effective_to")] }
    guard retired(context, state).isEmpty else { return [] }
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
