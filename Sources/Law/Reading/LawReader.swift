import EventSourcing

/// Reads the values of a law strictly and goes on after a fault, so that whoever wrote it is told everything at once.
///
/// What is wrong reads as something harmless (an empty text, no member); the faults say that nothing may be made of it.
struct LawReader {
  private(set) var faults: [LawFault] = []

  mutating func note(_ place: String, _ zh: String, _ en: String) {
    faults.append(LawFault(reason: Bilingual(zh, en), place: place))
  }

  /// A map in which every name is one of those known.
  mutating func map<Node: LawNode>(_ node: Node, known: [String]) -> LawMap<Node> {
    var map = LawMap(place: node.location, members: entries(node))
    for member in map.members where !known.contains(member.name) {
      map.hasUnknown = true
      note(
        member.location, "此处没有“\(member.name)”这一项；可用：\(known.joined(separator: "、"))",
        "there is no \"\(member.name)\" here; there are: \(known.joined(separator: ", "))")
    }
    return map
  }

  /// The members of a map whose names are free.
  mutating func entries<Node: LawNode>(_ node: Node) -> [LawMember<Node>] {
    guard let members = node.members else {
      note(node.location, "应为“名称: 值”", "this must be a map")
      return []
    }
    return members
  }

  mutating func elements<Node: LawNode>(_ node: Node?) -> [Node] {
    guard let node else { return [] }
    guard let elements = node.elements else {
      note(node.location, "应为列表", "this must be a list")
      return []
    }
    return elements
  }

  mutating func required<Node: LawNode>(_ map: LawMap<Node>, _ name: String) -> Node? {
    let node = map[name]
    // What is missing is most likely what was misspelt: it is told once.
    if node == nil, !map.hasUnknown { note(map.place, "缺少“\(name)”", "\"\(name)\" is missing") }
    return node
  }

  mutating func text<Node: LawNode>(_ node: Node) -> String {
    guard let text = node.string else {
      note(node.location, "应为文本", "this must be a text")
      return ""
    }
    return text
  }

  mutating func texts<Node: LawNode>(_ node: Node?) -> [String] {
    var texts: [String] = []
    for element in elements(node) { texts.append(text(element)) }
    return texts
  }

  /// `true`, or nothing at all: what is false is left out.
  mutating func flag<Node: LawNode>(_ node: Node?) -> Bool {
    guard let node else { return false }
    if node.bool != true {
      note(node.location, "只能写true；不是就不写", "only true can stand here; leave it out if it is not so")
    }
    return node.bool == true
  }

  mutating func integer<Node: LawNode>(_ node: Node, _ range: ClosedRange<Int64>) -> Int64 {
    guard let value = node.integer, range.contains(value) else {
      note(
        node.location, "应为\(range.lowerBound)到\(range.upperBound)的整数",
        "this must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return range.lowerBound
    }
    return value
  }

  /// `[LEAST, GREATEST]`; what lies outside the numbers of a log is refused.
  mutating func range<Node: LawNode>(_ node: Node) -> ClosedRange<Int64> {
    let ends = elements(node)
    let numbers = -JSONValue.integerMax...JSONValue.integerMax
    guard ends.count == 2 else {
      if node.elements != nil { note(node.location, "应为[最小值, 最大值]", "this must be [least, greatest]") }
      return 0...0
    }
    let (least, greatest) = (integer(ends[0], numbers), integer(ends[1], numbers))
    guard least <= greatest else {
      note(node.location, "最小值大于最大值", "the least value is greater than the greatest")
      return 0...0
    }
    return least...greatest
  }

  /// `{zh: …, en: …}`: what people read, in both languages.
  mutating func title<Node: LawNode>(_ node: Node?) -> Bilingual {
    guard let node else { return Bilingual("", "") }
    return bilingual(map(node, known: ["zh", "en"]))
  }

  mutating func bilingual<Node: LawNode>(_ map: LawMap<Node>) -> Bilingual {
    let (zh, en) = (required(map, "zh"), required(map, "en"))
    return Bilingual(zh.map { text($0) } ?? "", en.map { text($0) } ?? "")
  }

  /// A name of the law itself: lower-case letters, digits, `_`, and dots between the words of a type.
  mutating func checkName(_ name: String, _ place: String, dotted: Bool = false) {
    let words = dotted ? name.split(separator: ".", omittingEmptySubsequences: false) : [name[...]]
    let isRight = words.allSatisfy { word in
      !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
    if isRight, !dotted || words.count > 1 { return }
    note(
      place, dotted ? "“\(name)”应为“类.动作”，用小写字母、数字和下划线" : "“\(name)”只能用小写字母、数字和下划线",
      dotted
        ? "\"\(name)\" must be family.happened, of lower-case letters, digits and _"
        : "\"\(name)\" may hold lower-case letters, digits and _ only")
  }
}

/// A map that was read.
struct LawMap<Node: LawNode> {
  let place: String
  let members: [LawMember<Node>]
  /// Whether it has a name that means nothing.
  var hasUnknown = false

  subscript(name: String) -> Node? { members.first { $0.name == name }?.value }
}
