import Foundation
import Testing

/// A disk fails, and the newest copy lacks the last records.
@Suite struct LossTests {
  /// A ledger of which `old` is a copy, with one visit more, whose checkpoint is `cp`; the keys lie in `safe`.
  private func loseTheDisk(_ taizhang: Product) throws {
    try taizhang.makeLedger()
    try taizhang.makeSigners()
    #expect(try taizhang("backup", "old").status == 0)
    #expect(try taizhang.visit().status == 0)
    try taizhang("checkpoint").out.write(toFile: taizhang.path("cp"), atomically: false, encoding: .utf8)
    try FileManager.default.moveItem(atPath: taizhang.path("ledger/keys"), toPath: taizhang.path("safe"))
    try FileManager.default.removeItem(atPath: taizhang.path("ledger"))
  }

  @Test func aLossIsRecordedFirst() throws {
    try Product.run { (taizhang) throws in
      try loseTheDisk(taizhang)
      // Without a word about the loss, the copy is refused: this machine and the checkpoint know better.
      #expect(try taizhang("restore", "old", "--into", "ledger", "--checkpoint", "cp").status == 2)
      #expect(try taizhang("restore", "old", "--into", "ledger", "--checkpoint", "old/checkpoint").status == 2)
      let answer = try taizhang(
        "restore", "old", "--into", "ledger", "--checkpoint", "cp", "--accept-loss", "硬盘损坏，别无副本", "--keys", "safe",
        "--sign", "p-founder", "p-0009")
      #expect(answer.status == 0 && answer.out.contains("丢失：1条"), "\(answer)")
      let trail = try taizhang("log", "--type", "ledger.loss_accepted", "--json").json
      let data = try #require((trail["event"] as? [String: Any])?["data"] as? [String: Any])
      let (after, before) = (data["size_after"] as? Int ?? 0, data["size_before"] as? Int ?? 0)
      #expect(data["reason"] as? String == "硬盘损坏，别无副本" && before == after + 1)
      #expect(
        try String(contentsOfFile: taizhang.path("cp"), encoding: .utf8).contains(data["root_before"] as? String ?? "-")
      )
      // Work goes on; what was lost is entered again; everything verifies.
      #expect(try taizhang.visit().status == 0)
      let verified = try taizhang("verify")
      #expect(verified.status == 0, "\(verified)")
      // A second time there is nothing of that size to lose.
      let again = try taizhang(
        "record", "ledger.loss_accepted", "--subject", "ledger", "reason=再来一次", "size_after=\(after)", "--sign",
        "ledger/keys/ledger.skey", "p-founder", "p-0009")
      #expect(again.status == 1 && again.err.contains("R04"), "\(again)")
    }
  }

  @Test func whatThisMachineKeptTellsTheLossToo() throws {
    try Product.run { (taizhang) throws in
      try loseTheDisk(taizhang)
      let answer = try taizhang(
        "restore", "old", "--into", "ledger", "--accept-loss", "硬盘损坏", "--keys", "safe", "--sign", "p-founder",
        "p-0009",
        "--json")
      #expect(answer.status == 0, "\(answer)")
      #expect((answer.json["size_before"] as? Int ?? 0) == (answer.json["size"] as? Int ?? 0) + 1)
      // Elsewhere nobody kept anything: how much is lost cannot be known, and is not claimed.
      let elsewhere = try taizhang.start(
        Product.binary,
        [
          "restore", "old", "--into", "third", "--accept-loss", "x", "--keys", "safe", "--sign", "p-founder", "p-0009",
          "--json",
        ],
        ["XDG_STATE_HOME": taizhang.path("elsewhere")])
      #expect(elsewhere.status == 0 && elsewhere.json["size_before"] == nil, "\(elsewhere)")
    }
  }

  @Test func aRefusedLossRestoresNothing() throws {
    try Product.run { (taizhang) throws in
      try loseTheDisk(taizhang)
      func restore(_ signers: [String], keys: String = "safe") throws -> Product.Answer {
        let command = ["restore", "old", "--into", "ledger", "--accept-loss", "x", "--keys", keys, "--sign"]
        return try taizhang.start(Product.binary, command + signers)
      }
      // Neither a clerk nor one registrar with the ledger's own key writes off what was recorded.
      for signers in [["p-0001"], ["p-founder"], ["p-founder", "p-0001"]] {
        let refused = try restore(signers)
        #expect(refused.status == 1 && refused.err.contains("G22"), "\(refused)")
      }
      #expect(try restore(["p-founder", "p-0009"], keys: "nowhere").status == 66)
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("ledger")))
      // This machine still holds the ledger to what it saw.
      #expect(try taizhang("restore", "old", "--into", "ledger", "--checkpoint", "old/checkpoint").status == 2)
      // Another ledger's checkpoint shows no loss of this one.
      try taizhang("init", "--ledger", "other", "--origin", "test.example/ledger", "--region", "62", "--authority", "x")
      try taizhang("checkpoint", "--ledger", "other").out.write(
        toFile: taizhang.path("foreign"), atomically: false, encoding: .utf8)
      let foreign = try taizhang(
        "restore", "old", "--into", "ledger", "--checkpoint", "foreign", "--accept-loss", "x", "--keys", "safe",
        "--sign", "p-founder", "p-0009")
      #expect(foreign.status == 2 && foreign.err.contains("L04"), "\(foreign)")
    }
  }
}
