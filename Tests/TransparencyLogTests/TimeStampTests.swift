import Foundation
import Testing
import TransparencyLog

/// RFC 3161 time stamps against tokens that `openssl ts` made.
@Suite struct TimeStampTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let desc: String, der: String, sha256: String, authorities: String, want: Int64?, wantErr: String?

    var testDescription: String { desc }
    var bytes: [UInt8] { Data(base64Encoded: der).map { [UInt8]($0) } ?? [] }
  }

  static let cases: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../specs/vectors/time-stamps/tokens.json").standardized
    guard let data = try? Data(contentsOf: file), let cases = try? JSONDecoder().decode([Case].self, from: data) else {
      preconditionFailure("no vectors")
    }
    return cases
  }()

  @Test(arguments: cases) func tokensAreAsTheAuthorityMadeThem(_ vector: Case) throws {
    do throws(TimeStampError) {
      let token = try TimeStampToken(der: vector.bytes)
      #expect(token.imprint.hex == vector.sha256)
      try token.verify(authorities: Array(vector.authorities.utf8))
      #expect(token.timeMs == vector.want)
    } catch {
      #expect(error.code == vector.wantErr.map { "timeStamp.\($0)" })
    }
  }

  /// Whatever bit is changed: no crash, and what still verifies still says the same.
  @Test func noChangedBitMakesAnotherStamp() throws {
    let vector = try #require(Self.cases.first { $0.desc == "a token alone" })
    let (bytes, authorities) = (vector.bytes, Array(vector.authorities.utf8))
    for offset in stride(from: 0, to: bytes.count, by: 3) {
      var changed = bytes
      changed[offset] ^= UInt8(1 << (offset % 8))
      guard let token = try? TimeStampToken(der: changed), (try? token.verify(authorities: authorities)) != nil else {
        continue
      }
      #expect(token.imprint.hex == vector.sha256 && token.timeMs == vector.want, "byte \(offset)")
    }
    for count in 0..<bytes.count {
      #expect(throws: TimeStampError.malformed) { try TimeStampToken(der: Array(bytes[..<count])) }
    }
  }
}
