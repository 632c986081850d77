/// A rectangle of cells, 1-based and inclusive.
public struct CellRange: Sendable, Equatable {
  /// First and last row.
  public let rows: ClosedRange<Int>
  /// First and last column.
  public let columns: ClosedRange<Int>

  /// Makes a range from its rows and columns.
  public init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
    self.rows = rows
    self.columns = columns
  }

  /// Whether the range covers the cell at `row`, `column`.
  public func contains(row: Int, column: Int) -> Bool {
    rows.contains(row) && columns.contains(column)
  }
}

/// One stored row of a sheet.
public struct SheetRow: Sendable, Equatable {
  /// The 1-based row number, as a person sees it.
  public let number: Int
  /// The cells from column A on; may be shorter than the sheet is wide.
  public var cells: [Cell]
  /// Whether the row is hidden (by hand or by a filter). Hidden rows are read like any other.
  public let isHidden: Bool
  /// Of a CSV file, how many fields the line has, empty ones at its end included; 0 elsewhere.
  public let fieldCount: Int

  /// Makes a row.
  public init(number: Int, cells: [Cell], isHidden: Bool = false, fieldCount: Int = 0) {
    self.number = number
    self.cells = cells
    self.isHidden = isHidden
    self.fieldCount = fieldCount
  }

  /// Whether no cell of the row holds anything visible.
  public var isBlank: Bool { cells.allSatisfy(\.isEmpty) }

  /// The cell at a 1-based column; an empty one beyond the stored cells.
  public func cell(_ column: Int) -> Cell {
    column >= 1 && column <= cells.count ? cells[column - 1] : Cell(.empty, column: column, row: number)
  }
}

/// One sheet of a workbook, or one CSV file.
public struct Sheet: Sendable {
  /// The sheet's name; for CSV, the file's name.
  public let name: String
  /// Stored rows, ascending by number. Rows that the file does not mention are absent.
  public let rows: [SheetRow]
  /// Whether date serials count from 1904-01-01 (old Mac workbooks) and not from 1900.
  public let usesEpoch1904: Bool
  /// Merged rectangles; only their top-left cell holds a value.
  public let mergedRanges: [CellRange]
  /// Whether the sheet is hidden, or very hidden. Templates keep code lists on such sheets.
  public let isHidden: Bool
  /// Columns that a person does not see; they are read like any other.
  public let hiddenColumns: [ClosedRange<Int>]
  /// Comments of cells: they are told, and not read as what the cell says.
  let comments: [CellComment]
  /// Addresses of the cells that carry a comment.
  public var commentedCells: [String] { comments.map(\.cell) }
  private let merged: MergedRangeIndex

  /// Makes a sheet of rows that ascend by number.
  public init(
    name: String, rows: [SheetRow], usesEpoch1904: Bool = false, mergedRanges: [CellRange] = [],
    isHidden: Bool = false, hiddenColumns: [ClosedRange<Int>] = []
  ) {
    self.init(
      name: name, rows: rows, usesEpoch1904: usesEpoch1904, mergedRanges: mergedRanges, isHidden: isHidden,
      hiddenColumns: hiddenColumns, comments: [])
  }

  init(
    name: String, rows: [SheetRow], usesEpoch1904: Bool = false, mergedRanges: [CellRange] = [],
    isHidden: Bool = false, hiddenColumns: [ClosedRange<Int>] = [], comments: [CellComment]
  ) {
    self.name = name
    self.rows = rows
    self.usesEpoch1904 = usesEpoch1904
    self.mergedRanges = mergedRanges
    self.isHidden = isHidden
    self.hiddenColumns = hiddenColumns
    self.comments = comments
    self.merged = MergedRangeIndex(mergedRanges)
  }

  /// The stored row of that number, if the file has it. O(log rows).
  public func row(_ number: Int) -> SheetRow? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low].number == number ? rows[low] : nil
  }

  /// The cell at a place, empty when nothing is stored there.
  public func cell(_ row: Int, _ column: Int) -> Cell {
    self.row(row)?.cell(column) ?? Cell(.empty, column: column, row: row)
  }

  /// The merged range that covers a place, if any.
  public func mergedRange(_ row: Int, _ column: Int) -> CellRange? {
    merged.range(row: row, column: column)
  }

  /// The value a person sees at a place: in a merged range, that of its top-left cell.
  public func value(_ row: Int, _ column: Int) -> Cell.Value {
    guard let range = mergedRange(row, column) else { return cell(row, column).value }
    return cell(range.rows.lowerBound, range.columns.lowerBound).value
  }
}

/// A comment as it hangs on a cell.
struct CellComment: Sendable, Equatable {
  /// The cell's address.
  let cell: String
  /// Its words, without how they look.
  let text: String
}

/// Finds the merged range over a cell without looking at all of them: ranges are filed under blocks of 64 rows.
struct MergedRangeIndex: Sendable {
  private static let blockRows = 64
  private var blocks: [Int: [CellRange]] = [:]

  init(_ ranges: [CellRange]) {
    for range in ranges {
      let first = range.rows.lowerBound / Self.blockRows
      let last = range.rows.upperBound / Self.blockRows
      for block in first...last { blocks[block, default: []].append(range) }
    }
  }

  func range(row: Int, column: Int) -> CellRange? {
    blocks[row / Self.blockRows]?.first { $0.contains(row: row, column: column) }
  }
}
