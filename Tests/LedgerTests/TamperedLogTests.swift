import EventSourcing
import Foundation
import LMDB
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// Changes that need no key: the level of hashes finds every one.
@Suite struct TamperedLogTests {
  static let cases: [Tampering] = [
    Tampering("nothing", .signatures, []) { _, _ in },
    Tampering("a byte of an event under a full tile", .hashes, ["L01@10", "L04@-"]) { log, _ in
      try log.flip("cup-", plus: 4, in: 10)
    },
    Tampering("a byte of an event in the last tile", .hashes, ["L01@40", "L04@-"]) { log, _ in
      try log.flip("\"ml\":", plus: 5, in: 40)
    },
    Tampering("a byte of the last entry", .hashes, ["L01@52", "L04@-"]) { log, _ in try log.flip("cup-", in: 52) },
    Tampering("a digit of a stamp", .hashes, ["L01@40", "L04@-"]) { log, _ in try log.flip("2026-06-01T", in: 40) },
    Tampering("the magic of an entry", .hashes, ["L01@40", "L04@-"]) { log, _ in try log.flip("taizhang/entry", in: 40)
    },
    Tampering("a signature, all levels", .views, ["L01@10", "L04@-"]) { log, _ in
      try log.flip("\u{2014} p-founder ", plus: 40, in: 10)
    },
    Tampering("a registered key, all levels: what follows from it is no news", .views, ["L01@3", "L04@-"]) { log, _ in
      try log.flip("p-guest+", plus: 30, in: 3)
    },
    Tampering("two entries swapped", .hashes, ["L01@10", "L01@11", "L04@-"]) { log, _ in
      (log.entries[10], log.entries[11]) = (log.entries[11], log.entries[10])
    },
    Tampering("an entry removed", .hashes, ["L01@10"]) { log, _ in log.entries[10] = nil },
    Tampering("the genesis", .hashes, ["L01@0", "L04@-"]) { log, _ in try log.flip("org-tea", in: 0) },
    Tampering("the checkpoint key in the genesis", .hashes, ["L01@0", "L04@0"]) { log, _ in
      try log.flip("\"vkey\":\"tea.example/ledger+", plus: 40, in: 0)
    },
    Tampering("an entry, its leaf hash put right", .hashes, ["L04@0", "L04@10"]) { log, _ in
      try log.flip("cup-", in: 10)
      let tiles = log.tiles
      log.rebuildTiles()
      for key in tiles.keys where key[0] > 0 { log.tiles[key] = tiles[key] }
    },
    Tampering("an entry, all tiles put right", .hashes, ["L04@10"]) { log, _ in
      try log.flip("cup-", in: 10)
      log.rebuildTiles()
    },
    Tampering("the same, signatures", .signatures, ["L04@10", "K01@10"]) { log, _ in
      try log.flip("cup-", in: 10)
      log.rebuildTiles()
    },
    Tampering("a stored leaf hash under a full tile", .hashes, ["L04@10"]) { log, _ in
      log.tiles[LogEdit.tileKey(0, 0)]?[10 * 32 + 5] ^= 1
    },
    Tampering("a stored leaf hash in the last tile", .hashes, ["L04@40"]) { log, _ in
      log.tiles[LogEdit.tileKey(0, 1)]?[8 * 32] ^= 1
    },
    Tampering("a stored node hash", .hashes, ["L04@0"]) { log, _ in log.tiles[LogEdit.tileKey(1, 0)]?[0] ^= 1 },
    Tampering("a full tile removed", .hashes, ["L04@0"]) { log, _ in log.tiles[LogEdit.tileKey(0, 0)] = nil },
    Tampering("the last tile removed", .hashes, ["L04@32"]) { log, _ in log.tiles[LogEdit.tileKey(0, 1)] = nil },
    Tampering("a tile of nodes removed", .hashes, ["L04@0"]) { log, _ in log.tiles[LogEdit.tileKey(1, 0)] = nil },
    Tampering("a tile cut short", .hashes, ["L04@32"]) { log, _ in log.tiles[LogEdit.tileKey(0, 1)]?.removeLast(32) },
    Tampering("a tile of another length", .hashes, ["L04@32"]) { log, _ in
      log.tiles[LogEdit.tileKey(0, 1)]?.removeLast()
    },
    Tampering("a tile too many", .hashes, ["L04@-"]) { log, _ in
      log.tiles[LogEdit.tileKey(0, 2)] = [UInt8](repeating: 7, count: 32)
    },
    Tampering("a checkpoint's root", .hashes, ["L04@19"]) { log, _ in log.checkpoints[20]?[30] ^= 1 },
    Tampering("a checkpoint's signature", .hashes, ["L04@19"]) { log, _ in
      let count = log.checkpoints[20]?.count ?? 0
      log.checkpoints[20]?[count - 30] ^= 1
    },
    Tampering("a checkpoint that is none", .hashes, ["L04@19"]) { log, _ in log.checkpoints[20] = Array("x\n".utf8) },
    Tampering("a checkpoint of another size", .hashes, ["L04@19"]) { log, _ in log.checkpoints[20] = log.checkpoints[21]
    },
    Tampering("a checkpoint by another key", .hashes, ["L04@19"]) { log, test in
      let other = try TestLedger.key("tea.example/ledger", 77)
      let note = try SignedNote.parse(log.checkpoints[20] ?? [])
      log.checkpoints[20] = try SignedNote.sign(text: note.text, with: [other])
    },
    Tampering("a checkpoint over another history", .hashes, ["L04@19"]) { log, test in
      log.checkpoints[20] = try Checkpoint(origin: test.checkpointKey.name, size: 20, root: .zero)
        .signed(by: test.checkpointKey)
    },
    Tampering("the newest checkpoint removed", .hashes, ["L04@52"]) { log, _ in log.checkpoints[53] = nil },
    Tampering("all checkpoints removed", .hashes, ["L04@0"]) { log, _ in log.checkpoints = [:] },
    Tampering("the last five entries removed, nothing else", .hashes, ["L04@32", "L09@48"]) { log, _ in
      for seq in UInt64(48)..<53 { log.entries[seq] = nil }
    },
    Tampering("the last five removed with their tiles", .hashes, ["L09@48"]) { log, _ in
      for seq in UInt64(48)..<53 { log.entries[seq] = nil }
      log.rebuildTiles()
    },
    Tampering("an entry appended without a checkpoint", .hashes, ["L04@53"]) { log, test in
      log.entries[53] = log.entries[52]
      log.rebuildTiles()
    },
  ]

