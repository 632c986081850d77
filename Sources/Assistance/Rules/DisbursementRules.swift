import EventSourcing

/// A payment from request to bank statement. Every step moves one sum between two columns.
enum DisbursementRules {
  static let table: [String: Rule] = [
    "disbursement.requested": Rule(.creates, decide: mayRequest, evolve: request),
    "disbursement.lines_added": Rule(
      .requires, decide: DisbursementLines.mayAdd, evolve: DisbursementLines.add),
    "disbursement.approved": Rule(.requires, decide: mayApprove, evolve: approve),
    "disbursement.paid": Rule(.requires, decide: mayPay, evolve: pay),
    "disbursement.reconciled": Rule(.requires, decide: mayReconcile, evolve: reconcile),
    "disbursement.reversed": Rule(
      .requires, decide: DisbursementReversal.mayReverse, evolve: DisbursementReversal.reverse),
    "fund.recovered": Rule(
      .requires, decide: DisbursementReversal.mayRecover, evolve: DisbursementReversal.recover),
  ]

  // MARK: Request

  private static func mayRequest(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    var refusals = MoneyChecks.amount(context) + DisbursementLines.mayDeclare(context)
    refusals += DisbursementDocuments.mayUseInvoices(context, state)
    guard let amount = context.amountFen, let name = context.text("allocation"),
      let allocation = state.money.allocations[name]
    else { return refusals }
    refusals += MoneyChecks.allocation(context, state, allocation, name)
    refusals += MoneyChecks.same(context, "project", allocation.project, of: "分配\(name)")
    if amount > allocation.availableFen {
      refusals.append(
        MoneyChecks.insufficient(
          context, "F06", "分配\(name)可用", "allocation \(name) has", availableFen: allocation.availableFen,
          askedFen: amount))
    }
    refusals += mayUseContract(context, state, allocation.project, amount) + DisbursementPayees.mustBeNamed(context)
    refusals += DisbursementPayees.areNoContractors(context, state, allocation.project)
    var row = DisbursementRow(context, allocation)
    row.contract = contracts(context, state, allocation.project).first
    if refusals.isEmpty, DisbursementMoney.overflows(row, .init(reservedFen: amount), state) {
      refusals.append(MoneyChecks.overflow(context))
    }
    return refusals
  }

  private static func mayUseContract(
    _ context: EventContext, _ state: AssistanceState, _ project: String, _ amount: Int64
  ) -> [Refusal] {
    let contracts = contracts(context, state, project)
    if contracts.count > 1 {
      return [
        context.refuse(
          "M30",
          "项目\(project)与\(context.text("payee") ?? "")签有\(contracts.count)份合同，请写明按哪一份支付：\(contracts.joined(separator: "、"))",
          "project \(project) has \(contracts.count) contracts with \(context.text("payee") ?? ""): name the one that is paid: \(contracts.joined(separator: ", "))",
          field: "contract")
      ]
    }
    guard let name = contracts.first, let contract = state.money.contracts[name] else { return [] }
    var refusals: [Refusal] = []
    if contract.project != project {
      refusals.append(
        context.refuse(
          "M09", "合同\(name)属于项目\(contract.project)，而这笔资金属于项目\(project)",
          "contract \(name) belongs to project \(contract.project), the money to project \(project)",
          field: "contract"))
    }
    refusals += ContractRules.mayCommit(context, state, contract, name, moreFen: amount)
    return refusals
  }

  /// The contract named; where none is, those of the project with the payee: what a contract is worth bounds what is asked whether
  /// it is named or not.
  private static func contracts(_ context: EventContext, _ state: AssistanceState, _ project: String) -> [String] {
    if let name = context.text("contract") { return [name] }
    guard let payee = context.text("payee") else { return [] }
    return (state.money.projects[project]?.contractRefs ?? []).filter { state.money.contracts[$0]?.contractor == payee }
  }

  private static func request(_ context: EventContext, _ state: AssistanceState) {
    guard let name = context.text("allocation"), let allocation = state.money.allocations[name] else {
      return
    }
    var row = DisbursementRow(context, allocation)
    row.contract = contracts(context, state, allocation.project).first
    DisbursementLines.declare(context, &row)
    row.invoices = DisbursementDocuments.useInvoices(context, state)
    state.money.payments[context.event.subject] = row
    DisbursementMoney.move(row, .init(reservedFen: row.amountFen), context, state)
  }

