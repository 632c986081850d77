public import Ledger

/// A map read strictly: a name that nobody asked for is an error, because a misspelt expectation would prove nothing.
public struct Fields {
  /// Where the map begins.
  public let place: YAMLItem.Place
  private let members: [YAMLItem.Member]

  /// - Parameters:
  ///   - what: what the map describes, for messages.
  ///   - known: every name it may hold.
  public init(_ item: YAMLItem, _ what: (zh: String, en: String), known: [String]) throws(LedgerError) {
    place = item.place
    if item.isNull {
      members = []
      return
    }
    guard case .map(let members) = item.value else {
      throw .inFile("Y04", item.place, "\(what.zh)应为“名称: 值”", "\(what.en) must be a map")
    }
    for member in members where !known.contains(member.name) {
      throw .inFile(
        "Y02", member.place, "\(what.zh)没有“\(member.name)”这一项；可用：\(known.joined(separator: "、"))",
        "\(what.en) has no \"\(member.name)\"; there are: \(known.joined(separator: ", "))")
    }
    self.members = members
  }

  /// What stands by a name; nil when nothing does.
  public func item(_ name: String) -> YAMLItem? {
    members.first { $0.name == name }?.value
  }

  /// What stands by a name.
  ///
  /// - Throws: `Y03` when nothing does.
  public func required(_ name: String) throws(LedgerError) -> YAMLItem {
    guard let item = item(name) else { throw .inFile("Y03", place, "缺少“\(name)”", "\"\(name)\" is missing") }
    return item
  }

  /// The text by a name; nil when there is none.
  ///
  /// - Throws: `Y04` for what is no text.
  public func text(_ name: String) throws(LedgerError) -> String? {
    guard let item = item(name) else { return nil }
    return try item.requiredText(name)
  }

  /// The text by a name.
  ///
  /// - Throws: `Y03`, `Y04`.
  public func requiredText(_ name: String) throws(LedgerError) -> String { try required(name).requiredText(name) }

  /// The number by a name; nil when there is none.
  ///
  /// - Throws: `Y04` for what is no number of the range.
  public func integer(_ name: String, _ range: ClosedRange<Int64>) throws(LedgerError) -> Int64? {
    guard let item = item(name) else { return nil }
    guard let value = item.integer, range.contains(value) else {
      throw .inFile(
        "Y04", item.place, "“\(name)”应为\(range.lowerBound)到\(range.upperBound)的整数",
        "\"\(name)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The truth by a name; nil when there is none.
  ///
  /// - Throws: `Y04` for anything but true and false.
  public func bool(_ name: String) throws(LedgerError) -> Bool? {
    guard let item = item(name) else { return nil }
    guard let value = item.bool else {
      throw .inFile("Y04", item.place, "“\(name)”应为true或false", "\"\(name)\" must be true or false")
    }
    return value
  }

  /// A list of texts; one text alone counts as a list of one.
  public func texts(_ name: String) throws(LedgerError) -> [String]? {
    guard let item = item(name) else { return nil }
    if item.text != nil { return [try item.requiredText(name)] }
    var texts: [String] = []
    for element in try item.elements(name) { texts.append(try element.requiredText(name)) }
    return texts
  }

  /// What a list by a name holds; empty when there is none.
  ///
  /// - Throws: `Y04` for what is no list.
  public func list(_ name: String) throws(LedgerError) -> [YAMLItem] {
    guard let item = item(name), !item.isNull else { return [] }
    return try item.elements(name)
  }

  /// What a map by a name holds; empty when there is none.
  ///
  /// - Throws: `Y04` for what is no map.
  public func map(_ name: String) throws(LedgerError) -> [YAMLItem.Member] {
    guard let item = item(name), !item.isNull else { return [] }
    guard case .map(let members) = item.value else {
      throw .inFile("Y04", item.place, "“\(name)”应为“名称: 值”", "\"\(name)\" must be a map")
    }
    return members
  }
}

extension YAMLItem {
  /// The text, which stands by a name.
  ///
  /// - Throws: `Y04` for what is none.
  public func requiredText(_ name: String) throws(LedgerError) -> String {
    guard let text, !isNull, !text.isEmpty else {
      throw .inFile("Y04", place, "“\(name)”应为文本", "\"\(name)\" must be a text")
    }
    return text
  }

  /// What the list holds, which stands by a name.
  ///
  /// - Throws: `Y04` for what is none.
  public func elements(_ name: String) throws(LedgerError) -> [YAMLItem] {
    guard case .list(let items) = value else {
      throw .inFile("Y04", place, "“\(name)”应为列表", "\"\(name)\" must be a list")
    }
    return items
  }
}
