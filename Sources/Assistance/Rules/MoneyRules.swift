import EventSourcing

enum MoneyRules {
  static let table: [String: Rule] = [:]
}
