public import EventSourcing

/// A value of a law's text, in whatever it is written: the reader that checks a file is the one that loads it.
public protocol LawNode {
  /// Where it stands, as people are told: `types/visits.yaml:12`.
  var location: String { get }
  /// What a map holds, in written order; nil for what is no map. A name given twice is refused by whoever parses.
  var members: [LawMember<Self>]? { get }
  /// What a list holds; nil for what is no list.
  var elements: [Self]? { get }
  /// The text of a scalar; nil for what is empty, `null` or no scalar.
  var string: String? { get }
  /// A whole number, written without quotes.
  var integer: Int64? { get }
  /// `true` or `false`, written without quotes.
  var bool: Bool? { get }
}

/// A name in a map, where it stands, and what it names.
public struct LawMember<Node: LawNode> {
  /// The name.
  public let name: String
  /// Where the name stands.
  public let location: String
  /// What it names.
  public let value: Node

  /// A name and its value.
  public init(name: String, location: String, value: Node) {
    self.name = name
    self.location = location
    self.value = value
  }
}

/// What is wrong with a law, and where.
public struct LawFault: Error, Hashable, Sendable {
  /// What is wrong.
  public let reason: Bilingual
  /// File and line, or the path in JSON.
  public let place: String

  init(reason: Bilingual, place: String) {
    self.reason = reason
    self.place = place
  }
}

/// Everything that is wrong with a law, in the order in which it was found.
public struct LawFaults: Error, Hashable, Sendable {
  /// At least one.
  public let all: [LawFault]
}
