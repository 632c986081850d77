import EventSourcing
import Testing

/// A character by its number: no literal may hold a noncharacter.
private func character(_ number: UInt32) -> String { Unicode.Scalar(number).map { String(Character($0)) } ?? "" }

/// Characters that no text of a person may hold. Each of these, given as an organisation's name, killed the program, which then
/// told that the database was damaged; those that only take no room made two names that look the same.
@Suite struct TextFaultTests {
  @Test(arguments: [
    ("\u{FEFF}县财政局", TextFault.Kind.byteOrderMark, "U+FEFF", 1), ("县\u{202E}财政局", .bidi, "U+202E", 2),
    ("县财政局\u{2066}", .bidi, "U+2066", 5), ("张\u{200B}三", .zeroWidth, "U+200B", 2),
    ("a\u{200D}b", .zeroWidth, "U+200D", 2),
    ("a\u{AD}b", .zeroWidth, "U+00AD", 2), ("a\u{3164}", .zeroWidth, "U+3164", 2),
    ("a\u{E0041}", .zeroWidth, "U+E0041", 2),
    ("\u{7F}", .control, "U+007F", 1), ("a\u{85}", .control, "U+0085", 2), ("a\u{1B}[31m", .control, "U+001B", 2),
    ("a\u{0}", .control, "U+0000", 2), ("a\rb", .control, "U+000D", 2), ("a\u{2028}b", .control, "U+2028", 2),
    ("a" + character(0xFFFE), .noncharacter, "U+FFFE", 2), (character(0xFDD0), .noncharacter, "U+FDD0", 1),
    ("a" + character(0x10FFFF), .noncharacter, "U+10FFFF", 2),
  ])
  func isNamedWithItsPlace(_ text: String, _ kind: TextFault.Kind, _ name: String, _ position: Int) throws {
    let fault = try #require(TextFault(in: text))
    #expect(fault.kind == kind && fault.name == name && fault.position == position)
    #expect(fault.message.en.contains("\(name) (") && fault.message.en.hasSuffix("at position \(position)"))
    #expect(fault.message.zh.hasPrefix("第\(position)个字符是\(name)"))
  }

  /// Rare characters of names, and what people write over several lines.
  @Test(arguments: [
    "", "张三", "阿依古丽·买买提", "㛃\u{E0100}", "𠮷野", "e\u{301}", "第一行\n第二行\t完", "№ ½ “引”—…", "\u{A0}\u{3000}", "\u{E863}",
  ])
  func whatPeopleWriteIsNone(_ text: String) { #expect(TextFault(in: text) == nil) }

  /// In JSON the member is named, escaped or not, in a list too; a name can be at fault itself.
  @Test(arguments: [
    (#"{"kind":"a","name":"x\#u{FEFF}y"}"#, "name", 2), (#"{"a":{"b":["q","\u001b"]}}"#, "b", 1),
    (#"{"note":"\"\\\#u{200B}"}"#, "note", 3), (#"{"\#u{200B}":"x"}"#, "\u{200B}", 1), (#"["\#u{202E}"]"#, "", 1),
  ])
  func isFoundInJSON(_ json: String, _ member: String, _ position: Int) throws {
    let found = try #require(TextFault.first(inJSON: json.utf8))
    #expect(found.member == member && found.fault.position == position)
  }

  @Test(arguments: [#"{"a":"b","c":["d\n\t","\"\\/",1,true],"户":"王"}"#, "{}", #"{"a":"#])
  func plainJSONHasNone(_ json: String) { #expect(TextFault.first(inJSON: json.utf8) == nil) }
}
