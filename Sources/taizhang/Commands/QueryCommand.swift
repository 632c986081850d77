import ArgumentParser
import AssistanceLedger
import EventSourcing
import Interchange
import Ledger

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: say("查询视图", "Query a view."),
    discussion: say(
      "例：taizhang query problems --where 状态=整改中 --place 621021103\n不写视图名则列出全部视图。",
      "Example: taizhang query problems --where state=in_progress --place 621021103\nWithout a view's name it lists them all."
    ))

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json, jsonl }

  @OptionGroup var reading: ReadingOptions
  @Argument(help: .init(say("视图名", "Name of the view."))) var view: String?
  @Option(name: .customLong("where"), help: .init(say("列=值，可多次", "column=value; may be repeated."))) var conditions:
    [String] = []
  @Option(help: .init(say("区划代码前缀", "Beginning of an area code."))) var place: String?
  @Option(help: .init(say("列名，逗号分隔；all为全部", "Columns, separated by commas; all of them: all."))) var columns: String?
  @Option(help: .init(say("输出格式：table、csv、json、jsonl", "Format: table, csv, json, jsonl."))) var format: Format?

  func run() throws {
    let format = self.format ?? (reading.common.json ? .json : .table)
    let view = try reading.view(isText: format == .table)
    guard let name = self.view else { return list(view) }
    guard let table = view.table(name) else { throw ViewNames.unknown(name, view) }
    let query = try ViewQuery(
      table, conditions: conditions, place: place, columns: columns, isBrief: format == .table, amount: Self.fen)
    try QueryPrinter(query: query, format: format).print(view)
    if query.hiddenColumnCount > 0 {
      let count = query.hiddenColumnCount
      Output.diagnostic(say("（另有\(count)列：--columns all）", "(\(count) more columns: --columns all)"))
    }
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
      writer.array { writer in for table in view.tables { writer.object { Self.write(table, to: &$0) } } }
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
