import Foundation
import Testing

/// An attestation stays in the log for ever, with the ledger's signature: it must be true.
@Suite struct AttestationTests {
  /// `attest` signed the stored views. One digit changed on the disk, by whoever reached it, became a false attestation that
  /// no rebuild and no later attestation could mend: `verify` ended in 2 from then on.
  @Test func whatWasChangedOnTheDiskIsNotSigned() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("attest").status == 0)
      #expect(try taizhang.visit().status == 0)
      #expect(try taizhang("rebuild").status == 0)
      let live = try String(contentsOfFile: taizhang.path("ledger/derived/CURRENT"), encoding: .utf8)
      let file = URL(
        fileURLWithPath: taizhang.path("ledger/derived/\(live.trimmingCharacters(in: .newlines))/data.mdb"))
      var bytes = try Data(contentsOf: file)
      let place = try #require(bytes.range(of: Data(#""minutes":45"#.utf8)))
      bytes[place.upperBound - 1] = UInt8(ascii: "9")
      try bytes.write(to: file)
      let size = try taizhang("verify", "--level", "rules", "--json").json["size"] as? Int
      for language in ["zh", "en"] {
        let refused = try taizhang("attest", environment: ["TAIZHANG_LANG": language])
        #expect(refused.status == 2 && refused.err.contains("L06") && refused.err.contains("rebuild"), "\(refused)")
      }
      #expect(try taizhang("verify", "--level", "rules", "--json").json["size"] as? Int == size)
      #expect(try taizhang("rebuild").status == 0)
      #expect(try taizhang("attest").status == 0)
      #expect(try taizhang("verify").status == 0)
    }
  }
}
