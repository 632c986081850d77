import AssistanceLedger
import CBaseline
import EventSourcing
import Glibc
import Ledger
import TransparencyLog

/// `Bench FOLDER EVENTS`: makes a ledger of so many events in FOLDER and measures everything beside the baselines, in one run.
@main
struct Bench {
  static let eventsPerNote = 100
  static let notesPerCommit = 100

  static func main() async throws {
    let arguments = CommandLine.arguments

    guard arguments.count == 3, let events = Int(arguments[2]), events >= 10_000 else {
      print("Bench FOLDER EVENTS (at least 10000)")
      exit(64)
    }
    let folder = arguments[1]
    mkdir(folder, 0o755)
    let workload = try Workload(path: folder + "/ledger", households: events / 25)
    try append(workload, events)
    try await concurrent(folder)
    try read(workload, events)
    try baselines(folder, events)
    report("rss_anon", Double(anonymousMiB()), "MiB")
  }

  /// Bulk append, the notes made and signed outside the clock.
  private static func append(_ workload: Workload, _ events: Int) throws {
    var spent = 0.0
    var done = 0
    var next = events / 5
    var fifth = 0.0
    while done < events {
      let notes = try (0..<notesPerCommit).map { _ in try workload.note(events: eventsPerNote) }
      workload.clock.advance(ms: 60_000)
      let time = try timed {
        for outcome in try workload.writer.append(notes) where !outcome.refusals.isEmpty {
          throw Refusals(outcome.refusals)
        }
        if workload.writer.pendingEventCount >= 250_000 { try workload.writer.flush() }
      }
      spent += time
      fifth += time
      done += notesPerCommit * eventsPerNote
      if done >= next {
        report("append_bulk_at_\(done)", Double(events / 5) / fifth, "events/s")
        fifth = 0
        next += events / 5
      }
    }
    spent += try timed { try workload.writer.flush() }
    report(
      "append_bulk", Double(done) / spent, "events/s",
      note: "\(notesPerCommit) notes of \(eventsPerNote) events a commit")
  }

  /// 64 writers of single events, each durable before its reply, beside one commit each.
  private static func concurrent(_ folder: String) async throws {
    let workload = try Workload(path: folder + "/concurrent", households: 1000)
    let registrations = try (0..<10).map { _ in try workload.note(events: 100) }
    for outcome in try workload.writer.append(registrations) where !outcome.refusals.isEmpty {
      throw Refusals(outcome.refusals)
    }
    let notes = try (0..<6400).map { _ in try workload.note(events: 1) }
    let single = try (0..<200).map { _ in try workload.note(events: 1) }
    let alone = try timed { for note in single { _ = try workload.writer.append([note]) } }
    report("append_one_commit_each", 200 / alone, "transactions/s")
    let appender = Appender(workload.writer)
    let start = seconds()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<64 {
        group.addTask {
          for index in 0..<100 {
            let outcome = try await appender.append(notes[writer * 100 + index])
            guard outcome.refusals.isEmpty else { throw Refusals(outcome.refusals) }
          }
        }
      }
      try await group.waitForAll()
    }
    let together = seconds() - start
    report(
      "append_64_writers", 6400 / together, "transactions/s",
      note: "ratio to one commit each: \((6400 / together) / (200 / alone))")
  }

  private static func read(_ workload: Workload, _ events: Int) throws {
    let ledger = try workload.reopenForReading()
    for level in VerificationLevel.allCases {
      for jobs in [1, 2] {
        var findings: [Finding] = []
        let time = try timed { findings = try ledger.verify(level: level, jobs: jobs).findings }
        if let first = findings.first { fatalError("the ledger does not verify: \(first)") }
        report("verify_\(level.rawValue)_jobs_\(jobs)", Double(events) / time, "events/s")
      }
    }
    var rebuilt = 0
    let time = try timed { rebuilt = try ledger.rebuild(jobs: 2) }
    report("rebuild", Double(rebuilt) / time, "events/s")
    report("rebuild_rss_anon", Double(anonymousMiB()), "MiB")
    let view = try ledger.view()
    var random = SplitMix64(seed: 7)
    let subjects = (0..<2000).map { _ in "hh-\(1 + random.below(workload.householdCount))" }
    let trail = try timed {
      for subject in subjects.prefix(200) {
        for position in try view.positions(.subject(subject)) where position.position != SubjectChain.signerPosition {
          _ = try view.entry(position.seq)
        }
      }
    }
    report("trail", trail / 200 * 1e6, "µs", note: "whole trail of one household, entries parsed")
    let point = try timed { for subject in subjects { _ = try view.storedRow("households", subject) { $0.count } } }
    report("point_query", point / 2000 * 1e6, "µs")
  }

  private static func baselines(_ folder: String, _ events: Int) throws {
    let log = folder + "/ledger/log"
    let generation = try Files.names(in: folder + "/ledger/derived").last { $0.hasPrefix("g") } ?? "g1"
    let logTime = baseline_lmdb_log(log, folder + "/c-log", notesPerCommit)
    let derivedTime = baseline_lmdb_derived(folder + "/ledger/derived/" + generation, folder + "/c-derived")
    report("c_lmdb_log", Double(events) / logTime, "events/s")
    report("c_lmdb_log_and_derived", Double(events) / (logTime + derivedTime), "events/s")
    let sqlite = baseline_sqlite(log, folder + "/sqlite.db", notesPerCommit, eventsPerNote, events / 25)
    report("c_sqlite_wal_full", Double(events) / sqlite, "events/s")
    var bytes: UInt64 = 0
    let sha = baseline_sha256(log, &bytes)
    report(
      "c_sha256_leaves_and_nodes", Double(events) / sha, "events/s",
      note: "\(Double(bytes) / sha / 1e6) MB/s, one thread")
  }
}
