import EventSourcing
import Ledger

/// A table for a terminal: columns aligned by display width, in which a Chinese character counts two.
struct TextTable {
  private let header: [String]
  private var rows: [[String]] = []

  init(header: [String]) { self.header = header }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The whole table, however wide.
  var text: String { page(rows[...], widths(nil)) }

  /// How a table is laid out on a terminal or on paper.
  struct Layout {
    /// The display width of a line; nil for any.
    var width: Int?
    /// Rows between two headers; nil for one header.
    var rowsPerPage: Int?
  }

  /// The table in pages, each with the header: cells too wide for the line are broken, none is cut. Where not even narrow columns
  /// fit beside one another, the last are left out.
  ///
  /// - Returns: the pages, and how many columns were left out.
  func pages(_ layout: Layout) -> (pages: [String], hiddenColumnCount: Int) {
    let widths = widths(layout.width)
    let hidden = columnCount - widths.count
    guard let size = layout.rowsPerPage, size > 0, rows.count > size else { return ([page(rows[...], widths)], hidden) }
    let pages = stride(from: 0, to: rows.count, by: size).map { first in
      page(rows[first..<min(first + size, rows.count)], widths)
    }
    return (pages, hidden)
  }

  private var columnCount: Int { ([header] + rows).map(\.count).max() ?? 0 }

  /// A column is never narrower, unless nothing in it is wider.
  private static let narrowest = 8

  /// The columns' widths. The widest give way first, so that short columns stay whole.
  private func widths(_ limit: Int?) -> [Int] {
    let all = [header] + rows
    var widths = (0..<columnCount).map { column in
      all.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
    }
    guard let limit else { return widths }
    func total() -> Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }
    while total() > limit {
      if let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowest {
        widths[widest] -= 1
      } else if widths.count > 1 {
        widths.removeLast()
      } else {
        break
      }
    }
    return widths
  }

  private func page(_ rows: ArraySlice<[String]>, _ widths: [Int]) -> String {
    ([header] + rows).filter { !$0.isEmpty }.map { Self.lines($0, widths) }.joined()
  }

  /// A row as one line, or as several where a cell is wider than its column.
  private static func lines(_ row: [String], _ widths: [Int]) -> String {
    let cells = zip(row, widths).map { broken($0, $1) }
    var text = ""
    for line in 0..<(cells.map(\.count).max() ?? 0) {
      let parts = cells.enumerated().map { column, cell in
        let part = line < cell.count ? cell[line] : ""
        return column == cells.count - 1
          ? part : part + String(repeating: " ", count: max(0, widths[column] - width(part)))
      }
      var whole = parts.joined(separator: "  ")
      while whole.last == " " { whole.removeLast() }
      text += whole + "\n"
    }
    return text
  }

  /// A cell in lines of at most a width: broken where a bracket opens or a word ends, elsewhere only what is too long by itself.
  private static func broken(_ cell: String, _ limit: Int) -> [String] {
    if width(cell) <= limit { return [cell] }
    var (lines, line) = ([String](), "")
    for part in parts(cell) {
      if !line.isEmpty, width(line + part) > limit {
        lines.append(line)
        line = ""
      }
      for character in line.isEmpty ? String(part.drop { $0 == " " }) : part {
        if !line.isEmpty, width(line) + width(String(character)) > limit {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return lines + [line]
  }

  /// The text in parts between which it may be broken.
  private static func parts(_ cell: String) -> [String] {
    var (parts, part) = ([String](), "")
    for character in cell {
      if "（( ".contains(character), !part.isEmpty {
        parts.append(part)
        part = ""
      }
      part.append(character)
      if "；、，;,".contains(character) {
        parts.append(part)
        part = ""
      }
    }
    return part.isEmpty ? parts : parts + [part]
  }

  /// Columns a text takes on a terminal (Unicode East Asian Width: wide and full-width count two).
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.properties.generalCategory == .nonspacingMark { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
