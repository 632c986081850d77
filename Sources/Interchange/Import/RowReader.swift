import Assistance
import AssistanceLedger
import EventSourcing

/// A row as an event, not yet compared with the ledger.
struct RowItem {
  let row: Int
  var event: PlainEvent
  /// The natural key, keyed by the vault's secret.
  var key: String
  /// Where its event is grouped: a village, so that a proof about one shows no other.
  var group: String
  /// Amounts by column key, for totals.
  var fen: [String: Int64]
}

/// Reads rows one by one; problems are collected, so that a clerk sees all of them at once.
struct RowReader {
  let rows: SheetRows
  let template: ImportTemplate
  let directory: Directory
  let keys: RowKeys
  let options: ImportOptions
  /// The first signer: who did it when a row does not say.
  let actor: String
  let file: String
  private(set) var problems: [RowProblem] = []

  init(
    _ rows: SheetRows, _ directory: Directory, _ keys: RowKeys, _ options: ImportOptions, actor: String,
    file: String
  ) {
    self.rows = rows
    template = rows.template
    self.directory = directory
    self.keys = keys
    self.options = options
    self.actor = actor
    self.file = file
  }

  mutating func read() -> [RowItem] {
    template.isByMember ? readHouseholds() : rows.data.compactMap { readRow($0) }
  }

  private mutating func readRow(_ row: Int) -> RowItem? {
    var values = RowValues(template.type.fields)
    let before = problems.count
    for column in template.columns { read(column, row, into: &values) }
    guard problems.count == before else { return nil }
    return finish(row, values)
  }

  /// Reads a column's cell into the values; what is wrong with it joins the problems.
  mutating func read(_ column: TemplateColumn, _ row: Int, into values: inout RowValues) {
    guard let cell = rows.cell(column.key, row: row) else {
      if column.isRequired { note(column, row, nil, .empty) }
      return
    }
    do throws(CellProblem) { try set(column, cell, row, &values) } catch { note(column, row, cell, error) }
  }

  private func set(_ column: TemplateColumn, _ cell: Cell, _ row: Int, _ values: inout RowValues)
    throws(CellProblem)
  {
    switch column.role {
    case .field(let path):
      let json = try read(cell, path.field, column.key, row)
      values.data.set(path, json)
      if case .fen = path.field.kind { values.fen[column.key] = Int64(String(decoding: json, as: UTF8.self)) }
    case .member(let field):
      values.member.set(FieldPath(outer: nil, field: field), try read(cell, field, column.key, row))
    case .subject: values.subject = try subject(try CellReading.text(cell).get(), row)
    case .subjectID:
      let number = try CellReading.idNumber(cell).get()
      if values.subject == nil {
        values.subject = try directory.find(number, prefixes: template.type.subjectPrefixes)
      }
    case .subjectVillage: values.village = try CellReading.text(cell).get()
    case .subjectName:
      let name = try CellReading.text(cell).get()
      if values.subject == nil {
        values.subject = try directory.find(
          name, prefixes: template.type.subjectPrefixes, village: values.village)
      }
    case .time: values.time = try CellReading.moment(cell, epoch1904: rows.sheet.usesEpoch1904).get()
    case .place: values.place = try CellReading.areaCode12(cell).get()
    case .by: values.by = try reference(cell, ["p"], values.village)
    case .basis: values.basis = try basis(cell)
    case .rowKey: values.rowKey = try CellReading.text(cell).get()
    }
  }

  private func read(_ cell: Cell, _ field: Field, _ key: String, _ row: Int) throws(CellProblem) -> [UInt8] {
    if case .fen = field.kind, rows.isMergedDown(key, row: row) {
      throw CellProblem(
        "X160", "金额单元格跨多行合并", "The amount is merged over several rows",
        adviceZh: "请取消合并，每行各填自己的金额", adviceEn: "Unmerge it and give each row its own amount")
    }
    let village = rows.cell("#subject_village", row: row) ?? rows.cell("village", row: row)
    let near = village.flatMap { try? CellReading.text($0).get() }
    func resolve(_ text: String, _ field: Field) throws(CellProblem) -> String {
      try directory.find(text, prefixes: field.prefixes ?? [], village: field.name == "village" ? nil : near)
    }
    return try rows.reading(key).json(cell, field, resolve: resolve)
  }

  private func reference(_ cell: Cell, _ prefixes: [String], _ village: String?) throws(CellProblem) -> String {
    let text = try CellReading.text(cell).get()
    if let found = ReferenceText.read(text, prefixes: prefixes) { return found }
    return try directory.find(text, prefixes: prefixes, village: village)
  }

  private func subject(_ text: String, _ row: Int) throws(CellProblem) -> String {
    let prefixes = template.type.subjectPrefixes
    if let found = ReferenceText.read(text, prefixes: prefixes) { return found }
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
    let match = rows.header.columns[column.key]
    let isPersonal = column.field?.isPersonal ?? [.subjectID, .subjectName].contains(column.role)
    let seen = isPersonal ? cell.map { _ in NameReader.mask } : cell?.shownText
    let shown = isPersonal ? problem.masking(cell?.shownText) : problem
    problems.append(
      RowProblem(row: row, column: match?.column, title: match?.title ?? column.zh, value: seen, shown))
  }

  mutating func note(_ row: Int, _ problem: CellProblem) { problems.append(RowProblem(row: row, problem)) }
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
  var fen: [String: Int64] = [:]

  init(_ fields: [Field]) {
    data = FormData(fields)
    member = FormData(fields.first { $0.name == "members" }?.fields ?? [])
  }
}

extension Cell {
  /// What a person sees in it, near enough.
  var shownText: String {
    switch value {
    case .empty: ""
    case .text(let text), .error(let text): text
    case .number(let literal, _): literal
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
