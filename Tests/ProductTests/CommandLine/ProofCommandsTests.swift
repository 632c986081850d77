import Foundation
import Testing

/// Proofs, packs and anchors as people make and check them: with files, and without the ledger.
@Suite struct ProofCommandsTests {
  /// A ledger with two visits, attested between them; what the checker pins lies apart.
  private func make(_ taizhang: Product) throws -> (pins: [String], genesis: String) {
    try taizhang.makeLedger()
    #expect(try taizhang.visit().status == 0)
    #expect(try taizhang("attest").status == 0)
    #expect(try taizhang.visit().status == 0)
    try FileManager.default.copyItem(
      atPath: taizhang.path("ledger/keys/checkpoint.vkey"), toPath: taizhang.path("log.vkey"))
    let genesis = try taizhang.genesis()
    return (["--vkey", "log.vkey", "--genesis", genesis], genesis)
  }

  private func check(_ taizhang: Product, _ file: String, _ pins: [String], _ more: String...) throws -> Product.Answer
  {
    try taizhang.start(Product.binary, ["check", file] + pins + more)
  }

  @Test func everyKindHoldsWithoutTheLedger() throws {
    try Product.run { (taizhang) throws in
      let (pins, _) = try make(taizhang)
      let proofs: [(file: String, arguments: [String], kind: String)] = [
        ("event", ["14.0"], "entry"), ("household", ["--subject", "hh-0001"], "subject"),
        ("nobody", ["hh-9999"], "absence"),
        ("view", ["--view", "households"], "view"), ("growth", ["--consistency", "13"], "consistency"),
        ("pack", ["--pack", "hh-0001"], "subject"),
      ]
      for proof in proofs {
        let made = try taizhang.start(Product.binary, ["prove"] + proof.arguments + ["-o", proof.file])
        #expect(made.status == 0, "\(made.err)")
      }
      #expect(try taizhang("query", "households", "--as-of", "15", "--format", "jsonl").out.isEmpty == false)
      try taizhang("query", "households", "--as-of", "15", "--format", "jsonl").out.write(
        toFile: taizhang.path("rows"), atomically: false, encoding: .utf8)
      try FileManager.default.removeItem(atPath: taizhang.path("ledger"))
      for proof in proofs {
        let answer = try check(taizhang, proof.file, pins, "--json")
        #expect(answer.status == 0, "\(proof.file): \(answer.err)")
        #expect(answer.json["proof"] as? String == proof.kind)
        let spoken = try check(taizhang, proof.file, pins)
        #expect(spoken.out.contains("已证明") && spoken.out.contains("未证明"), "\(spoken.out)")
        #expect(try check(taizhang, proof.file, ["--vkey", "log.vkey"]).status == 0, "a pin less, a sentence less")
      }
      let history = try check(taizhang, "household", pins, "--json").json
      #expect(history["complete"] as? [Int] == [13, 14] && history["later"] as? [Int] == [16])
      #expect(history["as_of"] as? Int == 15 && history["count"] as? Int == 2)
      #expect(try check(taizhang, "view", pins, "--rows", "rows", "--json").json["rows_checked"] as? Bool == true)
      #expect(try check(taizhang, "view", pins, "--rows", "view").status == 2)
    }
  }

  /// Each line of a proof dropped, doubled or with one letter changed: never another answer than no.
  @Test func aForgedFileNeverHolds() throws {
    try Product.run { (taizhang) throws in
      let (pins, _) = try make(taizhang)
      #expect(try taizhang("prove", "hh-0001", "-o", "good").status == 0)
      let text = try String(contentsOfFile: taizhang.path("good"), encoding: .utf8)
      let lines: [String] = text.split(separator: "\n").map { String($0) + "\n" }
      #expect(lines.count == 9)
      var forged: [[String]] = []
      for index in lines.indices.dropFirst() {
        forged.append(Array(lines[..<index] + lines[(index + 1)...]))
        forged.append(Array(lines[...index] + lines[index...]))
        var changed = lines
        let middle = lines[index].index(lines[index].startIndex, offsetBy: lines[index].count / 2)
        let letter = lines[index][middle] == "A" ? "B" : "A"
        changed[index].replaceSubrange(middle...middle, with: letter)
        forged.append(changed)
      }
      for lines in forged {
        try lines.joined().write(toFile: taizhang.path("forged"), atomically: false, encoding: .utf8)
        let status = try check(taizhang, "forged", pins).status
        // The last entry lies after the attestation: nothing says that it is all there is.
        let isShorter = lines.count == 8 && lines[7].contains("\"seq\":14")
        #expect(isShorter ? status == 0 : [2, 65].contains(status), "\(lines.count)")
      }
    }
  }

  /// A ledger with a policy of three witnesses, two of whom are asked over the air gap.
  private func makeWitnessed(_ taizhang: Product) throws {
    try taizhang.makeLedger()
    var lines = ["log \(try taizhang.text("ledger/keys/checkpoint.vkey"))"]
    for name in ["archive", "city", "press"] {
      #expect(try taizhang("witness", "key", "\(name).example/witness", "--store", name).status == 0)
      lines.append("witness \(name) \(try taizhang.text("\(name)/witness.vkey"))")
    }
    try taizhang.write(
      (lines + ["group two 2 archive city press", "quorum two", ""]).joined(separator: "\n"), "policy")
    #expect(try taizhang("witness", "policy", "policy").status == 0)
  }

