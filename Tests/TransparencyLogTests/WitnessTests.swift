import TestSupport
import Testing
import TransparencyLog

/// Cosignatures, requests to witnesses, policies: what C2SP says, and what it refuses.
@Suite struct WitnessTests {
  private struct KeyCase: Decodable {
    struct Key: Decodable {
      let name: String, keyID: String
    }

    let desc: String, verifier: String, signer: String?, time: Number?, line: Bytes?, text: Bytes?, want: Key?
    let wantErr: String?
  }

  @Test func cosignerKeys() throws {
    for vector in try vectors("cosigner-keys", of: KeyCase.self) {
      guard let key = expect(vector.wantErr, vector.desc, { try CosignerKey(vector.verifier) }) else { continue }
      #expect(key.name == vector.want?.name && key.text == vector.verifier)
      #expect(key.keyID == UInt32(try #require(vector.want?.keyID), radix: 16))
      let secret = try CosignerSecretKey(try #require(vector.signer))
      #expect(secret.key == key && secret.secretText == vector.signer)
      let line = secret.cosignatureLine(for: try #require(vector.text).value, time: try #require(vector.time).value)
      #expect(line == vector.line?.value)
      #expect(!"\(secret)".contains(secret.secretText) && Mirror(reflecting: secret).children.count == 1)
    }
  }

  private struct CosignatureCase: Decodable {
    struct Found: Decodable {
      let name: String, time: Number
    }

    let desc: String, note: Bytes, known: [String], want: [Found]?, wantErr: String?
  }

  @Test func cosignatures() throws {
    for vector in try vectors("cosignatures", of: CosignatureCase.self) {
      let known = try vector.known.map { text in try CosignerKey(text) }
      let found = expect(vector.wantErr, vector.desc) { try Cosignature.find(under: vector.note.value, by: known) }
      guard let found else { continue }
      #expect(found.map(\.key.name) == vector.want?.map(\.name), "\(vector.desc)")
      #expect(found.map(\.time) == vector.want?.map(\.time.value), "\(vector.desc)")
      for cosignature in found { #expect(cosignature.line.last == 0x0A) }
    }
  }

  private struct RequestCase: Decodable {
    let desc: String, log: String, latest: Bytes, body: Bytes, status: Int, size: Number?
  }

  @Test func requests() throws {
    for vector in try vectors("witness-requests", of: RequestCase.self) {
      let witness = Witness(logs: [try VerifierKey(vector.log)])
      let latest = vector.latest.value.isEmpty ? nil : try Checkpoint(parsing: vector.latest.value)
      do throws(WitnessRefusal) {
        let request = try AddCheckpointRequest(parsing: vector.body.value)
        #expect(request.bytes == vector.body.value, "\(vector.desc)")
        let checkpoint = try witness.judge(request) { $0 == latest?.origin ? latest : nil }
        #expect(vector.status == 200 && checkpoint.size == vector.size?.value, "\(vector.desc)")
      } catch {
        #expect(error.status == vector.status, "\(vector.desc): \(error)")
        #expect(error.statedSize == vector.size?.value, "\(vector.desc)")
      }
    }
  }

  private struct PolicyCase: Decodable {
    struct Verdict: Decodable {
      let witnesses: [String], quorum: Bool
    }

    let desc: String, policy: Bytes, keys: [String: String]?, want: [Verdict]?, line: Int?, wantErr: String?
  }

  @Test func policies() throws {
    for vector in try vectors("witness-policies", of: PolicyCase.self) {
      let policy = expect(vector.wantErr, vector.desc) { try WitnessPolicy(parsing: vector.policy.value) }
      if let policy {
        for verdict in try #require(vector.want) {
          let keys = try verdict.witnesses.map { name in try CosignerKey(try #require(vector.keys?[name])) }
          #expect(policy.isQuorum(keys) == verdict.quorum, "\(vector.desc): \(verdict.witnesses)")
        }
      } else {
        let error = #expect(throws: WitnessPolicyError.self) { try WitnessPolicy(parsing: vector.policy.value) }
        #expect(error?.line == vector.line, "\(vector.desc)")
      }
    }
  }

  /// A policy written by us reads as what was meant.
  @Test func aWrittenPolicyReadsBack() throws {
    let log = try SignerKey.generate(name: "qingcheng.example/ledger").verifier
    let keys = try ["city", "press"].map { name in try CosignerSecretKey.generate(name: name).key }
    let members = keys.map { WitnessPolicy.Member(name: Array($0.name.utf8), key: $0, url: "http://127.0.0.1:1/") }
    for threshold in 0...2 {
      let bytes = WitnessPolicy.bytes(logs: [(log, "")], witnesses: members, threshold: threshold)
      let policy = try WitnessPolicy(parsing: bytes)
      #expect(policy.witnesses == members && policy.logs.map(\.key) == [log])
      #expect(policy.isQuorum([]) == (threshold == 0))
      #expect(policy.isQuorum([keys[1]]) == (threshold <= 1) && policy.isQuorum(keys))
    }
  }

  /// Whatever is done to a request, the witness never goes back, never skips, and never follows two histories.
  @Test func mutatedRequestsNeverMoveAWitnessElsewhere() throws {
    let log = try SignerKey(name: "l.example", privateKey: Ed25519PrivateKey(seed: repeatElement(4, count: 32)))
    let tree = SmallTree(size: 60)
    func signed(_ size: Int) throws -> [UInt8] {
      try Checkpoint(origin: "l.example", size: UInt64(size), root: tree.root(0..<size)).signed(by: log)
    }
    let latest = try Checkpoint(verifying: signed(21), by: log.verifier)
    let proof = try ConsistencyProof.prove(oldSize: 21, newSize: 60, reader: tree)
    let good = AddCheckpointRequest(oldSize: 21, proof: proof, checkpoint: try signed(60)).bytes
    let witness = Witness(logs: [log.verifier])
    var random = SplitMix64(seed: 21)
    var accepted = 0
    for _ in 0..<8_000 {
      let mutant = random.mutate(good)
      guard let request = try? AddCheckpointRequest(parsing: mutant) else { continue }
      #expect(request.bytes == mutant)
      guard let checkpoint = try? witness.judge(request, latest: { _ in latest }) else { continue }
      accepted += 1
      #expect(checkpoint.size == 60 && checkpoint.root == tree.root(0..<60) && request.proof == proof)
    }
    #expect(accepted > 0)
  }

  @Test func noiseIsNoPolicyAndNoBundle() {
    var random = SplitMix64(seed: 22)
    let words = ["log", "witness", "group", "quorum", "none", "any", "all", "1", "\n", " ", "\t", "a", "#", "台"]
    for _ in 0..<8_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        bytes += words.randomElement(using: &random)!.utf8 + [0x20]
      }
      bytes.append(0x0A)
      if let policy = try? WitnessPolicy(parsing: bytes) { #expect(policy.isQuorum([])) }
      let noise = random.bytes(Int.random(in: 0...40, using: &random))
      let tile = Tile(.entries, index: 0, width: Int.random(in: 1...4, using: &random))
      if let ranges = try? EntryBundle.split(noise, of: tile) { #expect(ranges.count == tile.width) }
    }
  }
}
