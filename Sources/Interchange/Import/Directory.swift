import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

/// Finds references from what clerks know instead: names, ID numbers, villages.
///
/// Names of persons and households are sealed in the log; they are found through the vault's openings, and only by
/// those who hold it. An opening counts when it opens an event of the log, which is looked up when somebody asks for
/// what it says: a sheet names few of a county's people.
struct Directory {
  /// Which openings count; what keeps the log from being read is kept there too.
  let accepted: AcceptedOpenings
  /// The ledger as it was before the import.
  let view: LedgerView
  private var idNumbers: [String: [Opening]] = [:]
  private var openedNames: [String: [Opening]] = [:]
  /// Names of members of households: asked only when no head has the name.
  private var memberNames: [String: [Opening]] = [:]
  /// Heads' and persons' names that hold something in brackets, by what stands before it.
  private var aliases: [String: [Opening]] = [:]
  /// Names that the log holds in clear.
  private var names: [String: [String]] = [:]
  private var villageOf: [String: String] = [:]
  private var placeOf: [String: String] = [:]
  private var nameOf: [String: String] = [:]
  /// Villages that somebody registered: a visit alone makes none.
  private var villages: Set<String> = []
  /// Households that are no more, persons found to be others.
  private var former: Set<String> = []
  /// Whether the ledger knows people whose names this machine's vault does not open.
  private(set) var isClosed = false

  init(_ session: LedgerSession) throws(LedgerError) { try self.init(session.ledger.view(), session.vault) }

  /// - Parameter vault: nil where there is none: then only names that the log holds in clear are known.
  init(_ view: LedgerView, _ vault: Vault?) throws(LedgerError) {
    self.view = view
    accepted = AcceptedOpenings(view)
    var people: [String: EventID] = [:]
    for table in ["orgs", "villages", "projects", "funds", "households", "persons"] {
      try view.forEachRow(table) { key, bytes in
        guard let row = try? JSONDocument.object(Array(bytes)) else { return true }
        add(key, row, table)
        if table == "households" || table == "persons" {
          people[key] = row["registered"]?.string.flatMap { EventID($0) }
        }
        return true
      }
    }
    var openings: [Opening] = []
    try vault?.forEachOpening { openings.append($0) }
    for opening in openings {
      add(opening)
      people[opening.subject] = nil
    }
    isClosed = try Self.holdsSealed(people, view)
  }

  /// Whether one of these registrations seals something. Few lack an opening for want of anything sealed: some are looked at.
  private static func holdsSealed(_ people: [String: EventID], _ view: LedgerView) throws(LedgerError) -> Bool {
    for (_, id) in people.sorted(by: { $0.key < $1.key }).prefix(200) {
      if let context = try view.event(id), !context.event.sealedPlaces.isEmpty { return true }
    }
    return false
  }

  private mutating func add(_ key: String, _ row: JSONValue, _ table: String) {
    if let name = row["name"]?.string {
      names[NameText.key(name), default: []].append(key)
      nameOf[key] = name
    }
    if let village = row["village"]?.string { villageOf[key] = village }
    if let place = row["place"]?.string { placeOf[key] = place }
    if table == "villages", row["name"]?.string != nil || row["tags"]?.strings?.isEmpty == false {
      villages.insert(key)
    }
    if ["closed", "merged"].contains(row["state"]?.string) { former.insert(key) }
  }

  private mutating func add(_ opening: Opening) {
    let isMember = opening.field.hasPrefix("members.") || Reference.prefix(opening.subject) == "hh"
    switch opening.field.split(separator: ".").last {
    case "id_number": idNumbers[opening.value.uppercased(), default: []].append(opening)
    case "name" where isMember: memberNames[NameText.key(opening.value), default: []].append(opening)
    case "name", "head_name":
      let (key, bare) = (NameText.key(opening.value), NameText.bareKey(opening.value))
      openedNames[key, default: []].append(opening)
      if bare != key { aliases[bare, default: []].append(opening) }
    default: break
    }
  }

  // MARK: Who is who

  /// The subjects with a prefix, still in being, that hold an ID number; ascending.
  func owners(ofID number: String, prefix: String) -> [String] {
    candidates(idNumbers[number.uppercased()], [prefix]).filter { !former.contains($0) }
  }

