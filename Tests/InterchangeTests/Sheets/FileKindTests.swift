import Testing

@testable import Interchange

@Suite struct FileKindTests {
  private static let compound: [UInt8] =
    [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 600)

  private func refusal(_ bytes: [UInt8]) -> SheetError? {
    do throws(SheetError) {
      _ = try Workbook.read(bytes, file: "名单.xlsx")
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      ([], "X03"), (compound, "X04"),
      (compound + "EncryptedPackage".utf8.flatMap { [$0, UInt8(0)] }, "X05"),
      (Array("%PDF-1.7\n".utf8), "X06"),
      (Array("\r\n<html xmlns:o=\"urn:schemas\"><table>".utf8), "X07"),
      (Array("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>".utf8), "X07"),
      (Array("MIME-Version: 1.0\r\n".utf8), "X07"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "X09"), (Array("Rar!\u{1A}".utf8), "X09"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "X09"),
      ([0x09, 0x08, 0x10, 0x00, 0x00, 0x06], "X09"), ([0x50, 0x4B, 3, 4, 0, 0, 0, 0], "X21"),
    ] as [([UInt8], String)])
  func refusedByContent(_ bytes: [UInt8], _ code: String) {
    let error = refusal(bytes)
    #expect(error?.code == code)
    #expect(error?.file == "名单.xlsx")
    #expect(error.map { !$0.zh.isEmpty && !$0.en.isEmpty } ?? false)
  }

  @Test(arguments: [
    ("xl/workbook.bin", "xlsb"), ("word/document.xml", "Word"), ("content.xml", "ods"),
    ("readme.txt", "普通压缩包"),
  ])
  func otherArchives(_ part: String, _ word: String) {
    let error = refusal(ZipBuilder.zip([(part, Array("<x/>".utf8))]))
    #expect(error?.code == "X08")
    #expect(error.map { ($0.zh + $0.en).contains(word) } ?? false)
  }

  @Test func textIsCSVWhateverItsName() throws {
    let sheets = try Workbook.read(Array("甲,乙\n".utf8), file: "/somewhere/名单.xlsx")
    #expect(sheets.count == 1)
    #expect(sheets[0].name == "名单.xlsx")
  }

  @Test func missingFileSaysWhy() {
    #expect(throws: SheetError.self) { try Workbook.read(path: "/nonexistent/名单.csv") }
  }
}
