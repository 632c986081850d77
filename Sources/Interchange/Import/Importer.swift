import Law
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
  /// Divides a sheet too large for one batch: each is written as a whole or not at all, in the sheet's order.
  public var splits = false
  /// The most rows recorded in one batch; its summary is an event, too.
  var batchRowMax = BatchUnits.eventCountMax - 1

  /// Writes, finds the sheet by itself and records no corrections.
  public init() {}
}

/// How far an import is.
public struct ImportProgress: Sendable {
  /// What is being done.
  public enum Stage: Sendable {
    /// The file is read, cell by cell.
    case reading
    /// Rows are compared with the ledger.
    case comparing
    /// Rows become signed notes.
    case signing
    /// The rules judge them; then they are durable.
    case recording
  }

  /// What is being done.
  public let stage: Stage
  /// How much of `total` is done, in units of the stage.
  public let done: Int
  /// How much there is.
  public let total: Int
}

/// Turns a sheet into one batch of transactions: all of it is written, or nothing.
public struct Importer {
  let session: LedgerSession
  let keys: [SignerKey]
  let options: ImportOptions
  private let progress: (ImportProgress) -> Void

  /// - Parameters:
  ///   - keys: the signers in order; the first types. A row that does not say who did it was done by the first of them who may.
  ///   - progress: told now and then how far it is.
  public init(
    _ session: LedgerSession, keys: [SignerKey], options: ImportOptions = ImportOptions(),
    progress: @escaping (ImportProgress) -> Void = { _ in }
  ) {
    precondition(!keys.isEmpty, "somebody signs")
    self.session = session
    self.keys = keys
    self.options = options
    self.progress = progress
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
    let directory = try Directory(session)
    let rowKeys = try RowKeys(session, directory.view)
    if template.isOfPeople, directory.isClosed { throw Self.vaultMissing }
    let recognition = Recognition(
      directory: directory, recorded: RecordedEvents(directory.view, try session.vault), template: template)
    func reader(_ rows: SheetRows, _ lists: [ListRows]) -> RowReader {
      RowReader(
        rows, directory, rowKeys, options, signers: keys.map(\.name), file: file, attachments: attachments,
        lists: lists)
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
    let items = mainReader.read { done, total in progress(ImportProgress(stage: .reading, done: done, total: total)) }
    report.rows = mainReader.rowCount
    let repetitions = repeated(items)
    report.problems += mainReader.problems + repetitions
    report.notices += mainReader.notices
    report.warnings += mainReader.warnings
    Totals(rows: rows, amounts: mainReader.amounts).check(&report)
    if let failure = directory.accepted.failure { throw failure }
    report.unusedAttachments = mainReader.attachments.unused
    // A row without all its items is not what the sheet says: the rules would find fault with what is not there.
    let lacking = items.filter { mainReader.lacking.contains($0.row) }
    let partial = mainReader.partial + lacking.map { PartialRow(item: $0, hasTime: true, hasSubject: true) }
    let left = Set(repetitions.map(\.row)).union(mainReader.lacking)
    let whole = items.filter { !left.contains($0.row) }
    report.problems += try refusals(partial, beside: items, recognition)
    try record(whole, besides: partial, recognition, SHA256.hash(bytes), rowKeys, &report)
    if let failure = directory.accepted.failure { throw failure }
    report.sortProblems()
    if !report.problems.isEmpty { report.sheets = sheets }
    return report
  }

  /// Without the names that the ledger holds sealed, everybody in the sheet would be new.
  static let vaultMissing = LedgerError(
    .refused, "E78", "本机没有（或不是）此前登记人员、导入表格时所用的保密库：人员和行都认不出来，会重复登记，因此不能导入；请从带保密库的备份放回 vault/data.mdb",
    "the vault with which people were registered and sheets imported is not here: neither people nor rows would be known again, and all would be registered twice; put vault/data.mdb back from a backup that has it"
  )

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
    _ items: [RowItem], besides partial: [PartialRow], _ recognition: Recognition, _ digest: Hash, _ rowKeys: RowKeys,
    _ report: inout ImportReport
  ) throws(LedgerError) {
    let template = recognition.template
    let known = try KnownRows(items, besides: partial.map(\.item), recognition) { done, total in
      progress(ImportProgress(stage: .comparing, done: done, total: total))
    }
    report.warnings += known.notes
    // A row that could not be read is not one that was left out.
    if report.problems.isEmpty { report.missing = known.missing.map { MissingRow($0) } }
    var accepted: [RowItem] = []
    for (item, verdict) in known.verdicts {
      switch verdict {
      case .new:
        report.new += 1
        accepted.append(item)
      case .same(let original):
        report.skipped += 1
        noteLate(item, original, &report)
      case .changed(let original, let difference):
        report.changes.append(change(item, original, difference, template))
        noteLate(item, original, &report)
        if template.type.isMoney {
          report.problems.append(Self.finalMoney(item, original.subject))
        } else if options.appliesCorrections {
          if let data = difference.data, Assistance.mayBeCorrected(template.type.name) {
            accepted.append(try correction(item, original, data))
          } else if difference.data != nil || !template.isRegister {
            report.problems.append(Self.uncorrectable(item, template, difference))
          }
        }
      case .question(let problem): report.problems.append(RowProblem(row: item.row, problem))
      }
    }
    if !report.problems.isEmpty { accepted = independent(accepted, of: partial, template) }
    guard !accepted.isEmpty else { return }
    if accepted.count > options.batchRowMax, !options.splits {
      report.problems.append(tooLarge(accepted))
      return
    }
    try write(accepted, template, digest, rowKeys, &report)
  }

