import Foundation
import FoundationXML
import Glibc
import Testing

/// Time from outside, with `openssl ts` of this machine as the authority; and verification as CI does it.
@Suite struct AnchorCommandsTests {
  private static let settings = """
    [tsa]
    default_tsa = local
    [local]
    serial = ./serial
    signer_digest = sha256
    default_policy = 1.2.3.4.1
    digests = sha256
    [stamps]
    extendedKeyUsage = critical,timeStamping
    [req]
    distinguished_name = name
    [name]

    """

  private func openssl(_ taizhang: Product, _ line: String) throws {
    let answer = try taizhang.start("/usr/bin/openssl", line.split(separator: " ").map(String.init))
    #expect(answer.status == 0, "\(line): \(answer.err)")
  }

  private func makeAuthority(_ taizhang: Product) throws {
    try Self.settings.write(toFile: taizhang.path("tsa.cnf"), atomically: false, encoding: .utf8)
    try "01\n".write(toFile: taizhang.path("serial"), atomically: false, encoding: .utf8)
    for name in ["ca", "other"] {
      try openssl(
        taizhang,
        "req -x509 -newkey rsa:2048 -nodes -keyout \(name).key -out \(name).pem -subj /CN=\(name) -config tsa.cnf")
    }
    try openssl(taizhang, "req -new -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=tsa -config tsa.cnf")
    try openssl(
      taizhang,
      "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile tsa.cnf -extensions stamps -out tsa.pem")
  }

  private func keepCheckpoint(_ taizhang: Product, _ file: String) throws {
    try taizhang("checkpoint").out.write(toFile: taizhang.path(file), atomically: false, encoding: .utf8)
  }

  private func stamp(_ taizhang: Product, _ file: String) throws {
    try openssl(taizhang, "ts -query -data \(file) -sha256 -cert -out \(file).tsq")
    try openssl(
      taizhang, "ts -reply -config tsa.cnf -queryfile \(file).tsq -inkey tsa.key -signer tsa.pem -out \(file).tsr")
  }

