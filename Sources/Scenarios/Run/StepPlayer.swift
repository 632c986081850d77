import YAMLText
import AssistanceLedger
import EventSourcing
import Ledger
import TransparencyLog

/// Takes steps on a stage and says whether each ended as written.
struct StepPlayer {
  let stage: Stage
  /// The transaction of each named step that was accepted: the last one, of a repeated step.
  private(set) var transactions: [String: ULID] = [:]
  /// Notes of a batch that is not complete yet.
  private var pending: [(note: LedgerSession.ComposedNote, step: Step, name: String?)] = []

  init(_ stage: Stage) { self.stage = stage }

  /// - Returns: what went otherwise than written; nil when nothing did.
  mutating func play(_ source: StepSource, isLast: Bool) throws(LedgerError) -> Bilingual? {
    for number in 1...source.repeatCount {
      let step = try StepReader.read(try template(source, number).fill(source.item))
      if let batch = pending.first?.step.batch, batch.id != step.batch?.id, let failure = try appendPending() {
        return failure
      }
      guard step.at >= stage.clock.now() else {
        throw .inFile(
          "Y06", step.place, "时间倒退：\(step.at.beijingText)早于\(stage.clock.now().beijingText)",
          "the time goes back: \(step.at.beijingText) is before \(stage.clock.now().beijingText)")
      }
      stage.clock.move(to: step.at)
      pending.append((try compose(step), step, source.name))
      let isBatchOpen = step.batch.map { $0.part < $0.of } ?? false
      if !isBatchOpen || (isLast && number == source.repeatCount), let failure = try appendPending() { return failure }
    }
    return nil
  }

  private func template(_ source: StepSource, _ number: Int64) -> Template {
    let (stage, transactions) = (self.stage, self.transactions)
    return Template(variable: source.variable.map { ($0, number) }) { (word, place) throws(LedgerError) in
      if let name = word.dropping("tx:"), let tx = transactions[name] { return tx.text }
      if let person = word.dropping("vkey:") { return try stage.key(person).verifier.text }
      if let person = word.dropping("proof:") { return try stage.proof(person) }
      throw Template.unknown(word, place)
    }
  }

  private func compose(_ step: Step) throws(LedgerError) -> LedgerSession.ComposedNote {
    var events: [PlainEvent] = []
    for item in step.events { events.append(try EventReader.read(item, at: step.at)) }
    let keys = try step.signers.map { (signer) throws(LedgerError) in try stage.key(signer) }
    return try stage.session.compose(
      events, keys: keys, seen: step.seen, expect: step.expect, batch: step.batch, lateReason: step.lateReason)
  }

  /// Appends what waits, in one call, as an importer does with a batch.
  private mutating func appendPending() throws(LedgerError) -> Bilingual? {
    let waiting = pending
    pending = []
    let outcomes = try stage.session.append(waiting.map(\.note))
    for (item, outcome) in zip(waiting, outcomes) {
      if let failure = Self.failure(item.step, outcome) { return failure }
      if let name = item.name, let receipt = outcome.receipt { transactions[name] = receipt.tx }
    }
    return nil
  }

  // MARK: Judging

  private static func failure(_ step: Step, _ outcome: Outcome) -> Bilingual? {
    let codes = outcome.refusals.map(\.code)
    guard let wanted = step.refused else { return outcome.refusals.isEmpty ? nil : unexpected(outcome.refusals) }
    if outcome.refusals.isEmpty {
      let list = wanted.joined(separator: ", ")
      return Bilingual("应被拒绝（\(list)），却入账了", "it should be refused (\(list)) and was accepted")
    }
    let missing = wanted.filter { !codes.contains($0) }
    if missing.isEmpty { return nil }
    let list = missing.joined(separator: ", ")
    let other = unexpected(outcome.refusals)
    return Bilingual("拒绝理由中缺少\(list)；\(other.zh)", "the refusal lacks \(list); \(other.en)")
  }

  private static func unexpected(_ reasons: [Refusal]) -> Bilingual {
    Bilingual(
      "被拒绝：" + reasons.map { "\($0.code) \($0.message.zh)（\($0.path)）" }.joined(separator: "；"),
      "refused: " + reasons.map { "\($0.code) \($0.message.en) (\($0.path))" }.joined(separator: "; "))
  }
}
