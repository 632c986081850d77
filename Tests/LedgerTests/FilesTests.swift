import EventSourcing
import Foundation
@testable import Ledger
import Testing

/// What cannot be seen is not absent, and what was not made durable is not told as if it were.
@Suite struct FilesTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "taizhang-files-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// `access` fails for many reasons, and each was taken for "there is none".
  @Test func onlyAbsenceIsAbsence() throws {
    try withFolder { folder in
      try Data().write(to: URL(fileURLWithPath: "\(folder)/file"))
      #expect(try Files.isThere("\(folder)/file") && Files.isThere(folder))
      for absent in ["none", "none/none", "file/none"] { #expect(try !Files.isThere("\(folder)/\(absent)")) }
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/dangling", withDestinationPath: "\(folder)/none")
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/loop", withDestinationPath: "\(folder)/loop")
      #expect(try Files.isThere("\(folder)/dangling") && Files.isThere("\(folder)/loop"))
      for unseen in ["loop/file", String(repeating: "x", count: 300)] {
        #expect(throws: LedgerError(.inputOutput, "E17", "", "")) { try Files.isThere("\(folder)/\(unseen)") }
        #expect(!Files.exists("\(folder)/\(unseen)"))
      }
    }
  }

  /// A folder whose names could not be made durable was passed over without a word.
  @Test func aFolderThatCannotBeSyncedIsTold() throws {
    try withFolder { folder in
      try Files.syncParent(of: "\(folder)/file")
      try Files.syncParent(of: "/file")
      try Files.syncParent(of: "file")
      #expect(throws: LedgerError(.missing, "E14", "", "")) { try Files.syncParent(of: "\(folder)/none/file") }
      // Synced as a file a device says EINVAL, and no file may.
      #expect(throws: LedgerError(.inputOutput, "E17", "", "")) { try Files.sync("/dev/null") }
      // A file system that cannot sync folders says so of each.
      try Files.syncFolder("/proc/self")
    }
  }

  /// Where a checkpoint may lie that this machine has seen, but nobody can look, the ledger is not opened as if there were none.
  @Test func aCheckpointOutsideThatCannotBeLookedForIsNotAbsent() throws {
    let test = try TestLedger()
    try test.pour(1)
    try withFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/taizhang", withDestinationPath: "\(folder)/taizhang")
      OutsideState.$home.withValue(folder) {
        #expect(throws: LedgerError(.inputOutput, "E17", "", "")) {
          try Ledger.open(test.path, domain: test.ledger.domain, access: .reading)
        }
      }
    }
  }
}
