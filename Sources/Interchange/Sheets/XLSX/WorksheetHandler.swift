/// What a worksheet needs of the rest of its workbook.
struct WorksheetContext {
  let strings: [String]
  /// Of the texts that hold marked runs, by index.
  let marks: [Int: RichMarks]
  let styles: [CellStyle]
  let usesEpoch1904: Bool
  let mustCalculateOnLoad: Bool
  let file: String
  let limits: ReadingLimits
}

/// Reads one worksheet part. Rows and cells may lack their `r` attribute (they then follow the one before) and may
/// come out of order; two cells in one place are refused, because only one of them would be seen.
final class WorksheetHandler: XMLPartHandler {
  /// How many more cells may be held, after this sheet's.
  private(set) var cellsLeft: Int
  private(set) var mergedRanges: [CellRange] = []
  /// Columns that a person does not see.
  private(set) var hiddenColumns: [ClosedRange<Int>] = []
  private var rowCount = 0
  /// A formatted row takes some hundreds of bytes however little it holds, and a sheet has at most 1,048,576.
  var regularBytes: Int { rowCount * 512 }
  private let context: WorksheetContext
  private let sheet: String
  private var rows: [SheetRow] = []
  private var row: SheetRow?
  private var rowNumber = 0
  private var column = 0
  private var cell = StoredCell()
  private var inSheetData = false
  private var mergedBlocks = 0

  private enum Kind { case number, shared, inline, formulaText, boolean, error, date }

  /// The cell being read.
  private struct StoredCell {
    var isOpen = false
    var kind = Kind.number
    var style = 0
    var hasFormula = false
    var inValue = false
    var value: [UInt8] = []
    var inlineText = RichText()
  }

  init(_ context: WorksheetContext, sheet: String, cellsLeft: Int) {
    self.context = context
    self.sheet = sheet
    self.cellsLeft = cellsLeft
  }

  /// The rows that hold anything, ascending.
  func finishedRows() throws(SheetError) -> [SheetRow] {
    if !zip(rows, rows.dropFirst()).allSatisfy({ $0.number < $1.number }) {
      rows.sort { $0.number < $1.number }
      if let twice = zip(rows, rows.dropFirst()).first(where: { $0.number == $1.number }) {
        throw damaged("第 \(twice.0.number) 行出现两次", "row twice", row: twice.0.number)
      }
    }
    return rows
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) {
    if cell.isOpen { return try startInsideCell(name, attributes) }
    switch name {
    case "c" where row != nil: try startCell(attributes)
    case "row" where inSheetData: try startRow(attributes)
    case "sheetData": inSheetData = true
    case "mergeCell": try addMergedRange(attributes)
    case "col":
      guard attributes.isTrue("hidden"), let first = attributes.number("min"), let last = attributes.number("max"),
        first >= 1, first <= last
      else { return }
      hiddenColumns.append(first...last)
    default: break
    }
  }

