import Law
import Assistance
import AssistanceLedger
import EventSourcing

/// The rows of a sheet under a template's header: records told apart from totals, headings, notes and blank rows.
///
/// What is no record is listed, what may or may not be one is asked about: nothing is dropped, and no heading becomes a
/// household.
struct SheetRows {
  /// A row of totals, and the runs of records that it may sum up: the likeliest first. Indices into ``data``.
  struct Total {
    let row: Int
    let candidates: [Range<Int>]
  }

  let sheet: Sheet
  let header: HeaderMatch
  let template: ImportTemplate
  /// Numbers of the rows that hold records.
  private(set) var data: [Int] = []
  private(set) var totals: [Total] = []
  /// What is wrong with the sheet as a whole, with titles and with rows that cannot be read as records.
  private(set) var problems: [RowProblem] = []
  /// What was left out, or is not seen.
  private(set) var notices: [ImportNotice] = []
  /// Columns without a title in which something stands, with the first such cell.
  private(set) var untitled: [Cell] = []
  /// Columns whose unit is not clear: their cells are not read.
  private(set) var barred: Set<String> = []
  /// Whether a row that may be a record was not read: no sum is then known.
  private(set) var isSumUncertain = false
  private let knownColumns: Set<Int>
  /// All that stands in the header's rows, by column, folded: a header of two rows comes again as two rows.
  private let headerTexts: [Int: Set<String>]

  init(_ sheet: Sheet, file: String, template: ImportTemplate) throws(SheetError) {
    self.sheet = sheet
    self.template = template
    header = try HeaderMatch.find(in: sheet, file: file, expecting: template.expected)
    knownColumns = Set(header.columns.values.map(\.column))
    headerTexts = Self.texts(of: header.rows, in: sheet)
    checkUnits()
    sort(HeaderFinder(sheet: sheet, file: file, expected: template.expected))
  }

  private static func texts(of rows: ClosedRange<Int>, in sheet: Sheet) -> [Int: Set<String>] {
    var texts: [Int: Set<String>] = [:]
    for row in rows {
      for case (let column, .text(let text)) in (sheet.row(row)?.cells ?? []).map({ ($0.column, $0.value) }) {
        texts[column, default: []].insert(HeaderTitle.key(text))
      }
    }
    return texts
  }

  // MARK: Cells

  /// The cell of a column in a row, the value of its merged range included; nil when the sheet has no such column
  /// or nothing stands there.
  func cell(_ key: String, row: Int) -> Cell? {
    guard let column = header.columns[key]?.column else { return nil }
    var cell = sheet.cell(row, column)
    if let range = sheet.mergedRange(row, column),
      range.rows.lowerBound < row || range.columns.lowerBound < column
    {
      let first = sheet.cell(range.rows.lowerBound, range.columns.lowerBound)
      cell = Cell(first.value, column: column, row: row, isPercent: first.isPercent, marks: first.marks)
    }
    return cell.isEmpty ? nil : cell
  }

  /// Whether a number spans several rows: each row would then count it.
  func isMergedDown(_ key: String, row: Int) -> Bool {
    guard let column = header.columns[key]?.column, let range = sheet.mergedRange(row, column) else {
      return false
    }
    return range.rows.count > 1
  }

  /// Whether a cell spans several of the template's columns: each would then take what it says.
  func isMergedAcross(_ key: String, row: Int) -> Bool {
    guard let column = header.columns[key]?.column, let range = sheet.mergedRange(row, column), range.columns.count > 1
    else { return false }
    return range.columns.count { knownColumns.contains($0) } > 1
  }

  /// How the column's cells are read.
  func reading(_ key: String) -> FieldReading {
    var reading = FieldReading()
    reading.moneyUnit = header.unit(key)
    reading.percentUnit = header.columns[key]?.percentUnit
    reading.epoch1904 = sheet.usesEpoch1904
    return reading
  }

  /// Titles of columns that are not read; those without a title by their letters.
  var ignoredColumns: [String] {
    header.unknown.map(\.title)
      + untitled.map { "\(Cell.letters(ofColumn: $0.column))（无标题 / untitled：\($0.address)）" }
  }

  // MARK: Units

