import Glibc
import Ledger
import SyntheticCounty
import TransparencyLog

extension Bench {
  /// How many notes are made at a time. Derived state is stored beside appending: while notes are made the clock stands, so
  /// all of it is stored, inside the clock, before more are made.
  private static let notesAtOnce = 4_800

  /// Bulk append, the notes made and signed outside the clock and forgotten once appended.
  func append() throws {
    let bulk = try BulkLedger(making: path)
    var growth = Growth(events: events)
    let step = Self.notesPerCommit * Self.eventsPerNote
    while growth.done < events {
      let rest = (events - growth.done + step - 1) / step
      let commits = try (0..<min(rest, Self.notesAtOnce / Self.notesPerCommit)).map { _ in
        try bulk.notes(Self.notesPerCommit, of: Self.eventsPerNote)
      }
      for notes in commits { growth.add(step, seconds: try timed { try bulk.append(notes) }) }
      growth.add(0, seconds: try timed { try bulk.writer.flush() })
    }
    report(
      "append_bulk", Double(growth.done) / growth.seconds, "events/s",
      note: "\(Self.notesPerCommit) notes of \(Self.eventsPerNote) events a commit")
    growth.finish()
    let snapshot = try bulk.ledger.log.snapshot()
    report("root", text: try snapshot.root(at: snapshot.size).hex, note: "of \(snapshot.size) entries")
  }

  /// 64 writers of single events, each durable before its reply, beside one commit each.
  func writers() async throws {
    let bulk = try BulkLedger(making: folder + "/writers", seed: 2)
    try bulk.grow(by: 10_000)
    let single = try bulk.notes(1000, of: 1)
    let alone = 1000 / (try timed { for note in single { _ = try bulk.writer.append([note]) } })
    report("append_one_commit_each", alone, "transactions/s")
    let writers = 64
    let perWriter = min(400, max(100, events / 250))
    let notes = try bulk.notes(writers * perWriter, of: 1)
    let appender = Appender(bulk.writer)
    let start = seconds()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          for index in 0..<perWriter {
            // Interleaved, so that a payment's steps, made in this order, arrive nearly so.
            _ = try await appender.append(notes[index * writers + writer])
          }
        }
      }
      try await group.waitForAll()
    }
    let together = Double(notes.count) / (seconds() - start)
    report(
      "append_64_writers", together, "transactions/s",
      note: "\(notes.count) transactions; ratio to one commit each: \(together / alone)")
  }
}

/// How the time per event changes while a ledger grows.
struct Growth {
  /// Events and seconds after each commit, from the start.
  private var points = [(events: 0, seconds: 0.0)]
  private let fifth: Int
  private var nextReport: Int

  init(events: Int) {
    fifth = events / 5
    nextReport = fifth
  }

  /// Events appended.
  var done: Int { points[points.count - 1].events }
  /// Time spent appending them.
  var seconds: Double { points[points.count - 1].seconds }

  mutating func add(_ events: Int, seconds spent: Double) {
    points.append((done + events, seconds + spent))
    while events > 0, done >= nextReport {
      report(
        "append_bulk_at_\(nextReport)", 1 / perEvent(nextReport - fifth, nextReport), "events/s",
        note: "the last \(fifth); \(anonymousMiB()) MiB anonymous")
      nextReport += fifth
    }
  }

  /// Time per event from one number of events to another, commits being whole.
  private func perEvent(_ from: Int, _ to: Int) -> Double {
    // What is stored after a commit belongs to the events before it.
    guard let first = points.last(where: { $0.events <= from }), let end = points.first(where: { $0.events >= to }),
      let last = points.last(where: { $0.events == end.events })
    else { return .nan }
    return (last.seconds - first.seconds) / Double(last.events - first.events)
  }

  /// Tells the last fifth beside the first and beside the first two million.
  func finish() {
    let late = perEvent(done - fifth, done)
    report(
      "growth", late / perEvent(0, fifth), "×",
      note: "time per event of the last \(fifth) events over that of the first \(fifth)")
    guard done > 2_000_000 else { return }
    report(
      "growth_over_2m", late / perEvent(0, 2_000_000), "×",
      note: "time per event of the last \(fifth) events over the mean of the first 2000000")
    report(
      "growth_at_end_over_at_2m", perEvent(done - 1_000_000, done) / perEvent(1_000_000, 2_000_000), "×",
      note: "time per event of the last 1000000 events over that of the second 1000000")
  }
}
