import EventSourcing
import TransparencyLog

/// Indexes in memory: chains and positions of what was accepted since the last flush.
///
/// Kept apart from the log's commits and flushed sorted: in the log's own commits they cost most of its speed. Nothing is
/// hashed when a link is added: a chain is followed when somebody asks for it, and all are, on every core, when they are stored.
struct IndexOverlay: Sendable {
  /// What somebody asked of one subject's chain.
  private struct Followed: Sendable {
    /// The chain over what is stored and the first `count` of the links kept here.
    var chain: SubjectChain
    var count: Int
  }

  private var subjects = OccurrenceLists<String>()
  /// By the subject's number; few are asked for.
  private var followed: [Int: Followed] = [:]
  private var types = OccurrenceLists<String>()
  private var days = OccurrenceLists<CivilDate>()
  private var places = OccurrenceLists<String>()
  private var transactions: [(tx: String, seq: UInt64)] = []
  private var sequences: [String: UInt64] = [:]
  /// Leaf hashes of the entries kept here, the first of them entry `firstSeq`.
  private var leaves: [Hash] = []
  private var firstSeq: UInt64 = 0
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

  /// The chain of a subject over what is kept here.
  ///
  /// - Parameter stored: its chain before that; nil when it had none.
  mutating func chain<E: Error>(
    _ subject: String, stored: (String) throws(E) -> SubjectChain?
  ) throws(E) -> SubjectChain {
    guard let place = subjects.place(of: subject) else {
      return try stored(subject) ?? SubjectChain(subject: subject)
    }
    var known: Followed
    if let before = followed[place] {
      known = before
    } else {
      known = Followed(chain: try stored(subject) ?? SubjectChain(subject: subject), count: 0)
    }
    for position in subjects.positions(place, from: known.count) { append(position, to: &known.chain) }
    known.count = subjects.count(place)
    followed[place] = known
    return known.chain
  }

  private func append(_ position: Position, to chain: inout SubjectChain) {
    chain.append(leaf: leaves[Int(position.seq - firstSeq)], position: position.position)
  }

  /// Adds every link and term of an accepted entry.
  mutating func add(_ entry: ParsedEntry, leaf: Hash) {
    let transaction = entry.transaction
    if leaves.isEmpty { firstSeq = entry.seq }
    leaves.append(leaf)
    for (index, event) in transaction.events.enumerated() {
      let position = Position(seq: entry.seq, position: UInt32(index))
      _ = subjects.append(position, under: event.subject)
      for ref in event.refs { _ = subjects.append(position, under: ref) }
      _ = types.append(position, under: event.type)
      _ = days.append(position, under: event.time.day)
      if let place = event.place { _ = places.append(position, under: place) }
    }
    for signer in transaction.header.signers {
      _ = subjects.append(Position(seq: entry.seq, position: SubjectChain.signerPosition), under: signer)
    }
    transactions.append((transaction.header.tx.text, entry.seq))
    sequences[transaction.header.tx.text] = entry.seq
    eventCount += transaction.events.count
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
  func subjectChains<E: Error>(
    jobs: Int, stored: (String) throws(E) -> SubjectChain?
  ) throws(E) -> [(subject: String, chain: SubjectChain)] {
    let ascending = Self.ascending(subjects.keys)
    let chains = followed(subjects.grouped(), from: try before(ascending, stored), jobs: jobs)
    return ascending.map { (subjects.keys[$0], chains[$0]) }
  }

  /// The stored chains of all subjects by number, read in the order of their keys; nil for a new subject.
  private func before<E: Error>(
    _ ascending: [Int], _ stored: (String) throws(E) -> SubjectChain?
  ) throws(E) -> [SubjectChain?] {
    var chains = [SubjectChain?](repeating: nil, count: subjects.keyCount)
    for place in ascending { chains[place] = try stored(subjects.keys[place]) }
    return chains
  }

  /// The chains of all subjects by number. Each is a matter of its own, so all cores share the hashing.
  private func followed(_ links: GroupedPositions, from stored: [SubjectChain?], jobs: Int) -> [SubjectChain] {
    // Shared out by links: a few subjects, such as those who sign, have most of them.
    let parts = links.parts(jobs * 8)
    return parallelMap(parts.count, jobs: jobs, atOnce: 1) { part in
      parts[part].map { place in
        var chain = stored[place] ?? SubjectChain(subject: subjects.keys[place])
        for position in links[place] { append(position, to: &chain) }
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

  /// - Parameter stored: a subject's chain before what is kept here; nil when it had none.
  func contents<E: Error>(jobs: Int, stored: (String) throws(E) -> SubjectChain?) throws(E) -> Contents {
    let links = subjects.grouped()
    let ascending = Self.ascending(subjects.keys)
    let before = try before(ascending, stored)
    let chains = followed(links, from: before, jobs: jobs)
    // Terms sort by their tag first: d, p, s, t.
    var terms: [(term: Term, isNew: Bool, positions: ArraySlice<Position>)] = []
    let byDay = days.grouped()
    for (place, day) in days.keys.enumerated().sorted(by: { $0.element < $1.element }) {
      terms.append((.day(day), false, byDay[place]))
    }
    let byPlace = places.grouped()
    for place in Self.ascending(places.keys) { terms.append((.place(places.keys[place]), false, byPlace[place])) }
    for place in ascending {
      terms.append((.subject(subjects.keys[place]), before[place] == nil, links[place]))
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
    // What was followed may be beyond the cut: it is followed again when asked for.
    subjects.cut(to: mark.subjects) { place in followed[place] = nil }
    types.cut(to: mark.types) { _ in }
    days.cut(to: mark.days) { _ in }
    places.cut(to: mark.places) { _ in }
    for (tx, _) in transactions[mark.transactionCount...] { sequences[tx] = nil }
    transactions.removeLast(transactions.count - mark.transactionCount)
    leaves.removeLast(leaves.count - mark.leafCount)
    eventCount = mark.eventCount
    self.mark = nil
  }
}
