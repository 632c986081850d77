import Assistance
public import AssistanceLedger
import EventSourcing
import Ledger
public import TransparencyLog

/// What a person chooses about an import.
public struct ImportOptions: Sendable {
  /// The sheet to read; nil finds it by the template's name, else takes the first that has its header.
  public var sheet: String?
  /// When it happened, for rows that do not say.
  public var time: String?
  /// Where, for rows that do not say.
  public var place: String?
  /// Reports what would happen and writes nothing.
  public var isDryRun = false
  /// Records changed rows as corrections.
  public var appliesCorrections = false
  /// Why rows were corrected.
  public var reason = "再次导入的表格有更正"
  /// Why it is entered so late, for every row's transaction; nil leaves late rows to be refused (`V01`).
  public var lateReason: String?
  /// Where the evidence files lie that rows name in the column 附件.
  public var attachments: String?

  /// Writes, finds the sheet by itself and records no corrections.
  public init() {}
}

/// Turns a sheet into one batch of transactions: all of it is written, or nothing.
public struct Importer {
  let session: LedgerSession
  let keys: [SignerKey]
  let options: ImportOptions

  /// - Parameter keys: the signers in order; the first is the clerk.
  public init(_ session: LedgerSession, keys: [SignerKey], options: ImportOptions = ImportOptions()) {
    precondition(!keys.isEmpty, "somebody signs")
    self.session = session
    self.keys = keys
    self.options = options
  }

  /// Reads a file and records its rows.
  ///
  /// - Throws: ``SheetError`` when the file or its header cannot be read, `LedgerError` when the ledger cannot be
  ///   used. Problems of rows are no errors: they stand in the report, and then nothing was written.
  public func run(_ template: ImportTemplate, path: String) throws -> ImportReport {
    let bytes = try Files.read(path, limit: ReadingLimits.standard.fileBytes)
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let attachments = try Attachments(folder: options.attachments)
    let sheets = try Workbook.read(bytes, file: path)
    let beside = try listSheets(sheets, template, path)
    let rows = try rows(sheets.filter { sheet in !beside.contains { $0.sheet.name == sheet.name } }, template, path)
    var report = ImportReport(template: template.id, file: file, sheet: rows.sheet.name)
    report.ignoredColumns = rows.ignoredColumns
    report.problems += rows.problems
    report.notices += rows.notices + unread(sheets, [rows] + beside, template, path)
    let rowKeys = try RowKeys(session)
    let directory = try Directory(session)
    func reader(_ rows: SheetRows, _ lists: [ListRows]) -> RowReader {
      RowReader(
        rows, directory, rowKeys, options, actor: keys[0].name, file: file, attachments: attachments, lists: lists)
    }
    var lists: [ListRows] = []
    for list in beside {
      guard let field = list.template.list else { continue }
      var itemReader = reader(list, [])
      lists.append(itemReader.readList(field))
      report.listSheets.append(list.sheet.name)
      report.ignoredColumns += list.ignoredColumns.map { "\(list.sheet.name)!\($0)" }
      report.problems += list.problems + itemReader.problems
      report.notices += list.notices + itemReader.notices
      Totals(rows: list, amounts: itemReader.amounts).check(&report)
    }
    var mainReader = reader(rows, lists)
    let items = mainReader.read()
    report.rows = mainReader.rowCount
    let repetitions = repeated(items)
    report.problems += mainReader.problems + repetitions
    report.notices += mainReader.notices
    Totals(rows: rows, amounts: mainReader.amounts).check(&report)
    if let failure = directory.accepted.failure { throw failure }
    report.unusedAttachments = mainReader.attachments.unused
    // A row without all its items is not what the sheet says: the rules would find fault with what is not there.
    let lacking = items.filter { mainReader.lacking.contains($0.row) }
    let partial = mainReader.partial + lacking.map { PartialRow(item: $0, hasTime: true, hasSubject: true) }
    let left = Set(repetitions.map(\.row)).union(mainReader.lacking)
    let whole = items.filter { !left.contains($0.row) }
    report.problems += try refusals(partial, beside: items, template)
    try record(whole, besides: partial, template, SHA256.hash(bytes), rowKeys, &report)
    report.sortProblems()
    return report
  }

