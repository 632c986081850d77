import AssistanceLedger
import CBaseline
import EventSourcing
import Glibc
import Ledger
import SyntheticCounty
import TransparencyLog

/// `Bench FOLDER EVENTS [PHASE…]`: makes a ledger of so many events in FOLDER and measures everything beside the baselines, in
/// one run. A ledger that is there is used again by the phases that only read.
@main
struct Bench {
  static let eventsPerNote = 100
  static let notesPerCommit = 100
  static let phases = ["append", "writers", "verify", "rebuild", "read", "baselines"]

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let chosen = Array(arguments.dropFirst(2))
    guard arguments.count >= 2, let folder = arguments.first, let events = Int(arguments.dropFirst().first ?? ""),
      events >= 10_000, Set(chosen).isSubset(of: phases)
    else {
      print("Bench FOLDER EVENTS (at least 10000) [\(phases.joined(separator: "|"))]…")
      exit(64)
    }
    mkdir(folder, 0o755)
    // What was seen of an earlier run's ledger is no business of this one's.
    setenv("XDG_STATE_HOME", folder + "/state", 1)
    for phase in chosen.isEmpty ? phases : chosen {
      switch phase {
      case "append": try append(folder, events)
      case "writers": try await writers(folder)
      case "verify": try verify(open(folder), events)
      case "rebuild": try rebuild(folder)
      case "read": try read(open(folder), households: events / 25)
      default: try baselines(folder, events)
      }
    }
    report("rss_anon", Double(anonymousMiB()), "MiB")
  }

  private static func open(_ folder: String) throws -> Ledger {
    try Ledger.open(folder + "/ledger", domain: AssistanceDomain())
  }

  /// Bulk append, the notes made and signed outside the clock.
  private static func append(_ folder: String, _ events: Int) throws {
    let bulk = try BulkLedger(making: folder + "/ledger")
    var spent = 0.0
    var done = 0
    var fifth = 0.0
    while done < events {
      let notes = try bulk.notes(notesPerCommit, of: eventsPerNote)
      let time = try timed { try bulk.append(notes) }
      spent += time
      fifth += time
      done += notesPerCommit * eventsPerNote
      if done % (events / 5) < notesPerCommit * eventsPerNote, done >= events / 5 {
        report("append_bulk_at_\(done)", Double(events / 5) / fifth, "events/s")
        fifth = 0
      }
    }
    spent += try timed { try bulk.writer.flush() }
    report(
      "append_bulk", Double(done) / spent, "events/s",
      note: "\(notesPerCommit) notes of \(eventsPerNote) events a commit")
    report("append_rss_anon", Double(anonymousMiB()), "MiB")
  }

  /// 64 writers of single events, each durable before its reply, beside one commit each.
  private static func writers(_ folder: String) async throws {
    let bulk = try BulkLedger(making: folder + "/writers", seed: 2)
    try bulk.grow(by: 10_000)
    let single = try bulk.notes(200, of: 1)
    let alone = try timed { for note in single { _ = try bulk.writer.append([note]) } }
    report("append_one_commit_each", 200 / alone, "transactions/s")
    let notes = try bulk.notes(6400, of: 1)
    let appender = Appender(bulk.writer)
    let start = seconds()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<64 {
        group.addTask {
          for index in 0..<100 {
            // Interleaved, so that a payment's steps, made in this order, arrive nearly so.
            _ = try await appender.append(notes[index * 64 + writer])
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

  private static func verify(_ ledger: Ledger, _ events: Int) throws {
    for level in VerificationLevel.allCases {
      for jobs in [1, 2] {
        var findings: [Finding] = []
        let time = try timed { findings = try ledger.verify(level: level, jobs: jobs).findings }
        if let first = findings.first { fatalError("the ledger does not verify: \(first)") }
        report("verify_\(level.rawValue)_jobs_\(jobs)", Double(events) / time, "events/s")
      }
    }
    report("verify_rss_anon", Double(anonymousMiB()), "MiB")
  }

  private static func rebuild(_ folder: String) throws {
    let ledger = try Ledger.open(folder + "/ledger", domain: AssistanceDomain(), access: .writing)
    var rebuilt = 0
    let time = try timed { rebuilt = try ledger.rebuild(jobs: 2) }
    report("rebuild", Double(rebuilt) / time, "events/s")
    report("rebuild_rss_anon", Double(anonymousMiB()), "MiB")
  }

  private static func read(_ ledger: Ledger, households: Int) throws {
    let view = try ledger.view()
    var random = SplitMix64(seed: 7)
    let subjects = (0..<2000).map { _ in "hh-\(1 + random.next() % UInt64(households))" }
    var steps = 0
    let trail = try timed {
      for subject in subjects.prefix(200) { try view.forEachEvent(of: subject) { _ in steps += 1 } }
    }
    report("trail", trail / 200 * 1e6, "µs", note: "whole trail of one household, \(steps / 200) events on average")
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
    let entries = baseline_entry_bytes(log)
    if let size = try? Files.size(log + "/data.mdb"), entries > 0 {
      report("log_size_over_entries", Double(size) / Double(entries), "×", note: "\(entries) bytes of entries")
    }
  }
}
