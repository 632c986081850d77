import EventSourcing
import TransparencyLog

/// Indexes in memory: chains and positions of what was accepted since the last flush.
///
/// Kept apart from the log's commits and flushed sorted: in the log's own commits they cost most of its speed. Nothing is
/// hashed when a link is added: a chain is followed when somebody asks for it, and all are, on every core, when they are stored.
struct IndexOverlay {
  /// What one subject has gained.
  private struct Subject {
    /// Its chain before the first link kept here.
    let stored: SubjectChain
    /// The chain over the first `followed` of them.
    var chain: SubjectChain
    var followed = 0
  }

  private var subjects = OccurrenceLists<String>()
  private var chains: [Subject] = []
  private var types = OccurrenceLists<String>()
  private var days = OccurrenceLists<CivilDate>()
  private var places = OccurrenceLists<String>()
  private var transactions: [(tx: String, seq: UInt64)] = []
  private var sequences: [String: UInt64] = [:]
  /// Leaf hashes of the entries kept here, the first of them entry `firstSeq`.
  private var leaves: [Hash] = []
  private var firstSeq: UInt64 = 0
  /// The stored chain of a subject; nil when it has none.
  var storedChain: (String) throws(LedgerError) -> SubjectChain? = { (_) throws(LedgerError) in nil }
  private(set) var eventCount = 0
  private var mark: Mark?

  /// How much there was when the scope began. Everything only grows at its end, so going back is cutting off.
  private struct Mark {
    let subjects: OccurrenceLists<String>.Mark
    let types: OccurrenceLists<String>.Mark
    let days: OccurrenceLists<CivilDate>.Mark
    let places: OccurrenceLists<String>.Mark
    let transactionCount: Int
    let leafCount: Int
    let eventCount: Int
  }

  /// The place of a transaction kept here.
  func sequence(of tx: ULID) -> UInt64? { sequences[tx.text] }

  /// The chain of a subject as of everything folded so far.
  mutating func chain(_ subject: String) throws(LedgerError) -> SubjectChain {
    guard let place = subjects.place(of: subject) else {
      return try storedChain(subject) ?? SubjectChain(subject: subject)
    }
    follow(place)
    return chains[place].chain
  }

  /// Hashes the links of one subject that were not yet.
  private mutating func follow(_ place: Int) {
    let count = subjects.count(place)
    guard chains[place].followed < count else { return }
    var chain = chains[place].chain
    for position in subjects.positions(place, from: chains[place].followed) {
      chain.append(leaf: leaves[Int(position.seq - firstSeq)], position: position.position)
    }
    chains[place].chain = chain
    chains[place].followed = count
  }

  /// Adds every link and term of an accepted entry.
  mutating func add(_ entry: ParsedEntry, leaf: Hash) throws(LedgerError) {
    let transaction = entry.transaction
    if leaves.isEmpty { firstSeq = entry.seq }
    leaves.append(leaf)
    for (index, event) in transaction.events.enumerated() {
      let position = Position(seq: entry.seq, position: UInt32(index))
      try link(event.subject, position)
      for ref in event.refs { try link(ref, position) }
      _ = types.append(position, under: event.type)
      _ = days.append(position, under: event.time.day)
      if let place = event.place { _ = places.append(position, under: place) }
    }
    for signer in transaction.header.signers {
      try link(signer, Position(seq: entry.seq, position: SubjectChain.signerPosition))
    }
    transactions.append((transaction.header.tx.text, entry.seq))
    sequences[transaction.header.tx.text] = entry.seq
    eventCount += transaction.events.count
  }

  private mutating func link(_ subject: String, _ position: Position) throws(LedgerError) {
    if subjects.append(position, under: subject) {
      let chain = try storedChain(subject) ?? SubjectChain(subject: subject)
      chains.append(Subject(stored: chain, chain: chain))
    }
  }

  // MARK: Reading

  /// Where a term occurs among what is kept here, ascending.
  func positions(_ term: Term) -> [Position] {
    switch term {
    case .subject(let text): subjects.place(of: text).map { subjects.positions($0) } ?? []
    case .type(let text): types.place(of: text).map { types.positions($0) } ?? []
    case .day(let day): days.place(of: day).map { days.positions($0) } ?? []
    case .place(let text): places.place(of: text).map { places.positions($0) } ?? []
    }
  }

