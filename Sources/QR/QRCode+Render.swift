extension QRCode {
  /// Light modules that must surround the symbol (ISO/IEC 18004 section 6.3.8).
  public static let quietZone = 4

  /// The symbol in half blocks, two rows of modules a line, quiet zone included, each line ended by a line feed.
  ///
  /// - Parameter isInverted: ink is what the terminal leaves dark: for screens with light letters on dark ground. Paper
  ///   wants the default.
  public func text(isInverted: Bool = false) -> String {
    let range = -Self.quietZone..<(side + Self.quietZone)
    var text = ""
    for row in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
      for column in range {
        let upper = isDark(row: row, column: column) != isInverted
        // An odd number of rows: the last half line is neither ink nor quiet zone, and stays blank.
        let lower = row + 1 < range.upperBound && isDark(row: row + 1, column: column) != isInverted
        text += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ")
      }
      text += "\n"
    }
    return text
  }

  /// The symbol as an SVG document, black on white, quiet zone included.
  ///
  /// - Parameter moduleTenthsMm: length of a module's side in tenths of a millimetre; 0.5 mm is read by any telephone.
  public func svg(moduleTenthsMm: Int = 5) -> String {
    let width = side + 2 * Self.quietZone
    let size = width * moduleTenthsMm
    var path = ""
    for row in 0..<side {
      for run in runs(row) {
        path += "M\(run.lowerBound + Self.quietZone) \(row + Self.quietZone)h\(run.count)v1h-\(run.count)z"
      }
    }
    let length = "\(size / 10).\(size % 10)mm"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(length)" height="\(length)" viewBox="0 0 \(width) \(width)" \
      shape-rendering="crispEdges"><rect width="\(width)" height="\(width)" fill="#fff"/><path d="\(path)"/></svg>

      """
  }

  /// The columns of each stretch of dark modules in a row.
  private func runs(_ row: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for column in 0...side {
      if isDark(row: row, column: column) {
        start = start ?? column
      } else if let begin = start {
        runs.append(begin..<column)
        start = nil
      }
    }
    return runs
  }
}
