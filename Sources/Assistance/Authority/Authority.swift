import Law
import EventSourcing

/// Who may record an event: one question, asked of every event before its own rule, by acceptance and verification alike, and of
/// hypothetical events by everything that offers an act. Denied unless a row of the table allows (specs/authority.md).
struct Authority {
  let context: EventContext
  let state: AssistanceState
  /// The event that a correction, an annulment or a confirmation names.
  let named: EventContext?

  private let day: String
  private let table = PermissionTable.core

  init(_ context: EventContext, _ state: AssistanceState, earlier: (EventID) -> EventContext? = { _ in nil }) {
    self.context = context
    self.state = state
    named = Self.named(context).flatMap(earlier)
    day = state.text(context.recorded.beijingDay)
  }

  private var event: Event { context.event }
  private var seq: UInt64 { context.seq }

  /// Every reason against it.
  func refusals() -> [Refusal] {
    if event.type == LedgerRules.genesis { return [] }
    guard let entry = table.entry(event.type) else { return [] }
    var refusals = persons() + basis(entry)
    // Whose act it is not at all is asked nothing further: the rest would only confuse.
    let seat = state.seat(of: context)
    refusals += place(seat)
    if case .refused(let reason) = permission(entry, seat) {
      refusals.append(reason)
    } else if let fund = fundDrawnOn, case .refused(let reason) = permission(entry, state.seat(ofFund: fund)) {
      refusals.append(reason)
    }
    refusals += cosigning(entry)
    refusals += concerned()
    refusals += separation(entry)
    return refusals
  }

  // MARK: Persons

  /// G31: an account that was merged into another acts no more.
  private func persons() -> [Refusal] {
    var seen: Set<String> = []
    func isMerged(_ person: String) -> Bool { state.persons.read(person) { $0.state == .merged } ?? false }
    guard isMerged(context.doer) || context.header.signers.contains(where: isMerged) else { return [] }
    return ([context.doer] + context.header.signers).filter { seen.insert($0).inserted && isMerged($0) }.map {
      context.refuse(
        "G31", "\($0)已并入\(state.canonical($0))，不能再办理或签名；请改用后者的密钥",
        "\($0) was merged into \(state.canonical($0)) and acts no more: use the key of that one")
    }
  }

  /// Who did it must be known, and of some acts must sign himself.
  private func basis(_ entry: PermissionTable.Entry) -> [Refusal] {
    var refusals: [Refusal] = []
    switch event.basis {
    case .own: break
    case .entered where entry.isOwn, .paper where entry.isOwn && !entry.isPaper:
      refusals.append(
        context.refuse(
          "G42", "“\(title(event.type).zh)”须由办理人\(context.doer)本人用自己的密钥签名，不能由他人代录",
          "\"\(title(event.type).en)\" is signed by \(context.doer) who did it: nobody enters it for another"))
    case .paper where !entry.isPaper:
      refusals.append(
        context.refuse(
          "G42", "“\(title(event.type).zh)”不能凭纸质材料补录；请由办理人本人签名，或作代录",
          "\"\(title(event.type).en)\" is not taken over from paper: it is signed by who did it, or entered"))
    case .migrated where state.now.migration == nil:
      refusals.append(
        context.refuse(
          "G47", "没有进行中的历史数据迁移，不能按迁入记录；请先由牵头人等三人签署开启迁移",
          "no migration is open: nothing can be recorded as migrated until three persons have opened one"))
    default: break
    }
    return refusals
  }

  // MARK: Place

  /// Types that say where their subject lies now.
  private static let placing: Set = [
    "household.moved", "org.changed", "village.tagged", "region.recoded", "region.registered",
  ]

