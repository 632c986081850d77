import EventSourcing

/// Who took part in what of a subject, of acts that different persons must do.
struct HandsRow: Row {
  /// `TYPE PERSON DAY`, each type and person once with the last day of recording, oldest first.
  var acts: [Act] = []

  static let columns = Columns<HandsRow>([
    Column("acts", \.acts, .list, zh: "经手", en: "acts")
  ])

  struct Act: Hashable, ColumnValue {
    let type: String
    let person: String
    var day: String

    init(type: String, person: String, day: String) {
      self.type = type
      self.person = person
      self.day = day
    }

    init?(_ value: JSONValue) {
      guard let parts = value.string?.split(separator: " "), parts.count == 3 else { return nil }
      self.init(type: String(parts[0]), person: String(parts[1]), day: String(parts[2]))
    }

    func write(to writer: inout JSONWriter) { writer.string("\(type) \(person) \(day)") }
  }
}
