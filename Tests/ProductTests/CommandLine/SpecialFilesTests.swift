import Foundation
import Testing

/// What is no file where a file should be. A pipe in place of a key, a checkpoint, a sheet or an evidence file made the program wait for
/// ever; `/dev/zero` was read until memory or limit ran out.
@Suite struct SpecialFilesTests {
  private enum Kind: String, CaseIterable {
    case pipe, socket, folder, loop, nothing, zero, random

    func put(at path: String) throws {
      _ = unlink(path)
      switch self {
      case .pipe: #expect(mkfifo(path, 0o600) == 0)
      case .socket:
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A socket's path has little room: made where the path is short, then moved.
        let short = "/tmp/taizhang-\(UUID().uuidString.prefix(8))"
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
          }
        }
        #expect(bound == 0 && rename(short, path) == 0)
      case .folder: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      case .loop: #expect(symlink(path, path) == 0)
      case .nothing: #expect(symlink("/nowhere/at/all", path) == 0)
      case .zero: #expect(symlink("/dev/zero", path) == 0)
      case .random: #expect(symlink("/dev/urandom", path) == 0)
      }
    }
  }

  /// Commands that read a file named on the command line, `X`.
  private static let named = [
    ["check", "X", "--vkey", "ledger/keys/checkpoint.vkey"], ["check", "pf", "--vkey", "X"],
    ["check", "pf", "--vkey", "ledger/keys/checkpoint.vkey", "--policy", "X"], ["verify", "--since", "X"],
    ["append", "X"],
    ["tx", "show", "X"], ["import", "household", "X", "--dry-run"], ["scenario", "X"], ["pack", "check", "X"],
    ["witness", "take", "X"], ["witness", "policy", "X"], ["key", "show", "X"],
    ["witness", "add", "--file", "X", "--log", "ledger/keys/checkpoint.vkey", "--store", "w"],
    ["anchor", "record", "--kind", "tsa", "--checkpoint", "X", "--token", "X"], ["prove", "--consistency", "X"],
    ["record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--attach", "X", "--sign", "p-0001"],
    ["record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--sign", "X"],
    ["restore", "copy", "--into", "R", "--checkpoint", "X"],
  ]

  /// A command in words within ten seconds; 124 is `timeout`'s own status.
  private func run(_ taizhang: Product, _ command: [String]) throws -> Product.Answer {
    try taizhang.start("/usr/bin/timeout", ["10", Product.binary] + command)
  }

  @Test func namedOnTheCommandLineTheyEndInWords() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("prove", "1", "-o", "pf").status == 0)
      #expect(try taizhang("backup", "copy").status == 0)
      #expect(try taizhang("witness", "key", "w.example/w", "--store", "w").status == 0)
      for (index, command) in Self.named.enumerated() {
        let kinds = Kind.allCases
        // All kinds at the first, two at each other: every one is opened by the same function.
        for kind in index == 0 ? kinds : [.pipe, kinds[index % kinds.count]] {
          try? FileManager.default.removeItem(atPath: taizhang.path("X"))
          try kind.put(at: taizhang.path("X"))
          let answer = try run(taizhang, command)
          #expect([1, 65, 66, 74].contains(answer.status), "\(kind) \(command): \(answer)")
          #expect(!answer.err.isEmpty, "\(kind) \(command)")
        }
      }
      #expect(try taizhang("verify").status == 0)
    }
  }

  /// In the ledger's own folder too, where nobody named it.
  @Test(arguments: [
    "taizhang.json", "keys/checkpoint.skey", "keys/p-0001.skey", "log/data.mdb", "vault/data.mdb", "derived/CURRENT",
    "witnesses/policy",
  ])
  func inTheLedgersFolderTheyEndInWords(_ part: String) throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try? FileManager.default.createDirectory(
        atPath: taizhang.path("ledger/witnesses"), withIntermediateDirectories: false)
      for kind in [Kind.pipe, .zero, .folder, .loop] {
        let place = taizhang.path("ledger/\(part)")
        if FileManager.default.fileExists(atPath: place), !FileManager.default.fileExists(atPath: place + ".good") {
          #expect(rename(place, place + ".good") == 0)
        }
        try? FileManager.default.removeItem(atPath: place)
        try kind.put(at: place)
        for command in [
          ["show", "hh-0001"], ["verify"], ["doctor"], ["backup", "copy-\(kind)"],
          ["record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--sign", "p-0001"],
        ] {
          let answer = try run(taizhang, command)
          #expect([0, 1, 2, 65, 66, 74].contains(answer.status), "\(part) \(kind) \(command): \(answer)")
        }
      }
    }
  }

  /// Standard input is read where that is said, and what a shell puts in a file's place is a file.
  @Test func standardInputIsStillRead() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("tx", "new", "t", "--signer", "p-0001").status == 0)
      #expect(try taizhang("tx", "add", "t", "visit.recorded", "--subject", "hh-0001", "minutes=1").status == 0)
      #expect(try taizhang("tx", "sign", "t", "--sign", "p-0001").status == 0)
      for script in ["cat t | \"$0\" append -", "\"$0\" append - < t", "cat t | \"$0\" append /dev/stdin"] {
        let answer = try taizhang.start("/bin/sh", ["-c", script, Product.binary])
        #expect(answer.status == 0, "\(script): \(answer)")
      }
      // Without an end, it is bounded.
      let endless = try taizhang.start("/bin/sh", ["-c", "timeout 20 \"$0\" append - < /dev/zero", Product.binary])
      #expect(endless.status == 65 && endless.err.contains("E13"), "\(endless)")
    }
  }

  /// As root, `prove -o /dev/null` put a file in the place of the device.
  @Test func nothingIsWrittenInTheirPlace() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(mkfifo(taizhang.path("pipe"), 0o600) == 0)
      for place in ["pipe", "/dev/full"] {
        let answer = try run(taizhang, ["prove", "1", "-o", place])
        #expect(answer.status == 73 && answer.err.contains("E39"), "\(answer)")
      }
      var about = stat()
      #expect(lstat(taizhang.path("pipe"), &about) == 0 && about.st_mode & S_IFMT == S_IFIFO)
      #expect(lstat("/dev/full", &about) == 0 && about.st_mode & S_IFMT == S_IFCHR)
    }
  }
}