  /// G41: the event's place lies in the subject's seat, or holds it.
  private func place(_ seat: Seat) -> [Refusal] {
    guard let place = event.place, !Self.placing.contains(event.type),
      ReferencePrefix(of: event.subject) == .household
        || [.village, .naturalVillage, .project, .problem].contains(ReferencePrefix(of: event.subject)),
      !seat.places.isEmpty, seat.places.allSatisfy({ AreaLevel.areApart($0, place) })
    else { return [] }
    return [
      Refusal(
        "G41", "填写的区划\(place)不在\(event.subject)所在的\(seat.places.joined(separator: "、"))之内，请核对",
        "the place \(place) is not in \(seat.places.joined(separator: ", ")), where \(event.subject) is: check it",
        path: "\(context.path).place")
    ]
  }

  // MARK: The row

  enum Answer {
    /// With the offices that give it; none for what everybody may.
    case granted([Office])
    case refused(Refusal)
  }

  /// Who is asked for a row: of own acts who did it, of others who typed it.
  private var asked: String { event.basis == .own ? context.doer : context.actor }

  private func isOpen(_ row: PermissionTable.Permission) -> Bool {
    switch row.phase {
    case .founding: if !state.now.isFounding { return false }
    case .migration: if state.now.migration == nil { return false }
    case nil: break
    }
    if let bases = row.bases { return bases.contains(event.basis) }
    switch event.basis {
    case .own: return true
    case .entered, .paper: return row.isForEntering
    case .migrated: return false
    }
  }

  /// The fund from which an event takes money to a subject that lies elsewhere: who may do that must reach both.
  private var fundDrawnOn: String? { event.type == "fund.allocated" ? context.text("fund") : nil }

  func permission(_ entry: PermissionTable.Entry, _ seat: Seat) -> Answer {
    let rows = entry.permissions.filter { isOpen($0) && meets($0.condition) }
    for row in rows where row.isForAll && (row.over == .any || isOneself) { return .granted([]) }
    for row in rows where row.isForLedger && asked == Reference.ledger { return .granted([]) }
    let today = state.offices(of: asked, on: day, before: seq)
    let isEarlier = event.basis == .own && event.time.day < context.recorded.beijingDay
    let happened = isEarlier ? event.time.day.text : day
    var weak: Office?
    var granted = granting(rows, today, seat, &weak)
    if happened != day {
      if granted.isEmpty, !entry.isOwn, event.basis == .own {
        granted = granting(
          rows, state.recentOffices(of: asked, on: day, before: seq, within: state.lateDays(on: day)), seat, &weak)
      }
      let then = granting(rows, state.offices(of: asked, on: happened, before: seq), seat, &weak)
      if !granted.isEmpty, then.isEmpty { return .refused(notThen(happened, rows, granted[0])) }
    }
    if !granted.isEmpty { return .granted(granted) }
    if let weak { return .refused(weakKey(weak)) }
    return .refused(denied(rows, today, entry))
  }

  /// The offices among those given that a row's role, organisation and scope fit; one of power whose holder's keys are not doubly
  /// vouched for is kept apart.
  private func granting(
    _ rows: [PermissionTable.Permission], _ offices: [Office], _ seat: Seat, _ weak: inout Office?
  ) -> [Office] {
    let authority = state.ledger[LedgerRow.key]?.authorityOrg ?? ""
    return offices.filter { office in
      let fits = rows.contains { row in
        guard isAsked(office, row, authority) else { return false }
        return row.over == .own ? isOneself : state.reaches(office, row.over, seat, before: seq)
      }
      guard fits else { return false }
      if isVouched(office, asked) { return true }
      weak = office
      return false
    }
  }

  /// Whether an office is of the role, and held in the kind of organisation, that a row asks for: wherever it reaches.
  private func isAsked(_ office: Office, _ row: PermissionTable.Permission, _ authority: String) -> Bool {
    guard row.roles.holds(office.duty.role, org: office.duty.org, authority: authority) else { return false }
    guard let kinds = row.orgKinds else { return true }
    return office.duty.org.flatMap { state.orgs[$0]?.kind }.map { kinds.contains($0) } ?? false
  }

