import Law
import EventSourcing

/// A duty by which a person may act on a day: his own, or one lent to him.
struct Office {
  let key: String
  let duty: DutyRow
  /// Who lent it; nil for one's own.
  let principal: String?

  var isPower: Bool { PermissionTable.core.isPower(duty.role) }
  var isRegistrar: Bool { Codelist.role.isA(duty.role, AssistanceState.registrarRole) }
}

/// What was found of persons' offices: the same few sign thousands of events, and are asked about each.
struct OfficeMemory {
  /// How often each of the registers had changed: with any change all is forgotten.
  struct Stamp: Equatable {
    private let persons: UInt64
    private let duties: UInt64
    private let delegations: UInt64

    init(_ persons: UInt64, _ duties: UInt64, _ delegations: UInt64) {
      (self.persons, self.duties, self.delegations) = (persons, duties, delegations)
    }
  }

  private struct Found {
    let day: String
    /// The entry that gave any of them last: they hold for entries behind it.
    let newest: UInt64
    let offices: [Office]
  }

  private static let most = 1024
  private var stamp = Stamp(0, 0, 0)
  private var found: [String: Found] = [:]

  func offices(of person: String, on day: String, before seq: UInt64, _ stamp: Stamp) -> [Office]? {
    guard stamp == self.stamp, let found = found[person], found.newest < seq, found.day == day else { return nil }
    return found.offices
  }

  mutating func keep(
    _ offices: [Office], of person: String, on day: String, before seq: UInt64, newest: UInt64, _ stamp: Stamp
  ) {
    guard newest < seq else { return }
    if stamp != self.stamp || found.count >= Self.most { found.removeAll(keepingCapacity: true) }
    self.stamp = stamp
    found[person] = Found(day: day, newest: newest, offices: offices)
  }
}

/// What the registers say of a person's powers. Power is asked of the state before the note: what a note gives, it does not use.
extension AssistanceState {
  /// The role of those who register keys.
  static let registrarRole = "registrar"

  /// The person a reference stands for: duplicates lead to the one that was kept.
  func canonical(_ person: String) -> String {
    var person = person
    while let next = persons[person]?.mergedInto { person = next }
    return person
  }

  /// The duties by which a person may act on a day in an entry, one's own and lent ones.
  ///
  /// A duplicate that was merged into another has none: merging adds no power, and takes the duplicate's away.
  ///
  /// - Parameter seq: the entry's number; what it gives itself does not count.
  func offices(of person: String, on day: String, before seq: UInt64, evenMerged: Bool = false) -> [Office] {
    var newest: UInt64 = 0
    if evenMerged { return findOffices(of: person, on: day, before: seq, evenMerged: true, &newest) }
    let stamp = OfficeMemory.Stamp(persons.changeCount, duties.changeCount, delegations.changeCount)
    if let known = officeMemory.offices(of: person, on: day, before: seq, stamp) { return known }
    let found = findOffices(of: person, on: day, before: seq, evenMerged: false, &newest)
    officeMemory.keep(found, of: person, on: day, before: seq, newest: newest, stamp)
    return found
  }

  /// - Parameter newest: the entry that gave or lent anything to the person last.
  private func findOffices(
    of person: String, on day: String, before seq: UInt64, evenMerged: Bool, _ newest: inout UInt64
  ) -> [Office] {
    guard let row = persons[person], evenMerged || row.state != .merged else { return [] }
    var found: [Office] = []
    for key in row.duties + row.formerDuties {
      guard let duty = duties[key] else { continue }
      newest = max(newest, UInt64(clamping: duty.givenSeq))
      guard duty.isGiven(before: seq), duty.isActive(on: day) else { continue }
      found.append(Office(key: key, duty: duty, principal: nil))
    }
    for key in row.delegations {
      guard let lent = delegations[key] else { continue }
      newest = max(newest, UInt64(clamping: lent.grantedSeq))
      guard let duty = lent.duty.flatMap({ duties[$0] }) else { continue }
      newest = max(newest, UInt64(clamping: duty.givenSeq))
      guard lent.isInForce(on: day, before: seq), duty.isGiven(before: seq), duty.isActive(on: day),
        persons[lent.principal]?.state != .merged
      else { continue }
      found.append(Office(key: lent.duty ?? "", duty: duty, principal: lent.principal))
    }
    return found
  }

  /// Ordinary duties of a person that ended in the last so many days: they still speak for the days on which they held.
  func recentOffices(of person: String, on day: String, before seq: UInt64, within lateDays: Int64) -> [Office] {
    guard let row = persons[person], row.state != .merged, let today = CivilDate(day) else { return [] }
    return (row.duties + row.formerDuties).compactMap { key in
      guard let duty = duties[key], duty.isGiven(before: seq), !PermissionTable.core.isPower(duty.role),
        let last = duty.lastDay, last < day, let end = CivilDate(last), today.day - end.day <= Int(clamping: lateDays)
      else { return nil }
      return Office(key: key, duty: duty, principal: nil)
    }
  }

