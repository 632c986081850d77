import Foundation
import Testing

/// With `--json`, standard output is JSON.
@Suite struct JSONAnswersTests {
  /// `witness policy`, `query` without a view and `import --template` printed text in spite of `--json`, `witness request
  /// --into` nothing; `key`, `witness key`, `pack show` and `pack check` refused the option that every command shares.
  @Test func whatIsAskedForAsJSONIsJSON() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      func answer(_ command: String...) throws -> [String: Any] {
        let answer = try taizhang.start(Product.binary, command + ["--json"])
        #expect(answer.status == 0, "\(command): \(answer.err)")
        #expect(!answer.json.isEmpty, "\(command): \(answer.out)")
        return answer.json
      }
      #expect(try answer("key", "generate", "p-0042", "--into", "made")["secret"] as? String == "made/p-0042.skey")
      let key = try answer("key", "show", "made/p-0042.skey")
      #expect(key["name"] as? String == "p-0042" && (key["vkey"] as? String)?.hasPrefix("p-0042+") == true)
      let witness = try answer("witness", "key", "press.example/witness")
      let vkey = try #require(witness["vkey"] as? String)
      #expect(try answer("witness", "policy")["policy"] as? Bool == false)
      try "witness w1 \(vkey)\nquorum w1\n".write(
        toFile: taizhang.path("w.policy"), atomically: false, encoding: .utf8)
      for command in [["witness", "policy", "w.policy"], ["witness", "policy"]] {
        let adopted = try taizhang.start(Product.binary, command + ["--json"]).json
        #expect(adopted["policy"] as? Bool == true)
        #expect((adopted["witnesses"] as? [[String: Any]])?.first?["vkey"] as? String == vkey)
      }
      #expect(try answer("witness", "request", "--into", "request")["file"] as? String == "request")
      #expect(FileManager.default.fileExists(atPath: taizhang.path("request")))
      let signed = try taizhang(
        "witness", "add", "--file", "request", "--log", "ledger/keys/checkpoint.vkey", "--into", "signed")
      #expect(signed.status == 0, "\(signed.err)")
      #expect(try answer("witness", "take", "signed")["witnesses"] as? [String] == ["press.example/witness"])
      #expect(try answer("import", "--template", "household")["template"] as? String == "household")
      _ = try answer("pack", "show", "gansu-shuanglian")
      try taizhang("pack", "show", "gansu-shuanglian").out.write(
        toFile: taizhang.path("p.json"), atomically: false, encoding: .utf8)
      #expect(try answer("pack", "check", "p.json")["pack"] as? String == "gansu-shuanglian")
      _ = try answer("catalogue", "schema")
    }
  }

  @Test func theListOfViewsIsInTheFormatAskedFor() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for options in [["--json"], ["--format", "json"]] {
        let out = try taizhang.start(Product.binary, ["query"] + options).out
        let views = try JSONSerialization.jsonObject(with: Data(out.utf8)) as? [[String: Any]]
        #expect(views?.contains { $0["view"] as? String == "households" } == true, "\(out)")
      }
      let lines = try taizhang("query", "--format", "jsonl").out.split(separator: "\n")
      for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) } }
      #expect(lines.count > 10)
      #expect(try taizhang("query", "--format", "csv").out.contains("视图,名称,列\r\n"))
    }
  }
}
