import EventSourcing
import TestSupport
import Testing

@Suite struct RowTests {
  private func bytes(_ row: Sample, key: String = "k-1") -> [UInt8] {
    Sample.columns.bytes(row, key: key)
  }

  private func read(_ text: String) throws -> Sample {
    try Sample.columns.read(Array(text.utf8), key: "k")
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
      let read = try Sample.columns.read(bytes(row), key: "k-1")
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
    (#"{"amount_fen":1,"extra":1,"key":"k","open":true,"title":""}"#, "extra"),
  ])
  func damageIsNamed(text: String, column: String) {
    #expect(throws: StateError.row(column: column)) { try read(text) }
  }

  /// Rows are read where they lie as they were written, and otherwise as any JSON: neither way may read a damaged row as
  /// something that would be written differently, or run past its end.
  @Test func damagedBytesAreDamageOrAnotherRow() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<4000 {
      var damaged = bytes(Sample.random(&random))
      switch Int.random(in: 0..<3, using: &random) {
      case 0: damaged.removeLast(Int.random(in: 1...damaged.count, using: &random))
      case 1: damaged[Int.random(in: damaged.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      default:
        damaged.insert(UInt8.random(in: 0...255, using: &random), at: Int.random(in: 0...damaged.count, using: &random))
      }
      guard let row = try? Sample.columns.read(damaged, key: "k-1") else { continue }
      // Whatever is read is JSON by the strict rules, and reads the same in the spelling in which it would be stored.
      #expect(throws: Never.self, "\(String(decoding: damaged, as: UTF8.self))") { try JSONDocument.object(damaged) }
      #expect(try Sample.columns.read(bytes(row), key: "k-1") == row)
    }
  }

  /// The same row with spaces' worth of other spellings: an escaped name or letter is read too, though never written.
  @Test(arguments: [
    #"{"amount_fen":1,"key":"k","open":true,"title":"\u8336"}"#,
    #"{"amount_fen":1,"key":"\u006b","open":true,"title":"茶"}"#,
    #"{"amount_fen":1,"ke\u0079":"k","open":true,"title":"茶"}"#,
    #"{"amount_fen":1,"key":"k","open":true,"title":"茶"}"#,
  ])
  func everySpellingIsRead(text: String) throws {
    #expect(try read(text) == Sample(title: "茶", amount: 1, open: true))
  }

  /// Rows read where they lay let controls through that the reader of JSON refuses, and people were shown them.
  @Test(arguments: ["\u{1}", "\u{7F}", "\u{85}", "\u{202E}", "\u{FEFF}", "\u{FFFE}"])
  func whatNoTextMayHoldIsDamage(character: String) {
    #expect(throws: StateError.self) {
      try read(#"{"amount_fen":1,"key":"k","open":true,"title":"茶\#(character)"}"#)
    }
  }

  @Test(arguments: ["", "{", "{}}", #"{"amount_fen":01,"key":"k","open":true,"title":""}"#, "[]", #"{"amount_fen":1"#])
  func whatIsNoJSONIsDamage(text: String) {
    #expect(throws: StateError.self) { try read(text) }
  }
}