  /// K21: power is used with keys that two registrars vouched for, by whoever uses it and by whoever lent it.
  private func isVouched(_ office: Office, _ person: String) -> Bool {
    guard office.isPower, !office.duty.isSinglyVouched else { return true }
    return hasVouchedKeys(person) && office.principal.map { hasVouchedKeys($0) } ?? true
  }

  private func hasVouchedKeys(_ person: String) -> Bool {
    state.keysHaveTwoRegistrars(person, at: context.recorded, before: seq)
  }

  /// Whether the event is about who is asked: the person, his household, his duty, what he lends; or names an act he did or entered.
  private var isOneself: Bool {
    let subject = event.subject
    switch ReferencePrefix(of: subject) {
    case .person: if state.isOne(subject, asked) { return true }
    case .household: if state.persons[asked]?.household == subject { return true }
    case .duty: if let holder = state.duties[subject]?.person, state.isOne(holder, asked) { return true }
    case .delegation:
      let lent = state.delegations[subject]
      if let principal = lent?.principal ?? context.text("principal"), state.isOne(principal, asked) { return true }
      // Nobody keeps a power that he was lent unasked, and that would make him a party to what its lender did.
      if event.type == DutyRules.revoked, let delegate = lent?.delegate, state.isOne(delegate, asked) { return true }
    case .problem:
      if event.type.hasPrefix("evidence."), let row = state.problems[subject], state.isOne(row.opener, asked) {
        return true
      }
    default: break
    }
    if event.type.hasPrefix("evidence."), let acts = state.hands[subject]?.acts,
      acts.contains(where: { state.isOne($0.person, asked) })
    {
      return true
    }
    guard let act = named else { return false }
    return state.isOne(act.doer, asked) || state.isOne(act.actor, asked)
  }

  /// The earlier event that an event is about.
  private static func named(_ context: EventContext) -> EventID? {
    let event = context.event
    return event.corrects ?? event.voids
      ?? (event.type == RecordRules.confirmed ? context.text("event").flatMap { EventID($0) } : nil)
  }

  // MARK: Conditions

  /// Whom the event gives something, or takes it from: the holder of the duty or of the key, the persons merged.
  private var holder: String? {
    switch event.type {
    case "key.registered", "key.revoked", "person.registered", "person.changed", "person.merged", "person.parted":
      event.subject
    case "duty.assigned": context.text("person")
    case "waiver.granted": context.text("person")
    default: ReferencePrefix(of: event.subject) == .duty ? state.duties[event.subject]?.person : nil
    }
  }

  private func meets(_ condition: PermissionTable.Condition?) -> Bool {
    guard let condition else { return true }
    let duty = state.duties[event.subject]
    let role = context.text("role") ?? duty?.role
    let org = event.type == "duty.assigned" ? context.text("org") : duty?.org
    let authority = state.ledger[LedgerRow.key]?.authorityOrg ?? ""
    switch condition.role {
    case .power: guard let role, table.isPower(role) else { return false }
    case .ordinary: guard let role, !table.isPower(role) else { return false }
    case .one:
      guard let role, condition.demand?.holds(role, org: org, authority: authority) == true else { return false }
    case nil: break
    }
    if let excluded = condition.excluded, let role, excluded.names(role) { return false }
    if condition.isOfAuthority, org != authority { return false }
    let person = holder.flatMap { state.persons[$0] }
    if let hasKey = condition.hasKey, hasKey != ((person?.keyCount ?? 0) > 0) { return false }
    if let hasDuty = condition.hasDuty, hasDuty != !(person?.duties ?? []).isEmpty { return false }
    if let hasPower = condition.hasPower {
      let holds = holder.map { state.offices(of: $0, on: day, before: seq).contains { $0.isPower } } ?? false
      if hasPower != holds { return false }
    }
    if condition.areRegistrarsFew, state.registrarCount(on: day, before: seq) >= 2 { return false }
    return true
  }

  // MARK: Signers beside the doer

