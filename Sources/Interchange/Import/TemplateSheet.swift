import Law
import Assistance
import EventSourcing

extension ImportTemplate {
  /// Writes an empty sheet to be filled in: titles in two languages, drop-down lists, notes.
  public func writeSheet(path: String) throws(SheetError) {
    try SheetWriter.write(path: path, tables: ([self] + lists).map { $0.sheetTable(rows: []) })
  }

  /// The sheet with rows, as wide as the template.
  public func sheetTable(name: String? = nil, title: String? = nil, rows: [[SheetValue]]) -> SheetTable {
    SheetTable(
      name: name ?? Self.sheetName(label.zh), title: title, columns: columns.map(\.sheetColumn), rows: rows,
      entryRows: 1000)
  }

  /// A sheet's name holds no `/`, and at most 31 characters.
  static func sheetName(_ label: String) -> String {
    String(label.filter { !"[]:*?/\\".contains($0) }.prefix(31))
  }
}

extension TemplateColumn {
  /// How the column is written: its unit in the title, its codes as a list to choose from.
  public var sheetColumn: SheetColumn {
    SheetColumn(
      zh: zh + unit, en: en, kind: kind, isRequired: isRequired, width: max(12, Double(zh.count * 2 + 4)),
      note: noteText, choices: choices)
  }

  private var unit: String {
    switch field?.kind {
    case .fen: "（元）"
    case .bp: "（%）"
    default: ""
    }
  }

  /// Dates stay text: people write them in ways a date format would refuse or change.
  private var kind: SheetColumn.Kind {
    if case .fen = field?.kind { return .number(decimals: 2) }
    return .text
  }

  private var choices: [String] {
    if role == .basis { return Basis.allCases.filter { $0 != .migrated }.map(\.rawValue) }
    switch field?.kind {
    case .code(let list): return Catalogue.current.codelist(list)?.items.map(\.zh) ?? []
    case .bool: return ["是", "否"]
    default: return []
    }
  }

  private var noteText: String? {
    var lines = note.map { [$0.zh, $0.en] } ?? []
    if case .codes(let list) = field?.kind, let items = Catalogue.current.codelist(list)?.items {
      lines.append("可多选，以“、”分隔：" + items.map(\.zh).joined(separator: "、"))
    }
    if let prefixes = field?.prefixes, !prefixes.isEmpty {
      lines.append("填编号（\(prefixes.map { $0 + "-…" }.joined(separator: "、"))）；也可填名称、姓名或身份证号，须唯一")
    }
    if field?.isPersonal == true { lines.append("个人信息：加密存放，不进入公开账本 / personal: sealed") }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}
