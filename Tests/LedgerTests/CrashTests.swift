import EventSourcing
import Foundation
import Ledger
import TeaHouse
import TestSupport
import Testing
import TransparencyLog

/// A writer killed at any moment, a verifier beside a writer at work, files damaged at random: in a process of their own.
@Suite struct CrashTests {
  private static let isSoak = ProcessInfo.processInfo.environment["TAIZHANG_SOAK"] != nil

  /// A folder that goes away with the test.
  private final class Scratch {
    let path = NSTemporaryDirectory() + "taizhang-crash-" + UUID().uuidString
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Lines `SEQ TX` that are complete: each was printed after its transaction was durable.
  private func acknowledged(_ output: Data) -> [(seq: UInt64, tx: String)] {
    let text = String(decoding: output, as: UTF8.self)
    guard let end = text.lastIndex(of: "\n") else { return [] }
    return text[..<end].split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 2, let seq = UInt64(parts[0]) else { return nil }
      return (seq, String(parts[1]))
    }
  }

  /// Starts a writer, kills it after a while, and returns what it had acknowledged.
  private func killWriter(_ path: String, afterMs: Int) throws -> [(seq: UInt64, tx: String)] {
    let process = Bench.process(["append", path])
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    usleep(UInt32(afterMs) * 1000)
    kill(process.processIdentifier, SIGKILL)
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return acknowledged(output)
  }

  @Test func nothingAcknowledgedIsLostToAKill() throws {
    let scratch = Scratch()
    #expect(try Bench.run(["create", scratch.path]).status == 0)
    var random = SplitMix64(seed: 1)
    var count = 0
    for _ in 0..<(Self.isSoak ? 200 : 10) {
      let lines = try killWriter(scratch.path, afterMs: Int.random(in: 1...150, using: &random))
      count += lines.count
      let report = try Ledger.verify(scratch.path, domain: TeaHouse(), level: .hashes)
      #expect(report.ok, "\(report.summary)")
      let ledger = try Ledger.open(scratch.path, domain: TeaHouse())
      let snapshot = try ledger.log.snapshot()
      for line in lines {
        let bytes = try #require(try snapshot.entry(line.seq))
        #expect(try ParsedEntry(seq: line.seq, bytes: bytes).transaction.header.tx.text == line.tx)
      }
    }
    #expect(count > 0)
    let report = try Ledger.verify(scratch.path, domain: TeaHouse(), level: .views)
    #expect(!report.isIntegrityFailure, "\(report.findings.map(\.message.en))")
    #expect(try Bench.run(["append", scratch.path, "1"]).status == 0)
    #expect(try Bench.run(["flush", scratch.path]).status == 0)
    #expect(try Ledger.verify(scratch.path, domain: TeaHouse(), level: .views).summary == [])
  }

  /// A verifier reads a log that grows under it; only that derived state lags may be said.
  @Test func aVerifierBesideAWriterSeesNothingAltered() throws {
    let scratch = Scratch()
    #expect(try Bench.run(["create", scratch.path]).status == 0)
    let process = Bench.process(["append", scratch.path, Self.isSoak ? "6000" : "600"])
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var round = 0
    while process.isRunning {
      let level = VerificationLevel.allCases[round % 4]
      let report = try Ledger.verify(scratch.path, domain: TeaHouse(), level: level)
      #expect(!report.isIntegrityFailure, "\(report.findings.map(\.message.en))")
      round += 1
    }
    #expect(process.terminationStatus == 0)
    #expect(round > 1)
  }

  /// A medium that cannot be written, a user who may not: verification needs neither the lock file nor the folder.
  @Test(.enabled(if: geteuid() == 0)) func aReadOnlyFolderIsVerified() throws {
    let scratch = Scratch()
    #expect(try Bench.run(["create", scratch.path]).status == 0)
    #expect(try Bench.run(["append", scratch.path, "20"]).status == 0)
    #expect(try Bench.run(["flush", scratch.path]).status == 0)
    let nobody = try Bench.run(["verify", scratch.path, "views", "2", "65534"])
    #expect(nobody.status == 0, "\(nobody.output)")
  }

  /// Bytes of the file itself flipped at random: the answer is the same as before, or 2; never a crash of the caller, never
  /// an end that says nothing.
  @Test func aFlipInTheFileIsFoundOrHarmless() throws {
    try flip(count: Self.isSoak ? 600 : 25, seed: 3) { sound, random in Int.random(in: 0..<sound.count, using: &random)
    }
  }

  /// Where LMDB keeps its databases' roots, a flip made it fail by names that were taken for a disk's failure (74): the flags
  /// differ, a tree is too deep, the transaction failed before.
  @Test func aFlipInTheRecordsOfDatabasesIsFoundOrHarmless() throws {
    try flip(count: Self.isSoak ? 600 : 40, seed: 4) { sound, random in
      let name = ["entries", "tiles", "checkpoints", "meta"].randomElement(using: &random) ?? ""
      var places: [Int] = []
      var rest = sound[...]
      while let found = rest.range(of: Data(name.utf8)) {
        places.append(found.upperBound)
        rest = sound[found.upperBound...]
      }
      return (places.randomElement(using: &random) ?? 0) + Int.random(in: 0..<48, using: &random)
    }
  }

  private func flip(count: Int, seed: UInt64, at place: (Data, inout SplitMix64) -> Int) throws {
    let scratch = Scratch()
    #expect(try Bench.run(["create", scratch.path]).status == 0)
    #expect(try Bench.run(["append", scratch.path, "60"]).status == 0)
    let file = URL(fileURLWithPath: "\(scratch.path)/log/data.mdb")
    let sound = try Data(contentsOf: file)
    var random = SplitMix64(seed: seed)
    var statuses: [Int32: Int] = [:]
    for _ in 0..<count {
      var damaged = sound
      let offset = place(sound, &random)
      damaged[offset] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
      try damaged.write(to: file)
      let script = "exec \"$0\" \"$@\" >/dev/null 2>&1"
      let arguments = ["-c", script, Bench.executable.path, "verify", scratch.path, "signatures", "1"]
      let status = try VerifierChild.run("/bin/sh", arguments).status
      #expect(status == 0 || status == 2, "status \(status), offset \(offset)")
      statuses[status, default: 0] += 1
    }
    #expect(statuses[2, default: 0] > 0)
  }

  @Test func aChildsEndIsTold() throws {
    func status(_ script: String) throws -> Int32 { try VerifierChild.run("/bin/sh", ["-c", script]).status }
    #expect(try status("exit 0") == 0)
    #expect(try status("exit 65") == 65)
    #expect(try status("kill -BUS $$") == 2)
    // A failed check of the program's own was told as a damaged database, and a sound ledger was "restored" from a backup.
    for signal in ["SEGV", "ABRT", "ILL", "TRAP", "FPE"] { #expect(try status("kill -\(signal) $$") == 70) }
    #expect(try status("kill -KILL $$") == 74)
    #expect(throws: LedgerError(.inputOutput, "E18", "", "")) { try VerifierChild.run("/nowhere/at/all", []) }
  }
}
