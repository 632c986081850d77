import Foundation
import Ledger
import Testing

/// `verify --tiles` lays the whole log into a temporary folder; each time it was killed, one as large as the log stayed in
/// `/tmp` for ever. The next of its kind removes it now, and nothing else.
@Suite struct TemporaryFolderTests {
  private func within(_ body: (String) throws -> Void) throws {
    let base = NSTemporaryDirectory() + "taizhang-folders-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: base) }
    try body(base)
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private func fill(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder + "/log", withIntermediateDirectories: true)
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/log/data.mdb"))
  }

  @Test func itGoesWithItsOwner() throws {
    try within { (base) throws in
      do {
        let folder = try TemporaryFolder(in: base, prefix: "a-")
        try fill(folder.path)
        #expect(try names(base).count == 1)
        #expect(try FileManager.default.attributesOfItem(atPath: folder.path)[.posixPermissions] as? Int == 0o700)
      }
      #expect(try names(base) == [])
      let folder = try TemporaryFolder(in: base, prefix: "a-")
      try folder.remove()
      #expect(try names(base) == [])
    }
  }

  @Test func whatTheDeadLeftIsRemovedWhatTheLivingHoldIsNot() throws {
    try within { (base) throws in
      let living = try TemporaryFolder(in: base, prefix: "a-")
      try fill(living.path)
      // Nobody holds these: one of this kind, one of another, a file, a way out of here, and what people made.
      let (dead, file, link) = ("a-0123456789abcdef.tmp", "a-000000000000000f.tmp", "a-000000000000000e.tmp")
      let others = ["b-0123456789abcdef.tmp", "a-", "a-mine", "a-0123456789abcde.tmp", "a-0123456789abcdeg.tmp"]
      for folder in [dead] + others { try fill("\(base)/\(folder)") }
      try Data().write(to: URL(fileURLWithPath: "\(base)/\(file)"))
      try FileManager.default.createSymbolicLink(
        atPath: "\(base)/\(link)", withDestinationPath: "\(base)/\(others[0])")
      let next = try TemporaryFolder(in: base, prefix: "a-")
      #expect(!FileManager.default.fileExists(atPath: "\(base)/\(dead)"))
      let there =
        [living.path, next.path] + ([file, link] + others.map { $0 + "/log/data.mdb" }).map { "\(base)/\($0)" }
      for kept in there {
        #expect(FileManager.default.fileExists(atPath: kept), "\(kept)")
      }
    }
  }

  /// Making and removing at once, by many: nobody's folder goes while it is in use.
  @Test func manyAtOnceDoNotTakeEachOthers() async throws {
    let base = NSTemporaryDirectory() + "taizhang-folders-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: base) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try (0..<50).allSatisfy { _ in
            let folder = try TemporaryFolder(in: base, prefix: "a-")
            try fill(folder.path)
            usleep(200)
            return FileManager.default.fileExists(atPath: folder.path + "/log/data.mdb")
          }
        }
      }
      for try await isThere in group { #expect(isThere) }
    }
    #expect(try names(base) == [])
  }

  @Test func whereNoneCanBeMadeItSaysSo() throws {
    #expect(throws: LedgerError(.inputOutput, "E17", "", "")) { try TemporaryFolder(in: "/nowhere", prefix: "a-") }
  }
}