  private func startInsideCell(_ name: XMLName, _ attributes: XMLAttributes) throws(SheetError) {
    switch name {
    case "c", "row": throw damaged("单元格嵌套", "nested cell", row: rowNumber, column: column)
    case "v": cell.inValue = true
    case "f": cell.hasFormula = true
    default: cell.inlineText.start(name, attributes)
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetError) {
    guard cell.isOpen else { return }
    if cell.inValue { cell.value.append(contentsOf: bytes) } else { cell.inlineText.append(bytes) }
    guard cell.value.count + cell.inlineText.count <= context.limits.cellTextBytes else {
      throw .limit(context.file, part: sheet, zh: "单元格文字过长", en: "a cell's text is too long")
    }
  }

  func end(_ name: XMLName) throws(SheetError) {
    switch name {
    case "v": cell.inValue = false
    case "c" where cell.isOpen: try endCell()
    case "row":
      if let finished = row, !finished.cells.isEmpty { rows.append(finished) }
      row = nil
    case "sheetData": inSheetData = false
    default: if cell.isOpen { cell.inlineText.end(name) }
    }
  }

  private func startRow(_ attributes: XMLAttributes) throws(SheetError) {
    guard row == nil else { throw damaged("行嵌套", "nested row", row: rowNumber) }
    rowCount += 1
    guard let text = attributes.bytes("r") else {
      rowNumber += 1
      return try open(row: rowNumber, attributes)
    }
    guard let number = XMLAttributes.number(text), number >= 1 else { throw damaged("行号", "row number") }
    try open(row: number, attributes)
  }

  private func open(row number: Int, _ attributes: XMLAttributes) throws(SheetError) {
    guard number <= 1_048_576, rows.count < context.limits.rows else {
      throw .limit(context.file, part: sheet, zh: "行数过多", en: "too many rows")
    }
    rowNumber = number
    column = 0
    row = SheetRow(number: number, cells: [], isHidden: attributes.isTrue("hidden"))
  }

  private func startCell(_ attributes: XMLAttributes) throws(SheetError) {
    column += 1
    if let reference = attributes.bytes("r") {
      guard let place = CellReference.parse(reference), place.row == rowNumber else {
        throw damaged("单元格地址", "cell reference", row: rowNumber)
      }
      column = place.column
    }
    guard column <= context.limits.columns else {
      throw .limit(context.file, part: sheet, zh: "列数过多", en: "too many columns")
    }
    cell.isOpen = true
    cell.hasFormula = false
    cell.inValue = false
    cell.value.removeAll(keepingCapacity: true)
    cell.style = attributes.number("s") ?? 0
    cell.kind = try kind(attributes["t"])
  }

  private func kind(_ type: String?) throws(SheetError) -> Kind {
    switch type {
    case nil, "n": .number
    case "s": .shared
    case "inlineStr": .inline
    case "str": .formulaText
    case "b": .boolean
    case "e": .error
    case "d": .date
    default: throw damaged("单元格类型", "cell type", row: rowNumber, column: column)
    }
  }

  private func endCell() throws(SheetError) {
    cell.isOpen = false
    let style = context.styles.indices.contains(cell.style) ? context.styles[cell.style] : .plain
    let (value, marks) = try value(style)
    cell.inlineText = RichText()
    if value == .empty { return }
    var isPercent = false
    if case .number = value { isPercent = style.format.isPercent }
    try place(
      Cell(value, column: column, row: rowNumber, hadFormula: cell.hasFormula, isPercent: isPercent, marks: marks))
  }

  private func place(_ cell: Cell) throws(SheetError) {
    let padding = max(0, cell.column - (row?.cells.count ?? 0))
    cellsLeft -= padding
    guard cellsLeft >= 0 else {
      throw .limit(context.file, part: sheet, zh: "单元格过多", en: "too many cells")
    }
    while let count = row?.cells.count, count < cell.column - 1 {
      row?.cells.append(Cell(.empty, column: count + 1, row: rowNumber))
    }
    if padding > 0 {
      row?.cells.append(cell)
    } else if row?.cells[cell.column - 1].value == .empty {
      row?.cells[cell.column - 1] = cell
    } else {
      throw damaged("同一单元格出现两次", "cell twice", row: rowNumber, column: cell.column)
    }
  }

  private func addMergedRange(_ attributes: XMLAttributes) throws(SheetError) {
    guard let text = attributes.bytes("ref"), let range = CellReference.range(text) else {
      throw damaged("合并区域", "merged range")
    }
    mergedBlocks += range.rows.count / 64 + 2
    guard mergedBlocks <= context.limits.mergedBlocks else {
      throw .limit(context.file, part: sheet, zh: "合并区域过多", en: "too many merged ranges")
    }
    mergedRanges.append(range)
  }

  private func damaged(_ zh: String, _ en: String, row: Int? = nil, column: Int? = nil) -> SheetError {
    var error = SheetError.damaged(context.file, code: "X26", part: sheet, zh: zh, en: en)
    error.sheet = sheet
    error.row = row
    error.column = column
    return error
  }
}

// From stored bytes to a value.
extension WorksheetHandler {
  private func value(_ style: CellStyle) throws(SheetError) -> (Cell.Value, TextMarks) {
    let marks: TextMarks = style.isStruck ? .struck : []
    // A formula's text result may truly be empty; every other result has characters.
    let isMissing = cell.value.isEmpty && cell.kind != .formulaText && cell.kind != .inline
    if cell.hasFormula, isMissing || context.mustCalculateOnLoad { return (.error(Cell.uncalculated), []) }
    // Text in `<is>` is text, whatever the cell says of its type.
    if cell.value.isEmpty, !cell.inlineText.isEmpty { return inlineText(style) }
    if cell.value.isEmpty { return (.empty, []) }
    switch cell.kind {
    case .number: return (number(style), marks)
    case .shared: return try sharedString(style)
    case .inline, .formulaText: return (text(EscapedText.decode(cell.value[...]), style), marks)
    case .date: return (.text(String(decoding: cell.value, as: UTF8.self)), marks)
    case .error: return (.error(String(decoding: cell.value, as: UTF8.self)), [])
    case .boolean:
      switch cell.value {
      case [UInt8(ascii: "1")]: return (.boolean(true), marks)
      case [UInt8(ascii: "0")]: return (.boolean(false), marks)
      default: throw damaged("逻辑值", "boolean", row: rowNumber, column: column)
      }
    }
  }

  private func inlineText(_ style: CellStyle) -> (Cell.Value, TextMarks) {
    let (text, marks) = cell.inlineText.take(isCellStruck: style.isStruck)
    return (self.text(text, style), marks)
  }

  /// The text as its format shows it, which is nearly always as it is.
  private func text(_ text: String, _ style: CellStyle) -> Cell.Value {
    guard !text.isEmpty else { return .empty }
    guard let shown = style.format.text(text) else {
      return .formatted(FormattedNumber(text, shown: "", .contradictory))
    }
    return .text(shown)
  }

  private func sharedString(_ style: CellStyle) throws(SheetError) -> (Cell.Value, TextMarks) {
    guard let index = Int(String(decoding: cell.value, as: UTF8.self)),
      context.strings.indices.contains(index)
    else {
      throw damaged("文字序号", "shared string index", row: rowNumber, column: column)
    }
    let marks = context.marks[index]?.marks(isCellStruck: style.isStruck) ?? (style.isStruck ? .struck : [])
    return (text(context.strings[index], style), marks)
  }

  private func number(_ style: CellStyle) -> Cell.Value {
    if !DecimalLiteral.isLiteral(cell.value) {
      let isSpace: (UInt8) -> Bool = { $0 <= 0x20 }
      let trimmed = cell.value.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
      guard DecimalLiteral.isLiteral(Array(trimmed)) else {
        return .damaged(String(decoding: trimmed.prefix(80), as: UTF8.self))
      }
      cell.value = Array(trimmed)
    }
    return style.format.value(String(decoding: cell.value, as: UTF8.self), epoch1904: context.usesEpoch1904)
  }
}