  private func witness(_ taizhang: Product, _ name: String) throws {
    for step in [
      ["witness", "request", "--witness", name, "--into", "\(name).request"],
      [
        "witness", "add", "--file", "\(name).request", "--log", "ledger/keys/checkpoint.vkey", "--store", name,
        "--into",
        "\(name).answer",
      ],
      ["witness", "take", "\(name).answer"],
    ] {
      let answer = try taizhang.start(Product.binary, step)
      #expect(answer.status == 0, "\(step) \(answer.err)")
    }
  }

  /// Proofs left out what witnesses had signed, and `check` did not ask: a ledger that shows everyone another history passed.
  @Test func aProofIsHeldToThePolicy() throws {
    try Product.run { (taizhang) throws in
      try makeWitnessed(taizhang)
      let alone = try taizhang("prove", "1", "-o", "alone", environment: ["TAIZHANG_HINTS": "1"])
      #expect(alone.status == 0 && alone.err.contains("witness ask"))
      try witness(taizhang, "archive")
      #expect(try taizhang("prove", "1", "-o", "one").status == 0)
      try witness(taizhang, "city")
      #expect(try taizhang("prove", "1", "-o", "two").status == 0)
      #expect(try taizhang("prove", "--consistency", "13", "-o", "growth").status == 0)
      try FileManager.default.moveItem(atPath: taizhang.path("ledger"), toPath: taizhang.path("away"))
      let log = "log \(try taizhang.text("away/keys/checkpoint.vkey"))\n"
      func check(_ file: String, _ policy: String = "policy", _ more: String...) throws -> Product.Answer {
        try taizhang.start(Product.binary, ["check", file, "--policy", policy] + more)
      }
      func line(_ name: String) throws -> String { "witness \(name) \(try taizhang.text("\(name)/witness.vkey"))\n" }

      for (file, count) in [("alone", "0"), ("one", "1")] {
        let answer = try check(file)
        #expect(answer.status == 2 && answer.err.contains("L13") && answer.err.contains("3名见证人中\(count)名"))
      }
      for file in ["two", "growth"] {
        let answer = try check(file, "policy", "--json")
        #expect(answer.status == 0, "\(file): \(answer.err)")
        let witnesses = answer.json["witnesses"] as? [String: Any]
        #expect(witnesses?["listed"] as? Int == 3 && witnesses?["asked"] as? Bool == true)
        let names = (witnesses?["cosigned"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        #expect(names == ["archive.example/witness", "city.example/witness"])
      }
      #expect(try check("two").out.contains("3名见证人中2名"))
      #expect(try !check("growth").out.contains("另一份历史：须有见证人"))
      #expect(try taizhang("check", "growth", "--vkey", "away/keys/checkpoint.vkey").out.contains("另一份历史：须有见证人"))

      // Somebody not listed counts for nothing, be his line there or not.
      try taizhang.write(log + line("city") + line("press") + "group both all city press\nquorum both\n", "strict")
      #expect(try check("two", "strict").status == 2)
      try taizhang.write(log + line("city") + "quorum city\n", "lenient")
      let lenient = try check("two", "lenient", "--json")
      #expect(((lenient.json["witnesses"] as? [String: Any])?["cosigned"] as? [Any])?.count == 1)
      try taizhang.write(log + "quorum none\n", "none")
      #expect(try check("alone", "none").status == 0)

      // A line changed in one letter, one taken from another checkpoint's proof, one in a stranger's name.
      let text = try taizhang.text("two")
      let own = try #require(text.split(separator: "\n").first { $0.hasPrefix("— city.example/witness ") })
      let letter = own.dropLast(8).last == "A" ? "B" : "A"
      try taizhang.write(
        text.replacingOccurrences(of: own, with: own.dropLast(9) + letter + own.suffix(8)) + "\n", "forged")
      let forged = try check("forged")
      #expect(forged.status == 2 && forged.err.contains("L13"), "\(forged.err)")
      #expect(try check("forged", "none").status == 0, "nobody asked about it")
      try taizhang.write(text.replacingOccurrences(of: "— city.example", with: "— press.example") + "\n", "renamed")
      #expect(try check("renamed").status == 2)

      // The policy's log must have signed, be a key given or not.
      try taizhang.write(
        "log \(try taizhang.text("away/keys/p-founder.vkey"))\n" + line("city") + "quorum city\n", "other")
      #expect(try check("two", "other").status == 2)
      let pinned = try check("two", "other", "--vkey", "away/keys/checkpoint.vkey")
      #expect(pinned.status == 2 && pinned.err.contains("L04"))

      try taizhang.write(line("city") + "quorum city\n", "no-log")
      #expect(try check("two", "no-log").status == 64)
      #expect(try check("two", "no-log", "--vkey", "away/keys/checkpoint.vkey").status == 0)
      try taizhang.write("quorum\n", "bad")
      #expect(try check("two", "bad").status == 65)
      #expect(try check("two", "nowhere").status == 66)
      #expect(try taizhang("check", "two").status == 64)
    }
  }

  /// What lies beside the log is not believed: a file that says it is the newest checkpoint, and is not.
  @Test func aFalseFileOfWitnessesIsNotProved() throws {
    try Product.run { (taizhang) throws in
      try makeWitnessed(taizhang)
      try witness(taizhang, "city")
      let size = try taizhang("checkpoint").out.split(separator: "\n")[1]
      try taizhang.write("x", "ledger/witnesses/\(size).checkpoint")
      #expect(try taizhang("prove", "1", "-o", "1.proof").status == 0)
      #expect(try taizhang("check", "1.proof", "--vkey", "ledger/keys/checkpoint.vkey").status == 0)
    }
  }

  @Test func whatCannotBeProvedIsRefused() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("prove", "hh-0001").status == 1, "nothing is attested yet")
      #expect(try taizhang("prove", "--view", "households").status == 1)
      #expect(try taizhang("prove", "--consistency", "9999").status == 1)
      #expect(try taizhang("prove", "--consistency", "nowhere").status == 66)
      for usage in [
        [], ["1", "--view", "households"], ["--pack", "hh-0001"], ["1", "--disclose", "name"],
        ["--consistency", "1", "2", "3"],
      ] {
        #expect(try taizhang.start(Product.binary, ["prove"] + usage).status == 64, "\(usage)")
      }
      // Whatever is no reference may be somebody's name: nobody is called so.
      for unknown in [["--pack", "家", "-o", "x"], ["what is this"]] {
        let answer = try taizhang.start(Product.binary, ["prove"] + unknown)
        #expect(answer.status == 1 && answer.err.contains("E55") && answer.out.isEmpty, "\(unknown): \(answer.err)")
        #expect(!FileManager.default.fileExists(atPath: taizhang.path("x")))
      }
      #expect(try taizhang("attest", "--view", "nowhere").status == 64)
      #expect(try taizhang("attest", "--streams", "--sign", "p-founder").status == 1, "only the ledger attests")
    }
  }

  @Test func attestingOnATimerDoesNotPileUp() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let first = try taizhang("attest", "--unless-within", "24", "--json")
      #expect(first.status == 0 && first.json["attested"] as? Bool == true)
      #expect(
        try taizhang("attest", "--unless-within", "0", "--json").json["attested"] as? Bool == false, "nothing is new")
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("attest", "--unless-within", "24", "--json").json["attested"] as? Bool == false)
      #expect(try taizhang("attest", "--unless-within", "0", "--json").json["attested"] as? Bool == true)
      #expect(try taizhang("verify").status == 0)
    }
  }

  /// `check` proved a disclosed name and then printed the event with the name masked: whoever was to read it could not.
  @Test func aPackDisclosesOnlyWhatIsAsked() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let household = try taizhang(
        "record", "household.registered", "--subject", "hh-0002", "--place", "621021103204", "head_name=李四",
        "phone=13800138000", "--sign", "p-0001")
      #expect(household.status == 0, "\(household.err)")
      #expect(try taizhang("attest").status == 0)
      let (key, genesis) = ("ledger/keys/checkpoint.vkey", try taizhang.genesis())
      #expect(try taizhang("prove", "--pack", "hh-0002", "-o", "closed.zip").status == 0)
      #expect(try taizhang("prove", "--pack", "hh-0002", "-o", "open.zip", "--disclose", "head_name").status == 0)
      #expect(try taizhang("prove", "--pack", "hh-0002", "-o", "x.zip", "--disclose", "address").status == 1)
      let needle = Data("李四".utf8)
      #expect(try Data(contentsOf: URL(fileURLWithPath: taizhang.path("closed.zip"))).range(of: needle) == nil)
      let open = try taizhang("check", "open.zip", "--vkey", key, "--genesis", genesis)
      #expect(open.status == 0 && open.out.contains("李四"), "\(open.err)")
      #expect(open.out.contains("户主姓名：李四\n") && open.out.contains("联系电话：＊＊＊\n"), "\(open.out)")
      let closed = try taizhang("check", "closed.zip", "--vkey", key)
      #expect(closed.status == 0 && closed.out.contains("户主姓名：＊＊＊\n"), "\(closed.out)")
      var bytes = try Data(contentsOf: URL(fileURLWithPath: taizhang.path("open.zip")))
      let place = try #require(bytes.range(of: needle))
      bytes.replaceSubrange(place, with: Data("李五".utf8))
      try bytes.write(to: URL(fileURLWithPath: taizhang.path("forged.zip")))
      #expect(try [2, 65].contains(taizhang("check", "forged.zip", "--vkey", key).status))
    }
  }
}

extension Product {
  /// The genesis hash, as the folder's description says it.
  func genesis() throws -> String {
    let about = try Data(contentsOf: URL(fileURLWithPath: path("ledger/taizhang.json")))
    return try #require((try JSONSerialization.jsonObject(with: about) as? [String: Any])?["genesis"] as? String)
  }
}