  private func rows(_ sheets: [Sheet], _ template: ImportTemplate, _ path: String) throws(SheetError)
    -> SheetRows
  {
    if let name = options.sheet {
      guard let sheet = sheets.first(where: { $0.name == name }) else {
        throw SheetError(
          code: "X53", zh: "没有工作表“\(name)”；有：\(sheets.map(\.name).joined(separator: "、"))",
          en: "There is no sheet “\(name)”; there are: \(sheets.map(\.name).joined(separator: ", "))",
          file: path)
      }
      return try SheetRows(sheet, file: path, template: template)
    }
    let visible = sheets.filter { !$0.isHidden }
    let names = [ImportTemplate.sheetName(template.label.zh), template.id, template.label.en].map(
      TextFolding.key)
    if let sheet = visible.first(where: { names.contains(TextFolding.key($0.name)) })
      ?? (visible.count == 1 ? visible[0] : nil)
    {
      return try SheetRows(sheet, file: path, template: template)
    }
    let fitting = visible.compactMap { try? SheetRows($0, file: path, template: template) }
    guard let best = fitting.max(by: { $0.header.columns.count < $1.header.columns.count }) else {
      throw SheetError(
        code: "X53", zh: "没有一张工作表有“\(template.label.zh)”的表头；用 --sheet 指明工作表",
        en: "No sheet has the header of \(template.id); name the sheet with --sheet", file: path)
    }
    return best
  }

  /// Sheets that hold something and were not read. Those with the same header may be forgotten easily: they are said first.
  private func unread(_ sheets: [Sheet], _ read: [SheetRows], _ template: ImportTemplate, _ path: String)
    -> [ImportNotice]
  {
    let left = sheets.filter { sheet in
      !read.contains { $0.sheet.name == sheet.name } && sheet.rows.contains { !$0.isBlank }
        && !DropDownLists.isList(sheet)
    }
    let (alike, others) = left.reduce(into: ([Sheet](), [Sheet]())) { parts, sheet in
      let isAlike = (try? SheetRows(sheet, file: path, template: template)).map { !$0.data.isEmpty } ?? false
      if isAlike { parts.0.append(sheet) } else { parts.1.append(sheet) }
    }
    func named(_ sheets: [Sheet]) -> Bilingual {
      Bilingual(
        sheets.map { "“\($0.name)”\($0.isHidden ? "（隐藏）" : "")" }.joined(separator: "、"),
        sheets.map { "“\($0.name)”\($0.isHidden ? " (hidden)" : "")" }.joined(separator: ", "))
    }
    let ofAlike = alike.map { sheet in
      let name = named([sheet])
      return ImportNotice(
        .sheet, sheet: sheet.name,
        Bilingual(
          "工作表\(name.zh)有同样的表头，这次没有读取；请另用 --sheet 导入",
          "the sheet \(name.en) has the same header and was not read: import it with --sheet"))
    }
    guard let first = others.first else { return ofAlike }
    let names = named(others)
    return ofAlike + [
      ImportNotice(
        .sheet, sheet: first.name,
        Bilingual("没有读取的工作表：\(names.zh)", "sheets that were not read: \(names.en)"))
    ]
  }

  /// The sheets of the template's lists: named like 用款申请·发放明细, or like the list alone.
  private func listSheets(_ sheets: [Sheet], _ template: ImportTemplate, _ path: String) throws(SheetError)
    -> [SheetRows]
  {
    var found: [SheetRows] = []
    for child in template.lists {
      guard let list = child.list else { continue }
      let names = [ImportTemplate.sheetName(child.label.zh), child.id, list.zh, list.en, list.name].map(TextFolding.key)
      let fitting = sheets.filter { sheet in
        !sheet.isHidden && sheet.name != options.sheet && names.contains(TextFolding.key(sheet.name))
      }
      if let sheet = fitting.first { found.append(try SheetRows(sheet, file: path, template: child)) }
    }
    return found
  }