  private func cosigning(_ entry: PermissionTable.Entry) -> [Refusal] {
    // Paper's rule stands with every type.
    guard entry.isCosigned || event.basis == .paper else { return [] }
    let asked = entry.cosignings.filter { rule in
      guard rule.basis.map({ $0 == event.basis }) ?? true else { return false }
      if rule.phase == .founding, !state.now.isFounding { return false }
      if rule.exceptPhase == .founding, state.now.isFounding { return false }
      return meets(rule.condition)
    }
    let replaced = Set(asked.flatMap(\.insteadOf))
    return asked.filter { !replaced.contains($0.id) }.compactMap { rule in
      if rule.isWaivedForOneself, let holder, state.isOne(holder, context.doer) { return nil }
      if let doer = rule.doer, !holds(context.doer, doer) { return notCosigned(rule, who: doer.named, isDoer: true) }
      if rule.ways.contains(where: { isMet($0) }) { return nil }
      return notCosigned(rule, who: [], isDoer: false)
    }
  }

  /// Signers other than the doer and, but for `.holder`, other than the person concerned; each person once. Who acts for another by a
  /// duty that was lent is that other one: nobody lends himself a second signature.
  private var witnesses: [String] {
    let concerned = concernedPersons
    var found = [context.doer]
    for signer in context.header.signers {
      guard !found.contains(where: { state.act($0, signer, asOneSince: day) }),
        !concerned.contains(where: { state.isOne($0, signer) })
      else { continue }
      found.append(signer)
    }
    return Array(found.dropFirst())
  }

  private var concernedPersons: [String] {
    let duplicate = event.type == "person.merged" || event.type == "person.parted" ? context.text("duplicate") : nil
    return Self.bestowing.contains(event.type) ? [holder, duplicate].compactMap { $0 } : []
  }

  /// Types that give somebody power or standing: nobody signs for himself.
  private static let bestowing: Set = [
    "duty.assigned", "duty.reassigned", "duty.resumed", "person.merged", "person.parted", "key.registered",
    "waiver.granted",
  ]

  private func holds(_ person: String, _ roles: PermissionTable.RoleDemand) -> Bool {
    let authority = state.ledger[LedgerRow.key]?.authorityOrg ?? ""
    return state.offices(of: person, on: day, before: seq).contains { office in
      roles.holds(office.duty.role, org: office.duty.org, authority: authority)
        && state.isOfTheRegion(office, before: seq)
        && isVouched(office, person)
    }
  }

  private func isMet(_ needs: [PermissionTable.Cosigning.Need]) -> Bool {
    let free = witnesses
    var seats: [PermissionTable.RoleDemand] = []
    for need in needs {
      switch need {
      case .role(let roles, let count): seats += Array(repeating: roles, count: count)
      case .holder:
        guard let holder, context.header.signers.contains(where: { state.isOne($0, holder) }) else { return false }
      case .appointer(.holder): guard let holder, isAppointed(holder) else { return false }
      case .appointer(.duplicate): guard isAppointed(context.text("duplicate") ?? "") else { return false }
      case .witnesses(let count):
        guard Set(free.compactMap { state.organisation(of: $0, on: day) }).count >= count else { return false }
      }
    }
    return areFilled(seats[...], by: free)
  }

  /// Whether each of the roles asked for has a signer of its own, whichever way they are shared out.
  private func areFilled(_ seats: ArraySlice<PermissionTable.RoleDemand>, by signers: [String]) -> Bool {
    guard let seat = seats.first else { return true }
    return signers.contains { signer in
      holds(signer, seat) && areFilled(seats.dropFirst(), by: signers.filter { $0 != signer })
    }
  }

