import Foundation
import Testing

/// Commands that answer: what they print for machines, and that amendments show.
@Suite struct ReadingCommandsTests {
  @Test func amendmentsShowInViewsAndDifferences() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("correct", "14.0", "minutes=40", "--reason", "录错", "--sign", "p-0001").status == 0)
      #expect(try taizhang("query", "visits", "--format", "jsonl").out.contains("\"minutes\":40"))
      let difference = try taizhang("diff", "15", "now", "--view", "visits", "--json")
      #expect(difference.status == 1)
      #expect(difference.json["change"] as? String == "changed")
      let changes = difference.json["changes"] as? [[String: Any]]
      #expect(changes?.count == 1 && changes?.first?["before"] as? Int == 45 && changes?.first?["after"] as? Int == 40)
      #expect(try taizhang("diff", "15", "15").status == 0)
      #expect(try taizhang("void", "14.0", "--reason", "重复", "--sign", "p-0001").status == 0)
      #expect(try taizhang("query", "visits", "--format", "jsonl").out.contains("\"voided\":true"))
    }
  }

  /// A corrected name is as secret as the name was.
  @Test func correctedNameIsSealed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("correct", "12.0", "name=赵钱孙", "--reason", "错字", "--sign", "p-0001").status == 0)
      #expect(try !taizhang("log", "--json").out.contains("赵钱孙"))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: taizhang.path("ledger/log/data.mdb")))
      #expect(bytes.range(of: Data("赵钱孙".utf8)) == nil)
    }
  }

  @Test func questionsWithoutAnswerAreRefused() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for question in [
        ["show", "hh-9999"], ["trace", "pay-9999"], ["explain", "visits", "none"], ["query", "--as-of", "9999"],
        ["inbox", "--person", "p-9999"], ["signoff", "show", "pb-9999"], ["prove", "9999"],
      ] {
        #expect(try taizhang.start(Product.binary, question).status == 1, "\(question)")
      }
    }
  }

  /// `diff --view visit` (a letter short) ended in 1, which a script reads as "there are changes"; `query` with a misspelt
  /// column ended in 1 as well. What the program itself names is misspelt by whoever typed it: 64. A reference that is not
  /// in the ledger is an answer: 1.
  @Test func misspeltNamesAreUsage() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for (question, code) in [
        (["query", "nowhere"], "E51"), (["diff", "1", "now", "--view", "visit"], "E51"),
        (["explain", "nowhere", "x"], "E51"), (["attest", "--view", "nowhere"], "E51"),
        (["query", "visits", "--where", "minutes"], "E52"), (["query", "visits", "--place", "62102"], "E53"),
        (["query", "visits", "--columns", "key,minute"], "E54"), (["query", "visits", "--where", "minute=45"], "E54"),
        (["query", "packs", "--place", "6210"], "E54"), (["explain", "visits", "x", "minute"], "E54"),
        (["catalogue", "show", "nothing.happened"], "E66"),
      ] {
        let answer = try taizhang.start(Product.binary, question)
        #expect(answer.status == 64 && answer.err.contains(code) && answer.out.isEmpty, "\(question): \(answer.err)")
      }
      let entry = try taizhang("prove", "1", "-o", "1.proof")
      #expect(entry.status == 0)
      let rows = try taizhang("check", "1.proof", "--vkey", "ledger/keys/checkpoint.vkey", "--rows", "1.proof")
      #expect(rows.status == 64 && rows.err.contains("E59"))
    }
  }

  /// `log --type nosuch.type` printed nothing and ended in 0, as if there had been no such event; `record` of it ended in 65,
  /// `prove --view nowhere` in 1 with "run attest first", and `init` with a bad area code, origin or key's name in 1.
  @Test func misspeltNamesAreUsageWhereverTheyAreTyped() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      func found(_ region: String, _ origin: String) -> [String] {
        ["init", "--ledger", "new", "--region", region, "--origin", origin, "--authority", "某局"]
      }
      let questions: [([String], String)] = [
        (["log", "--type", "nosuch.type"], "E66"), (["log", "--place", "xyz"], "E53"),
        (["record", "nosuch.type", "--subject", "hh-0001", "--sign", "p-0001"], "X155"),
        (["tx", "add", "t.note", "nosuch.type", "--subject", "hh-0001"], "X155"),
        (["prove", "--view", "nowhere"], "E51"), (["key", "generate", "a b"], "E21"),
        (["witness", "key", "a b"], "E21"), (found("62xx", "a.example/l"), "E43"), (found("621021", "a b"), "E21"),
        (found("621021", "taizhang/x"), "E41"),
      ]
      for (question, code) in questions {
        if question[0] == "tx" { #expect(try taizhang("tx", "new", "t.note", "--signer", "p-0001").status == 0) }
        let answer = try taizhang.start(Product.binary, question)
        #expect(answer.status == 64 && answer.err.contains(code) && answer.out.isEmpty, "\(question): \(answer.err)")
      }
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("new")))
      #expect(try taizhang("log", "--type", "visit.recorded", "--place", "6210").status == 0)
    }
  }

  @Test func moneyIsTracedToItsEntries() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      try taizhang.makeMoney()
      let entry = try taizhang("log", "--type", "fund.appropriated", "--json").json["place"] as? String ?? "none"
      let trace = try taizhang("trace", "ap-1", "--json")
      #expect(trace.status == 0, "\(trace.err)")
      #expect(trace.json["amount_fen"] as? Int == 500_000)
      #expect(trace.json["sources"] as? [String] == ["fd-1"])
      let steps = trace.json["steps"] as? [[String: Any]]
      #expect(steps?.first?["entries"] as? [String] == [entry])
      let behind = try taizhang("explain", "funds", "fd-1", "appropriated_fen", "--json")
      #expect(behind.out.contains("\"types\":[\"fund.appropriated\"]"), "\(behind.out) \(behind.err)")
    }
  }

  @Test func catalogueAndPacksPrintJSON() throws {
    try Product.run { (taizhang) throws in
      for command in [
        ["catalogue", "list", "--json"], ["catalogue", "show", "visit.recorded", "--json"], ["catalogue", "schema"],
        ["pack", "show", "gansu-shuanglian"], ["pack", "list", "--json"],
      ] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 0)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(answer.out.utf8)) }
      }
      try taizhang("pack", "show", "gansu-shuanglian").out.write(
        toFile: taizhang.path("p.json"), atomically: false, encoding: .utf8)
      #expect(try taizhang("pack", "check", "p.json").status == 0, "a pack as printed is a pack file")
    }
  }

  @Test func languageIsChosen() throws {
    try Product.run { (taizhang) throws in
      #expect(try taizhang("pack", "list", "--lang", "en").out.contains("version"))
      #expect(try taizhang("pack", "list", "--lang", "zh").out.contains("版本"))
      #expect(try taizhang("pack", "list", environment: ["LANG": "en_GB.UTF-8"]).out.contains("version"))
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) throws {
    try Product.run { (taizhang) throws in
      let answer = try taizhang("--generate-completion-script", shell)
      #expect(answer.status == 0 && answer.out.contains("signoff"))
    }
  }

  /// An instant was taken for what a day's column can hold, and found nothing.
  @Test func daysAreFoundByAnInstantOfTheirs() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      let day = try #require(try taizhang("query", "visits", "--format", "jsonl").json["day"] as? String)
      for (time, isFound) in [
        ("", true), ("T08:00:00+08:00", true), ("T00:00:00+08:00", true), ("T15:59:59Z", true), ("T16:00:00Z", false),
        ("T00:00:00+09:00", false),
      ] {
        let rows = try taizhang("query", "visits", "--where", "day=\(day)\(time)", "--format", "jsonl")
        #expect(rows.status == 0 && rows.out.isEmpty != isFound, "\(time): \(rows)")
      }
    }
  }
}
