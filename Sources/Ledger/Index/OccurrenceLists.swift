/// Where each of many keys occurs, in the order of the log: everything in flat arrays that only grow at their end, so adding
/// allocates nothing of its own and going back is cutting off.
struct OccurrenceLists<Key: Hashable & Sendable>: Sendable {
  private struct Occurrence {
    let position: Position
    /// The key's number.
    let place: Int32
    /// The key's occurrence before this one; −1 for its first.
    let previous: Int32
  }

  /// The keys by number, in the order of their first occurrence.
  private(set) var keys: [Key] = []
  private var places: [Key: Int32] = [:]
  /// The newest occurrence of each key, and how many there are.
  private var newest: [Int32] = []
  private var counts: [Int32] = []
  private var occurrences: [Occurrence] = []
  /// Neighbours often share a key.
  private var lastKey: Key?
  private var lastPlace: Int32 = 0

  var keyCount: Int { keys.count }

  func place(of key: Key) -> Int? { places[key].map { Int($0) } }

  func count(_ place: Int) -> Int { Int(counts[place]) }

  /// Adds an occurrence.
  ///
  /// - Returns: whether the key is new, and so has the next number.
  mutating func append(_ position: Position, under key: Key) -> Bool {
    let place: Int32
    var isNew = false
    if key == lastKey {
      place = lastPlace
    } else {
      if let known = places[key] {
        place = known
      } else {
        place = Int32(keys.count)
        places[key] = place
        keys.append(key)
        newest.append(-1)
        counts.append(0)
        isNew = true
      }
      lastKey = key
      lastPlace = place
    }
    occurrences.append(Occurrence(position: position, place: place, previous: newest[Int(place)]))
    newest[Int(place)] = Int32(occurrences.count - 1)
    counts[Int(place)] += 1
    return isNew
  }

  /// The occurrences of a key, ascending, without the first `skipped`.
  func positions(_ place: Int, from skipped: Int = 0) -> [Position] {
    var positions: [Position] = []
    positions.reserveCapacity(max(0, count(place) - skipped))
    var next = newest[place]
    while next >= 0, positions.count < count(place) - skipped {
      positions.append(occurrences[Int(next)].position)
      next = occurrences[Int(next)].previous
    }
    positions.reverse()
    return positions
  }

  /// Every key's occurrences side by side.
  func grouped() -> GroupedPositions {
    var starts: [Int] = []
    starts.reserveCapacity(keys.count + 1)
    var total = 0
    for count in counts {
      starts.append(total)
      total += Int(count)
    }
    starts.append(total)
    var next = starts
    let positions = [Position](unsafeUninitializedCapacity: total) { buffer, initialized in
      for occurrence in occurrences {
        let place = Int(occurrence.place)
        buffer.initializeElement(at: next[place], to: occurrence.position)
        next[place] += 1
      }
      initialized = total
    }
    return GroupedPositions(starts: starts, positions: positions)
  }

  // MARK: Going back

  struct Mark {
    fileprivate let keyCount: Int
    fileprivate let occurrenceCount: Int
  }

  var mark: Mark { Mark(keyCount: keys.count, occurrenceCount: occurrences.count) }

  /// Forgets what was added since the mark; `changed` hears the number of every key that lost something.
  mutating func cut(to mark: Mark, changed: (Int) -> Void) {
    for occurrence in occurrences[mark.occurrenceCount...].reversed() {
      newest[Int(occurrence.place)] = occurrence.previous
      counts[Int(occurrence.place)] -= 1
      changed(Int(occurrence.place))
    }
    occurrences.removeLast(occurrences.count - mark.occurrenceCount)
    for key in keys[mark.keyCount...] { places[key] = nil }
    let gone = keys.count - mark.keyCount
    keys.removeLast(gone)
    newest.removeLast(gone)
    counts.removeLast(gone)
    lastKey = nil
  }
}

/// Positions of many keys in one array, each key's ascending.
struct GroupedPositions {
  fileprivate let starts: [Int]
  fileprivate let positions: [Position]

  /// The keys in about so many neighbouring parts of about as many positions each.
  func parts(_ count: Int) -> [Range<Int>] {
    let share = max(1, positions.count / max(1, count))
    var parts: [Range<Int>] = []
    var first = 0
    for place in 0..<(starts.count - 1) where starts[place + 1] - starts[first] >= share {
      parts.append(first..<(place + 1))
      first = place + 1
    }
    if first < starts.count - 1 { parts.append(first..<(starts.count - 1)) }
    return parts
  }

  /// The positions of the key of that number.
  subscript(place: Int) -> ArraySlice<Position> { positions[starts[place]..<starts[place + 1]] }
}
