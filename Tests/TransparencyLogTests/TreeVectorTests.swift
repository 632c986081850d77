import Testing
import TransparencyLog

@Suite struct TreeVectorTests {
  private struct RootCase: Decodable {
    let desc: String, size: Int, want: Bytes
  }

  @Test func roots() throws {
    for vector in try vectors("roots", of: RootCase.self) {
      let leaves = (0..<vector.size).map { index in
        MerkleTree.leafHash(Array(("entry \(index) " + String(repeating: "帮扶", count: index % 5)).utf8))
      }
      #expect(MerkleTree.root(ofLeafHashes: leaves).bytes == vector.want.value, "\(vector.desc)")
    }
  }

  private struct InclusionCase: Decodable {
    let desc: String, leaf: Bytes, index: Number, size: Number, root: Bytes, proof: [Bytes], wantErr: String?
  }

  @Test func inclusion() throws {
    for vector in try vectors("inclusion", of: InclusionCase.self) {
      expect(vector.wantErr, vector.desc) {
        try InclusionProof.verify(
          leaf: vector.leaf.hash, index: vector.index.value, size: vector.size.value, root: vector.root.hash,
          proof: vector.proof.map { try $0.hash })
      }
    }
  }

  private struct ConsistencyCase: Decodable {
    let desc: String, oldSize: Number, oldRoot: Bytes, newSize: Number, newRoot: Bytes
    let proof: [Bytes], wantErr: String?
  }

  @Test func consistency() throws {
    for vector in try vectors("consistency", of: ConsistencyCase.self) {
      expect(vector.wantErr, vector.desc) {
        try ConsistencyProof.verify(
          oldSize: vector.oldSize.value, oldRoot: vector.oldRoot.hash,
          newSize: vector.newSize.value, newRoot: vector.newRoot.hash, proof: vector.proof.map { try $0.hash }
        )
      }
    }
  }

  private struct PathCase: Decodable {
    struct Place: Decodable {
      let kind: String, level: Int, index: Number, width: Int
    }

    let desc: String, path: String, want: Place?
  }

  @Test func tilePaths() throws {
    for vector in try vectors("tile-paths", of: PathCase.self) {
      let wanted = vector.want.map { place in
        Tile(
          place.kind == "entries" ? .entries : .hashes(level: place.level), index: place.index.value,
          width: place.width)
      }
      #expect(Tile(path: vector.path) == wanted, "\(vector.desc)")
      if let wanted { #expect(wanted.path == vector.path) }
    }
  }

  private struct WidthCase: Decodable {
    struct Level: Decodable {
      let level: Int, full: Number, partialWidth: Int
    }

    let desc: String, size: Number, want: [Level]
  }

  @Test func tileWidths() throws {
    for vector in try vectors("tile-widths", of: WidthCase.self) {
      for wanted in vector.want {
        let partial = Tile.partial(level: wanted.level, size: vector.size.value)
        #expect(
          Tile.fullCount(level: wanted.level, size: vector.size.value) == wanted.full.value, "\(vector.desc)")
        #expect(partial?.width ?? 0 == wanted.partialWidth, "\(vector.desc)")
        #expect(partial == nil || partial?.index == wanted.full.value, "\(vector.desc)")
      }
    }
  }
}
