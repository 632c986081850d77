import Law
import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// A row as an event, not yet compared with the ledger.
struct RowItem {
  let row: Int
  var event: PlainEvent
  /// The natural key, keyed by the vault's secret.
  var key: String
  /// Where its event is grouped: a village, so that a proof about one shows no other.
  var group: String
  /// The files that its evidence names.
  var attachments: [EvidenceFiles.Description] = []
  /// What opens values that the event holds sealed already: those of a correction.
  var openings: [Opening] = []
  /// Whether the row has a number of its own (来源行编号): then it is no other row, however like.
  var isNumbered = false
  /// Whether the row itself gives the reference that it registers.
  var namesSubject = false
  /// Whether the row itself says when it happened.
  var statesTime = false
}

/// A row with problems, as far as it could be read: what the rules say of its time, its subject and its references can be
/// told all the same, so that a clerk need not try again and again.
struct PartialRow {
  /// Without time or subject its event has an empty time, the ledger as its subject.
  let item: RowItem
  let hasTime: Bool
  let hasSubject: Bool
}

/// Reads rows one by one; problems are collected, so that a clerk sees all of them at once.
struct RowReader {
  let rows: SheetRows
  let template: ImportTemplate
  let directory: Directory
  let keys: RowKeys
  let options: ImportOptions
  /// Who signs, in order: what one of them did is his own act, what anybody else did is entered for him.
  let signers: [String]
  let file: String
  private(set) var problems: [RowProblem] = []
  /// What the clerk should know, though it refuses nothing.
  var warnings: [RowProblem] = []
  /// The row in which each ID number stands first.
  var rowsOfNumbers: [String: Int] = [:]
  private(set) var attachments: Attachments
  var amounts = Amounts()
  /// Rows whose days are shown without a year.
  private(set) var yearless: [Int] = []
  /// Rows whose amounts are shown with fewer digits than stored, by column key.
  private(set) var rounded: [String: [Int]] = [:]
  /// Rows with problems.
  var partial: [PartialRow] = []
  /// Rows read, those with problems too; of a register by member, households.
  var rowCount = 0
  private var lists: [ListRows]
  /// Rows that may lack items of a list, whose own rows could not be read.
  private(set) var lacking: Set<Int> = []

  init(
    _ rows: SheetRows, _ directory: Directory, _ keys: RowKeys, _ options: ImportOptions, signers: [String],
    file: String, attachments: Attachments, lists: [ListRows] = []
  ) {
    self.attachments = attachments
    self.lists = lists
    self.rows = rows
    template = rows.template
    self.directory = directory
    self.keys = keys
    self.options = options
    self.signers = signers
    self.file = file
  }

  /// - Parameter progress: told how many rows were read.
  mutating func read(progress: (Int, Int) -> Void = { _, _ in }) -> [RowItem] {
    rowCount = rows.data.count
    var items: [RowItem] = []
    if template.isByMember {
      items = readHouseholds(progress)
    } else {
      for (index, row) in rows.data.enumerated() {
        if index % 256 == 0 { progress(index, rows.data.count) }
        if let item = readRow(row) { items.append(item) }
      }
    }
    // A row that could not be read took no items: its own problem says enough.
    if problems.isEmpty { problems = lists.flatMap(\.orphans) }
    return items
  }

  /// Reads the sheet of a list: its items by the row to which they belong.
  mutating func readList(_ list: Field) -> ListRows {
    var items: [String: [ListRows.Item]] = [:]
    var unread = ListRows.Unread()
    for row in rows.data {
      var values = RowValues(template.type.fields, list: list)
      let before = problems.count
      for column in template.columns { read(column, row, into: &values) }
      guard let parent = values.rowKey else {
        unread.isAnywhere = true
        continue
      }
      guard problems.count == before, values.failed.isEmpty else {
        unread.parents.insert(parent)
        continue
      }
      items[parent, default: []].append(ListRows.Item(row: row, json: values.member.bytes))
    }
    let prefixes = template.type.subjectPrefixes
    return ListRows(list, sheet: rows.sheet.name, prefixes: prefixes, items: items, unread: unread)
  }

  private mutating func readRow(_ row: Int) -> RowItem? {
    var values = RowValues(template.type.fields)
    let before = problems.count
    for column in template.columns { read(column, row, into: &values) }
    noteNumber(values.data.value("id_number"), row)
    takeItems(row, &values)
    return finish(row, values, problemsBefore: before)
  }

