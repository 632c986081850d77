import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Whether a row is about somebody or something that the ledger holds already.
///
/// First by the key under which it was imported; then by who or what it names: the reference it gives, the ID number, the
/// name however it is spelt together with the village. Where that leaves a doubt, the clerk is asked: two registrations of
/// one household are paid twice, and one registration of two loses one.
struct Recognition {
  let directory: Directory
  let recorded: RecordedEvents
  let template: ImportTemplate

  enum Answer {
    case new
    case known(RecordedEvents.Recorded)
    /// What the clerk must answer first.
    case question(CellProblem)
  }

  /// - Parameter notes: gains what the clerk should know and need not answer.
  func answer(_ item: RowItem, notes: inout [CellProblem]) throws(LedgerError) -> Answer {
    if let known = try recorded.event(key: item.key) { return .known(known) }
    guard template.registers else { return .new }
    if item.namesSubject, let known = try recorded.registration(of: item.event.subject, type: template.type.name) {
      return .known(known)
    }
    switch template.type.name {
    case "household.registered": return try household(item, &notes)
    case "person.registered": return try person(item, &notes)
    case "org.registered", "project.proposed", "fund.source_registered": return try thing(item)
    default: return .new
    }
  }

  /// By what two new rows would be one, and the ID number that may tell them apart; nil where rows answer for themselves.
  func identity(_ item: RowItem) throws(LedgerError) -> (key: [String], number: String?)? {
    guard template.registers, !item.isNumbered, !item.namesSubject else { return nil }
    switch template.type.name {
    case "household.registered":
      let facts = try HouseholdFacts(recorded) { item.event.data[$0] }
      return facts.headName.map { ([NameText.key($0), facts.village ?? ""], facts.headNumber) }
    case "person.registered":
      guard let name = try recorded.text(item.event.data["name"]) else { return nil }
      return (
        [NameText.key(name), item.event.data["org"]?.string ?? ""], try recorded.text(item.event.data["id_number"])
      )
    case "org.registered", "project.proposed", "fund.source_registered":
      guard let name = item.event.data["name"]?.string else { return nil }
      var scope: [String] = []
      for field in Self.scopes[template.type.name] ?? [] { scope.append(try recorded.plain(item.event.data[field])) }
      return ([NameText.key(name), item.event.place ?? ""] + scope, nil)
    default: return nil
    }
  }

  // MARK: Households

  private func household(_ item: RowItem, _ notes: inout [CellProblem]) throws(LedgerError) -> Answer {
    let facts = try HouseholdFacts(recorded) { item.event.data[$0] }
    if let number = facts.headNumber, let answer = try household(holding: number, facts, item) { return answer }
    let answer = try household(named: facts, item, &notes)
    guard case .new = answer else { return answer }
    for number in facts.numbers where number != facts.headNumber {
      for owner in directory.owners(ofID: number, prefix: "hh") {
        notes.append(Self.elsewhere(number, directory.label(owner)))
      }
    }
    return .new
  }

  /// The household in which the head's ID number is registered.
  private func household(holding number: String, _ facts: HouseholdFacts, _ item: RowItem) throws(LedgerError)
    -> Answer?
  {
    let owners = directory.owners(ofID: number, prefix: "hh")
    guard let owner = owners.first else { return nil }
    guard owners.count == 1 else { return .question(Self.double(number, owners.map(directory.label))) }
    guard let known = try recorded.registration(of: owner, type: template.type.name) else { return nil }
    if item.namesSubject { return .question(Self.taken(number, directory.label(owner))) }
    let old = try HouseholdFacts(recorded) { known.value($0) }
    let shared = Set(facts.numbers).intersection(old.numbers).count
    // A household goes on under another head when most of its people are the same.
    let goesOn = shared >= 2 && shared * 2 >= min(facts.numbers.count, old.numbers.count)
    if old.headNumber == nil || old.headNumber == number || goesOn { return .known(known) }
    return .question(Self.member(number, directory.label(owner)))
  }

