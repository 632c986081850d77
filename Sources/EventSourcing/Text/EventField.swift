/// The names an event line may have; a case is called as the name is spelt.
///
/// They are told apart as machine words, because every event brings a dozen of them here.
enum EventField: UInt16, CaseIterable {
  case type, subject, time, data, by, basis, place, refs, evidence, corrects, voids, src

  /// Those that every event has.
  static let required: [EventField] = [.type, .subject, .time, .data]

  private static let known = allCases.map { field in
    (field: field, count: field.name.utf8.count, word: withBytes(of: field.name, word))
  }

  init?(_ name: UnsafeRawBufferPointer) {
    guard name.count <= 8 else { return nil }
    let word = Self.word(name)
    // The count too: a zero byte in front leaves no mark in the word.
    guard let found = Self.known.first(where: { $0.word == word && $0.count == name.count }) else {
      return nil
    }
    self = found.field
  }

  var name: String { "\(self)" }

  /// Up to eight bytes as one number.
  private static func word(_ name: UnsafeRawBufferPointer) -> UInt64 {
    name.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// A set of fields that needs no memory of its own.
struct EventFields {
  private var bits: UInt16 = 0

  func contains(_ field: EventField) -> Bool { bits & (1 << field.rawValue) != 0 }
  mutating func insert(_ field: EventField) { bits |= 1 << field.rawValue }
}
