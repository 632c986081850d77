import Law
import Assistance
import AssistanceLedger
import EventSourcing
public import Ledger

/// Finds what a person means who types a name where a reference or an area code is taken: the one way for every command.
///
/// Names of organisations, villages, projects, fund lines and areas stand in the log in clear; those of people and of heads of
/// households are sealed and found through the vault. Nothing is guessed: namesakes are listed with what tells them apart.
public final class SubjectFinder {
  /// What names are looked up in.
  public struct Books {
    /// The moment whose names count.
    public let view: LedgerView
    /// Nil where there is none, or where it cannot be read: then sealed names are not looked for, and that is said.
    public let vault: Vault?

    /// A view and what opens its sealed values.
    public init(_ view: LedgerView, vault: Vault?) {
      self.view = view
      self.vault = vault
    }
  }

  private struct Opened {
    let view: LedgerView
    let names: SubjectNames
    /// Reads every opening.
    let directory: Directory

    func namesakes(_ typed: String, _ found: [String]) throws(LedgerError) -> CellProblem {
      var (zh, en): ([String], [String]) = ([], [])
      for reference in found.prefix(12) {
        zh.append(try described(reference, .zh))
        en.append(try described(reference, .en))
      }
      let rest = found.count > zh.count ? "…" : ""
      return CellProblem(
        "E76", "“\(typed)”同名的有\(found.count)个：\(zh.joined(separator: "；"))\(rest)",
        "\(found.count) are called \"\(typed)\": \(en.joined(separator: "; "))\(rest)",
        adviceZh: "请改填其中一个的编号", adviceEn: "Give the reference of the one you mean")
    }

    /// A namesake with what tells it from the others: `hh-0042（农户，甲村，4人）`, `p-0007（人员，县财政局，经办岗）`.
    private func described(_ reference: String, _ language: Language) throws(LedgerError) -> String {
      let prefix = String(Reference.prefix(reference))
      var facts: [String] = []
      if let kind = Catalogue.current.prefix(prefix) { facts.append(Bilingual(kind.zh, kind.en).text(language)) }
      if let table = Self.tables[prefix], let row = try row(table, reference) {
        for column in ["org", "village", "natural_village", "implementer"] {
          guard let other = row[column]?.string else { continue }
          facts.append(try names.name(of: other) ?? other)
        }
        for duty in row["duties"]?.strings ?? [] {
          guard let role = try self.row("duties", duty)?["role"]?.string else { continue }
          facts.append(Catalogue.current.codelist("role")?.label(role, language) ?? role)
        }
        if row["village"] == nil, let place = row["place"]?.string { facts.append(names.place(place, language)) }
        if let size = row["size"]?.integer { facts.append(Bilingual("\(size)人", "\(size) persons").text(language)) }
        if let year = row["year"]?.integer { facts.append(String(year)) }
      }
      let (open, between, close) = language == .zh ? ("（", "，", "）") : (" (", ", ", ")")
      return facts.isEmpty ? reference : reference + open + facts.joined(separator: between) + close
    }

    private static let tables = [
      "p": "persons", "hh": "households", "org": "orgs", "v": "villages", "nv": "villages", "pr": "projects",
      "fd": "funds",
    ]

    private func row(_ table: String, _ key: String) throws(LedgerError) -> JSONValue? {
      try view.row(table, key).flatMap { try? JSONDocument.object($0) }
    }
  }

  private let books: () throws(LedgerError) -> Books
  private var opened: Opened?

  /// - Parameter books: asked for when the first name is typed; a reference needs none.
  public init(_ books: @escaping () throws(LedgerError) -> Books) { self.books = books }

  private func open() throws(LedgerError) -> Opened {
    if let opened { return opened }
    let books = try books()
    let made = Opened(
      view: books.view, names: try SubjectNames(books.view, NameReader(vault: books.vault)),
      directory: try Directory(books.view, books.vault))
    opened = made
    return made
  }

  // MARK: Subjects

  /// The reference that a text means: itself, or the one subject of that name.
  ///
  /// - Parameter prefixes: the kinds of subject asked for; an empty list means any.
  /// - Throws: `E55` when nobody has the name, `E75` when names are closed here, `E76` with the namesakes when several have it.
  public func reference(_ typed: String, prefixes: [String]) throws(LedgerError) -> String {
    do throws(CellProblem) { return try find(typed, prefixes) } catch { throw Self.error(error) }
  }

  /// The subject of an event of a type. What a type brings into a register has a new reference, which nobody is called by yet.
  func subject(_ typed: String, of type: EventType) throws(CellProblem) -> String {
    try find(typed, type.subjectPrefixes)
  }

  /// Reads references in fields as a sheet's reader does.
  func resolve(_ typed: String, _ field: Field) throws(CellProblem) -> String {
    try find(typed, field.prefixes ?? [])
  }

  private func find(_ typed: String, _ prefixes: [String]) throws(CellProblem) -> String {
    let compact = TextFolding.compact(typed)
    if Reference.isValid(compact) { return compact }
    if let read = ReferenceText.read(typed, prefixes: prefixes) { return read }
    let problem: CellProblem
    do throws(LedgerError) {
      let opened = try open()
      let found = opened.directory.all(named: typed, prefixes: prefixes)
      if let failure = opened.directory.accepted.failure { throw failure }
      if found.count == 1 { return found[0] }
      problem = try found.isEmpty ? Self.nobody(typed, prefixes, opened.directory) : opened.namesakes(typed, found)
    } catch { throw CellProblem(error) }
    throw problem
  }

