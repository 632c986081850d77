import EventSourcing

enum VisitRules {
  static let table: [String: Rule] = [:]
}
