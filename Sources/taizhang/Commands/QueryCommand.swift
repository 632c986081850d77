import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: say("查询视图", "Query a view."),
    discussion: say(
      "例：taizhang query 问题 --where 状态=整改中 --place 621021103；taizhang query 走访 --where 走访人=张三 --pager\n不写视图名则列出全部视图。",
      "Example: taizhang query problems --where state=in_progress --place 621021103; taizhang query visits --pager\nWithout a view's name it lists them all."
    ))

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json, jsonl }

  @OptionGroup var reading: ReadingOptions
  @Argument(help: .init(say("视图：名称或代码", "The view: name or label."))) var view: String?
  @Option(name: .customLong("where"), help: .init(say("列=值，可多次", "column=value; may be repeated."))) var conditions:
    [String] = []
  @Option(help: .init(say("区划代码前缀或地名", "Beginning of an area code, or the area's name."))) var place: String?
  @Option(help: .init(say("列名，逗号分隔；all为全部", "Columns, separated by commas; all of them: all."))) var columns: String?
  @Option(help: .init(say("输出格式：table、csv、json、jsonl", "Format: table, csv, json, jsonl."))) var format: Format?
  @Flag(
    help: .init(say("分页查看（PAGER，默认less），每页重复表头", "Show it in a pager (PAGER, less by default), headers on each page.")))
  var pager =
    false
  @Option(help: .init(say("每页行数，每页重复表头", "Rows per page, each with the header."), valueName: "rows")) var page: Int?

  func validate() throws {
    if let page, page < 1 { throw ValidationError("--page 至少为1", "--page is at least 1") }
  }

  func run() throws {
    let format = self.format ?? (reading.common.json ? .json : .table)
    let named = try reading.named(isText: format == .table)
    guard let name = self.view else { return list(named.view) }
    let table = try ViewQuery.table(name, named.view.tables)
    let query = try ViewQuery(
      table, conditions: conditions, place: place, columns: columns, isBrief: format == .table,
      readers: Self.readers(named))
    try QueryPrinter(query: query, format: format, usesPager: pager, rowsPerPage: page).print(named)
    if query.hiddenColumnCount > 0 {
      let count = query.hiddenColumnCount
      Output.diagnostic(say("（另有\(count)列：--columns all）", "(\(count) more columns: --columns all)"))
    }
  }

  /// What people's words mean in conditions.
  private static func readers(_ named: NamedView) -> ViewQuery.Readers {
    var readers = ViewQuery.Readers()
    readers.amount = fen
    readers.time = { text in try? TypedTime.eventTime(text, today: named.view.today) }
    readers.subject = { (text, prefixes) throws(LedgerError) in
      try named.finder.reference(text, prefixes: prefixes)
    }
    readers.place = { (text) throws(LedgerError) in try named.finder.place(text) }
    return readers
  }

  /// An amount with its unit in fen; nil for what is none.
  private static func fen(_ text: String) -> Int64? {
    let cell = Cell(.text(text), column: 1, row: 1)
    return (try? CellReading.fen(cell, unit: nil, allowsNegative: true).get()).map { Int64($0) }
  }

  /// The views there are, in the format asked for.
  private func list(_ view: LedgerView) {
    let header = [say("视图", "view"), say("名称", "label"), say("列", "columns")]
    let rows = view.tables.map { [$0.name, $0.label.spoken, $0.columns.map(\.name).joined(separator: ",")] }
    switch format ?? (reading.common.json ? .json : .table) {
    case .table:
      var text = TextTable(header: header)
      for row in rows { text.add(row) }
      Output.write(text.text)
    case .csv: Output.write("\u{FEFF}" + ([header] + rows).map(QueryPrinter.csv).joined())
    case .json:
      var writer = JSONWriter()
      writer.array { writer in
        for table in view.tables {
          writer.object {
            $0.asFoundMark()
            Self.write(table, to: &$0)
          }
        }
      }
      writer.newline()
      Output.write(bytes: writer.bytes)
    case .jsonl: for table in view.tables { Output.json { Self.write(table, to: &$0) } }
    }
  }

  private static func write(_ table: any StoredTable, to writer: inout JSONWriter) {
    writer.member("view", table.name)
    writer.member("label", table.label)
    writer.strings("columns", table.columns.map(\.name))
  }
}
