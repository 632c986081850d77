import Law
import Assistance

/// The items of one list, from a sheet beside the main one, by the row to which they belong.
struct ListRows {
  /// Rows of the list that could not be read, by the row to which they belong.
  struct Unread {
    /// What stands in the column 所属行编号 of those where it could be read.
    var parents: Set<String> = []
    /// Whether there is one of which nobody knows where it belongs.
    var isAnywhere = false
  }

  struct Item {
    let row: Int
    let json: [UInt8]
  }

  let field: Field
  let sheet: String
  /// By what stands in the column 所属行编号.
  let items: [String: [Item]]
  /// What stands there, by the reference that it means.
  private let byReference: [String: String]
  private let unread: Unread
  private var taken: Set<String> = []

  init(_ field: Field, sheet: String, prefixes: [String], items: [String: [Item]], unread: Unread) {
    self.field = field
    self.sheet = sheet
    self.items = items
    self.unread = unread
    var byReference: [String: String] = [:]
    for parent in Set(items.keys).union(unread.parents).sorted() {
      if let reference = ReferenceText.read(parent, prefixes: prefixes) { byReference[reference] = parent }
    }
    self.byReference = byReference
  }

  /// The items of the row with this key or subject; nil when it has none.
  ///
  /// - Throws: X168 when another row of the main sheet took them.
  mutating func take(rowKey: String?, subject: String?) throws(CellProblem) -> [Item]? {
    let parents = names(rowKey, subject).filter { items[$0] != nil }.sorted()
    if parents.isEmpty { return nil }
    for parent in parents where !taken.insert(parent).inserted {
      throw CellProblem(
        "X168", "“\(sheet)”中“\(parent)”的明细对应主表多行", "The items of “\(parent)” in “\(sheet)” fit several rows",
        adviceZh: "请在主表加“来源行编号”列分别编号，明细按该编号填写",
        adviceEn: "Number the rows in a column 来源行编号 and name those numbers")
    }
    return parents.flatMap { items[$0] ?? [] }.sorted { $0.row < $1.row }
  }

  /// Whether the row with this key or subject may have items that could not be read.
  func lacks(rowKey: String?, subject: String?) -> Bool {
    unread.isAnywhere || !unread.parents.isDisjoint(with: names(rowKey, subject))
  }

  private func names(_ rowKey: String?, _ subject: String?) -> Set<String> {
    Set([rowKey, subject, subject.flatMap { byReference[$0] }].compactMap { $0 })
  }

  /// Items that belong to no row of the main sheet.
  var orphans: [RowProblem] {
    let left = items.filter { !taken.contains($0.key) }.flatMap { parent, items in items.map { (parent, $0.row) } }
    return left.sorted { $0.1 < $1.1 }.map { parent, row in
      RowProblem(
        sheet: sheet, row: row,
        CellProblem(
          "X167", "主表中没有“\(parent)”这一行", "The main sheet has no row “\(parent)”",
          adviceZh: "请填主表该行的来源行编号或对象编号", adviceEn: "Give the row key or the reference of its row"))
    }
  }
}
