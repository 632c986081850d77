public import EventSourcing
import LMDB
public import TransparencyLog

/// The ledger as known at one moment: every table, chain and index over the log's first `size` entries.
///
/// Reading now stands on stored state and replays what is newer; looking back replays from the beginning. Both fold
/// through the same code, so they answer alike.
public final class LedgerView {
  /// The ledger looked at.
  public let ledger: Ledger
  /// How many entries it knows.
  public var size: UInt64 { fold.position }
  /// The stamp of the last entry it knows; 1970-01-01T00:00:00Z when it knows none.
  public var recorded: Timestamp { fold.stamp }
  /// Whether its genesis says `test`: then clocks may be supplied, and everything printed says so.
  public var isTest: Bool { fold.registry.isTest }
  /// Whether every entry read is hashed and compared with its leaf first, so that nothing altered is shown: SHA-256 of the
  /// entry. Only who has verified the log may do without.
  public var checksEntries = true
  let fold: Fold
  private let base: DerivedBase?

  init(_ ledger: Ledger, _ fold: Fold, _ base: DerivedBase?) {
    self.ledger = ledger
    self.fold = fold
    self.base = base
  }

  /// The domain's state, for answers that combine tables.
  public var state: any DomainState { fold.state }

  /// The domain's tables, ascending by name.
  public var tables: [any StoredTable] { fold.state.tables }

  /// The domain's table of that name; nil when there is none.
  public func table(_ name: String) -> (any StoredTable)? {
    fold.state.tables.first { $0.name == name }
  }

  /// A row as a query prints it; nil when there is none.
  public func row(_ table: String, _ key: String) throws(LedgerError) -> [UInt8]? {
    guard let table = self.table(table) else { return nil }
    do { return try table.rowBytes(key) } catch { throw Self.damaged(error) }
  }

  /// The stored bytes of a row without a copy, for a view on which nothing newer was folded; nil when there is none.
  public func storedRow<R>(
    _ table: String, _ key: String, _ body: (UnsafeRawBufferPointer) -> R
  ) throws(LedgerError) -> R? {
    guard fold.pendingEventCount == 0, let base else { return try row(table, key).map { $0.withUnsafeBytes(body) } }
    return try base.read { (snapshot) throws(LedgerError) in try snapshot.row(table, key).map(body) }
  }

  private static func damaged(_ error: StateError) -> LedgerError {
    LedgerError(
      .integrity, "L06", "派生状态损坏（\(error.message.zh)），请执行 taizhang rebuild",
      "derived state is damaged (\(error.message.en)): run taizhang rebuild")
  }

  /// Every row whose key begins with `prefix`, ascending by key bytes.
  public func forEachRow(
    _ name: String, prefix: String = "", _ body: (_ key: String, _ row: UnsafeRawBufferPointer) -> Bool
  ) throws(LedgerError) {
    guard let table = table(name) else { return }
    var changes = table.changes().filter { $0.key.hasPrefix(prefix) }[...]
    var isStopped = false
    func emit(_ key: String, _ row: UnsafeRawBufferPointer) { if !isStopped, !body(key, row) { isStopped = true } }
    func emitChanges(before key: String?) -> Bool {
      while let change = changes.first, key.map({ change.key.utf8.lexicographicallyPrecedes($0.utf8) }) ?? true {
        changes.removeFirst()
        change.row?.withUnsafeBytes { emit(change.key, $0) }
      }
      guard let key, changes.first?.key == key else { return false }
      let change = changes.removeFirst()
      change.row?.withUnsafeBytes { emit(key, $0) }
      return true
    }
    try base?.read { (snapshot) throws(LedgerError) in
      try snapshot.forEachRow(name, prefix: Array(prefix.utf8)) { key, row in
        if !emitChanges(before: key) { emit(key, row) }
        return isStopped ? .stop : .continue
      }
    }
    _ = emitChanges(before: nil)
  }

  /// SHA-256 of what a query of the whole table prints as JSON lines, so `sha256sum` checks it.
  public func digest(_ table: String) throws(LedgerError) -> Hash {
    var sha = SHA256()
    try forEachRow(table) { _, row in
      sha.update(row)
      sha.update([0x0A])
      return true
    }
    return sha.finalize()
  }

  /// A subject's chain: how many events it has and the hash over all of them.
  public func chain(_ subject: String) throws(LedgerError) -> SubjectChain { try fold.chain(subject) }

  /// Where a term occurs, ascending.
  public func positions(_ term: Term) throws(LedgerError) -> [Position] {
    var result = try base?.read { (snapshot) throws(LedgerError) in try snapshot.positions(term) } ?? []
    result.append(contentsOf: fold.index.positions(term))
    return result
  }

  /// Where anything happened in the places whose area code has that beginning, ascending.
  public func positions(placesBeginning beginning: String) throws(LedgerError) -> [Position] {
    let tag = Term.place(beginning).tag
    var texts = Set(
      try base?.read { (snapshot) throws(LedgerError) in try snapshot.terms(tag: tag, beginning: beginning) } ?? [])
    texts.formUnion(fold.index.placeNames.filter { $0.hasPrefix(beginning) })
    var result: [Position] = []
    for text in texts { result.append(contentsOf: try positions(.place(text))) }
    return result.sorted()
  }

