import TestSupport
import Testing
import TransparencyLog

@Suite struct ProofTests {
  private let tree = SmallTree(size: 70)

  /// The eight leaves and roots that Certificate Transparency's implementations have always tested with.
  @Test func publishedRoots() {
    let leaves: [[UInt8]] = [
      [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], Array(0x40...0x43), Array(0x50...0x57),
      Array(0x60...0x6F),
    ]
    let roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    for (size, root) in zip(1..., roots) {
      #expect(MerkleTree.root(ofLeafHashes: leaves.prefix(size).map { MerkleTree.leafHash($0) }).hex == root)
    }
  }

  @Test func rangeGrowsLikeTheTree() throws {
    var range = CompactRange()
    var nodes: [Subtree: Hash] = [:]
    #expect(range.root == MerkleTree.emptyRoot)
    for (index, leaf) in tree.leaves.enumerated() {
      nodes[Subtree(level: 0, index: UInt64(index))] = leaf
      range.append(leaf) { nodes[Subtree(level: $0, index: $1)] = $2 }
      let size = UInt64(index + 1)
      #expect(range.size == size && range.root == tree.root(0..<index + 1))
      #expect(range == CompactRange(size: size, peaks: range.peaks))
      #expect(range == CompactRange(size: size, reader: tree))
      #expect(MerkleTree.root(of: 0..<size, reader: tree) == range.root)
      #expect(CompactRange(size: size, peaks: range.peaks + [leaf]) == nil)
      #expect(CompactRange(size: size, peaks: range.peaks.dropLast()) == nil)
    }
    // Every complete subtree was handed over exactly when it was complete, and correctly.
    #expect(nodes.count == (0..<7).reduce(0) { $0 + 70 >> $1 })
    for (subtree, hash) in nodes {
      #expect(tree.subtreeRoot(level: subtree.level, index: subtree.index) == hash)
    }
    #expect(MerkleTree.root(ofLeafHashes: tree.leaves) == range.root)
  }