  /// The household of that name in that village, unless ID numbers tell them apart.
  private func household(named facts: HouseholdFacts, _ item: RowItem, _ notes: inout [CellProblem]) throws(LedgerError)
    -> Answer
  {
    guard let name = facts.headName else { return .new }
    let around = directory.subjects(named: name, prefix: "hh").filter { directory.village(of: $0) == facts.village }
    let (fitting, near, others) = try compare(around, facts.headNumber, of: headNumber)
    let labels = (fitting + near).map { directory.label($0.subject) }
    if item.isNumbered || item.namesSubject {
      if !labels.isEmpty { notes.append(Self.namesake(labels)) }
      return .new
    }
    if !near.isEmpty { return .question(Self.nearNumber(near.map { directory.label($0.subject) })) }
    if fitting.count == 1, let only = fitting.first { return .known(only) }
    if fitting.count > 1 { return .question(Self.severalNamesakes(labels)) }
    let alike = directory.subjects(nearlyNamed: name, prefix: "hh").filter {
      directory.village(of: $0) == facts.village
    }
    let likely = try compare(alike, facts.headNumber, of: headNumber).fitting
    if !likely.isEmpty { return .question(Self.alias(likely.map { directory.label($0.subject) })) }
    if !others.isEmpty { notes.append(Self.namesake(others.map { directory.label($0.subject) })) }
    return .new
  }

  private func headNumber(_ known: RecordedEvents.Recorded) throws(LedgerError) -> String? {
    try HouseholdFacts(recorded) { known.value($0) }.headNumber
  }

  private func ownNumber(_ known: RecordedEvents.Recorded) throws(LedgerError) -> String? {
    try recorded.text(known.value("id_number"))
  }

  private typealias Compared = (
    fitting: [RecordedEvents.Recorded], near: [RecordedEvents.Recorded], others: [RecordedEvents.Recorded]
  )

  /// Divides namesakes by their ID numbers: none on one side or the same; nearly the same; another.
  private func compare(
    _ subjects: [String], _ number: String?, of theirs: (RecordedEvents.Recorded) throws(LedgerError) -> String?
  ) throws(LedgerError) -> Compared {
    var compared: Compared = ([], [], [])
    for subject in subjects {
      guard let known = try recorded.registration(of: subject, type: template.type.name) else { continue }
      guard let number, let other = try theirs(known), number != other else {
        compared.fitting.append(known)
        continue
      }
      // The check character changes with any digit.
      if NearText.isWithin(1, String(number.prefix(17)), String(other.prefix(17))) {
        compared.near.append(known)
      } else {
        compared.others.append(known)
      }
    }
    return compared
  }

  // MARK: Persons

  private func person(_ item: RowItem, _ notes: inout [CellProblem]) throws(LedgerError) -> Answer {
    let number = try recorded.text(item.event.data["id_number"])
    if let number {
      let owners = directory.owners(ofID: number, prefix: "p")
      if owners.count > 1 { return .question(Self.double(number, owners.map(directory.label))) }
      if let owner = owners.first {
        if item.namesSubject { return .question(Self.taken(number, directory.label(owner))) }
        if let known = try recorded.registration(of: owner, type: template.type.name) { return .known(known) }
      }
    }
    guard !item.isNumbered, !item.namesSubject, let name = try recorded.text(item.event.data["name"]) else {
      return .new
    }
    let org = item.event.data["org"]?.string
    let (fitting, near, others) = try compare(
      directory.subjects(named: name, prefix: "p"), number, of: ownNumber)
    func isInOrg(_ known: RecordedEvents.Recorded) -> Bool { known.value("org")?.string == org }
    if let known = near.first(where: isInOrg) { return .question(Self.nearNumber([directory.label(known.subject)])) }
    let own = fitting.filter(isInOrg)
    if own.count == 1, let only = own.first { return .known(only) }
    if own.count > 1 { return .question(Self.severalNamesakes(own.map { directory.label($0.subject) })) }
    if !others.filter(isInOrg).isEmpty {
      notes.append(Self.namesake(others.filter(isInOrg).map { directory.label($0.subject) }))
    }
    return .new
  }

