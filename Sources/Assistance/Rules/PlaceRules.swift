import EventSourcing

enum PlaceRules {
  static let table: [String: Rule] = [:]
}
