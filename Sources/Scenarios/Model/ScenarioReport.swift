public import EventSourcing

/// What a scenario expected and what came of it.
public struct ScenarioReport: Sendable {
  /// What came of one expectation.
  public enum Verdict: Sendable {
    /// It came as expected.
    case holds
    /// It came otherwise, or the steps did not get that far.
    case fails
    /// The expectation is well formed, and this version cannot answer it.
    case unsupported
  }

  /// One expectation, or one step, and what came of it.
  public struct Result: Sendable {
    /// Index in `expect`; of a step, in `steps`; nil for what every scenario implies.
    public let index: Int?
    /// `step`, `view`, `trace`, `verify`, or the kind that is not supported.
    public let kind: String
    /// Whether it holds.
    public let verdict: Verdict
    /// What was expected and what was found.
    public let message: Bilingual
  }

  /// The scenario's name.
  public let name: String
  /// Path of the scenario's file, as given.
  public let file: String
  /// Refused steps and the step that went wrong first, then the expectations in written order.
  public private(set) var results: [Result] = []

  init(name: String, file: String) {
    self.name = name
    self.file = file
  }

  /// Whether everything holds.
  public var ok: Bool { results.allSatisfy { $0.verdict == .holds } }
  /// Whether anything cannot be answered by this version.
  public var isUnsupported: Bool { results.contains { $0.verdict == .unsupported } }
  /// 0 all hold, 1 some do not, 65 some cannot be answered.
  public var exitStatus: Int32 { isUnsupported ? 65 : ok ? 0 : 1 }

  mutating func add(step index: Int, holds: Bool, _ message: Bilingual) {
    results.append(Result(index: index, kind: "step", verdict: holds ? .holds : .fails, message: message))
  }

  mutating func add(_ index: Int?, _ expectation: ExpectationSource, _ verdict: Verdict, _ message: Bilingual) {
    add(index, expectation.name, verdict, message)
  }

  mutating func add(_ index: Int?, _ kind: String, _ verdict: Verdict, _ message: Bilingual) {
    results.append(Result(index: index, kind: kind, verdict: verdict, message: message))
    let steps = results.filter { $0.kind == "step" }
    let others = results.filter { $0.kind != "step" }
    results = steps + others.sorted { ($0.index ?? .max) < ($1.index ?? .max) }
  }
}
