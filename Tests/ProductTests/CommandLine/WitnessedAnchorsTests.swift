import EventSourcing
import Foundation
import Testing
import TransparencyLog

/// Anchors by witnesses, as people meet them: a key needs nobody's consent, so anybody can bring any time.
@Suite struct WitnessedAnchorsTests {
  private func witness(_ name: String) throws -> CosignerSecretKey { try CosignerSecretKey.generate(name: name) }

  /// Cosigns the newest checkpoint as of a second, in `FILE`.
  private func cosign(_ taizhang: Product, _ key: CosignerSecretKey, _ seconds: UInt64, _ file: String) throws {
    let note = try taizhang("checkpoint").out
    let text = try SignedNote.parse(Array(note.utf8)).text
    let line = String(decoding: key.cosignatureLine(for: text, time: seconds), as: UTF8.self)
    try taizhang.write(note + line, file)
  }

  private func record(_ taizhang: Product, _ key: CosignerSecretKey, _ file: String) throws -> Product.Answer {
    try taizhang(
      "anchor", "record", "--kind", "witness", "--checkpoint", file, "--token", key.key.text, "--sign", "p-founder")
  }

  /// `anchor record` stored a time that no calendar has and died of it; from then on so did every `show`.
  @Test func aTimeThatNoCalendarHasIsRefused() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let key = try witness("self.example/witness")
      for seconds: UInt64 in [9_223_372_036_854_773, 253_402_300_800] {
        try cosign(taizhang, key, seconds, "cosigned")
        let refused = try record(taizhang, key, "cosigned")
        #expect(refused.status == 1 && refused.err.contains("E73") && refused.err.contains("9999"), "\(refused)")
        // An older version would have taken it: the event itself is well-formed.
        let old = try taizhang(
          "record", "anchor.recorded", "--subject", "ledger", "kind=witness",
          "checkpoint=\(taizhang.text("cosigned"))\n", "token=\(key.key.text)", "--sign", "p-founder")
        #expect(old.status == 0, "\(old)")
      }
      #expect(try taizhang.visit().status == 0)
      for what in ["hh-0001", "0", "15"] { #expect(try taizhang("show", what).status == 0, "\(what)") }
      let list = try taizhang("anchor", "list", "--json")
      #expect(list.status == 2 && (list.json["failed"] as? [Any])?.count == 2, "\(list)")
      #expect(try taizhang("doctor").status == 0)
      let verified = try taizhang("verify", "--format", "json")
      #expect(verified.status == 2 && verified.out.components(separatedBy: "\"L07\"").count == 3, "\(verified.out)")
    }
  }

  @Test func onlyListedWitnessesCount() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let (city, own) = (try witness("city.example/witness"), try witness("self.example/witness"))
      let now = UInt64(Date().timeIntervalSince1970)
      try cosign(taizhang, own, 0, "cosigned")
      #expect(try record(taizhang, own, "cosigned").status == 0)
      let shown = try taizhang("show", "13")
      #expect(shown.out.contains("未列入见证策略") && shown.out.contains("时间矛盾"), "\(shown.out)")
      let list = try taizhang("anchor", "list", "--lang", "en")
      #expect(list.status == 1 && list.out.contains("[not listed: only the word of who recorded it]"), "\(list.out)")
      #expect(list.out.contains("a contradiction"), "\(list.out)")

      try taizhang.write("witness city \(city.key.text)\nquorum none\n", "policy")
      let byPolicy = try taizhang("show", "13", "--policy", "policy")
      #expect(byPolicy.out.contains("不晚于 无锚定") && !byPolicy.out.contains("矛盾"), "\(byPolicy.out)")
      #expect(try taizhang("witness", "policy", "policy").status == 0)
      #expect(try taizhang("show", "13").out == byPolicy.out, "the adopted policy is the default")
      let later = ["TAIZHANG_CLOCK": "2099-01-01T00:00:00Z"]
      #expect(try taizhang("verify", environment: later).status == 1, "it was never anchored by anyone known")

      try cosign(taizhang, city, now, "cosigned")
      #expect(try record(taizhang, city, "cosigned").status == 0)
      let anchors = try taizhang("anchor", "list", "--json").json["anchors"] as? [[String: Any]]
      #expect(anchors?.compactMap { $0["listed"] as? Bool } == [false, true])
      #expect(anchors?.compactMap { $0["counts"] as? Bool } == [false, true])
      #expect(try taizhang("show", "13").out.contains("见证人city.example/witness 15.0"))
      #expect(try taizhang("verify", environment: later).status == 0)
      let other = try taizhang("anchor", "list", "--policy", "cosigned")
      #expect(other.status == 65 && other.err.contains("E83"), "\(other)")
    }
  }
}
