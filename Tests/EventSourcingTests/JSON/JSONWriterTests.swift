import EventSourcing
import TestSupport
import Testing

@Suite struct JSONWriterTests {
  @Test func oneSpelling() {
    var writer = JSONWriter()
    writer.object {
      $0.member("s", "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}张𠮷\u{7F}")
      $0.member("i", -120)
      $0.member("z", 0)
      $0.member("t", true)
      $0.name("a")
      $0.array {
        $0.integer(1)
        $0.object { _ in }
        $0.array { _ in }
        $0.bool(false)
        $0.raw("{\"x\":[]}".utf8)
        $0.string("")
      }
      $0.member("", "")
    }
    let text = #"{"s":"\"\\/\b\f\n\r\t\u0000\u001f张𠮷"# + "\u{7F}"
    #expect(writer.text == text + #"","i":-120,"z":0,"t":true,"a":[1,{},[],false,{"x":[]},""],"":""}"#)
  }

  @Test func linesFollowOneAnother() {
    var writer = JSONWriter()
    writer.object { $0.member("a", 1) }
    writer.newline()
    writer.object { $0.member("b", 2) }
    #expect(writer.text == "{\"a\":1}\n{\"b\":2}")
    writer.removeAll()
    writer.array { $0.integer(.min) }
    #expect(writer.text == "[-9223372036854775808]")
  }

  /// What is written is read back as it was, and written again byte for byte.
  @Test func roundTrip() throws {
    var random = SplitMix64(seed: 4)
    for _ in 0..<3000 {
      let first = try JSONDocument.object(JSONSample.object(&random, strict: true))
      var writer = JSONWriter()
      writer.value(first)
      let second = try JSONDocument.object(writer.bytes)
      #expect(Plain(first) == Plain(second))
      var again = JSONWriter()
      again.value(second)
      #expect(again.bytes == writer.bytes)
    }
  }
}