  /// One ID number in two rows of one sheet is one person twice, or a number mistyped.
  mutating func noteNumber(_ json: [UInt8]?, _ row: Int) {
    guard let number = json.flatMap(Self.string) else { return }
    guard let earlier = rowsOfNumbers[number] else {
      rowsOfNumbers[number] = row
      return
    }
    guard let column = template.columns.first(where: { $0.field?.name == "id_number" }) else { return }
    note(
      column, row, rows.cell(column.key, row: row),
      CellProblem(
        "X181", "身份证号与第\(earlier)行相同", "The ID number is that of row \(earlier)", adviceZh: "一个人只能登记一次：请核对号码，或删去重复的一行",
        adviceEn: "Nobody is registered twice: check the numbers, or remove one of the rows"))
  }

  /// Fills in the row's lists from the sheets beside.
  private mutating func takeItems(_ row: Int, _ values: inout RowValues) {
    for index in lists.indices {
      if lists[index].lacks(rowKey: values.rowKey, subject: values.subject) { lacking.insert(row) }
      do throws(CellProblem) {
        let found = try lists[index].take(rowKey: values.rowKey, subject: values.subject)
        guard let found else { continue }
        var writer = JSONWriter()
        writer.array { for item in found { $0.raw(item.json) } }
        values.data.set(lists[index].field.name, writer.bytes)
      } catch {
        note(row, error)
      }
    }
  }

  /// The evidence that a row's attachments make.
  mutating func describe(_ names: [String], _ row: Int) -> [EvidenceFiles.Description] {
    var found: [EvidenceFiles.Description] = []
    for name in names {
      do throws(CellProblem) {
        let file = try attachments.file(name)
        if !found.contains(file) { found.append(file) }
      } catch {
        let match = rows.header.columns["#attachments"]
        problems.append(
          RowProblem(
            sheet: sheetName, row: row, column: match?.column, title: match?.title, value: name, error))
      }
    }
    return found
  }

  /// The sheet's name, when it is not the main one.
  private var sheetName: String? { template.list == nil ? nil : rows.sheet.name }

  /// Reads a column's cell into the values; what is wrong with it joins the problems.
  mutating func read(_ column: TemplateColumn, _ row: Int, into values: inout RowValues) {
    if rows.barred.contains(column.key) {
      // Its title's problem says enough.
      values.failed.insert(column.key)
      amounts.miss(row, column.key)
      return
    }
    guard let cell = rows.cell(column.key, row: row) else {
      if column.isRequired { fail(column, row, nil, .empty, &values) }
      return
    }
    do throws(CellProblem) { try set(column, cell, row, &values) } catch { fail(column, row, cell, error, &values) }
  }

  private mutating func fail(
    _ column: TemplateColumn, _ row: Int, _ cell: Cell?, _ problem: CellProblem, _ values: inout RowValues
  ) {
    values.failed.insert(column.key)
    amounts.miss(row, column.key)
    note(column, row, cell, problem)
  }

  private mutating func set(_ column: TemplateColumn, _ cell: Cell, _ row: Int, _ values: inout RowValues)
    throws(CellProblem)
  {
    if case .text(let text) = cell.value, RowWords.isDitto(text) { throw .ditto }
    if rows.isMergedAcross(column.key, row: row) { throw .mergedAcross }
    if CellReading.isYearless(cell) { yearless.append(row) }
    warnOfZero(column, cell, row)
    switch column.role {
    case .field(let path):
      let json = try read(cell, path.field, column.key, row)
      values.data.set(path, json)
      add(cell, path.field, column.key, row, json)
    case .item(let field):
      let json = try read(cell, field, column.key, row)
      values.member.set(FieldPath(outer: nil, field: field), json)
      add(cell, field, column.key, row, json)
    case .member(let field):
      let json = try read(cell, field, column.key, row)
      values.member.set(FieldPath(outer: nil, field: field), json)
      add(cell, field, column.key, row, json)
    case .subject: values.subject = try subject(try CellReading.text(cell).get(), row)
    case .subjectID:
      let number = try CellReading.idNumber(cell).get()
      if values.subject == nil {
        values.subject = try directory.find(number, prefixes: template.type.subjectPrefixes)
      }
    case .subjectVillage: values.village = try CellReading.text(cell).get()
    case .subjectName:
      try checkName(cell, isPersons: true)
      let name = try CellReading.text(cell).get()
      if values.subject == nil {
        values.subject = try directory.find(
          name, prefixes: template.type.subjectPrefixes, village: values.village)
      }
    case .time: values.time = try CellReading.moment(cell, epoch1904: rows.sheet.usesEpoch1904).get()
    case .place: values.place = try CellReading.areaCode12(cell).get()
    case .by: values.by = try reference(cell, ["p"], values.village)
    case .basis: values.basis = try basis(cell)
    case .rowKey, .parent: values.rowKey = try CellReading.text(cell).get()
    case .attachments: values.attachments += Attachments.split(try CellReading.text(cell).get())
    }
  }

