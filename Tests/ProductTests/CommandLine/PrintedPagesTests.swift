import EventSourcing
import Foundation
import Ledger
import QR
import Testing

@testable import AssistanceLedger

/// What leaves the program for paper, terminals and shelves: forms with a QR code, tables that fit, man pages.
@Suite struct PrintedPagesTests {
  /// The code carries the head that the paper states; a stranger's telephone compares them.
  @Test func theFormCarriesItsFingerprintAsACode() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      let opened = try taizhang(
        "record", "problem.opened", "--subject", "pb-1", "source=inspection", "kind=water", "severity=2",
        "description=饮水不稳定", "--sign", "p-0001")
      #expect(opened.status == 0, "\(opened)")
      let form = try taizhang("signoff", "print", "pb-1").out
      let about = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: taizhang.path("ledger/taizhang.json"))))
      let hash = try #require((about as? [String: Any])?["genesis"] as? String)
      let head = try #require(form.firstMatch(of: /\n  ([0-9a-f]{64})\n/)).output.1
      let code = try QRCode(
        "taizhang/signoff/v1\ntest.example/ledger\n\(hash)\npb-1 1\n\(head)\n", correction: .quartile)
      #expect(form.hasSuffix(code.text()), "\(form)")
      #expect(try taizhang("signoff", "print", "pb-1", "--format", "html").out.contains(code.svg()))
    }
  }

  /// Every default column exists, and every wide view has some.
  @Test func defaultColumnsAreOfTheView() {
    for table in AssistanceDomain().makeState().tables {
      let names = ["key"] + table.columns.map(\.name)
      let few = DefaultColumns.byView[table.name]
      #expect(few != nil || names.count <= DefaultColumns.narrow + 1, "\(table.name) has \(names.count) columns")
      #expect(few?.allSatisfy { names.contains($0) } ?? true, "\(table.name)")
      #expect(few.map { $0.first == "key" && $0.count <= DefaultColumns.narrow } ?? true, "\(table.name)")
    }
    let views = Set(AssistanceDomain().makeState().tables.map(\.name))
    #expect(Set(DefaultColumns.byView.keys).isSubset(of: views))
  }

  @Test func aTableShowsAFewColumnsAndOtherFormatsAll() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let brief = try taizhang("query", "households")
      #expect(brief.err.contains("--columns all") && !brief.out.contains("自然村"))
      let full = try taizhang("query", "households", "--columns", "all")
      #expect(full.out.contains("自然村") && full.err == "")
      let header = try #require(
        try taizhang("query", "households", "--format", "csv").out.split(separator: "\r\n").first)
      #expect(header.split(separator: ",").count > DefaultColumns.narrow)
      #expect(try taizhang("query", "households", "--json").out.contains("\"registered\""))
    }
  }

  @Test(arguments: ["zh", "en"])
  func everyCommandHasAManPage(_ language: String) throws {
    try Product.run { (taizhang) throws in
      #expect(try taizhang("man", "--into", "man1", "--lang", language).status == 0)
      let pages = try FileManager.default.contentsOfDirectory(atPath: taizhang.path("man1"))
      #expect(pages.count > 50 && pages.contains("taizhang-tx-sign.1") && !pages.contains("taizhang-help.1"))
      for page in pages {
        let text = try String(contentsOfFile: taizhang.path("man1/\(page)"), encoding: .utf8)
        #expect(text.hasPrefix(".TH TAIZHANG"))
        #expect(text.contains(language == "zh" ? ".SH 用法" : ".SH SYNOPSIS"), "\(page)")
        // A line that begins with a point is one of the few requests used here.
        let requests = text.split(separator: "\n").filter { $0.hasPrefix(".") || $0.hasPrefix("'") }
        #expect(requests.allSatisfy { [".TH", ".SH", ".TP", ".nf", ".fi"].contains($0.prefix(3)) }, "\(page)")
      }
    }
  }
}
