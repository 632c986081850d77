import EventSourcing
public import TransparencyLog

/// Who could sign what, as entries at hand say it: for checking signatures without a ledger.
///
/// Every entry is judged as acceptance judges it, by the keys that those before it brought: whoever vouches for a key must
/// have had one himself, up to the genesis. What it cannot know stands in entries that are not at hand: that a registrar
/// held that duty, that no key was revoked.
public final class KeyHistory {
  private let registry = KeyRegistry()
  /// Everyone who signed an entry, ascending by bytes.
  private let holders: [String]

  /// - Parameters:
  ///   - entries: ascending, entry 0 first, each proved to be in the log.
  ///   - genesis: leaf hash of entry 0.
  /// - Throws: `L11` for the first of them that was not signed by its signers, or does to keys what cannot be accepted.
  public init(_ entries: [ParsedEntry], genesis: Hash) throws(LedgerError) {
    holders = Set(entries.flatMap(\.transaction.header.signers)).sorted { $0.precedes($1) }
    var stamp: Timestamp?
    for entry in entries {
      var reasons = SignatureCheck(registry: registry).refusals(entry)
      if let stamp, entry.recorded < stamp { reasons.append(Refusal("L05", "记录时间倒退", "the stamp goes back")) }
      stamp = entry.recorded
      reasons += take(entry, KeyRules(registry: registry, genesis: entry.seq == 0 ? nil : genesis.base64))
      guard let reason = reasons.first else { continue }
      throw LedgerError(
        .integrity, "L11", "第\(entry.seq)条：\(reason.message.zh)", "entry \(entry.seq): \(reason.message.en)")
    }
  }

  /// Judges and follows what an entry does to keys; gives what speaks against it.
  private func take(_ entry: ParsedEntry, _ rules: KeyRules) -> [Refusal] {
    var reasons: [Refusal] = []
    for (position, event) in entry.transaction.events.enumerated() {
      // The registration of a key of somebody who signed nothing here need not be at hand.
      if event.type == "key.revoked", !holders.contains(event.subject) { continue }
      reasons += rules.refusals(entry.context(position)) + voucherRefusals(event, entry.transaction.header.signers)
      if reasons.isEmpty { registry.evolve(event, seq: entry.seq) }
    }
    return reasons
  }

  /// Nobody vouches for himself, nor does the ledger for anybody. Whether the others were registrars, this cannot know.
  private func voucherRefusals(_ event: Event, _ signers: [String]) -> [Refusal] {
    guard event.type == "key.registered", Set(signers).isSubset(of: [event.subject, Reference.ledger]) else {
      return []
    }
    return [Refusal("K20", "登记密钥须由另一登记人签名", "another registrar must sign the registration of a key")]
  }

  /// The history as JSON, names ascending (format.md §10.2).
  public var jsonBytes: [UInt8] {
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

// MARK: Which entries it takes

extension KeyHistory {
  /// Of the entries given, those about the ledger's own keys and about the keys of these signers, of whoever signed those
  /// entries, and so on up to the genesis.
  public static func entries(about signers: Set<String>, among entries: [ParsedEntry]) -> [ParsedEntry] {
    var (holders, found): (Set<String>, [ParsedEntry]) = ([], [])
    var known = signers
    while known != holders {
      holders = known
      found = entries.filter { $0.concernsKeys(of: holders) }
      known.formUnion(found.flatMap(\.transaction.header.signers))
    }
    return found
  }
}

extension ParsedEntry {
  /// Whether it says something of the ledger's own keys, or of those of the holders.
  fileprivate func concernsKeys(of holders: Set<String>) -> Bool {
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
  /// Numbers of the entries by which the keys of these signers are known, up to the genesis, ascending.
  public func keyEntries(about signers: Set<String>, in view: LedgerView) throws(LedgerError) -> [UInt64] {
    var numbers: Set<UInt64> = []
    for type in ["ledger.genesis", "ledger.key_rotated", "key.registered", "key.revoked"] {
      numbers.formUnion(try view.positions(.type(type)).map(\.seq))
    }
    var entries: [ParsedEntry] = []
    for seq in numbers.sorted() { if let entry = try view.entry(seq) { entries.append(entry) } }
    return KeyHistory.entries(about: signers, among: entries).map(\.seq)
  }
}