  private mutating func checkUnits() {
    for column in template.columns {
      guard let field = column.field, let match = header.columns[column.key] else { continue }
      let problem: CellProblem? =
        switch field.kind {
        case .fen: header.unitProblem(column.key)
        case .bp: header.unitProblem(column.key, units: ["%", "百分比"])
        case .integer: header.unitProblem(column.key, units: FieldReading.counters(field))
        default: nil
        }
      guard let problem else { continue }
      barred.insert(column.key)
      problems.append(
        RowProblem(
          sheet: own, row: header.rows.upperBound, column: match.column, title: match.title, problem))
    }
  }

  /// The sheet's name, when it is not the main one.
  private var own: String? { template.list == nil ? nil : sheet.name }

  /// A line below the header that names another unit than the header does: nobody knows for which rows it stands.
  private mutating func checkUnit(_ texts: [String], row: SheetRow, isTotal: Bool = false) {
    let columns = template.columns.filter { column in
      if case .fen = column.field?.kind { header.columns[column.key] != nil } else { false }
    }
    let said = texts.flatMap(isTotal ? UnitWord.ofTotal : UnitWord.ofLine)
    for unit in said where unit.isMoney {
      guard let differing = columns.first(where: { header.unit($0.key).map { .money($0) != unit } ?? false }),
        let known = header.unit(differing.key)
      else { continue }
      problems.append(unitChange(row.number, unit.text, known.zh))
      isSumUncertain = true
      return
    }
  }

  private func unitChange(_ row: Int, _ unit: String, _ before: String) -> RowProblem {
    RowProblem(
      sheet: own, row: row,
      CellProblem(
        "X173", "此行写明单位“\(unit)”，而表头是“\(before)”：一张表里有两个单位",
        "The row names the unit “\(unit)”, the header “\(before)”: one table has two units",
        adviceZh: "请统一单位，或拆成两张表分别导入", adviceEn: "Use one unit, or import two tables"))
  }
}

// Telling the rows apart.
extension SheetRows {
  /// A row that is no record, or one.
  private struct Sorted {
    let row: SheetRow
    var kind: RowKind
    /// What is listed of it.
    let label: String
    /// Whether it holds one cell and nothing else, in which column.
    let only: Int?
  }

  private mutating func sort(_ finder: HeaderFinder) {
    var sorted: [Sorted] = []
    var mostFilled = 0
    var previous = RowKind.header
    let titles = Set(
      finder.expected.flatMap { $0.titles.map(HeaderTitle.key) } + header.unknown.map { HeaderTitle.key($0.title) })
    for row in sheet.rows where row.number > header.rows.upperBound && !row.isBlank {
      let filled = row.cells.filter { !$0.isEmpty }
      guard let kind = kind(of: row, filled, after: previous, titles, finder) else { continue }
      if kind == .record { mostFilled = max(mostFilled, filled.count { knownColumns.contains($0.column) }) }
      let isAlone = filled.count == 1 && !isUnderMerged(row.number)
      let isListed = kind != .record || isAlone
      sorted.append(
        Sorted(row: row, kind: kind, label: isListed ? label(filled) : "", only: isAlone ? filled[0].column : nil))
      previous = kind
    }
    ask(&sorted, mostFilled: mostFilled)
    settle(sorted)
    notice(sorted)
  }

  private func label(_ filled: [Cell]) -> String {
    let text =
      filled.first { if case .text = $0.value { true } else { false } }?.shownText ?? filled.first?.shownText ?? ""
    let flat = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return flat.count > 16 ? flat.prefix(16) + "…" : flat
  }

  /// Nil when the row is a problem of its own.
  private mutating func kind(
    of row: SheetRow, _ filled: [Cell], after previous: RowKind, _ titles: Set<String>, _ finder: HeaderFinder
  ) -> RowKind? {
    let known = filled.filter { knownColumns.contains($0.column) }
    if !known.isEmpty, known.allSatisfy(\.isStruck) { return .struck }
    let texts = filled.compactMap { if case .text(let text) = $0.value { text } else { nil } }
    if let titleRow = titleRow(row, filled, texts, titles, finder) { return titleRow == .again ? .header : nil }
    if [.header, .hint, .note].contains(previous), RowWords.areColumnNumbers(filled.map(\.shownText)) {
      return .columnNumbers
    }
    if let total = totalKind(filled) {
      checkUnit(texts, row: row, isTotal: true)
      return total
    }
    if filled.prefix(2).contains(where: { if case .text(let text) = $0.value { RowWords.isHint(text) } else { false } })
      || (texts.count == filled.count && texts.allSatisfy(RowWords.isInstruction))
    {
      // Words that only say how a column is filled in, 金额（元）, are no more than its title is.
      checkUnit(texts, row: row)
      return .hint
    }
    if let kind = wordsKind(filled, texts) {
      checkUnit(texts, row: row)
      return kind
    }
    if known.isEmpty {
      checkUnit(texts, row: row)
      return .note
    }
    return isTooWide(row, filled) ? nil : .record
  }

