import EventSourcing

/// Closing a problem: signatures of different persons in the slots of the policy, in order, each on what was seen.
enum SignOffRules {
  @Sendable static func decideSigned(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.problems[context.event.subject] else { return [] }
    let policy = state.policy(on: state.text(context.recorded.beijingDay))
    let signer = context.doer
    var refusals = ProblemMachine.machine.refusal(context, in: row.state).map { [$0] } ?? []
    refusals += process(row, policy, context)
    refusals += evidence(row, policy, context)
    refusals += slot(row, policy, signer, context, state)
    refusals += independence(row, policy, signer, context, state)
    refusals += authenticity(signer, context, state)
    return refusals
  }

  // MARK: What is asked of a signature

  private static func process(_ row: ProblemRow, _ policy: Policy, _ context: EventContext) -> [Refusal] {
    guard policy.listingRequired, row.listed == nil || row.planned == nil else { return [] }
    return [
      context.refuse(
        "R05", "销号前须先列入问题清单并制定整改方案", "the problem must be listed and planned before it is signed off")
    ]
  }

  private static func evidence(_ row: ProblemRow, _ policy: Policy, _ context: EventContext) -> [Refusal] {
    if row.evidence < max(1, policy.evidenceMin) {
      return [
        context.refuse(
          "S02", "先有佐证、后有签字：已有佐证\(row.evidence)件，至少要\(max(1, policy.evidenceMin))件；请先上传佐证材料",
          "evidence comes before signatures: there are \(row.evidence) pieces of at least \(max(1, policy.evidenceMin)); attach evidence first"
        )
      ]
    }
    let sources = Int64(max(row.evidenceKinds.count, row.evidenceSources.count))
    guard sources < policy.sourcesMin else { return [] }
    return [
      context.refuse(
        "S10", "孤证不立：佐证只有\(sources)种，至少要\(policy.sourcesMin)种类别或来源",
        "evidence of \(sources) kind is not enough: at least \(policy.sourcesMin) kinds or sources are needed"
      )
    ]
  }

  private static func slot(
    _ row: ProblemRow, _ policy: Policy, _ signer: String, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    guard let name = context.text("slot") else { return [] }
    guard let index = policy.slots.firstIndex(where: { $0.slot == name }) else {
      let names = policy.slots.map(\.slot)
      return [
        context.refuse(
          "S19", "没有“\(name)”这个签字岗位；应为：\(names.joined(separator: "、"))",
          "there is no slot \"\(name)\"; it should be one of \(names.joined(separator: ", "))", field: "slot")
      ]
    }
    var refusals: [Refusal] = []
    if let earlier = row.signatures.first(where: { $0.slot == name }) {
      refusals.append(
        context.refuse(
          "S20", "“\(name)”岗位已由\(earlier.signer)签字（\(earlier.place)），不必重签",
          "the slot \"\(name)\" was signed by \(earlier.signer) at \(earlier.place) already", field: "slot"))
    }
    let missing = policy.slots[..<index].filter { slot in !row.signatures.contains { $0.slot == slot.slot } }
    if let first = missing.first {
      refusals.append(
        context.refuse(
          "S06", "签字顺序不对：须先由“\(first.slot)”签字", "wrong order: the slot \"\(first.slot)\" signs first",
          field: "slot"))
    }
    let day = state.text(context.recorded.beijingDay)
    if !state.holds(policy.slots[index].role, signer, on: day) {
      refusals.append(
        context.refuse(
          "S04", "\(signer)在\(day)没有“\(policy.slots[index].role)”的在任职责，无权在此岗位签字",
          "\(signer) has no active duty of role \(policy.slots[index].role) on \(day) and cannot sign in this slot",
          field: "slot"))
    }
    return refusals
  }

  private static func independence(
    _ row: ProblemRow, _ policy: Policy, _ signer: String, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    var refusals: [Refusal] = []
    let person = state.canonical(signer)
    if let other = row.signatures.first(where: { state.canonical($0.signer) == person }) {
      refusals.append(
        context.refuse(
          "S01", "同一人不得双签：\(signer)已在“\(other.slot)”岗位签字，另一岗位须由他人签",
          "one person never signs twice: \(signer) signed in the slot \"\(other.slot)\"; another person must sign here"
        ))
    }
    let parties = [row.opener, row.handler].compactMap { $0 }
    if !policy.openerMaySign, parties.contains(where: { state.canonical($0) == person }) {
      refusals.append(
        context.refuse(
          "S05", "\(signer)是本问题的登记人或经办人，不得自批自办",
          "\(signer) opened or handled this problem and cannot sign it off"))
    }
    if state.isRegistrar(signer, on: state.text(context.recorded.beijingDay)) {
      refusals.append(
        context.refuse("G20", "\(signer)是密钥登记员，不得销号签字", "\(signer) is a registrar and cannot sign off"))
    }
    return refusals
  }

