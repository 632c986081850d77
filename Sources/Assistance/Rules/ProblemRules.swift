import EventSourcing

enum ProblemRules {
  static let table: [String: Rule] = [:]
}
