import Foundation
import Testing

/// `TAIZHANG_CLOCK`, the time of test ledgers.
@Suite struct SuppliedClockTests {
  /// `TAIZHANG_CLOCK=abc` was passed over in silence and the system's clock used, so a rehearsal's events got today's date;
  /// `--clock abc` has always been a usage error.
  @Test func aClockThatIsNoTimeIsAUsageError() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "copy").status == 0)
      let wrong = ["TAIZHANG_CLOCK": "abc"]
      for command in [
        ["record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001"],
        ["verify"], ["anchor", "list"], ["restore", "copy", "--into", "back", "--checkpoint", "copy/checkpoint"],
      ] {
        let answer = try taizhang.start(Product.binary, command, wrong)
        #expect(answer.status == 64 && answer.err.contains("TAIZHANG_CLOCK"), "\(command): \(answer.err)")
      }
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("back")))
      #expect(try taizhang("show", "hh-0001", environment: wrong).status == 0, "nothing here goes by it")
    }
  }
}