  // MARK: Things whose names the log holds in clear

  /// What tells two of one name apart, where both rows say it.
  private static let scopes: [String: [String]] = ["project.proposed": ["site"], "fund.source_registered": ["year"]]

  private func thing(_ item: RowItem) throws(LedgerError) -> Answer {
    guard !item.isNumbered, !item.namesSubject, let name = item.event.data["name"]?.string,
      let prefix = template.type.subjectPrefixes.first
    else { return .new }
    var same: [RecordedEvents.Recorded] = []
    for subject in directory.subjects(named: name, prefix: prefix) {
      if let known = try recorded.registration(of: subject, type: template.type.name), try isInScope(item, known) {
        same.append(known)
      }
    }
    if same.count == 1, let only = same.first { return .known(only) }
    if same.count > 1 { return .question(Self.severalNamesakes(same.map(\.subject))) }
    return try misspelt(item, name, prefix)
  }

  private func isInScope(_ item: RowItem, _ known: RecordedEvents.Recorded) throws(LedgerError) -> Bool {
    if let place = item.event.place, let other = known.context.event.place, place != other { return false }
    for field in Self.scopes[template.type.name] ?? [] {
      let (now, before) = (try recorded.plain(item.event.data[field]), try recorded.plain(known.value(field)))
      if !now.isEmpty, !before.isEmpty, now != before { return false }
    }
    return true
  }

  /// A name that differs in a character or two while all else is the same may be a name put right.
  private func misspelt(_ item: RowItem, _ name: String, _ prefix: String) throws(LedgerError) -> Answer {
    let key = NameText.key(name)
    guard key.count >= 3 else { return .new }
    for (other, subjects) in directory.clearNames(prefix: prefix)
    where key.first == other.first || key.last == other.last {
      // Of a short name one character is much: 甲村路 is no misspelt 甲村水窖.
      let limit = max(key.count, other.count) < 6 ? 1 : 2
      guard NearText.isWithin(limit, key, other), !NearText.differsByNumber(key, other) else { continue }
      for subject in subjects {
        guard let known = try recorded.registration(of: subject, type: template.type.name), try isInScope(item, known),
          EventTime(item.event.time)?.day == known.context.event.time.day
        else { continue }
        var isSame = true
        for (field, value) in item.event.data.members where field != "name" {
          if try recorded.plain(value) != recorded.plain(known.value(field)) { isSame = false }
        }
        if isSame { return .question(Self.misspelt(known.value("name")?.string ?? "", subject)) }
      }
    }
    return .new
  }
}

/// What tells a household from another.
struct HouseholdFacts {
  let village: String?
  let headName: String?
  /// ID number of the member marked as head, or named like the head, else of the first.
  let headNumber: String?
  /// ID numbers of all members.
  let numbers: [String]

  init(_ recorded: RecordedEvents, _ value: (String) -> JSONValue?) throws(LedgerError) {
    village = value("village")?.string
    var headName = try recorded.text(value("head_name"))
    var members: [(relation: String?, name: String?, number: String?)] = []
    for member in value("members").map({ Array($0.elements) }) ?? [] {
      members.append(
        (member["relation"]?.string, try recorded.text(member["name"]), try recorded.text(member["id_number"])))
    }
    let key = headName.map(NameText.key)
    let head =
      members.first { $0.relation == "head" } ?? members.first { $0.name.map(NameText.key) == key && key != nil }
      ?? members.first { $0.relation == nil }
    headName = headName ?? head?.name
    self.headName = headName
    headNumber = head?.number
    numbers = members.compactMap(\.number)
  }
}

// What is asked, and what is told.
extension Recognition {
  private static func list(_ labels: [String]) -> String {
    labels.prefix(8).joined(separator: "、") + (labels.count > 8 ? "…" : "")
  }