  /// Whether somebody signs who could give a person the power he has; true of a person without power.
  private func isAppointed(_ person: String) -> Bool {
    // Parting gives a duplicate back what its merger took: asked as if it had it.
    let powers = state.offices(of: person, on: day, before: seq, evenMerged: true).filter {
      $0.isPower && $0.principal == nil
    }
    guard !powers.isEmpty else { return true }
    let signers = context.header.signers.filter { !state.isOne($0, person) }
    return powers.allSatisfy { power in
      signers.contains { signer in
        if holds(signer, AssistanceState.leaders),
          state.offices(of: signer, on: day, before: seq).contains(where: { state.isLeader($0.duty) })
        {
          return true
        }
        if power.isRegistrar || state.isLeader(power.duty) {
          return state.isLeader(power.duty) && holds(signer, Self.successors)
        }
        guard let org = power.duty.org else { return false }
        return state.offices(of: signer, on: day, before: seq).contains { office in
          Self.heads.names(office.duty.role) && office.duty.org.map { state.isAtOrBelow(org, $0, before: seq) } == true
            && isVouched(office, signer)
        }
      }
    }
  }

  /// Who appoints in an organisation of his own.
  private static let heads = PermissionTable.RoleDemand(["unit_head", "township_head", "township_secretary"])
  /// Who names a leader when the leader is gone.
  private static let successors = PermissionTable.RoleDemand(["unit_head", "county_leader"])

  /// G21: who would give himself power, or vouch for himself.
  private func concerned() -> [Refusal] {
    guard Self.bestowing.contains(event.type) else { return [] }
    let persons = concernedPersons
    // A further key is signed by its holder's old one: as a signer, never as who registers it.
    let acting = event.type == "key.registered" ? [context.doer] : [context.doer, context.actor]
    guard
      acting.contains(where: { actor in
        state.principals(of: actor, on: day).contains { hand in persons.contains { state.isOne($0, hand) } }
      })
    else { return [] }
    return [
      context.refuse(
        "G21", "不能为本人任命、登记密钥、合并账号或免责；请由他人办理",
        "nobody appoints, vouches for, merges or excuses himself: let another do it")
    ]
  }

  // MARK: Separation

  private func separation(_ entry: PermissionTable.Entry) -> [Refusal] {
    guard !entry.separations.isEmpty, let acts = state.hands[event.subject]?.acts, !acts.isEmpty else { return [] }
    let hands = Hands.of(context, state)
    var refusals: [Refusal] = []
    for (rule, group) in entry.separations {
      let others = rule.acts.indices.filter { $0 != group }.flatMap { rule.acts[$0] }
      guard let (act, hand) = first(acts, of: others, by: hands) else { continue }
      let (done, now) = (title(act.type), title(event.type))
      refusals.append(
        context.refuse(
          rule.code, "\(hand)已办理本件的“\(done.zh)”，同一人不得再办理“\(now.zh)”；请由另一人办理",
          "\(hand) has already taken part in \"\(done.en)\" of this one: \"\(now.en)\" takes another person"))
    }
    return refusals
  }

  private func first(_ acts: [HandsRow.Act], of types: [String], by hands: [String]) -> (HandsRow.Act, String)? {
    for act in acts where types.contains(act.type) {
      if let hand = hands.first(where: { state.isOne($0, act.person) }) { return (act, hand) }
    }
    return nil
  }

  // MARK: What is told

  private func title(_ type: String) -> Bilingual { Authority.title(type) }

  /// What people call an event type.
  static func title(_ type: String) -> Bilingual {
    Catalogue.current.type(type).map { Bilingual($0.zh, $0.en) } ?? Bilingual(type, type)
  }

  /// What people call roles, at most six of them.
  static func titles(_ roles: [String]) -> Bilingual {
    let items = roles.prefix(6).map { role in Codelist.role.item(role) }.compactMap { $0 }
    let more = roles.count > 6
    return Bilingual(
      items.map(\.zh).joined(separator: "、") + (more ? "等" : ""),
      items.map { $0.en.lowercased() }.joined(separator: ", ") + (more ? " and others" : ""))
  }

