import Law
import EventSourcing

/// Closing a problem: signatures of different persons in the slots of the policy, in order, each on what was seen.
enum SignOffRules {
  @Sendable static func decideSigned(_ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let row = state.problems[context.event.subject] else { return [] }
    let policy = state.policy(on: state.text(context.recorded.beijingDay))
    let signer = context.doer
    var refusals = ProblemMachine.machine.refusal(context, in: row.state).map { [$0] } ?? []
    refusals += process(row, policy, context)
    refusals += evidence(row, policy, signer, context, state)
    refusals += slot(row, policy, signer, context, state)
    refusals += independence(row, signer, context, state)
    refusals += authenticity(signer, context)
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

  /// A signer's own evidence does not count for him.
  private static func evidence(
    _ row: ProblemRow, _ policy: Policy, _ signer: String, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    let others = countedEvidence(row, for: signer, state)
    let least = max(1, policy.evidenceMin)
    if others < least {
      let own = row.evidence - others
      let zh = own > 0 ? "（其中\(own)件由\(signer)自己提供，不计）" : ""
      let en = own > 0 ? " (\(own) more, brought by \(signer), do not count)" : ""
      return [
        context.refuse(
          "S02", "先有佐证、后有签字：已有佐证\(others)件\(zh)，至少要\(least)件；请先上传佐证材料",
          "evidence comes before signatures: there are \(others) pieces of at least \(least)\(en); attach evidence first"
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

  /// The pieces that others than a signer brought, nor did he type what they brought.
  static func countedEvidence(_ row: ProblemRow, for signer: String, _ state: AssistanceState) -> Int64 {
    row.evidence
      - Int64(
        row.evidenceBy.filter { hands in
          hands.split(separator: " ").contains { state.isOne(String($0), signer) }
        }.count)
  }

  private static func slot(
    _ row: ProblemRow, _ policy: Policy, _ signer: String, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    guard let name = context.text("slot") else { return [] }
    guard let index = policy.slots.firstIndex(where: { $0.slot == name }) else {
      let titles = policy.slots.map { SignOffs.title(ofSlot: $0.slot) }
      return [
        context.refuse(
          "S19", "没有“\(name)”这个签字栏；应为：\(titles.map(\.zh).joined(separator: "、"))",
          "there is no slot \"\(name)\"; it should be one of \(titles.map(\.en).joined(separator: ", "))", field: "slot"
        )
      ]
    }
    var refusals: [Refusal] = []
    if let earlier = row.signatures.first(where: { $0.slot == name }) {
      refusals.append(
        context.refuse(
          "S20", "“\(SignOffs.title(ofSlot: name).zh)”栏已由\(earlier.signer)签字（第\(earlier.place)条），不必重签",
          "the slot \"\(SignOffs.title(ofSlot: name).en)\" was signed by \(earlier.signer) at \(earlier.place) already",
          field: "slot"))
    }
    let missing = policy.slots[..<index].filter { slot in !row.signatures.contains { $0.slot == slot.slot } }
    if let first = missing.first {
      refusals.append(
        context.refuse(
          "S06", "签字顺序不对：须先由“\(SignOffs.title(ofSlot: first.slot).zh)”签字",
          "wrong order: \"\(SignOffs.title(ofSlot: first.slot).en)\" signs first",
          field: "slot"))
    }
    let role = policy.slots[index].role
    if !mayFill(role, signer, context, state) {
      let day = state.text(context.recorded.beijingDay)
      let title = Authority.titles([role])
      refusals.append(
        context.refuse(
          "S04", "\(signer)在\(day)没有对本问题签字的“\(title.zh)”岗位，无权在此栏签字",
          "\(signer) has no duty as \(title.en) on \(day) that reaches this problem and cannot sign in this slot",
          field: "slot"))
    }
    return refusals
  }

  /// Whether a person signs in a slot of a role: by a duty of that role that reaches the problem; or, where every holder of a
  /// county leader's slot took part in the case or is suspended, as another county leader.
  private static func mayFill(
    _ role: String, _ signer: String, _ context: EventContext, _ state: AssistanceState
  ) -> Bool {
    guard let entry = PermissionTable.core.entry(context.event.type) else { return false }
    let seat = state.seat(of: context)
    let day = state.text(context.recorded.beijingDay)
    switch Authority(context, state).permission(entry, seat) {
    case .granted(let offices):
      if offices.contains(where: { Codelist.role.isA($0.duty.role, role) }) { return true }
      guard Codelist.role.isA(role, countyLeader),
        offices.contains(where: { Codelist.role.isA($0.duty.role, countyLeader) })
      else { return false }
      return areAllHoldersBarred(role, seat, context, state)
    case .refused:
      // Whatever the reason is, it is told; here only that the role is not held at all.
      return state.offices(of: signer, on: day, before: context.seq).contains { Codelist.role.isA($0.duty.role, role) }
    }
  }

  private static let countyLeader = "county_leader"

  /// Whether a role has holders whose duty reaches the problem, and each of them is a party to it or suspended.
  private static func areAllHoldersBarred(
    _ role: String, _ seat: Seat, _ context: EventContext, _ state: AssistanceState
  ) -> Bool {
    let day = state.text(context.recorded.beijingDay)
    let parties = (state.hands[context.event.subject]?.acts ?? []).filter { $0.type != "problem.signed" }
    let holders = (state.ledger[LedgerRow.key]?.offices ?? []).compactMap { key -> DutyRow? in
      guard let duty = state.duties[key], Codelist.role.isA(duty.role, role), duty.state != .ended,
        state.persons[duty.person]?.state != .merged, duty.speaksFrom <= day, duty.lastDay.map({ day <= $0 }) ?? true,
        state.reaches(Office(key: key, duty: duty, principal: nil), .county, seat, before: context.seq)
      else { return nil }
      return duty
    }
    return !holders.isEmpty
      && holders.allSatisfy { duty in
        !duty.isActive(on: day) || parties.contains { state.isOne($0.person, duty.person) }
      }
  }

  private static func independence(
    _ row: ProblemRow, _ signer: String, _ context: EventContext, _ state: AssistanceState
  ) -> [Refusal] {
    var refusals: [Refusal] = []
    if let other = row.signatures.first(where: { state.act(signer, $0.signer, asOneSince: row.openedDay) }) {
      refusals.append(
        context.refuse(
          "S01", "同一人不得双签：\(signer)（或与其互为委托的\(other.signer)）已在“\(SignOffs.title(ofSlot: other.slot).zh)”栏签字，本栏须由他人签",
          "one person never signs twice: \(signer), or \(other.signer) who acts for him, signed as \"\(SignOffs.title(ofSlot: other.slot).en)\"; another person must sign here"
        ))
    }
    if state.isRegistrar(signer, on: state.text(context.recorded.beijingDay), before: context.seq) {
      refusals.append(
        context.refuse("G20", "\(signer)是密钥登记员，不得销号签字", "\(signer) is a registrar and cannot sign off"))
    }
    return refusals
  }

  /// The signature is the signer's own, on what was seen.
  private static func authenticity(_ signer: String, _ context: EventContext) -> [Refusal] {
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
          "S17", "签字没有绑定所看到的案卷\(context.event.subject)：请用 taizhang record 或 tx new --seen 生成签字文书（首行expect）",
          "the signature does not bind what was seen of \(context.event.subject): make the note with taizhang record, or tx new --seen (expect in its header)",
          path: "$.expect"))
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
    let day = state.text(context.recorded.beijingDay)
    ProblemRules.change(context, state, step: step) { row in
      row.signatures = signatures
      row.lastSignedDay = day
    }
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
      let missing = policy.slots.filter { slot in !row.signatures.contains { $0.slot == slot.slot } }
        .map { SignOffs.title(ofSlot: $0.slot) }
      refusals.append(
        context.refuse(
          "S18", "签字不齐，不能销号；还缺：\(missing.map(\.zh).joined(separator: "、"))",
          "not every signature stands; missing: \(missing.map(\.en).joined(separator: ", "))"))
    }
    return refusals + united(row, context, state) + closedDay(row, context, state)
  }

  /// S01: who was found to be one person after signing has signed once.
  private static func united(_ row: ProblemRow, _ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    for (index, signature) in row.signatures.enumerated() {
      guard
        let other = row.signatures[..<index].first(where: {
          state.act($0.signer, signature.signer, asOneSince: row.openedDay)
        })
      else {
        continue
      }
      return [
        context.refuse(
          "S01",
          "“\(SignOffs.title(ofSlot: other.slot).zh)”与“\(SignOffs.title(ofSlot: signature.slot).zh)”的签字人\(other.signer)、\(signature.signer)已查明是同一人，签字不算数；请退回后重新签字",
          "\(other.signer) and \(signature.signer), who signed in two slots, were found to be one person: return the problem and sign afresh"
        )
      ]
    }
    return []
  }

  /// R06: a case is closed when all have signed, not before.
  private static func closedDay(_ row: ProblemRow, _ context: EventContext, _ state: AssistanceState) -> [Refusal] {
    guard let day = context.text("closed_at").flatMap({ EventTime($0) })?.day else { return [] }
    let closed = state.text(day)
    guard let earliest = [row.openedDay, row.lastSignedDay].compactMap({ $0 }).max(), closed < earliest else {
      return []
    }
    return [
      context.refuse(
        "R06", "销号日\(closed)早于登记或签字的\(earliest)", "closed on \(closed), before it was opened or signed on \(earliest)",
        field: "closed_at")
    ]
  }

  /// Whether nothing but closing is left to do.
  static func isReadyToClose(_ row: ProblemRow, _ policy: Policy) -> Bool {
    row.state == .fullySigned && isComplete(row.signatures, policy)
  }

  @Sendable static func evolveClosed(_ context: EventContext, _ state: AssistanceState) {
    let day = context.text("closed_at").flatMap { EventTime($0) } ?? context.event.time
    ProblemRules.change(context, state) { row in
      row.closed = context.id
      row.closedDay = state.text(day.day)
    }
  }
}
