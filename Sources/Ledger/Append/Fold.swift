import Dispatch
import EventSourcing
import TransparencyLog

/// Everything known after the first `position` entries: keys, domain state, chains and indexes.
///
/// The one place where entries become knowledge. Appending, catching up, rebuilding, looking back and verifying all fold
/// through here, so they cannot differ.
final class Fold {
  let registry = KeyRegistry()
  let state: any DomainState
  private(set) var index = IndexOverlay()
  private(set) var position: UInt64 = 0
  /// The stamp of the last entry; nothing may be recorded before it.
  private(set) var stamp = Timestamp(ms: 0)
  /// Leaf hash of entry 0, base64.
  private(set) var genesis: String?

  /// Every table, the engine's own among them, ascending by name.
  let tables: [any StoredTable]

  init(_ domain: any LedgerDomain) {
    state = domain.makeState()
    tables = (registry.tables + state.tables).sorted { $0.name < $1.name }
  }

  /// Events folded since the last flush.
  var pendingEventCount: Int { index.eventCount }

  /// The place of a stored transaction; nil when there is none.
  private var storedSequence: (ULID) -> UInt64? = { _ in nil }

  /// The place of an accepted transaction; nil when there is none.
  func sequence(of tx: ULID) -> UInt64? { index.sequence(of: tx) ?? storedSequence(tx) }

  /// The chain of a subject as of everything folded.
  func chain(_ subject: String) throws(LedgerError) -> SubjectChain { try index.chain(subject) }

  /// Continues from stored state.
  func resume(
    at standing: DerivedStore.Standing, genesis: String?,
    row: @escaping (_ table: String, _ key: String) -> [UInt8]?,
    chain: @escaping (String) throws(LedgerError) -> SubjectChain?,
    sequence: @escaping (ULID) -> UInt64?
  ) {
    position = standing.position
    stamp = standing.stamp
    self.genesis = genesis
    for table in tables { table.source = row }
    index.storedChain = chain
    storedSequence = sequence
  }

  /// Folds an entry that was accepted before.
  func replay(_ entry: ParsedEntry, leaf: Hash) throws(LedgerError) {
    for position in entry.transaction.events.indices { evolve(entry.context(position)) }
    try finish(entry, leaf)
  }

  func evolve(_ context: EventContext) {
    registry.evolve(context)
    state.evolve(context)
  }

  func finish(_ entry: ParsedEntry, _ leaf: Hash) throws(LedgerError) {
    try index.add(entry, leaf: leaf)
    position = entry.seq + 1
    stamp = entry.recorded
    if entry.seq == 0 { genesis = leaf.base64 }
  }

  // MARK: Scopes

  private var mark: (position: UInt64, stamp: Timestamp, genesis: String?)?

  /// Begins what `rollBack` undoes: the judging of one transaction or one batch.
  func begin() {
    mark = (position, stamp, genesis)
    for table in tables { table.begin() }
    index.begin()
  }

  func commit() {
    mark = nil
    for table in tables { table.commit() }
    index.commit()
  }

  func rollBack() {
    guard let mark else { return }
    (position, stamp, genesis) = mark
    self.mark = nil
    for table in tables { table.rollBack() }
    index.rollBack()
  }

  /// Forgets what a flush has stored.
  func didFlush() {
    let rows = tables.map { $0.forget() }
    // A quarter of a flush's time would go into freeing them here.
    DispatchQueue.global().async { withExtendedLifetime(rows) {} }
    index.removeAll()
  }
}