  /// Keeps what rows of totals are held against.
  private mutating func add(_ cell: Cell, _ field: Field, _ key: String, _ row: Int, _ json: [UInt8]) {
    if Totals.isCount(field) { amounts.add(row, key, json) }
    guard case .fen = field.kind else { return }
    amounts.add(row, key, json)
    if case .formatted(let number) = cell.value, number.reading == .stored { rounded[key, default: []].append(row) }
  }

  /// What somebody should know of how cells were read.
  var notices: [ImportNotice] {
    var notices: [ImportNotice] = []
    if !yearless.isEmpty {
      let listed = ImportNotice.listed(yearless)
      notices.append(
        ImportNotice(
          .yearless, sheet: rows.sheet.name, rows: yearless,
          Bilingual(
            "日期只显示月日，按存储的年份读取，请核对：\(listed.zh)",
            "days are shown without a year, the stored one was taken, check it: \(listed.en)")))
    }
    for (key, found) in rounded.sorted(by: { $0.key < $1.key }) {
      let listed = ImportNotice.listed(found)
      let title = rows.header.columns[key]?.title ?? key
      notices.append(
        ImportNotice(
          .rounded, sheet: rows.sheet.name, rows: found,
          Bilingual(
            "“\(title)”显示的位数少于存储的，按存储的金额读取：\(listed.zh)",
            "“\(title)” shows fewer digits than it stores, the stored amount was taken: \(listed.en)")))
    }
    return notices
  }

  private func read(_ cell: Cell, _ field: Field, _ key: String, _ row: Int) throws(CellProblem) -> [UInt8] {
    if Self.isQuantity(field), !template.isByMember, rows.isMergedDown(key, row: row) { throw .mergedDown }
    let village = rows.cell("#subject_village", row: row) ?? rows.cell("village", row: row)
    let near = village.flatMap { try? CellReading.text($0).get() }
    func resolve(_ text: String, _ field: Field) throws(CellProblem) -> String {
      // The village is that of whom the row is about. Whoever goes there, and what pays for it, need not be of it.
      try directory.find(
        text, prefixes: field.prefixes ?? [], village: field.name == "village" ? nil : near,
        mustBeThere: field.prefixes == ["hh"])
    }
    if Self.namesFields.contains(field.name) { try checkName(cell, isPersons: field.isPersonal) }
    let json = try rows.reading(key).json(cell, field, resolve: resolve)
    if let prefixes = field.prefixes, prefixes.contains("v") || prefixes.contains("nv") {
      for village in Self.string(json).map({ [$0] }) ?? Self.strings(json) { try checkVillage(village) }
    }
    return json
  }

  /// Fields that hold what somebody or something is called.
  private static let namesFields: Set = ["name", "head_name"]

  private func checkName(_ cell: Cell, isPersons: Bool) throws(CellProblem) {
    guard case .text(let text) = cell.value else { return }
    try NameText.check(text, isPersons: isPersons)
  }

  private mutating func warnOfZero(_ column: TemplateColumn, _ cell: Cell, _ row: Int) {
    guard let field = column.field, field.isPersonal, Self.namesFields.contains(field.name),
      case .text(let text) = cell.value,
      NameText.holdsZero(text)
    else { return }
    warn(column, row, cell, NameText.zeroWarning)
  }

  /// A village that nobody registered is a mistyped one: its people would be found under no village.
  private func checkVillage(_ reference: String) throws(CellProblem) {
    guard !directory.isKnown(village: reference) else { return }
    throw CellProblem(
      "R01", "\(reference)尚未登记；请先登记，或核对编号", "\(reference) is not registered: register it first, or check the reference",
      adviceZh: "可填村名", adviceEn: "The village's name will do")
  }

  /// Amounts and counts, of which each row has its own; a year may stand for many.
  private static func isQuantity(_ field: Field) -> Bool {
    switch field.kind {
    case .fen: true
    case .integer: !FieldReading.counters(field).contains("年度")
    default: false
    }
  }

