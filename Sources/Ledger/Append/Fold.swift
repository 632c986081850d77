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

  /// What was folded before and set aside to be stored: read before what is stored.
  private var indexAside: IndexOverlay?
  /// The stored chain of a subject and the place of a stored transaction; nil when there is none.
  private var storedChain: (String) throws(LedgerError) -> SubjectChain? = { (_) throws(LedgerError) in nil }
  private var storedSequence: (ULID) -> UInt64? = { _ in nil }

  /// The place of an accepted transaction; nil when there is none.
  func sequence(of tx: ULID) -> UInt64? {
    index.sequence(of: tx) ?? indexAside?.sequence(of: tx) ?? storedSequence(tx)
  }

  /// The chain of a subject as of everything folded.
  func chain(_ subject: String) throws(LedgerError) -> SubjectChain {
    try index.chain(subject) { (subject) throws(LedgerError) -> SubjectChain? in
      guard let chain = try indexAside?.chain(subject, stored: storedChain) else { return try storedChain(subject) }
      return chain.count == 0 ? nil : chain
    }
  }

  /// Every subject that gained a link since the last flush with its chain, ascending by reference bytes.
  func subjectChains(jobs: Int) throws(LedgerError) -> [(subject: String, chain: SubjectChain)] {
    precondition(indexAside == nil, "some of the chains are being stored")
    return try index.subjectChains(jobs: jobs, stored: storedChain)
  }

  /// Begins at stored state.
  func resume(at standing: DerivedStore.Standing, genesis: String?, on base: DerivedBase) {
    position = standing.position
    stamp = standing.stamp
    self.genesis = genesis
    stand(on: base)
  }

  /// Reads what it does not hold from stored state, which holds everything that was set aside.
  func stand(on base: DerivedBase) {
    for table in tables { table.source = { base.row($0, $1) } }
    storedChain = { (subject) throws(LedgerError) in
      try base.read { (snapshot) throws(LedgerError) in try snapshot.chain(subject) }
    }
    storedSequence = { base.sequence(of: $0) }
    indexAside = nil
  }

  /// Sets everything folded since the last flush aside, to be stored while the fold goes on.
  ///
  /// - Precondition: no scope is open, and what was set aside before is stored.
  func setAside() -> Aside {
    precondition(mark == nil && indexAside == nil, "only one part at a time is set aside, and no open scope")
    indexAside = index
    defer { index = IndexOverlay() }
    let rows = tables.map { $0.setAside() }
    return Aside(index: index, tables: rows.map(\.rows), replaced: rows.compactMap(\.replaced))
  }

  /// What is to be stored.
  struct Aside: Sendable {
    let index: IndexOverlay
    /// Ascending by name.
    let tables: [any RowsAside]
    /// What was set aside before, to be freed by whoever lets go of this.
    let replaced: [any RowsAside]
  }

  /// Folds an entry that was accepted before.
  func replay(_ entry: ParsedEntry, leaf: Hash) {
    for position in entry.transaction.events.indices { evolve(entry.context(position)) }
    finish(entry, leaf)
  }

  func evolve(_ context: EventContext) {
    registry.evolve(context.event, seq: context.seq)
    state.evolve(context)
  }

  func finish(_ entry: ParsedEntry, _ leaf: Hash) {
    index.add(entry, leaf: leaf)
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
}
