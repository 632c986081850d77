import EventSourcing
import Testing

@Suite struct TransactionVectorTests {
  private struct Accepted: Decodable {
    struct Want: Decodable {
      let tx: String, signers: [String], events: [[String]]
    }

    let desc: String, text: Bytes, want: Want
  }

  @Test func accepted() throws {
    for vector in try vectors("transaction/accepted", of: Accepted.self) {
      let transaction = try Transaction(text: vector.text.value)
      #expect(transaction.header.tx.text == vector.want.tx, "\(vector.desc)")
      #expect(transaction.header.signers == vector.want.signers, "\(vector.desc)")
      #expect(transaction.actor == vector.want.signers.first)
      #expect(transaction.events.map { [$0.type, $0.subject] + $0.refs } == vector.want.events, "\(vector.desc)")
    }
  }

  private struct Refused: Decodable {
    let desc: String, text: Bytes, wantErr: [String]
  }

  @Test func refused() throws {
    for vector in try vectors("transaction/refused", of: Refused.self) {
      let refusals = #expect(throws: Refusals.self, "\(vector.desc)") { try Transaction(text: vector.text.value) }
      #expect(refusals?.reasons.map { "\($0.code) \($0.path)" } == vector.wantErr, "\(vector.desc)")
    }
  }

  /// Bytes that lie in the middle of others, as a note's text does, are read the same.
  @Test func slicesAreReadTheSame() throws {
    for vector in try vectors("transaction/accepted", of: Accepted.self) {
      let padded = [0x7B, 0x0A] + vector.text.value + [0x0A, 0x7D]
      let transaction = try Transaction(text: padded[2..<(padded.count - 2)])
      let lines = vector.text.value.split(separator: 0x0A).dropFirst(2)
      #expect(transaction.events.map(\.line.rawBytes).elementsEqual(lines) { $0.elementsEqual($1) })
    }
  }
}