  /// Kinds whose names are sealed.
  private static func holdsSealed(_ prefixes: [String]) -> Bool {
    prefixes.isEmpty || prefixes.contains { ["p", "hh"].contains($0) }
  }

  private static func closed(_ typed: String) -> CellProblem {
    CellProblem(
      "E75", "此处姓名是封存的（没有保密库、无权读取或保密库不全），不能断定有没有“\(typed)”",
      "names are closed here (no vault, none that may be read, or not all of it): whether \"\(typed)\" is anybody's name cannot be told",
      adviceZh: "请填编号，如 p-0001、hh-0042，或在有保密库的机器上执行",
      adviceEn: "Give the reference, such as p-0001 or hh-0042, or do it where the vault is")
  }

  private static func nobody(_ typed: String, _ prefixes: [String], _ directory: Directory) -> CellProblem {
    if directory.isClosed, holdsSealed(prefixes) { return closed(typed) }
    let kinds = prefixes.compactMap { Catalogue.current.prefix($0) }
    let (zh, en) = (kinds.map(\.zh).joined(separator: "、"), kinds.map(\.en).joined(separator: ", "))
    let near = directory.named(prefixes).question(nearest: typed)
    return CellProblem(
      "E55", "账本中没有\(zh)“\(typed)”\(near.zh)",
      "the ledger knows no \(en.isEmpty ? "" : en.lowercased() + " ")\"\(typed)\"\(near.en)",
      adviceZh: "请核对名称，或填编号", adviceEn: "Check the name, or give the reference")
  }

  /// A problem with a name as a command tells it: no such subject is an answer, two of one name are for the person to tell apart.
  private static func error(_ problem: CellProblem) -> LedgerError {
    LedgerError(
      kind(of: problem.code), problem.code, "\(problem.zh)。\(problem.advice.zh)", "\(problem.en). \(problem.advice.en)")
  }

  /// How a command ends that met one of this finder's problems; `malformed` for every other.
  public static func kind(of code: String) -> LedgerError.Kind {
    switch code {
    case "E55", "E75": .refused
    case "E76": .usage
    default: code.hasPrefix("L") ? .integrity : .malformed
    }
  }

  // MARK: Areas

  /// The beginning of an area code that a text means: digits as they are, the name of a registered area or of a village, or one's
  /// reference.
  ///
  /// - Throws: `E53` when nothing has the name, `E76` when several have it.
  public func place(_ typed: String) throws(LedgerError) -> String {
    let text = TextFolding.compact(typed)
    if text.utf8.allSatisfy({ (48...57).contains($0) }) { return text }
    let view = try open().view
    var codes: [String: Set<String>] = [:]
    var things: [NamedThings.Thing] = []
    let key = TextFolding.key(typed)
    for (table, column) in [("regions", "code"), ("villages", "place")] {
      try view.forEachRow(table) { reference, bytes in
        guard let row = try? JSONDocument.object(Array(bytes)), let code = row[column]?.string else { return true }
        let name = row["name"]?.string ?? ""
        if reference == text || TextFolding.key(name) == key {
          codes[Self.beginning(code), default: []].insert(reference)
        }
        if !name.isEmpty { things.append(.init(code, Bilingual(name, name))) }
        return true
      }
    }
    if codes.count == 1, let only = codes.keys.first { return only }
    guard codes.isEmpty else {
      let listed = codes.keys.sorted()
      throw LedgerError(
        .usage, "E76", "“\(typed)”同名的地方有\(codes.count)个：\(listed.joined(separator: "、"))；请改填区划代码",
        "\(codes.count) places are called \"\(typed)\": \(listed.joined(separator: ", ")); give the area code")
    }
    let near = NamedThings(things).question(nearest: typed, otherwise: NamedThings.pause)
    throw LedgerError(
      .usage, "E53", "没有登记过地名“\(typed)”\(near.zh)区划代码前缀应为2、4、6、9或12位",
      "no area of the name \"\(typed)\" is registered\(near.en) The beginning of an area code has 2, 4, 6, 9 or 12 digits"
    )
  }

  /// The 12-digit area code that a text means, for an event's place.
  public func area(_ typed: String) throws(LedgerError) -> String {
    let text = TextFolding.compact(typed)
    if text.utf8.allSatisfy({ (48...57).contains($0) }) { return text }
    let code = try place(typed)
    return code + String(repeating: "0", count: max(0, 12 - code.utf8.count))
  }

  /// The part of a code that says something: `621021103` of a township's `621021103000`.
  private static func beginning(_ code: String) -> String {
    var code = code
    for (length, tail) in [(12, "000"), (9, "000"), (6, "00"), (4, "00")] where code.utf8.count == length {
      if code.hasSuffix(tail) { code.removeLast(tail.count) }
    }
    return code
  }
}

extension CellProblem {
  /// What kept the ledger from being read, met while a name was looked up.
  fileprivate init(_ error: LedgerError) {
    self.init(
      error.code, error.message.zh, error.message.en, adviceZh: "请执行 taizhang verify", adviceEn: "Run taizhang verify")
  }
}
