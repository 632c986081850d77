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

  /// Tables ran over the edge of the terminal, every line broken in three; what filled screens had its header on the first alone.
  @Test func aTableFitsTheTerminalAndRepeatsItsHeader() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for number in 2...7 {
        let added = try taizhang(
          "household", "add", "hh-000\(number)", "--head-name", "司马相如\(number)", "--place", "621021103204", "--sign",
          "p-0001")
        #expect(added.status == 0)
      }
      func width(_ line: Substring) -> Int { line.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) } }
      let wide = try taizhang("query", "households").out.split(separator: "\n")
      #expect(wide.count == 8 && wide.map(width).max() ?? 0 > 60, "\(wide)")
      for columns in [40, 60, 80] {
        let narrow = try taizhang("query", "households", environment: ["COLUMNS": "\(columns)"])
        let lines = narrow.out.split(separator: "\n")
        #expect(lines.allSatisfy { width($0) <= columns }, "\(columns): \(narrow.out)")
        #expect(lines.count { $0.contains("司马") } == 6, "\(narrow.out)")
      }
      let tiny = try taizhang("query", "households", environment: ["COLUMNS": "20"])
      #expect(tiny.err.contains("列未显示"), "\(tiny)")
      let pages = try taizhang("query", "households", "--page", "3").out
      #expect(pages.components(separatedBy: "帮扶责任人").count == 4, "a header for each of three pages: \(pages)")
      #expect(pages.contains("第3页，共3页"))
      #expect(
        try taizhang("query", "households", "--pager").out == wide.joined(separator: "\n") + "\n",
        "no terminal, no pager")
      #expect(try taizhang("query", "households", "--page", "0").status == 64)
    }
  }

  /// `query problems` showed the heads that signatures bind, 44 letters that nobody reads, and progress as 10000.
  @Test func tablesShowNoHashesAndNoBasisPoints() throws {
    for (_, columns) in DefaultColumns.byView { #expect(!columns.contains("signatures") && !columns.contains("head")) }
    #expect(
      ViewQuery.percent(10_000) == "100%" && ViewQuery.percent(3050) == "30.5%" && ViewQuery.percent(1) == "0.01%")
    #expect(ViewQuery.percent(0) == "0%" && ViewQuery.percent(-250) == "-2.5%" && ViewQuery.percent(1234) == "12.34%")
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      try taizhang.makeMoney()
      let own = ["--sign", "p-0001"]
      for event in [
        ["project.started", "--subject", "pr-1"], ["project.progress_reported", "--subject", "pr-1", "physical=100%"],
      ] {
        let answer = try taizhang.start(Product.binary, ["record"] + event + own)
        #expect(answer.status == 0, "\(event): \(answer.err)")
      }
      let table = try taizhang("query", "项目", "--columns", "项目名称,形象进度").out
      #expect(table.contains("100%") && !table.contains("10000") && !table.contains("基点"), "\(table)")
      #expect(try taizhang("show", "pr-1").out.contains("形象进度：100%"))
      #expect(
        try taizhang("query", "项目", "--where", "形象进度=100%", "--format", "jsonl").out.contains("\"physical_bp\":10000"))
      let csv = try taizhang("query", "项目", "--columns", "形象进度", "--format", "csv").out
      #expect(csv.contains("形象进度（基点）\r\n10000"), "\(csv)")
      #expect(try taizhang("diff", "1", "now", "--view", "项目").out.contains("→ 100%"))
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
