import Foundation
import Testing

/// Publishing, verifying what was published, following it: by the real program, over a plain web server.
@Suite struct PublishingTests {
  @Test func publishedFilesAreVerifiedFromFolderAndWeb() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("checkpoint").status == 0)
      try taizhang.write(taizhang("checkpoint").out, "early")
      #expect(try taizhang("publish", "web").status == 0)
      #expect(try taizhang.visit().status == 0)
      let published = try taizhang("publish", "web", "--json")
      #expect(published.status == 0 && published.json["files"] as? Int == 3)
      let (server, address) = try taizhang.webServer("web")
      defer { server.stop() }
      for source in ["web", address] {
        let report = try taizhang("verify", "--tiles", source, "--json")
        #expect(report.status == 0, "\(report.err)")
        #expect(report.json["level"] as? String == "views" && report.json["signatures"] as? Int ?? 0 > 10)
        #expect(try taizhang("verify", "--tiles", source, "--since", "early").status == 0)
        #expect(try taizhang("verify", "--tiles", source, "--vkey", "ledger/keys/checkpoint.vkey").status == 0)
        let key = try taizhang.text("ledger/keys/p-0001.vkey")
        #expect(try taizhang("verify", "--tiles", source, "--vkey", key).status == 2)
      }
      #expect(try taizhang("verify", "--since", "early").status == 0)
      #expect(try taizhang("verify", "--tiles", "http://127.0.0.1:1").status == 74)
      #expect(try taizhang("verify", "--tiles", "ledger").status == 0)
    }
  }

  /// `verify --tiles` of a log published without its entries said "the log itself is not whole" and, a line below, "the log
  /// is sound"; with `--level hashes` it counted "0 events, 0 signatures" where none were read.
  @Test func aLogWithoutItsEntriesIsNotCalledBroken() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web", "--public").status == 0)
      let report = try taizhang("verify", "--tiles", "web")
      #expect(report.status == 1, "\(report.err)")
      #expect(report.out.contains("未重放") && !report.out.contains("不完好"), "\(report.out)")
      #expect(report.out.contains("没有读到事件和签名"), "\(report.out)")
      let hashes = try taizhang("verify", "--level", "hashes")
      #expect(hashes.status == 0 && hashes.out.contains("本级不读"), "\(hashes.out)")
      let json = try taizhang("verify", "--level", "hashes", "--json").json
      #expect(json["ok"] as? Bool == true && json["events"] as? Int == 0 && json["signatures"] as? Int == 0)
      #expect(try taizhang("verify", "--json").json["events"] as? Int ?? 0 > 10)
    }
  }

  /// Killed while it verified published files, `verify` left a folder as large as the log in `/tmp`, and so each time.
  @Test func aKilledVerifierLeavesNothingForLong() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      let temporary = taizhang.path("tmp")
      try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
      func left() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: temporary) }
      // Its last tile never comes: the verifier has laid down the log, and waits.
      let (server, address) = try taizhang.stuckServer("web", at: "/tile/0/")
      defer { server.stop() }
      let verifier = try Background(
        taizhang, Product.binary, ["verify", "--tiles", address, "--in-process"], named: "verifier",
        environment: ["TMPDIR": temporary])
      let isFilled = verifier.wait { _ in
        (try? left().first).map { FileManager.default.fileExists(atPath: "\(temporary)/\($0)/taizhang.json") } ?? false
      }
      #expect(isFilled, "\(verifier.errors)")
      // Another at the same time leaves it alone.
      #expect(try taizhang("verify", "--tiles", "web", environment: ["TMPDIR": temporary]).status == 0)
      #expect(try left().count == 1)
      verifier.stop()
      #expect(try left().count == 1)
      #expect(try taizhang("verify", "--tiles", "web", environment: ["TMPDIR": temporary]).status == 0)
      #expect(try left() == [])
    }
  }

  @Test func aChangedFileIsAnIntegrityFailure() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("publish", "web").status == 0)
      let folder = "web/tile/entries/000.p"
      let name = try #require(FileManager.default.contentsOfDirectory(atPath: taizhang.path(folder)).first)
      let file = URL(fileURLWithPath: taizhang.path("\(folder)/\(name)"))
      var bytes = try Data(contentsOf: file)
      let place = try #require(bytes.range(of: Data("\"minutes\":45".utf8), options: .backwards))
      bytes[place.upperBound - 1] ^= 1
      try bytes.write(to: file)
      let report = try taizhang("verify", "--tiles", "web", "--json")
      #expect(report.status == 2)
      #expect((report.json["findings"] as? [[String: Any]])?.first?["code"] as? String == "L01")
      let follower = try taizhang("follow", "web", "--into", "replica", "--once")
      #expect(follower.status == 2 && follower.err.contains("L01"))
    }
  }

  /// The program is killed while it publishes, again and again; whatever checkpoint lies there has all its tiles.
  @Test func aKilledPublisherLeavesNoCheckpointWithoutTiles() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for round in 0..<12 {
        #expect(try taizhang.visit().status == 0)
        let publisher = try Background(
          taizhang, Product.binary, ["publish", "web", "--again"], named: "publisher\(round)")
        usleep(UInt32(1000 + round * 2500))
        publisher.stop()
        if FileManager.default.fileExists(atPath: taizhang.path("web/checkpoint")) {
          #expect(try taizhang("verify", "--tiles", "web").status == 0, "round \(round)")
        }
      }
      #expect(try taizhang("publish", "web").status == 0)
      #expect(try taizhang("verify", "--tiles", "web").status == 0)
    }
  }

  private func deadProcess() throws -> Int32 {
    let dead = Process()
    dead.executableURL = URL(fileURLWithPath: "/bin/true")
    try dead.run()
    dead.waitUntilExit()
    return dead.processIdentifier
  }

  /// A killed `publish` left `checkpoint.4711.tmp` or `003.4711.tmp` in the published folder for good, for all the world to
  /// fetch. The first cleaning took whatever was named `*.4711.tmp`, whole folders too, and failed where it could not look.
  @Test func whatAKilledPublisherLeftIsRemoved() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      let (gone, alive) = (try deadProcess(), getpid())
      let left = [
        "checkpoint.\(gone).tmp", "tile/0/000.\(gone).tmp", "tile/0/000.p/200.\(gone).tmp",
        "tile/entries/000.p/1.\(gone).tmp",
      ]
      // Another program at work, and what is not ours.
      let stay = [
        "checkpoint.\(alive).tmp", "tile/0/000.\(alive).tmp", "tile/\(gone).tmp", "tile/a.0\(gone).tmp",
        "page.\(gone).tmp", "checkpoint.old.\(gone).tmp", "tile/0/backup.\(gone).tmp", "tile/0/0000.\(gone).tmp",
        "tile/0/000.0\(gone).tmp", "tile/0/000.p/256.\(gone).tmp", "tile/0/checkpoint.\(gone).tmp", "000.\(gone).tmp",
        "tile/0/001.\(gone).tmp/page", "tile/other/000.\(gone).tmp",
      ]
      try FileManager.default.createDirectory(
        atPath: taizhang.path("web/tile/0/001.\(gone).tmp"), withIntermediateDirectories: false)
      for name in ["web/tile/other", "web/lost+found", "web/tile/0/lost+found"] {
        try FileManager.default.createDirectory(atPath: taizhang.path(name), withIntermediateDirectories: false)
      }
      for name in left + stay { try taizhang.write("half", "web/\(name)") }
      let locked = ["web/lost+found", "web/tile/0/lost+found"].map(taizhang.path)
      for folder in locked { #expect(chmod(folder, 0) == 0) }
      #expect(try taizhang.visit().status == 0)
      let answer = try taizhang("publish", "web")
      #expect(answer.status == 0, "\(answer.err)")
      for folder in locked { #expect(chmod(folder, 0o700) == 0) }
      for name in left { #expect(!FileManager.default.fileExists(atPath: taizhang.path("web/\(name)")), "\(name)") }
      for name in stay { #expect(FileManager.default.fileExists(atPath: taizhang.path("web/\(name)")), "\(name)") }
      #expect(try taizhang("verify", "--tiles", "web").status == 0)
    }
  }

  /// It cleaned before it looked whose folder it was, so that a refused `publish` had removed files of another ledger's.
  @Test func aFolderThatIsRefusedIsLeftAsItIs() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      let gone = try deadProcess()
      let left = ["web/checkpoint.\(gone).tmp", "web/tile/0/000.\(gone).tmp"]
      for name in left { try taizhang.write("half", name) }
      let other = try taizhang(
        "init", "--ledger", "other", "--origin", "other.example/ledger", "--region", "621021", "--authority", "某局")
      #expect(other.status == 0, "\(other.err)")
      let refused = try taizhang("publish", "web", "--ledger", "other")
      #expect(refused.status != 0 && refused.err.contains("E82"), "\(refused)")
      for name in left { #expect(FileManager.default.fileExists(atPath: taizhang.path(name)), "\(name)") }
    }
  }

  /// Under a policy that asks for witnesses, `publish` said "published, 16 entries (0 new)" and nothing of those held back:
  /// whoever had just recorded something took it for published.
  @Test func publishSaysWhatWaitsForWitnesses() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let witness = try #require(try taizhang("witness", "key", "press.example/w", "--json").json["vkey"] as? String)
      try taizhang.write("witness w1 \(witness)\nquorum w1\n", "w.policy")
      #expect(try taizhang("publish", "web", "--json").json["waiting"] as? Int == 0)
      #expect(try taizhang("witness", "policy", "w.policy").status == 0)
      let size = try #require(try taizhang("verify", "--json").json["size"] as? Int)
      let none = try taizhang("publish", "web")
      #expect(none.status == 1 && none.err.contains("E87") && none.err.contains("\(size)条都在等待"), "\(none.err)")
      for step in [
        ["witness", "request", "--into", "request"],
        ["witness", "add", "--file", "request", "--log", "ledger/keys/checkpoint.vkey", "--into", "signed"],
        ["witness", "take", "signed"],
      ] {
        let answer = try taizhang.start(Product.binary, step)
        #expect(answer.status == 0, "\(step): \(answer.err)")
      }
      let whole = try taizhang("publish", "web")
      #expect(whole.status == 0 && !whole.out.contains("等待见证人"), "\(whole)")
      for _ in 0..<2 { #expect(try taizhang.visit().status == 0) }
      let part = try taizhang("publish", "web", environment: ["TAIZHANG_HINTS": "1"])
      #expect(part.status == 0 && part.out.contains("还有2条没有发布") && part.err.contains("witness ask"), "\(part)")
      #expect(try taizhang("publish", "web", "--lang", "en").out.contains("not published yet: 2 of the entries"))
      let json = try taizhang("publish", "web", "--json").json
      #expect(json["waiting"] as? Int == 2 && json["size"] as? Int == size)
      #expect((json["message"] as? [String: String])?["en"]?.contains("witness ask") == true)
    }
  }

  @Test func aReplicaAnswersAndCannotBeWritten() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("publish", "web").status == 0)
      let first = try taizhang("follow", "web", "--into", "replica", "--once", "--json")
      #expect(first.status == 0 && first.json["added"] as? Int == first.json["size"] as? Int, "\(first.err)")
      let own = try taizhang("query", "households", "--format", "jsonl")
      #expect(try taizhang("query", "households", "--format", "jsonl", "--ledger", "replica").out == own.out)
      #expect(try taizhang("verify", "--ledger", "replica").status == 0)
      for name in try FileManager.default.contentsOfDirectory(atPath: taizhang.path("ledger/keys")) {
        try FileManager.default.createDirectory(
          atPath: taizhang.path("replica/keys"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          atPath: taizhang.path("ledger/keys/\(name)"), toPath: taizhang.path("replica/keys/\(name)"))
      }
      let refused = try taizhang(
        "record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--sign", "p-0001", "--ledger", "replica")
      #expect(refused.status == 1 && refused.err.contains("E91"))
      #expect(try taizhang("follow", "web", "--into", "ledger", "--once").status == 73)
    }
  }

  @Test func restoreCatchesUpFromAReplica() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang.visit().status == 0)
      try taizhang.write(taizhang("checkpoint").out, "newest")
      #expect(try taizhang("follow", "ledger", "--into", "replica", "--once").status == 0)
      let lossy = try taizhang("restore", "copy", "--into", "again", "--checkpoint", "newest")
      #expect(lossy.status == 2 && lossy.err.contains("L09"))
      let whole = try taizhang("restore", "copy", "--into", "again", "--checkpoint", "newest", "--from", "replica")
      #expect(whole.status == 0, "\(whole.err)")
      try FileManager.default.removeItem(atPath: taizhang.path("again/keys"))
      try FileManager.default.copyItem(atPath: taizhang.path("ledger/keys"), toPath: taizhang.path("again/keys"))
      let visit = try taizhang(
        "record", "visit.recorded", "--subject", "hh-0001", "minutes=9", "--sign", "p-0001", "--ledger", "again")
      #expect(visit.status == 0, "\(visit.err)")
      #expect(try taizhang("verify", "--ledger", "again").status == 0)
    }
  }

  /// Without a genesis from elsewhere any ledger of that name would do, and the report said "sound" all the same.
  @Test func whatWasNotComparedIsSaid() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      let plain = try taizhang("verify", "--tiles", "web")
      #expect(plain.status == 0 && plain.out.contains("未与别处所得的核对"), "\(plain)")
      #expect(try taizhang("verify", "--tiles", "web", "--json").json["genesis_checked"] as? Bool == false)
      let about = try Data(contentsOf: URL(fileURLWithPath: taizhang.path("ledger/taizhang.json")))
      let genesis = try #require((JSONSerialization.jsonObject(with: about) as? [String: Any])?["genesis"] as? String)
      let pinned = try taizhang("verify", "--tiles", "web", "--genesis", genesis)
      #expect(pinned.status == 0 && !pinned.out.contains("未与别处所得的核对"), "\(pinned)")
      let json = try taizhang("verify", "--tiles", "web", "--genesis", genesis, "--json").json
      #expect(json["genesis_checked"] as? Bool == true)
      #expect(try taizhang("verify", "--json").json["genesis_checked"] == nil)
    }
  }

  /// `publish --public` over published entries left them online without a word; a pipe in place of a file was waited for for
  /// ever; a folder whose parent was missing was "not there".
  @Test func publishedFoldersAreWhatTheySeem() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "srv/www/ledger").status == 0)
      let kept = try taizhang("publish", "srv/www/ledger", "--public")
      #expect(kept.status == 73 && kept.err.contains("E82") && kept.err.contains("tile/entries"), "\(kept)")
      #expect(try taizhang("verify", "--tiles", "srv/www/ledger").status == 0)
      #expect(try taizhang("publish", "open", "--public").status == 0)
      #expect(try taizhang("publish", "open", "--public").status == 0)
      try Data().write(to: URL(fileURLWithPath: taizhang.path("file")))
      let onFile = try taizhang("publish", "file/ledger")
      #expect(onFile.status == 73 && onFile.err.contains("E40"), "\(onFile)")
      let bundle = taizhang.path("srv/www/ledger/checkpoint")
      try FileManager.default.removeItem(atPath: bundle)
      #expect(try taizhang.start("/usr/bin/mkfifo", [bundle]).status == 0)
      let pipe = try taizhang("verify", "--tiles", "srv/www/ledger")
      #expect(pipe.status == 2 && pipe.out.contains("E81") && pipe.out.contains("不是普通文件"), "\(pipe)")
    }
  }
}
