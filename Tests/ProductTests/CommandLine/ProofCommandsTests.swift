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
        ("event", ["13.0"], "entry"), ("household", ["--subject", "hh-0001"], "subject"),
        ("nobody", ["hh-9999"], "absence"),
        ("view", ["--view", "households"], "view"), ("growth", ["--consistency", "10"], "consistency"),
        ("pack", ["--pack", "hh-0001"], "subject"),
      ]
      for proof in proofs {
        let made = try taizhang.start(Product.binary, ["prove"] + proof.arguments + ["-o", proof.file])
        #expect(made.status == 0, "\(made.err)")
      }
      #expect(try taizhang("query", "households", "--as-of", "14", "--format", "jsonl").out.isEmpty == false)
      try taizhang("query", "households", "--as-of", "14", "--format", "jsonl").out.write(
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
      #expect(history["complete"] as? [Int] == [12, 13] && history["later"] as? [Int] == [15])
      #expect(history["as_of"] as? Int == 14 && history["count"] as? Int == 2)
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
        let isShorter = lines.count == 8 && lines[7].contains("\"seq\":13")
        #expect(isShorter ? status == 0 : [2, 65].contains(status), "\(lines.count)")
      }
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
        [], ["1", "--view", "households"], ["--pack", "hh-0001"], ["--pack", "家", "-o", "x"],
        ["1", "--disclose", "name"],
        ["--consistency", "1", "2", "3"], ["what is this"],
      ] {
        #expect(try taizhang.start(Product.binary, ["prove"] + usage).status == 64, "\(usage)")
      }
      #expect(try taizhang("attest", "--view", "nowhere").status == 1)
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

  @Test func aPackDisclosesOnlyWhatIsAsked() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("household", "add", "hh-0002", "--place", "621021103204", "--head-name", "李四").status == 0)
      #expect(try taizhang("attest").status == 0)
      let (key, genesis) = ("ledger/keys/checkpoint.vkey", try taizhang.genesis())
      #expect(try taizhang("prove", "--pack", "hh-0002", "-o", "closed.zip").status == 0)
      #expect(try taizhang("prove", "--pack", "hh-0002", "-o", "open.zip", "--disclose", "head_name").status == 0)
      #expect(try taizhang("prove", "--pack", "hh-0002", "-o", "x.zip", "--disclose", "phone").status == 1)
      let needle = Data("李四".utf8)
      #expect(try Data(contentsOf: URL(fileURLWithPath: taizhang.path("closed.zip"))).range(of: needle) == nil)
      let open = try taizhang("check", "open.zip", "--vkey", key, "--genesis", genesis)
      #expect(open.status == 0 && open.out.contains("李四"), "\(open.err)")
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