  @Test func rangeIsUnchangedWhenStoringFails() {
    struct Full: Error {}
    var range = CompactRange()
    for leaf in tree.leaves.prefix(7) { range.append(leaf) }
    let before = range
    #expect(throws: Full.self) {
      try range.append(tree.leaves[7]) { (level, _, _) throws(Full) in if level == 2 { throw Full() } }
    }
    #expect(range == before)
    range.append(tree.leaves[7])
    #expect(range.root == tree.root(0..<8))
  }

  @Test func subtreesCoverTheRange() {
    #expect(
      MerkleTree.completeSubtrees(of: 0..<6) == [Subtree(level: 2, index: 0), Subtree(level: 1, index: 2)])
    var random = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      let shift = UInt64.random(in: 0...63, using: &random)
      let (a, b) = (random.next() >> shift, random.next() >> shift)
      var next = min(a, b)
      for subtree in MerkleTree.completeSubtrees(of: min(a, b)..<max(a, b)) {
        #expect(subtree.index << UInt64(subtree.level) == next)
        next += 1 << UInt64(subtree.level)
      }
      #expect(next == max(a, b))
    }
    #expect(MerkleTree.completeSubtrees(of: 0..<UInt64.max).count == 64)
  }

  @Test(arguments: 1...70)
  func everyInclusion(size: Int) throws {
    let root = tree.root(0..<size)
    for index in 0..<size {
      let (position, count) = (UInt64(index), UInt64(size))
      let proof = try InclusionProof.prove(index: position, size: count, reader: tree)
      let claim = Inclusion(leaf: tree.leaves[index], index: position, size: count, root: root, proof: proof)
      #expect(claim.holds)
      for (what, mutant) in claim.mutants { #expect(!mutant.holds, "leaf \(index) of \(size), \(what)") }
      for other in 0..<count where other != position {
        #expect(!Inclusion(leaf: claim.leaf, index: other, size: count, root: root, proof: proof).holds)
      }
    }
    #expect(throws: ProvingError<Never>.self) {
      try InclusionProof.prove(index: UInt64(size), size: UInt64(size), reader: tree)
    }
  }

  @Test(arguments: 0...70)
  func everyConsistency(newSize: Int) throws {
    for oldSize in 0...newSize {
      let (old, new) = (UInt64(oldSize), UInt64(newSize))
      let proof = try ConsistencyProof.prove(oldSize: old, newSize: new, reader: tree)
      let claim = Consistency(
        oldSize: old, oldRoot: tree.root(0..<oldSize), newSize: new, newRoot: tree.root(0..<newSize),
        proof: proof)
      #expect(claim.holds)
      for (what, mutant) in claim.mutants { #expect(!mutant.holds, "\(oldSize) to \(newSize), \(what)") }
    }
    #expect(throws: ProvingError<Never>.self) {
      try ConsistencyProof.prove(oldSize: UInt64(newSize) + 1, newSize: UInt64(newSize), reader: tree)
    }
  }

  /// A proof from a tree with another beginning shows that, and one from the same beginning never does, whatever is changed in
  /// it. From sizes that are powers of two nothing can be shown: such a proof holds no node of the old tree.
  @Test(arguments: 2...40) func anotherBeginningIsShownByTheNewTreesOwnHashes(newSize: Int) throws {
    let new = UInt64(newSize)
    for oldSize in 1..<newSize {
      let old = UInt64(oldSize)
      let proof = try ConsistencyProof.prove(oldSize: old, newSize: new, reader: tree)
      func isShown(_ oldRoot: Hash, _ proof: [Hash]) -> Bool {
        ConsistencyProof.showsOtherBeginning(
          oldSize: old, oldRoot: oldRoot, newSize: new, newRoot: tree.root(0..<newSize), proof: proof)
      }
      #expect(isShown(.zero, proof) == (oldSize & (oldSize - 1) != 0), "\(oldSize) to \(newSize)")
      let right = tree.root(0..<oldSize)
      #expect(!isShown(right, proof))
      for index in proof.indices {
        var changed = proof
        changed[index] = .zero
        #expect(!isShown(right, changed) && !isShown(.zero, changed))
      }
      #expect(!isShown(right, proof + [.zero]) && !isShown(.zero, []))
    }
  }

  @Test func largeTrees() throws {
    var random = SplitMix64(seed: 6)
    for round in 0..<300 {
      let size = max(2, random.next() >> UInt64.random(in: 0...62, using: &random))
      let index = UInt64.random(in: 0..<size, using: &random)
      let oldSize = round % 3 == 0 ? 1 << UInt64(63 - size.leadingZeroBitCount) : index + 1
      let tree = SparseTree(interesting: [index, oldSize - 1, oldSize])
      let root = MerkleTree.root(of: 0..<size, reader: tree)

      let path = try InclusionProof.prove(index: index, size: size, reader: tree)
      let leaf = tree.subtreeRoot(level: 0, index: index)
      let inclusion = Inclusion(leaf: leaf, index: index, size: size, root: root, proof: path)
      #expect(inclusion.holds, "leaf \(index) of \(size)")
      for (what, mutant) in inclusion.mutants { #expect(!mutant.holds, "leaf \(index) of \(size), \(what)") }

      let growth = try ConsistencyProof.prove(oldSize: oldSize, newSize: size, reader: tree)
      let oldRoot = MerkleTree.root(of: 0..<oldSize, reader: tree)
      let consistency = Consistency(
        oldSize: oldSize, oldRoot: oldRoot, newSize: size, newRoot: root, proof: growth)
      #expect(consistency.holds, "\(oldSize) to \(size)")
      for (what, mutant) in consistency.mutants { #expect(!mutant.holds, "\(oldSize) to \(size), \(what)") }
    }
  }

  /// Whatever a stranger claims gets an answer, never a crash.
  @Test func nonsenseIsRefused() {
    var random = SplitMix64(seed: 7)
    let numbers: [UInt64] = [0, 1, 2, 3, 1 << 32, .max >> 1, 1 << 63, .max - 1, .max]
    for _ in 0..<20_000 {
      let proof = (0..<Int.random(in: 0...70, using: &random)).map { _ in
        tree.leaves.randomElement(using: &random)!
      }
      let pick = { (random: inout SplitMix64) in
        Bool.random(using: &random) ? numbers.randomElement(using: &random)! : random.next()
      }
      let (a, b) = (pick(&random), pick(&random))
      #expect(!Inclusion(leaf: .zero, index: a, size: b, root: tree.leaves[0], proof: proof).holds)
      #expect(
        !Consistency(oldSize: a, oldRoot: .zero, newSize: b, newRoot: tree.leaves[0], proof: proof).holds)
    }
  }
}