  /// Everybody for whom a person acts on a day, himself first: who lent a duty and who acts for him are one in every separation, while
  /// there is a duty that is lent.
  func principals(of person: String, on day: String) -> [String] {
    let lent = (persons[person]?.delegations ?? []).compactMap { delegations[$0] }.filter { lent in
      lent.isInForce(on: day, before: nil) && lent.duty.flatMap { duties[$0] }?.isActive(on: day) == true
    }
    return [person] + lent.map(\.principal)
  }

  /// Whether two references stand for one person.
  func isOne(_ person: String, _ other: String) -> Bool { person == other || canonical(person) == canonical(other) }

  /// Whether two persons are one, or one of them has lent the other a duty since a day, or a third has lent one to each: they never act
  /// as two.
  func act(_ person: String, _ other: String, asOneSince day: String) -> Bool {
    func hands(_ person: String) -> Set<String> {
      let lent = (persons[person]?.delegations ?? []).compactMap { delegations[$0] }.filter { ($0.to ?? "") >= day }
      return Set(([person] + lent.map(\.principal)).map { canonical($0) })
    }
    return !hands(person).isDisjoint(with: hands(other))
  }

  func isRegistrar(_ person: String, on day: String, before seq: UInt64) -> Bool {
    offices(of: person, on: day, before: seq).contains { $0.isRegistrar && $0.principal == nil }
  }

  /// Whether every key the person could have signed with at an instant was registered by two registrars: two persons, not accounts.
  ///
  /// The note says who signed, not with which key; so all of them must be good. A key of the note itself is none yet.
  func keysHaveTwoRegistrars(_ person: String, at instant: Timestamp, before seq: UInt64) -> Bool {
    let valid = (persons[person]?.keys ?? []).compactMap { keys[$0] }.filter { key in
      key.validTo.flatMap { EventTime($0) }.map { instant <= $0.end } ?? true
    }
    return !valid.isEmpty
      && valid.allSatisfy { key in
        Set(key.registrars.map { canonical($0) }).count >= 2 && !key.registered.hasPrefix("\(seq).")
      }
  }

  /// The organisation for which a person acts on a day: of the first duty that has one, else the person's own.
  func organisation(of person: String, on day: String) -> String? {
    offices(of: person, on: day, before: .max).compactMap(\.duty.org).first { ReferencePrefix(of: $0) == .org }
      ?? persons[person]?.org
  }

  /// The duties of registrars and leaders that stand on a day.
  func ledgerOffices(on day: String, before seq: UInt64? = nil) -> [(key: String, duty: DutyRow)] {
    (ledger[LedgerRow.key]?.offices ?? []).compactMap { key in
      guard let duty = duties[key], duty.isActive(on: day), persons[duty.person]?.state != .merged,
        seq.map({ duty.isGiven(before: $0) }) ?? true
      else { return nil }
      return (key, duty)
    }
  }

  /// Whether two registrars and a leader of the authority stand on a day: with that the founding is over.
  func isFounded(on day: String, before seq: UInt64? = nil) -> Bool {
    registrarCount(on: day, before: seq) >= 2
      && ledgerOffices(on: day, before: seq).contains { isLeader($0.duty) }
  }

  /// How many different persons are registrars on a day.
  func registrarCount(on day: String, before seq: UInt64? = nil) -> Int {
    let persons = ledgerOffices(on: day, before: seq).filter { Codelist.role.isA($0.duty.role, Self.registrarRole) }
    return Set(persons.map { canonical($0.duty.person) }).count
  }

  /// Whether a duty is one of the authority's leaders.
  func isLeader(_ duty: DutyRow) -> Bool {
    duty.org == ledger[LedgerRow.key]?.authorityOrg && Self.leaders.names(duty.role)
  }

  /// Those who appoint in the authority.
  static let leaders = PermissionTable.RoleDemand([
    "leading_group_leader", "leading_group_deputy", "county_secretary", "county_magistrate", "office_director",
    "unit_head",
  ])
}

/// What stood before the note that is being judged: its own packs, appointments and openings do not count for it.
struct NoteStanding {
  let tx: ULID?
  let seq: UInt64
  let packs: [PackRow]
  let isFounding: Bool
  /// The migration that is open, by its batch.
  let migration: String?
}

extension AssistanceState {
  /// Takes note of what stands before an entry, at the first of its events.
  func enter(_ context: EventContext) {
    if context.position != 0, let standing, standing.tx == context.header.tx, standing.seq == context.seq { return }
    standing = currentStanding(
      tx: context.header.tx, seq: context.seq, day: text(context.recorded.beijingDay))
  }

  /// Forgets which note was judged last: what is asked next is asked of what stands now.
  func leaveNote() { standing = nil }

  /// A leader whose first day lies ahead ends the founding on that day, though nothing is recorded of it.
  private func currentStanding(tx: ULID?, seq: UInt64, day: String?) -> NoteStanding {
    let row = ledger[LedgerRow.key]
    let isFounding = row?.founded == nil && !(day.map { isFounded(on: $0, before: seq) } ?? false)
    return NoteStanding(
      tx: tx, seq: seq, packs: (row?.packs ?? []).compactMap { packs[$0] }, isFounding: isFounding,
      migration: row?.migration)
  }

  var now: NoteStanding {
    if let standing { return standing }
    let current = currentStanding(tx: nil, seq: .max, day: nil)
    standing = current
    return current
  }
}
