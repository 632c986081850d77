import EventSourcing
import Ledger
import Testing
import TransparencyLog

@Suite struct VerifyTests {
  @Test(arguments: VerificationLevel.allCases)
  func aSoundLedgerIsSoundAtEveryLevel(_ level: VerificationLevel) throws {
    let test = try TestLedger()
    for ml in 1...70 { _ = try test.writer.append([test.note("cup.poured", "cup-\(ml % 5)", ml: Int64(ml))]) }
    try test.writer.flush()
    let report = try test.ledger.verify(level: level, jobs: 2)
    #expect(report.findings.map(\.message.en) == [])
    #expect(report.ok)
    #expect(report.completed == level)
    #expect(report.size == test.writer.size)
    #expect(report.exitStatus == 0)
  }
}
