import EventSourcing
import Foundation
import Ledger
import Testing
import TransparencyLog

/// The formats of entries, chains, commitments and key proofs against vectors that no Swift code made.
@Suite struct VectorTests {
  private func vectors<Case: Decodable>(_ name: String, of type: Case.Type) throws -> [Case] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../specs/vectors").standardized
    let cases = try JSONDecoder().decode(
      [Case].self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
    try #require(!cases.isEmpty)
    return cases
  }

  /// Bytes written as base64, decoded by Foundation and not by the code under test.
  private struct Bytes: Decodable {
    let value: [UInt8]

    init(from decoder: any Decoder) throws {
      value = [UInt8](try #require(Data(base64Encoded: String(from: decoder))))
    }

    var hash: Hash { get throws { try #require(Hash(bytes: value)) } }
  }

  private struct EntryCase: Decodable {
    struct Want: Decodable {
      let ms: String, note: Bytes, leaf: Bytes
    }

    let desc: String, entry: Bytes, want: Want?, wantErr: String?
  }

  @Test func entries() throws {
    for vector in try vectors("entry/entries", of: EntryCase.self) {
      let parts = vector.entry.value.withUnsafeBytes { bytes in
        Entry.split(bytes).map { (stamp: $0.stamp, note: Array($0.note)) }
      }
      guard let want = vector.want else {
        #expect(parts == nil, "\(vector.desc)")
        let refusals = #expect(throws: Refusals.self) {
          try vector.entry.value.withUnsafeBytes { try ParsedEntry(seq: 0, bytes: $0) }
        }
        #expect(refusals?.reasons.map(\.code) == vector.wantErr.map { [$0] }, "\(vector.desc)")
        continue
      }
      let (stamp, note) = try #require(parts, "\(vector.desc)")
      #expect(stamp.ms == Int64(want.ms) && note == want.note.value, "\(vector.desc)")
      #expect(Entry.compose(stamp: stamp, note: note) == vector.entry.value, "\(vector.desc)")
      #expect(try MerkleTree.leafHash(vector.entry.value) == want.leaf.hash, "\(vector.desc)")
    }
  }

  private struct Link: Decodable {
    let leaf: Bytes, position: UInt32
  }

  private struct ChainCase: Decodable {
    let desc: String, ref: String, links: [Link], want: [Bytes]
  }

  @Test func chains() throws {
    for vector in try vectors("chains/heads", of: ChainCase.self) {
      var chain = SubjectChain(subject: vector.ref)
      var heads = [chain.head]
      for link in vector.links {
        chain.append(leaf: try link.leaf.hash, position: link.position)
        heads.append(chain.head)
      }
      #expect(heads.map(\.bytes) == vector.want.map(\.value), "\(vector.desc)")
      #expect(chain.count == UInt64(vector.links.count))
    }
    #expect(SubjectChain.signerPosition == .max)
  }

  private struct StreamsCase: Decodable {
    struct Subject: Decodable {
      let ref: String, links: [Link]
    }

    let desc: String, subjects: [Subject], lines: [Bytes], want: Bytes
  }

  @Test func streams() throws {
    for vector in try vectors("streams/roots", of: StreamsCase.self) {
      var range = CompactRange()
      for (subject, line) in zip(vector.subjects, vector.lines) {
        var chain = SubjectChain(subject: subject.ref)
        for link in subject.links { chain.append(leaf: try link.leaf.hash, position: link.position) }
        #expect(chain.attestedLine(subject: subject.ref) == line.value, "\(vector.desc)")
        range.append(MerkleTree.leafHash(line.value))
      }
      #expect(range.root.bytes == vector.want.value, "\(vector.desc)")
    }
  }

  private struct CommitmentCase: Decodable {
    struct Want: Decodable {
      let c: String, opening: String
    }

    let desc: String, ref: String, field: String, value: String, r: Bytes, want: Want
  }

  @Test func commitments() throws {
    for vector in try vectors("commitments/commitments", of: CommitmentCase.self) {
      let opening = Opening(
        subject: vector.ref, field: vector.field, value: vector.value, random: vector.r.value)
      #expect(opening.commitment.base64 == vector.want.c, "\(vector.desc)")
      #expect(opening.line == Array(vector.want.opening.utf8), "\(vector.desc)")
      #expect(Opening(line: Array(vector.want.opening.utf8)) == opening, "\(vector.desc)")
      let sealed = try JSONDocument.object(opening.sealed)
      #expect(Sealed.commitment(sealed) == vector.want.c, "\(vector.desc)")
    }
  }

  private struct ProofCase: Decodable {
    let desc: String, scope: String, vkey: String, proof: String, message: Bytes, want: Bool
  }

  @Test func keyProofs() throws {
    for vector in try vectors("keys/proofs", of: ProofCase.self) {
      let key = try VerifierKey(vector.vkey)
      #expect(KeyProof.message(scope: vector.scope, vkey: vector.vkey) == vector.message.value, "\(vector.desc)")
      #expect(KeyProof.isValid(vector.proof, scope: vector.scope, key: key) == vector.want, "\(vector.desc)")
    }
  }
}
