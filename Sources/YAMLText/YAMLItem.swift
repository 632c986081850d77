/// A value of a YAML file with the line it stands in, so that every complaint can name it.
public struct YAMLItem: Sendable {
  /// What stands there.
  public enum Value: Sendable {
    /// - Parameter isPlain: written without quotes, so that `2` is a number and `true` a truth.
    case scalar(String, isPlain: Bool)
    case list([YAMLItem])
    case map([Member])
  }

  /// A name in a map, where it stands, and what it names.
  public struct Member: Sendable {
    /// The name.
    public let name: String
    /// Where the name stands.
    public let place: Place
    /// What it names.
    public let value: YAMLItem

    /// A name and its value.
    public init(name: String, place: Place, value: YAMLItem) {
      self.name = name
      self.place = place
      self.value = value
    }
  }

  /// Where something stands.
  public struct Place: Sendable {
    /// The file, as it is told.
    public let file: String
    /// Its line, from 1.
    public let line: Int

    /// A line of a file.
    public init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// Where it stands.
  public let place: Place
  /// What it is.
  public let value: Value

  /// A value at a place.
  public init(place: Place, value: Value) {
    self.place = place
    self.value = value
  }

  /// The text of a scalar, whatever it looks like; nil for a list or a map.
  public var text: String? {
    if case .scalar(let text, _) = value { return text }
    return nil
  }

  /// Nothing at all: `key:` alone, `null` or `~`.
  public var isNull: Bool {
    if case .scalar(let text, true) = value { return ["", "~", "null"].contains(text) }
    return false
  }

  /// A whole number, written without quotes.
  public var integer: Int64? {
    guard case .scalar(let text, true) = value, Self.isInteger(text) else { return nil }
    return Int64(text)
  }

  /// `true` or `false`, written without quotes.
  public var bool: Bool? {
    if case .scalar(let text, true) = value { return text == "true" ? true : text == "false" ? false : nil }
    return nil
  }

  /// What a map has by a name.
  public subscript(name: String) -> YAMLItem? {
    guard case .map(let members) = value else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// `-?(0|[1-9][0-9]*)`: a code such as `0102` is text.
  public static func isInteger(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard let first = digits.utf8.first, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    return first != 0x30 || digits.utf8.count == 1
  }

  /// Digits, one point, digits.
  public static func isDecimal(_ text: String) -> Bool {
    let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...]).split(
      separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  /// The same with every scalar's text, and every name, replaced.
  public func replacing<E: Error>(_ body: (String, Place) throws(E) -> String) throws(E) -> YAMLItem {
    switch value {
    case .scalar(let text, let isPlain):
      return YAMLItem(place: place, value: .scalar(try body(text, place), isPlain: isPlain))
    case .list(let items):
      var replaced: [YAMLItem] = []
      for item in items { replaced.append(try item.replacing(body)) }
      return YAMLItem(place: place, value: .list(replaced))
    case .map(let members):
      var replaced: [Member] = []
      for member in members {
        let name = try body(member.name, member.place)
        replaced.append(Member(name: name, place: member.place, value: try member.value.replacing(body)))
      }
      return YAMLItem(place: place, value: .map(replaced))
    }
  }
}