  /// Two rows that would be known again by the same key.
  private func repeated(_ items: [RowItem]) -> [RowProblem] {
    var first: [String: Int] = [:]
    return items.compactMap { item in
      guard let earlier = first.updateValue(item.row, forKey: item.key) else { return nil }
      first[item.key] = earlier
      return RowProblem(
        row: item.row,
        CellProblem(
          "X164", "与第\(earlier)行重复", "The row repeats row \(earlier)", adviceZh: "请删去一行；确为两件事的，加“来源行编号”列分别编号",
          adviceEn: "Remove one; if they are two things, number them in a column 来源行编号"))
    }
  }

  // MARK: Recording

  private func record(
    _ items: [RowItem], besides partial: [PartialRow], _ template: ImportTemplate, _ digest: Hash, _ rowKeys: RowKeys,
    _ report: inout ImportReport
  ) throws(LedgerError) {
    var accepted: [RowItem] = []
    for item in items {
      switch try RowComparison(session: session).verdict(item) {
      case .new:
        report.new += 1
        accepted.append(item)
      case .same(let original):
        report.skipped += 1
        noteLate(item, original, &report)
      case .changed(let original, let fields, let data):
        report.changes.append(change(item, original, fields, template))
        noteLate(item, original, &report)
        if template.type.isMoney {
          report.problems.append(Self.finalMoney(item))
        } else if options.appliesCorrections {
          accepted.append(correction(item, original, data))
        }
      }
    }
    if !report.problems.isEmpty { accepted = independent(accepted, of: partial, template) }
    guard !accepted.isEmpty else { return }
    try write(accepted, template, digest, rowKeys, &report)
  }

  /// A row recorded before keeps the evidence that it had.
  private func noteLate(_ item: RowItem, _ original: EventID, _ report: inout ImportReport) {
    let kept = Set((session.writer.event(original)?.event.evidence ?? []).map(\.sha256))
    let names = item.attachments.filter { !kept.contains($0.sha256) }.map { file in
      file.path.split(separator: "/").last.map(String.init) ?? file.path
    }
    if !names.isEmpty { report.lateAttachments.append((item.row, names)) }
  }

  private func change(_ item: RowItem, _ original: EventID, _ fields: [String], _ template: ImportTemplate)
    -> RowChange
  {
    let labels = fields.map { name in
      template.type.field(name).map { Bilingual($0.zh, $0.en) } ?? Bilingual(name, name)
    }
    return RowChange(
      row: item.row, event: original, subject: item.event.subject, fields: labels,
      isCorrectable: !template.type.isMoney)
  }

  private static func finalMoney(_ item: RowItem) -> RowProblem {
    RowProblem(
      row: item.row,
      CellProblem(
        "X165", "这一行资金已入账，现在的内容与入账时不同", "The row's money is recorded, and the row now says something else",
        adviceZh: "资金不得改写：请冲销后另记，或恢复原样",
        adviceEn: "Money is never rewritten: reverse it and record anew, or restore the row"))
  }

  /// The corrected fields, sealed as the original type asks.
  private func correction(_ item: RowItem, _ original: EventID, _ data: JSONValue) -> RowItem {
    let fields = PlainEvent(
      type: item.event.type, subject: item.event.subject, time: item.event.time, data: data)
    let (draft, openings) = Composer().compose(fields, signers: keys.map(\.name))
    var corrected = item
    corrected.event = PlainEvent("record.corrected", item.event.subject, time: session.now().beijingText) {
      $0.name("fields")
      $0.raw(draft.data)
      $0.member("reason", options.reason)
    }
    corrected.event.corrects = original
    corrected.event.refs = draft.refs
    corrected.event.source = item.event.source
    corrected.attachments = []
    corrected.openings = openings
    return corrected
  }

