import QR
import Testing

@Suite struct QRCodeTests {
  /// ISO/IEC 18004: 17 modules and 4 for each version a side; a finder pattern in three corners, each 7 by 7.
  @Test(arguments: [(1, 21), (14, 21), (15, 25), (500, 85), (2331, 177)])
  func aCodeIsAsLargeAsItsBytesNeed(byteCount: Int, side: Int) throws {
    let code = try QRCode([UInt8](repeating: 0xE5, count: byteCount))
    #expect(code.side == side)
    for (top, left) in [(0, 0), (0, side - 7), (side - 7, 0)] {
      for step in 0..<7 {
        #expect(code.isDark(row: top, column: left + step) && code.isDark(row: top + step, column: left))
      }
      #expect(!code.isDark(row: top + 1, column: left + 1) && code.isDark(row: top + 3, column: left + 3))
    }
    #expect(!code.isDark(row: -1, column: 0) && !code.isDark(row: 0, column: side))
  }

  @Test func whatNoCodeHoldsIsRefused() {
    #expect(throws: QRCodeError.empty) { try QRCode("") }
    #expect(throws: QRCodeError.tooLong(byteCount: 2332)) { try QRCode([UInt8](repeating: 1, count: 2332)) }
    #expect(throws: QRCodeError.tooLong(byteCount: 10_000)) {
      try QRCode([UInt8](repeating: 1, count: 10_000), correction: .low)
    }
  }

  /// Both renderings are the same picture: what the text inks, the SVG draws.
  @Test func textAndSVGShowTheSameModules() throws {
    let code = try QRCode("台账 taizhang/checkpoint", correction: .high)
    let width = code.side + 2 * QRCode.quietZone
    let lines = code.text().split(separator: "\n").map(Array.init)
    #expect(lines.count == (width + 1) / 2)
    var drawn = Set<[Int]>()
    let svg = code.svg()
    let path = try #require(svg.split(separator: "<path d=\"").last?.split(separator: "\"").first)
    for run in path.split(separator: "z") {
      let numbers = run.dropFirst().split(whereSeparator: { " hv".contains($0) }).compactMap { Int($0) }
      for column in numbers[0]..<(numbers[0] + numbers[2]) { drawn.insert([numbers[1], column]) }
    }
    for row in 0..<width {
      for column in 0..<width {
        let glyph = lines[row / 2][column]
        let isInk = glyph == "█" || glyph == (row % 2 == 0 ? "▀" : "▄")
        #expect(isInk == drawn.contains([row, column]))
        #expect(isInk == code.isDark(row: row - QRCode.quietZone, column: column - QRCode.quietZone))
      }
    }
    #expect(svg.hasPrefix("<svg ") && svg.contains("width=\"\(width / 2).\(width % 2 * 5)mm\""))
  }

  @Test func anInvertedCodeSwapsInkAndPaper() throws {
    let code = try QRCode("x")
    let plain = Array(code.text())
    let inverted = Array(code.text(isInverted: true))
    let opposite: [Character: Character] = [" ": "█", "█": " ", "▀": "▄", "▄": "▀", "\n": "\n"]
    // The last line is half a line.
    let whole = plain.count - (code.side + 2 * QRCode.quietZone + 1)
    #expect(plain[..<whole].map { opposite[$0] } == inverted[..<whole].map { $0 })
  }
}
