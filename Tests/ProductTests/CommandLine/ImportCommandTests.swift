import Foundation
import Testing

/// Sheets through the real binary: what a clerk types and sees.
struct ImportCommandTests {
  private static let visits = """
    走访台账,,,,
    对象编号,走访方式,时长（分钟）,区划代码,发生时间
    hh-0001,实地入户,４５,621021103204,2026年5月2日
    hh-0001,电话,30分钟,621021103204,2026/5/3
    """

  private func write(_ text: String, _ name: String, in product: Product) throws {
    try text.write(toFile: product.path(name), atomically: true, encoding: .utf8)
  }

  private static func arguments(_ file: String) -> [String] {
    ["import", "visit.recorded", file, "--sign", "p-0001", "--late-reason", "补录"]
  }

  @Test func aSheetIsCheckedThenRecordedThenSkipped() throws {
    try Product.run { product in
      try product.makeLedger()
      try write(Self.visits, "visits.csv", in: product)
      let dry = try product.start(Product.binary, Self.arguments("visits.csv") + ["--dry-run"])
      #expect(dry.status == 0)
      #expect(dry.out.contains("检查通过（未写入）。共2行：新2"))
      let first = try product.start(Product.binary, Self.arguments("visits.csv") + ["--json"])
      #expect(first.status == 0)
      #expect(first.json["new"] as? Int == 2)
      #expect(first.json["events"] as? Int == 3)
      let again = try product.start(Product.binary, Self.arguments("visits.csv"))
      #expect(again.status == 0)
      #expect(again.out.contains("没有需要写入的行。共2行：新0，此前已入账2"))
      #expect(try product("show", "hh-0001").out.contains("走访记录"))
      #expect(try product("verify").status == 0)
    }
  }

  @Test func everyBadCellIsNamedAndNothingIsWritten() throws {
    try Product.run { product in
      try product.makeLedger()
      let before = try product("checkpoint").out
      try write(Self.visits + "\nhh-0001,走路,很久,621021103204,5月4日\n", "visits.csv", in: product)
      let answer = try product.start(Product.binary, Self.arguments("visits.csv"))
      #expect(answer.status == 65)
      for place in [
        "X146 visits.csv[visits.csv] B5 “走访方式” = 走路", "X104 visits.csv[visits.csv] C5",
        "X131 visits.csv[visits.csv] E5",
      ] {
        #expect(answer.err.contains(place), "\(place)")
      }
      #expect(try product("checkpoint").out == before)
    }
  }

  @Test func whatIsNoSheetIsRefusedWithAdvice() throws {
    try Product.run { product in
      try product.makeLedger()
      try Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).write(
        to: URL(fileURLWithPath: product.path("old.xls")))
      let old = try product.start(Product.binary, Self.arguments("old.xls"))
      #expect(old.status == 65)
      #expect(old.err.contains("X04"))
      #expect(try product.start(Product.binary, Self.arguments("none.xlsx")).status == 66)
      #expect(try product("import", "no.such", "old.xls", "--sign", "p-0001").status == 64)
    }
  }

  /// A column that the template has not is named and left alone; a sheet of such columns only is no sheet of this template.
  @Test func unknownColumnsAreNamed() throws {
    try Product.run { product in
      try product.makeLedger()
      try write("对象编号,走访方式,天气,发生时间\nhh-0001,电话,晴,2026-05-02\n", "visits.csv", in: product)
      let dry = try product.start(Product.binary, Self.arguments("visits.csv") + ["--dry-run"])
      #expect(dry.status == 0 && (dry.err + dry.out).contains("“天气”"), "\(dry.err)")
      #expect(try product.start(Product.binary, Self.arguments("visits.csv")).status == 0)
      try write("天气,心情\n晴,好\n", "other.csv", in: product)
      let other = try product.start(Product.binary, Self.arguments("other.csv"))
      #expect(other.status == 65 && other.err.contains("X51"), "\(other.err)")
    }
  }

  @Test func aTemplateIsWrittenAndReadBack() throws {
    try Product.run { product in
      try product.makeLedger()
      #expect(try product("import", "--list").out.contains("household\t农户花名册\tRegister of households"))
      #expect(try product("import", "--template", "农户花名册", "--out", "empty.xlsx").status == 0)
      let answer = try product("import", "household", "empty.xlsx", "--sign", "p-0001")
      #expect(answer.status == 0)
      #expect(answer.out.contains("没有需要写入的行。共0行"))
    }
  }

  /// A filled-in sheet was overwritten by an empty one without a word, and a folder that is not there was told in
  /// libxlsxwriter's own words (`[ERROR] workbook_close()`).
  @Test func anEmptySheetOverwritesNothing() throws {
    try Product.run { product in
      try write(Self.visits, "household.xlsx", in: product)
      for arguments in [["--out", "household.xlsx"], []] {
        let answer = try product.start(Product.binary, ["import", "--template", "household"] + arguments)
        #expect(answer.status == 73 && answer.err.contains("E56"), "\(answer.err)")
        #expect(try String(contentsOfFile: product.path("household.xlsx"), encoding: .utf8) == Self.visits)
      }
      let nowhere = try product("import", "--template", "household", "--out", "nowhere/a.xlsx")
      #expect(nowhere.status == 74 && nowhere.err.contains("X41"), "\(nowhere.err)")
      #expect(!nowhere.err.contains("[ERROR]") && !nowhere.err.contains("workbook_close"), "\(nowhere.err)")
    }
  }

  /// V01 told clerks to write late_reason "in the first row", which they then did: in the sheet's.
  @Test func aLateRowSaysHowToGiveTheReason() throws {
    try Product.run { product in
      try product.makeLedger()
      try write(Self.visits, "visits.csv", in: product)
      let late = try product("import", "visit.recorded", "visits.csv", "--sign", "p-0001")
      #expect(late.status == 65 && late.err.contains("V01"), "\(late.err)")
      #expect(late.err.contains("加 --late-reason 写明原因") && late.err.contains("with --late-reason"), "\(late.err)")
      #expect(!late.err.contains("首行"))
    }
  }
}