  /// The signature is the signer's own, on what was seen, with a key that two others vouched for.
  private static func authenticity(
    _ signer: String, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    var refusals: [Refusal] = []
    let signs = context.header.signers.contains(signer)
    if context.event.basis != .own || !signs {
      refusals.append(
        context.refuse(
          "S16", "销号签字须由\(signer)本人签署，不接受代录或纸质补录",
          "a sign-off is signed by \(signer) in person; it is never entered for another"))
    }
    if head(context) == nil {
      refusals.append(
        Refusal(
          "S17", "首行expect中缺少\(context.event.subject)的[数目, 链头]：签字必须绑定所看到的内容",
          "expect lacks [count, head] of \(context.event.subject): a signature binds what was seen",
          path: "$.expect"))
    }
    if !state.keysHaveTwoRegistrars(signer, at: context.recorded) {
      refusals.append(
        context.refuse(
          "K21", "\(signer)的密钥未经两名密钥登记员共同登记，不能用于销号签字",
          "the keys of \(signer) were not registered by two registrars and cannot sign off"))
    }
    return refusals
  }

  /// The chain head of the problem that the note binds.
  private static func head(_ context: EventContext) -> String? {
    context.header.expect.first { $0.subject == context.event.subject }?.head
  }

  @Sendable static func evolveSigned(_ context: EventContext, _ state: AssistanceState) {
    guard let row = state.problems[context.event.subject], let slot = context.text("slot") else { return }
    let signatures =
      row.signatures
      + [SlotSignature(slot: slot, signer: context.doer, place: context.place, head: head(context) ?? "-")]
    let policy = state.policy(on: state.text(context.recorded.beijingDay))
    let step = isComplete(signatures, policy) ? ProblemMachine.lastSignature : context.event.type
    ProblemRules.change(context, state, step: step) { $0.signatures = signatures }
  }

  private static func isComplete(_ signatures: [SlotSignature], _ policy: Policy) -> Bool {
    policy.slots.allSatisfy { slot in signatures.contains { $0.slot == slot.slot } }
  }

  // MARK: Closing

  @Sendable static func decideClosed(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.problems[context.event.subject] else { return [] }
    if row.state == .closed { return ProblemRules.decideStep(context, state) }
    let day = state.text(context.recorded.beijingDay)
    let policy = state.policy(on: day)
    var refusals: [Refusal] = []
    if !isReadyToClose(row, policy) {
      let missing = policy.slots.filter { slot in !row.signatures.contains { $0.slot == slot.slot } }.map(
        \.slot)
      refusals.append(
        context.refuse(
          "S18", "签字不齐，不能销号；还缺：\(missing.joined(separator: "、"))",
          "not every signature stands; missing: \(missing.joined(separator: ", "))"))
    }
    let doer = context.doer
    if !mayClose(row, doer, on: day, state) {
      refusals.append(
        context.refuse(
          "G25", "销号须由签字人或在任经办人办理，\(doer)都不是",
          "a problem is closed by one of its signers or by a handler on duty; \(doer) is neither"))
    }
    return refusals
  }

  /// Whether nothing but closing is left to do.
  static func isReadyToClose(_ row: ProblemRow, _ policy: Policy) -> Bool {
    row.state == .fullySigned && isComplete(row.signatures, policy)
  }

  static func mayClose(_ row: ProblemRow, _ person: String, on day: String, _ state: AssistanceState) -> Bool {
    row.signatures.contains { $0.signer == person } || state.holds("handler", person, on: day)
  }

  @Sendable static func evolveClosed(_ context: EventContext, _ state: AssistanceState) {
    let day = context.text("closed_at").flatMap { EventTime($0) } ?? context.event.time
    ProblemRules.change(context, state) { row in
      row.closed = context.id
      row.closedDay = state.text(day.day)
    }
  }
}
