import Law
import Assistance
import EventSourcing
import Foundation
@testable import Ledger
import Testing
import TransparencyLog

/// What views print, against vectors that no Swift code made: a small log, entry by entry.
@Suite struct ViewVectorTests {
  private struct Case: Decodable {
    let desc: String, entry: String, asOf: UInt64, want: [String: String], rows: [String: String]?
  }

  @Test func viewsPrintTheseBytes() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../specs/vectors/views/views.json").standardized
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let cases = try decoder.decode([Case].self, from: Data(contentsOf: file))
    let state = AssistanceState()
    var rows: [String: [String: [UInt8]]] = [:]
    for (seq, vector) in cases.enumerated() {
      let bytes = [UInt8](try #require(Data(base64Encoded: vector.entry)))
      let entry = try bytes.withUnsafeBytes { try ParsedEntry(seq: UInt64(seq), bytes: $0) }
      try #require(vector.asOf == UInt64(seq) + 1)
      #expect(Catalogue.current.check(entry.transaction).map(\.code) == [], "\(vector.desc)")
      for position in entry.transaction.events.indices {
        let context = entry.context(position)
        let refusals = Assistance.decide(context, state) { id in
          cases.indices.lazy.compactMap { try? Self.entry(cases[$0].entry, seq: UInt64($0)) }
            .first { $0.transaction.header.tx == id.tx }?.context(id.position)
        }
        #expect(refusals.map(\.code) == [], "\(vector.desc) \(position)")
        Assistance.evolve(context, state)
      }
      for table in state.tables {
        for change in table.changes() { rows[table.name, default: [:]][change.key] = change.row }
      }
      for (view, digest) in vector.want {
        try #require(state.tables.contains { $0.name == view }, "\(view)")
        let printed = Self.printed(rows[view] ?? [:])
        #expect(
          SHA256.hash(printed).hex == digest, "\(vector.desc): \(view)\n\(String(decoding: printed, as: UTF8.self))")
      }
      for (view, text) in vector.rows ?? [:] {
        #expect(Self.printed(rows[view] ?? [:]) == [UInt8](Data(base64Encoded: text) ?? Data()), "\(view)")
      }
    }
    #expect(cases.last?.rows?.count ?? 0 >= 15)
  }

  private static func entry(_ base64: String, seq: UInt64) throws -> ParsedEntry {
    try [UInt8](Data(base64Encoded: base64) ?? Data()).withUnsafeBytes { try ParsedEntry(seq: seq, bytes: $0) }
  }

  /// Rows ascending by key bytes, a line feed after each.
  private static func printed(_ rows: [String: [UInt8]]) -> [UInt8] {
    rows.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { $0.value + [0x0A] }
  }
}
