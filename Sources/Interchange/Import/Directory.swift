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
  private var idNumbers: [String: [Opening]] = [:]
  private var openedNames: [String: [Opening]] = [:]
  /// Names of members of households: asked only when no head has the name.
  private var memberNames: [String: [Opening]] = [:]
  /// Names that the log holds in clear.
  private var names: [String: [String]] = [:]
  private var villageOf: [String: String] = [:]
  private var placeOf: [String: String] = [:]
  private var nameOf: [String: String] = [:]
  /// Whether any sealed value can be opened here; without one, names are closed.
  private(set) var hasOpenings = false

  init(_ session: LedgerSession) throws(LedgerError) { try self.init(session.ledger.view(), session.vault) }

  /// - Parameter vault: nil where there is none: then only names that the log holds in clear are known.
  init(_ view: LedgerView, _ vault: Vault?) throws(LedgerError) {
    accepted = AcceptedOpenings(view)
    for table in ["orgs", "villages", "projects", "funds", "households"] {
      try view.forEachRow(table) { key, bytes in
        guard let row = try? JSONDocument.object(Array(bytes)) else { return true }
        add(key, row)
        return true
      }
    }
    var openings: [Opening] = []
    try vault?.forEachOpening { openings.append($0) }
    hasOpenings = !openings.isEmpty
    for opening in openings { add(opening) }
  }

  private mutating func add(_ key: String, _ row: JSONValue) {
    if let name = row["name"]?.string {
      names[TextFolding.key(name), default: []].append(key)
      nameOf[key] = name
    }
    if let village = row["village"]?.string { villageOf[key] = village }
    if let place = row["place"]?.string { placeOf[key] = place }
  }

  private mutating func add(_ opening: Opening) {
    let isMember = opening.field.hasPrefix("members.")
    switch opening.field.split(separator: ".").last {
    case "id_number": idNumbers[opening.value.uppercased(), default: []].append(opening)
    case "name" where isMember: memberNames[TextFolding.key(opening.value), default: []].append(opening)
    case "name", "head_name": openedNames[TextFolding.key(opening.value), default: []].append(opening)
    default: break
    }
  }

  /// The village or area of a subject, by which rows are grouped.
  func group(of subject: String) -> String { villageOf[subject] ?? placeOf[subject] ?? "" }

  /// Every subject with any of the prefixes that goes by a name or an ID number, ascending; members of households only when
  /// nobody else has the name.
  func all(named text: String, prefixes: [String]) -> [String] {
    let known = candidates(idNumbers[TextFolding.compact(text).uppercased()], prefixes)
    if !known.isEmpty { return known }
    let key = TextFolding.key(text)
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
  /// - Parameter village: a village's reference, name or area code; tells people of one name apart.
  /// - Throws: X158 when nobody is found, X159 with the candidates when several are.
  func find(_ text: String, prefixes: [String], village: String? = nil) throws(CellProblem) -> String {
    let compact = TextFolding.compact(text)
    let key = TextFolding.key(text)
    let known = candidates(idNumbers[compact.uppercased()], prefixes)
    if !known.isEmpty { return try one(known, shown: Self.masked(compact)) }
    if IDNumber.isValid(compact.uppercased()) { throw Self.nobody(Self.masked(compact), prefixes) }
    let named = candidates(openedNames[key], prefixes, inClear: names[key])
    let found = named.isEmpty ? candidates(memberNames[key], prefixes) : named
    guard !found.isEmpty else { throw Self.nobody(text, prefixes) }
    if let village {
      let near = found.filter { isIn($0, village) }
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
    let key = TextFolding.key(village)
    let own = [villageOf[subject], placeOf[subject], villageOf[subject].flatMap { nameOf[$0] }]
    return own.contains { $0.map(TextFolding.key) == key }
      || names[key]?.contains(villageOf[subject] ?? "") == true
  }

  private func one(_ found: [String], shown: String) throws(CellProblem) -> String {
    if found.count == 1, let only = found.first { return only }
    throw CellProblem(
      "X159", "“\(shown)”有\(found.count)个同名对象：\(listed(found))",
      "“\(shown)” names \(found.count) subjects: \(listed(found))",
      adviceZh: "请改填编号或身份证号，或写明所在村", adviceEn: "Give the reference or ID number, or the village")
  }

  private func listed(_ found: [String]) -> String {
    let shown = found.prefix(8).map { subject in
      let village = villageOf[subject].map { nameOf[$0] ?? $0 } ?? placeOf[subject]
      return village.map { "\(subject)（\($0)）" } ?? subject
    }
    return shown.joined(separator: "、") + (found.count > 8 ? "…" : "")
  }

  private static func nobody(_ shown: String, _ prefixes: [String]) -> CellProblem {
    let kinds = prefixes.compactMap { Catalogue.current.prefix($0) }
    return CellProblem(
      "X158", "没有找到“\(shown)”（\(kinds.map(\.zh).joined(separator: "、"))）",
      "“\(shown)” is not found (\(kinds.map(\.en).joined(separator: ", ")))",
      adviceZh: "请先登记，或改填编号", adviceEn: "Register it first, or give the reference")
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
