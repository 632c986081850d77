import Foundation
import Glibc
import Testing

/// What a hostile trial of the ledger's own files found: damage that nobody was told of, and advice that lost data.
@Suite struct HostileFilesTests {
  private func item(_ taizhang: Product, _ id: String) throws -> (verdict: String, zh: String) {
    let items = try taizhang("doctor", "--json").json["items"] as? [[String: Any]]
    let found = items?.first { $0["id"] as? String == id }
    return (found?["verdict"] as? String ?? "", (found?["message"] as? [String: String])?["zh"] ?? "")
  }

  private func remove(_ taizhang: Product, _ name: String) throws {
    try FileManager.default.removeItem(atPath: taizhang.path(name))
  }

  private func mode(_ taizhang: Product, _ name: String) -> mode_t {
    var status = stat()
    return stat(taizhang.path(name), &status) == 0 ? status.st_mode & 0o777 : 0
  }

  private static let named = ["person", "add", "p-0008", "--name", "李四", "--no-key", "--sign", "p-founder"]

  /// One flipped bit masked a name with not a word: `doctor` said that names are shown, and `backup` that nothing was missing.
  @Test func aFlippedBitInTheVaultIsTold() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let file = URL(fileURLWithPath: taizhang.path("ledger/vault/data.mdb"))
      var bytes = try Data(contentsOf: file)
      var from = bytes.startIndex
      while let found = bytes.range(of: Data("p-0001\0".utf8), in: from..<bytes.endIndex) {
        bytes[found.upperBound + 20] ^= 1
        from = found.upperBound
      }
      #expect(from > bytes.startIndex)
      try bytes.write(to: file)
      let shown = try taizhang("show", "p-0001")
      #expect(shown.status == 0 && shown.out.contains("＊＊＊"), "\(shown)")
      #expect(shown.err.components(separatedBy: "部分姓名等被遮盖（L10").count == 2, "once: \(shown.err)")
      let vault = try item(taizhang, "vault")
      #expect(vault.verdict == "bad" && vault.zh.contains("1处的开封已损坏"), "\(vault)")
      #expect(!vault.zh.contains("cp "), "never over a vault that is there: \(vault)")
      let verified = try taizhang("verify")
      #expect(verified.status == 0 && verified.out.contains("开封已损坏"), "\(verified)")
      let copied = try taizhang("backup", "copy", "--json")
      #expect(copied.status == 2 && copied.err.contains("L10"), "\(copied)")
      #expect(copied.json["sealed_closed"] as? Int == 1, "\(copied)")
      #expect(FileManager.default.fileExists(atPath: taizhang.path("copy/vault/data.mdb")))
    }
  }

  /// A vault that was not there was made anew by the next name, and the advice then copied the old one over it.
  @Test func noVaultIsBegunWhereOneIsMissing() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("backup", "copy").status == 0)
      try remove(taizhang, "ledger/vault")
      let refused = try taizhang.start(Product.binary, Self.named)
      #expect(refused.status == 1 && refused.err.contains("E78"), "\(refused)")
      // What seals nothing is recorded, and makes no vault.
      #expect(try taizhang.visit().status == 0)
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("ledger/vault/data.mdb")))
      try FileManager.default.copyItem(atPath: taizhang.path("copy/vault"), toPath: taizhang.path("ledger/vault"))
      #expect(try taizhang.start(Product.binary, Self.named).status == 0)
      #expect(try taizhang("show", "p-0001").out.contains("张三"))
    }
  }

  /// A note whose openings had been left behind was recorded, and its text lost for good.
  @Test func aNoteIsNotRecordedWithoutItsOpenings() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("tx", "new", "t", "--signer", "p-0001").status == 0)
      #expect(try taizhang("tx", "add", "t", "visit.recorded", "--subject", "hh-0001", "text=看了看").status == 0)
      #expect(try taizhang("tx", "sign", "t", "--sign", "p-0001").status == 0)
      try remove(taizhang, "t.openings")
      let missing = try taizhang("append", "t")
      #expect(missing.status == 66 && missing.err.contains("t.openings"), "\(missing)")
      #expect(symlink(taizhang.path("t.openings"), taizhang.path("t.openings")) == 0)
      let loop = try taizhang("append", "t")
      #expect(loop.status == 74 && loop.err.contains("E37"), "\(loop)")
      try remove(taizhang, "t.openings")
      #expect(try taizhang("append", "t", "--without-openings").status == 0)
    }
  }

  /// One evidence file that was a link in a circle ended the whole verification; a link to nothing left no backup at all.
  @Test func oneBadEvidenceFileStopsNothingElse() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      try Data("scan".utf8).write(to: URL(fileURLWithPath: taizhang.path("scan.jpg")))
      let visit = try taizhang(
        "record", "visit.recorded", "--subject", "hh-0001", "minutes=1", "--attach", "scan.jpg", "--sign", "p-0001")
      #expect(visit.status == 0, "\(visit)")
      let blobs = taizhang.path("ledger/blobs")
      let name = try #require(try FileManager.default.subpathsOfDirectory(atPath: blobs).first { $0.count == 67 })
      let blob = "\(blobs)/\(name)"
      for (target, status, absent) in [(blob, Int32(2), 1), ("/nowhere", Int32(1), 1)] {
        _ = unlink(blob)
        #expect(symlink(target, blob) == 0)
        let verified = try taizhang("verify")
        #expect(verified.status == status && verified.out.contains("L08"), "\(target): \(verified)")
        let copied = try taizhang("backup", "copy-\(status)", "--json")
        #expect(copied.status == 0, "\(target): \(copied)")
        #expect((copied.json["evidence_absent"] as? [String])?.count == absent, "\(copied)")
      }
    }
  }

  /// A folder in the place of the log was told as an altered ledger.
  @Test func whatIsNoLogWasNotAltered() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let log = taizhang.path("ledger/log/data.mdb")
      #expect(rename(log, log + ".good") == 0)
      try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: false)
      let verified = try taizhang("verify")
      #expect(verified.status == 74 && (verified.err + verified.out).contains("E37"), "\(verified)")
    }
  }

  /// A checkpoint key cut short, or another ledger's, let nothing be recorded, and `doctor` found the keys in order.
  @Test func aKeyThatSignsNothingIsBad() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let key = taizhang.path("ledger/keys/checkpoint.skey")
      let good = try String(contentsOfFile: key, encoding: .utf8)
      let made = try taizhang(
        "init", "--ledger", "other", "--origin", "other.example/l", "--region", "621021", "--authority", "某局")
      #expect(made.status == 0, "\(made)")
      let foreign = try String(contentsOfFile: taizhang.path("other/keys/checkpoint.skey"), encoding: .utf8)
      for (text, code) in [(String(good.prefix(40)), "E23"), (foreign, "E25")] {
        try text.write(toFile: key, atomically: false, encoding: .utf8)
        let keys = try item(taizhang, "keys")
        #expect(keys.verdict == "bad" && keys.zh.contains(code), "\(keys)")
      }
    }
  }

  /// A pipe, a folder or a long text in place of `CURRENT` kept everybody out, `rebuild` too, although it is disposable.
  @Test func rebuildHealsAPointerThatIsNone() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let pointer = taizhang.path("ledger/derived/CURRENT")
      for kind in ["pipe", "folder", "long"] {
        try FileManager.default.removeItem(atPath: pointer)
        switch kind {
        case "pipe": #expect(mkfifo(pointer, 0o600) == 0)
        case "folder": try FileManager.default.createDirectory(atPath: pointer, withIntermediateDirectories: false)
        default: try Data(repeating: 0x41, count: 300).write(to: URL(fileURLWithPath: pointer))
        }
        #expect(try taizhang("show", "hh-0001").status == 0, "\(kind)")
        #expect(try item(taizhang, "derived").verdict == "attention", "\(kind)")
        #expect(try taizhang("rebuild").status == 0, "\(kind)")
        #expect(try item(taizhang, "derived").verdict == "good", "\(kind)")
      }
    }
  }

  /// Under umask 000 proofs, packs with names in clear, and sheets were everybody's to read.
  @Test func whatIsHandedOutIsNotEverybodysToRead() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      #expect(try taizhang("attest").status == 0)
      for (arguments, name, most) in [
        ("prove 1 -o p", "p", mode_t(0o640)), ("prove --pack p-0001 -o c.zip", "c.zip", 0o640),
        ("prove --pack p-0001 --disclose name -o d.zip", "d.zip", 0o600), ("witness request --into r", "r", 0o640),
        ("import --template household --out h.xlsx", "h.xlsx", 0o640),
      ] {
        let made = try taizhang.start("/bin/sh", ["-c", "umask 000; exec \"$0\" \(arguments)", Product.binary])
        #expect(made.status == 0, "\(arguments): \(made)")
        #expect(mode(taizhang, name) & ~most == 0 && mode(taizhang, name) != 0, "\(arguments)")
      }
    }
  }

  /// Half-written checkpoints stayed in the state's folder for ever, and a wrong address left an empty replica.
  @Test func nothingHalfMadeIsLeft() throws {
    try Product.run { (taizhang) throws in
      try taizhang.makeLedger()
      let state = taizhang.path("state/taizhang")
      let kept = try #require(
        try FileManager.default.contentsOfDirectory(atPath: state).first { $0.hasSuffix(".checkpoint") })
      // No process has a number beyond the kernel's greatest.
      let half = "\(state)/\(kept).4194305.tmp"
      try Data().write(to: URL(fileURLWithPath: half))
      #expect(try taizhang.visit().status == 0)
      #expect(!FileManager.default.fileExists(atPath: half))
      try FileManager.default.createDirectory(atPath: taizhang.path("html"), withIntermediateDirectories: false)
      try Data("<html>".utf8).write(to: URL(fileURLWithPath: taizhang.path("html/checkpoint")))
      #expect(try taizhang("follow", "html", "--into", "f1", "--once").status == 65)
      #expect(!FileManager.default.fileExists(atPath: taizhang.path("f1")))
    }
  }
}
