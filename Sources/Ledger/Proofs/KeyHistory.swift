public import EventSourcing
import TransparencyLog

/// Who could sign what, as entries at hand say it: for checking signatures without a ledger.
///
/// It judges as acceptance does. What it cannot know is a revocation in an entry that is not at hand, and whether those who
/// registered keys held that duty.
public final class KeyHistory {
  private let registry = KeyRegistry()
  /// Base64 leaf hash of entry 0; nil before it was taken.
  private var genesis: String?

  /// Before any entry.
  public init() {}

  /// Takes the next of the entries at hand, ascending from the genesis.
  ///
  /// - Returns: every reason why its signatures are not those of its signers by keys known before it, or why what it says of
  ///   keys is not acceptable. It is followed in any case.
  public func take(_ entry: ParsedEntry) -> [Refusal] {
    if entry.seq == 0 {
      for event in entry.keyEvents { registry.evolve(event, seq: 0) }
    }
    var reasons = SignatureCheck(registry: registry).refusals(entry)
    let rules = KeyRules(registry: registry, genesis: genesis)
    for position in entry.transaction.events.indices {
      let context = entry.context(position)
      if canJudge(context.event) { reasons += rules.refusals(context) }
      if entry.seq > 0, context.event.changesKeys { registry.evolve(context.event, seq: entry.seq) }
    }
    if entry.seq == 0 {
      genesis = MerkleTree.leafHash(Entry.compose(stamp: entry.recorded, note: entry.note)).base64
    }
    return reasons
  }

  /// An entry about several people's keys may revoke one whose registration is not at hand. The genesis is what was pinned.
  private func canJudge(_ event: Event) -> Bool {
    switch event.type {
    case "ledger.genesis": false
    case "key.revoked": !registry.records(of: event.subject).isEmpty
    default: true
    }
  }

  /// Whose keys matter for entries: of all who signed them, ascending by bytes.
  public static func holders(_ entries: [ParsedEntry]) -> [String] {
    Set(entries.flatMap(\.transaction.header.signers)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The history as JSON, names ascending (format.md §10.2).
  public func jsonBytes(holders: [String]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("checkpoint")
      writer.array { for record in registry.about?.checkpointKeys ?? [] { record.write(to: &$0) } }
      writer.member("ledger", registry.records(of: Reference.ledger).first?.vkey ?? "")
      writer.name("signers")
      writer.array { writer in
        for holder in holders {
          writer.object {
            $0.member("holder", holder)
            $0.name("keys")
            $0.array { for record in registry.records(of: holder) { record.write(to: &$0) } }
          }
        }
      }
    }
    writer.newline()
    return writer.bytes
  }
}

extension ParsedEntry {
  /// Whether it says something of the ledger's own keys, or of those of the holders.
  public func concernsKeys(of holders: Set<String>) -> Bool {
    transaction.events.contains { event in
      switch event.type {
      case "ledger.genesis", "ledger.key_rotated": true
      case "key.registered", "key.revoked": holders.contains(event.subject)
      default: false
      }
    }
  }
}

extension Ledger {
  /// Entries, those that say something of the ledger's own keys or of those of anybody who signed one of them, and so on: all
  /// that it takes to check every signature on them. Ascending.
  public func withKeyEntries(_ own: Set<UInt64>, in view: LedgerView) throws(LedgerError) -> [UInt64] {
    var candidates: [UInt64: ParsedEntry] = [:]
    for type in ["ledger.genesis", "ledger.key_rotated", "key.registered", "key.revoked"] {
      for position in try view.positions(.type(type)) where candidates[position.seq] == nil {
        candidates[position.seq] = try view.entry(position.seq)
      }
    }
    var numbers = own
    var holders: Set<String> = []
    for seq in own { holders.formUnion(try view.entry(seq)?.transaction.header.signers ?? []) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for (seq, entry) in candidates where !numbers.contains(seq) && entry.concernsKeys(of: holders) {
        numbers.insert(seq)
        holders.formUnion(entry.transaction.header.signers)
        isGrowing = true
      }
    }
    return numbers.sorted()
  }
}
