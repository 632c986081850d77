import EventSourcing
import TransparencyLog

/// Decides whether an entry may be accepted at its place: the same judgement when appending and when verifying.
struct Judge {
  let domain: any LedgerDomain
  let fold: Fold
  let origin: String
  /// Finds an accepted entry by sequence number, pending ones too.
  let entry: (UInt64) -> ParsedEntry?
  /// Whether every signature has been verified before.
  var areSignaturesProven = false

  /// Judges and, when nothing speaks against it, folds.
  ///
  /// - Returns: every reason against the entry, empty when it was folded.
  func accept(_ entry: ParsedEntry, leaf: Hash) throws(LedgerError) -> [Refusal] {
    var reasons = headerRefusals(entry)
    if !areSignaturesProven { reasons += SignatureCheck(registry: fold.registry).refusals(entry) }
    reasons += try expectationRefusals(entry.transaction.header)
    let shape = entry.shape ?? domain.check(entry.transaction)
    if shape.isEmpty {
      reasons += eventRefusals(entry)
    } else {
      reasons += shape
    }
    if reasons.isEmpty { fold.finish(entry, leaf) }
    return reasons
  }

  private func headerRefusals(_ entry: ParsedEntry) -> [Refusal] {
    let header = entry.transaction.header
    var reasons: [Refusal] = []
    if header.ledger != origin {
      reasons.append(
        Refusal(
          "T10", "这份文书写给账本“\(header.ledger)”，本账本是“\(origin)”",
          "the note is meant for the ledger \"\(header.ledger)\", this is \"\(origin)\"", path: "$.ledger"))
    }
    if header.genesis != fold.genesis {
      reasons.append(
        Refusal(
          "T11", "文书的创世哈希与本账本不符：可能是同名的另一本账",
          "the note names another genesis: perhaps another ledger of the same name", path: "$.genesis"))
    }
    if entry.recorded < fold.stamp {
      reasons.append(Refusal("L05", "记录时间倒退", "the stamp goes back"))
    }
    return reasons
  }

  private func expectationRefusals(_ header: TransactionHeader) throws(LedgerError) -> [Refusal] {
    var reasons: [Refusal] = []
    for expected in header.expect {
      let chain = try fold.chain(expected.subject)
      let path = "$.expect.\(expected.subject)"
      if Int64(chain.count) != expected.count {
        reasons.append(
          Refusal(
            "E01", "“\(expected.subject)”现有\(chain.count)个事件，签署时所见为\(expected.count)个：请重新查看后再签",
            "\"\(expected.subject)\" has \(chain.count) events, \(expected.count) were expected: look again, then sign",
            path: path))
      } else if let head = expected.head, head != chain.head.base64 {
        reasons.append(
          Refusal(
            "E02", "“\(expected.subject)”的链头与签署时所见不同",
            "the chain head of \"\(expected.subject)\" is not the one expected", path: path))
      }
    }
    return reasons
  }

  /// Events are judged in order, each on what the ones before it made known.
  private func eventRefusals(_ entry: ParsedEntry) -> [Refusal] {
    let rules = KeyRules(registry: fold.registry, genesis: fold.genesis)
    var reasons: [Refusal] = []
    if entry.seq == 0, entry.transaction.events.map(\.type) != ["ledger.genesis"] {
      reasons.append(Refusal("K11", "第一条必须是创世事件，且只有它", "the first entry must be the genesis, alone"))
    }
    for position in entry.transaction.events.indices {
      let context = entry.context(position)
      let found = rules.refusals(context) + linkRefusals(context, entry) + decide(context, entry)
      if found.isEmpty { fold.evolve(context) }
      reasons += found
    }
    return reasons
  }

  private func decide(_ context: EventContext, _ entry: ParsedEntry) -> [Refusal] {
    fold.state.decide(context) { earlier($0, before: context, entry) }
  }

  /// An accepted event by its signed name; within the same transaction only those listed before.
  private func earlier(_ id: EventID, before context: EventContext, _ entry: ParsedEntry) -> EventContext? {
    if id.tx == context.header.tx {
      guard id.position < context.position else { return nil }
      return entry.context(id.position)
    }
    guard let seq = fold.sequence(of: id.tx), let found = self.entry(seq),
      found.transaction.events.indices.contains(id.position)
    else {
      return nil
    }
    return found.context(id.position)
  }

  /// A correction belongs to every chain of the event it changes.
  private func linkRefusals(_ context: EventContext, _ entry: ParsedEntry) -> [Refusal] {
    guard let target = context.event.corrects ?? context.event.voids else { return [] }
    guard let found = earlier(target, before: context, entry) else {
      return [
        Refusal(
          "R01", "找不到事件“\(target.text)”", "there is no event \"\(target.text)\"", path: "$.events[\(context.position)]")
      ]
    }
    let own = Set(context.event.links)
    let missing = found.event.links.filter { !own.contains($0) }
    if missing.isEmpty { return [] }
    let list = missing.joined(separator: ", ")
    return [
      Refusal(
        "C06", "refs缺少被更正事件的关联：\(list)", "refs lacks links of the event it changes: \(list)",
        path: "$.events[\(context.position)].refs")
    ]
  }
}
