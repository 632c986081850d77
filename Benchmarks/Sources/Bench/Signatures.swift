import AssistanceLedger
import CBaseline
import Ledger
import SyntheticCounty

extension Bench {
  /// `verify --level signatures` beside libcrypto verifying the same signatures of the same texts by the same keys: on notes of
  /// one event, where signatures are nearly all of the work, and on notes of a hundred, where reading is.
  func signatures() throws {
    try compare("single", notes: min(30_000, events), eventsPerNote: 1)
    try compare("hundred", notes: min(1000, events / 100), eventsPerNote: 100)
  }

  private static let passes = 9

  /// Time of one pass: by the clock, and at work on all threads together.
  private struct Pass {
    let seconds: Double
    let cpuSeconds: Double
  }

  private func compare(_ name: String, notes: Int, eventsPerNote: Int) throws {
    let place = folder + "/signatures-\(name)"
    let count = try make(place, notes: notes, eventsPerNote: eventsPerNote)
    let ledger = try Ledger.open(place, domain: AssistanceDomain())
    var ours: [Double] = []
    var raw: [Double] = []
    for jobs in [1, 2] {
      // Short passes in turns, since the machine's speed moves: the pair in the middle.
      let passes = try (0..<Self.passes).map { _ in
        let raw = Self.verifyRaw(place, threads: jobs, count: count)
        return (ours: try Self.verify(ledger, jobs: jobs, count: count), raw: raw)
      }
      let sorted = passes.sorted { $0.raw.seconds / $0.ours.seconds < $1.raw.seconds / $1.ours.seconds }
      let middle = sorted[Self.passes / 2]
      ours.append(Double(count) / middle.ours.seconds)
      raw.append(Double(count) / middle.raw.seconds)
      let label = "signatures_\(name)_jobs_\(jobs)"
      report(label, Double(count) / middle.ours.seconds, "signatures/s", note: "verify --level signatures")
      report(
        label + "_raw", Double(count) / middle.raw.seconds, "signatures/s", note: "EVP_DigestVerify, as many threads")
      report(label + "_ratio", middle.raw.seconds / middle.ours.seconds, "×", note: "of the rates")
      report(label + "_ratio_cpu", middle.raw.cpuSeconds / middle.ours.cpuSeconds, "×", note: "of processor time")
    }
    report(
      "signatures_\(name)_ratio_2_to_twice_1", ours[1] / (2 * raw[0]), "×",
      note: "two jobs to twice one raw thread; two raw threads reach \(raw[1] / (2 * raw[0])) of that")
  }

  /// - Returns: how many signatures there are.
  private func make(_ place: String, notes: Int, eventsPerNote: Int) throws -> UInt64 {
    let bulk = try BulkLedger(making: place, seed: 5)
    for _ in 0..<(notes / Self.notesPerCommit) {
      try bulk.append(try bulk.notes(Self.notesPerCommit, of: eventsPerNote))
    }
    try bulk.writer.flush()
    return UInt64(try bulk.ledger.verify(level: .signatures).signatures)
  }

  private static func verify(_ ledger: Ledger, jobs: Int, count: UInt64) throws -> Pass {
    let (start, busy) = (seconds(), cpuSeconds())
    let report = try ledger.verify(level: .signatures, jobs: jobs)
    let pass = Pass(seconds: seconds() - start, cpuSeconds: cpuSeconds() - busy)
    guard report.findings.isEmpty, report.signatures == count else { fatalError("the ledger does not verify") }
    return pass
  }

  private static func verifyRaw(_ place: String, threads: Int, count: UInt64) -> Pass {
    var verified: UInt64 = 0
    var busy = 0.0
    let time = baseline_ed25519(place + "/log", threads, &verified, &busy)
    guard time > 0, verified == count else { fatalError("libcrypto found \(verified) of \(count) signatures") }
    return Pass(seconds: time, cpuSeconds: busy)
  }
}
