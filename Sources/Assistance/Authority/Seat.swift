import Law
import EventSourcing

/// Where a subject belongs: what a duty must reach to act on it. Taken from the subject's row, never from the event's own place;
/// of a subject that the event brings into its register, from what the event says it is.
struct Seat {
  /// Organisations it belongs to.
  var orgs: [String] = []
  /// 12-digit area codes.
  var places: [String] = []
  /// The subject and what it lies in: a payment lies in its project, a household in its village.
  var lineage: [String] = []
}

/// The levels of the statistical area code that a duty can be held at.
enum AreaLevel: Int, Comparable {
  case nation = 0
  case province = 2
  case prefecture = 4
  case county = 6
  case township = 9
  case village = 12

  static func < (a: AreaLevel, b: AreaLevel) -> Bool { a.rawValue < b.rawValue }

  /// The level of a code of up to 12 digits: the last part that is not zero.
  init(of code: String) {
    let digits = Array(code.utf8)
    func isZero(_ range: Range<Int>) -> Bool {
      range.allSatisfy { $0 >= digits.count || digits[$0] == UInt8(ascii: "0") }
    }
    if !isZero(9..<12) {
      self = .village
    } else if !isZero(6..<9) {
      self = .township
    } else if !isZero(4..<6) {
      self = .county
    } else if !isZero(2..<4) {
      self = .prefecture
    } else {
      self = isZero(0..<2) ? .nation : .province
    }
  }

  /// Whether an area holds another: the codes agree as far as the level of the first goes.
  static func lies(_ place: String, in area: String) -> Bool {
    let level = AreaLevel(of: area)
    return place.utf8.prefix(level.rawValue).elementsEqual(area.utf8.prefix(level.rawValue))
  }

  /// Whether neither of two areas holds the other.
  static func areApart(_ a: String, _ b: String) -> Bool { !lies(a, in: b) && !lies(b, in: a) }
}

extension AssistanceState {
  /// The seat of an event's subject.
  func seat(of context: EventContext) -> Seat {
    var seat = Seat()
    collect(context.event.subject, context, into: &seat, depth: 0)
    return placed(seat)
  }

  /// The seat of a fund, as its row says: that of its department.
  func seat(ofFund fund: String) -> Seat {
    var seat = Seat()
    seat.lineage = [fund]
    if let department = money.funds[fund]?.department, !department.isEmpty { seat.orgs = [department] }
    return placed(seat)
  }

  /// What says nothing of where it is lies where its organisations are, and belongs to the authority.
  private func placed(_ found: Seat) -> Seat {
    var seat = found
    guard let ledger = ledger[LedgerRow.key] else { return seat }
    if seat.places.isEmpty { seat.places = seat.orgs.compactMap { orgs[$0]?.place } }
    if seat.orgs.isEmpty, seat.places.isEmpty { seat.orgs = [ledger.authorityOrg] }
    if seat.places.isEmpty { seat.places = [Self.padded(ledger.region)] }
    return seat
  }

  /// 12 digits from the beginning of a code.
  static func padded(_ region: String) -> String {
    region + String(repeating: "0", count: max(0, 12 - region.utf8.count))
  }

