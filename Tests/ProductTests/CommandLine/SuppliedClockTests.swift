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
  /// A supplied clock was taken for confirmed: a mistyped year leapt ahead unasked, and no later time was then accepted, since
  /// stamps never go back.
  @Test func aSuppliedClockThatLeapsNeedsConfirmation() throws {
    try Product.run { (taizhang) throws in
      func at(_ time: String) -> [String: String] { ["TAIZHANG_CLOCK": time] }
      let found = try taizhang(
        "init", "--test", "--origin", "test.example/ledger", "--region", "621021", "--authority", "某局",
        environment: at("2026-06-01T09:00:00+08:00"))
      #expect(found.status == 0, "\(found.err)")
      let clerk = try taizhang(
        "person", "add", "p-0001", "--role", "handler", "--org", "org-authority",
        environment: at("2026-06-01T09:00:00+08:00"))
      #expect(clerk.status == 0, "\(clerk.err)")
      func add(_ household: String, _ time: String, _ flags: [String] = []) throws -> Product.Answer {
        try taizhang.start(
          Product.binary, ["household", "add", household, "--place", "621021103204"] + flags, at(time))
      }
      #expect(try add("hh-0001", "2026-06-08T09:00:00+08:00").status == 0, "seven days are no leap")
      let leap = try add("hh-0002", "2027-06-08T09:00:00+08:00")
      #expect(leap.status == 75 && leap.err.contains("E31") && leap.err.contains("--clock-confirmed"), "\(leap.err)")
      #expect(try taizhang("show", "hh-0002").status == 1)
      #expect(try add("hh-0002", "2026-06-09T09:00:00+08:00").status == 0)
      #expect(try add("hh-0003", "2027-06-09T09:00:00+08:00", ["--clock-confirmed"]).status == 0)
    }
  }
}
