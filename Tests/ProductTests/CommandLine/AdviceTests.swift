import Foundation
import Testing

/// What a person is told to do after a mistake must help with that mistake.
@Suite struct AdviceTests {
  /// `key generate --into FOLDER` said that there is no `FOLDER/p-x.skey`, of a file it was to make: the folder was missing.
  @Test func theFolderOfANewKeyIsMade() throws {
    try Product.run { (taizhang) throws in
      let answer = try taizhang("key", "generate", "p-0042", "--into", "nofolder")
      #expect(answer.status == 0, "\(answer.err)")
      #expect(FileManager.default.fileExists(atPath: taizhang.path("nofolder/p-0042.skey")))
      let nested = try taizhang("key", "generate", "p-0042", "--into", "no/folder")
      #expect(nested.status == 66 && nested.err.contains("“no/folder”"), "\(nested.err)")
    }
  }

  /// `--sign p-0001.vkey`, the wrong file of the two, was answered with "chmod 600".
  @Test func aPublicKeyIsToldToBeOne() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let answer = try taizhang(
        "record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--sign", "ledger/keys/p-0001.vkey")
      #expect(answer.status == 65 && answer.err.contains("公钥") && !answer.err.contains("chmod"), "\(answer.err)")
    }
  }

  /// A bare amount in `record` was to be given its unit "in the header, or in the cell", words of a sheet.
  @Test func adviceOnAFieldSpeaksOfNoSheet() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      for amount in ["amount=5000", "amount=0元", "amount="] {
        let answer = try taizhang(
          "record", "fund.appropriated", "--subject", "ap-1", "fund=fd-1", amount, "--sign", "p-0001")
        #expect(answer.status == 65, "\(answer.err)")
        for word in ["表头", "格内", "此格", "header", "cell"] {
          #expect(!answer.err.contains(word), "\(amount): \(answer.err)")
        }
      }
    }
  }

  /// `doctor` printed [注意] and ended in 0 while its description had 1 for "something to act on": only what is wrong now
  /// (`bad`) is.
  @Test func doctorEndsIn1OnlyWhereSomethingIsWrong() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try FileManager.default.removeItem(atPath: taizhang.path("ledger/derived"))
      let answer = try taizhang("doctor", "--json")
      #expect(answer.status == 0 && answer.json["ok"] as? Bool == true, "\(answer.err)")
      #expect(answer.out.contains("\"id\":\"derived\",\"verdict\":\"attention\""), "the next recording makes up for it")
    }
  }
}
