import Foundation
import Ledger
import Testing
import TransparencyLog

/// Proof files against vectors that no Swift code made: a forger's among them.
@Suite struct ProofVectorTests {
  struct Pins: Decodable, Sendable {
    let vkeys: [String], genesis: String?, signers: [String]

    var pins: ProofPins {
      get throws {
        ProofPins(
          checkpointKeys: try vkeys.map { try VerifierKey($0) }, genesis: genesis.flatMap { Hash(base64: $0) },
          signers: try signers.map { try VerifierKey($0) })
      }
    }
  }

  struct Want: Decodable, Sendable, Equatable {
    var proof: String
    var seq: UInt64?, position: Int?, oldSize: UInt64?, size: UInt64?
    var subject: String?, asOf: UInt64?, count: UInt64?, head: String?, complete: [UInt64]?, later: [UInt64]?
    var subjects: UInt64?, view: String?, version: Int64?, sha256: String?
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let desc: String, proof: String, pins: Pins, want: Want?, wantErr: String?

    var testDescription: String { desc }
  }

  static func cases(_ name: String) -> [Case] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../specs/vectors/proofs")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let data = try? Data(contentsOf: folder.standardized.appending(path: "\(name).json")),
      let cases = try? decoder.decode([Case].self, from: data), !cases.isEmpty
    else { preconditionFailure("no vectors: \(name)") }
    return cases
  }

  @Test(arguments: cases("accepted")) func trueProofsHold(_ vector: Case) throws {
    let bytes = Array(vector.proof.utf8)
    let proof = try Proof(parsing: bytes)
    let verdict = try proof.check(try vector.pins.pins)
    var want = try #require(vector.want)
    if let size = want.size { #expect(verdict.checkpoint.size == size) }
    want.size = nil
    #expect(Want(verdict) == want)
    #expect(verdict.isOfPinnedGenesis == (vector.pins.genesis != nil))
    #expect(verdict.signersVerified.count == vector.pins.signers.count)
    #expect(try Proof(parsing: proof.bytes) == proof, "what was read is written so that it reads the same")
  }

  @Test(arguments: cases("refused")) func forgedProofsDoNot(_ vector: Case) throws {
    let error = #expect(throws: LedgerError.self) {
      try Proof(parsing: Array(vector.proof.utf8)).check(try vector.pins.pins)
    }
    #expect(error?.code == (vector.wantErr == "malformed" ? "E64" : "L11"), "\(String(describing: error))")
  }

  /// Whatever single byte of a proof is changed, it fails or still says exactly the same (a cosigner's line, letters of a
  /// name that no key is pinned for): never a crash, never another statement.
  @Test func noChangedByteMakesAnotherStatement() throws {
    for vector in Self.cases("accepted") {
      let pins = try vector.pins.pins
      let bytes = Array(vector.proof.utf8)
      let want = Want(try Proof(parsing: bytes).check(pins))
      for offset in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
        var changed = bytes
        changed[offset] ^= UInt8(1 << (offset % 7))
        do throws(LedgerError) {
          let verdict = try Proof(parsing: changed).check(pins)
          #expect(Want(verdict) == want, "\(vector.desc), byte \(offset)")
        } catch {
          #expect(["E64", "L11"].contains(error.code), "\(vector.desc), byte \(offset): \(error)")
        }
      }
    }
  }
}

extension ProofVectorTests.Want {
  init(_ verdict: ProofVerdict) {
    switch verdict.shown {
    case .entry(let entry, let position):
      self.init(proof: "entry")
      (seq, self.position) = (entry.seq, position)
    case .consistency(let old):
      self.init(proof: "consistency")
      oldSize = old.size
    case .subject(let history):
      self.init(proof: "subject")
      (subject, self.asOf, count, head) = (history.subject, history.asOf, history.chain.count, history.chain.head.hex)
      (complete, later) = (history.complete.map(\.seq), history.later.map(\.seq))
    case .absence(let subject, let asOf, let subjects):
      self.init(proof: "absence")
      (self.subject, self.asOf, self.subjects) = (subject, asOf, subjects)
    case .view(let statement):
      self.init(proof: "view")
      (view, version, self.asOf, sha256) = (statement.view, statement.version, statement.asOf, statement.sha256)
    }
  }
}
