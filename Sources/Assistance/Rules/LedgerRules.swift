import EventSourcing

enum LedgerRules {
  static let table: [String: Rule] = [:]
}