  /// The area codes kept here, in no order of meaning.
  var placeNames: [String] { places.keys }

  /// Every subject kept here with its chain, ascending by reference bytes.
  func subjectChains(jobs: Int) -> [(subject: String, chain: SubjectChain)] {
    let chains = followed(subjects.grouped(), jobs: jobs)
    return Self.ascending(subjects.keys).map { (subjects.keys[$0], chains[$0]) }
  }

  /// The chains of all subjects by number. Each is a matter of its own, so all cores share the hashing.
  private func followed(_ links: GroupedPositions, jobs: Int) -> [SubjectChain] {
    // Shared out by links: a few subjects, such as those who sign, have most of them.
    let parts = links.parts(jobs * 8)
    return parallelMap(parts.count, jobs: jobs, atOnce: 1) { part in
      parts[part].map { place in
        var chain = chains[place].chain
        for position in links[place].dropFirst(chains[place].followed) {
          chain.append(leaf: leaves[Int(position.seq - firstSeq)], position: position.position)
        }
        return chain
      }
    }.flatMap { $0 }
  }

  private static func ascending(_ keys: [String]) -> [Int] {
    ByteOrder.sorted(keys.indices) { keys[$0] }
  }

  // MARK: Storing

  /// Everything kept here in the order in which it is stored: each list ascending by key bytes.
  struct Contents {
    let subjects: [(subject: String, chain: SubjectChain)]
    /// Ascending by ``Term/keyPrefix``; a new one has nothing stored yet.
    let terms: [(term: Term, isNew: Bool, positions: ArraySlice<Position>)]
    let transactions: [(tx: String, seq: UInt64)]
  }

  func contents(jobs: Int) -> Contents {
    let links = subjects.grouped()
    let chains = followed(links, jobs: jobs)
    let ascending = Self.ascending(subjects.keys)
    // Terms sort by their tag first: d, p, s, t.
    var terms: [(term: Term, isNew: Bool, positions: ArraySlice<Position>)] = []
    let byDay = days.grouped()
    for (place, day) in days.keys.enumerated().sorted(by: { $0.element < $1.element }) {
      terms.append((.day(day), false, byDay[place]))
    }
    let byPlace = places.grouped()
    for place in Self.ascending(places.keys) { terms.append((.place(places.keys[place]), false, byPlace[place])) }
    for place in ascending {
      let isNew = chains[place].count == links[place].count
      terms.append((.subject(subjects.keys[place]), isNew, links[place]))
    }
    let byType = types.grouped()
    for place in Self.ascending(types.keys) { terms.append((.type(types.keys[place]), false, byType[place])) }
    let ids = ByteOrder.sorted(transactions.indices) { transactions[$0].tx }
    return Contents(
      subjects: ascending.map { (subjects.keys[$0], chains[$0]) }, terms: terms,
      transactions: ids.map { transactions[$0] })
  }

  // MARK: Scopes

  mutating func begin() {
    mark = Mark(
      subjects: subjects.mark, types: types.mark, days: days.mark, places: places.mark,
      transactionCount: transactions.count, leafCount: leaves.count, eventCount: eventCount)
  }

  mutating func commit() { mark = nil }

  mutating func rollBack() {
    guard let mark else { return }
    subjects.cut(to: mark.subjects) { place in
      // What was followed may be beyond the cut: it is followed again when asked for.
      chains[place].chain = chains[place].stored
      chains[place].followed = 0
    }
    // A name that only the refused batch brought must go: an empty chain kept would be flushed as a subject.
    chains.removeLast(chains.count - subjects.keyCount)
    types.cut(to: mark.types) { _ in }
    days.cut(to: mark.days) { _ in }
    places.cut(to: mark.places) { _ in }
    for (tx, _) in transactions[mark.transactionCount...] { sequences[tx] = nil }
    transactions.removeLast(transactions.count - mark.transactionCount)
    leaves.removeLast(leaves.count - mark.leafCount)
    eventCount = mark.eventCount
    self.mark = nil
  }

  mutating func removeAll() {
    subjects.removeAll()
    chains.removeAll(keepingCapacity: true)
    types.removeAll()
    days.removeAll()
    places.removeAll()
    transactions.removeAll(keepingCapacity: true)
    sequences.removeAll(keepingCapacity: true)
    leaves.removeAll(keepingCapacity: true)
    eventCount = 0
    mark = nil
  }
}
