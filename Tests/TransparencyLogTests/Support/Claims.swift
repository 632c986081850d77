import TransparencyLog

/// What an inclusion proof claims, and false variants of it.
struct Inclusion {
  var leaf: Hash
  var index: UInt64
  var size: UInt64
  var root: Hash
  var proof: [Hash]

  var holds: Bool {
    (try? InclusionProof.verify(leaf: leaf, index: index, size: size, root: root, proof: proof)) != nil
  }

  var mutants: [(String, Inclusion)] {
    var list = mutations(of: proof).map { ($0, with(\.proof, $1)) }
    list.append(("another leaf", with(\.leaf, leaf.changed)))
    list.append(("another root", with(\.root, root.changed)))
    return list
  }

  private func with<Value>(_ field: WritableKeyPath<Inclusion, Value>, _ value: Value) -> Inclusion {
    var copy = self
    copy[keyPath: field] = value
    return copy
  }
}

/// What a consistency proof claims, and false variants of it.
struct Consistency {
  var oldSize: UInt64
  var oldRoot: Hash
  var newSize: UInt64
  var newRoot: Hash
  var proof: [Hash]

  var holds: Bool {
    let answer: Void? = try? ConsistencyProof.verify(
      oldSize: oldSize, oldRoot: oldRoot, newSize: newSize, newRoot: newRoot, proof: proof)
    return answer != nil
  }

  var mutants: [(String, Consistency)] {
    var list = mutations(of: proof).map { ($0, with(\.proof, $1)) }
    list.append(("another old root", with(\.oldRoot, oldRoot.changed)))
    // Every tree extends the empty one: its root says nothing about the newer.
    if oldSize > 0 || newSize == 0 { list.append(("another new root", with(\.newRoot, newRoot.changed))) }
    return list
  }

  private func with<Value>(_ field: WritableKeyPath<Consistency, Value>, _ value: Value) -> Consistency {
    var copy = self
    copy[keyPath: field] = value
    return copy
  }
}

/// Each hash changed or left out, neighbours exchanged, one hash more at either end.
private func mutations(of proof: [Hash]) -> [(String, [Hash])] {
  var list = [("a hash more in front", [.zero] + proof), ("a hash more at the end", proof + [.zero])]
  for place in proof.indices {
    var changed = proof
    changed[place] = changed[place].changed
    list.append(("hash \(place) changed", changed))
    var shorter = proof
    shorter.remove(at: place)
    list.append(("hash \(place) missing", shorter))
    guard place > 0 else { continue }
    var exchanged = proof
    exchanged.swapAt(place - 1, place)
    list.append(("hashes \(place - 1) and \(place) exchanged", exchanged))
  }
  return list
}

extension Hash {
  /// Another hash.
  var changed: Hash { SHA256.hash(bytes) }
}
