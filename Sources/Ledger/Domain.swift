public import EventSourcing

/// What the engine asks of a domain: shapes, decisions and folds, all pure.
///
/// The engine knows transactions, keys, chains and views; it does not know what any event is about.
public protocol LedgerDomain: Sendable {
  /// Changes whenever replay could give other state: derived state of another version is rebuilt.
  var stateVersion: Int { get }
  /// The number of the acceptance rules for new ledgers.
  var rules: Int64 { get }
  /// The canonical bytes of the event catalogue under those rules; a ledger carries them.
  var catalogue: [UInt8] { get }
  /// Whether this program can judge entries accepted under `rules` and a catalogue of that SHA-256 (hex).
  func canJudge(rules: Int64, catalogueSHA256: String) -> Bool
  /// Checks the shape of a transaction's events, knowing nothing of the past.
  func check(_ transaction: Transaction) -> [Refusal]
  /// State before the first entry.
  func makeState() -> any DomainState
}

/// What a domain knows after some entries: tables, the two functions over them, nothing else.
public protocol DomainState: AnyObject {
  /// Every table, ascending by name. Names are those of the views.
  var tables: [any StoredTable] { get }
  /// Every reason against the event at this place, with paths from the transaction's root (`$.events[2].data…`). Reads only.
  ///
  /// - Parameter earlier: finds an accepted event by the name signed text gives it.
  func decide(_ context: EventContext, earlier: (EventID) -> EventContext?) -> [Refusal]
  /// Folds an accepted event. Deterministic, and never fails: old events replay for ever.
  func evolve(_ context: EventContext)
}
