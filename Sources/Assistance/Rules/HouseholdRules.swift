import EventSourcing

enum HouseholdRules {
  static let table: [String: Rule] = [:]
}