  private func collect(_ subject: String, _ context: EventContext, into seat: inout Seat, depth: Int) {
    guard depth < 6 else { return }
    seat.lineage.append(subject)
    func more(_ reference: String?) {
      if let reference, !seat.lineage.contains(reference) { collect(reference, context, into: &seat, depth: depth + 1) }
    }
    func add(org: String?) {
      guard let org, !org.isEmpty else { return }
      if ReferencePrefix(of: org) == .org { if !seat.orgs.contains(org) { seat.orgs.append(org) } } else { more(org) }
    }
    func add(place: String?) {
      if let place, !seat.places.contains(place) { seat.places.append(place) }
    }
    let isNew = context.event.subject == subject
    let event = context.event
    switch ReferencePrefix(of: subject) {
    case .household:
      let row = households[subject]
      guard row != nil || isNew else { return }
      add(place: row == nil ? event.place : row?.place)
      more(row == nil ? context.text("village") : row?.village)
      more(row == nil ? context.text("natural_village") : row?.naturalVillage)
    case .village, .naturalVillage:
      if let place = villages[subject]?.place { add(place: place) } else if isNew { add(place: event.place) }
    case .person:
      if let row = persons[subject], row.state != .declared {
        add(org: row.org)
        more(row.household)
      } else if isNew {
        add(org: context.text("org"))
        more(context.text("household"))
        add(place: event.place)
      }
    case .org:
      seat.orgs.append(subject)
      add(place: orgs[subject]?.place)
    case .duty:
      let org = duties[subject].map { $0.org } ?? (isNew ? context.text("org") : nil)
      if let org { return add(org: org) }
      more(duties[subject].map { $0.target } ?? (isNew ? context.text("target") : nil))
    case .delegation:
      more(delegations[subject]?.principal ?? (isNew ? context.text("principal") : nil))
    case .project: collectProject(subject, context, isNew, add(org:), add(place:))
    case .contract: more(money.contracts[subject]?.project ?? (isNew ? context.text("project") : nil))
    case .allocation: more(money.allocations[subject]?.project ?? (isNew ? context.text("project") : nil))
    case .payment: more(collectPayment(subject, context, isNew, &seat))
    case .fund:
      let row = money.funds[subject]
      add(org: row == nil && isNew ? context.text("dept") : row?.department)
    case .appropriation: more(money.appropriations[subject]?.fund ?? (isNew ? context.text("fund") : nil))
    case .problem:
      let row = problems[subject]
      add(org: row == nil && isNew ? context.text("owner_org") : row?.ownerOrg)
      add(place: row == nil && isNew ? event.place : row?.place)
      // What it is about says where it is, not whose it is.
      if let about = row?.about {
        var other = Seat()
        collect(about, context, into: &other, depth: depth + 1)
        seat.lineage += other.lineage
        if seat.places.isEmpty { seat.places = other.places }
      }
    case .disclosure: more(money.disclosures[subject]?.subject ?? (isNew ? context.text("subject") : nil))
    case .stay: more(stays[subject]?.village ?? (isNew ? context.text("village") : nil))
    case .advance:
      let row = money.advances[subject]
      add(org: row?.payer ?? (isNew ? context.text("payer") : nil))
      more(row?.project ?? (isNew ? context.text("project") : nil))
    case .region:
      add(place: regions[subject]?.code ?? (isNew ? context.text("code") : nil))
    case .donation: more(isNew ? context.text("recipient") : nil)
    default: return
    }
  }

  private func collectProject(
    _ subject: String, _ context: EventContext, _ isNew: Bool, _ add: (String?) -> Void, _ addPlace: (String?) -> Void
  ) {
    if let row = money.projects[subject] {
      add(row.responsibleOrg)
      add(row.implementer)
      addPlace(row.place)
    } else if isNew {
      add(context.text("responsible_org"))
      add(context.text("implementer"))
      // Proposed for nobody in particular, it is of the organisation that proposes it.
      if context.text("responsible_org") == nil, context.text("implementer") == nil { add(proposer(context)) }
      addPlace(context.event.place ?? context.text("site"))
    }
  }

  /// The organisation for which a project is proposed.
  func proposer(_ context: EventContext) -> String? {
    organisation(of: context.doer, on: text(context.recorded.beijingDay))
  }

  /// A payment belongs to the fund's department and to the project's place; while it is asked for, to the project. Never to `payer`,
  /// whom the requester names.
  ///
  /// - Returns: the project to which it belongs as a whole.
  private func collectPayment(
    _ subject: String, _ context: EventContext, _ isNew: Bool, _ seat: inout Seat
  ) -> String? {
    let row = money.payments[subject]
    let allocation = row?.allocation ?? (isNew ? context.text("allocation") : nil)
    guard let allocation, let line = money.allocations[allocation] else { return nil }
    seat.lineage.append(allocation)
    if Self.requests.contains(context.event.type) { return line.project }
    seat.lineage.append(line.project)
    if let department = money.funds[line.fund]?.department, !department.isEmpty { seat.orgs.append(department) }
    if let place = money.projects[line.project]?.place { seat.places.append(place) }
    return nil
  }

  private static let requests: Set = ["disbursement.requested", "disbursement.lines_added"]

  // MARK: Reach