  private enum TitleRow { case again, another }

  /// A row of titles: the header again, or that of another table.
  private mutating func titleRow(
    _ row: SheetRow, _ filled: [Cell], _ texts: [String], _ titles: Set<String>, _ finder: HeaderFinder
  ) -> TitleRow? {
    guard texts.count == filled.count, !texts.isEmpty else { return nil }
    let count = texts.count { Self.isTitle($0, among: titles) }
    guard count > 0, count * 2 >= filled.count else { return nil }
    let found = finder.titles(inRow: row.number)
    let same = found.filter { title in title.key.map { header.columns[$0]?.column == title.column } ?? false }
    // In another order, or with another title over a column that is read, the rows below say something else.
    let isInOrder = found.allSatisfy { title in
      if let key = title.key, header.columns[key]?.column == title.column { return true }
      return headerTexts[title.column]?.contains(HeaderTitle.key(title.typed)) == true
        || title.key == nil && !knownColumns.contains(title.column)
    }
    let isAgain = !same.isEmpty && same.count * 2 >= found.count
    if isAgain, isInOrder {
      for title in same {
        guard let key = title.key, let unit = title.units.first(where: \.isMoney), let known = header.unit(key),
          unit != .money(known)
        else { continue }
        problems.append(unitChange(row.number, unit.text, known.zh))
        isSumUncertain = true
      }
      return .again
    }
    guard isAgain || count >= 2 && found.count(where: { $0.key != nil }) >= 2 else { return nil }
    problems.append(
      RowProblem(
        sheet: own, row: row.number,
        CellProblem(
          "X175", "从此行起像是另一张表：表头与上面的不同", "Another table seems to begin here: its titles are not those above",
          adviceZh: "请把它放到单独的工作表，再分别导入", adviceEn: "Put it on a sheet of its own and import both")))
    isSumUncertain = true
    return .another
  }

  /// Whether a text is a title, its unit aside. Cheap: it is asked of every text of a register.
  private static func isTitle(_ text: String, among titles: Set<String>) -> Bool {
    guard text.utf8.count <= 120 else { return false }
    let key = HeaderTitle.key(text)
    if titles.contains(key) { return true }
    guard let end = key.firstIndex(where: { "([【〔/,".contains($0) }) else { return false }
    return titles.contains(String(key[..<end]))
  }

  private func totalKind(_ filled: [Cell]) -> RowKind? {
    var isFirst = true
    for case .text(let text) in filled.prefix(3).map(\.value) {
      // 其中：中央资金 600 says again what a total holds.
      if isFirst, TextFolding.key(text).hasPrefix("其中") { return .note }
      // Behind a name, 人均 is how something is shared out.
      if let kind = RowWords.total(text), isFirst || kind != .average && TextFolding.key(text).count <= 4 {
        return kind
      }
      isFirst = false
    }
    return nil
  }

  /// Headings and notes, by their words.
  private func wordsKind(_ filled: [Cell], _ texts: [String]) -> RowKind? {
    if filled.count == 1, isDate(filled[0]) { return .note }
    if let level = numeralLevel(filled) { return .heading(level: level) }
    guard case .text(let first) = filled.first(where: { !isSerial($0) })?.value else { return nil }
    let others = filled.filter { cell in
      if case .text(let text) = cell.value { text != first } else { !isSerial(cell) }
    }
    let isOfNumbers = others.allSatisfy { isNumeric($0) }
    if let level = RowWords.headingLevel(first) {
      if others.isEmpty { return .heading(level: level) }
      // With a sum beside, only 一、 and （一）: a numbered list of projects looks the same.
      if isOfNumbers, level <= 2, others.contains(where: { knownColumns.contains($0.column) }) {
        return .heading(level: level)
      }
    }
    if others.isEmpty { return RowWords.isRemark(first) || spansColumns(filled) ? .note : nil }
    guard RowWords.isNoteLabel(first), others.allSatisfy({ isOfNote($0, behind: first) }) else { return nil }
    return .note
  }