  /// Posts with the kinds of organisation in which they must be held, where every row asks for such.
  private static func office(_ who: Bilingual, in rows: [PermissionTable.Permission]) -> Bilingual {
    let kinds = rows.compactMap(\.orgKinds)
    guard !rows.isEmpty, kinds.count == rows.count, let list = Catalogue.current.codelist("org_kind") else {
      return who
    }
    var seen: Set<String> = []
    let items = kinds.flatMap { $0 }.filter { seen.insert($0).inserted }.compactMap { list.item($0) }
    return Bilingual(
      items.map(\.zh).joined(separator: "、") + "的" + who.zh,
      who.en + " of a " + items.map { $0.en.lowercased() }.joined(separator: ", "))
  }

  private func wanted(_ rows: [PermissionTable.Permission]) -> [String] {
    var seen: Set<String> = []
    return rows.flatMap(\.roles.named).filter { seen.insert($0).inserted }
  }

  /// G40 when no role of theirs is asked for, G41 when one is and does not reach the subject.
  private func denied(
    _ rows: [PermissionTable.Permission], _ offices: [Office], _ entry: PermissionTable.Entry
  ) -> Refusal {
    let what = title(event.type)
    let roles = wanted(rows.isEmpty ? entry.permissions.filter { $0.phase == nil } : rows)
    let who = Self.office(Self.titles(roles), in: rows)
    let authority = state.ledger[LedgerRow.key]?.authorityOrg ?? ""
    let near = offices.first { office in rows.contains { isAsked(office, $0, authority) } }
    if let near {
      let role = Self.titles([near.duty.role])
      let org = near.duty.org ?? near.duty.target ?? ""
      return context.refuse(
        "G41",
        "\(asked)的岗位“\(role.zh)”（\(org.isEmpty ? "未写明单位和对象" : org)）管不到\(event.subject)，不能办理“\(what.zh)”；请由其所在单位或上级的\(who.zh)办理",
        "the duty of \(asked), \(role.en)\(org.isEmpty ? " without organisation or target" : " of \(org)"), does not reach \(event.subject): \"\(what.en)\" is recorded by \(who.en) where it belongs"
      )
    }
    if roles.isEmpty {
      return context.refuse(
        "G40", "\(asked)无权办理“\(what.zh)”：只有本人的事项或账本自身可以办理",
        "\(asked) may not record \"\(what.en)\": only the person concerned, or the ledger itself, may")
    }
    return context.refuse(
      "G40", "\(asked)在\(day)没有可以办理“\(what.zh)”的岗位；应由\(who.zh)办理，岗位由单位负责人或牵头人任命（taizhang who-may 可查现有人员）",
      "\(asked) has no duty on \(day) by which to record \"\(what.en)\"; it is for \(who.en), appointed by the head of the organisation or the leader (taizhang who-may lists who holds one)"
    )
  }

  private func notThen(
    _ happened: String, _ rows: [PermissionTable.Permission], _ office: Office
  ) -> Refusal {
    let what = title(event.type)
    let who = Self.titles(wanted(rows))
    let zh: String
    let en: String
    if office.isPower {
      zh = "有权岗位自登记当日起生效，请核对日期"
      en = "a duty that carries power counts from the day it was recorded: check the day"
    } else {
      let role = Self.titles([office.duty.role])
      let org = office.duty.org.map { " --org \($0)" } ?? ""
      let target = office.duty.target.map { " --target \($0)" } ?? ""
      zh = "请核对日期；当时确已在岗的，补登任职：taizhang duty assign \(asked) --role \(role.zh)\(org)\(target) --from \(happened)"
      en =
        "check the day; if the duty was held by then, record that: taizhang duty assign \(asked) --role \(office.duty.role)\(org)\(target) --from \(happened)"
    }
    return context.refuse(
      "G40", "\(asked)在事件发生的\(happened)还没有可以办理“\(what.zh)”的岗位（\(who.zh)）；\(zh)",
      "\(asked) had no duty on \(happened), when it happened, by which to record \"\(what.en)\" (\(who.en)); \(en)")
  }

