import EventSourcing

enum PeopleRules {
  static let table: [String: Rule] = [:]
}