  @Test(arguments: cases) func isFound(_ tampering: Tampering) throws {
    let report = try tampering.report()
    #expect(report.summary == tampering.expected, "\(report.findings.map(\.message.en))")
    #expect(report.exitStatus == (tampering.expected.isEmpty ? 0 : 2))
  }

  /// Whoever cuts off the end with everything that belongs to it leaves a ledger that is whole: only what was seen before
  /// shows it. The checkpoint kept outside the folder is that.
  @Test(arguments: [true, false]) func aRollbackIsSeenFromOutside(_ isKept: Bool) throws {
    let test = try TestLedger()
    try test.pour(20)
    if isKept { try test.writer.flush() }
    test.close()
    try Forge(path: test.path).editLog { $0.dropTail(5) }
    let report = try Ledger.verify(test.path, domain: TeaHouse(), level: .signatures)
    #expect(report.summary == (isKept ? ["L09@-"] : []))
  }

  /// A disk turned one bit of an entry; a rebuild took the altered number into the views, and an attestation then vouched
  /// for it: proof of fraud for ever, made by a disk error. Nothing is derived from bytes that do not hash to their leaf.
  @Test(arguments: [1, 2]) func nothingIsDerivedFromAlteredBytes(_ jobs: Int) throws {
    let test = try TestLedger()
    try test.pour(20)
    try test.writer.flush()
    test.close()
    try Forge(path: test.path).editLog { try $0.flip("cup-", in: 10) }
    let ledger = try Ledger.open(test.path, domain: TeaHouse(), access: .writing)
    let error = #expect(throws: LedgerError.self) { try ledger.rebuild(jobs: jobs) }
    #expect(error?.code == "L01" && error?.kind == .integrity)
    #expect(throws: LedgerError.self) { try ledger.view(at: .size(15)) }
  }

  /// A history rewritten and signed by the holder of the key is another history than the one seen before.
  @Test func aRewrittenHistoryIsSeenFromOutside() throws {
    let test = try TestLedger()
    try test.pour(20)
    try test.writer.flush()
    test.close()
    try Forge(path: test.path).editLog {
      try $0.flip("cup-", in: 10)
      try $0.cover(test)
    }
    let report = try Ledger.verify(test.path, domain: TeaHouse(), level: .hashes)
    #expect(report.summary == ["L04@-"])
  }

  /// What was verified is remembered: a rollback after it is seen, though nothing was appended here in between.
  @Test func whatWasVerifiedIsRemembered() throws {
    let test = try TestLedger()
    try test.pour(20)
    test.close()
    #expect(try Ledger.verify(test.path, domain: TeaHouse(), level: .hashes).ok)
    try Forge(path: test.path).editLog { $0.dropTail(5) }
    #expect(try Ledger.verify(test.path, domain: TeaHouse(), level: .hashes).summary == ["L09@-"])
  }

  @Test func aFolderOfAnotherLedgerIsNamed() throws {
    let test = try TestLedger()
    let genesis = test.ledger.about.genesis
    test.close()
    let file = "\(test.path)/taizhang.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacingOccurrences(of: genesis.base64, with: Hash.zero.base64).write(
      toFile: file, atomically: true, encoding: .utf8)
    let other = try Ledger.verify(test.path, domain: TeaHouse(), level: .hashes)
    #expect(other.summary == ["L03@0"])
    try text.replacingOccurrences(of: "tea.example", with: "sea.example").write(
      toFile: file, atomically: true, encoding: .utf8)
    let renamed = try Ledger.verify(test.path, domain: TeaHouse(), level: .hashes)
    #expect(renamed.summary == ["L03@0", "L04@0", "L03@-"])
  }

  @Test func aLogOfAForeignFormatIsAReport() throws {
    let test = try TestLedger()
    test.close()
    try Forge(path: test.path).edit("log") { transaction in
      let meta = try transaction.database(named: "meta")
      try transaction.put(Array("format".utf8), Array("2".utf8), meta)
    }
    #expect(try Ledger.verify(test.path, domain: TeaHouse(), level: .hashes).summary == ["E12@-"])
  }

  @Test func aTruncatedFileIsAReport() throws {
    let test = try TestLedger()
    try test.pour(40)
    test.close()
    let file = "\(test.path)/log/data.mdb"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: file))
    let report = try Ledger.verify(test.path, domain: TeaHouse(), level: .views)
    #expect(report.summary == ["L09@-"])
    #expect(report.exitStatus == 2)
    #expect(report.completed == nil)
  }
}
