import EventSourcing
import Foundation
import Ledger
import Testing
import TransparencyLog

/// A witness that remembers, and the ledger that asks it.
@Suite struct WitnessStoreTests {
  private let secret: CosignerSecretKey

  init() throws { secret = try CosignerSecretKey.generate(name: "city.example/witness") }

  private func store(_ folder: String, _ test: TestLedger) throws -> WitnessStore {
    try WitnessStore(folder, key: secret, logs: [test.checkpointKey.verifier])
  }

  private func policy(_ folder: String, _ test: TestLedger) throws -> WitnessPolicy {
    let member = WitnessPolicy.Member(name: Array("city".utf8), key: secret.key, url: "http://127.0.0.1:1")
    let bytes = WitnessPolicy.bytes(
      logs: [(test.checkpointKey.verifier, "")], witnesses: [member], threshold: 1)
    let path = "\(folder)-policy"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try Cosigning(test.ledger).adopt(path)
  }

  private func ask(_ test: TestLedger, _ store: WitnessStore, _ policy: WitnessPolicy) throws -> UInt64 {
    try Cosigning(test.ledger).ask(policy.witnesses[0]) { (request) throws(LedgerError) in
      let reply = try store.add(request.bytes, time: 1_780_000_000)
      return Cosigning.Answer(status: reply.status, body: reply.body)
    } latest: { () throws(LedgerError) in
      try store.latest(named: WitnessStore.name(test.checkpointKey.name))
    }
  }

