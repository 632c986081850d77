public import EventSourcing

extension Catalogue {
  /// Every reference in an event's data, in written order, repeats and its own subject included.
  public func references(in event: Event) -> [String] {
    references(type: event.type, data: event.data)
  }

  /// What the `refs` of an event must hold: every reference in its data and `by` when it is no signer,
  /// ascending, without the subject. An event that corrects or voids another adds that one's links.
  public func expectedRefs(
    type: String, data: JSONValue, by: String?, signers: [String], subject: String
  ) -> [String] {
    var refs = Set(references(type: type, data: data))
    if let by, !signers.contains(by) { refs.insert(by) }
    refs.remove(subject)
    return refs.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func references(type: String, data: JSONValue) -> [String] {
    guard let shape = index.type(type) else { return [] }
    var found: [String] = []
    shape.object.collectReferences(data, &found)
    return found
  }
}

extension ObjectShape {
  fileprivate func collectReferences(_ value: JSONValue, _ found: inout [String]) {
    for field in fields {
      guard !field.field.isPersonal else { continue }
      switch field.field.kind {
      case .reference:
        if let reference = value[field.field.name]?.string { found.append(reference) }
      case .references: found += value[field.field.name]?.strings ?? []
      case .object:
        if let inner = value[field.field.name] { field.object.collectReferences(inner, &found) }
      case .objects:
        guard let list = value[field.field.name] else { continue }
        for inner in list.elements { field.object.collectReferences(inner, &found) }
      default: continue
      }
    }
  }
}
