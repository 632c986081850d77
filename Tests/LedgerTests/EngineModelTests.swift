import EventSourcing
import Foundation
import LMDB
import Ledger
import TeaHouse
import TestSupport
import Testing

/// The engine against a model of a few dictionaries: random transactions, batches, repetitions, flushes, reopenings, and a
/// store that fails now and then. Whatever fails, nothing of it happened, and nothing else is lost.
@Suite struct EngineModelTests {
  /// What a tea house should hold.
  struct Model {
    var poured: [String: Int64] = [:]
    var drunk: [String: Int64] = [:]
    var size: UInt64 = 3
    var notes: [[UInt8]] = []

    /// Applies a transaction if it is allowed.
    mutating func apply(_ events: [(type: String, cup: String, ml: Int64)]) -> Bool {
      var copy = self
      for event in events {
        if event.type == "cup.poured" {
          copy.poured[event.cup, default: 0] += event.ml
        } else {
          copy.drunk[event.cup, default: 0] += event.ml
          if copy.drunk[event.cup, default: 0] > copy.poured[event.cup, default: 0] { return false }
        }
      }
      copy.size += 1
      self = copy
      return true
    }
  }

  @Test(arguments: 0..<(ProcessInfo.processInfo.environment["TAIZHANG_SOAK"] == nil ? 6 : 100))
  func agreesWithAModel(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let test = try TestLedger()
    var model = Model()
    for _ in 0..<120 { try step(test, &model, &random) }
    try test.writer.flush()
    try compare(test, model)
    #expect(try test.ledger.verify(level: .views, jobs: 2).summary == [])
    for jobs in 1...2 {
      try test.reopen()
      try test.ledger.rebuild(jobs: jobs)
      try compare(test, model)
    }
  }

  private func step(_ test: TestLedger, _ model: inout Model, _ random: inout SplitMix64) throws {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: try test.writer.flush()
    case 1: try test.reopen()
    case 2: test.clock.advance(ms: Int64.random(in: 0...90_000_000, using: &random))
    case 3: try failToFlush(test, &random)
    case 4, 5: try failToAppend(test, &model, &random)
    case 6: try repeatOne(test, model, &random)
    case 7: try appendBatch(test, &model, &random)
    default: try appendGroup(test, &model, &random)
    }
    #expect(test.writer.size == model.size)
  }

  private typealias Content = [(type: String, cup: String, ml: Int64)]

  private func content(_ random: inout SplitMix64) -> Content {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let type = Int.random(in: 0..<3, using: &random) == 0 ? "cup.drunk" : "cup.poured"
      return (type, "cup-\(Int.random(in: 0..<6, using: &random))", Int64.random(in: 1...50, using: &random))
    }
  }

  private func note(_ test: TestLedger, _ content: Content, batch: BatchPart? = nil) throws -> [UInt8] {
    var draft = test.draft(content.map { test.event($0.type, $0.cup, ml: $0.ml) })
    draft.batch = batch
    return try Ledger.signed(draft, [test.founder])
  }

  private func appendGroup(_ test: TestLedger, _ model: inout Model, _ random: inout SplitMix64) throws {
    let contents = (0..<Int.random(in: 1...5, using: &random)).map { _ in content(&random) }
    let notes = try contents.map { try note(test, $0) }
    let outcomes = try test.writer.append(notes)
    for index in notes.indices {
      let isAllowed = model.apply(contents[index])
      #expect(outcomes[index].refusals.map(\.code).contains("X01") == !isAllowed)
      if isAllowed {
        #expect(outcomes[index].receipt?.seq == model.size - 1)
        model.notes.append(notes[index])
      }
    }
  }

  private func appendBatch(_ test: TestLedger, _ model: inout Model, _ random: inout SplitMix64) throws {
    let contents = (0..<3).map { _ in content(&random) }
    let id = test.nextID().text
    let notes = try contents.indices.map {
      try note(test, contents[$0], batch: BatchPart(id: id, part: Int64($0 + 1), of: 3))
    }
    let outcomes = try test.writer.append(notes)
    var after = model
    let isAllowed = contents.reduce(true) { $1.isEmpty ? $0 : after.apply($1) && $0 }
    #expect(outcomes.allSatisfy { $0.refusals.isEmpty == isAllowed })
    if isAllowed {
      model = after
      model.notes += notes
    }
  }

  private func repeatOne(_ test: TestLedger, _ model: Model, _ random: inout SplitMix64) throws {
    guard let note = model.notes.randomElement(using: &random), try ParsedNote(note).transaction.header.batch == nil
    else { return }
    guard case .repeated = try test.writer.append([note])[0] else {
      Issue.record("a note sent again was not answered as repeated")
      return
    }
  }

  /// A full disk, a broken disk: the answer is 74, and the state is that of before.
  private func failToAppend(_ test: TestLedger, _ model: inout Model, _ random: inout SplitMix64) throws {
    let content: Content = [("cup.poured", "cup-0", 1)]
    let note = try note(test, content)
    let faults = FaultInjector()
    let point = [FaultInjector.Point.put, .commit, .sync].randomElement(using: &random) ?? .put
    faults.fail(point, nth: point == .put ? Int.random(in: 1...3, using: &random) : 1, with: .diskFull)
    test.ledger.log.environment.faults = faults
    do throws(LedgerError) {
      _ = try test.writer.append([note])
      Issue.record("a failing store accepted")
    } catch {
      #expect(error.kind == .inputOutput && error.code == "E15")
    }
    test.ledger.log.environment.faults = nil
    #expect(test.writer.size == model.size)
    if Bool.random(using: &random) { try test.reopen() }
    #expect(try test.writer.append([note])[0].receipt?.seq == model.size)
    _ = model.apply(content)
    model.notes.append(note)
  }

  /// Derived state that cannot be stored harms nothing: the writer goes on as if it had never tried.
  private func failToFlush(_ test: TestLedger, _ random: inout SplitMix64) throws {
    guard let environment = try test.ledger.derivedEnvironment, test.writer.pendingEventCount > 0 else { return }
    let faults = FaultInjector()
    faults.fail([.put, .commit].randomElement(using: &random) ?? .put, with: .diskFull)
    environment.faults = faults
    #expect(throws: LedgerError(.inputOutput, "E15", "", "")) { try test.writer.flush() }
    environment.faults = nil
  }

  private func compare(_ test: TestLedger, _ model: Model) throws {
    let view = try test.ledger.view()
    #expect(view.size == model.size)
    var rows: [String] = []
    try view.forEachRow("cups") { _, row in
      rows.append(String(decoding: row, as: UTF8.self))
      return true
    }
    let expected = model.poured.keys.sorted().map { cup in
      #"{"drunk_ml":\#(model.drunk[cup, default: 0]),"key":"\#(cup)","poured_ml":\#(model.poured[cup, default: 0])}"#
    }
    #expect(rows == expected)
  }
}