  @Test func aTimeStampBoundsWhatIsRecorded() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try makeAuthority(taizhang)
      try keepCheckpoint(taizhang, "cp")
      try stamp(taizhang, "cp")
      let record = [
        "anchor", "record", "--kind", "tsa", "--checkpoint", "cp", "--token", "cp.tsr", "--sign", "p-founder",
      ]
      #expect(try taizhang.start(Product.binary, record + ["--tsa-ca", "other.pem"]).status == 1)
      let made = try taizhang.start(Product.binary, record + ["--tsa-ca", "ca.pem", "--json"])
      #expect(made.status == 0 && made.json["size"] as? Int == 14, "\(made.err)")
      #expect(try taizhang.visit().status == 0)
      let before = try taizhang("show", "13")
      #expect(before.out.contains("不早于 无锚定") && before.out.contains("不晚于 20"), "\(before.out)")
      let after = try taizhang("show", "15")
      #expect(after.out.contains("不早于 20") && after.out.contains("不晚于 无锚定"), "\(after.out)")
      #expect(try taizhang("show", "hh-0001").out.contains("外部时间"))
      // Programs are told what people are.
      let outside = try taizhang("show", "13.0", "--json").json["outside"] as? [String: Any]
      let bound = outside?["not_after"] as? [String: Any]
      #expect(outside?.count == 1 && bound?["kind"] as? String == "tsa", "\(String(describing: outside))")
      // A stamp of one checkpoint is none of the next.
      try keepCheckpoint(taizhang, "cp")
      #expect(try taizhang.start(Product.binary, record).status == 1)
      #expect(try taizhang("verify").status == 0)
      #expect(try taizhang("anchor", "list", "--tsa-ca", "ca.pem").status == 0)
      #expect(try taizhang("anchor", "list", "--tsa-ca", "other.pem").status == 2)
    }
  }

  /// `anchor list --tsa-ca NOT_A_CERTIFICATE` ended in 2, as if an anchor were forged: the user named the wrong file.
  @Test func aFileWithoutCertificatesSaysNothingOfAnchors() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try keepCheckpoint(taizhang, "cp")
      for command in [
        ["anchor", "list", "--tsa-ca", "cp"],
        [
          "anchor", "record", "--kind", "tsa", "--checkpoint", "cp", "--token", "cp", "--tsa-ca", "cp", "--sign",
          "p-founder",
        ],
      ] {
        let answer = try taizhang.start(Product.binary, command)
        #expect(answer.status == 65 && answer.err.contains("E74"), "\(command): \(answer.err)")
        #expect(answer.out.isEmpty)
      }
    }
  }

  @Test func aDayWithoutAnchorIsAFinding() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let later = ["TAIZHANG_CLOCK": "2099-01-01T00:00:00Z"]
      #expect(try taizhang("verify", environment: later).status == 0, "a ledger that was never anchored")
      #expect(try taizhang("verify", "--anchored-within", "24", environment: later).status == 1)
      try keepCheckpoint(taizhang, "cp")
      let paper = try taizhang(
        "anchor", "record", "--kind", "paper", "--checkpoint", "cp", "--token", "县报第3版", "--sign", "p-founder")
      #expect(paper.status == 0, "\(paper.err)")
      #expect(try taizhang("verify", environment: later).status == 0, "an anchor needs none itself")
      #expect(try taizhang.visit().status == 0)
      let report = try taizhang("verify", "--format", "json", environment: later)
      #expect(report.status == 1 && report.out.contains("\"L12\""), "\(report.out)")
      let list = try taizhang("anchor", "list", "--json", environment: later)
      #expect(list.status == 1 && (list.json["gaps"] as? [Any])?.count == 1)
    }
  }

  // MARK: CI

  private static let recipe = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../tools/ci-verify").standardized.path

  /// The verifier's own machine: its state is not the ledger's.
  private func ci(_ taizhang: Product) throws -> Product.Answer {
    let binaries = URL(filePath: Product.binary).deletingLastPathComponent().path
    return try taizhang.start(
      "/bin/sh", [Self.recipe],
      ["PATH": "\(binaries):/usr/bin:/bin", "XDG_STATE_HOME": taizhang.path("auditor"), "LANG": "en"])
  }

  private func pin(_ taizhang: Product) throws {
    try FileManager.default.createDirectory(atPath: taizhang.path("pinned"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: taizhang.path("ledger/keys/checkpoint.vkey"), toPath: taizhang.path("pinned/checkpoint.vkey"))
    try taizhang.genesis().write(toFile: taizhang.path("pinned/genesis"), atomically: false, encoding: .utf8)
  }

  @Test func theRecipeForCIPassesAndMovesItsPin() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try pin(taizhang)
      var pins: Set<String> = []
      for _ in 0..<3 {
        let answer = try ci(taizhang)
        #expect(answer.status == 0, "\(answer.out)\(answer.err)")
        pins.insert(try String(contentsOfFile: taizhang.path("pinned/previous.checkpoint"), encoding: .utf8))
        #expect(try taizhang.visit().status == 0)
      }
      #expect(pins.count == 3)
      #expect(try String(contentsOfFile: taizhang.path("verify.xml"), encoding: .utf8).contains("failures=\"0\""))
    }
  }

  /// A run that ended early left `verify.xml` of the run before: CI showed four green levels beside a red job, and a dashboard that
  /// reads reports only showed green for a month without a ledger.
  @Test func aRunThatFailsEarlyLeavesAFailingReport() throws {
    try Product.run { (taizhang) throws in
      let files = FileManager.default
      try taizhang.makeLedger()
      try pin(taizhang)
      func report() throws -> String { try String(contentsOfFile: taizhang.path("verify.xml"), encoding: .utf8) }
      func expect(_ text: String) throws {
        let xml = try report()
        #expect(xml.contains(text), "\(text): \(xml)")
      }
      func run(_ status: Int32, _ step: String, _ words: String) throws {
        #expect(try ci(taizhang).status == status, "\(step)")
        let xml = try report()
        #expect(xml.contains("failures=\"1\""), "\(xml)")
        let failure = xml.components(separatedBy: "name=\"\(step)\"><failure type=\"\(status)\">")
        #expect(failure.count == 2 && failure[1].contains(words), "\(step): \(xml)")
        #expect(XMLParser(data: Data(xml.utf8)).parse(), "\(xml)")
        for left in ["verify.xml.new", "verify.passed"] { #expect(!files.fileExists(atPath: taizhang.path(left))) }
      }
      #expect(try ci(taizhang).status == 0)
      let passed = try report()
      #expect(passed.contains("failures=\"0\"") && passed.contains("name=\"entries\""), "\(passed)")
      let pinned = taizhang.path("pinned/previous.checkpoint")

      try files.moveItem(atPath: taizhang.path("ledger"), toPath: taizhang.path("away"))
      try run(66, "checkpoint", "E10")
      try files.moveItem(atPath: taizhang.path("away"), toPath: taizhang.path("ledger"))
      let genesis = try String(contentsOfFile: taizhang.path("pinned/genesis"), encoding: .utf8)
      try files.removeItem(atPath: taizhang.path("pinned/genesis"))
      try run(66, "checkpoint", "pinned/genesis")
      try String(genesis.reversed().drop { $0 == "=" }).appending("=").write(
        toFile: taizhang.path("pinned/genesis"), atomically: false, encoding: .utf8)
      #expect(try ci(taizhang).status != 0)
      try expect("name=\"genesis\"><failure")
      try genesis.write(toFile: taizhang.path("pinned/genesis"), atomically: false, encoding: .utf8)
      // A pin of something else: no consistency.
      let kept = try String(contentsOfFile: pinned, encoding: .utf8)
      try "a & b <c>\n".write(toFile: pinned, atomically: false, encoding: .utf8)
      #expect(try ci(taizhang).status != 0)
      try expect("name=\"growth\"><failure")
      try kept.write(toFile: pinned, atomically: false, encoding: .utf8)
      #expect(try ci(taizhang).status == 0)
      #expect(try report().contains("failures=\"0\""))
      // Killed in the middle of it, by what nothing can catch.
      let binaries = URL(filePath: Product.binary).deletingLastPathComponent().path
      try files.createDirectory(atPath: taizhang.path("bin"), withIntermediateDirectories: false)
      try "#!/bin/sh\n[ \"$1\" != verify ] || kill -KILL $PPID\nexec \(binaries)/taizhang \"$@\"\n".write(
        toFile: taizhang.path("bin/taizhang"), atomically: false, encoding: .utf8)
      chmod(taizhang.path("bin/taizhang"), 0o755)
      let killed = try taizhang.start(
        "/bin/sh", [Self.recipe],
        ["PATH": "\(taizhang.path("bin")):/usr/bin:/bin", "XDG_STATE_HOME": taizhang.path("auditor"), "LANG": "en"])
      #expect(killed.status != 0)
      try expect("name=\"verify\"><failure type=\"unfinished\">")
      // What verify itself found is its own report.
      #expect(try taizhang("verify").status == 0)
      let log = taizhang.path("ledger/log/data.mdb")
      var bytes = try Data(contentsOf: URL(filePath: log))
      let name = Data("household.registered\",\"subject".utf8)
      var count = 0
      while let at = bytes.range(of: name) {
        bytes[at.lowerBound] ^= 1
        count += 1
      }
      try #require(count > 0)
      try bytes.write(to: URL(filePath: log))
      #expect(try ci(taizhang).status == 2)
      try expect("<failure type=\"L01\"")
    }
  }

  /// Somebody with all of the ledger's machine puts an old copy back and lets it go on: it looks whole from inside.
  @Test func theRecipeForCITellsTamperingFromTrouble() throws {
    try Product.run { (taizhang) throws in
      let files = FileManager.default
      try taizhang.makeLedger()
      try pin(taizhang)
      try files.copyItem(atPath: taizhang.path("ledger"), toPath: taizhang.path("old"))
      #expect(try taizhang.visit().status == 0)
      #expect(try ci(taizhang).status == 0)
      let pinned = try String(contentsOfFile: taizhang.path("pinned/previous.checkpoint"), encoding: .utf8)

      try files.moveItem(atPath: taizhang.path("ledger"), toPath: taizhang.path("true"))
      #expect(try ci(taizhang).status == 66, "no ledger is no tampering")
      try files.moveItem(atPath: taizhang.path("old"), toPath: taizhang.path("ledger"))
      try files.removeItem(atPath: taizhang.path("state"))
      try files.removeItem(atPath: taizhang.path("auditor"))
      #expect(try ci(taizhang).status == 2, "rolled back")
      for _ in 0..<2 { #expect(try taizhang.visit().status == 0) }
      #expect(try taizhang("verify").status == 0, "it looks whole from inside")
      let forked = try ci(taizhang)
      #expect(forked.status == 2 && forked.err.contains("L04"), "\(forked.err)")
      #expect(try String(contentsOfFile: taizhang.path("pinned/previous.checkpoint"), encoding: .utf8) == pinned)
    }
  }
}
