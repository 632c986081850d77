public import EventSourcing

/// What an import left out or took in a way that somebody should know: no reason to refuse, and never kept quiet.
public struct ImportNotice: Sendable {
  /// What it is about.
  public enum Kind: String, Sendable {
    /// A sheet that was not read.
    case sheet
    /// Rows that are no records.
    case row
    /// Rows or columns that a person does not see, and that were read.
    case hidden
    /// Comments of cells, which are not read.
    case comment
    /// Numbers of which the cell shows fewer digits than it stores; the stored ones were taken.
    case rounded
    /// Days shown without a year; the stored year was taken.
    case yearless
  }

  /// What it is about.
  public let kind: Kind
  /// The sheet.
  public let sheet: String
  /// The 1-based rows, ascending.
  public let rows: [Int]
  /// In words, with the first rows.
  public let message: Bilingual

  init(_ kind: Kind, sheet: String, rows: [Int] = [], _ message: Bilingual) {
    self.kind = kind
    self.sheet = sheet
    self.rows = rows
    self.message = message
  }

  /// `第3、5行`; of many, the first twenty.
  static func listed(_ rows: [Int]) -> Bilingual {
    let shown = rows.prefix(20).map(String.init)
    let more = rows.count > 20
    return Bilingual(
      "第\(shown.joined(separator: "、"))\(more ? "…" : "")行" + (more ? "（共\(rows.count)行）" : ""),
      (rows.count == 1 ? "row " : "rows ") + shown.joined(separator: ", ") + (more ? "… (\(rows.count) in all)" : ""))
  }
}
