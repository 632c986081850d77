import Foundation
import Testing

/// A disk that is full, a limit on file sizes, a folder that may not be written: a clear end in both languages, and the
/// ledger as it was.
@Suite struct FullDiskTests {
  /// A file system of its own at `disk`, of two MiB; false where this user may not mount one.
  private static func mount(_ taizhang: Product) throws -> Bool {
    try FileManager.default.createDirectory(atPath: taizhang.path("disk"), withIntermediateDirectories: true)
    return try taizhang.start("/bin/mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", taizhang.path("disk")]).status
      == 0
  }

  private static let canMount: Bool = {
    guard geteuid() == 0 else { return false }
    var isMounted = false
    try? Product.run { (taizhang) throws in
      isMounted = try mount(taizhang)
      if isMounted { _ = try taizhang.start("/bin/umount", [taizhang.path("disk")]) }
    }
    return isMounted
  }()

  /// Runs `body` with the ledger `disk/L` on a disk without a free byte.
  private func onAFullDisk(_ body: (Product) throws -> Void) throws {
    try Product.run { (taizhang) throws in
      #expect(try Self.mount(taizhang))
      defer { _ = try? taizhang.start("/bin/umount", [taizhang.path("disk")]) }
      let ledger = ["TAIZHANG_LEDGER": "disk/L"]
      let founded = try taizhang.start(
        Product.binary, ["init", "--origin", "test.example/ledger", "--region", "621021", "--authority", "某局"], ledger)
      #expect(founded.status == 0, "\(founded)")
      let clerk = try taizhang.start(
        Product.binary, ["person", "add", "p-0001", "--role", "handler", "--org", "org-authority"], ledger)
      #expect(clerk.status == 0, "\(clerk)")
      let household = try taizhang.start(
        Product.binary, ["household", "add", "hh-0001", "--place", "621021103204"], ledger)
      #expect(household.status == 0, "\(household)")
      _ = try taizhang.start("/bin/dd", ["if=/dev/zero", "of=" + taizhang.path("disk/fill"), "bs=1k"])
      try body(taizhang)
    }
  }

  private func record(_ taizhang: Product) throws -> Product.Answer {
    try taizhang(
      "record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001", "--ledger", "disk/L")
  }

  /// A full disk ended in SIGBUS (LMDB grows its lock file without taking space), verification took that for a damaged file,
  /// and a record that was durable was told as not written because derived state could not be stored after it.
  @Test(.enabled(if: canMount)) func nothingIsLostAndNothingIsSaidTwice() throws {
    try onAFullDisk { (taizhang) throws in
      var recorded = 0
      var isRefused = false
      for _ in 0..<12 {
        let answer = try record(taizhang)
        #expect([0, 74].contains(answer.status), "\(answer)")
        if answer.status == 0 {
          // Pages freed before may still take it; then it is there, whatever became of derived state.
          #expect(!isRefused && answer.out.contains("已入账"), "\(answer)")
          recorded += 1
        } else {
          isRefused = true
          #expect(answer.err.contains("E15") && answer.err.contains("磁盘已满") && answer.err.contains("the disk is full"))
          #expect(!answer.out.contains("已入账"))
        }
      }
      #expect(isRefused)
      // Reading goes on, and what was said to be recorded is there.
      let trail = try taizhang("log", "--type", "visit.recorded", "--json", "--ledger", "disk/L")
      #expect(trail.status == 0 && trail.out.split(separator: "\n").count == recorded, "\(recorded) \(trail)")
      #expect(try taizhang("verify", "--level", "rules", "--ledger", "disk/L").status == 0)
      let views = try taizhang("verify", "--ledger", "disk/L")
      #expect(views.status == 74 && views.err.contains("E15"), "\(views)")
      // With room again, work goes on.
      try FileManager.default.removeItem(atPath: taizhang.path("disk/fill"))
      #expect(try record(taizhang).status == 0)
      let verified = try taizhang("verify", "--ledger", "disk/L")
      #expect(verified.status == 0, "\(verified)")
    }
  }

  /// A disk with a few pages left takes part of a write. That was told as a failure of the device (`E17`).
  @Test(.enabled(if: canMount)) func aDiskWithAFewPagesLeftIsFull() throws {
    try Product.run { (taizhang) throws in
      #expect(try Self.mount(taizhang))
      defer { _ = try? taizhang.start("/bin/umount", [taizhang.path("disk")]) }
      let founded = try taizhang(
        "init", "--origin", "test.example/ledger", "--region", "621021", "--authority", "某局", "--ledger", "disk/L")
      #expect(founded.status == 0, "\(founded)")
      let clerk = try taizhang(
        "person", "add", "p-0001", "--role", "handler", "--org", "org-authority", "--ledger", "disk/L")
      #expect(clerk.status == 0, "\(clerk)")
      let household = try taizhang("household", "add", "hh-0001", "--place", "621021103204", "--ledger", "disk/L")
      #expect(household.status == 0, "\(household)")
      let fill = taizhang.path("disk/fill")
      var told = 0
      for pages in 0..<9 {
        _ = try taizhang.start("/bin/rm", ["-f", fill])
        _ = try taizhang.start("/bin/dd", ["if=/dev/zero", "of=\(fill)", "bs=1k"])
        _ = try taizhang.start("/usr/bin/truncate", ["-s", "-\(pages * 4096)", fill])
        let answer = try record(taizhang)
        #expect([0, 74].contains(answer.status) && !answer.err.contains("E17"), "\(pages): \(answer)")
        if answer.err.contains("E15") { told += 1 }
      }
      #expect(told > 0)
    }
  }

  /// What a command began and could not finish does not stay.
  @Test(.enabled(if: canMount)) func nothingHalfIsLeft() throws {
    try onAFullDisk { (taizhang) throws in
      for command in [
        ["rebuild"], ["backup", "disk/copy"], ["person", "add", "p-0009"], ["prove", "3", "--into", "disk/proof"],
        ["import", "--template", "household", "--out", "disk/form.xlsx"],
      ] {
        let answer = try taizhang.start(Product.binary, command, ["TAIZHANG_LEDGER": "disk/L"])
        #expect(answer.status == 74, "\(command): \(answer)")
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: taizhang.path("disk")).sorted()
      #expect(left == ["L", "fill"])
      let derived = try FileManager.default.contentsOfDirectory(atPath: taizhang.path("disk/L/derived")).sorted()
      #expect(derived == ["CURRENT", "g1"])
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("disk/L/keys/p-0009.skey")))
    }
  }

  /// A limit on file sizes kills a process that does not expect it.
  @Test func aLimitOnFileSizesIsAnError() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let script = "ulimit -f 4; exec \"$0\" \"$@\""
      let limited = try taizhang.start(
        "/bin/bash",
        [
          "-c", script, Product.binary, "record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign",
          "p-0001",
        ])
      #expect(limited.status == 74, "\(limited)")
      #expect(limited.err.split(separator: "\n").count >= 2)
      #expect(try taizhang.visit().status == 0)
      let verified = try taizhang("verify")
      #expect(verified.status == 0, "\(verified)")
      #expect(try taizhang("log", "--type", "visit.recorded", "--json").out.split(separator: "\n").count == 1)
    }
  }

  /// An auditor reads a ledger he may not write, without keeping anything; recording says what is not allowed.
  @Test(.enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
  func aReaderWithoutRightsReads() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang.visit().status == 0)
      func asNobody(_ arguments: String...) throws -> Product.Answer {
        try taizhang.start(
          "/usr/bin/setpriv",
          ["--reuid=65534", "--regid=65534", "--clear-groups", Product.binary] + arguments,
          ["HOME": "/nonexistent", "XDG_STATE_HOME": "/nonexistent/state"])
      }
      // A ledger is for its owner and its group to read.
      #expect(try taizhang.start("/bin/chgrp", ["-R", "65534", "ledger"]).status == 0)
      // Whether nobody may run the program at all, where it was built.
      guard try asNobody("--version").status == 0 else { return }
      for command in ["query", "verify", "checkpoint"] {
        let answer = try asNobody(command)
        #expect(answer.status == 0, "\(command): \(answer)")
      }
      #expect(try asNobody("show", "hh-0001").out.contains("45"))
      for command in [
        ["rebuild"], ["record", "visit.recorded", "--subject", "hh-0001", "minutes=45", "--sign", "p-0001"],
      ] {
        let answer = try taizhang.start(
          "/usr/bin/setpriv",
          ["--reuid=65534", "--regid=65534", "--clear-groups", Product.binary] + command,
          ["HOME": "/nonexistent", "XDG_STATE_HOME": "/nonexistent/state"])
        #expect(answer.status == 74, "\(command): \(answer)")
        #expect(answer.err.contains("没有权限") && answer.err.contains("no permission"), "\(answer)")
      }
      let verified = try taizhang("verify")
      #expect(verified.status == 0, "\(verified)")
    }
  }
}
