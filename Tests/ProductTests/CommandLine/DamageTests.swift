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

  /// A vault cut short ended every reading in 2, although nothing but names rests on it.
  @Test func aDamagedVaultMasksNamesAndNothingElse() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("show", "p-0001").out.contains("张三"))
      let file = try #require(FileHandle(forWritingAtPath: taizhang.path("ledger/vault/data.mdb")))
      try file.truncate(atOffset: 5_000)
      try file.close()
      let shown = try taizhang("show", "p-0001")
      #expect(shown.status == 0 && shown.out.contains("＊＊＊") && !shown.out.contains("张三"), "\(shown)")
      #expect(shown.err.contains("L09") && shown.err.contains("保密库"), "\(shown.err)")
      #expect(try taizhang("verify").status == 0)
      let doctor = try taizhang("doctor", "--json")
      let items = doctor.json["items"] as? [[String: Any]] ?? []
      #expect(doctor.status == 1)
      #expect(items.first { $0["id"] as? String == "vault" }?["verdict"] as? String == "bad", "\(doctor.out)")
      // What would be sealed has nowhere to go.
      #expect(try taizhang("person", "add", "p-0008", "--name", "李四", "--no-key").status == 2)
    }
  }

  /// With a damaged vault even a visit without a name was refused, with words as if the log were lost and with no way out.
  @Test func aDamagedVaultStopsOnlyWhatWouldBeSealed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "copy", "--vault").status == 0)
      try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: taizhang.path("ledger/vault/data.mdb")))
      let visit = try taizhang.visit()
      #expect(visit.status == 0 && visit.err.contains("注意：姓名等一律遮盖（L10 保密库"), "\(visit)")
      let size = try taizhang("verify", "--json").json["size"] as? Int
      let named = ["person", "add", "p-0008", "--name", "李四", "--no-key"]
      for (language, words) in [
        ("zh", ["taizhang: L10 保密库“ledger/vault”损坏", "账本未受影响", "cp 备份/vault/data.mdb ledger/vault/data.mdb"]),
        (
          "en",
          [
            "taizhang: L10 the vault \"ledger/vault\" is damaged", "unharmed",
            "cp BACKUP/vault/data.mdb ledger/vault/data.mdb",
          ]
        ),
      ] {
        let refused = try taizhang.start(Product.binary, named, ["TAIZHANG_LANG": language])
        #expect(refused.status == 2, "\(refused)")
        for word in words { #expect(refused.err.contains(word), "\(word): \(refused.err)") }
      }
      #expect(try taizhang("verify", "--json").json["size"] as? Int == size)
      #expect(try taizhang("doctor").out.contains("移走该文件夹"))
      // The advice, followed.
      let copied = try taizhang.start("/bin/cp", ["copy/vault/data.mdb", "ledger/vault/data.mdb"])
      #expect(copied.status == 0)
      #expect(try taizhang("show", "p-0001").out.contains("张三"))
      #expect(try taizhang.start(Product.binary, named).status == 0)
      #expect(try taizhang("show", "p-0008").out.contains("李四"))
      #expect(try taizhang("verify").status == 0)
    }
  }

  /// What is published lags behind the ledger while witnesses are awaited: restoring from a copy newer than that accused the
  /// publisher of a rollback, with two checkpoints as evidence.
  @Test func aSourceThatLagsIsNotAccused() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang("publish", "mid").status == 0)
      #expect(try taizhang.visit().status == 0)
      try taizhang("checkpoint").out.write(toFile: taizhang.path("cp"), atomically: false, encoding: .utf8)
      for source in ["web", "mid"] {
        let late = try taizhang("restore", "copy", "--into", "back", "--checkpoint", "cp", "--from", source)
        #expect(late.status == 2 && late.err.contains("L09") && late.err.contains("来源"), "\(late)")
        #expect(!late.err.contains("证据") && !late.err.contains("回滚"), "\(late.err)")
        #expect(!FileManager.default.fileExists(atPath: taizhang.path("back")))
      }
      // Elsewhere nothing newer was seen, and the copy is as new as the checkpoint: what the source lacks is no harm.
      let back = try taizhang(
        "restore", "copy", "--into", "back", "--checkpoint", "copy/checkpoint", "--from", "web",
        environment: ["XDG_STATE_HOME": taizhang.path("elsewhere")])
      #expect(back.status == 0, "\(back)")
    }
  }

  /// The command offered named the vault's path bare: in a ledger called `our ledger` it copied to two places that are not there.
  @Test func theCommandOfferedForADamagedVaultCanBeCopied() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "备份", "--vault").status == 0)
      for name in ["our ledger", "it's $(touch x)"] {
        let ledger = taizhang.path(name)
        try FileManager.default.copyItem(atPath: taizhang.path("ledger"), toPath: ledger)
        let vault = "\(ledger)/vault/data.mdb"
        let size = try Data(contentsOf: URL(fileURLWithPath: vault)).count
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: vault))
        let refused = try taizhang("person", "add", "p-0008", "--name", "李四", "--no-key", "--ledger", name)
        #expect(refused.status == 2, "\(refused)")
        let start = try #require(refused.err.firstRange(of: "cp 备份/")).lowerBound
        let command = refused.err[start...].prefix { $0 != "\n" }
        let copied = try taizhang.start("/bin/sh", ["-c", String(command)])
        #expect(copied.status == 0, "\(command): \(copied.err)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: vault)).count == size)
        #expect(!FileManager.default.fileExists(atPath: taizhang.path("x")))
      }
    }
  }
}
