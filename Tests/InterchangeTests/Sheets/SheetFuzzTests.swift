import Glibc
import TestSupport
import Testing

@testable import Interchange

/// Valid files, damaged at random: a reader may refuse, in bounded time and memory, and must never crash.
///
/// `FUZZ_SEED` and `FUZZ_FACTOR` in the environment start a longer campaign from elsewhere.
@Suite struct SheetFuzzTests {
  private static let seed = environment("FUZZ_SEED") ?? 0
  private static let factor = Int(environment("FUZZ_FACTOR") ?? 1)

  private static func environment(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }

  private static var limits: ReadingLimits {
    var limits = ReadingLimits.standard
    limits.cells = 1_000_000
    limits.partBytes = 8 << 20
    limits.mergedBlocks = 50_000
    return limits
  }

  /// Changes, inserts, removes or repeats a few pieces.
  private func mutate(_ bytes: [UInt8], tokens: [String], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      guard !bytes.isEmpty else { return bytes }
      let at = Int.random(in: 0..<bytes.count, using: &random)
      let length = min(Int.random(in: 1...24, using: &random), bytes.count - at)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
      case 2: bytes.removeSubrange(at..<(at + length))
      case 3:
        bytes.insert(
          contentsOf: bytes[at..<(at + length)], at: Int.random(in: 0...bytes.count, using: &random))
      case 4: bytes.insert(contentsOf: (tokens.randomElement(using: &random) ?? "").utf8, at: at)
      default:
        let token = Array((tokens.randomElement(using: &random) ?? "").utf8)
        bytes.replaceSubrange(at..<min(at + token.count, bytes.count), with: token)
      }
    }
    return bytes
  }

  /// Reads every cell in every way; answers are free, crashes are not.
  private func exercise(_ sheets: [Sheet]) {
    for sheet in sheets {
      for cell in sheet.rows.prefix(50).flatMap({ $0.cells.prefix(50) }) {
        _ = CellReading.text(cell)
        _ = CellReading.fen(cell, unit: .wan, allowsNegative: true)
        _ = CellReading.idNumber(cell)
        _ = CellReading.moment(cell, epoch1904: sheet.usesEpoch1904)
        _ = CellReading.scaled(cell, decimals: 7, in: .min ... .max)
        _ = CellReading.basisPoints(cell, unit: nil)
        _ = CellReading.bool(cell)
        _ = CellReading.phone(cell)
        _ = sheet.value(cell.row, cell.column)
      }
      _ = try? HeaderMatch.find(in: sheet, file: "f", expecting: [ExpectedColumn(key: "n", titles: ["姓名"])])
    }
  }

  private func read(_ bytes: [UInt8]) -> Bool {
    do throws(SheetError) {
      exercise(try Workbook.read(bytes, file: "f", limits: Self.limits))
      return true
    } catch {
      return false
    }
  }

  @Test func csv() {
    var random = SplitMix64(seed: Self.seed + 1)
    let seeds: [[UInt8]] = [
      Array("\u{FEFF}标题\r\n姓名,金额（万元）,日期\r\n\"张,三\",\"1,234.5\",2026年3月5日\r\n".utf8),
      [0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0x82, 0x35, 0x87, 0x38, 0x0A, 0x31, 0x32, 0x0A],
      Array("a\t5000元\t13800138000\n11010519491231002X；正月初五；下午2:10\n".utf8),
    ]
    let tokens = [
      "\"", ",", "\r", "\n", "\0", "；", "\u{FEFF}", "1e9999", "9999999999999999999", "-", "年", "上午",
      "PK\u{3}\u{4}", "%", "．",
    ]
    var accepted = 0
    for round in 0..<(6000 * Self.factor) {
      if read(mutate(seeds[round % seeds.count], tokens: tokens, &random)) { accepted += 1 }
    }
    #expect(accepted > 500 && accepted < 6000 * Self.factor)
  }

  private var book: MiniWorkbook {
    var book = MiniWorkbook()
    book.sharedStrings =
      "<si><t>姓名</t></si><si><r><t>张</t></r><r><t>三_x000D_</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>"
    book.styles =
      "<numFmts><numFmt numFmtId=\"165\" formatCode=\"yyyy&quot;年&quot;m\"/></numFmts>"
      + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"165\"/><xf numFmtId=\"10\"/></cellXfs>"
    book.rows =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c>"
      + "<c r=\"B2\" s=\"1\"><v>46086.5</v></c><c r=\"C2\" s=\"2\"><f>A1</f><v>0.85</v></c><c t=\"b\"><v>1</v></c>"
      + "<c r=\"F2\" t=\"inlineStr\"><is><t>5000元</t></is></c></row>"
    book.afterRows = "<mergeCells><mergeCell ref=\"A1:F1\"/></mergeCells>"
    return book
  }

  @Test func xlsxBytes() {
    var random = SplitMix64(seed: Self.seed + 2)
    let seed = book.bytes
    var accepted = 0
    let tokens = ["PK\u{1}\u{2}", "\0\0\0\0", "\u{7F}"]
    for _ in 0..<(3000 * Self.factor) where read(mutate(seed, tokens: tokens, &random)) { accepted += 1 }
    #expect(accepted < 3000 * Self.factor)
  }

  /// Damage inside the parts, packed again with right checksums, so that it reaches the parsers behind the zip.
  @Test func xlsxParts() {
    var random = SplitMix64(seed: Self.seed + 3)
    let parts = book.parts.map { ($0.name, Array($0.text.utf8)) }
    let tokens = [
      "<", ">", "\"", "/>", "<c>", "</c>", "<row>", "</row>", "<v>", "</v>", "<f/>", "<is>", "<t>", "<rPh>",
      "r=\"XFD1048576\"",
      "r=\"A0\"", "t=\"s\"", "s=\"99999999999\"", "1E+309", "-1", "<!DOCTYPE a>", "<![CDATA[", "&amp;",
      "&#0;", "&#xFFFF;", "ref=\"A1:XFD1048576\"",
      "date1904=\"1\"", "../", "xl/workbook.xml", "rId1",
    ]
    var accepted = 0
    for _ in 0..<(2000 * Self.factor) {
      var mutated = parts
      let index = Int.random(in: 0..<mutated.count, using: &random)
      mutated[index].1 = mutate(mutated[index].1, tokens: tokens, &random)
      if read(ZipBuilder.zip(mutated)) { accepted += 1 }
    }
    #expect(accepted > 100 && accepted < 2000 * Self.factor)
  }

  @Test func cellsOfRandomCharacters() {
    var random = SplitMix64(seed: Self.seed + 4)
    let alphabet = Array("0123456789.,-+eE年月日时分:/ 上午下万元%()¥XxPM农历\u{3000}｀'\"亿９".unicodeScalars)
    for _ in 0..<(5000 * Self.factor) {
      var typed = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...24, using: &random) {
        if let scalar = alphabet.randomElement(using: &random) { typed.append(scalar) }
      }
      let cells = [
        Cell.Value.text(String(typed)), .number(String(typed), isDate: Bool.random(using: &random)),
      ]
      exercise([
        Sheet(
          name: "f",
          rows: [SheetRow(number: 1, cells: cells.enumerated().map { Cell($1, column: $0 + 1, row: 1) })])
      ])
    }
  }
}
