import YAMLText
import AssistanceLedger
import EventSourcing
import Ledger

/// Verifies the ledger as it lies on the disk. A ledger nobody tampered with must be clean whether a scenario asks or not.
struct VerificationJudge {
  let path: String
  let entries: [String: UInt64]

  func judge(_ scenario: Scenario, _ report: inout ScenarioReport) throws(LedgerError) {
    for (index, expectation) in scenario.expectations.enumerated() {
      guard case .verify(let level, let exit, let code, let seq) = expectation.kind else { continue }
      let found = try Ledger.verify(path, domain: AssistanceDomain(), level: level)
      let wrong = try wrong(found, exit, code, seq, expectation.place)
      report.add(index, expectation, wrong == nil ? .holds : .fails, wrong ?? Self.asExpected(level, exit))
    }
    guard scenario.tampers.isEmpty else { return }
    let found = try Ledger.verify(path, domain: AssistanceDomain(), level: .views)
    let wrong = try wrong(found, 0, nil, nil, nil)
    report.add(nil, "verify", wrong == nil ? .holds : .fails, wrong ?? Self.asExpected(.views, 0))
  }

  private static func asExpected(_ level: VerificationLevel, _ exit: Int64) -> Bilingual {
    Bilingual("核验（\(level.rawValue)）如期为\(exit)", "verification (\(level.rawValue)) ends with \(exit), as expected")
  }

  private func wrong(
    _ found: VerificationReport, _ exit: Int64, _ code: String?, _ seq: String?, _ place: YAMLItem.Place?
  ) throws(LedgerError) -> Bilingual? {
    let codes = found.findings.map { $0.code + ($0.seq.map { "@\($0)" } ?? "") }
    let list = codes.isEmpty ? "-" : codes.prefix(10).joined(separator: " ")
    guard Int64(found.exitStatus) == exit else {
      let first = found.findings.first.map { $0.message } ?? Bilingual("", "")
      return Bilingual(
        "核验应为\(exit)，实为\(found.exitStatus)（\(list)）\(first.zh)",
        "verification should end with \(exit) and ends with \(found.exitStatus) (\(list)) \(first.en)")
    }
    let named = try seq.flatMap { text in place.map { (text, $0) } }.map { (text, place) throws(LedgerError) in
      try EntryName.resolve(text, entries, place)
    }
    let matches = found.findings.contains { (code == nil || $0.code == code) && (named == nil || $0.seq == named) }
    if matches || (code == nil && named == nil) { return nil }
    return Bilingual(
      "核验没有发现\(code ?? "")@\(seq ?? "-")（\(list)）", "verification did not find \(code ?? "")@\(seq ?? "-") (\(list))")
  }
}
