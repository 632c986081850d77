import Testing

@testable import Interchange

/// Names: two spellings that are one, and characters that no name holds.
struct NameTextTests {
  /// Registers came back from other hands with another dot, wider, spaced out, or pasted from a PDF with radicals, and every
  /// such household was registered a second time.
  @Test(arguments: [
    ("买买提·艾力", "买买提•艾力"), ("买买提·艾力", "买买提‧艾力"), ("买买提·艾力", "买买提・艾力"), ("买买提·艾力", "买买提⋅艾力"),
    ("买买提·艾力", "买买提.艾力"), ("买买提·艾力", "买买提．艾力"), ("买买提·艾力", "买买提 · 艾力"), ("张三", "张 三"), ("张三", "张\u{3000}三"),
    ("张三", "　张三 "),
    ("林甲", "\u{F9F4}甲"), ("王龙", "王⻰"), ("李立", "李\u{2F74}"), ("ＡＢc", "abC"), ("王丁", "王\u{200C}丁"),
  ])
  func oneName(_ pair: (String, String)) { #expect(NameText.key(pair.0) == NameText.key(pair.1)) }

  @Test func twoNames() {
    #expect(NameText.key("王丁") != NameText.key("王戊"))
    #expect(NameText.key("王丁（大）") != NameText.key("王丁（小）"))
    #expect(NameText.bareKey("王丁（大）") == NameText.bareKey("王丁(小)"))
    #expect(NameText.bareKey("王丁") == NameText.key("王丁"))
  }

  private func fault(_ name: String, isPersons: Bool = true) -> CellProblem? {
    do throws(CellProblem) { try NameText.check(name, isPersons: isPersons) } catch { return error }
    return nil
  }

  /// Characters that nobody sees made two persons of one; the clerk was told of none of them.
  @Test(arguments: [
    "\u{200C}", "\u{2060}", "\u{AD}", "\u{34F}", "\u{3164}", "\u{FFA0}", "\u{200B}", "\u{FE0F}", "\u{E0100}",
    "\u{180E}", "\u{FFFD}",
  ])
  func whatIsNotSeenIsNamedWithItsPlace(_ mark: String) throws {
    let problem = try #require(fault("王\(mark)丁"))
    #expect(problem.code == "X105")
    #expect(problem.zh.contains("第2个字符"))
    let scalar = try #require(mark.unicodeScalars.first)
    #expect(problem.zh.contains(NameText.hex(scalar)))
  }

  @Test func aCharacterOfThePrivateAreaIsNamedWithItsStandardOne() throws {
    let known = try #require(fault("龚\u{E863}"))
    #expect(known.code == "X188")
    for text in ["第2个字符", "U+E863", "U+4DAE", "䶮"] { #expect(known.zh.contains(text)) }
    let unknown = try #require(fault("\u{E000}丁"))
    #expect(unknown.code == "X188")
    #expect(unknown.zh.contains("没有标准码位"))
    #expect(NameText.standard("\u{E815}") == "\u{2E81}")
    #expect(NameText.standard("\u{E864}") == "\u{9FBB}")
    #expect(NameText.standard("\u{E865}") == nil)
    #expect(fault("\u{F0000}丁")?.code == "X188")
  }

  /// A character that could not be typed became a question mark or a box, and the person's name was that.
  @Test(arguments: ["王?", "王？", "王□", "王■", "王○", "王*", "王＊", "王〓", "⿰王丁", "王#", "王◇"])
  func aSignForALostCharacterIsAsked(_ name: String) { #expect(fault(name)?.code == "X189") }

  @Test func whatNamesHold() {
    for name in ["王〇", "买买提·艾力", "王丁（二蛋）", "𠮷田", "Ali O'Neil", "尼玛 次仁", "䶮"] { #expect(fault(name) == nil, "\(name)") }
    #expect(NameText.holdsZero("王〇"))
    // A project may well ask or multiply.
    #expect(fault("3×5米路", isPersons: false) == nil)
    #expect(fault("甲村\u{200C}路", isPersons: false)?.code == "X105")
  }

  @Test func howNear() {
    #expect(NearText.isWithin(1, "甲村路", "甲村道路"))
    #expect(NearText.isWithin(1, "62999919710101001", "62999919710101002"))
    #expect(NearText.isWithin(1, "甲村路", "村甲路"))
    #expect(!NearText.isWithin(1, "甲村路", "乙村桥"))
    #expect(NearText.differsByNumber("道路一期", "道路二期"))
    #expect(!NearText.differsByNumber("甲村路", "甲村桥"))
  }
}
