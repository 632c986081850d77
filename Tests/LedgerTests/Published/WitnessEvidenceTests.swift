import EventSourcing
import Foundation
import Ledger
import Testing
import TransparencyLog

/// What a witness keeps as evidence, and what nobody can make it keep.
///
/// Old checkpoints of an honest log are public. Brought again, each was told as a rollback and filed; lines that nobody signed
/// made one look like many; a hundred of them filled the shelf for all logs, and a fork that came later was not kept.
@Suite struct WitnessEvidenceTests {
  private let secret: CosignerSecretKey
  private static let logs = ["a.example/log", "b.example/log"]

  init() throws { secret = try CosignerSecretKey.generate(name: "city.example/witness") }

  private func key(_ log: Int) throws -> SignerKey { try TestLedger.key(Self.logs[log], UInt8(60 + log)) }

  /// A history by its number: the first `same` leaves are those of every other.
  private func history(_ number: Int, same: Int = 0, count: Int) -> Leaves {
    Leaves((0..<count).map { index in Array("\(index < same ? 0 : number) \(index)".utf8) })
  }

  private func note(_ log: Int, _ leaves: Leaves, _ size: UInt64) throws -> [UInt8] {
    try Checkpoint(origin: Self.logs[log], size: size, root: leaves.root(size)).signed(by: key(log))
  }

  private func request(
    _ log: Int, _ leaves: Leaves, old: UInt64 = 0, size: UInt64, proof: [Hash] = [], lines: String = ""
  ) throws -> [UInt8] {
    let note = try note(log, leaves, size) + Array(lines.utf8)
    return AddCheckpointRequest(oldSize: old, proof: proof, checkpoint: note).bytes
  }

  /// A witness that has cosigned the first `size` entries of both logs' history 0.
  private func witness(_ size: UInt64, _ body: (WitnessStore, _ shelf: String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "taizhang-witness-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try WitnessStore(folder, key: secret, logs: [key(0).verifier, key(1).verifier])
    for log in 0..<2 {
      let leaves = history(0, count: Int(size))
      #expect(try store.add(request(log, leaves, size: size), time: 1).status == 200)
    }
    try body(store, "\(folder)/evidence")
  }

  private func files(_ shelf: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []).sorted()
  }

  private func text(_ shelf: String, _ name: String) throws -> String {
    try String(contentsOfFile: "\(shelf)/\(name)", encoding: .utf8)
  }

  @Test func oldCheckpointsAreNoEvidence() throws {
    try witness(60) { store, shelf in
      let honest = history(0, count: 60)
      for size in UInt64(1)..<60 {
        for lines in ["", "— x YWJjZGVmZ2g=\n"] {
          let reply = try store.add(request(0, honest, size: size, lines: lines), time: 2)
          #expect(reply.status == 409 && reply.body == Array("60\n".utf8))
          #expect(reply.refusal?.kind == .refused && reply.refusal?.code == "E88" && reply.refusal?.evidence == [])
          #expect(reply.refusal?.message.en.contains("newer checkpoint was cosigned already (60") == true)
        }
      }
      // The old size beyond the checkpoint's is malformed, whatever the checkpoint.
      #expect(try store.add(request(0, honest, old: 60, size: 3), time: 2).status == 400)
      #expect(files(shelf) == [])
      let fork = try store.add(request(0, history(1, same: 5, count: 60), old: 60, size: 60), time: 3)
      #expect(fork.status == 409 && fork.refusal?.code == "L04" && files(shelf).count == 1)
    }
  }

  /// Two roots over as many entries contradict each other, from whatever size the request says it goes on.
  @Test(arguments: [0, 7, 60] as [UInt64]) func theOldSizeDoesNotHideAFork(old: UInt64) throws {
    try witness(60) { store, shelf in
      let reply = try store.add(request(0, history(1, count: 60), old: old, size: 60), time: 2)
      #expect(reply.status == 409 && reply.refusal?.code == "L04" && reply.refusal?.evidence.count == 2)
      #expect(files(shelf).count == 1)
    }
  }

