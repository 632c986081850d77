import TestSupport
import Testing
import TransparencyLog

@Suite struct HashingVectorTests {
  private struct HashCase: Decodable {
    let desc: String, kind: String, data: Bytes, want: Bytes
  }

  @Test func hashes() throws {
    for vector in try vectors("hashes", of: HashCase.self) {
      let data = vector.data.value
      let hash =
        switch vector.kind {
        case "sha256": SHA256.hash(data)
        case "leaf": MerkleTree.leafHash(data)
        default:
          MerkleTree.nodeHash(
            try #require(Hash(bytes: data.prefix(32))), try #require(Hash(bytes: data.dropFirst(32))))
        }
      #expect(hash.bytes == vector.want.value, "\(vector.desc)")
    }
  }

  /// However the bytes arrive, the hash is the same, and it can be read in between.
  @Test func hashesInPieces() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<200 {
      let data = random.bytes(Int.random(in: 0...300, using: &random))
      var hasher = SHA256()
      var start = 0
      while start < data.count {
        let end = Int.random(in: start...data.count, using: &random)
        hasher.update(Array(data[start..<end]))
        #expect(hasher.finalize() == SHA256.hash(Array(data[..<end])))
        start = end
      }
      #expect(hasher.finalize() == SHA256.hash(data))
    }
  }

  private struct MACCase: Decodable {
    let desc: String, key: Bytes, message: Bytes, want: Bytes
  }

  @Test func macs() throws {
    for vector in try vectors("hmac", of: MACCase.self) {
      let mac = hmacSHA256(key: vector.key.value, vector.message.value)
      #expect(mac.bytes == vector.want.value, "\(vector.desc)")
    }
  }

  private struct SealedCase: Decodable {
    let desc: String, key: Bytes, nonce: Bytes, context: Bytes, box: Bytes, want: Bytes?
  }

  @Test func sealedBoxes() throws {
    for vector in try vectors("sealed", of: SealedCase.self) {
      let (key, nonce, context) = (vector.key.value, vector.nonce.value, vector.context.value)
      let opened = SealedBox.open(vector.box.value, key: key, nonce: nonce, authenticating: context)
      #expect(opened == vector.want?.value, "\(vector.desc)")
      guard let plaintext = opened else { continue }
      #expect(
        SealedBox.seal(plaintext, key: key, nonce: nonce, authenticating: context) == vector.box.value,
        "\(vector.desc)")
    }
  }

  @Test func randomBytesDiffer() {
    #expect(secureRandomBytes(0).isEmpty)
    #expect(Set((0..<100).map { _ in secureRandomBytes(16) }).count == 100)
  }
}