  @Test func aLedgerIsWitnessedAsItGrows() throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      let policy = try policy(folder, test)
      #expect(throws: LedgerError(.refused, "E87", "", "")) {
        try Publisher.publish(test.ledger, to: folder, isPublic: false)
      }
      try FileManager.default.removeItem(atPath: folder)
      var witness: WitnessStore? = try store(folder, test)
      for count in [1, 5, 0, 40] {
        try test.pour(count)
        #expect(try ask(test, #require(witness), policy) == test.writer.size)
        // What it remembers it remembers across its own restarts.
        witness = nil
        witness = try store(folder, test)
      }
      try test.withFolder { (published) throws in
        let cosigned = test.writer.size
        try test.pour(3)
        // The newest checkpoint has no quorum yet: the last that has is what is published.
        #expect(try Publisher.publish(test.ledger, to: published, isPublic: false).size == cosigned)
        #expect(try test.verifyPublished(FolderFiles(published), pins: PublishedPins(policy: policy)).ok)
      }
    }
  }

  /// What witnesses signed is kept beside the log; it must go on being the log's own history.
  @Test func cosignaturesKeptAreVerifiedWithTheLedger() throws {
    let test = try TestLedger()
    try test.pour(6)
    try test.withFolder { (folder) throws in
      let policy = try policy(folder, test)
      _ = try ask(test, store(folder, test), policy)
      try test.writer.flush()
      #expect(try test.ledger.verify(level: .views).summary == [])
      let path = "\(test.path)/witnesses/\(test.writer.size).checkpoint"
      let good = try Data(contentsOf: URL(fileURLWithPath: path))
      defer { try? good.write(to: URL(fileURLWithPath: path)) }
      let text = String(decoding: good, as: UTF8.self)
      let cosignature = try #require(text.split(separator: "\n").last)
      let changes: [(String, String)] = [
        (String(cosignature), cosignature.dropLast(10) + "AAAAAAAAA="), ("\n\(test.writer.size)\n", "\n900\n"),
        ("tea.example/ledger\n", "x"),
      ]
      for (was, becomes) in changes {
        try Data(text.replacingOccurrences(of: was, with: becomes).utf8).write(to: URL(fileURLWithPath: path))
        #expect(try test.ledger.verify(level: .signatures).exitStatus == 2, "\(was) → \(becomes)")
      }
    }
  }

  @Test func aForkEndsInEvidence() throws {
    let test = try TestLedger()
    try test.pour(9)
    try test.withFolder { (folder) throws in
      let witness = try store(folder, test)
      let entries = try test.entries()
      func request(_ entries: [[UInt8]], old: UInt64, proof: [Hash] = []) throws -> [UInt8] {
        let note = try Shelf(entries: entries, key: test.checkpointKey)["checkpoint"] ?? []
        return AddCheckpointRequest(oldSize: old, proof: proof, checkpoint: note).bytes
      }
      #expect(try witness.add(request(entries, old: 0), time: 1).status == 200)
      let size = UInt64(entries.count)

      let back = try witness.add(request(Array(entries.dropLast(2)), old: 0), time: 2)
      #expect(back.status == 409 && back.body == Array("\(size)\n".utf8) && back.contentType == "text/x.tlog.size")
      #expect(back.refusal?.code == "E88" && back.refusal?.kind == .refused && back.refusal?.evidence == [])

      let fork = try witness.add(request(entries.dropLast() + [entries[3]], old: size), time: 3)
      #expect(fork.status == 409 && fork.refusal?.code == "L04" && fork.refusal?.evidence.count == 2)
      let other = Array(entries.dropLast()) + [entries[3], entries[4]]
      let proof = try ConsistencyProof.prove(oldSize: size, newSize: size + 1, reader: Leaves(other))
      let longer = try witness.add(request(other, old: size, proof: proof), time: 4)
      #expect(longer.status == 422 && longer.refusal?.code == "L04" && longer.refusal?.evidence.count == 2)

      let late = try witness.add(request(entries + [entries[0]], old: 3), time: 5)
      #expect(late.status == 409 && late.refusal?.kind == .refused && late.refusal?.evidence == [])
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/evidence").count == 2)
      let kept = try #require(try witness.latest(named: WitnessStore.name(test.checkpointKey.name)))
      #expect(try Checkpoint(parsing: SignedNote.parse(kept).text).size == size)
      #expect(try Cosignature.find(under: kept, by: [secret.key]).map(\.time) == [1])
    }
  }

  /// Two requests at once, both proved from the size the witness stands at: only one may win, or it would go back.
  @Test func checkingAndStoringAreOneStep() async throws {
    let test = try TestLedger()
    try test.pour(1)
    let folder = NSTemporaryDirectory() + "taizhang-witness-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let witness = try store(folder, test)
    let cosigning = Cosigning(test.ledger)
    #expect(try witness.add(cosigning.request(from: 0).bytes, time: 1).status == 200)
    for _ in 0..<20 {
      let from = test.writer.size
      var requests: [[UInt8]] = []
      for _ in 0..<8 {
        try test.pour(1)
        requests.append(try cosigning.request(from: from).bytes)
      }
      let statuses = await withTaskGroup(of: Int.self) { group in
        for request in requests.shuffled() {
          group.addTask { (try? witness.add(request, time: 2).status) ?? 0 }
        }
        return await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.filter { $0 == 200 }.count == 1 && statuses.filter { $0 == 409 }.count == 7)
      let kept = try #require(try witness.latest(named: WitnessStore.name(test.checkpointKey.name)))
      let stands = try Checkpoint(parsing: SignedNote.parse(kept).text).size
      #expect(try witness.add(cosigning.request(from: stands).bytes, time: 3).status == 200)
    }
  }

  @Test func aDamagedMemoryIsNoEmptyMemory() throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      let witness = try store(folder, test)
      let cosigning = Cosigning(test.ledger)
      #expect(try witness.add(cosigning.request(from: 0).bytes, time: 1).status == 200)
      let path = "\(folder)/\(WitnessStore.name(test.checkpointKey.name)).checkpoint"
      try Data("garbage".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: LedgerError(.integrity, "E89", "", "")) {
        try witness.add(cosigning.request(from: 0).bytes, time: 2)
      }
      #expect(throws: LedgerError(.tryAgain, "E03", "", "")) { try store(folder, test) }
    }
  }

  /// A record behind a link that leads nowhere, or in a circle, cannot be read: it was taken for nothing seen, and the witness
  /// would have cosigned any history anew.
  @Test(arguments: ["nowhere", "itself"]) func aRecordThatCannotBeReadIsNoEmptyMemory(target: String) throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      let witness = try store(folder, test)
      let cosigning = Cosigning(test.ledger)
      #expect(try witness.add(cosigning.request(from: 0).bytes, time: 1).status == 200)
      let name = WitnessStore.name(test.checkpointKey.name)
      let path = "\(folder)/\(name).checkpoint"
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: target == "itself" ? path : "\(folder)/nowhere")
      #expect(throws: LedgerError.self) { try witness.add(cosigning.request(from: 0).bytes, time: 2) }
      #expect(throws: LedgerError.self) { try witness.latest(named: name) }
    }
  }

  /// It was told of a ledger that somebody else was writing.
  @Test func aStoreInUseIsCalledAWitness() throws {
    let test = try TestLedger()
    try test.withFolder { (folder) throws in
      let witness = try store(folder, test)
      let error = #expect(throws: LedgerError.self) { try store(folder, test) }
      #expect(error?.code == "E03" && error?.kind == .tryAgain)
      #expect(error?.message.zh.contains("见证人") == true && error?.message.en.contains("witness") == true)
      withExtendedLifetime(witness) {}
    }
  }

  /// The ledger's side: a witness that has seen more, or other, than there is now.
  @Test func whatAWitnessHasSeenIsToldToTheLedger() throws {
    let (test, twin) = (try TestLedger(), try TestLedger())
    try test.pour(9)
    try test.withFolder { (folder) throws in
      let witness = try store(folder, test)
      _ = try ask(test, witness, policy(folder, test))
      let policy = try policy(folder, twin)
      let back = #expect(throws: LedgerError.self) { try ask(twin, witness, policy) }
      #expect(back?.code == "L09" && back?.evidence.count == 2)
      try twin.pour(12)
      let fork = #expect(throws: LedgerError.self) { try ask(twin, witness, policy) }
      #expect(fork?.code == "L04" && fork?.evidence.count == 2)
    }
  }

  @Test func whatComesBackOnPaperIsTakenInOnlyIfItIsOurs() throws {
    let (test, other) = (try TestLedger(), try TestLedger())
    try test.pour(4)
    try other.pour(2)
    try test.withFolder { (folder) throws in
      let cosigning = Cosigning(test.ledger)
      func cosigned(_ ledger: TestLedger) throws -> [UInt8] {
        let note = try ledger.checkpoint(at: ledger.writer.size)
        return note + secret.cosignatureLine(for: try SignedNote.parse(note).text, time: 7)
      }
      #expect(throws: LedgerError(.missing, "E84", "", "")) { try cosigning.keep(file: cosigned(test)) }
      _ = try policy(folder, test)
      #expect(throws: LedgerError(.integrity, "L04", "", "")) { try cosigning.keep(file: cosigned(other)) }
      #expect(throws: LedgerError(.refused, "E85", "", "")) {
        try cosigning.keep(file: test.checkpoint(at: test.writer.size))
      }
      #expect(throws: LedgerError(.malformed, "E81", "", "")) { try cosigning.keep(file: Array("x".utf8)) }
      let (size, keys) = try cosigning.keep(file: cosigned(test))
      #expect(size == test.writer.size && keys == [secret.key])
      #expect(try cosigning.knownSize(secret.key) == size)
    }
  }
}
