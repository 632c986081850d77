import Foundation
import Testing

/// Whoever writes a test ledger supplies its clock: what comes of it must not pass for evidence.
@Suite struct TestLedgerMarkTests {
  /// Proofs, packs and reports of a test ledger, whose clock anybody may set, looked like those of a real one.
  @Test func aTestLedgerIsMarkedWhereverItsGenesisIs() throws {
    try Product.run { (taizhang) throws in
      let made = try taizhang(
        "init", "--origin", "test.example/ledger", "--region", "621021", "--authority", "某局", "--test")
      #expect(made.status == 0 && made.out.contains("【测试账本】"), "\(made)")
      let marked = [
        ["person", "add", "p-0001", "--role", "handler", "--org", "org-authority"],
        ["household", "add", "hh-0001", "--place", "621021103204"], ["attest"], ["publish", "web"],
        ["prove", "hh-0001", "-o", "subject.proof"], ["prove", "--pack", "hh-0001", "-o", "pack.zip"],
        ["prove", "0", "-o", "genesis.proof"], ["query", "households"],
      ]
      for command in marked {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 0 && answer.err.contains("【测试账本】"), "\(command): \(answer)")
      }
      for command in [["verify"], ["verify", "--tiles", "web"], ["verify", "--since", "web/checkpoint"]] {
        #expect(try taizhang.start(Product.binary, command).out.contains("【测试账本】"), "\(command)")
        #expect(try taizhang.start(Product.binary, command + ["--json"]).json["purpose"] as? String == "test")
      }
      for file in ["subject.proof", "pack.zip", "genesis.proof"] {
        let command = ["check", file, "--vkey", "ledger/keys/checkpoint.vkey"]
        let said = try taizhang.start(Product.binary, command)
        #expect(said.status == 0 && said.out.contains("【测试账本】"), "\(file): \(said)")
        #expect(try taizhang.start(Product.binary, command + ["--json"]).json["purpose"] as? String == "test")
      }
      // An entry alone does not say of what ledger it is.
      #expect(try taizhang("prove", "1", "-o", "1.proof").status == 0)
      let entry = try taizhang("check", "1.proof", "--vkey", "ledger/keys/checkpoint.vkey")
      #expect(!entry.out.contains("【测试账本】") && entry.out.contains("不是测试账本"), "\(entry.out)")
    }
  }

  @Test func aProductionLedgerIsNotMarked() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let report = try taizhang("verify", "--json")
      #expect(report.status == 0 && report.json["purpose"] as? String == "production")
      let said = try taizhang("verify")
      #expect(!said.out.contains("测试账本") && !said.err.contains("测试账本"), "\(said)")
    }
  }
}
