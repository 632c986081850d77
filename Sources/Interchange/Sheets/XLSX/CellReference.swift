/// Parses `C7` and `A1:C7`, as the parts of a workbook write them.
enum CellReference {
  /// Row and column of `C7` (also `$C$7`), within Excel's grid; nil for anything else.
  static func parse(_ text: UnsafePointer<CChar>) -> (row: Int, column: Int)? {
    var next = text
    guard let place = parse(&next), next.pointee == 0 else { return nil }
    return place
  }

  /// A range `A1:C7`, or a single cell.
  static func range(_ text: UnsafePointer<CChar>) -> CellRange? {
    var next = text
    guard let first = parse(&next) else { return nil }
    var last = first
    if next.pointee == CChar(UInt8(ascii: ":")) {
      next += 1
      guard let end = parse(&next) else { return nil }
      last = end
    }
    guard next.pointee == 0, first.row <= last.row, first.column <= last.column else { return nil }
    return CellRange(rows: first.row...last.row, columns: first.column...last.column)
  }

  private static func parse(_ next: inout UnsafePointer<CChar>) -> (row: Int, column: Int)? {
    skipDollar(&next)
    var column = 0
    while let letter = value(next.pointee, from: UInt8(ascii: "A"), count: 26)
      ?? value(next.pointee, from: UInt8(ascii: "a"), count: 26)
    {
      column = column * 26 + letter + 1
      guard column <= 16_384 else { return nil }
      next += 1
    }
    skipDollar(&next)
    var row = 0
    while let digit = value(next.pointee, from: UInt8(ascii: "0"), count: 10) {
      row = row * 10 + digit
      guard row <= 1_048_576 else { return nil }
      next += 1
    }
    return row > 0 && column > 0 ? (row, column) : nil
  }

  private static func skipDollar(_ next: inout UnsafePointer<CChar>) {
    if next.pointee == CChar(UInt8(ascii: "$")) { next += 1 }
  }

  private static func value(_ character: CChar, from first: UInt8, count: Int) -> Int? {
    let value = Int(character) - Int(first)
    return value >= 0 && value < count ? value : nil
  }
}
