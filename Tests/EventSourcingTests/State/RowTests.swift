import EventSourcing
import TestSupport
import Testing

@Suite struct RowTests {
  private func bytes(_ row: Sample, key: String = "k-1") -> [UInt8] {
    var writer = JSONWriter()
    Sample.columns.write(row, key: key, to: &writer)
    return writer.bytes
  }

  private func read(_ text: String) throws -> Sample {
    try Sample.columns.read(JSONDocument.object(Array(text.utf8)), key: "k")
  }

  /// Names ascend whatever order they were declared in, the key among them.
  @Test func oneSpelling() {
    #expect(
      String(decoding: bytes(Sample()), as: UTF8.self)
        == #"{"amount_fen":0,"key":"k-1","open":false,"title":""}"#)
    let full = Sample(
      title: "茶\"", amount: -5, open: true, basis: .paper, notes: ["b", "a"], parent: "p-1",
      grid: [[1], [], [2, 3]])
    #expect(
      String(decoding: bytes(full), as: UTF8.self)
        == #"{"amount_fen":-5,"basis":"paper","grid":[[1],[],[2,3]],"key":"k-1","notes":["b","a"],"open":true,"parent":"p-1","title":"茶\""}"#
    )
  }

  @Test func descriptionsAscend() {
    #expect(
      Sample.columns.descriptions.map(\.name) == [
        "amount_fen", "basis", "grid", "notes", "open", "parent", "title",
      ])
    #expect(Sample.columns.descriptions[0].label == Bilingual("金额", "Amount"))
    #expect(Sample.columns.descriptions[0].kind == .fen)
  }

  @Test func roundTrip() throws {
    var random = SplitMix64(seed: 9)
    for _ in 0..<2000 {
      let row = Sample.random(&random)
      let read = try Sample.columns.read(JSONDocument.object(bytes(row)), key: "k-1")
      #expect(read == row && bytes(read) == bytes(row))
    }
  }

  @Test(arguments: [
    ("{}", "amount_fen"),
    (#"{"amount_fen":"1","key":"k","open":true,"title":""}"#, "amount_fen"),
    (#"{"amount_fen":1,"key":"k","title":""}"#, "open"),
    (#"{"amount_fen":1,"key":"k","open":true}"#, "title"),
    (#"{"amount_fen":1,"basis":"oral","key":"k","open":true,"title":""}"#, "basis"),
    (#"{"amount_fen":1,"key":"k","notes":[1],"open":true,"title":""}"#, "notes"),
    (#"{"amount_fen":1,"key":"k","notes":"a","open":true,"title":""}"#, "notes"),
    (#"{"amount_fen":1,"key":"k","open":true,"parent":1,"title":""}"#, "parent"),
    (#"{"amount_fen":1,"key":"k","open":true,"title":"","zeal":1}"#, "zeal"),
    (#"{"amount_fen":1,"key":"another","open":true,"title":""}"#, "key"),
    (#"{"amount_fen":1,"open":true,"title":""}"#, "key"),
    (#"{"amount_fen":1,"extra":1,"key":"k","open":true,"title":""}"#, "open"),
  ])
  func damageIsNamed(text: String, column: String) {
    #expect(throws: StateError.row(column: column)) { try read(text) }
  }
}