  static func double(_ number: String, _ labels: [String]) -> CellProblem {
    CellProblem(
      "X182", "身份证号“\(Directory.masked(number))”已登记在\(labels.count)处：\(list(labels))，属重复登记",
      "The ID number “\(Directory.masked(number))” is registered \(labels.count) times, a double registration: \(list(labels))",
      adviceZh: "请先核实，确为一户的并户，属录错号码的更正登记", adviceEn: "Merge them, or correct the wrong number, first")
  }

  private static func taken(_ number: String, _ label: String) -> CellProblem {
    CellProblem(
      "X182", "身份证号“\(Directory.masked(number))”已登记为\(label)，此行给了另一个编号",
      "The ID number “\(Directory.masked(number))” is registered as \(label), and the row gives another reference",
      adviceZh: "同一户（人）的请改用已有编号；号码录错的请改正", adviceEn: "Use that reference if it is the same, or put the number right")
  }

  private static func member(_ number: String, _ label: String) -> CellProblem {
    CellProblem(
      "X183", "户主的身份证号“\(Directory.masked(number))”已登记在\(label)，是该户的成员：是该户换了户主，还是分户？",
      "The head's ID number “\(Directory.masked(number))” belongs to a member of \(label): has that household another head, or was it divided?",
      adviceZh: "换户主的，在“户编号”列填该户编号；分户的，填一个新的户编号并另记分户",
      adviceEn:
        "If it has another head, give its number in 户编号; if it was divided, give a new number and record the split")
  }

  private static func nearNumber(_ labels: [String]) -> CellProblem {
    CellProblem(
      "X183", "已有同名的\(list(labels))，身份证号只差一位：是同一户（人）的号码改正，还是另一户（人）？",
      "\(list(labels)) has the same name, and an ID number that differs in one digit: is it a number put right, or somebody else?",
      adviceZh: "同一户的，在编号列填上述编号；另一户的，填“来源行编号”",
      adviceEn: "If it is the same, give that reference; if not, give a row key in 来源行编号")
  }

  private static func severalNamesakes(_ labels: [String]) -> CellProblem {
    CellProblem(
      "X183", "已登记的同名对象有\(labels.count)个：\(list(labels))，分不清是哪一个",
      "\(labels.count) of that name are registered: \(list(labels)); it cannot be told which is meant",
      adviceZh: "请填编号或身份证号；另一个新的，填“来源行编号”",
      adviceEn: "Give the reference or ID number; a row key in 来源行编号 if it is another")
  }

  private static func alias(_ labels: [String]) -> CellProblem {
    CellProblem(
      "X183", "与已登记的\(list(labels))只差括号里的字：是同一户吗？",
      "The name differs from \(list(labels)) only in what stands in brackets: is it the same?",
      adviceZh: "同一户的，在“户编号”列填上述编号；另一户的，填“来源行编号”",
      adviceEn: "If it is, give that reference in 户编号; if not, give a row key in 来源行编号")
  }

  private static func misspelt(_ name: String, _ subject: String) -> CellProblem {
    CellProblem(
      "X183", "与已登记的“\(name)”（\(subject)）只有名称相差一两个字：是同一个吗？",
      "It differs from “\(name)” (\(subject)) in a character or two of its name and in nothing else: is it the same?",
      adviceZh: "同一个的，在编号列填\(subject)；另一个的，填“来源行编号”",
      adviceEn: "If it is, give \(subject); if not, give a row key in 来源行编号")
  }

  private static func namesake(_ labels: [String]) -> CellProblem {
    CellProblem(
      "X193", "同名的已有\(list(labels))，按另一户（人）登记", "\(list(labels)) has the same name; taken for another",
      adviceZh: "若是同一户（人），请填已有编号后再导入", adviceEn: "If it is the same, give the reference and import again")
  }

  private static func elsewhere(_ number: String, _ label: String) -> CellProblem {
    CellProblem(
      "X194", "成员的身份证号“\(Directory.masked(number))”已登记在\(label)",
      "A member's ID number “\(Directory.masked(number))” is registered in \(label)",
      adviceZh: "若已迁到本户，请另记原户的家庭成员变更；否则请核对号码", adviceEn: "Record that the member left, or check the number")
  }
}