  /// The level of a heading whose numeral stands in a column of its own, with a name and at most sums beside:
  /// 一 | 产业类 | 1000.
  private func numeralLevel(_ filled: [Cell]) -> Int? {
    guard let first = filled.first, !knownColumns.contains(first.column), case .text(let text) = first.value,
      let level = RowWords.numeralLevel(text), filled.count > 1
    else { return nil }
    let texts = filled.dropFirst().filter { !isNumeric($0) }
    return texts.count == 1 ? level : nil
  }

  /// A date alone says when the sheet was made.
  private func isDate(_ cell: Cell) -> Bool {
    if case .number(_, isDate: false) = cell.value { return false }
    if case .success = CellReading.moment(cell, epoch1904: sheet.usesEpoch1904) { return true }
    return false
  }

  /// Whether a cell goes on with a note: another label, a date, or the name behind a label that stands alone.
  private func isOfNote(_ cell: Cell, behind label: String) -> Bool {
    if isMoneyColumn(cell.column), isNumeric(cell) { return false }
    if isDate(cell) { return true }
    guard case .text(let text) = cell.value else { return true }
    let word = TextFolding.key(label)
    let standsAlone = word.last == ":" || !word.contains(":")
    return RowWords.isNoteLabel(text) || (standsAlone && TextFolding.key(text).count <= 12)
  }

  private func spansColumns(_ filled: [Cell]) -> Bool {
    guard let cell = filled.first, let range = sheet.mergedRange(cell.row, cell.column) else { return false }
    return range.columns.count { knownColumns.contains($0) } > 1
  }

  /// A number before the first text, in a column that nobody reads: the row's own.
  private func isSerial(_ cell: Cell) -> Bool { !knownColumns.contains(cell.column) && isNumeric(cell) }

  private func isNumeric(_ cell: Cell) -> Bool {
    switch cell.value {
    case .number, .formatted: true
    case .text(let text): DecimalLiteral(TextFolding.compact(text).filter { $0 != "," }) != nil
    default: false
    }
  }

  private func isMoneyColumn(_ column: Int) -> Bool {
    template.columns.contains {
      if case .fen = $0.field?.kind { header.columns[$0.key]?.column == column } else { false }
    }
  }

  /// Whether a value merged down from above stands in the row: it then holds more than its own cells.
  private func isUnderMerged(_ row: Int) -> Bool {
    knownColumns.contains { column in
      sheet.mergedRange(row, column).map {
        $0.rows.lowerBound < row && !sheet.cell($0.rows.lowerBound, $0.columns.lowerBound).isEmpty
      }
        ?? false
    }
  }

  /// A line of a CSV file with more fields than the header has titles: an amount with thousands separators and no quotes
  /// has pushed everything behind it aside.
  private mutating func isTooWide(_ row: SheetRow, _ filled: [Cell]) -> Bool {
    guard row.fieldCount > 0 else { return false }
    let titled = max(knownColumns.max() ?? 0, header.unknown.map(\.column).max() ?? 0)
    let width = header.rows.compactMap { sheet.row($0)?.fieldCount }.max() ?? titled
    let beyond = filled.first { $0.column > titled }
    guard beyond != nil || (row.fieldCount > width && holdsSplitThousands(row)) else { return false }
    problems.append(
      RowProblem(
        sheet: own, row: row.number, column: beyond?.column, value: beyond?.shownText,
        CellProblem(
          "X172", "此行有\(max(row.fieldCount, beyond?.column ?? 0))个字段，表头只有\(titled)个：可能是“1,234.56”没有加引号",
          "The row has \(max(row.fieldCount, beyond?.column ?? 0)) fields and the header \(titled): perhaps 1,234.56 stands without quotes",
          adviceZh: "请去掉千分位逗号，或给该格加英文引号；多出的列请加标题",
          adviceEn: "Remove the commas, or put the cell in quotes; give surplus columns a title")))
    isSumUncertain = true
    return true
  }

