import EventSourcing

enum DutyRules {
  static let table: [String: Rule] = [:]
}