  private func tooLarge(_ items: [RowItem]) -> RowProblem {
    let most = options.batchRowMax
    let batches = (items.count + most - 1) / most
    return RowProblem(
      row: items[most].row,
      CellProblem(
        "X190", "要写入\(items.count)行，一批最多\(most)行",
        "\(items.count) rows are to be recorded, at most \(most) in one batch",
        adviceZh: "请加 --split 分\(batches)批入账（每批要么全部写入，要么全不写入），或拆成几个文件",
        adviceEn: "Add --split to record them in \(batches) batches, each as a whole, or divide the file"))
  }

  /// A row recorded before keeps the evidence that it had.
  private func noteLate(_ item: RowItem, _ original: RecordedEvents.Mention, _ report: inout ImportReport) {
    let names = item.attachments.filter { !original.files.contains($0.sha256) }.map { file in
      file.path.split(separator: "/").last.map(String.init) ?? file.path
    }
    if !names.isEmpty { report.lateAttachments.append((item.row, names)) }
  }

  private func change(
    _ item: RowItem, _ original: RecordedEvents.Mention, _ difference: RowComparison.Difference,
    _ template: ImportTemplate
  ) -> RowChange {
    var labels = difference.fields.map { name in
      template.type.field(name).map { Bilingual($0.zh, $0.en) } ?? Bilingual(name, name)
    }
    if difference.isOfTime { labels.append(Self.timeLabel) }
    return RowChange(
      row: item.row, event: original.id, subject: original.subject, fields: labels,
      isCorrectable: !template.type.isMoney && difference.data != nil && Assistance.mayBeCorrected(template.type.name))
  }

  private static let timeLabel = Bilingual("发生时间", "time")

  private static func finalMoney(_ item: RowItem, _ subject: String) -> RowProblem {
    RowProblem(
      row: item.row,
      CellProblem(
        "X165", "这一行资金已入账（\(subject)），现在的内容与入账时不同：是同一笔钱吗？",
        "The row's money is recorded (\(subject)), and the row now says something else: is it the same money?",
        adviceZh: "是同一笔的，资金不得改写：请恢复原样，或冲销后另记；是另一笔的，在“来源行编号”列写上自己的编号",
        adviceEn:
          "If it is, money is never rewritten: restore the row, or reverse it and record anew; if it is not, number the row in 来源行编号"
      ))
  }

  private static func uncorrectable(_ item: RowItem, _ template: ImportTemplate, _ difference: RowComparison.Difference)
    -> RowProblem
  {
    let isOfTime = difference.data == nil
    return RowProblem(
      row: item.row,
      CellProblem(
        "X199", isOfTime ? "发生时间不能由更正改写" : "\(template.label.zh)已改变对象的状态，不能用表格更正",
        isOfTime
          ? "A correction moves nothing in time"
          : "\(template.label.en) changed the state of its subject and is not corrected by a sheet",
        adviceZh: "请恢复此行；确需改变的，另记相应的事件，或作废后重记",
        adviceEn: "Restore the row; record the event that changes it, or void it and record anew"))
  }

