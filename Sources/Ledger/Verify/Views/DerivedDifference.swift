import Glibc
import LMDB

/// A place where stored derived state is not what a replay gives.
struct DerivedDifference: Sendable {
  enum Kind: Sendable {
    case missing
    case extra
    case altered
  }

  let key: [UInt8]
  let kind: Kind

  /// The differences between two databases of records, walked side by side; at most `countMax` of them.
  static func records(
    _ stored: borrowing DerivedSnapshot, _ storedDatabase: Database, _ replayed: borrowing DerivedSnapshot,
    _ replayedDatabase: Database, countMax: Int
  ) throws(LMDBError) -> [DerivedDifference] {
    var differences: [DerivedDifference] = []
    var left = try stored.transaction.cursor(storedDatabase)
    var right = try replayed.transaction.cursor(replayedDatabase)
    var mine = try left.next()
    var theirs = try right.next()
    while differences.count < countMax {
      switch (mine, theirs) {
      case (nil, nil): return differences
      case (let own?, nil):
        differences.append(DerivedDifference(key: [UInt8](own.key), kind: .extra))
        mine = try left.next()
      case (nil, let other?):
        differences.append(DerivedDifference(key: [UInt8](other.key), kind: .missing))
        theirs = try right.next()
      case (let own?, let other?):
        let order = compareBytes(own.key, other.key)
        if order < 0 { differences.append(DerivedDifference(key: [UInt8](own.key), kind: .extra)) }
        if order > 0 { differences.append(DerivedDifference(key: [UInt8](other.key), kind: .missing)) }
        if order == 0, compareBytes(own.value, other.value) != 0 {
          differences.append(DerivedDifference(key: [UInt8](own.key), kind: .altered))
        }
        if order <= 0 { mine = try left.next() }
        if order >= 0 { theirs = try right.next() }
      }
    }
    return differences
  }

  /// The terms whose positions differ. Where chunks begin depends on when they were flushed, so positions are compared.
  static func postings(
    _ stored: borrowing DerivedSnapshot, _ replayed: borrowing DerivedSnapshot, countMax: Int
  ) throws(LMDBError) -> [DerivedDifference] {
    var differences: [DerivedDifference] = []
    var left = try stored.transaction.cursor(stored.postings)
    var right = try replayed.transaction.cursor(replayed.postings)
    var mine = PostingRun()
    var theirs = PostingRun()
    while differences.count < countMax {
      while mine.needsChunk { try mine.load(left.next()) }
      while theirs.needsChunk { try theirs.load(right.next()) }
      if mine.isAtEnd && theirs.isAtEnd { return differences }
      let order = mine.order(theirs)
      if order == 0, !mine.isDamaged {
        mine.advance()
        theirs.advance()
        continue
      }
      let term = order <= 0 ? mine.term : theirs.term
      let isInBoth = mine.term == theirs.term
      differences.append(DerivedDifference(key: term, kind: isInBoth ? .altered : order < 0 ? .extra : .missing))
      mine.skip(term)
      theirs.skip(term)
    }
    return differences
  }
}

/// Negative, zero or positive as `a` sorts before, with or after `b`.
private func compareBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  if let left = a.baseAddress, let right = b.baseAddress {
    let order = memcmp(left, right, min(a.count, b.count))
    if order != 0 { return Int(order) }
  }
  return a.count - b.count
}

/// The positions of one term after the other, read chunk by chunk.
private struct PostingRun {
  /// Tag, text and zero byte; empty before the first.
  private(set) var term: [UInt8] = []
  private(set) var isAtEnd = false
  /// The chunk at hand is not what positions are packed to.
  private(set) var isDamaged = false
  private var positions: [Position] = []
  private var offset = 0
  private var skipped: [UInt8]?

  var needsChunk: Bool { !isAtEnd && offset == positions.count }

  mutating func load(_ record: (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)?) {
    guard let (key, value) = record else {
      isAtEnd = true
      return
    }
    let prefix = [UInt8](key.dropLast(12))
    if prefix == skipped { return }
    term = prefix
    skipped = nil
    offset = 0
    guard key.count > 12, let chunk = PostingList.Chunk(prefix: prefix, key: key, value: value) else {
      // A position that no replay gives, so that the difference is seen.
      positions = [Position(seq: .max, position: .max)]
      isDamaged = true
      return
    }
    positions = chunk.positions
    isDamaged = !chunk.isSound(value, positions)
  }

  mutating func advance() { offset += 1 }

  /// Leaves what is left of a term.
  mutating func skip(_ term: [UInt8]) {
    guard self.term == term, !isAtEnd else { return }
    skipped = term
    offset = positions.count
    isDamaged = false
  }

  /// Negative, zero or positive as this place is before, at or after the other; the end is after all.
  func order(_ other: PostingRun) -> Int {
    if isAtEnd || other.isAtEnd { return isAtEnd ? 1 : -1 }
    if term != other.term { return term.lexicographicallyPrecedes(other.term) ? -1 : 1 }
    let (a, b) = (positions[offset], other.positions[other.offset])
    return a == b ? 0 : a < b ? -1 : 1
  }
}

extension PostingList.Chunk {
  /// Whether the stored bytes are exactly what these positions are packed to.
  fileprivate func isSound(_ value: UnsafeRawBufferPointer, _ positions: [Position]) -> Bool {
    var packed = PostingList.Chunk(first: first)
    for (before, position) in zip(positions, positions.dropFirst()) {
      guard before < position else { return false }
      packed.append(position)
    }
    return value.elementsEqual(packed.value)
  }
}
