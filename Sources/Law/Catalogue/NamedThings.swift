public import EventSourcing

/// Things that have a stable name for programs and labels for people: types of events, views, columns, codes.
///
/// Whatever is printed may be typed: a thing goes by its name or by either label, whatever their width, case and spaces. What
/// nothing goes by is answered with what comes nearest.
public struct NamedThings: Sendable {
  /// One of them.
  public struct Thing: Hashable, Sendable {
    /// What programs call it, `visit.recorded`.
    public let name: String
    /// What people call it.
    public let label: Bilingual

    /// A thing by its name and labels.
    public init(_ name: String, _ label: Bilingual) {
      self.name = name
      self.label = label
    }
  }

  /// In the order in which they are listed.
  public let all: [Thing]

  /// - Parameter all: in the order in which they are to be listed.
  public init(_ all: [Thing]) { self.all = all }

  /// The name that a person means; nil when it means none of them, or more than one. O(things).
  public func name(meaning text: String) -> String? {
    if all.contains(where: { $0.name == text }) { return text }
    let same = all.filter { $0.label.zh == text || $0.label.en == text }
    if let only = Self.only(same) { return only }
    let key = Self.key(text)
    guard !key.isEmpty else { return nil }
    return Self.only(all.filter { Self.keys($0).contains(key) })
  }

  private static func only(_ things: [Thing]) -> String? { things.count == 1 ? things[0].name : nil }

  /// Those that come nearest to what was typed, the nearest first: what holds it or is held by it, and what few letters tell
  /// from it. Empty when nothing comes near.
  public func nearest(to text: String, count: Int = 4) -> [Thing] {
    let key = Self.key(text)
    guard !key.isEmpty else { return [] }
    var found: [(distance: Int, beginning: Int, thing: Thing)] = []
    for thing in all {
      let keys = Self.keys(thing)
      guard let distance = keys.compactMap({ Self.distance(key, $0) }).min() else { continue }
      // Of those as near, what begins alike is meant: 走访登记 is 走访记录 rather than 机构登记.
      let beginning = keys.map { zip($0.unicodeScalars, key.unicodeScalars).prefix { $0.0 == $0.1 }.count }.max() ?? 0
      found.append((distance, -beginning, thing))
    }
    let sorted = found.enumerated().sorted {
      ($0.element.distance, $0.element.beginning, $0.offset) < ($1.element.distance, $1.element.beginning, $1.offset)
    }
    return sorted.prefix(count).map(\.element.thing)
  }

  /// `，是不是“走访（visits）”？`, to stand behind what a sentence says there is not.
  ///
  /// - Parameter otherwise: what stands there when nothing comes near.
  public func question(nearest text: String, otherwise: Bilingual = Bilingual("", "")) -> Bilingual {
    guess(nearest: text).map { Bilingual("，\($0.zh)", ", d\($0.en.dropFirst())") } ?? otherwise
  }

  /// `是不是“走访（visits）”？`, a sentence of its own; nil when nothing comes near.
  public func guess(nearest text: String) -> Bilingual? {
    let near = nearest(to: text)
    guard !near.isEmpty else { return nil }
    let zh = near.map { "“\($0.label.zh)（\($0.name)）”" }.joined(separator: "、")
    let en = near.map { "\"\($0.name)\" (\($0.label.en))" }.joined(separator: ", ")
    return Bilingual("是不是\(zh)？", "Did you mean \(en)?")
  }

  /// What stands between a sentence without a question and the list of all there are.
  public static let pause = Bilingual("；", ".")

  // MARK: Comparing

  /// By what a thing goes: name and labels, and a label without its note in brackets.
  private static func keys(_ thing: Thing) -> [String] {
    let short = thing.label.zh.prefix { $0 != "（" }
    return [thing.name, thing.label.zh, thing.label.en, String(short)].map(key)
  }

  /// Half-width, in lower case, without spaces and without what joins the words of names.
  private static func key(_ text: String) -> String {
    var key = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
      let isWide = (0xFF01...0xFF5E).contains(scalar.value)
      let half = isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
      if "._-·".unicodeScalars.contains(half) { continue }
      key.append(half)
    }
    return String(key).lowercased()
  }

  /// How far two keys are apart; nil when they have too little in common to be taken for one another.
  private static func distance(_ a: String, _ b: String) -> Int? {
    guard !b.isEmpty else { return nil }
    let (first, second) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    let (shorter, longer) = (min(first.count, second.count), max(first.count, second.count))
    // 走访 and 走访记录. One letter is in too many words.
    if shorter > 1, a.contains(b) || b.contains(a) { return (longer - shorter + 1) / 2 }
    var row = Array(0...second.count)
    for (i, scalar) in first.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let replaced = corner + (scalar == other ? 0 : 1)
        corner = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, corner + 1)
      }
    }
    let distance = row[second.count]
    return distance * 2 <= longer ? distance : nil
  }
}

extension Catalogue {
  /// Its types of events, by name and label.
  public var namedTypes: NamedThings { NamedThings(types.map { .init($0.name, Bilingual($0.zh, $0.en)) }) }

  /// Its codelists, by id and label.
  public var namedLists: NamedThings { NamedThings(codelists.map { .init($0.id, Bilingual($0.zh, $0.en)) }) }
}

extension Codelist {
  /// Its codes, by code and label.
  public var named: NamedThings { NamedThings(items.map { .init($0.code, $0.label) }) }
}
