import Foundation
import Testing

/// Someone with the ledger's own keys puts an old copy back and writes another end to it. Who watched from outside, each in a
/// process of its own, finds out and holds the proof.
@Suite struct ForkTests {
  /// The machine of the forger has forgotten what it saw.
  private func forgersHome(_ taizhang: Product) -> [String: String] {
    ["XDG_STATE_HOME": taizhang.path("forgers-state")]
  }

  private func fork(_ taizhang: Product) throws {
    let home = forgersHome(taizhang)
    let restored = try taizhang(
      "restore", "copy", "--into", "fork", "--checkpoint", "copy/checkpoint", environment: home)
    precondition(restored.status == 0, restored.err)
    try FileManager.default.removeItem(atPath: taizhang.path("fork/keys"))
    try FileManager.default.copyItem(atPath: taizhang.path("ledger/keys"), toPath: taizhang.path("fork/keys"))
    for minutes in [7, 8, 9] {
      let answer = try taizhang(
        "record", "visit.recorded", "--subject", "hh-0001", "minutes=\(minutes)", "--sign", "p-0001", "--ledger",
        "fork", environment: home)
      precondition(answer.status == 0, answer.err)
    }
  }

  /// A witness refuses to go back, and the ledger that asks it is shown what it had signed.
  @Test func aLedgerRolledBackIsToldByItsWitness() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let (witness, address) = try taizhang.witness("city")
      defer { witness.stop() }
      try taizhang.write("witness city \(try taizhang.text("city/witness.vkey")) \(address)\nquorum city\n", "policy")
      #expect(try taizhang("witness", "policy", "policy").status == 0)
      #expect(try taizhang("backup", "copy").status == 0)
      for _ in 0..<2 { #expect(try taizhang.visit().status == 0) }
      #expect(try taizhang("witness", "ask").status == 0)
      let home = ["XDG_STATE_HOME": taizhang.path("back-state")]
      #expect(
        try taizhang("restore", "copy", "--into", "old", "--checkpoint", "copy/checkpoint", environment: home).status
          == 0)
      #expect(try taizhang("witness", "policy", "policy", "--ledger", "old", environment: home).status == 0)
      let told = try taizhang("witness", "ask", "--ledger", "old", environment: home)
      #expect(told.status == 2 && told.err.contains("L09"), "\(told.err)")
      #expect(told.err.components(separatedBy: "test.example/ledger\n").count >= 3, "both checkpoints: \(told.err)")
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("city/evidence")), "an old checkpoint is none")
    }
  }

  @Test func followerAndWitnessCatchAFork() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let (witness, witnessAddress) = try taizhang.witness("city")
      defer { witness.stop() }
      let key = try taizhang.text("city/witness.vkey")
      try taizhang.write("witness city \(key) \(witnessAddress)\nquorum city\n", "policy")
      #expect(try taizhang("witness", "policy", "policy").status == 0)
      let early = try taizhang("publish", "web")
      #expect(early.status == 1 && early.err.contains("E87"))
      #expect(try taizhang("witness", "ask").status == 0)
      #expect(try taizhang("publish", "web").status == 0)
      #expect(try taizhang("verify", "--tiles", "web", "--policy", "policy").status == 0)

      let (server, address) = try taizhang.webServer("web")
      defer { server.stop() }
      let follower = try Background(
        taizhang, Product.binary,
        ["follow", address, "--into", "replica", "--every", "1", "--policy", "policy"], named: "follower")
      #expect(follower.wait { $0.output.contains("replica") }, "\(follower.errors)")
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("witness", "ask").status == 0)
      #expect(try taizhang("publish", "web").status == 0)
      #expect(follower.wait { $0.output.split(separator: "\n").count == 2 }, "\(follower.errors)")

      try fork(taizhang)
      let asked = try taizhang("witness", "ask", "--ledger", "fork", environment: forgersHome(taizhang))
      #expect(asked.status == 2 && asked.err.contains("L04"), "\(asked.err)")
      #expect(asked.err.components(separatedBy: "test.example/ledger\n").count >= 3, "both checkpoints: \(asked.err)")
      #expect(witness.wait { $0.errors.contains("L04") })
      #expect(FileManager.default.fileExists(atPath: taizhang.path("city/evidence")))

      // The forger drops the witness and publishes at the same address; the publisher itself would refuse.
      try FileManager.default.removeItem(atPath: taizhang.path("fork/witnesses"))
      #expect(try taizhang("publish", "web", "--ledger", "fork", environment: forgersHome(taizhang)).status == 2)
      #expect(try taizhang("publish", "forged", "--ledger", "fork", environment: forgersHome(taizhang)).status == 0)
      // At one stroke, as far as can be: a follower that asks in between would miss tiles, and rightly say so.
      for (old, new) in [("web/tile", "old"), ("forged/tile", "web/tile"), ("forged/checkpoint", "web/checkpoint")] {
        #expect(rename(taizhang.path(old), taizhang.path(new)) == 0)
      }
      #expect(follower.status() == 2, "\(follower.errors)")
      #expect(follower.errors.contains("L04"))
      let evidence = try FileManager.default.contentsOfDirectory(atPath: taizhang.path("replica/follow/evidence"))
      #expect(evidence.count == 2)
      #expect(try taizhang("verify", "--ledger", "replica").status == 0)
      #expect(try taizhang("verify", "--tiles", "web", "--policy", "policy").status == 2)
    }
  }

  /// A witness in a room without a network: request and answer go by hand, on a stick or on paper.
  @Test func anAirGappedWitnessCosignsAndRefusesToGoBack() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("witness", "key", "archive.example/witness", "--store", "archive").status == 0)
      let key = try taizhang.text("archive/witness.vkey")
      try taizhang.write("witness archive \(key)\nquorum archive\n", "policy")
      #expect(try taizhang("witness", "policy", "policy").status == 0)
      #expect(try taizhang("backup", "copy").status == 0)
      func add(_ file: String, _ more: String...) throws -> Product.Answer {
        try taizhang.start(
          Product.binary,
          ["witness", "add", "--file", file, "--log", "ledger/keys/checkpoint.vkey", "--store", "archive"] + more)
      }
      for round in 0..<3 {
        #expect(try taizhang.visit().status == 0)
        for name in ["request", "cosigned"] { try? FileManager.default.removeItem(atPath: taizhang.path(name)) }
        #expect(try taizhang("witness", "request", "--witness", "archive", "--into", "request").status == 0)
        #expect(try add("request", "--into", "cosigned").status == 0)
        #expect(try taizhang("witness", "take", "cosigned").status == 0)
        #expect(try taizhang("publish", "web").status == 0, "round \(round)")
        #expect(try taizhang("verify", "--tiles", "web", "--policy", "policy").status == 0)
      }
      let paper = try taizhang("witness", "request", "--witness", "archive", "--format", "paper").out
      #expect(paper.hasPrefix("old ") && paper.contains("█"))
      #expect(try taizhang("witness", "request", "--format", "svg").out.hasPrefix("<svg "))

      try fork(taizhang)
      // An old state shown again: fewer entries than were cosigned. Old checkpoints are public, so that shows nothing; the
      // ledger's own side, shown what was cosigned last, knows that it was rolled back.
      let older = try taizhang.text("copy/checkpoint")
      try taizhang.write("old 0\n\n\(older)\n", "back")
      let back = try add("back", "--json")
      #expect(back.status == 1 && back.json["code"] as? String == "E88", "\(back)")
      #expect((back.json["evidence"] as? [String])?.count == 0)
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("archive/evidence")))
      let home = ["XDG_STATE_HOME": taizhang.path("back-state")]
      #expect(
        try taizhang("restore", "copy", "--into", "old", "--checkpoint", "copy/checkpoint", environment: home).status
          == 0)
      #expect(try taizhang("witness", "policy", "policy", "--ledger", "old", environment: home).status == 0)
      let memory = try FileManager.default.contentsOfDirectory(atPath: taizhang.path("archive"))
      let last = try #require(memory.first { $0.hasSuffix(".checkpoint") })
      let told = try taizhang("witness", "take", "archive/\(last)", "--ledger", "old", environment: home)
      #expect(told.status == 2 && told.err.contains("L09"), "\(told.err)")
      #expect(told.err.components(separatedBy: "test.example/ledger\n").count >= 3, "both checkpoints: \(told.err)")
      // The same number of entries, another history.
      let size = try #require(try taizhang.text("cosigned").split(separator: "\n").dropFirst().first)
      #expect(
        try taizhang(
          "witness", "request", "--ledger", "fork", "--old", String(size), "--into", "forked",
          environment: forgersHome(taizhang)
        ).status == 0)
      let forked = try add("forked", "--json")
      #expect(forked.status == 2 && forked.json["code"] as? String == "L04", "\(forked.out)\(forked.err)")
      #expect((forked.json["evidence"] as? [String])?.contains { $0.contains("archive.example/witness") } == true)
      // Nothing of this moved the witness.
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("witness", "request", "--witness", "archive", "--into", "newer").status == 0)
      #expect(try add("newer").status == 0)
    }
  }
}
