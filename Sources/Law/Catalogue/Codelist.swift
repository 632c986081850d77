/// A list of codes with the labels people read. Codes are permanent; labels may be improved.
public struct Codelist: Hashable, Sendable {
  /// The name by which fields refer to it.
  public let id: String
  /// Label in Chinese.
  public let zh: String
  /// Label in English.
  public let en: String
  /// In the order they are offered.
  public let items: [Item]
  /// Whether the programme's own texts list these codes.
  public let source: Source

  /// Where its codes come from.
  public enum Source: String, Sendable {
    /// Named in the programmes' texts.
    case seed
    /// The texts name the list but do not fill it: assembled from practice, to be confirmed by the user.
    case notInSeed = "not_in_seed"
  }

  /// One code.
  public struct Item: Hashable, Sendable {
    /// What the log holds.
    public let code: String
    /// Label in Chinese.
    public let zh: String
    /// Label in English.
    public let en: String
    /// The wider codes that this one also is: a county leader in charge is a county leader.
    public let isA: [String]
    /// Free marks of an item: `organisation`, `signs_off`, …
    public let marks: [String]

    /// A code with its labels.
    public init(_ code: String, _ zh: String, _ en: String, isA: [String] = [], marks: [String] = []) {
      self.code = code
      self.zh = zh
      self.en = en
      self.isA = isA
      self.marks = marks
    }
  }

  /// A list whose codes the programmes' texts name.
  public init(_ id: String, _ zh: String, _ en: String, _ items: [Item]) {
    self.init(id, zh, en, .seed, items)
  }

  /// A list.
  public init(_ id: String, _ zh: String, _ en: String, _ source: Source, _ items: [Item]) {
    self.id = id
    self.zh = zh
    self.en = en
    self.source = source
    self.items = items
  }

  /// The item of a code. O(n).
  public func item(_ code: String) -> Item? { items.first { $0.code == code } }

  /// Whether `code` is `wider` or, step by step, one of its kinds. A loop in the data ends the search.
  public func isA(_ code: String, _ wider: String) -> Bool {
    var open = [code]
    var seen: Set<String> = []
    while let next = open.popLast() {
      if next == wider { return true }
      guard seen.insert(next).inserted, let item = item(next) else { continue }
      open += item.isA
    }
    return false
  }
}
