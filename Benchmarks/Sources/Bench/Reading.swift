import AssistanceLedger
import EventSourcing
import Ledger
import SyntheticCounty

extension Bench {
  func verify() throws {
    let ledger = try open()
    for level in VerificationLevel.allCases {
      for jobs in [1, 2] {
        var findings: [Finding] = []
        let time = try timed { findings = try ledger.verify(level: level, jobs: jobs).findings }
        if let first = findings.first { fatalError("the ledger does not verify: \(first)") }
        report("verify_\(level.rawValue)_jobs_\(jobs)", Double(events) / time, "events/s")
      }
    }
  }

  func rebuild() throws {
    let ledger = try Ledger.open(path, domain: AssistanceDomain(), access: .writing)
    var rebuilt = 0
    let time = try timed { rebuilt = try ledger.rebuild(jobs: 2) }
    report("rebuild", Double(rebuilt) / time, "events/s")
  }

  func read() throws {
    let view = try open().view()
    var random = SplitMix64(seed: 7)
    let households = UInt64(events / 25)
    let subjects = (0..<2000).map { _ in "hh-\(1 + random.next() % households)" }
    var steps = 0
    view.checksEntries = false
    let trail = try timed {
      for subject in subjects.prefix(200) { try view.forEachEvent(of: subject) { _ in steps += 1 } }
    }
    report("trail", trail / 200 * 1e6, "µs", note: "whole trail of one household, \(steps / 200) events on average")
    view.checksEntries = true
    let checked = try timed { for subject in subjects.prefix(200) { try view.forEachEvent(of: subject) { _ in } } }
    report("trail_checked", checked / 200 * 1e6, "µs", note: "the same, every entry hashed first")
    let point = try timed { for subject in subjects { _ = try view.storedRow("households", subject) { $0.count } } }
    report("point_query", point / 2000 * 1e6, "µs")
  }
}
