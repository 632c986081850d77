/// Reads the sheets of an Office Open XML workbook (ECMA-376), transitional or strict.
enum XLSXReader {
  static func read(_ bytes: [UInt8], file: String, limits: ReadingLimits) throws(SheetError) -> [Sheet] {
    var reader = XLSXPackage(
      archive: try ZipArchive(bytes, file: file, limits: limits), file: file, limits: limits)
    return try reader.sheets()
  }
}

/// The parts of one workbook, read in the order they depend on each other.
private struct XLSXPackage {
  let archive: ZipArchive
  let file: String
  let limits: ReadingLimits

  mutating func sheets() throws(SheetError) -> [Sheet] {
    let workbookPart = try locateWorkbook()
    let workbook = WorkbookHandler()
    try read(workbookPart, workbook)
    let relationships = RelationshipsHandler(of: workbookPart)
    try read(RelationshipsHandler.part(of: workbookPart), relationships)
    let shared = SharedStringsHandler(file: file, limits: limits)
    if let part = relationships.first("sharedStrings") { try read(part, shared) }
    let styles = StylesHandler()
    if let part = relationships.first("styles") { try read(part, styles) }
    let context = WorksheetContext(
      strings: shared.strings, marks: shared.marks, styles: styles.styles, usesEpoch1904: workbook.usesEpoch1904,
      mustCalculateOnLoad: workbook.mustCalculateOnLoad, file: file, limits: limits)
    return try worksheets(workbook, relationships, context)
  }

  private func worksheets(
    _ workbook: WorkbookHandler, _ relationships: RelationshipsHandler, _ context: WorksheetContext
  ) throws(SheetError) -> [Sheet] {
    guard workbook.sheets.count <= limits.sheets else {
      throw .limit(file, part: "workbook.xml", zh: "工作表太多", en: "too many sheets")
    }
    let targets = Dictionary(relationships.all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var sheets = [Sheet]()
    var cellsLeft = limits.cells
    for entry in workbook.sheets {
      guard let target = targets[entry.relationship] else {
        throw .damaged(file, code: "X22", part: entry.name, zh: "缺失", en: "missing")
      }
      // Chart and macro sheets have no cells.
      guard target.kind == "worksheet" else { continue }
      let handler = WorksheetHandler(context, sheet: entry.name, cellsLeft: cellsLeft)
      try read(target.target, handler)
      cellsLeft = handler.cellsLeft
      sheets.append(
        Sheet(
          name: entry.name, rows: try handler.finishedRows(), usesEpoch1904: workbook.usesEpoch1904,
          mergedRanges: handler.mergedRanges, isHidden: entry.isHidden, hiddenColumns: handler.hiddenColumns,
          comments: try comments(target.target)))
    }
    guard !sheets.isEmpty else {
      throw .damaged(file, code: "X22", part: "workbook.xml", zh: "没有工作表", en: "no worksheet")
    }
    return sheets
  }

  /// The comments on a worksheet's cells.
  private func comments(_ worksheet: String) throws(SheetError) -> [CellComment] {
    let part = RelationshipsHandler.part(of: worksheet)
    guard archive.contains(part) else { return [] }
    let relationships = RelationshipsHandler(of: worksheet)
    try read(part, relationships)
    guard let comments = relationships.first("comments"), archive.contains(comments) else { return [] }
    let handler = CommentsHandler()
    try read(comments, handler)
    return handler.comments
  }

  /// The workbook part by the package's relationships; a zip without one is some other kind of file.
  private func locateWorkbook() throws(SheetError) -> String {
    var workbook = "xl/workbook.xml"
    if archive.contains("_rels/.rels") {
      let relationships = RelationshipsHandler(of: "")
      try read("_rels/.rels", relationships)
      workbook = relationships.first("officeDocument") ?? workbook
    }
    if workbook.hasSuffix(".xml"), !workbook.hasPrefix("word/"), !workbook.hasPrefix("ppt/"),
      archive.contains(workbook)
    {
      return workbook
    }
    let kinds: [(part: String, zh: String, en: String)] = [
      ("xl/workbook.bin", "二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
      ("word/document.xml", "Word 文档", "a Word document"),
      ("ppt/presentation.xml", "演示文稿", "a presentation"),
      ("content.xml", "OpenDocument 文件（.ods 等）", "an OpenDocument file (such as .ods)"),
    ]
    let kind = kinds.first { archive.contains($0.part) }
    throw .otherArchive(file, kindZh: kind?.zh ?? "普通压缩包", kindEn: kind?.en ?? "an ordinary archive")
  }

  private func read(_ part: String, _ handler: any XMLPartHandler) throws(SheetError) {
    try XMLPart.read(part, of: archive, file: file, limits: limits, handler: handler)
  }
}
