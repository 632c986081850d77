import EventSourcing
import Testing

@Suite struct JSONVectorTests {
  private struct Accepted: Decodable {
    let desc: String, line: Bytes, want: Bytes
  }

  @Test func accepted() throws {
    for vector in try vectors("json/accepted", of: Accepted.self) {
      let value = try JSONDocument.object(vector.line.value)
      var writer = JSONWriter()
      writer.value(value)
      #expect(writer.bytes == vector.want.value, "\(vector.desc)")
      #expect(Array(value.rawBytes) == vector.line.value, "\(vector.desc)")
    }
  }

  private struct Refused: Decodable {
    let desc: String, line: Bytes, wantErr: String, offset: Int
  }

  @Test func refused() throws {
    var seen: Set<String> = []
    for vector in try vectors("json/refused", of: Refused.self) {
      let error = #expect(throws: JSONError.self, "\(vector.desc)") { try JSONDocument.object(vector.line.value) }
      #expect(error?.reason.rawValue == vector.wantErr, "\(vector.desc)")
      #expect(error?.offset == vector.offset, "\(vector.desc)")
      seen.insert(vector.wantErr)
    }
    #expect(seen.count == 20, "every reason has a case")
  }

  /// A line in a text is judged where it stands: the same reason, its offset counted from the text's beginning.
  @Test func offsetsCountFromTheText() throws {
    let lead = Array("{\"a\":1}\n".utf8)
    for vector in try vectors("json/refused", of: Refused.self) {
      let text = lead + vector.line.value + Array("\n{}\n".utf8)
      var tokens: [JSONToken] = []
      let error = #expect(throws: JSONError.self, "\(vector.desc)") {
        try text.withUnsafeBytes { bytes in
          try JSONReader.readObject(bytes, in: lead.count..<lead.count + vector.line.value.count, into: &tokens)
        }
      }
      #expect(error == JSONError(try #require(.init(rawValue: vector.wantErr)), at: lead.count + vector.offset))
    }
  }
}
