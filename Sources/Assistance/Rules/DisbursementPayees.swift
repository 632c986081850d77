import EventSourcing

/// Whom a payment goes to: they are named, they are not those who decide about it, and nobody pays to an account he has just changed.
enum DisbursementPayees {
  /// Among so many different payees or more one may be somebody who handles the payment: no refusal, a finding (F13). Payees are
  /// counted, not lines: ten lines to oneself are no list.
  private static let many = 10
  /// Who changed a payee's account does not pay to it for so long.
  private static let accountDays = 30

  /// The payees known so far, and those whom an event names, each once, as far as it matters whether they are many.
  static func adding(_ context: EventContext, to known: [String]) -> [String] {
    let named = [context.text("payee")].compactMap { $0 }
    let lines = context.event.data["lines"].map { Array($0.elements) } ?? []
    return (named + lines.compactMap { $0["payee"]?.string }).reduce(into: known) { payees, payee in
      if payees.count < many, !payees.contains(payee) { payees.append(payee) }
    }
  }

  /// Whom those who decide about a payment must not be: everybody paid, while they are few; who is named beside a list in any case.
  static func barred(_ row: DisbursementRow) -> [String] {
    row.payees.count < many ? row.payees : [row.payee].compactMap { $0 }
  }

  /// M28: money goes to somebody: one payee, or all of a list.
  static func mustBeNamed(_ context: EventContext) -> [Refusal] {
    let data = context.event.data
    if context.text("payee") != nil || context.integer("line_count") ?? 0 > 0 { return [] }
    if let lines = data["lines"], lines.elements.contains(where: { _ in true }) { return [] }
    return [
      context.refuse(
        "M28", "没有写明付给谁：请填收款方，或发放明细的户数（随后补充明细）",
        "nobody is named to be paid: give the payee, or the number of lines to follow", field: "payee")
    ]
  }

  /// M30: who has a contract with the project is paid by it, never as a line among others.
  static func areNoContractors(_ context: EventContext, _ state: AssistanceState, _ project: String) -> [Refusal] {
    let contracts = state.money.projects[project]?.contractRefs ?? []
    guard !contracts.isEmpty, let lines = context.event.data["lines"] else { return [] }
    for line in lines.elements {
      guard let payee = line["payee"]?.string,
        let contract = contracts.first(where: { state.money.contracts[$0]?.contractor == payee })
      else { continue }
      return [
        context.refuse(
          "M30", "明细中的\(payee)是项目\(project)的承包方（合同\(contract)），请单独申请，按合同支付",
          "\(payee), in a line, is the contractor of project \(project) (\(contract)): request that apart, by the contract",
          field: "lines")
      ]
    }
    return []
  }

  /// Posts whose holders lead an organisation or keep its books.
  private static let keepers = PermissionTable.RoleDemand([
    "unit_head", "responsible", "deputy_in_charge", "cashier", "accountant",
  ])

  /// M26: nobody decides about money for himself, his household, an organisation that he leads or keeps the books of.
  static func areOthers(_ context: EventContext, _ state: AssistanceState, _ payees: [String]) -> [Refusal] {
    let day = state.text(context.recorded.beijingDay)
    for hand in Hands.of(context, state) {
      guard let payee = payees.first(where: { isOneself($0, hand, day, context, state) }) else { continue }
      return [
        context.refuse(
          "M26", "这笔钱付给\(payee)：\(hand)就是收款人、其家人，或该单位的负责人、出纳、会计，须回避；请由他人办理",
          "this money goes to \(payee): \(hand) is that payee, of that household, or leads that organisation or keeps its books; let another do it"
        )
      ]
    }
    return []
  }

  private static func isOneself(
    _ payee: String, _ hand: String, _ day: String, _ context: EventContext, _ state: AssistanceState
  ) -> Bool {
    switch ReferencePrefix(of: payee) {
    case .person:
      return state.isOne(payee, hand)
        || !Set(households(of: payee, on: day, state)).isDisjoint(with: households(of: hand, on: day, state))
    case .household: return households(of: hand, on: day, state).contains(payee)
    case .org:
      return state.offices(of: hand, on: day, before: context.seq).contains {
        $0.duty.org == payee && keepers.names($0.duty.role)
      }
    default: return false
    }
  }

  /// The households a person belongs to, now or within the year.
  private static func households(of person: String, on day: String, _ state: AssistanceState) -> [String] {
    let rows = Set([person, state.canonical(person)]).compactMap { state.persons[$0] }
    return rows.flatMap { row -> [String] in
      let former = row.formerHouseholds.filter { former in
        guard let today = CivilDate(day), let left = CivilDate(former.left) else { return false }
        return today.day - left.day <= 365
      }
      return [row.household].compactMap { $0 } + former.map(\.household)
    }
  }

  /// M27: who has just changed where the money goes does not send it there.
  static func areAccountsOld(_ context: EventContext, _ state: AssistanceState, _ payees: [String]) -> [Refusal] {
    let today = context.recorded.beijingDay
    let hands = Hands.of(context, state)
    for payee in payees {
      let changes = (state.hands[payee]?.acts ?? []).filter { act in
        act.type == Hands.accountChange && (CivilDate(act.day).map { today.day - $0.day < accountDays } ?? false)
      }
      guard let change = changes.first(where: { act in hands.contains { state.isOne($0, act.person) } }) else {
        continue
      }
      return [
        context.refuse(
          "M27", "\(change.person)在\(change.day)变更了\(payee)的收款账户，\(accountDays)天内不得由其付款；请由另一人办理",
          "\(change.person) changed the account of \(payee) on \(change.day) and does not pay to it for \(accountDays) days: let another do it"
        )
      ]
    }
    return []
  }
}
