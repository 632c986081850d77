import TransparencyLog

/// The attested tree of subjects as of one moment: every line's hash, and the lines about one subject.
struct StreamTree {
  /// A line and its place.
  struct Line {
    let ref: String
    let chain: SubjectChain
    let index: UInt64
  }

  private let leaves: [Hash]
  /// The line of the subject; nil when it has none.
  private(set) var own: Line?
  /// The last line before where the subject's stands or would stand.
  private(set) var before: Line?
  /// The first line after it.
  private(set) var after: Line?

  init(_ view: LedgerView, subject: String) throws(LedgerError) {
    var leaves: [Hash] = []
    var (own, before, after): (Line?, Line?, Line?)
    try view.forEachChain { ref, chain in
      let line = Line(ref: ref, chain: chain, index: UInt64(leaves.count))
      leaves.append(MerkleTree.leafHash(chain.attestedLine(subject: ref)))
      if ref == subject {
        own = line
      } else if ref.precedes(subject) {
        before = line
      } else if after == nil {
        after = line
      }
    }
    self.leaves = leaves
    (self.own, self.before, self.after) = (own, before, after)
  }

  var subjects: UInt64 { UInt64(leaves.count) }
  var root: Hash { MerkleTree.root(ofLeafHashes: leaves) }

  /// The line with its inclusion in the tree.
  func proven(_ line: Line) -> StreamLine {
    let path: [Hash]
    do {
      path = try InclusionProof.prove(index: line.index, size: subjects, reader: LeafHashes(leaves: leaves))
    } catch {
      preconditionFailure("a line of this very tree: \(error)")
    }
    return StreamLine(ref: line.ref, chain: line.chain, index: line.index, path: path)
  }
}

/// Proofs read subtrees from leaves in memory: each leaf is hashed into one sibling only, so a path costs one pass.
private struct LeafHashes: HashReader {
  let leaves: [Hash]

  func subtreeRoot(level: Int, index: UInt64) throws(Never) -> Hash {
    let first = Int(index) << level
    return MerkleTree.root(ofLeafHashes: Array(leaves[first..<(first + 1 << level)]))
  }
}

/// The stored hashes of one snapshot as proofs read them.
final class StoredHashes: HashReader {
  let snapshot: LogSnapshot

  init(_ log: Log) throws(LedgerError) { snapshot = try log.snapshot() }

  func subtreeRoot(level: Int, index: UInt64) throws(LedgerError) -> Hash {
    try snapshot.subtreeRoot(level: level, index: index)
  }
}