  // MARK: Approval

  private static func mayApprove(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.payments[context.event.subject] else { return [] }
    var refusals = MoneyChecks.amount(context) + step(context, row) + named(context)
    refusals +=
      mayMove(context, state, row) + DisbursementPayees.areOthers(context, state, DisbursementPayees.barred(row))
    if !row.areLinesComplete { refusals.append(DisbursementLines.incomplete(context, row)) }
    guard let amount = context.amountFen else { return refusals }
    if amount > row.amountFen {
      refusals.append(
        context.refuse(
          "M12", "审批金额\(Fen.yuan(amount))元超过申请金额\(Fen.yuan(row.amountFen))元，请另行申请差额",
          "the approved \(Fen.yuan(amount)) yuan exceed the \(Fen.yuan(row.amountFen)) requested: request the rest apart",
          field: "amount_fen"))
    } else if amount < row.amountFen, row.lineCount != nil {
      refusals.append(
        context.refuse(
          "M12", "按明细发放的申请不能部分审批：明细合计\(Fen.yuan(row.amountFen))元；请撤回后重新申请",
          "a request paid by lines cannot be approved in part: its lines come to \(Fen.yuan(row.amountFen)) yuan; "
            + "withdraw it and request again",
          field: "amount_fen"))
    }
    return refusals
  }

  private static func approve(_ context: EventContext, _ state: AssistanceState) {
    guard let row = state.money.payments[context.event.subject] else { return }
    let approved = context.amountFen ?? row.amountFen
    state.money.payments.update(context.event.subject) { row in
      row.amountFen = approved
      row.approved = .init(context)
      row.step(context.event.type)
    }
    DisbursementMoney.move(row, .init(reservedFen: approved &- row.amountFen), context, state)
  }

  // MARK: Payment

  private static func mayPay(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.payments[context.event.subject] else { return [] }
    var refusals = MoneyChecks.amount(context) + step(context, row)
    refusals += mayMove(context, state, row) + sameAmount(context, row, "支付", "the payment")
    refusals += DisbursementPayees.areOthers(context, state, DisbursementPayees.barred(row))
    refusals += DisbursementPayees.areAccountsOld(context, state, DisbursementPayees.barred(row))
    refusals += DisbursementDocuments.mayUseVoucher(context, state)
    if row.state == .requested {
      refusals.append(
        context.refuse(
          "F09", "用款申请\(context.event.subject)尚未审批，不能支付",
          "request \(context.event.subject) is not approved yet: it cannot be paid"))
    }
    if row.state == .approved, row.lastBasis == .migrated, context.event.basis != .migrated {
      refusals.append(
        context.refuse(
          "G47", "\(context.event.subject)的审批是从旧账迁入的，没有审批人的签名，不能据以付款；请重新申请、审批",
          "the approval of \(context.event.subject) came from an old register, unsigned: nothing is paid by it; request and approve it afresh"
        ))
    }
    refusals += mayPayProject(context, state, row)
    let change = DisbursementBalance(reservedFen: -row.amountFen, paidFen: row.amountFen)
    if refusals.isEmpty, DisbursementMoney.overflows(row, change, state) {
      refusals.append(MoneyChecks.overflow(context))
    }
    return refusals
  }

  /// F01, F06 and F09: what the project and the contract have to say.
  private static func mayPayProject(
    _ context: EventContext, _ state: AssistanceState, _ row: DisbursementRow
  ) -> [Refusal] {
    var refusals: [Refusal] = []
    guard let project = state.money.projects[row.project] else { return refusals }
    if !project.library.isInside {
      refusals.append(
        context.refuse(
          "F01", "项目\(row.project)现为“\(project.library.label.zh)”，库外项目不能支付",
          "project \(row.project) is \(project.library.label.en): nothing is paid outside the library"))
    }
    let isExcepted = state.policy(on: context.recorded.beijingDay.text).advanceAllowed
    if project.delivery == .contract, project.contracts == 0, !isExcepted {
      refusals.append(
        context.refuse(
          "F09", "项目\(row.project)按合同实施而尚未签订合同，不能支付；请先登记合同",
          "project \(row.project) is carried out by contract and none is signed: sign it before paying"))
    }
    if let name = row.contract, let contract = state.money.contracts[name] {
      refusals += ContractRules.mayCommit(context, state, contract, name, moreFen: 0)
    }
    return refusals
  }

