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

  /// A vandal cut `taizhang.json` short. `verify` said "malformed" (65), which CI takes for an old program: the log beside it
  /// says that somebody was here.
  @Test(arguments: ["", "{}\n", "{\"format\":1,\"genesis\":\"AAAA\",\"origin\":\"test.example\"}\n"])
  func aDamagedDescriptionIsDamage(_ text: String) throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let about = taizhang.path("ledger/taizhang.json")
      let before = try String(contentsOfFile: about, encoding: .utf8)
      try text.write(toFile: about, atomically: true, encoding: .utf8)
      let report = try taizhang("verify", "--json")
      let findings = report.json["findings"] as? [[String: Any]]
      #expect(report.status == 2 && findings?.first?["code"] as? String == "L03", "\(report)")
      for command in [["query", "funds"], ["backup", "copy"], ["publish", "web"]] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 2 && answer.err.contains("L03") && answer.err.contains("备份"), "\(command): \(answer)")
      }
      // Gone altogether: an interrupted `init` looks like that too, so it is no accusation, but both ways out are named.
      try FileManager.default.removeItem(atPath: about)
      let gone = try taizhang("verify")
      #expect(gone.status == 66 && gone.err.contains("E10") && gone.err.contains("备份"), "\(gone)")
      try before.write(toFile: about, atomically: true, encoding: .utf8)
      #expect(try taizhang("verify").status == 0)
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
      #expect(try taizhang("person", "add", "p-0008", "--name", "李四", "--no-key", "--sign", "p-founder").status == 2)
    }
  }

  /// With a damaged vault even a visit without a name was refused, with words as if the log were lost and with no way out.
  @Test func aDamagedVaultStopsOnlyWhatWouldBeSealed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "copy").status == 0)
      try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: taizhang.path("ledger/vault/data.mdb")))
      let visit = try taizhang.visit()
      #expect(visit.status == 0 && visit.err.contains("注意：姓名等一律遮盖（L10 保密库"), "\(visit)")
      let size = try taizhang("verify", "--json").json["size"] as? Int
      let named = ["person", "add", "p-0008", "--name", "李四", "--no-key", "--sign", "p-founder"]
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

  /// Zeroes every page but the first two of a database, one after another, and tells how a command ended each time.
  private func eachPageZeroed(
    _ file: String, _ taizhang: Product, _ command: [String], _ body: (_ page: Int, Product.Answer) throws -> Void
  ) throws {
    let sound = try Data(contentsOf: URL(fileURLWithPath: file))
    for page in 2..<sound.count / 4096 {
      var damaged = sound
      damaged.resetBytes(in: page * 4096..<(page + 1) * 4096)
      try damaged.write(to: URL(fileURLWithPath: file))
      try body(page, taizhang.start(Product.binary, command))
    }
    try sound.write(to: URL(fileURLWithPath: file))
  }

  /// A page of derived state full of zeros: LMDB asserted, and the command ended with 134 and a page of registers.
  @Test func aDamagedPageEndsInWordsAndStatus2() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let live = try String(contentsOfFile: taizhang.path("ledger/derived/CURRENT"), encoding: .utf8)
      let file = taizhang.path("ledger/derived/\(live.trimmingCharacters(in: .whitespacesAndNewlines))/data.mdb")
      var statuses: [Int32: Int] = [:]
      try eachPageZeroed(file, taizhang, ["show", "p-0001"]) { page, answer in
        #expect([0, 2].contains(answer.status), "page \(page): \(answer)")
        #expect(!answer.err.contains("Thread 0"), "\(answer.err)")
        if answer.status == 2 { #expect(answer.err.contains("L10") || answer.err.contains("L06"), "\(answer.err)") }
        statuses[answer.status, default: 0] += 1
      }
      #expect(statuses[2, default: 0] > 0, "no page mattered")
    }
  }

  /// `backup` was killed by what it read and left half a copy, which is taken for a whole one some day; `verify --json` then
  /// printed nothing that a machine could read.
  @Test func aDamagedLogIsNotHalfCopiedAndIsReported() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      var reported = 0
      try eachPageZeroed(taizhang.path("ledger/log/data.mdb"), taizhang, ["backup", "copy"]) { page, answer in
        #expect([0, 2].contains(answer.status), "page \(page): \(answer)")
        #expect(FileManager.default.fileExists(atPath: taizhang.path("copy")) == (answer.status == 0), "page \(page)")
        if answer.status == 0 {
          try FileManager.default.removeItem(atPath: taizhang.path("copy"))
        } else {
          // A page that only the next writer would use spoils a copy of the file, but no entry.
          let report = try taizhang("verify", "--json")
          #expect(report.json["ok"] as? Bool == (report.status == 0), "page \(page): \(report)")
          if report.status == 2 { reported += 1 }
        }
      }
      #expect(reported > 0, "no page mattered")
    }
  }

  /// A digit of an amount was changed in the log: `show` printed the false amount and ended with 0.
  @Test func nothingAlteredIsShown() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("show", "hh-0001").status == 0)
      let file = URL(fileURLWithPath: taizhang.path("ledger/log/data.mdb"))
      var log = try Data(contentsOf: file)
      let minutes = try #require(log.range(of: Data(#""minutes":"#.utf8)))
      log[minutes.upperBound] ^= 1
      try log.write(to: file)
      for command in [["show", "hh-0001"], ["signoff", "show", "hh-0001"], ["log", "--subject", "hh-0001"]] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 2 && answer.err.contains("L01"), "\(command): \(answer)")
      }
    }
  }

  /// The command offered named the vault's path bare: in a ledger called `our ledger` it copied to two places that are not there.
  @Test func theCommandOfferedForADamagedVaultCanBeCopied() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "备份").status == 0)
      for name in ["our ledger", "it's $(touch x)"] {
        let ledger = taizhang.path(name)
        try FileManager.default.copyItem(atPath: taizhang.path("ledger"), toPath: ledger)
        let vault = "\(ledger)/vault/data.mdb"
        let size = try Data(contentsOf: URL(fileURLWithPath: vault)).count
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: vault))
        let refused = try taizhang(
          "person", "add", "p-0008", "--name", "李四", "--no-key", "--ledger", name, "--sign", "p-founder")
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
