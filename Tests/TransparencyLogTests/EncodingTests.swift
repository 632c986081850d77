import Foundation
import TestSupport
import Testing
import TransparencyLog

@Suite struct EncodingTests {
  @Test func base64AgreesWithFoundation() {
    var random = SplitMix64(seed: 2)
    for count in 0..<200 {
      let bytes = random.bytes(count)
      let text = Data(bytes).base64EncodedString()
      #expect(Base64.encode(bytes) == text)
      #expect(Base64.decode(text) == bytes)
    }
  }

  /// One value, one spelling: whatever decodes must encode to the same text.
  @Test func base64IsCanonical() {
    var random = SplitMix64(seed: 3)
    let characters = Array("ABab01+/==-_ \n\u{0}é".utf8)
    var accepted = 0
    for _ in 0..<200_000 {
      let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        characters.randomElement(using: &random)!
      }
      guard let bytes = Base64.decode(text) else { continue }
      #expect(Array(Base64.encode(bytes).utf8) == text)
      accepted += 1
    }
    #expect(accepted > 1000)
  }

  @Test(arguments: [
    "A", "AA", "AAA", "AA=", "A===", "====", "AB==", "AAB=", "AA==AA==", "AA=A", "AA-_", " AAAA", "AAAA\n",
  ])
  func base64Refuses(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func hashesInText() throws {
    let hash = SHA256.hash(Array("台账".utf8))
    #expect(Hash(hex: hash.hex) == hash)
    #expect(Hash(base64: hash.base64) == hash)
    #expect(Hash(bytes: hash.bytes) == hash)
    #expect(Hash(hex: hash.hex.uppercased()) == nil)
    #expect(Hash(hex: String(hash.hex.dropLast())) == nil)
    #expect(Hash(hex: String(hash.hex.dropLast(2))) == nil)
    #expect(Hash(base64: String(hash.base64.dropLast())) == nil)
    #expect(Hash(bytes: hash.bytes.dropLast()) == nil)
    #expect(Hash(bytes: hash.bytes + [0]) == nil)
  }

  @Test func hashesSortLikeTheirBytes() {
    var random = SplitMix64(seed: 4)
    let hashes = (0..<300).map { _ in
      // Few values, so that early bytes are often equal.
      Hash(bytes: (0..<32).map { _ in UInt8.random(in: 0...1, using: &random) &* 0x81 })!
    }
    let byBytes = hashes.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    #expect(hashes.sorted() == byBytes)
  }
}
