import EventSourcing

extension EventContext {
  /// The event's amount of money.
  var amountFen: Int64? { integer("amount_fen") }
}

/// Questions that several money events ask.
enum MoneyChecks {
  /// M01: an amount of nothing, or less, moves no money.
  static func amount(_ context: EventContext) -> [Refusal] {
    guard let amount = context.amountFen, amount <= 0 else { return [] }
    return [
      context.refuse(
        "M01", "金额须大于零，现为\(Fen.yuan(amount))元；要退回款项，请办理冲销或收回",
        "the amount must be above zero, not \(Fen.yuan(amount)) yuan; reversals and returns have their own events",
        field: "amount_fen")
    ]
  }

  /// M03: a total that the ledger could no longer write exactly.
  static func overflow(_ context: EventContext) -> Refusal {
    context.refuse(
      "M03", "合计将超过账本可记的最大金额\(Fen.yuan(Fen.max))元，请核对金额单位（分）",
      "the total would exceed the largest amount the ledger can hold, \(Fen.yuan(Fen.max)) yuan: "
        + "check the unit (fen)",
      field: "amount_fen")
  }

  /// A sum of money that is too small for what is asked; the two texts name it.
  static func insufficient(
    _ context: EventContext, _ code: String, _ zh: String, _ en: String, availableFen: Int64, askedFen: Int64
  ) -> Refusal {
    context.refuse(
      code, "\(zh)\(Fen.yuan(availableFen))元，不足\(Fen.yuan(askedFen))元，差\(Fen.yuan(askedFen - availableFen))元",
      "\(en) \(Fen.yuan(availableFen)) yuan, \(Fen.yuan(askedFen - availableFen)) yuan less than the "
        + "\(Fen.yuan(askedFen)) asked",
      field: "amount_fen")
  }

  /// M04 or R03: whether money may leave a fund line by this event.
  static func fund(_ context: EventContext, _ row: FundRow, _ name: String) -> [Refusal] {
    if row.state == .frozen { return [frozen(context, "资金", "fund line", name, row.freezeReason)] }
    let type = context.event.type
    guard FundMachine.machine.next(row.state, type) == nil else { return [] }
    return [
      context.refuse(
        "R03", "资金\(name)现为“\(row.state.label.zh)”，还没有资金下达，不能办理“\(Authority.title(type).zh)”；请先登记资金下达",
        "fund line \(name) is \(row.state.label.en): nothing has been appropriated, \"\(Authority.title(type).en)\" is not possible; record the appropriation first"
      )
    ]
  }

  /// M04: whether money may leave an allocation, and with it its fund line, by this event.
  static func allocation(
    _ context: EventContext, _ state: AssistanceState, _ row: AllocationRow, _ name: String
  ) -> [Refusal] {
    var refusals: [Refusal] = []
    if row.state == .frozen { refusals.append(frozen(context, "分配", "allocation", name, row.freezeReason)) }
    if let line = state.money.funds[row.fund], line.state == .frozen {
      refusals.append(frozen(context, "资金", "fund line", row.fund, line.freezeReason))
    }
    return refusals
  }

  private static func frozen(
    _ context: EventContext, _ zh: String, _ en: String, _ name: String, _ reason: String?
  ) -> Refusal {
    let why = reason.map { $0.isEmpty ? "" : "（\($0)）" } ?? ""
    return context.refuse(
      "M04", "\(zh)\(name)已冻结\(why)，解冻后才能动用", "\(en) \(name) is frozen\(why): unfreeze it first")
  }

  /// F02: whether a project may be given money now.
  static func library(_ context: EventContext, _ state: AssistanceState, _ project: String?) -> [Refusal] {
    guard let project, let row = state.money.projects[project], !row.library.isInside,
      state.policy(on: context.recorded.beijingDay.text).libraryRequired
    else { return [] }
    return [
      context.refuse(
        "F02", "项目\(project)现为“\(row.library.label.zh)”，不在项目库中，不能分配资金；请先办理入库",
        "project \(project) is \(row.library.label.en): outside the library no money can be allocated; "
          + "admit it first",
        field: "project")
    ]
  }

  /// M09: whether a reference that the event repeats agrees with what is known.
  static func same(
    _ context: EventContext, _ field: String, _ known: String, of owner: String
  ) -> [Refusal] {
    guard let given = context.text(field), given != known else { return [] }
    return [
      context.refuse(
        "M09", "\(owner)属于\(known)，与填写的\(given)不一致", "\(owner) belongs to \(known), not to \(given)",
        field: field)
    ]
  }
}
