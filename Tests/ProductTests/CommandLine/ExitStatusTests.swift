import Foundation
import Testing

/// The exit statuses of `specs/cli.md`, each met by a person's mistake or misfortune.
@Suite struct ExitStatusTests {
  @Test(arguments: [
    ["frobnicate"], ["query", "--as-of", "someday"], ["verify", "--genesis", "x"], ["verify", "--vkey", "x"],
    ["audit"], ["publish"], ["follow", "x"], ["serve"],
    ["witness", "add"], ["record", "visit.recorded", "--subject", "hh-1", "minutes"],
    ["restore", "a", "--into", "b"], ["restore", "a", "--into", "b", "--accept-loss", "why"], ["diff", "x", "y"],
  ])
  func usage(_ arguments: [String]) throws {
    try Product.run { (taizhang) throws in #expect(try taizhang.start(Product.binary, arguments).status == 64) }
  }

  @Test func missing() throws {
    try Product.run { (taizhang) throws in
      for command in [
        ["show", "hh-1"], ["verify"], ["doctor"], ["check", "nothing", "--vkey", "nothing"], ["publish", "out"],
        ["verify", "--tiles", "nothing"], ["follow", "nothing", "--into", "replica", "--once"],
      ] {
        #expect(try taizhang.start(Product.binary, command).status == 66, "\(command)")
      }
    }
  }

  @Test func cannotCreate() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("init", "--origin", "a.example/l", "--region", "62", "--authority", "x").status == 73)
      #expect(try taizhang("backup", "ledger").status == 73)
    }
  }

  @Test func malformed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let bare = try taizhang(
        "record", "visit.recorded", "--subject", "hh-0001", "minutes=long", "--sign", "p-0001")
      #expect(bare.status == 65)
      try Data("garbage".utf8).write(to: URL(fileURLWithPath: taizhang.path("x.proof")))
      #expect(try taizhang("check", "x.proof", "--vkey", "ledger/keys/checkpoint.vkey").status == 65)
      try Data("{}".utf8).write(to: URL(fileURLWithPath: taizhang.path("x.json")))
      #expect(try taizhang("pack", "check", "x.json").status == 65)
    }
  }

  @Test func moneyWithoutUnitIsMalformed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let answer = try taizhang(
        "record", "fund.appropriated", "--subject", "ap-1", "fund=fd-1", "amount=5000", "--sign", "p-0001")
      #expect(answer.status == 65, "\(answer.err)")
    }
  }

  @Test func newerFormat() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let file = taizhang.path("ledger/taizhang.json")
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try text.replacingOccurrences(of: "\"format\":1", with: "\"format\":2").write(
        toFile: file, atomically: false, encoding: .utf8)
      let answer = try taizhang("show", "hh-0001")
      #expect(answer.status == 65 && answer.err.contains("E12"))
    }
  }

  @Test func secondWriterIsTurnedAway() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let inner = "\(Product.binary) household add hh-0002 --place 621021103204 --no-wait"
      let answer = try taizhang.start("/usr/bin/flock", ["ledger/lock", "-c", inner])
      #expect(answer.status == 75, "\(answer.err)")
      #expect(answer.err.contains("E03"))
      // Readers are not in anybody's way.
      #expect(
        try taizhang.start("/usr/bin/flock", ["ledger/lock", "-c", "\(Product.binary) show hh-0001"]).status == 0)
    }
  }

  @Test func keyOthersCanReadIsRefused() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let key = taizhang.path("ledger/keys/p-0001.skey")
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
      let answer = try taizhang.visit()
      #expect(answer.status == 1 && answer.err.contains("E22") && answer.err.contains("chmod 600"))
      let doctor = try taizhang("doctor", "--json")
      #expect(doctor.status == 1)
      #expect(doctor.out.contains("\"id\":\"keys\",\"verdict\":\"bad\""))
    }
  }

  @Test func strangersKeyIsRefused() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("key", "generate", "p-0001").status == 0)
      let answer = try taizhang(
        "record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--sign", "p-0001.skey")
      #expect(answer.status == 1, "\(answer.err)")
      #expect(
        try taizhang("record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--sign", "p-0404").status == 66)
      // Two whose keys lie there may register a villager: who signs is for a person to say.
      let unnamed = try taizhang("person", "add", "p-0077", "--no-key")
      #expect(unnamed.status == 1 && unnamed.err.contains("E61"))
    }
  }

  @Test func readOnlyFolderCanBeRead() throws {
    // A root user writes everywhere: only the reading half can be shown then.
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      _ = try taizhang.start("/bin/chmod", ["-R", "a-w", "ledger"])
      defer { _ = try? taizhang.start("/bin/chmod", ["-R", "u+w", "ledger"]) }
      #expect(try taizhang("show", "hh-0001").status == 0)
      #expect(try taizhang("query", "households").status == 0)
      #expect(try taizhang("verify").status == 0)
      if geteuid() != 0 { #expect(try taizhang.visit().status == 74) }
    }
  }

  @Test func flippedByteIsAnIntegrityFailure() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      let file = URL(fileURLWithPath: taizhang.path("ledger/log/data.mdb"))
      var bytes = try Data(contentsOf: file)
      let place = try #require(bytes.range(of: Data("\"minutes\":45".utf8), options: .backwards))
      bytes[place.upperBound - 1] ^= 1
      try bytes.write(to: file)
      let answer = try taizhang("verify", "--json")
      #expect(answer.status == 2)
      #expect(answer.json["ok"] as? Bool == false)
      let findings = answer.json["findings"] as? [[String: Any]]
      #expect(findings?.first?["code"] as? String == "L01")
      #expect(try taizhang("verify", "--level", "hashes").status == 2)
      let junit = try taizhang("verify", "--format", "junit")
      #expect(junit.status == 2 && junit.out.contains("<testsuite"))
    }
  }

  @Test func staleDerivedStateIsAFinding() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try FileManager.default.removeItem(atPath: taizhang.path("ledger/derived"))
      let answer = try taizhang("verify", "--json")
      #expect(answer.status == 1)
      #expect((answer.json["findings"] as? [[String: Any]])?.first?["severity"] as? String == "warning")
      #expect(try taizhang("rebuild").status == 0)
      #expect(try taizhang("verify").status == 0)
    }
  }

  @Test func rolledBackFolderIsNoticed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "old").status == 0)
      #expect(try taizhang.visit().status == 0)
      try taizhang("checkpoint").out.write(toFile: taizhang.path("cp"), atomically: false, encoding: .utf8)
      let answer = try taizhang("restore", "old", "--into", "back", "--checkpoint", "cp")
      #expect(answer.status == 2 && answer.err.contains("L09"))
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("back")))
    }
  }
}
