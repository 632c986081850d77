import Foundation
import Testing

/// Files that leave the ledger: transactions, proofs, copies.
@Suite struct CarriedFilesTests {
  @Test func transactionTravelsAndIsSignedByTwo() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang.makeSigners()
      #expect(try taizhang("tx", "new", "t.note", "--signer", "p-0001", "--signer", "p-0002").status == 0)
      #expect(
        try taizhang(
          "tx", "add", "t.note", "visit.recorded", "--subject", "hh-0001", "visitor=p-0001", "text=看了看"
        ).status == 0)
      // What is personal lies beside the file, and only there.
      #expect(try !taizhang("tx", "show", "t.note").out.contains("看了看"))
      #expect(try String(contentsOfFile: taizhang.path("t.note.openings"), encoding: .utf8).contains("看了看"))
      let early = try taizhang("tx", "cosign", "t.note", "--sign", "p-0002")
      #expect(early.status == 1 && early.err.contains("E69"))
      #expect(try taizhang("tx", "sign", "t.note", "--sign", "p-0001").status == 0)
      // Half signed is not signed.
      #expect(try taizhang("append", "t.note", "--dry-run").status == 1)
      #expect(try taizhang("tx", "add", "t.note", "visit.recorded", "--subject", "hh-0001").status == 1)
      #expect(try taizhang("tx", "cosign", "t.note", "--sign", "ledger/keys/p-0002.skey").status == 0)
      let first = try taizhang("append", "t.note", "--json")
      #expect(first.status == 0)
      // Sent twice, recorded once: the first receipt again.
      let again = try taizhang("append", "t.note", "--json")
      #expect(again.status == 0)
      let receipts = [first, again].map { ($0.json["receipt"] as? [String: Any])?["seq"] as? Int }
      #expect(receipts[0] != nil && receipts[0] == receipts[1])
      #expect(try taizhang("show", "hh-0001").out.contains("看了看"))
    }
  }

  @Test func sameIdWithOtherBytesIsAConflict() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang("tx", "new", "a.note", "--signer", "p-0001")
      try FileManager.default.copyItem(atPath: taizhang.path("a.note"), toPath: taizhang.path("b.note"))
      for (file, minutes) in [("a.note", 1), ("b.note", 2)] {
        try taizhang("tx", "add", file, "visit.recorded", "--subject", "hh-0001", "minutes=\(minutes)")
        try taizhang("tx", "sign", file, "--sign", "p-0001")
      }
      #expect(try taizhang("append", "a.note").status == 0)
      let conflict = try taizhang("append", "b.note")
      #expect(conflict.status == 1 && conflict.err.contains("I01"))
    }
  }

  @Test func proofHoldsOfflineAndOnlyForWhatItSays() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      let seq = 13
      #expect(try taizhang("prove", "\(seq).0", "--into", "p").status == 0)
      try FileManager.default.copyItem(
        atPath: taizhang.path("ledger/keys/checkpoint.vkey"), toPath: taizhang.path("log.vkey"))
      try FileManager.default.copyItem(
        atPath: taizhang.path("ledger/keys/p-0001.vkey"), toPath: taizhang.path("p.vkey"))
      let about = try Data(contentsOf: URL(fileURLWithPath: taizhang.path("ledger/taizhang.json")))
      let genesis = try #require(
        (try JSONSerialization.jsonObject(with: about) as? [String: Any])?["genesis"] as? String)
      try FileManager.default.removeItem(atPath: taizhang.path("ledger"))
      let good = try taizhang(
        "check", "p", "--vkey", "log.vkey", "--genesis", genesis, "--signer", "p.vkey", "--json")
      #expect(good.status == 0, "\(good.err)")
      #expect(good.json["seq"] as? Int == seq)
      #expect(good.json["genesis_checked"] as? Bool == true)
      #expect(good.json["signers_verified"] as? [String] == ["p-0001"])
      let spoken = try taizhang("check", "p", "--vkey", "log.vkey")
      #expect(spoken.status == 0 && spoken.out.contains("未证明") && spoken.out.contains("--genesis"))

      let stranger = String(repeating: "A", count: 43) + "="
      #expect(try taizhang("check", "p", "--vkey", "log.vkey", "--genesis", stranger).status == 2)
      #expect(try taizhang("check", "p", "--vkey", "p.vkey").status == 2)
      let text = try String(contentsOfFile: taizhang.path("p"), encoding: .utf8)
      for (old, new) in [("index 13", "index 12"), ("index 13", "index 99")] {
        try text.replacingOccurrences(of: old, with: new).write(
          toFile: taizhang.path("forged"), atomically: false, encoding: .utf8)
        #expect(try taizhang("check", "forged", "--vkey", "log.vkey").status == 2)
      }
    }
  }

  @Test func copyIsPutBack() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("person", "add", "p-0007", "--name", "李四", "--no-key", "--sign", "p-founder").status == 0)
      #expect(try taizhang("backup", "copy").status == 0)
      // Secrets are kept apart from copies.
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("copy/keys")))
      #expect(try taizhang("restore", "copy", "--into", "back", "--checkpoint", "copy/checkpoint").status == 0)
      #expect(try taizhang("show", "p-0007", "--ledger", "back").out.contains("李四"))
      #expect(try taizhang("verify", "--level", "rules", "--ledger", "back").status == 0)
      // A checkpoint of another ledger restores nothing.
      try taizhang("init", "--ledger", "other", "--origin", "test.example/ledger", "--region", "62", "--authority", "x")
      try taizhang("checkpoint", "--ledger", "other").out.write(
        toFile: taizhang.path("cp"), atomically: false, encoding: .utf8)
      #expect(try taizhang("restore", "copy", "--into", "third", "--checkpoint", "cp").status == 2)
    }
  }
}