  private func write(
    _ items: [RowItem], _ template: ImportTemplate, _ digest: Hash, _ rowKeys: RowKeys,
    _ report: inout ImportReport
  ) throws(LedgerError) {
    let parts = BatchParts.split(items)
    let batch = session.nextID()
    let of = Int64(parts.count + 1)
    var notes: [LedgerSession.ComposedNote] = []
    for (index, part) in parts.enumerated() {
      notes.append(
        try session.compose(
          part.map(\.event), keys: keys, batch: BatchPart(id: batch.text, part: Int64(index + 1), of: of),
          lateReason: options.lateReason, sealed: part.flatMap(\.openings)))
    }
    let ledgerKey = try KeyFile.load(session.ledger.folder.secretKey(Reference.ledger))
    let summary = summary(batch, template, digest, report, accepted: items.count)
    notes.append(
      try session.compose([summary], keys: [ledgerKey], batch: BatchPart(id: batch.text, part: of, of: of)))
    // What is wrong already refuses the sheet; what the rules say besides, the clerk shall read in the same list.
    if options.isDryRun || !report.problems.isEmpty {
      let reasons = try session.writer.dryRun(notes.map(\.note))
      report.problems += Self.problems(reasons, parts)
      return
    }
    let files = Set(items.flatMap(\.attachments))
    try EvidenceFiles.keep(files.sorted { $0.path < $1.path }, session.ledger.folder)
    report.attachments = Set(files.map(\.sha256)).count
    try session.vault.keep([rowKeys.opening].compactMap { $0 })
    let outcomes = try session.append(notes)
    report.problems += Self.problems(outcomes.map(\.refusals), parts)
    guard report.problems.isEmpty else { return }
    report.transactions = notes.count
    report.events = items.count + 1
    report.receipt = outcomes.last?.receipt
  }

  private func summary(
    _ batch: ULID, _ template: ImportTemplate, _ digest: Hash, _ report: ImportReport, accepted: Int
  ) -> PlainEvent {
    PlainEvent("import.batch_accepted", Reference.ledger, time: session.now().beijingText) {
      $0.member("batch", batch.text)
      $0.member("file_sha256", digest.hex)
      $0.member("template", template.id)
      $0.member("template_version", ImportTemplate.version)
      $0.member("rows", Int64(report.rows))
      $0.member("accepted", Int64(accepted))
      $0.member("skipped", Int64(report.rows - accepted))
      $0.member("operator", keys[0].name)
    }
  }

  /// What the ledger said, by row. A part refused only for another's sake says nothing of its own.
  private static func problems(_ reasons: [[Refusal]], _ parts: [[RowItem]]) -> [RowProblem] {
    var problems: [RowProblem] = []
    for (index, refusals) in reasons.enumerated() {
      let rows = index < parts.count ? parts[index] : []
      for refusal in refusals where refusal.code != "B03" {
        problems.append(RowProblem(row: row(refusal, rows) ?? rows.first?.row ?? 1, refusal))
      }
    }
    let isBrotherOnly = problems.isEmpty && reasons.contains { !$0.isEmpty }
    if isBrotherOnly { problems += reasons.flatMap { $0 }.prefix(1).map { RowProblem(row: 1, $0) } }
    return problems.sorted { $0.row < $1.row }
  }

  private static func row(_ refusal: Refusal, _ rows: [RowItem]) -> Int? {
    let prefix = "$.events["
    guard refusal.path.hasPrefix(prefix) else { return nil }
    let digits = refusal.path.dropFirst(prefix.count).prefix { $0 != "]" }
    return Int(digits).flatMap { rows.indices.contains($0) ? rows[$0].row : nil }
  }
}
