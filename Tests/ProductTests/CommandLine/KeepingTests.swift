import Foundation
import Glibc
import Testing

/// Backups, restore drills, and what a machine remembers of a ledger.
@Suite struct KeepingTests {
  private static let visit = ["record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001"]

  private func visit(_ taizhang: Product, _ ledger: String) throws -> Product.Answer {
    try taizhang.start(Product.binary, Self.visit + ["--ledger", ledger])
  }

  private func copy(_ taizhang: Product, _ from: String, _ to: String) throws {
    try FileManager.default.copyItem(atPath: taizhang.path(from), toPath: taizhang.path(to))
  }

  private func move(_ taizhang: Product, _ from: String, _ to: String) throws {
    try FileManager.default.moveItem(atPath: taizhang.path(from), toPath: taizhang.path(to))
  }

  /// A ledger that this machine has seen with one visit more than it now has.
  private func rollBack(_ taizhang: Product) throws {
    try taizhang.makeLedger()
    try copy(taizhang, "ledger", "old")
    #expect(try taizhang.visit().status == 0)
    try move(taizhang, "ledger", "true")
    try move(taizhang, "old", "ledger")
  }

  // MARK: Drills

  /// A county restored its backup into another folder to see whether it could, as it is told to every quarter, and recorded a line
  /// there. From then on its own ledger was "rolled back or rewritten" and no command would open it: what the machine had seen was
  /// kept by the ledger alone, and the drill is the same ledger.
  @Test func aRestoreDrillNeverTurnsAgainstItsLedger() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang.visit().status == 0)
      let drill = try taizhang("restore", "copy", "--into", "drill", "--checkpoint", "copy/checkpoint")
      #expect(drill.status == 0, "\(drill)")
      // That the ledger has gone on is said, with its checkpoint.
      #expect(drill.out.contains(taizhang.path("ledger")) && drill.out.contains("--accept-loss"), "\(drill.out)")
      try FileManager.default.removeItem(atPath: taizhang.path("drill/keys"))
      try copy(taizhang, "ledger/keys", "drill/keys")
      for ledger in ["drill", "drill", "ledger", "drill", "ledger", "ledger"] {
        let answer = try visit(taizhang, ledger)
        #expect(answer.status == 0, "\(ledger): \(answer)")
        #expect(answer.err.contains("另一份副本") == (ledger == "drill"), "\(answer.err)")
      }
      for ledger in ["ledger", "drill"] {
        for command in [["verify"], ["show", "hh-0001"], ["publish", "web-\(ledger)"]] {
          let answer = try taizhang.start(Product.binary, command + ["--ledger", ledger])
          #expect(answer.status == 0, "\(ledger) \(command): \(answer)")
        }
      }
      // Nor what is published of either, or followed from it.
      for ledger in ["ledger", "drill", "ledger"] {
        if ledger == "ledger" {
          let tiles = try taizhang("verify", "--tiles", "web-\(ledger)")
          #expect(tiles.status == 0, "\(tiles)")
        }
        #expect(try taizhang("checkpoint", "--ledger", ledger).status == 0)
      }
      let followed = try taizhang("follow", "web-ledger", "--into", "replica", "--once")
      #expect(followed.status == 0, "\(followed)")
      // A backup is looked at where it lies, and is no rollback either.
      let backup = try taizhang("verify", "--ledger", "copy", "--level", "rules")
      #expect(backup.status == 0 && backup.out.contains("另一份副本"), "\(backup)")
      #expect(try taizhang("verify").status == 0)
    }
  }

  /// The same folder serves for the next drill, from an older copy or a newer one.
  @Test func aDrillsFolderIsUsedAgain() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "first").status == 0)
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("backup", "second").status == 0)
      for copy in ["second", "first", "second"] {
        let drill = try taizhang("restore", copy, "--into", "drill", "--checkpoint", "\(copy)/checkpoint")
        #expect(drill.status == 0, "\(drill)")
        try FileManager.default.removeItem(atPath: taizhang.path("drill/keys"))
        try self.copy(taizhang, "ledger/keys", "drill/keys")
        #expect(try visit(taizhang, "drill").status == 0)
        #expect(try taizhang("verify", "--ledger", "drill").status == 0)
        try FileManager.default.removeItem(atPath: taizhang.path("drill"))
      }
      #expect(try taizhang("verify").status == 0)
      // The ledger's own folder is no drill's: an older copy is refused there.
      try FileManager.default.removeItem(atPath: taizhang.path("ledger"))
      let older = try taizhang("restore", "first", "--into", "ledger", "--checkpoint", "first/checkpoint")
      #expect(older.status == 2 && older.err.contains("L09"), "\(older)")
    }
  }

  /// A loss is rehearsed too, while the ledger is alive: it stays the ledger. The rehearsal was told at every command to accept the loss
  /// that it had on record.
  @Test func theLossOfALivingLedgerIsRehearsed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      // Two of registrars and leaders sign for a loss.
      try taizhang.makeSigners()
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang.visit().status == 0)
      let drill = try taizhang(
        "restore", "copy", "--into", "drill", "--accept-loss", "演练", "--keys", "ledger/keys", "--sign", "p-founder",
        "p-0009")
      #expect(drill.status == 0 && drill.out.contains("丢失：1条"), "\(drill)")
      for ledger in ["ledger", "drill", "ledger"] {
        let answer = try visit(taizhang, ledger)
        #expect(answer.status == 0 && !answer.err.contains("另一份副本"), "\(ledger): \(answer)")
        #expect(try taizhang("verify", "--ledger", ledger).status == 0)
      }
      // When it is lost indeed, the folder restored into is the ledger.
      try FileManager.default.removeItem(atPath: taizhang.path("drill"))
      try move(taizhang, "ledger/keys", "safe")
      try FileManager.default.removeItem(atPath: taizhang.path("ledger"))
      let real = try taizhang(
        "restore", "copy", "--into", "drill", "--accept-loss", "硬盘损坏", "--keys", "safe", "--sign", "p-founder", "p-0009"
      )
      #expect(real.status == 0 && !real.out.contains("另一份副本"), "\(real)")
      let visit = try visit(taizhang, "drill")
      #expect(visit.status == 0 && visit.err.isEmpty, "\(visit)")
      #expect(try taizhang("publish", "web", "--ledger", "drill").status == 0)
      let tiles = try taizhang("verify", "--tiles", "web")
      #expect(tiles.status == 0, "\(tiles)")
    }
  }

  /// In a drill's folder an older copy put in place is found as anywhere.
  @Test func aDrillIsHeldToWhatWasSeenOfIt() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang("restore", "copy", "--into", "drill", "--checkpoint", "copy/checkpoint").status == 0)
      try FileManager.default.removeItem(atPath: taizhang.path("drill/keys"))
      try copy(taizhang, "ledger/keys", "drill/keys")
      try copy(taizhang, "drill", "before")
      #expect(try visit(taizhang, "drill").status == 0)
      try move(taizhang, "drill", "gone")
      try move(taizhang, "before", "drill")
      let found = try taizhang("show", "hh-0001", "--ledger", "drill")
      #expect(found.status == 2 && found.err.contains("L09"), "\(found)")
      #expect(try taizhang("show", "hh-0001").status == 0)
    }
  }

  // MARK: What is remembered

  /// L09 said "13 entries, 14 were seen before" and nothing else: not where it had that from, nor that a drill might explain it. The
  /// clerk deleted the folder that remembered, which was the only thing that could have shown the fraud.
  @Test func aRollbackIsToldWithWhatIsRememberedAndWhatToDo() throws {
    try Product.run { (taizhang) throws in
      try rollBack(taizhang)
      let answer = try taizhang("show", "hh-0001")
      #expect(answer.status == 2 && answer.err.contains("L09"), "\(answer)")
      let kept = try FileManager.default.contentsOfDirectory(atPath: taizhang.path("state/taizhang"))
        .filter { $0.hasSuffix(".checkpoint") }
      try #require(kept.count == 1)
      let file = taizhang.path("state/taizhang/\(kept[0])")
      let note = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      let (size, root) = (String(note[1]), String(note[2].prefix(12)))
      for text in [size, root, file, taizhang.path("ledger"), "+08:00", "--as-found", "--accept-loss", "--from"] {
        #expect(answer.err.components(separatedBy: text).count >= 3, "\(text), in both languages: \(answer.err)")
      }
      for text in ["（一）演练", "（二）记录丢失", "（三）有人改动", "(1) A drill", "(2) Records were lost", "(3) Fraud"] {
        #expect(answer.err.contains(text), "\(text): \(answer.err)")
      }
      let report = try taizhang("verify", "--json")
      let finding = (report.json["findings"] as? [[String: Any]])?.first
      let message = finding?["message"] as? [String: String]
      #expect(report.status == 2 && finding?["code"] as? String == "L09")
      #expect(message?["zh"]?.contains(file) == true && message?["en"]?.contains(root) == true, "\(report.out)")
      let doctor = try taizhang("doctor", "--json")
      let item = (doctor.json["items"] as? [[String: Any]])?.first { $0["id"] as? String == "outside" }
      #expect(doctor.status == 1 && item?["verdict"] as? String == "bad", "\(doctor)")
      // As advised for a drill: the file out of the way, and the ledger opens.
      try FileManager.default.moveItem(atPath: file, toPath: file + ".aside")
      #expect(try taizhang("show", "hh-0001").status == 0)
    }
  }

  /// A history that went another way is told in the same words; so is what a link now shows in the ledger's place.
  @Test func anotherHistoryAndAnExchangedFolderAreToldToo() throws {
    try Product.run { (taizhang) throws in
      try rollBack(taizhang)
      let elsewhere = ["XDG_STATE_HOME": taizhang.path("elsewhere")]
      for _ in 0..<2 {
        #expect(try taizhang.start(Product.binary, Self.visit, elsewhere).status == 0)
      }
      let forked = try taizhang("query", "funds")
      #expect(forked.status == 2 && forked.err.contains("L04") && forked.err.contains("（三）有人改动"), "\(forked)")
      try move(taizhang, "ledger", "forged")
      try FileManager.default.createSymbolicLink(
        atPath: taizhang.path("ledger"), withDestinationPath: taizhang.path("forged"))
      let linked = try taizhang("query", "funds")
      #expect(linked.status == 2 && linked.err.contains("L04"), "\(linked)")
    }
  }

  /// Nobody could look into a ledger that had gone back, not even to find out what was missing.
  @Test func whatIsThereIsReadWithAMark() throws {
    try Product.run { (taizhang) throws in
      try rollBack(taizhang)
      let mark = "按现状读取（L09）"
      let text: [[String]] = [
        ["log"], ["show", "hh-0001"], ["query"], ["query", "households"], ["diff", "0", "now"],
        ["explain", "households", "hh-0001"], ["inbox", "--person", "p-0001"], ["anchor", "list"],
        ["signoff", "show", "hh-0001"], ["signoff", "print", "hh-0001"],
        ["signoff", "print", "hh-0001", "--format", "html"],
      ]
      for command in text {
        #expect(try taizhang.start(Product.binary, command).status == 2, "\(command)")
        let answer = try taizhang.start(Product.binary, command + ["--as-found"])
        #expect(answer.status <= 1 && answer.out.contains(mark), "\(command): \(answer)")
        #expect(answer.err.contains("L09"), "\(command): \(answer.err)")
      }
      let json: [[String]] = [
        ["log", "--json"], ["show", "12", "--json"], ["query", "households", "--json"],
        ["query", "households", "--format", "jsonl"], ["query", "households", "--columns", "key", "--format", "jsonl"],
        ["query", "--json"], ["diff", "0", "now", "--json"], ["explain", "households", "hh-0001", "--json"],
        ["inbox", "--person", "p-0001", "--json"], ["signoff", "show", "hh-0001", "--json"],
        ["anchor", "list", "--json"],
      ]
      for command in json {
        let answer = try taizhang.start(Product.binary, command + ["--as-found"])
        #expect(answer.status <= 1, "\(command): \(answer)")
        let documents = try Self.objects(answer.out)
        #expect(!documents.isEmpty && documents.allSatisfy { $0["as_found"] != nil }, "\(command): \(answer.out)")
      }
      let csv = try taizhang("query", "households", "--format", "csv", "--as-found").out.split(separator: "\r\n")
      #expect(csv.count == 2 && csv[1].hasPrefix("L09,"), "\(csv)")
      // It is for reading only.
      for command in [
        Self.visit, ["prove", "0"], ["publish", "web"], ["attest"], ["backup", "copy"], ["checkpoint"],
      ] {
        let answer = try taizhang.start(Product.binary, command + ["--as-found"])
        #expect(answer.status == 64, "\(command): \(answer)")
      }
      // A ledger against which there is nothing is not marked.
      try move(taizhang, "ledger", "old")
      try move(taizhang, "true", "ledger")
      let sound = try taizhang("show", "hh-0001", "--as-found", "--json")
      #expect(sound.status == 0 && !sound.out.contains("as_found") && sound.err.isEmpty, "\(sound)")
    }
  }

  /// The objects of an answer: one document, an array, or one a line.
  private static func objects(_ text: String) throws -> [[String: Any]] {
    if let whole = try? JSONSerialization.jsonObject(with: Data(text.utf8)) {
      return whole as? [[String: Any]] ?? (whole as? [String: Any]).map { [$0] } ?? []
    }
    return try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// `XDG_STATE_HOME=state` in a unit file was passed over: everybody believed that the machine remembered beside the ledger, and it
  /// did in some home, or nowhere.
  @Test func aMemoryThatIsNotKeptIsSaid() throws {
    try Product.run { (taizhang) throws in
      for command in [["init", "--origin", "a.example/l", "--region", "62", "--authority", "x"]] {
        let answer = try taizhang.start(Product.binary, command, ["XDG_STATE_HOME": "state"])
        #expect(answer.status == 64 && answer.err.contains("E27"), "\(answer)")
        #expect(!FileManager.default.fileExists(atPath: taizhang.path("ledger")), "nothing is made")
      }
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      #expect(try taizhang("backup", "copy").status == 0)
      for command in [
        ["show", "hh-0001"], Self.visit, ["verify"], ["doctor"], ["verify", "--tiles", "web"], ["rebuild"],
        ["follow", "web", "--into", "replica", "--once"],
        ["restore", "copy", "--into", "back", "--checkpoint", "copy/checkpoint"],
      ] {
        let answer = try taizhang.start(Product.binary, command, ["XDG_STATE_HOME": "./state"])
        #expect(
          answer.status == 64 && answer.err.contains("E27") && answer.err.contains("./state"), "\(command): \(answer)")
      }
      for name in ["replica", "back"] { #expect(!FileManager.default.fileExists(atPath: taizhang.path(name))) }
      // No home at all: everything works, and it is said every time.
      for home in ["", "relative"] {
        let homeless = ["XDG_STATE_HOME": "", "HOME": home]
        for command in [["show", "hh-0001"], Self.visit, ["verify"], ["doctor"]] {
          let answer = try taizhang.start(Product.binary, command, homeless)
          #expect(answer.status == 0, "\(command): \(answer)")
          #expect((answer.err + answer.out).contains("XDG_STATE_HOME"), "\(command): \(answer)")
        }
      }
      // A home that cannot be written, even by root.
      let unwritable = ["XDG_STATE_HOME": "/proc/state"]
      for command in [
        Self.visit, ["verify"], ["verify", "--tiles", "web"], ["follow", "web", "--into", "replica", "--once"],
      ] {
        let answer = try taizhang.start(Product.binary, command, unwritable)
        #expect(answer.status == 0, "\(command): \(answer)")
        let isSaid = (answer.err + answer.out).contains("没能另存") && (answer.err + answer.out).contains("/proc/state")
        #expect(isSaid || command.contains("--tiles"), "\(command): \(answer)")
      }
      let doctor = try taizhang("doctor", environment: unwritable)
      #expect(doctor.status == 1 && doctor.out.contains("/proc/state"), "\(doctor)")
      // An empty XDG_STATE_HOME counts as none, as its specification has it.
      #expect(try taizhang("verify", environment: ["XDG_STATE_HOME": ""]).status == 0)
      #expect(FileManager.default.fileExists(atPath: taizhang.path(".local/state/taizhang")))
    }
  }

  // MARK: What is missing

  /// A county kept its backups for a year, without `--vault`, which nobody had told it to add. After the fire it had a ledger in
  /// which nobody had a name.
  @Test func aBackupTakesTheVaultAndSaysWhatIsMissing() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try "scan".write(toFile: taizhang.path("scan.jpg"), atomically: false, encoding: .utf8)
      #expect(try taizhang.start(Product.binary, Self.visit + ["--attach", "scan.jpg"]).status == 0)
      let whole = try taizhang("backup", "whole", "--json")
      #expect(whole.status == 0 && whole.json["vault"] as? Bool == true, "\(whole)")
      #expect(whole.json["sealed_closed"] as? Int == 0 && whole.json["sealed"] as? Int == 1, "\(whole.out)")
      #expect((whole.json["evidence_absent"] as? [String])?.isEmpty == true && whole.json["keys"] as? Bool == false)
      #expect(FileManager.default.fileExists(atPath: taizhang.path("whole/vault/data.mdb")))
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("whole/keys")))
      #expect(try taizhang("backup", "again").out.contains("密钥从不备份"))
      #expect(try taizhang("backup", "old", "--vault").status == 64)

      let without = try taizhang("backup", "without", "--without-vault")
      #expect(without.status == 0 && without.out.contains("！未含保密库"), "\(without)")
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("without/vault")))
      let restored = try taizhang("restore", "without", "--into", "back", "--checkpoint", "without/checkpoint")
      #expect(restored.status == 0 && restored.out.contains("！备份中没有保密库"), "\(restored)")
      let machine = try taizhang(
        "restore", "without", "--into", "third", "--checkpoint", "without/checkpoint", "--json")
      #expect(machine.json["vault"] as? Bool == false && machine.json["sealed_closed"] as? Int == 1, "\(machine.out)")

      try FileManager.default.removeItem(atPath: taizhang.path("ledger/blobs"))
      try FileManager.default.removeItem(atPath: taizhang.path("ledger/vault"))
      let bare = try taizhang("backup", "bare")
      #expect(bare.status == 0 && bare.out.contains("！本机没有保密库") && bare.out.contains("！缺1个佐证文件"), "\(bare)")
      let told = try taizhang("backup", "told", "--json").json
      #expect(told["vault_state"] as? String == "absent" && (told["evidence_absent"] as? [String])?.count == 1)
    }
  }

  /// Recording makes an empty vault where there was none; `doctor` then called it readable, "names are shown".
  @Test func closedNamesAreSaidByDoctorAndVerify() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      func item(_ id: String) throws -> [String: Any]? {
        (try taizhang("doctor", "--json").json["items"] as? [[String: Any]])?.first { $0["id"] as? String == id }
      }
      func advice(_ id: String, _ options: String...) throws -> String? {
        let report = try taizhang.start(Product.binary, ["verify", "--json"] + options)
        #expect(report.status == 0, "\(report)")
        let items = report.json["advice"] as? [[String: Any]]
        return (items?.first { $0["id"] as? String == id }?["message"] as? [String: String])?["zh"]
      }
      #expect(try item("vault")?["verdict"] as? String == "good")
      #expect(try advice("vault") == nil)
      try FileManager.default.removeItem(atPath: taizhang.path("ledger/vault"))
      #expect(try item("vault")?["verdict"] as? String == "attention")
      #expect(try advice("vault")?.contains("没有保密库") == true)
      #expect(try taizhang("verify").out.contains("建议 账本中有1处密封内容"))
      // Said to be lost for good, another is begun.
      try FileManager.default.createDirectory(
        atPath: taizhang.path("ledger/vault"), withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: taizhang.path("ledger/vault/BEGIN")))
      #expect(try taizhang.visit().status == 0)
      #expect(FileManager.default.fileExists(atPath: taizhang.path("ledger/vault/data.mdb")))
      #expect(try item("vault")?["verdict"] as? String == "attention", "an empty vault opens nothing")
      #expect(try advice("vault")?.contains("是空的") == true)
      #expect(try taizhang("verify", "--format", "junit").out.contains("<system-out>"))
    }
  }

  /// The founder's key and a clerk's lay in one folder, and nothing said that whoever read it could sign for both.
  @Test func keysThatLieTogetherAreAdvisedAgainst() throws {
    try Product.run { (taizhang) throws in
      func expectKeys(_ verdict: String, isAdvised: Bool) throws {
        let items = try taizhang("doctor", "--json").json["items"] as? [[String: Any]]
        let report = try taizhang("verify", "--level", "hashes", "--json")
        #expect(report.status == 0)
        let advice = report.json["advice"] as? [[String: Any]]
        #expect(items?.first { $0["id"] as? String == "keys" }?["verdict"] as? String == verdict)
        #expect(advice?.contains { $0["id"] as? String == "keys" } == isAdvised)
      }
      try taizhang.makeLedger()
      try expectKeys("attention", isAdvised: true)
      #expect(try taizhang("doctor").status == 0, "advice is no fault")
      try move(taizhang, "ledger/keys/p-0001.skey", "p-0001.skey")
      // The ledger's own keys are its operator's.
      try expectKeys("good", isAdvised: false)
    }
  }

  /// Derived state that lags is found at level `views`; at the others, which do not look at it, `verify` said nothing.
  @Test func staleDerivedStateIsSaidAtEveryLevel() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try FileManager.default.removeItem(atPath: taizhang.path("ledger/derived"))
      for level in ["hashes", "signatures", "rules"] {
        let report = try taizhang("verify", "--level", level)
        #expect(report.status == 0 && report.out.contains("rebuild"), "\(level): \(report)")
      }
      let views = try taizhang("verify")
      #expect(views.status == 1 && views.out.components(separatedBy: "rebuild").count == 2, "once: \(views)")
      #expect(try taizhang("rebuild").status == 0)
      #expect(try !taizhang("verify", "--level", "hashes").out.contains("rebuild"))
    }
  }

  // MARK: Two at once

  /// Six clerks pressed Enter within a second; five were told to type it again, with nothing about who was in their way.
  @Test func sixRecordingsAtOnceAllSucceed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let processes = try (0..<6).map { number in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Product.binary)
        process.arguments = Self.visit
        process.currentDirectoryURL = URL(fileURLWithPath: taizhang.folder)
        process.environment = [
          "HOME": taizhang.folder, "XDG_STATE_HOME": taizhang.path("state"), "PATH": "/usr/bin:/bin",
        ]
        let output = taizhang.path("clerk-\(number)")
        #expect(FileManager.default.createFile(atPath: output, contents: nil))
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: output)
        try process.run()
        return (process, output)
      }
      for (process, output) in processes {
        process.waitUntilExit()
        let errors = try String(contentsOfFile: output, encoding: .utf8)
        #expect(process.terminationStatus == 0, "\(errors)")
      }
      let visits = try taizhang("log", "--type", "visit.recorded", "--json").out.split(separator: "\n").count
      #expect(visits == 6)
      #expect(try taizhang("verify").status == 0)
    }
  }

  /// Somebody else holds the lock: for how long is waited for him, who he is, and what `--no-wait` does.
  @Test func whoHoldsTheLedgerIsNamed() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let holder = Process()
      holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
      holder.arguments = [taizhang.path("ledger/lock"), "sh", "-c", "echo held; read line"]
      let (input, output) = (Pipe(), Pipe())
      holder.standardInput = input
      holder.standardOutput = output
      try holder.run()
      defer { holder.terminate() }
      #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
      for command in [Self.visit, ["rebuild"], ["household", "add", "hh-0009", "--place", "621021103204"]] {
        let answer = try taizhang.start(Product.binary, command + ["--no-wait"])
        #expect(answer.status == 75 && answer.err.contains("E03"), "\(command): \(answer)")
        #expect(
          answer.err.contains("进程\(holder.processIdentifier)（flock") && answer.err.contains("+08:00起"), "\(answer.err)")
        #expect(!answer.err.contains("已等待"), "\(answer.err)")
      }
      let doctor = try taizhang("doctor")
      #expect(doctor.status == 0 && doctor.out.contains("进程\(holder.processIdentifier)"), "\(doctor)")
      // It ends while somebody waits.
      let ending = Thread {
        sleep(2)
        try? input.fileHandleForWriting.close()
      }
      ending.start()
      let waited = try taizhang.visit()
      #expect(waited.status == 0 && waited.err.contains("等它结束"), "\(waited)")
      #expect(waited.err.contains("进程\(holder.processIdentifier)"), "\(waited.err)")
    }
  }

  /// He does not end: 75 after ten seconds, with his name.
  @Test func nobodyWaitsForEver() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let began = Date()
      let answer = try taizhang.start(
        "/usr/bin/flock",
        ["ledger/lock", "-c", "\(Product.binary) household add hh-0002 --place 621021103204"])
      #expect(answer.status == 75 && answer.err.contains("E03") && answer.err.contains("已等待10秒"), "\(answer)")
      #expect((9.5...60).contains(-began.timeIntervalSinceNow))
      // The holder's options are nobody's business: they may be a name.
      #expect(!answer.err.contains("621021103204"), "\(answer.err)")
    }
  }

  // MARK: Nothing is overwritten

  /// `prove 17 -o 16.proof` took last year's proof with it; `witness request --into` the signed file on the stick.
  @Test func noOutputFileIsOverwritten() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang("checkpoint").out.write(toFile: taizhang.path("cp"), atomically: false, encoding: .utf8)
      #expect(try taizhang("attest").status == 0)
      #expect(try taizhang("witness", "key", "w.example/w", "--store", "w").status == 0)
      #expect(try taizhang("witness", "request", "--into", "request").status == 0)
      let witnessed = ["witness", "add", "--file", "request", "--log", "ledger/keys/checkpoint.vkey", "--store", "w"]
      let commands: [[String]] = [
        ["prove", "0", "-o", "kept"], ["prove", "0", "--into", "kept"],
        ["prove", "--subject", "hh-0001", "-o", "kept"],
        ["prove", "--view", "households", "-o", "kept"], ["prove", "--consistency", "cp", "-o", "kept"],
        ["prove", "--pack", "hh-0001", "-o", "kept"], ["prove", "0", "-o", "link"], ["prove", "0", "-o", "folder"],
        ["witness", "request", "--into", "kept"], witnessed + ["--into", "kept"],
        ["import", "--template", "household", "--out", "kept"], ["tx", "new", "kept", "--signer", "p-0001"],
        ["man", "--into", "pages"],
      ]
      let files = FileManager.default
      try files.createDirectory(atPath: taizhang.path("folder"), withIntermediateDirectories: false)
      try files.createDirectory(atPath: taizhang.path("pages"), withIntermediateDirectories: false)
      try files.createSymbolicLink(atPath: taizhang.path("link"), withDestinationPath: taizhang.path("nowhere"))
      for name in ["kept", "pages/taizhang-record.1"] {
        try "precious".write(toFile: taizhang.path(name), atomically: false, encoding: .utf8)
      }
      for command in commands {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 73 && answer.err.contains("E56") && answer.out.isEmpty, "\(command): \(answer)")
        #expect(try String(contentsOfFile: taizhang.path("kept"), encoding: .utf8) == "precious", "\(command)")
      }
      #expect(!files.fileExists(atPath: taizhang.path("nowhere")))
      #expect(try files.contentsOfDirectory(atPath: taizhang.path("pages")) == ["taizhang-record.1"])
      // A witness that could not write its answer has signed nothing.
      #expect(try !files.contentsOfDirectory(atPath: taizhang.path("w")).contains { $0.hasSuffix(".checkpoint") })
      // Keys: the secret, and the public key of somebody who keeps his secret elsewhere.
      #expect(try taizhang("key", "generate", "p-0042", "--into", "k").status == 0)
      #expect(try taizhang("key", "generate", "p-0042", "--into", "k").status == 73)
      try files.removeItem(atPath: taizhang.path("k/p-0042.skey"))
      #expect(try taizhang("key", "generate", "p-0042", "--into", "k").status == 73)
      #expect(try taizhang("witness", "key", "w.example/w", "--store", "w").status == 73)
      // Folders.
      for command in [
        ["backup", "folder2"], ["restore", "copy", "--into", "folder2", "--checkpoint", "cp"],
        ["demo", "--into", "folder2"], ["follow", "web", "--into", "folder2", "--once"],
        ["init", "--ledger", "folder2"]
          + ["--origin", "a.example/l", "--region", "62", "--authority", "x"],
      ] {
        if !files.fileExists(atPath: taizhang.path("folder2")) {
          #expect(try taizhang("backup", "copy").status == 0)
          #expect(try taizhang("publish", "web").status == 0)
          try files.createDirectory(atPath: taizhang.path("folder2"), withIntermediateDirectories: false)
          try "precious".write(toFile: taizhang.path("folder2/kept"), atomically: false, encoding: .utf8)
        }
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 73, "\(command): \(answer)")
        #expect(try files.contentsOfDirectory(atPath: taizhang.path("folder2")) == ["kept"], "\(command)")
      }
      // Pages of this program are the same the next time.
      for _ in 0..<2 { #expect(try taizhang("man", "--into", "mine").status == 0) }
    }
  }

  // MARK: Counts

  /// At level `hashes` the report said "30 entries" and no more: whether anything had been looked at could not be told.
  @Test func whatWasCheckedIsCountedAtEveryLevel() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try taizhang("checkpoint").out.write(toFile: taizhang.path("cp"), atomically: false, encoding: .utf8)
      #expect(try taizhang.visit().status == 0)
      let size = try #require(try taizhang("verify", "--json").json["size"] as? Int)
      for level in ["hashes", "signatures", "rules", "views"] {
        let text = try taizhang("verify", "--level", level).out
        #expect(text.contains("已核对：\(size)条的哈希"), "\(level): \(text)")
        #expect(text.contains("0个事件、0个签名（本级不读") == (level == "hashes"), "\(level): \(text)")
        let json = try taizhang("verify", "--level", level, "--json").json
        #expect(json["entries"] as? Int == size)
        #expect((json["events"] as? Int ?? 0 > 0) == (level != "hashes"))
        #expect((json["signatures"] as? Int ?? 0 > 0) == (level != "hashes"))
        let junit = try taizhang("verify", "--level", level, "--format", "junit").out
        #expect(junit.contains("<property name=\"entries\" value=\"\(size)\"/>"), "\(junit)")
      }
      let added = try taizhang("verify", "--since", "cp", "--json").json
      #expect(added["entries"] as? Int == 1 && added["size"] as? Int == size, "\(added)")
    }
  }

  /// On a terminal, how far it is.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func progressIsShownOnATerminal() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for command in ["verify", "verify --level hashes", "backup copy", "rebuild"] {
        let shown = try taizhang.start("/usr/bin/script", ["-qec", "\(Product.binary) \(command)", "/dev/null"])
        #expect(shown.status == 0 && shown.out.contains("100%"), "\(command): \(shown)")
        #expect(try !taizhang.start("/bin/sh", ["-c", "\(Product.binary) verify"]).err.contains("%"))
      }
    }
  }
}
