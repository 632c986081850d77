import EventSourcing
import Foundation
import TestSupport
import Testing

@Suite struct JSONFuzzTests {
  /// Rules that are stricter than JSON: only these may part us from Foundation.
  private static let stricter: Set<JSONError.Reason> = [
    .spaceOutsideString, .byteOrderMark, .null, .fraction, .exponent, .negativeZero, .integerRange,
    .noncharacter,
    .controlCharacter, .bidiControl, .duplicateName, .nesting, .notAnObject,
  ]

  /// Where ours accepts, Foundation accepts and reads the same; where only Foundation accepts, a rule of the format
  /// says why.
  @Test func agreesWithFoundation() throws {
    var random = SplitMix64(seed: 1)
    var accepted = 0
    for _ in 0..<6000 {
      var bytes = JSONSample.object(&random, strict: false)
      if Bool.random(using: &random) { JSONSample.mutate(&bytes, &random) }
      let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
      do throws(JSONError) {
        let ours = try JSONDocument.object(bytes)
        accepted += 1
        let plain = theirs.flatMap { Plain(foundation: $0) }
        #expect(Plain(ours) == plain, "\(String(decoding: bytes, as: UTF8.self))")
      } catch {
        guard theirs != nil else { continue }
        let isStricter = Self.stricter.contains(error.reason) || Self.isOtherEncoding(bytes)
        #expect(isStricter, "\(error.reason) at \(error.offset): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
    #expect(accepted > 1000)
  }

  /// Foundation takes UTF-16 and UTF-32 too, known by their zero bytes or their mark.
  private static func isOtherEncoding(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(4).contains(0) || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
  }

  /// Whatever the bytes, reading ends, and an error lies within the text.
  @Test func mutationsNeverCrash() {
    var random = SplitMix64(seed: 2)
    for _ in 0..<20_000 {
      var bytes = JSONSample.object(&random, strict: true)
      for _ in 0..<Int.random(in: 1...4, using: &random) { JSONSample.mutate(&bytes, &random) }
      do {
        let value = try JSONDocument.object(bytes)
        #expect(Plain(value) != nil)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
      }
    }
  }

  /// Every beginning of an object is refused, because it ends too early.
  @Test func beginningsAreRefused() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let bytes = JSONSample.object(&random, strict: true)
      for count in 0..<bytes.count {
        let reason =
          (try? #require(throws: JSONError.self) { try JSONDocument.object(Array(bytes[..<count])) })?.reason
        #expect(reason == .unexpectedEnd || reason == .invalidUTF8 || reason == .loneSurrogate)
      }
    }
  }

  /// Nesting is bounded: a deep text costs no stack.
  @Test(arguments: ["[", "{\"a\":"]) func depthIsBounded(opening: String) {
    let text = "{\"a\":" + String(repeating: opening, count: 100_000)
    let error = #expect(throws: JSONError.self) { try JSONDocument.object(Array(text.utf8)) }
    #expect(error?.reason == .nesting)
  }
}