  private func holdsSplitThousands(_ row: SheetRow) -> Bool {
    let texts = row.cells.map { TextFolding.compact($0.shownText) }
    return zip(texts, texts.dropFirst()).contains { head, tail in
      let digits = tail.prefix { ("0"..."9").contains($0) }
      return (1...3).contains(head.count) && head.allSatisfy { ("0"..."9").contains($0) } && digits.count == 3
        && (tail.count == 3 || tail.dropFirst(3).first == ".")
    }
  }

  /// A row of one cell among rows of several may be a record, a heading or a note: only its author knows. So it is with
  /// 一、甲路 where no row of details stands below.
  private mutating func ask(_ sorted: inout [Sorted], mostFilled: Int) {
    let hasRecords = sorted.contains { $0.kind == .record }
    var unclear: [Sorted] = []
    sorted.removeAll { entry in
      guard isUnclear(entry, hasRecords: hasRecords, mostFilled: mostFilled) else { return false }
      unclear.append(entry)
      return true
    }
    for entry in unclear {
      let column = entry.only ?? knownColumns.min() ?? 1
      let match = header.columns.values.first { $0.column == column }
      problems.append(
        RowProblem(
          sheet: own, row: entry.row.number, column: column, title: match?.title, value: shown(entry, match?.key),
          entry.only == nil ? Self.headingOnly : Self.oneCell))
    }
    if !unclear.isEmpty { isSumUncertain = true }
  }

  private func isUnclear(_ entry: Sorted, hasRecords: Bool, mostFilled: Int) -> Bool {
    switch entry.kind {
    case .heading(let level): return !hasRecords && (entry.only == nil || level > 2)
    case .record:
      // What a list's row lacks is said of it.
      guard mostFilled > 1, let column = entry.only, template.list == nil else { return false }
      let key = header.columns.values.first { $0.column == column }?.key ?? ""
      // A member of a household may be a name and no more.
      return !(template.isByMember && key.hasPrefix("members."))
    default: return false
    }
  }

  private static let oneCell = CellProblem(
    "X171", "此行只写了这一格，看不出是记录、分类标题还是说明", "Only this cell is filled in: a record, a heading or a note?",
    adviceZh: "是记录请补全其他各格；不是请删去此行，或写成“注：…”",
    adviceEn: "Fill in the rest of a record; remove the row otherwise, or write “注：…”")

  private static let headingOnly = CellProblem(
    "X171", "此行像是分类标题，下面却没有明细", "The row looks like a heading, and no details stand below it",
    adviceZh: "是记录请去掉前面的序号；不是请删去此行", adviceEn: "Take the number off a record's name; remove the row otherwise")

  private func shown(_ entry: Sorted, _ key: String?) -> String {
    let column = template.columns.first { $0.key == key }
    let isPersonal = column?.field?.isPersonal ?? (column?.role == .subjectName || column?.role == .subjectID)
    return isPersonal ? NameReader.mask : entry.label
  }
}

// Sums, and what is listed.
extension SheetRows {
  private mutating func settle(_ sorted: [Sorted]) {
    data = sorted.filter { $0.kind == .record }.map(\.row.number)
    var count = 0
    // Where records begin that follow a break: the last sum, the last heading.
    var (afterSum, afterHeading) = (0, 0)
    let counts = sorted.map { entry in
      defer { if entry.kind == .record { count += 1 } }
      return count
    }
    for (index, entry) in sorted.enumerated() {
      let place = counts[index]
      func below(_ ends: (RowKind) -> Bool) -> Range<Int> {
        let end = sorted[(index + 1)...].firstIndex { ends($0.kind) }.map { counts[$0] } ?? data.count
        return place..<end
      }
      switch entry.kind {
      case .total, .subtotal:
        let block = below { $0 == .total || $0 == .subtotal || Self.isHeading($0) }
        let above = max(afterSum, afterHeading)..<place
        let all = 0..<place
        let first = entry.kind == .total ? (place == 0 ? place..<data.count : all) : above
        add(entry, [first, above, afterSum..<place, all, block, place..<data.count, 0..<data.count])
        afterSum = place
      case .heading(let level):
        if entry.only == nil {
          add(entry, [below { if case .heading(let other) = $0 { other <= level } else { $0 == .total } }])
        }
        afterHeading = place
      default: break
      }
    }
  }

