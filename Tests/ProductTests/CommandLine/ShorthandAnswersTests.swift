import Foundation
import Testing

/// What the everyday commands answer.
@Suite struct ShorthandAnswersTests {
  /// `duty assign` numbered the duty and did not say which number it got, so that nobody could end it; with `--json`, `person
  /// add` told neither the duty nor the key.
  @Test func whatWasMadeIsNamed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let commands: [([String], [String], String)] = [
        (
          ["person", "add", "p-0042", "--role", "clerk", "--org", "org-authority"], ["p-0042", "duty-0042-1"],
          "任职：duty-0042-1"
        ),
        (["person", "add", "p-0043", "--no-key", "--sign", "p-founder"], ["p-0043"], "人员：p-0043"),
        (["org", "add", "org-finance", "--name", "县财政局", "--sign", "p-founder"], ["org-finance"], "机构：org-finance"),
        (["duty", "assign", "p-0001", "--role", "clerk", "--sign", "p-founder"], ["duty-0001-2"], "任职：duty-0001-2"),
        (["duty", "end", "duty-0001-2", "--sign", "p-founder"], ["duty-0001-2"], "任职：duty-0001-2"),
        (["household", "add", "hh-0002", "--place", "621021103204", "--sign", "p-0001"], ["hh-0002"], "农户：hh-0002"),
        (
          ["record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001"], ["hh-0001"],
          "农户：hh-0001"
        ),
      ]
      // The same ledger twice, for text and for JSON.
      #expect(try taizhang.start("/bin/cp", ["-r", "ledger", "other"]).status == 0)
      for (command, references, line) in commands {
        let text = try taizhang.start(Product.binary, command)
        #expect(text.status == 0 && text.out.contains("\n\(line)\n"), "\(command): \(text)")
        // It looks like the first one rolled back: another machine's memory.
        let memory = ["XDG_STATE_HOME": taizhang.path("other-state")]
        let json = try taizhang.start(Product.binary, command + ["--ledger", "other", "--json"], memory)
        #expect(json.json["references"] as? [String] == references, "\(command): \(json)")
        if command.contains("p-0042") {
          #expect(json.json["duty"] as? String == "duty-0042-1")
          #expect((json.json["vkey"] as? String)?.hasPrefix("p-0042+") == true)
          #expect((json.json["secret"] as? String)?.hasSuffix("keys/p-0042.skey") == true)
        }
      }
      let visit = try taizhang("log", "--type", "visit.recorded", "--json").json["place"] as? String ?? ""
      let corrected = try taizhang("correct", visit, "minutes=40", "--reason", "录错", "--sign", "p-0001", "--json")
      #expect(corrected.json["references"] as? [String] == ["hh-0001"], "\(corrected)")
      let english = try taizhang("duty", "assign", "p-0001", "--role", "liaison", "--lang", "en")
      #expect(english.out.contains("\nduty: duty-0001-3\n"), "\(english)")
      // What is refused made nothing.
      let refused = try taizhang("duty", "assign", "p-9999", "--role", "clerk", "--json")
      #expect(refused.status == 1 && refused.json["references"] == nil, "\(refused)")
    }
  }
}
