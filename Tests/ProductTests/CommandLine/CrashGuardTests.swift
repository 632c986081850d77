import Foundation
import Testing

/// How the program ends when a signal kills it.
@Suite struct CrashGuardTests {
  /// A failed check of the program's own (SIGILL, SIGTRAP, SIGABRT), or a fault at an address that is no database's, was told as
  /// "a database file is damaged", exit 2. It is 70, and says whose fault it is; damage is what `DamageTests` do to a file.
  @Test func aDefectIsNoDamage() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("witness", "key", "w.example/w", "--store", "w").status == 0)
      for signal in [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSEGV, SIGBUS] {
        let server = try Background(
          taizhang, Product.binary,
          ["witness", "serve", "--store", "w", "--log", "ledger/keys/checkpoint.vkey", "--listen", "127.0.0.1:0"],
          named: "w\(signal)", environment: ["TAIZHANG_LANG": "en"])
        #expect(server.wait { $0.output.hasSuffix("\n") }, "\(server.errors)")
        kill(server.id, signal)
        #expect(server.status() == 70, "\(signal): \(server.errors)")
        #expect(server.errors.contains("E09 a defect in the program"), "\(server.errors)")
        #expect(!server.errors.contains("L10"), "\(server.errors)")
      }
    }
  }

  /// A process that holds keys, or names in clear, left them in a core dump for whoever reads the disk next.
  @Test func noCoreIsDumped() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let (witness, _) = try taizhang.witness("city")
      defer { witness.stop() }
      let limits = try String(contentsOfFile: "/proc/\(witness.id)/limits", encoding: .utf8)
      let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
      #expect(line.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(line)")
    }
  }
}
