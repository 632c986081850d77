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

  /// Without a genesis from elsewhere any ledger of that name would do, and the report said "sound" all the same.
  @Test func whatWasNotComparedIsSaid() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "web").status == 0)
      let plain = try taizhang("verify", "--tiles", "web")
      #expect(plain.status == 0 && plain.out.contains("未与别处所得的核对"), "\(plain)")
      #expect(try taizhang("verify", "--tiles", "web", "--json").json["genesis_checked"] as? Bool == false)
      let about = try Data(contentsOf: URL(fileURLWithPath: taizhang.path("ledger/taizhang.json")))
      let genesis = try #require((JSONSerialization.jsonObject(with: about) as? [String: Any])?["genesis"] as? String)
      let pinned = try taizhang("verify", "--tiles", "web", "--genesis", genesis)
      #expect(pinned.status == 0 && !pinned.out.contains("未与别处所得的核对"), "\(pinned)")
      let json = try taizhang("verify", "--tiles", "web", "--genesis", genesis, "--json").json
      #expect(json["genesis_checked"] as? Bool == true)
      #expect(try taizhang("verify", "--json").json["genesis_checked"] == nil)
    }
  }

  /// `publish --public` over published entries left them online without a word; a pipe in place of a file was waited for for
  /// ever; a folder whose parent was missing was "not there".
  @Test func publishedFoldersAreWhatTheySeem() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("publish", "srv/www/ledger").status == 0)
      let kept = try taizhang("publish", "srv/www/ledger", "--public")
      #expect(kept.status == 73 && kept.err.contains("E82") && kept.err.contains("tile/entries"), "\(kept)")
      #expect(try taizhang("verify", "--tiles", "srv/www/ledger").status == 0)
      #expect(try taizhang("publish", "open", "--public").status == 0)
      #expect(try taizhang("publish", "open", "--public").status == 0)
      try Data().write(to: URL(fileURLWithPath: taizhang.path("file")))
      let onFile = try taizhang("publish", "file/ledger")
      #expect(onFile.status == 73 && onFile.err.contains("E40"), "\(onFile)")
      let bundle = taizhang.path("srv/www/ledger/checkpoint")
      try FileManager.default.removeItem(atPath: bundle)
      #expect(try taizhang.start("/usr/bin/mkfifo", [bundle]).status == 0)
      let pipe = try taizhang("verify", "--tiles", "srv/www/ledger")
      #expect(pipe.status == 2 && pipe.out.contains("E81") && pipe.out.contains("不是普通文件"), "\(pipe)")
    }
  }
}