  /// The subjects with a prefix, still in being, registered under a name however it is spelt; ascending.
  func subjects(named name: String, prefix: String) -> [String] {
    let key = NameText.key(name)
    return candidates(openedNames[key], [prefix], inClear: names[key]).filter { !former.contains($0) }
  }

  /// The subjects whose name is the same but for something in brackets, theirs or this one's; ascending.
  func subjects(nearlyNamed name: String, prefix: String) -> [String] {
    let (key, bare) = (NameText.key(name), NameText.bareKey(name))
    let plain = bare == key ? [] : openedNames[bare] ?? []
    let exact = Set(subjects(named: name, prefix: prefix))
    return candidates(plain + (aliases[bare] ?? []), [prefix]).filter { !former.contains($0) && !exact.contains($0) }
  }

  /// Names in clear, as they are compared, with their subjects; in no order.
  func clearNames(prefix: String) -> [(key: String, subjects: [String])] {
    names.compactMap { key, subjects in
      let own = subjects.filter { Reference.prefix($0) == prefix }
      return own.isEmpty ? nil : (key, own)
    }
  }

  /// The village in which a household or person is registered.
  func village(of subject: String) -> String? { villageOf[subject] }

  /// Whether somebody registered a village. References of other kinds are the ledger's to judge.
  func isKnown(village reference: String) -> Bool {
    !["v", "nv"].contains(Reference.prefix(reference)) || villages.contains(reference)
  }

  /// A subject for people: with the village where it has one.
  func label(_ subject: String) -> String { listed([subject]) }

  /// The village or area of a subject, by which rows are grouped.
  func group(of subject: String) -> String { villageOf[subject] ?? placeOf[subject] ?? "" }

  /// Every subject with any of the prefixes that goes by a name or an ID number, ascending; members of households only when
  /// nobody else has the name.
  func all(named text: String, prefixes: [String]) -> [String] {
    let known = candidates(idNumbers[TextFolding.compact(text).uppercased()], prefixes)
    if !known.isEmpty { return known }
    let key = NameText.key(text)
    let named = candidates(openedNames[key], prefixes, inClear: names[key])
    return named.isEmpty ? candidates(memberNames[key], prefixes) : named
  }

  /// The subjects whose names the log holds in clear, for offering the nearest.
  func named(_ prefixes: [String]) -> NamedThings {
    let fitting = nameOf.filter { prefixes.isEmpty || prefixes.contains(String(Reference.prefix($0.key))) }
    return NamedThings(fitting.sorted { $0.key < $1.key }.map { .init($0.key, Bilingual($0.value, $0.value)) })
  }

  /// The one reference with any of the prefixes that a text means.
  ///
  /// - Parameters:
  ///   - village: a village's reference, name or area code; tells people of one name apart.
  ///   - mustBeThere: whether only who belongs to the village can be meant. Who visits it may come from anywhere: of those
  ///     the village decides only when just one of that name is there, and of households always.
  /// - Throws: X158 when nobody is found, X159 with the candidates when several are.
  func find(_ text: String, prefixes: [String], village: String? = nil, mustBeThere: Bool = true) throws(CellProblem)
    -> String
  {
    let compact = TextFolding.compact(text)
    let key = NameText.key(text)
    let known = candidates(idNumbers[compact.uppercased()], prefixes)
    if !known.isEmpty { return try oneOfID(known, Self.masked(compact)) }
    if IDNumber.isValid(compact.uppercased()) { throw nobody(Self.masked(compact), prefixes) }
    let named = candidates(openedNames[key], prefixes, inClear: names[key])
    let found = named.isEmpty ? candidates(memberNames[key], prefixes) : named
    guard !found.isEmpty else { throw nobody(text, prefixes) }
    if let village {
      let near = found.filter { isIn($0, village) }
      if !mustBeThere, near.count != 1, found.contains(where: { Reference.prefix($0) != "hh" }) {
        return try one(found, shown: text)
      }
      guard !near.isEmpty else { throw Self.elsewhere(text, village, listed(found)) }
      return try one(near, shown: text)
    }
    return try one(found, shown: text)
  }

