import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// One bit turned on a disk, inside an entry: publishing, proofs, backup and restoring all said "done" and handed the altered
/// entry on; only those who received it found out. What leaves a ledger is hashed before it leaves.
@Suite struct AlteredEntryTests {
  /// 53 entries, of which entry 10 has one bit turned; its tile and checkpoints are as they were committed.
  private func altered() throws -> TestLedger {
    let test = try TestLedger()
    try test.pour(50)
    test.close()
    try Forge(path: test.path).editLog { try $0.flip("cup-", in: 10) }
    return test
  }

  private func withAltered(_ body: (TestLedger, Ledger) throws -> Void) throws {
    let test = try altered()
    try body(test, try Ledger.open(test.path, domain: TeaHouse()))
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "taizhang-altered-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func expectL01(_ body: () throws -> Void) {
    let error = #expect(throws: LedgerError.self) { try body() }
    #expect(error?.code == "L01" && error?.kind == .integrity)
    #expect(error?.message.zh.contains("第10条") == true && error?.message.en.contains("entry 10") == true)
  }

  @Test func nothingOfItIsPublished() throws {
    try withAltered { (_, ledger) throws in
      try withFolder { (folder) throws in
        expectL01 { _ = try Publisher.publish(ledger, to: folder, isPublic: false) }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/checkpoint"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/tile/entries"))
        // The tree alone is whole.
        _ = try Publisher.publish(ledger, to: folder, isPublic: true)
        #expect(FileManager.default.fileExists(atPath: "\(folder)/checkpoint"))
      }
    }
  }

  @Test func noReplicaIsFedWithIt() throws {
    let test = try altered()
    let files = try LedgerFiles(test.path)
    expectL01 { _ = try files.read("tile/entries/000.p/53", limit: 1 << 20) }
    withExtendedLifetime(test) {}
  }

  @Test func itIsNotProved() throws {
    try withAltered { (test, ledger) throws in
      let prover = try Prover(ledger)
      expectL01 { _ = try prover.entry(10) }
      // Its neighbours are, as before.
      let pins = ProofPins(checkpointKeys: [test.checkpointKey.verifier])
      for seq in [9, 11] as [UInt64] { _ = try prover.entry(seq).check(pins) }
    }
  }

  @Test func noCopyIsMadeOfIt() throws {
    try withAltered { (_, ledger) throws in
      try withFolder { (folder) throws in
        expectL01 { _ = try ledger.copy(to: folder, withVault: false) }
        #expect(!FileManager.default.fileExists(atPath: folder))
      }
    }
  }

  /// The copy was sound when it was made; its medium was not.
  @Test func anAlteredCopyIsNotPutBack() throws {
    let test = try TestLedger()
    try test.pour(50)
    try withFolder { (folder) throws in
      _ = try test.ledger.copy(to: "\(folder)/copy", withVault: false)
      let note = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/copy/checkpoint"))
      _ = try Ledger.restore("\(folder)/copy", into: "\(folder)/sound", domain: TeaHouse(), checkpoint: [UInt8](note))
      try Forge(path: "\(folder)/copy").editLog { try $0.flip("cup-", in: 10) }
      expectL01 {
        _ = try Ledger.restore("\(folder)/copy", into: "\(folder)/back", domain: TeaHouse(), checkpoint: [UInt8](note))
      }
      expectL01 {
        try Ledger.restore(
          "\(folder)/copy", into: "\(folder)/back", domain: TeaHouse(), acceptingLossSince: nil
        ) { _ in }
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/back"))
    }
  }
}
