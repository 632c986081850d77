public import EventSourcing
import TransparencyLog

/// Who could sign what, as entries at hand say it: for checking signatures without a ledger.
///
/// It judges as acceptance does. What it cannot know is a revocation in an entry that is not at hand.
public final class KeyHistory {
  private let registry = KeyRegistry()

  /// - Parameter entries: ascending; others than those about keys are passed over.
  public init(_ entries: [ParsedEntry]) {
    for entry in entries {
      for event in entry.keyEvents { registry.evolve(event, seq: entry.seq) }
    }
  }

  /// Every reason why the signatures of an entry are not those of its signers.
  public func refusals(_ entry: ParsedEntry) -> [Refusal] { SignatureCheck(registry: registry).refusals(entry) }

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
  /// Numbers of the entries that say something of the ledger's own keys, or of those of the holders, ascending.
  public func keyEntries(of holders: Set<String>, in view: LedgerView) throws(LedgerError) -> [UInt64] {
    var numbers: Set<UInt64> = []
    for type in ["ledger.genesis", "ledger.key_rotated", "key.registered", "key.revoked"] {
      for position in try view.positions(.type(type)) where !numbers.contains(position.seq) {
        if let entry = try view.entry(position.seq), entry.concernsKeys(of: holders) { numbers.insert(position.seq) }
      }
    }
    return numbers.sorted()
  }
}