  /// Where a transaction stands; nil when it is not in the log or later than this moment.
  public func sequence(of tx: ULID) throws(LedgerError) -> UInt64? {
    fold.sequence(of: tx)
  }

  /// An entry taken apart; nil when the moment does not know it.
  ///
  /// - Throws: `L01` when it does not hash to its leaf or cannot be read.
  public func entry(_ seq: UInt64) throws(LedgerError) -> ParsedEntry? {
    guard seq < size else { return nil }
    let snapshot = try ledger.log.snapshot()
    guard let bytes = try snapshot.entry(seq) else { return nil }
    try check(seq, bytes, snapshot)
    do { return try ParsedEntry(seq: seq, bytes: bytes) } catch { throw Self.unreadable(seq, error.reasons[0].message) }
  }

  private func check(
    _ seq: UInt64, _ bytes: UnsafeRawBufferPointer, _ snapshot: borrowing LogSnapshot
  ) throws(LedgerError) {
    guard checksEntries else { return }
    guard try MerkleTree.leafHash(bytes) == snapshot.leafHash(seq) else { throw LogError.notItsLeaf(seq) }
  }

  /// An event by its place in the log; nil when the moment does not know it. The events beside it are not read.
  ///
  /// - Throws: `L01` when its entry does not hash to its leaf or cannot be read.
  public func event(at place: Position) throws(LedgerError) -> EventContext? {
    guard place.seq < size else { return nil }
    let snapshot = try ledger.log.snapshot()
    return try event(at: place, snapshot)
  }

  private func event(
    at place: Position, _ snapshot: borrowing LogSnapshot
  ) throws(LedgerError) -> EventContext? {
    guard let bytes = try snapshot.entry(place.seq) else { return nil }
    try check(place.seq, bytes, snapshot)
    guard let (recorded, note) = Entry.split(bytes) else {
      throw Self.unreadable(place.seq, Bilingual("条目首行不合格式", "the entry's first line is malformed"))
    }
    do {
      guard let (header, event) = try Transaction.event(at: Int(place.position), in: note) else { return nil }
      return EventContext(
        header: header, event: event, position: Int(place.position), seq: place.seq, recorded: recorded)
    } catch {
      throw Self.unreadable(place.seq, error.reasons[0].message)
    }
  }

  private static func unreadable(_ seq: UInt64, _ reason: Bilingual) -> LedgerError {
    LedgerError(
      .integrity, "L01", "第\(seq)条无法读取：\(reason.zh)", "entry \(seq) cannot be read: \(reason.en)")
  }

  /// Calls `body` with every event of a subject's chain, in order. O(events of the subject).
  public func forEachEvent(of subject: String, _ body: (EventContext) -> Void) throws(LedgerError) {
    let snapshot = try ledger.log.snapshot()
    for place in try positions(.subject(subject)) where place.position != SubjectChain.signerPosition {
      if let context = try event(at: place, snapshot) { body(context) }
    }
  }

  /// An event by the name signed text gives it.
  public func event(_ id: EventID) throws(LedgerError) -> EventContext? {
    guard let seq = try sequence(of: id.tx), let position = UInt32(exactly: id.position) else { return nil }
    return try event(at: Position(seq: seq, position: position))
  }

  /// Calls `body` with each entry of a range, in order; it stops when `body` says false.
  public func forEachEntry(
    in range: Range<UInt64>, _ body: (ParsedEntry) -> Bool
  ) throws(LedgerError) {
    for seq in range.clamped(to: 0..<size) {
      guard let entry = try entry(seq), body(entry) else { return }
    }
  }

  /// The key that must sign the checkpoint over `size` entries, as known at this moment.
  public func checkpointKey(forSize size: UInt64) -> VerifierKey? { fold.registry.checkpointKey(forSize: size) }

  /// The root of the lines of all subjects (`streams.attested`), and how many there are.
  public func streams() throws(LedgerError) -> (subjects: UInt64, root: Hash) {
    var range = CompactRange()
    try forEachChain { subject, chain in range.append(MerkleTree.leafHash(chain.attestedLine(subject: subject))) }
    return (range.size, range.root)
  }

  /// Every subject and its chain, ascending by reference bytes.
  func forEachChain(_ body: (String, SubjectChain) -> Void) throws(LedgerError) {
    var changes = try fold.subjectChains(jobs: 2)[...]
    try base?.read { (snapshot) throws(LedgerError) in
      try snapshot.forEachChain { subject, stored in
        while let change = changes.first, change.subject.utf8.lexicographicallyPrecedes(subject.utf8) {
          body(change.subject, change.chain)
          changes.removeFirst()
        }
        if changes.first?.subject == subject, let change = changes.popFirst() {
          body(subject, change.chain)
        } else if let stored {
          body(subject, stored)
        }
      }
    }
    for change in changes { body(change.subject, change.chain) }
  }
}

extension Ledger {
  /// The ledger as known at a moment.
  public func view(at moment: Moment = .now, jobs: Int = 2) throws(LedgerError) -> LedgerView {
    let size = try size(at: moment)
    let (fold, base) = try fold(upTo: size, jobs: jobs)
    return LedgerView(self, fold, base)
  }
}
