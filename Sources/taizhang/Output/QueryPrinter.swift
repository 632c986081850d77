import AssistanceLedger
import EventSourcing
import Ledger

/// Prints the rows a query asks for.
struct QueryPrinter {
  let query: ViewQuery
  let format: QueryCommand.Format
  let usesPager: Bool
  /// Rows between two headers of a table; nil for one header, or, in a pager, for what the screen holds.
  let rowsPerPage: Int?

  func print(_ named: NamedView) throws(LedgerError) {
    let view = named.view
    switch format {
    case .jsonl: try forEach(view) { bytes, _ in Output.write(bytes: JSONWriter.markedRow(bytes) + [0x0A]) }
    case .json: try printArray(view)
    case .csv: try printCSV(view)
    case .table: try printTable(view, named.names)
    }
  }

  private func printArray(_ view: LedgerView) throws(LedgerError) {
    Output.write("[")
    var isFirst = true
    try forEach(view) { bytes, _ in
      Output.write(isFirst ? "\n" : ",\n")
      Output.write(bytes: JSONWriter.markedRow(bytes))
      isFirst = false
    }
    Output.write("\n]\n")
  }

  /// With a byte order mark, or Excel would read Chinese as another encoding; CRLF as RFC 4180 has it. A ratio stays in basis
  /// points here, and its title says so.
  private func printCSV(_ view: LedgerView) throws(LedgerError) {
    // What was read as found has a column more, so that no row travels without the mark.
    let mark = Output.asFound.map { [$0.code] } ?? []
    let title = mark.isEmpty ? [] : [say("按现状读取", "as found")]
    let titles = query.columns.map { $0.label.spoken + ($0.kind == .ratio ? say("（基点）", ", bp") : "") }
    Output.write("\u{FEFF}" + Self.csv(title + titles))
    try forEach(view) { _, row in Output.write(Self.csv(mark + query.cells(row))) }
  }

  static func csv(_ cells: [String]) -> String {
    cells.map { cell in
      let cell = isFormula(cell) ? "'" + cell : cell
      let isPlain = !cell.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      return isPlain
        ? cell : "\"\(cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }.joined(separator: ",") + "\r\n"
  }

  /// What a spreadsheet would run instead of showing: anybody's name may read `=HYPERLINK(…)`. A number is none.
  private static func isFormula(_ cell: String) -> Bool {
    guard let first = cell.utf8.first, "=+-@\t\r".utf8.contains(first) else { return false }
    guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return true }
    let parts = cell.utf8.dropFirst().split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count > 2
      || !parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
  }

  private func printTable(_ view: LedgerView, _ names: SubjectNames) throws(LedgerError) {
    var text = TextTable(header: query.columns.map(\.label.spoken))
    var failure: LedgerError?
    try forEach(view) { _, row in
      guard failure == nil else { return }
      do throws(LedgerError) { text.add(try query.cells(row, Speech.language, names: names)) } catch { failure = error }
    }
    if let failure { throw failure }
    // A line for the page's number, one for the empty line behind it.
    let screen = usesPager && Terminal.isOutput ? Terminal.height.map { max(1, $0 - 3) } : nil
    let (pages, hidden) = text.pages(.init(width: Terminal.width, rowsPerPage: rowsPerPage ?? screen))
    var printed = ""
    for (number, page) in pages.enumerated() {
      printed += page
      guard pages.count > 1 else { break }
      let (now, all) = (number + 1, pages.count)
      printed += say("— 第\(now)页，共\(all)页 —\n\n", "— page \(now) of \(all) —\n\n")
    }
    if usesPager { Terminal.page(printed) } else { Output.write(printed) }
    if hidden > 0 {
      Output.diagnostic(
        say(
          "（屏幕太窄，另有\(hidden)列未显示：加宽窗口，或用 --columns 选列）",
          "(the screen is too narrow: \(hidden) columns are not shown; widen it, or choose with --columns)"))
    }
  }

  private func forEach(_ view: LedgerView, _ body: ([UInt8], JSONValue) -> Void) throws(LedgerError) {
    var damage: LedgerError?
    try view.forEachRow(query.view) { key, bytes in
      guard let row = try? JSONDocument.object([UInt8](bytes)) else {
        damage = LedgerError(
          .integrity, "L06", "视图“\(query.view)”的“\(key)”行损坏，请执行 taizhang rebuild",
          "row \"\(key)\" of \"\(query.view)\" is damaged: run taizhang rebuild")
        return false
      }
      if query.matches(row) { body(query.isWhole ? [UInt8](bytes) : selected(row), row) }
      return true
    }
    if let damage { throw damage }
  }

  /// The row with only the columns asked for, names ascending.
  private func selected(_ row: JSONValue) -> [UInt8] {
    let names = Set(query.columns.map(\.name))
    var writer = JSONWriter()
    writer.object { writer in
      for (name, value) in row.members where names.contains(name) {
        writer.name(name)
        writer.raw(value.rawBytes)
      }
    }
    return writer.bytes
  }
}