  /// Whether an office reaches a seat.
  func reaches(_ office: Office, _ scope: PermissionTable.Scope, _ seat: Seat, before seq: UInt64) -> Bool {
    let duty = office.duty
    switch scope {
    case .any: return true
    case .own: return false
    case .target:
      return
        ([duty.target, duty.org.flatMap { ReferencePrefix(of: $0) == .org ? nil : $0 }].compactMap { $0 } + duty.targets)
        .contains { target in
          seat.lineage.contains(target) || seat.orgs.contains(target)
        }
    case .org:
      guard let org = duty.org, ReferencePrefix(of: org) == .org else { return false }
      return seat.orgs.contains { isAtOrBelow($0, org, before: seq) }
    case .village: return areas(of: office, at: .village, before: seq).contains { holds($0, seat) }
    case .township: return areas(of: office, at: .township, before: seq).contains { holds($0, seat) }
    case .county: return areas(of: office, at: .county, before: seq).contains { holds($0, seat) }
    case .ledger: return office.isRegistrar || (duty.org != nil && duty.org == ledger[LedgerRow.key]?.authorityOrg)
    }
  }

  /// Whether an office reaches that far at all, whatever the subject: a duty of the county reaches no single township as such.
  func extends(_ office: Office, to scope: PermissionTable.Scope) -> Bool {
    let duty = office.duty
    switch scope {
    case .own, .any: return true
    case .target:
      return duty.target != nil || !duty.targets.isEmpty || duty.org.map { ReferencePrefix(of: $0) != .org } ?? false
    case .org: return duty.org.map { ReferencePrefix(of: $0) == .org } ?? false
    case .village: return !areas(of: office, at: .village, before: .max).isEmpty
    case .township: return !areas(of: office, at: .township, before: .max).isEmpty
    case .county: return !areas(of: office, at: .county, before: .max).isEmpty
    case .ledger: return office.isRegistrar || (duty.org != nil && duty.org == ledger[LedgerRow.key]?.authorityOrg)
    }
  }

  private func holds(_ area: String, _ seat: Seat) -> Bool { seat.places.contains { AreaLevel.lies($0, in: area) } }

  /// Whether an organisation is another one, or led or managed by it, step by step.
  func isAtOrBelow(_ org: String, _ superior: String, before seq: UInt64) -> Bool {
    var open = [org]
    var seen: Set<String> = []
    while let next = open.popLast() {
      if next == superior { return true }
      guard seen.insert(next).inserted, seen.count < 64, let row = orgs[next], UInt64(clamping: row.changedSeq) < seq
      else { continue }
      open += row.superiors
    }
    return false
  }

  /// The area that a duty with this target is for; nil of a target that is no place. A village is no more than one, whatever code it
  /// was given.
  func area(ofTarget target: String) -> String? {
    switch ReferencePrefix(of: target) {
    case .village, .naturalVillage: villages[target]?.place.flatMap { AreaLevel(of: $0) == .village ? $0 : nil }
    case .region: regions[target]?.code
    default: nil
    }
  }

  /// The areas of that very level which an office is held at: those of its targets, and that of its organisation if it is a public one.
  private func areas(of office: Office, at level: AreaLevel, before seq: UInt64) -> [String] {
    let duty = office.duty
    var areas = ([duty.target, duty.org].compactMap { $0 } + duty.targets).compactMap { area(ofTarget: $0) }
    if let org = duty.org, let row = orgs[org], UInt64(clamping: row.changedSeq) < seq, row.isPublic,
      let place = row.place
    {
      areas.append(place)
    }
    return areas.filter { AreaLevel(of: $0) == level }
  }

  /// Whether an office is held in a public organisation of the ledger's own region: who signs beside others holds one, or one of the authority.
  func isOfTheRegion(_ office: Office, before seq: UInt64) -> Bool {
    guard let ledger = ledger[LedgerRow.key] else { return false }
    if office.isRegistrar || office.duty.org == ledger.authorityOrg { return true }
    guard let org = office.duty.org, let row = orgs[org], UInt64(clamping: row.changedSeq) < seq, row.isPublic,
      let place = row.place
    else { return false }
    return AreaLevel.lies(place, in: Self.padded(ledger.region))
  }
}

extension OrgRow {
  /// Whether it is an organisation of the state, of the party or of a village's self-government: the kinds marked `public`.
  var isPublic: Bool { state != .dissolved && kind.map { Codelist.publicOrganisations.contains($0) } ?? false }
}
