import EventSourcing
import Foundation
@testable import Ledger
import Testing
import TransparencyLog

/// Anchors against vectors that no Swift code made: which hold, and what they say of when entries were made.
@Suite struct AnchorVectorTests {
  private struct Want: Decodable {
    let size: UInt64, notBeforeMs: Int64, notAfterMs: Int64, by: String?
  }

  private struct AnchorCase: Decodable {
    let desc: String, origin: String, vkey: String, root: Data, seq: UInt64, entry: Data, want: Want?, wantErr: String?
  }

  private struct BoundsCase: Decodable {
    struct Place: Decodable {
      let seq: UInt64, entry: Data
    }
    struct Bounds: Decodable {
      let seq: UInt64, notBeforeMs: Int64?, notAfterMs: Int64?
    }

    let desc: String, origin: String, vkey: String, roots: [Data], anchors: [Place], want: [Bounds]
  }

  private func vectors<Case: Decodable>(_ name: String, of type: Case.Type) throws -> [Case] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../specs/vectors/anchors")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let cases = try decoder.decode(
      [Case].self, from: Data(contentsOf: folder.standardized.appending(path: "\(name).json")))
    try #require(!cases.isEmpty)
    return cases
  }

  private func entry(_ bytes: Data, _ seq: UInt64) throws -> ParsedEntry {
    try [UInt8](bytes).withUnsafeBytes { try ParsedEntry(seq: seq, bytes: $0) }
  }

  private func read(
    _ place: ParsedEntry, _ origin: String, _ key: VerifierKey, root: (UInt64) throws -> Hash?
  ) throws -> Anchor {
    let anchor = try #require(try Anchor(place.context(0)))
    let known = try root(anchor.checkpoint.size)
    try anchor.check(at: place.seq, origin: origin, key: key) { _ in known ?? .zero }
    return anchor
  }

  @Test func anchorsHoldOrDoNot() throws {
    for vector in try vectors("anchors", of: AnchorCase.self) {
      let place = try entry(vector.entry, vector.seq)
      let key = try VerifierKey(vector.vkey)
      let root = try #require(Hash(bytes: [UInt8](vector.root)))
      guard let want = vector.want else {
        let error = #expect(throws: LedgerError.self, "\(vector.desc)") {
          try read(place, vector.origin, key) { _ in root }
        }
        #expect(error?.code == vector.wantErr, "\(vector.desc)")
        continue
      }
      let anchor = try read(place, vector.origin, key) { _ in root }
      #expect(anchor.checkpoint.size == want.size, "\(vector.desc)")
      #expect(anchor.earliest.ms == want.notBeforeMs && anchor.time.ms == want.notAfterMs, "\(vector.desc)")
      #expect(anchor.by == want.by, "\(vector.desc)")
    }
  }

  @Test func boundsAreTheTightest() throws {
    for vector in try vectors("bounds", of: BoundsCase.self) {
      let key = try VerifierKey(vector.vkey)
      let roots = try vector.roots.map { try #require(Hash(bytes: [UInt8]($0))) }
      let recorded = try vector.anchors.map { anchor in
        let place = try entry(anchor.entry, anchor.seq)
        return AnchorTimes.Recorded(
          anchor: try read(place, vector.origin, key) { roots[Int($0)] }, seq: anchor.seq,
          event: place.context(0).place, recorded: place.recorded)
      }
      let times = AnchorTimes(recorded: recorded, failed: [])
      for want in vector.want {
        let bounds = times.bounds(of: want.seq)
        #expect(bounds.notBefore?.anchor.earliest.ms == want.notBeforeMs, "\(vector.desc) \(want.seq)")
        #expect(bounds.notAfter?.anchor.time.ms == want.notAfterMs, "\(vector.desc) \(want.seq)")
      }
    }
  }
}
