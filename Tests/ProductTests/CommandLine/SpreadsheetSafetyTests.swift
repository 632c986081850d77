import Foundation
import Testing

/// CSV is read by spreadsheets, which run what looks like a formula.
@Suite struct SpreadsheetSafetyTests {
  /// `query --format csv` wrote a name such as `=HYPERLINK(…)` as it is; its byte order mark is there for Excel, which
  /// runs it. Numbers stay numbers.
  @Test func namesAreNoFormulas() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let names = ["=HYPERLINK(\"http://a.example\")", "@SUM(1)", "+1+cmd", "-1-2", "-", "plain"]
      for (index, name) in names.enumerated() {
        let answer = try taizhang("org", "add", "org-\(index)", "--name=\(name)", "--kind", "enterprise")
        #expect(answer.status == 0, "\(answer.err)")
      }
      let csv = try taizhang("query", "orgs", "--columns", "key,name", "--format", "csv").out
      for cell in ["\"'=HYPERLINK(\"\"http://a.example\"\")\"", "'@SUM(1)", "'+1+cmd", "'-1-2", "'-", "plain"] {
        #expect(csv.contains(",\(cell)\r\n"), "\(cell): \(csv)")
      }
      let rows = try taizhang("query", "orgs", "--format", "jsonl").out
      #expect(rows.contains("\"name\":\"@SUM(1)\""), "digests are over these bytes")
    }
  }
}