  private static func pay(_ context: EventContext, _ state: AssistanceState) {
    guard let row = state.money.payments[context.event.subject] else { return }
    DisbursementDocuments.useVoucher(context, state)
    state.money.payments.update(context.event.subject) { row in
      row.paid = .init(context)
      row.voucher = context.text("voucher_no")
      row.bankReference = context.text("bank_ref")
      row.channel = context.text("channel")
      row.step(context.event.type)
    }
    DisbursementMoney.move(row, .init(reservedFen: -row.amountFen, paidFen: row.amountFen), context, state)
  }

  // MARK: Bank statement

  private static func mayReconcile(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.money.payments[context.event.subject] else { return [] }
    let refusals = step(context, row) + DisbursementPayees.areOthers(context, state, DisbursementPayees.barred(row))
    let stated = context.integer("statement_amount_fen") ?? context.amountFen ?? row.amountFen
    guard stated != row.amountFen, isMatched(context) else { return refusals }
    return refusals + [
      context.refuse(
        "M16", "对账单金额\(Fen.yuan(stated))元与支付金额\(Fen.yuan(row.amountFen))元不符；请核对，确实不符的，“是否相符”填“否”",
        "the statement says \(Fen.yuan(stated)) yuan, the payment \(Fen.yuan(row.amountFen)): "
          + "check it, or say that they do not agree (matched=false)",
        field: "matched")
    ]
  }

  private static func isMatched(_ context: EventContext) -> Bool { context.flag("matched") ?? true }

  /// A statement that disagrees is noted and reconciles nothing.
  private static func reconcile(_ context: EventContext, _ state: AssistanceState) {
    guard let row = state.money.payments[context.event.subject] else { return }
    let isMatched = isMatched(context)
    state.money.payments.update(context.event.subject) { row in
      row.isStatementMatched = isMatched
      row.statement = context.text("statement")
      if isMatched {
        row.reconciled = .init(context)
        row.step(context.event.type)
      }
    }
    if isMatched {
      DisbursementMoney.move(row, .init(reconciledFen: row.amountFen &- row.recoveredFen), context, state)
    }
  }
}

extension DisbursementRules {
  static func step(_ context: EventContext, _ row: DisbursementRow) -> [Refusal] {
    DisbursementMachine.machine.refusal(context, in: row.state).map { [$0] } ?? []
  }

  /// M04: nothing leaves what is frozen.
  private static func mayMove(
    _ context: EventContext, _ state: AssistanceState, _ row: DisbursementRow
  ) -> [Refusal] {
    guard let allocation = state.money.allocations[row.allocation] else { return [] }
    return MoneyChecks.allocation(context, state, allocation, row.allocation)
  }

  /// M11: an amount that repeats the payment's must be the payment's.
  static func sameAmount(
    _ context: EventContext, _ row: DisbursementRow, _ zh: String, _ en: String
  ) -> [Refusal] {
    guard let amount = context.amountFen, amount != row.amountFen else { return [] }
    return [
      context.refuse(
        "M11", "\(zh)金额\(Fen.yuan(amount))元须等于审批金额\(Fen.yuan(row.amountFen))元",
        "the amount of \(en), \(Fen.yuan(amount)) yuan, must equal the approved \(Fen.yuan(row.amountFen))",
        field: "amount_fen")
    ]
  }

  /// M29: the approver named is the one who approves.
  private static func named(_ context: EventContext) -> [Refusal] {
    guard let approver = context.text("approver"), approver != context.doer else { return [] }
    return [
      context.refuse(
        "M29", "写明的审批人\(approver)不是办理人\(context.doer)；审批须由审批人本人签名",
        "the approver named, \(approver), is not \(context.doer) who does it: an approval is signed by the approver",
        field: "approver")
    ]
  }
}

extension DisbursementRow {
  init(_ context: EventContext, _ allocation: AllocationRow) {
    self.allocation = context.text("allocation") ?? ""
    fund = allocation.fund
    project = allocation.project
    contract = context.text("contract")
    payee = context.text("payee")
    payees = DisbursementPayees.adding(context, to: [])
    purpose = context.text("purpose")
    milestone = context.text("milestone")
    amountFen = context.amountFen ?? 0
    requested = Step(context)
  }

  mutating func step(_ event: String) { state = DisbursementMachine.machine.next(state, event) ?? state }
}