  private static func isHeading(_ kind: RowKind) -> Bool { if case .heading = kind { true } else { false } }

  private mutating func add(_ entry: Sorted, _ candidates: [Range<Int>]) {
    var distinct: [Range<Int>] = []
    for candidate in candidates where !candidate.isEmpty && !distinct.contains(candidate) { distinct.append(candidate) }
    totals.append(Total(row: entry.row.number, candidates: distinct.isEmpty ? [0..<0] : distinct))
  }

  private mutating func notice(_ sorted: [Sorted]) {
    var kinds: [(title: Bilingual, entries: [Sorted])] = []
    for entry in sorted where entry.kind != .record {
      if let index = kinds.firstIndex(where: { $0.title == entry.kind.title }) {
        kinds[index].entries.append(entry)
      } else {
        kinds.append((entry.kind.title, [entry]))
      }
    }
    for (title, entries) in kinds {
      let isStruck = entries[0].kind == .struck
      let shown = entries.prefix(20).map { isStruck ? "第\($0.row.number)行" : "第\($0.row.number)行“\($0.label)”" }
      let shownEn = entries.prefix(20).map { isStruck ? "row \($0.row.number)" : "row \($0.row.number) “\($0.label)”" }
      let more = entries.count > 20
      notices.append(
        ImportNotice(
          .row, sheet: sheet.name, rows: entries.map(\.row.number),
          Bilingual(
            "\(title.zh)，未作为记录：" + shown.joined(separator: "、") + (more ? "…共\(entries.count)行" : ""),
            "\(title.en), not taken as records: " + shownEn.joined(separator: ", ")
              + (more ? "… \(entries.count) in all" : ""))))
    }
    noticeHidden(sorted)
    noticeComments()
    findUntitled()
  }

  private mutating func noticeComments() {
    // What a template says in its own comments is for whoever fills it in, and nobody's note.
    let own = Set(template.columns.compactMap { $0.sheetColumn.note.map(TextFolding.key) })
    let cells = sheet.comments.filter { !own.contains(TextFolding.key($0.text)) }.map(\.cell)
    guard !cells.isEmpty else { return }
    let shown = cells.prefix(20)
    let more = cells.count > 20 ? "…" : ""
    notices.append(
      ImportNotice(
        .comment, sheet: sheet.name,
        Bilingual(
          "批注没有读取（\(cells.count)条）：\(shown.joined(separator: "、"))\(more)",
          "comments were not read (\(cells.count)): \(shown.joined(separator: ", "))\(more)")))
  }

  private mutating func noticeHidden(_ sorted: [Sorted]) {
    let rows = sorted.filter { $0.kind == .record && $0.row.isHidden }.map(\.row.number)
    if !rows.isEmpty {
      let listed = ImportNotice.listed(rows)
      notices.append(
        ImportNotice(
          .hidden, sheet: sheet.name, rows: rows,
          Bilingual("隐藏的行照样读取：\(listed.zh)", "hidden rows were read like any other: \(listed.en)")))
    }
    let columns = header.columns.values.filter { column in sheet.hiddenColumns.contains { $0.contains(column.column) } }
      .sorted { $0.column < $1.column }.map { "\(Cell.letters(ofColumn: $0.column))“\($0.title)”" }
    if !columns.isEmpty {
      notices.append(
        ImportNotice(
          .hidden, sheet: sheet.name,
          Bilingual(
            "隐藏的列照样读取：\(columns.joined(separator: "、"))",
            "hidden columns were read like any other: \(columns.joined(separator: ", "))")))
    }
  }

  private mutating func findUntitled() {
    let titled = knownColumns.union(header.unknown.map(\.column))
    var first: [Int: Cell] = [:]
    for number in data {
      for cell in sheet.row(number)?.cells ?? []
      where !cell.isEmpty && !titled.contains(cell.column) && first[cell.column] == nil {
        first[cell.column] = cell
      }
    }
    untitled = first.values.sorted { $0.column < $1.column }
  }
}
