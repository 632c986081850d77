public import EventSourcing

/// All that the domain knows: what decides is what the views show.
public final class AssistanceState {
  let ledger = Table<LedgerRow>("ledger", zh: "账本", en: "ledger")
  let packs = Table<PackRow>("packs", zh: "政策包", en: "policy packs")
  let money = MoneyTables()

  /// Every table, ascending by name.
  public let tables: [any StoredTable]

  public init() {
    let own: [any StoredTable] = [ledger, packs]
    tables = (own + money.all).sorted { $0.name < $1.name }
  }

  /// Whether a reference is in its register; nil when none is kept for its prefix. O(1).
  func exists(_ reference: String) -> Bool? {
    let prefix = ReferencePrefix(of: reference)
    switch prefix {
    default: return money.exists(reference, prefix: prefix)
    }
  }
}
