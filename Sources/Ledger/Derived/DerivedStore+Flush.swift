import EventSourcing
import LMDB
import TransparencyLog

extension DerivedStore {
  /// Moves everything to `standing` in one commit: each database from its first key to its last, which is what LMDB writes
  /// fastest.
  func flush(
    _ index: IndexOverlay, tables: [any RowsAside], to standing: Standing, jobs: Int
  ) throws(LedgerError) {
    let places = parallelMap(tables.count, jobs: jobs) { tables[$0].changedPlaces() }
    try storage { () throws(LMDBError) in
      var transaction = try environment.beginWrite()
      let contents = try index.contents(jobs: jobs) { (subject) throws(LMDBError) in
        try transaction.get(Array(subject.utf8), chains).flatMap { SubjectChain(stored: $0) }
      }
      try store(contents.subjects, &transaction)
      try store(contents.terms, &transaction)
      try store(contents.transactions, &transaction)
      for index in tables.indices { try store(tables[index], places[index], jobs: jobs, &transaction) }
      try transaction.put(Array("position".utf8), Array(String(standing.position).utf8), meta)
      try transaction.put(Array("root".utf8), Array(standing.root.hex.utf8), meta)
      try transaction.put(Array("stamp".utf8), Array(standing.stamp.utcText.utf8), meta)
      try transaction.commit()
    }
  }

  private func store(
    _ subjects: [(subject: String, chain: SubjectChain)], _ transaction: inout WriteTransaction
  ) throws(LMDBError) {
    var cursor = try transaction.writeCursor(chains)
    var value: [UInt8] = []
    for (subject, chain) in subjects {
      value.removeAll(keepingCapacity: true)
      chain.appendStored(to: &value)
      try cursor.put(Array(subject.utf8), value)
    }
  }

  private func store(
    _ terms: [(term: Term, isNew: Bool, positions: ArraySlice<Position>)], _ transaction: inout WriteTransaction
  ) throws(LMDBError) {
    var cursor = try transaction.writeCursor(postings)
    for (term, isNew, positions) in terms {
      let prefix = term.keyPrefix
      var chunks = PostingList(positions).chunks
      if !isNew, let last = try cursor.lastChunk(prefix), let merged = chunks.first.flatMap({ last.merged(with: $0) }) {
        chunks[0] = merged
      }
      for chunk in chunks { try cursor.put(chunk.first.key(prefix), chunk.value) }
    }
  }

  private func store(
    _ ids: [(tx: String, seq: UInt64)], _ transaction: inout WriteTransaction
  ) throws(LMDBError) {
    var cursor = try transaction.writeCursor(transactions)
    for (tx, seq) in ids { try cursor.put(Array(tx.utf8), withUnsafeBytes(of: seq.bigEndian) { [UInt8]($0) }) }
  }

  /// Rows written by one thread at a time: bounds the memory of a flush.
  private static let rowCount = 2_048

  /// Writes rows out on all threads, some at a time, and puts them in order.
  private func store(
    _ table: any RowsAside, _ places: [Int], jobs: Int, _ transaction: inout WriteTransaction
  ) throws(LMDBError) {
    guard let database = tables[table.name] else { preconditionFailure("table \(table.name) was not declared") }
    var rest = places[...]
    while !rest.isEmpty {
      let parts = stride(from: rest.startIndex, to: rest.endIndex, by: Self.rowCount).prefix(jobs * 4).map {
        rest[$0..<min($0 + Self.rowCount, rest.endIndex)]
      }
      for rows in parallelMap(parts.count, jobs: jobs, { table.written(parts[$0]) }) {
        // Through the transaction, not a cursor: none can be held while its transaction deletes.
        try rows.forEach { (key, row) throws(LMDBError) in
          if let row {
            try transaction.put(key, row, database)
          } else {
            _ = try transaction.delete(key, database)
          }
        }
      }
      rest = rest.dropFirst(Self.rowCount * parts.count)
    }
  }
}

extension SubjectChain {
  /// `u64be count ‖ head`.
  fileprivate func appendStored(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: count.bigEndian) { bytes.append(contentsOf: $0) }
    head.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  init?(stored bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 40 else { return nil }
    self.init(
      count: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      head: Hash(UnsafeRawBufferPointer(rebasing: bytes[8...])))
  }
}

extension Position {
  /// The index key of a chunk that begins here.
  func key(_ prefix: [UInt8]) -> [UInt8] {
    var bytes = prefix
    bytes.reserveCapacity(prefix.count + 12)
    appendBytes(to: &bytes)
    return bytes
  }
}

extension WriteCursor {
  /// The stored chunk with the greatest first position under a term.
  fileprivate mutating func lastChunk(_ prefix: [UInt8]) throws(LMDBError) -> PostingList.Chunk? {
    let after = prefix + [UInt8](repeating: 0xFF, count: 12)
    let found = try seek(atOrAfter: after) == nil ? try last() : try previous()
    guard let (key, value) = found else { return nil }
    return PostingList.Chunk(prefix: prefix, key: key, value: value)
  }
}

extension PostingList.Chunk {
  /// A stored chunk of the term whose key prefix is given; nil for another term's.
  init?(prefix: [UInt8], key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard key.count == prefix.count + 12, key[..<prefix.count].elementsEqual(prefix),
      let first = Position(bytes: UnsafeRawBufferPointer(rebasing: key[prefix.count...]))
    else { return nil }
    self.init(first: first, value: value)
  }
}
