public import Interchange

/// One sheet of the county's registers, and the template that reads it.
public struct CountySheet: Sendable {
  /// The template to import it with.
  public let template: String
  /// Who signs it, in order.
  public let signers: [String]
  /// The sheet as clerks keep it, under a title that says it is made up.
  public let table: SheetTable

  init(
    _ template: String, _ name: String, by signers: [String], _ columns: [SheetColumn], _ rows: [[SheetValue]],
    merges: [SheetTable.Merge] = []
  ) {
    self.template = template
    self.signers = signers
    table = SheetTable(
      name: name, title: "示例县\(name)（虚构数据，仅供演示）", columns: columns, rows: rows, merges: merges)
  }
}

/// A column of text.
func column(_ zh: String, _ kind: SheetColumn.Kind = .text) -> SheetColumn { SheetColumn(zh: zh, kind: kind) }

/// The digits of a number as an input method leaves them: ４５.
func fullWidth(_ value: Int) -> SheetValue {
  .text(
    String(
      String.UnicodeScalarView(String(value).unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
  )
}

/// An amount in 万元, exactly.
func wan(_ fen: Int) -> SheetValue {
  let digits = String(fen % 1_000_000)
  return .number("\(fen / 1_000_000).\(String(repeating: "0", count: 6 - digits.count))\(digits)")
}
