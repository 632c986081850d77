import EventSourcing
import TestSupport
import Testing

@Suite struct IdentifierTests {
  private let crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

  @Test(arguments: ["01JD3Q0M5K9V7Z2T4B8C6D1E0F", "00000000000000000000000000", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"])
  func ulids(text: String) { #expect(ULID(text)?.text == text) }

  @Test(arguments: [
    "", "01JD3Q0M5K9V7Z2T4B8C6D1E0", "01JD3Q0M5K9V7Z2T4B8C6D1E0FF", "81JD3Q0M5K9V7Z2T4B8C6D1E0F",
    "01jd3q0m5k9v7z2t4b8c6d1e0f", "01JD3Q0M5K9V7Z2T4B8C6D1E0I", "01JD3Q0M5K9V7Z2T4B8C6D1E0L",
    "01JD3Q0M5K9V7Z2T4B8C6D1E0O", "01JD3Q0M5K9V7Z2T4B8C6D1E0U", "01JD3Q0M5K9V7Z2T4B8C6D1E-F",
    "01JD3Q0M5K9V7Z2T4B8C6D1\u{212A}", "０1JD3Q0M5K9V7Z2T4B8C6D1E",
  ])
  func notULIDs(text: String) { #expect(ULID(text) == nil) }

  /// The text is the 128 bits in base 32, so its order is the order of time and chance.
  @Test func ulidsOfTimeAndChance() {
    var random = SplitMix64(seed: 7)
    let digits = Array(crockford)
    for _ in 0..<1000 {
      let ms = Int64.random(in: 0..<(1 << 48), using: &random)
      let chance = (0..<10).map { _ in UInt8.random(in: 0...255, using: &random) }
      let id = ULID(ms: ms, random: chance)
      #expect(ULID(id.text) == id)
      var bits: [UInt8] = [0, 0] + (0..<48).map { UInt8(ms >> (47 - $0) & 1) }
      for byte in chance { bits += (0..<8).map { byte >> (7 - $0) & 1 } }
      let text = stride(from: 0, to: 130, by: 5).map { start in
        digits[Int(bits[start..<start + 5].reduce(0) { $0 << 1 | $1 })]
      }
      #expect(id.text == String(text))
      if ms > 0 { #expect(ULID(ms: ms - 1, random: [UInt8](repeating: 255, count: 10)) < id) }
    }
  }

  @Test func eventIDs() throws {
    let tx = try #require(ULID("01JD3Q0M5K9V7Z2T4B8C6D1E0F"))
    #expect(EventID("\(tx.text).0") == EventID(tx: tx, position: 0))
    #expect(EventID("\(tx.text).12")?.text == "\(tx.text).12")
    for text in [
      "", ".", tx.text, "\(tx.text).", "\(tx.text).01", "\(tx.text).-1", "\(tx.text).+1", "\(tx.text).1.0",
      "\(tx.text). 1", "\(tx.text).１", "x.0", "\(tx.text).99999999999999999999",
    ] {
      #expect(EventID(text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    "ledger", "p-0042", "hh-0042", "pr-1", "a-A_b.c-9", "a--", "a-.",
    "hh-" + String(repeating: "x", count: 77),
  ])
  func references(text: String) {
    #expect(Reference.isValid(text))
    #expect(Reference.prefix(text) == text.split(separator: "-", maxSplits: 1).first)
  }

  @Test(arguments: [
    "", "-", "p", "p-", "-1", "P-1", "p1-1", "ledgers", "Ledger", "p-1 ", "p-张", "p-1\n", "p-1\u{0}", "p_1",
    "p-e\u{301}",
    "ｐ-1", "hh-" + String(repeating: "x", count: 78),
  ])
  func notReferences(text: String) { #expect(!Reference.isValid(text)) }

  @Test func areaCodes() {
    #expect(AreaCode.isValid("621021103204"))
    for text in ["", "62102110320", "6210211032040", "62102110320x", "62102110320１", "６２１０２１"] {
      #expect(!AreaCode.isValid(text))
    }
    for count in 0...13 {
      #expect(AreaCode.isPrefix(String(repeating: "6", count: count)) == [0, 2, 4, 6, 9, 12].contains(count))
    }
    #expect(!AreaCode.isPrefix("6x"))
  }

  @Test func digests() {
    let good = String(repeating: "0123456789abcdef", count: 4)
    #expect(Digest.isHexSHA256(good))
    #expect(!Digest.isHexSHA256(good.uppercased()) && !Digest.isHexSHA256(String(good.dropLast())))
    #expect(!Digest.isHexSHA256(good + "0") && !Digest.isHexSHA256(String(good.dropLast()) + "g"))
  }
}
