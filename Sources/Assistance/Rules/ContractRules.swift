import EventSourcing

/// Contracts: signed, amended, and the retention (质保金) given back.
enum ContractRules {
  static let table: [String: Rule] = [
    "contract.signed": Rule(.creates, decide: maySign, evolve: sign),
    "contract.amended": Rule(.requires, decide: mayAmend, evolve: amend),
    "retention.released": Rule(.requires, decide: mayRelease, evolve: release),
  ]

  // MARK: What may be paid

  /// Before acceptance, value less retention; after it, the value. Nil when the contract names no value.
  static func payableFen(_ contract: ContractRow, _ project: ProjectRow?) -> Int64? {
    guard let value = contract.valueFen else { return nil }
    return project?.acceptedDay == nil ? value &- contract.retentionFen : value
  }

  /// F06: whether requests and payments stay within the contract.
  static func mayCommit(
    _ context: EventContext, _ state: AssistanceState, _ contract: ContractRow, _ name: String, moreFen: Int64
  ) -> [Refusal] {
    guard let payable = payableFen(contract, state.money.projects[contract.project]) else { return [] }
    let committed = contract.balance.committedFen
    guard Fen.sum(committed, max(moreFen, 0)).map({ $0 > payable }) ?? true else { return [] }
    return [
      context.refuse(
        "F06",
        "合同\(name)现可支付至\(Fen.yuan(payable))元（验收前扣除质保金），已申请和支付\(Fen.yuan(committed))元，不能再付\(Fen.yuan(moreFen))元",
        "contract \(name) may be paid up to \(Fen.yuan(payable)) yuan for now (before acceptance without the retention); "
          + "\(Fen.yuan(committed)) are requested or paid, \(Fen.yuan(moreFen)) more are too much")
    ]
  }

  // MARK: Signing

  private static func maySign(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = terms(context, state, prepay: context.integer("prepay_bp"))
    guard let name = context.text("project"), let project = state.money.projects[name] else {
      return refusals
    }
    if ProjectMachine.phase.next(project.phase, context.event.type) == nil {
      refusals.append(
        context.refuse(
          "R03", "项目\(name)现为“\(project.phase.label.zh)”，不能签订合同",
          "project \(name) is \(project.phase.label.en): no contract can be signed for it", field: "project"))
    }
    let value = context.integer("value_fen") ?? 0
    if value < 0 || Fen.sum(project.contractsFen, value) == nil { refusals.append(overflow(context)) }
    return refusals
  }

  private static func overflow(_ context: EventContext) -> Refusal {
    context.refuse(
      "M03", "合同金额或合计超出账本可记的范围，请核对金额单位（分）",
      "the contract's value, or the total with it, lies beyond what the ledger can hold: check the unit (fen)",
      field: "value_fen")
  }

  /// M21: what the pack says of prepayment.
  private static func terms(_ context: EventContext, _ state: AssistanceState, prepay: Int64?) -> [Refusal] {
    guard let prepay, let most = state.policy(on: context.recorded.beijingDay.text).prepayMaxBp, prepay > most
    else { return [] }
    return [
      context.refuse(
        "M21", "预付款比例\(percent(prepay))超过政策包上限\(percent(most))",
        "a prepayment of \(percent(prepay)) exceeds the \(percent(most)) that the policy allows",
        field: "prepay_bp")
    ]
  }

  /// Basis points as a percentage with two decimals.
  private static func percent(_ bp: Int64) -> String { Fen.yuan(bp) + "%" }

  private static func sign(_ context: EventContext, _ state: AssistanceState) {
    guard let project = context.text("project") else { return }
    var row = ContractRow()
    row.project = project
    row.contractor = context.text("contractor")
    row.number = context.text("number")
    row.period = context.text("period")
    row.start = context.text("start")
    row.signedDay = context.dayText
    row.event = context.place
    row.take(terms: context)
    state.money.contracts[context.event.subject] = row
    state.money.projects.update(project) { project in
      project.contracts &+= 1
      project.contractRefs.append(context.event.subject)
      project.contractsFen = Fen.sum(project.contractsFen, row.valueFen ?? 0) ?? project.contractsFen
      project.note(context)
    }
  }

  // MARK: Amending

