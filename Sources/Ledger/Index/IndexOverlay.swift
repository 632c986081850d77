import EventSourcing
import TransparencyLog

/// Indexes in memory: chains and positions of what was accepted since the last flush.
///
/// Kept apart from the log's commits and flushed sorted: in the log's own commits they cost most of its speed.
struct IndexOverlay {
  struct Subject {
    var chain: SubjectChain
    var added = PostingList()
  }

  private(set) var subjects: [String: Subject] = [:]
  private(set) var others: [Term: PostingList] = [:]
  private(set) var transactions: [String: UInt64] = [:]
  /// The stored chain of a subject; nil when it has none.
  var storedChain: (String) throws(LedgerError) -> SubjectChain? = { (_) throws(LedgerError) in nil }
  private(set) var eventCount = 0
  private var journal: Journal?

  private struct Journal {
    var subjects: [(String, SubjectChain, Int)] = []
    var others: [(Term, Int)] = []
    var transactions: [String] = []
    var eventCount: Int
  }

  /// The chain of a subject as of everything folded so far.
  func chain(_ subject: String) throws(LedgerError) -> SubjectChain {
    if let known = subjects[subject] { return known.chain }
    return try storedChain(subject) ?? SubjectChain(subject: subject)
  }

  /// Adds every link and term of an accepted entry.
  mutating func add(_ entry: ParsedEntry, leaf: Hash) throws(LedgerError) {
    let transaction = entry.transaction
    for (index, event) in transaction.events.enumerated() {
      let position = Position(seq: entry.seq, position: UInt32(index))
      try link(event.subject, position, leaf)
      for ref in event.refs { try link(ref, position, leaf) }
      post(.type(event.type), position)
      post(.day(event.time.day.text), position)
      if let place = event.place { post(.place(place), position) }
    }
    for signer in transaction.header.signers {
      try link(signer, Position(seq: entry.seq, position: SubjectChain.signerPosition), leaf)
    }
    journal?.transactions.append(transaction.header.tx.text)
    transactions[transaction.header.tx.text] = entry.seq
    eventCount += transaction.events.count
  }

  private mutating func link(_ subject: String, _ position: Position, _ leaf: Hash) throws(LedgerError) {
    if subjects[subject] == nil { subjects[subject] = Subject(chain: try chain(subject)) }
    if journal != nil, let before = subjects[subject] {
      journal?.subjects.append((subject, before.chain, before.added.count))
    }
    subjects[subject]?.add(position, leaf)
  }

  private mutating func post(_ term: Term, _ position: Position) {
    journal?.others.append((term, others[term]?.count ?? 0))
    others[term, default: PostingList()].append(position)
  }

  mutating func begin() { journal = Journal(eventCount: eventCount) }

  mutating func commit() { journal = nil }

  mutating func rollBack() {
    guard let journal else { return }
    // The first note of each is what it was before; going back through every one would take the square of their number.
    var restored: Set<Term> = []
    for (subject, chain, count) in journal.subjects where restored.insert(.subject(subject)).inserted {
      // With nothing added it is as stored; left here, a subject that has no events would get a chain.
      if count == 0 { subjects[subject] = nil } else { subjects[subject]?.restore(chain, count) }
    }
    for (term, count) in journal.others where restored.insert(term).inserted {
      if count == 0 { others[term] = nil } else { others[term]?.truncate(to: count) }
    }
    for tx in journal.transactions { transactions[tx] = nil }
    eventCount = journal.eventCount
    self.journal = nil
  }

  mutating func removeAll() {
    subjects.removeAll(keepingCapacity: true)
    others.removeAll(keepingCapacity: true)
    transactions.removeAll(keepingCapacity: true)
    eventCount = 0
    journal = nil
  }
}

extension IndexOverlay.Subject {
  fileprivate mutating func add(_ position: Position, _ leaf: Hash) {
    chain.append(leaf: leaf, position: position.position)
    added.append(position)
  }

  fileprivate mutating func restore(_ chain: SubjectChain, _ count: Int) {
    self.chain = chain
    added.truncate(to: count)
  }
}
