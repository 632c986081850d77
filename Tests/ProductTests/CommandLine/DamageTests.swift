import Foundation
import Testing

/// What lies around the log is damaged or lags: said in so many words, and nothing else suffers.
@Suite struct DamageTests {
  private func replace(_ old: String, _ new: String, in file: String) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try #require(text.contains(old))
    try text.replacingOccurrences(of: old, with: new).write(toFile: file, atomically: true, encoding: .utf8)
  }

  /// The origin in `taizhang.json` was changed. Every command took the checkpoint kept outside for damaged and advised to
  /// delete it: the one thing that would have shown a rollback.
  @Test func anotherNameInTheDescriptionIsNamed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let about = taizhang.path("ledger/taizhang.json")
      try replace("test.example", "c.example", in: about)
      for command in [["query", "funds"], ["verify"], ["backup", "copy"], ["publish", "web"]] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 2 && (answer.err + answer.out).contains("L03"), "\(command): \(answer)")
        #expect(!answer.err.contains("删除") && !answer.err.contains("E24"), "\(answer.err)")
      }
      // Where nothing was kept outside, the genesis tells as well.
      let stranger = try taizhang("query", "funds", environment: ["XDG_STATE_HOME": taizhang.path("elsewhere")])
      #expect(stranger.status == 2 && stranger.err.contains("L03"), "\(stranger)")
      try replace("c.example", "test.example", in: about)
      #expect(try taizhang("query", "funds").status == 0)
    }
  }
}