  private static func mayAmend(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = terms(context, state, prepay: context.integer("prepay_bp"))
    guard let row = state.money.contracts[context.event.subject] else { return refusals }
    refusals += DisbursementPayees.areOthers(context, state, [row.contractor].compactMap { $0 })
    guard let value = context.integer("value_fen") else { return refusals }
    let others = state.money.projects[row.project].map { $0.contractsFen &- (row.valueFen ?? 0) } ?? 0
    if value < 0 || Fen.sum(others, value) == nil { refusals.append(overflow(context)) }
    if value < row.balance.committedFen {
      refusals.append(
        context.refuse(
          "M23", "变更后合同金额\(Fen.yuan(value))元少于已申请和支付的\(Fen.yuan(row.balance.committedFen))元",
          "the amended value of \(Fen.yuan(value)) yuan is less than the \(Fen.yuan(row.balance.committedFen)) already "
            + "requested or paid",
          field: "value_fen"))
    }
    return refusals
  }

  private static func amend(_ context: EventContext, _ state: AssistanceState) {
    guard let before = state.money.contracts[context.event.subject] else { return }
    let after = state.money.contracts.update(context.event.subject) { row in
      row.take(terms: context)
      row.amendments &+= 1
      return row.valueFen ?? 0
    }
    state.money.projects.update(before.project) { project in
      let others = Fen.sum(project.contractsFen, -(before.valueFen ?? 0)) ?? project.contractsFen
      project.contractsFen = Fen.sum(others, after) ?? project.contractsFen
      project.note(context)
    }
  }

  // MARK: Retention

  private static func mayRelease(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.contracts[context.event.subject] else { return [] }
    var refusals = MoneyChecks.amount(context)
    if let early = early(context, state, row) { refusals.append(early) }
    refusals += DisbursementPayees.areOthers(context, state, [row.contractor].compactMap { $0 })
    let heldFen = row.retentionFen &- row.retentionReleasedFen
    if let amount = context.amountFen, amount > heldFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "M24", "合同\(context.event.subject)可返还的质保金", "contract \(context.event.subject) retains",
          availableFen: heldFen, askedFen: amount))
    }
    return refusals
  }

  /// F21: retention stays until acceptance, and after it for as long as the warranty lasts.
  private static func early(
    _ context: EventContext, _ state: AssistanceState, _ row: ContractRow
  ) -> Refusal? {
    guard let accepted = state.money.projects[row.project]?.acceptedDay, let day = CivilDate(accepted) else {
      return context.refuse(
        "F21", "项目\(row.project)尚未竣工验收，不能返还质保金",
        "project \(row.project) is not accepted yet: no retention can be released")
    }
    let end = day.adding(months: Int(row.warrantyMonths ?? 0))
    guard context.event.time.day < end else { return nil }
    return context.refuse(
      "F21", "质保期到\(end.text)为止（\(accepted)验收，质保\(row.warrantyMonths ?? 0)个月），此前不能返还质保金",
      "the warranty lasts until \(end.text) (accepted on \(accepted), \(row.warrantyMonths ?? 0) months): "
        + "no retention can be released before")
  }

  private static func release(_ context: EventContext, _ state: AssistanceState) {
    guard state.money.contracts.contains(context.event.subject), let amount = context.amountFen else {
      return
    }
    state.money.contracts.update(context.event.subject) { row in
      row.retentionReleasedFen = Fen.sum(row.retentionReleasedFen, amount) ?? row.retentionReleasedFen
      row.lastEvent = context.place
    }
  }
}

extension ContractRow {
  fileprivate mutating func take(terms context: EventContext) {
    valueFen = context.integer("value_fen") ?? valueFen
    end = context.text("end") ?? end
    prepayBp = context.integer("prepay_bp") ?? prepayBp
    retentionBp = context.integer("retention_bp") ?? retentionBp
    warrantyMonths = context.integer("warranty_months") ?? warrantyMonths
    lastEvent = context.place
    basis = context.event.basis
  }
}

extension CivilDate {
  /// The same date so many months on; the month's last day when it has no such date.
  func adding(months: Int) -> CivilDate {
    let (year, month, date) = components
    let count = year * 12 + month - 1 + months
    for last in stride(from: date, through: 1, by: -1) {
      if let day = CivilDate(year: count / 12, month: count % 12 + 1, date: last) { return day }
    }
    return CivilDate(day: Int(Int32.max))
  }
}