  private func weakKey(_ office: Office) -> Refusal {
    let role = Self.titles([office.duty.role])
    let weak = hasVouchedKeys(asked) ? office.principal ?? asked : asked
    return context.refuse(
      "K21", "\(weak)的密钥未经两名密钥登记员共同登记，不能以“\(role.zh)”身份办理；请重新登记密钥，由两名登记员签名",
      "the keys of \(weak) were not registered by two registrars and cannot act as \(role.en): register a key again, signed by two registrars"
    )
  }

  private func notCosigned(_ rule: PermissionTable.Cosigning, who: [String], isDoer: Bool) -> Refusal {
    let what = title(event.type)
    if isDoer {
      let roles = Self.titles(who)
      return context.refuse(
        "G22", "这项“\(what.zh)”须由\(roles.zh)发起；请由其作为首位签名人",
        "this \"\(what.en)\" is begun by \(roles.en): let one sign first")
    }
    let ways = rule.ways.map { way in way.map { need in describe(need) } }
    let zh = ways.map { $0.map(\.zh).joined(separator: "和") }.joined(separator: "，或者")
    let en = ways.map { $0.map(\.en).joined(separator: " and ") }.joined(separator: ", or ")
    return context.refuse(
      "G22", "“\(what.zh)”除办理人外还须由\(zh)在同一份文书上共同签名（不得是当事人），现有签名人：\(context.header.signers.joined(separator: "、"))",
      "\"\(what.en)\" needs, in the same note beside who does it, the signatures of \(en), none of them the person concerned; it has \(context.header.signers.joined(separator: ", "))"
    )
  }

  private func describe(_ need: PermissionTable.Cosigning.Need) -> Bilingual {
    switch need {
    case .role(let roles, let count):
      let titles = Self.titles(roles.named)
      return Bilingual("\(count)名\(titles.zh)", "\(count) \(titles.en)")
    case .holder: return Bilingual("本人（原有密钥）", "the holder, with an older key")
    case .appointer(.holder): return Bilingual("有权任命其岗位的人", "who appoints to the holder's duties")
    case .appointer(.duplicate): return Bilingual("有权任命重复账号岗位的人", "who appoints to the duplicate's duties")
    case .witnesses(let count): return Bilingual("\(count)名不同单位的见证人", "\(count) witnesses of different organisations")
    }
  }
}

/// Who took part in an act: who did it, who typed it for him, and for whom these act.
enum Hands {
  /// Whoever changes where a payee's money goes does not pay it: asked by the payments' own rule.
  static let accountChange = "payee.account_changed"

  static func of(_ context: EventContext, _ state: AssistanceState) -> [String] {
    let day = state.text(context.recorded.beijingDay)
    var persons = [context.doer]
    // What is taken over from an old register was typed by somebody who had no part in it.
    if !context.header.signers.contains(context.doer), context.event.basis != .migrated {
      persons.append(context.actor)
    }
    if PermissionTable.core.entry(context.event.type)?.areSignersHands == true { persons += context.header.signers }
    var hands: [String] = []
    for person in persons {
      for hand in state.principals(of: person, on: day) where !hands.contains(hand) { hands.append(hand) }
    }
    return hands
  }

  /// Keeps who took part, of acts that other acts must be apart from.
  static func note(_ context: EventContext, _ state: AssistanceState) {
    let type = context.event.type
    guard PermissionTable.core.entry(type)?.separations.isEmpty == false || type == accountChange else { return }
    let hands = of(context, state)
    let day = state.text(context.recorded.beijingDay)
    state.hands.update(context.event.subject) { row in
      for hand in hands {
        if let index = row.acts.firstIndex(where: { $0.type == type && $0.person == hand }) {
          row.acts[index].day = day
        } else {
          row.acts.append(HandsRow.Act(type: type, person: hand, day: day))
        }
      }
    }
  }
}