  private func reference(_ cell: Cell, _ prefixes: [String], _ village: String?) throws(CellProblem) -> String {
    let text = try CellReading.text(cell).get()
    if let found = ReferenceText.read(text, prefixes: prefixes) { return found }
    return try directory.find(text, prefixes: prefixes, village: village, mustBeThere: false)
  }

  private func subject(_ text: String, _ row: Int) throws(CellProblem) -> String {
    let prefixes = template.type.subjectPrefixes
    if let found = ReferenceText.read(text, prefixes: prefixes) {
      if template.type.family != "village" { try checkVillage(found) }
      return found
    }
    guard !template.registers else { throw ReferenceText.problem(text, prefixes: prefixes, .current) }
    let village = rows.cell("#subject_village", row: row).flatMap { try? CellReading.text($0).get() }
    return try directory.find(text, prefixes: prefixes, village: village)
  }

  private func basis(_ cell: Cell) throws(CellProblem) -> Basis {
    let options = [
      Choice(code: "own", zh: "本人", en: "own"), Choice(code: "entered", zh: "代录", en: "entered"),
      Choice(code: "paper", zh: "纸质", en: "paper"),
    ]
    return Basis(rawValue: try CellReading.choice(cell, options: options).get()) ?? .own
  }

  mutating func note(_ column: TemplateColumn, _ row: Int, _ cell: Cell?, _ problem: CellProblem) {
    problems.append(placed(column, row, cell, problem))
  }

  /// As ``note(_:_:_:_:)``, of what refuses nothing.
  mutating func warn(_ column: TemplateColumn, _ row: Int, _ cell: Cell?, _ problem: CellProblem) {
    warnings.append(placed(column, row, cell, problem))
  }

  private func placed(_ column: TemplateColumn, _ row: Int, _ cell: Cell?, _ problem: CellProblem) -> RowProblem {
    let match = rows.header.columns[column.key]
    let isPersonal = column.field?.isPersonal ?? [.subjectID, .subjectName].contains(column.role)
    let seen = isPersonal ? cell.map { _ in NameReader.mask } : cell?.shownText
    let shown = isPersonal ? problem.masking(cell?.shownText) : problem
    return RowProblem(
      sheet: sheetName, row: row, column: match?.column, title: match?.title ?? column.zh, value: seen, shown)
  }

  mutating func note(_ row: Int, _ problem: CellProblem) {
    problems.append(RowProblem(sheet: sheetName, row: row, problem))
  }

  mutating func warn(_ row: Int, _ problem: CellProblem) {
    warnings.append(RowProblem(sheet: sheetName, row: row, problem))
  }
}

/// What the cells of a row, or of a household's rows, say.
struct RowValues {
  var data: FormData
  var member: FormData
  var members: [[UInt8]] = []
  var subject: String?
  var village: String?
  var time: String?
  var place: String?
  var by: String?
  var basis: Basis?
  var rowKey: String?
  var attachments: [String] = []
  /// Keys of the columns whose cells could not be read.
  var failed: Set<String> = []

  /// - Parameter list: the list whose items the rows are; by default the members of a household.
  init(_ fields: [Field], list: Field? = nil) {
    data = FormData(fields)
    member = FormData((list ?? fields.first { $0.name == "members" })?.fields ?? [])
  }
}

extension Cell {
  /// What a person sees in it, near enough.
  var shownText: String {
    switch value {
    case .empty: ""
    case .text(let text), .error(let text): text
    case .number(let literal, _): literal
    case .formatted(let number): number.shown
    case .damaged(let text): text
    case .boolean(let flag): flag ? "TRUE" : "FALSE"
    }
  }
}

extension CellProblem {
  /// The same problem without the personal value it quotes.
  func masking(_ text: String?) -> CellProblem {
    guard let text, !text.isEmpty else { return self }
    let forms = Set([
      text, TextFolding.compact(text), TextFolding.compact(text).uppercased(),
      String(TextFolding.trimmed(text)),
    ])
    func masked(_ message: String) -> String {
      forms.sorted { $0.count > $1.count }.reduce(message) { Self.replacing($0, $1) }
    }
    return CellProblem(code, masked(zh), masked(en), adviceZh: advice.zh, adviceEn: advice.en)
  }

  private static func replacing(_ message: String, _ text: String) -> String {
    guard !text.isEmpty else { return message }
    return message.split(separator: text, omittingEmptySubsequences: false).joined(separator: NameReader.mask)
  }
}
