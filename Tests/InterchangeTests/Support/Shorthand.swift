@testable import Interchange

/// A text cell in A1.
func text(_ text: String) -> Cell { Cell(.text(text), column: 1, row: 1) }

/// A number cell in A1.
func number(_ literal: String, isDate: Bool = false, isPercent: Bool = false) -> Cell {
  Cell(.number(literal, isDate: isDate), column: 1, row: 1, isPercent: isPercent)
}

extension Result where Failure == CellProblem {
  /// The problem's code.
  var code: String? {
    if case .failure(let problem) = self { problem.code } else { nil }
  }

  var value: Success? { try? get() }
}

extension Sheet {
  /// A sheet of texts; empty strings are empty cells, rows start at 1.
  init(_ texts: [[String]], mergedRanges: [CellRange] = []) {
    let rows = texts.enumerated().map { index, row in
      SheetRow(
        number: index + 1,
        cells: row.enumerated().map { column, text in
          Cell(text.isEmpty ? .empty : .text(text), column: column + 1, row: index + 1)
        })
    }
    self.init(name: "表一", rows: rows, mergedRanges: mergedRanges)
  }
}
