import Assistance
import AssistanceLedger
import EventSourcing
import Ledger

/// Judges where money came from and went to.
struct TraceJudge {
  let view: LedgerView

  func judge(
    _ reference: String, source: String?, project: String?, amountFen: Int64?
  ) throws(LedgerError) -> (ScenarioReport.Verdict, Bilingual) {
    var failure: LedgerError?
    let trace = MoneyTrace.trace(reference, in: view.assistance) { subject in
      do throws(LedgerError) { return try related(subject) } catch {
        failure = error
        return []
      }
    }
    if let failure { throw failure }
    guard let trace else {
      return (.fails, Bilingual("\(reference)不是账上的资金", "\(reference) is no money in this ledger"))
    }
    return Self.compare(trace, source, project, amountFen)
  }

  /// The subjects of every event linked to one.
  private func related(_ subject: String) throws(LedgerError) -> [String] {
    var links: [String] = []
    try view.forEachEvent(of: subject) { links += $0.event.links }
    return links
  }

  private static func compare(
    _ trace: MoneyTrace, _ source: String?, _ project: String?, _ amountFen: Int64?
  ) -> (ScenarioReport.Verdict, Bilingual) {
    var zh: [String] = []
    var en: [String] = []
    if let source, !trace.sources.contains(source) {
      zh.append("来源中没有\(source)（有\(trace.sources.joined(separator: "、"))）")
      en.append("\(source) is not among the sources (\(trace.sources.joined(separator: ", ")))")
    }
    if let project, !trace.projects.contains(project) {
      zh.append("去向中没有\(project)（有\(trace.projects.joined(separator: "、"))）")
      en.append("\(project) is not among the projects (\(trace.projects.joined(separator: ", ")))")
    }
    if let amountFen, trace.amountFen != amountFen {
      zh.append("金额应为\(ViewQuery.yuan(amountFen))元，实为\(ViewQuery.yuan(trace.amountFen))元")
      en.append("the amount should be \(ViewQuery.yuan(amountFen)) yuan and is \(ViewQuery.yuan(trace.amountFen))")
    }
    if zh.isEmpty {
      return (.holds, Bilingual("\(trace.reference)的资金来去如期", "\(trace.reference) comes and goes as expected"))
    }
    return (
      .fails,
      Bilingual("\(trace.reference)：\(zh.joined(separator: "；"))", "\(trace.reference): \(en.joined(separator: "; "))")
    )
  }
}
