/// A value of a scenario file with the line it stands in, so that every complaint can name it.
struct YAMLItem: Sendable {
  enum Value: Sendable {
    /// - Parameter isPlain: written without quotes, so that `2` is a number and `true` a truth.
    case scalar(String, isPlain: Bool)
    case list([YAMLItem])
    case map([Member])
  }

  struct Member: Sendable {
    let name: String
    let place: Place
    let value: YAMLItem
  }

  /// Where something stands.
  struct Place: Sendable {
    let file: String
    let line: Int
  }

  let place: Place
  let value: Value

  /// The text of a scalar, whatever it looks like; nil for a list or a map.
  var text: String? {
    if case .scalar(let text, _) = value { return text }
    return nil
  }

  /// Nothing at all: `key:` alone, `null` or `~`.
  var isNull: Bool {
    if case .scalar(let text, true) = value { return ["", "~", "null"].contains(text) }
    return false
  }

  var integer: Int64? {
    guard case .scalar(let text, true) = value, Self.isInteger(text) else { return nil }
    return Int64(text)
  }

  var bool: Bool? {
    if case .scalar(let text, true) = value { return text == "true" ? true : text == "false" ? false : nil }
    return nil
  }

  subscript(name: String) -> YAMLItem? {
    guard case .map(let members) = value else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// `-?(0|[1-9][0-9]*)`: a code such as `0102` is text.
  static func isInteger(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard let first = digits.utf8.first, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    return first != 0x30 || digits.utf8.count == 1
  }

  /// Digits, one point, digits.
  static func isDecimal(_ text: String) -> Bool {
    let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...]).split(
      separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  /// The same with every scalar's text, and every name, replaced.
  func replacing<E: Error>(_ body: (String, Place) throws(E) -> String) throws(E) -> YAMLItem {
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
