import EventSourcing

extension JSONWriter {
  /// Writes a value that was read, in the one spelling.
  mutating func value(_ value: JSONValue) {
    switch value.kind {
    case .object:
      object {
        for (name, member) in value.members {
          $0.name(name)
          $0.value(member)
        }
      }
    case .array: array { for element in value.elements { $0.value(element) } }
    case .string: string(value.string ?? "")
    case .integer: integer(value.integer ?? 0)
    case .true, .false: bool(value.bool ?? false)
    }
  }
}