  /// The corrected fields, sealed as the original type asks.
  private func correction(
    _ item: RowItem, _ original: RecordedEvents.Mention, _ data: JSONValue
  ) throws(LedgerError) -> RowItem {
    let fields = PlainEvent(type: item.event.type, subject: original.subject, time: item.event.time, data: data)
    let (draft, openings) = try Composer().compose(fields, signers: keys.map(\.name))
    var corrected = item
    corrected.event = PlainEvent("record.corrected", original.subject, time: session.now().beijingText) {
      $0.name("fields")
      $0.raw(draft.data)
      $0.member("reason", options.reason)
    }
    corrected.event.corrects = original.id
    corrected.event.refs = draft.refs
    corrected.event.source = item.event.source
    corrected.attachments = []
    corrected.openings = openings
    return corrected
  }

  /// The notes of one batch, its summary last.
  private struct Batch {
    let items: [RowItem]
    let parts: [[RowItem]]
    let notes: [LedgerSession.ComposedNote]
  }

  private func write(
    _ items: [RowItem], _ template: ImportTemplate, _ digest: Hash, _ rowKeys: RowKeys, _ report: inout ImportReport
  ) throws(LedgerError) {
    let most = options.batchRowMax
    let chunks = stride(from: 0, to: items.count, by: most).map { Array(items[$0..<min($0 + most, items.count)]) }
    let writer = session.writer
    writer.progress = { progress(ImportProgress(stage: .recording, done: $0, total: $1)) }
    defer { writer.progress = nil }
    // The rows that were not recorded are counted with the last batch.
    var rest = report.rows
    var batches: [Batch] = []
    let isDry = options.isDryRun || !report.problems.isEmpty
    for (index, chunk) in chunks.enumerated() {
      let rows = index == chunks.count - 1 ? rest : chunk.count
      rest -= rows
      let batch = try compose(chunk, rows: rows, template, digest)
      // What is wrong already refuses the sheet; what the rules say besides, the clerk shall read in the same list.
      if isDry { batches.append(batch) } else { try append(batch, rowKeys, &report) }
      if !isDry, !report.problems.isEmpty { return }
    }
    guard isDry else { return }
    var reasons = try writer.dryRun(batches.flatMap(\.notes).map(\.note))[...]
    for batch in batches {
      report.problems += Self.problems(Array(reasons.prefix(batch.notes.count)), batch.parts)
      reasons = reasons.dropFirst(batch.notes.count)
    }
  }

  private func compose(_ items: [RowItem], rows: Int, _ template: ImportTemplate, _ digest: Hash) throws(LedgerError)
    -> Batch
  {
    let parts = BatchParts.split(items)
    let id = session.nextID()
    let of = Int64(parts.count + 1)
    var notes: [LedgerSession.ComposedNote] = []
    for (index, part) in parts.enumerated() {
      progress(ImportProgress(stage: .signing, done: index, total: parts.count))
      notes.append(
        try session.compose(
          part.map(\.event), keys: keys, batch: BatchPart(id: id.text, part: Int64(index + 1), of: of),
          lateReason: options.lateReason, sealed: part.flatMap(\.openings)))
    }
    let ledgerKey = try KeyFile.load(session.ledger.folder.secretKey(Reference.ledger))
    let summary = summary(id, template, digest, rows: rows, accepted: items.count)
    notes.append(
      try session.compose([summary], keys: [ledgerKey], batch: BatchPart(id: id.text, part: of, of: of)))
    return Batch(items: items, parts: parts, notes: notes)
  }

  private func append(_ batch: Batch, _ rowKeys: RowKeys, _ report: inout ImportReport) throws(LedgerError) {
    let files = Set(batch.items.flatMap(\.attachments))
    var notes = batch.notes.map { (note: $0.note, openings: $0.openings) }
    // The secret is kept with what was named by it, or not at all.
    if let opening = rowKeys.opening { notes[notes.count - 1].openings.append(opening) }
    let outcomes = try session.append(notes, files: files.sorted { $0.path < $1.path })
    report.problems += Self.problems(outcomes.map(\.refusals), batch.parts)
    guard report.problems.isEmpty else { return }
    report.attachments += Set(files.map(\.sha256)).count
    report.batches += 1
    report.transactions += notes.count
    report.events += batch.items.count + 1
    report.receipt = outcomes.last?.receipt
  }

  private func summary(
    _ batch: ULID, _ template: ImportTemplate, _ digest: Hash, rows: Int, accepted: Int
  ) -> PlainEvent {
    PlainEvent("import.batch_accepted", Reference.ledger, time: session.now().beijingText) {
      $0.member("batch", batch.text)
      $0.member("file_sha256", digest.hex)
      $0.member("template", template.id)
      $0.member("template_version", ImportTemplate.version)
      $0.member("rows", Int64(rows))
      $0.member("accepted", Int64(accepted))
      $0.member("skipped", Int64(rows - accepted))
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
