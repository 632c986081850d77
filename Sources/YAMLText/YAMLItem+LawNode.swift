public import Law

extension YAMLItem: LawNode {
  /// `FILE:LINE`.
  public var location: String { place.location }

  /// What a map holds.
  public var members: [LawMember<YAMLItem>]? {
    guard case .map(let members) = value else { return nil }
    return members.map { LawMember(name: $0.name, location: $0.place.location, value: $0.value) }
  }

  /// What a list holds.
  public var elements: [YAMLItem]? {
    guard case .list(let items) = value else { return nil }
    return items
  }

  /// The text of a scalar that is not empty.
  public var string: String? { isNull ? nil : text.flatMap { $0.isEmpty ? nil : $0 } }
}

extension YAMLItem.Place {
  fileprivate var location: String { "\(file):\(line)" }
}
