import EventSourcing
import Testing

@Suite struct JSONReaderTests {
  /// A full-width comma or brace, which a Chinese keyboard types, begins with the same byte as a byte order mark.
  /// It was reported as one, and a mark between name and colon was not.
  @Test(arguments: [
    ("{\"a\":，}", JSONError.Reason.unexpectedByte, 5), ("｛}", .notAnObject, 0), ("{}，", .trailingBytes, 2),
    ("{\"a\"\u{FEFF}:1}", .byteOrderMark, 4), ("{}\u{FEFF}", .byteOrderMark, 2),
  ])
  func byteOrderMarkIsToldFromFullWidth(text: String, reason: JSONError.Reason, offset: Int) {
    #expect(throws: JSONError(reason, at: offset)) { try JSONDocument.object(Array(text.utf8)) }
  }

  /// With few names the pair whose first half came first was reported, with many the first name that repeats: the
  /// answer changed at the 25th name.
  @Test(arguments: [0, 30]) func firstRepeatedNameIsReported(others: Int) {
    let more = (0..<others).map { #","n\#($0)":0"# }.joined()
    let text = #"{"a":1,"b":2,"b":3,"a":4\#(more)}"#
    #expect(throws: JSONError(.duplicateName, at: 14)) { try JSONDocument.object(Array(text.utf8)) }
  }

  /// Whoever writes -0.5 was told not to write -0.
  @Test func fractionBelowZeroIsAFraction() {
    #expect(throws: JSONError(.fraction, at: 5)) { try JSONDocument.object(Array(#"{"a":-0.5}"#.utf8)) }
  }

  @Test func valuesAreViews() throws {
    let value = try JSONDocument.object(Array(#"{"a":{"b":[1,"二",true]},"c\u0064":-7,"e":[]}"#.utf8))
    #expect(value["a"]?["b"]?.elements.map(\.kind) == [.integer, .string, .true])
    #expect(value["a"]?["b"]?.elements.compactMap(\.string) == ["二"])
    #expect(value["cd"]?.integer == -7 && value["cd"]?.string == nil && value["cd"]?.bool == nil)
    #expect(value["e"]?.strings == [] && value["a"]?.strings == nil)
    #expect(value["b"] == nil && value["a"]?["b"]?["x"] == nil)
    #expect(value.members.map(\.name) == ["a", "cd", "e"])
    #expect(value["e"].map { Array($0.rawBytes) } == Array("[]".utf8))
    #expect(value["a"]?["b"]?.elements.map { Array($0.rawBytes) }[1] == Array(#""二""#.utf8))
  }

  /// Access by bytes sees what access by `String` sees.
  @Test func bytesAgreeWithStrings() throws {
    let value = try JSONDocument.object(Array(#"{"a":"x\n\ud842\udfb7","\u5f20":"𠮷"}"#.utf8))
    var names: [String] = []
    value.forEachMember { name, member in
      names.append(String(decoding: name, as: UTF8.self))
      #expect(member.withUTF8 { String(decoding: $0, as: UTF8.self) } == member.string)
    }
    #expect(names == value.members.map(\.name) && names == ["a", "张"])
    #expect(value.withUTF8 { _ in } == nil)
  }

  /// Names are bytes: what Unicode holds for equal is two names here.
  @Test func canonicallyEqualNamesAreTwo() throws {
    let value = try JSONDocument.object(Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
    #expect(value["\u{E9}"]?.integer == 1 && value["e\u{301}"]?.integer == 2)
  }

  @Test func everyReasonHasAMessage() {
    let reasons = ["null", "fraction", "duplicate_name", "nesting"].compactMap { JSONError.Reason(rawValue: $0) }
    for reason in reasons {
      let message = JSONError(reason, at: 17).message
      #expect(message.zh.hasSuffix("（第17字节）") && message.en.hasSuffix("(byte 17)"))
    }
    #expect(reasons.count == 4)
  }
}