  /// The subjects meant, ascending: openings come in the order of their commitments, which is chance.
  private func candidates(_ openings: [Opening]?, _ prefixes: [String], inClear: [String]? = nil) -> [String] {
    func fits(_ subject: String) -> Bool {
      prefixes.isEmpty || prefixes.contains(String(Reference.prefix(subject)))
    }
    var found = Set((inClear ?? []).filter(fits))
    for opening in openings ?? []
    where fits(opening.subject) && !found.contains(opening.subject) && accepted.contains(opening) {
      found.insert(opening.subject)
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func isIn(_ subject: String, _ village: String) -> Bool {
    let key = NameText.key(village)
    let own = [villageOf[subject], placeOf[subject], villageOf[subject].flatMap { nameOf[$0] }]
    return own.contains { $0.map(NameText.key) == key }
      || names[key]?.contains(villageOf[subject] ?? "") == true
  }

  private func one(_ found: [String], shown: String) throws(CellProblem) -> String {
    if found.count == 1, let only = found.first { return only }
    throw CellProblem(
      "X159", "“\(shown)”有\(found.count)个同名对象：\(listed(found))",
      "“\(shown)” names \(found.count) subjects: \(listed(found))",
      adviceZh: "请改填编号或身份证号，或写明所在村", adviceEn: "Give the reference or ID number, or the village")
  }

  /// One person is in one household. Two that hold an ID number are one registered twice, or one of them is wrong: to give
  /// the number again helps nobody.
  private func oneOfID(_ found: [String], _ shown: String) throws(CellProblem) -> String {
    let present = found.filter { !former.contains($0) }
    let meant = present.isEmpty ? found : present
    if meant.count == 1, let only = meant.first { return only }
    let kinds = Set(meant.map { String(Reference.prefix($0)) })
    // Somebody may well be a person and in a household.
    guard kinds.count == 1 else { return try one(meant, shown: shown) }
    let isPerson = kinds == ["p"]
    throw CellProblem(
      "X182", "身份证号“\(shown)”登记在\(meant.count)处：\(listed(meant))，属重复登记",
      "The ID number “\(shown)” is registered \(meant.count) times, a double registration: \(listed(meant))",
      adviceZh: isPerson ? "请先核实并合并重复人员，或在此行改填编号" : "请先核实，确为一户的并户，属录错号码的更正登记；或在此行改填户编号",
      adviceEn: isPerson
        ? "Merge the duplicates first, or give the reference here"
        : "Merge the households or correct the wrong number first, or give the household's reference here")
  }

  private func listed(_ found: [String]) -> String {
    let shown = found.prefix(8).map { subject in
      let village = villageOf[subject].map { nameOf[$0] ?? $0 } ?? placeOf[subject]
      return village.map { "\(subject)（\($0)）" } ?? subject
    }
    return shown.joined(separator: "、") + (found.count > 8 ? "…" : "")
  }

  private func nobody(_ shown: String, _ prefixes: [String]) -> CellProblem {
    let kinds = prefixes.compactMap { Catalogue.current.prefix($0) }
    let (zh, en) = (kinds.map(\.zh).joined(separator: "、"), kinds.map(\.en).joined(separator: ", "))
    // What cannot be looked up is not absent.
    if isClosed, prefixes.isEmpty || !prefixes.allSatisfy({ ["v", "nv", "org", "pr", "fd"].contains($0) }) {
      return CellProblem(
        "X158", "没有找到“\(shown)”（\(zh)）：本机没有保密库，账上的姓名和身份证号在此打不开",
        "“\(shown)” is not found (\(en)): without the vault the ledger's names and ID numbers are closed here",
        adviceZh: "请放回保密库后再导入，或改填编号", adviceEn: "Put the vault back, or give the reference")
    }
    return CellProblem(
      "X158", "没有找到“\(shown)”（\(zh)）", "“\(shown)” is not found (\(en))", adviceZh: "请先登记，或改填编号",
      adviceEn: "Register it first, or give the reference")
  }

  private static func elsewhere(_ shown: String, _ village: String, _ candidates: String) -> CellProblem {
    CellProblem(
      "X158", "“\(village)”没有“\(shown)”；别处有：\(candidates)",
      "“\(shown)” is not in \(village); elsewhere: \(candidates)",
      adviceZh: "请核对村名，或改填编号", adviceEn: "Check the village, or give the reference")
  }

  /// `621021********1234`.
  static func masked(_ number: String) -> String {
    guard number.utf8.count >= 11 else { return NameReader.mask }
    return number.prefix(6) + String(repeating: "*", count: number.count - 10) + number.suffix(4)
  }
}