  @Test func aFullShelfOfOneLogKeepsNoForkOut() throws {
    try witness(60) { store, shelf in
      func fork(_ log: Int, _ number: Int) throws {
        #expect(try store.add(request(log, history(number, count: 60), size: 60), time: 2).refusal?.code == "L04")
      }
      for number in 1...130 { try fork(0, number) }
      let kept = files(shelf)
      #expect(kept.count == 100)
      #expect(try text(shelf, kept[0]).contains(history(1, count: 60).root(60).base64), "the first stays")
      #expect(try text(shelf, kept[99]).contains(history(130, count: 60).root(60).base64), "the newest is there")
      try fork(1, 1)
      #expect(files(shelf).count == 101)
    }
  }

  /// Only what the log signed is kept: the same pair is the same file, whatever lines anybody adds.
  @Test func onlyTheLogsOwnLinesAreKept() throws {
    try witness(60) { store, shelf in
      let other = try key(1)
      for lines in [
        "", "— x YWJjZGVmZ2g=\n",
        "— \(other.name) \(Base64.encode(other.verifier.idBytes + [UInt8](repeating: 7, count: 64)))\n",
      ] {
        let reply = try store.add(request(0, history(1, count: 60), size: 60, lines: lines), time: 2)
        #expect(reply.refusal?.code == "L04")
        #expect(reply.refusal?.evidence.last == (try note(0, history(1, count: 60), 60)))
      }
      #expect(files(shelf).count == 1)
      #expect(try !text(shelf, files(shelf)[0]).contains("— x "))
    }
  }

  /// Anybody can bring the log's newest checkpoint with hashes of his own: that the proof does not hold shows no second history.
  /// Hashes of the new tree do, when they give another beginning.
  @Test func aFalseProofAccusesNobody() throws {
    try witness(60) { store, shelf in
      let honest = history(0, count: 70)
      let forged = try store.add(request(0, honest, old: 60, size: 70, proof: [.zero]), time: 2)
      #expect(forged.status == 422 && forged.refusal?.code == "L11" && forged.refusal?.evidence.count == 2)
      #expect(files(shelf).count == 1 && files(shelf)[0].contains("-open-"))
      let good = try ConsistencyProof.prove(oldSize: 60, newSize: 70, reader: honest)
      for index in good.indices {
        var changed = good
        changed[index] = .zero
        let reply = try store.add(request(0, honest, old: 60, size: 70, proof: changed), time: 2)
        #expect(reply.status == 422 && reply.refusal?.code == "L11", "hash \(index)")
      }
      #expect(files(shelf).count == 1)

      let fork = history(1, same: 9, count: 70)
      let proof = try ConsistencyProof.prove(oldSize: 60, newSize: 70, reader: fork)
      let shown = try store.add(request(0, fork, old: 60, size: 70, proof: proof), time: 2)
      #expect(shown.status == 422 && shown.refusal?.code == "L04" && files(shelf).count == 2)
      #expect(try store.add(request(0, honest, old: 60, size: 70, proof: good), time: 3).status == 200)
    }
  }

  /// From a size that is a power of two, a proof holds no node of the old tree, and so shows nothing of a fork.
  @Test func whatCannotBeShownIsKeptAsOpen() throws {
    try witness(64) { store, shelf in
      let fork = history(1, same: 9, count: 70)
      let proof = try ConsistencyProof.prove(oldSize: 64, newSize: 70, reader: fork)
      let reply = try store.add(request(0, fork, old: 64, size: 70, proof: proof), time: 2)
      #expect(reply.status == 422 && reply.refusal?.code == "L11" && reply.refusal?.kind == .integrity)
      #expect(files(shelf).count == 1 && files(shelf)[0].contains("-open-"))
    }
  }
}

extension VerifierKey {
  fileprivate var idBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) } }
}

/// A tree in memory.
struct Leaves: HashReader {
  private let hashes: [Hash]

  init(_ entries: some Sequence<[UInt8]>) { hashes = entries.map { MerkleTree.leafHash($0) } }

  func root(_ size: UInt64) -> Hash {
    var range = CompactRange()
    for hash in hashes.prefix(Int(size)) { range.append(hash) }
    return range.root
  }

  func subtreeRoot(level: Int, index: UInt64) -> Hash {
    var range = CompactRange()
    for hash in hashes[(Int(index) << level)..<((Int(index) + 1) << level)] { range.append(hash) }
    return range.root
  }
}
