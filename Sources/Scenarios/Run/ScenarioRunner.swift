import YAMLText
import AssistanceLedger
import EventSourcing
public import Ledger

extension Scenario {
  /// Reads a scenario file and the scenarios it builds on.
  ///
  /// - Throws: `Y01`…`Y08` with file and line; `E14` and others when it cannot be read.
  public static func read(_ path: String) throws(LedgerError) -> Scenario { try ScenarioReader.read(path) }

  /// Plays it on a ledger of its own in a temporary folder, which is gone afterwards.
  ///
  /// - Throws: `Y05`, `Y06`, `Y09` for what shows only when played; errors of input and output.
  public func run() throws(LedgerError) -> ScenarioReport {
    let folder = try TemporaryFolder("scenario")
    let result = OutsideState.$home.withValue(folder.path + "/state") { () -> Result<ScenarioReport, LedgerError> in
      Result { () throws(LedgerError) in try play(in: folder.path + "/ledger") }
    }
    try folder.remove()
    return try result.get()
  }

  private func play(in path: String) throws(LedgerError) -> ScenarioReport {
    var report = ScenarioReport(name: name, file: file)
    guard let entries = try playSteps(in: path, &report) else {
      let reason = Bilingual("未检查：步骤没有走完", "not checked: the steps did not end as written")
      for (index, expectation) in expectations.enumerated() { report.add(index, expectation, .fails, reason) }
      return report
    }
    try Tamperer(path: path, entries: entries).apply(tampers)
    try VerificationJudge(path: path, entries: entries).judge(self, &report)
    return report
  }

  /// Plays the steps and judges what they led to. The ledger is closed when this returns.
  ///
  /// - Returns: the entry of each named step; nil when a step ended otherwise than written.
  private func playSteps(in path: String, _ report: inout ScenarioReport) throws(LedgerError) -> [String: UInt64]? {
    let stage = try Stage(self, at: path, firstStep: try firstStep())
    var player = StepPlayer(stage)
    for (index, step) in steps.enumerated() {
      let failure = try player.play(step, isLast: index == steps.count - 1)
      if let failure {
        let place = step.item.place
        let name = step.name ?? ""
        report.add(
          step: index, holds: false,
          Bilingual(
            "第\(index)步\(name)（\(place.file)第\(place.line)行）\(failure.zh)",
            "step \(index) \(name) (\(place.file):\(place.line)) \(failure.en)"))
        return nil
      }
      if let refused = step.item["refused"] {
        let codes = RowMatch.shown(refused)
        report.add(
          step: index, holds: true,
          Bilingual("第\(index)步如期被拒绝：\(codes)", "step \(index) was refused as written: \(codes)"))
      }
    }
    try stage.session.close()
    let view = try stage.session.ledger.view()
    for (index, expectation) in expectations.enumerated() where !expectation.isVerify {
      let (verdict, message) = try ViewJudge(ledger: stage.session.ledger, now: view).judge(expectation)
      report.add(index, expectation, verdict, message)
    }
    var entries: [String: UInt64] = [:]
    for (name, tx) in player.transactions { entries[name] = try view.sequence(of: tx) }
    return entries
  }

  private func firstStep() throws(LedgerError) -> Timestamp {
    guard let first = steps.first else { return Timestamp(ms: 1_767_225_600_000) }
    let at = first.item["at"]
    guard let time = at?.text.flatMap({ Timestamp($0) }) else {
      throw .inFile("Y04", first.item.place, "第一步的“at”须是写明的时间", "the first step's \"at\" must be a time in full")
    }
    return time
  }
}
