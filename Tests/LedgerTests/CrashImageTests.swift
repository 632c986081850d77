import Foundation
import Testing

/// A power cut loses what was not synced, in any order and torn; a SIGKILL loses nothing, so it never tests a sync.
///
/// `tools/crash-images` records every write and sync of a writer at work, and makes the folders that a cut could have left.
@Suite struct CrashImageTests {
  private static let isSoak = ProcessInfo.processInfo.environment["TAIZHANG_SOAK"] != nil
  private static let tools = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../tools/crash-images").standardizedFileURL.path

  private struct Cut: Decodable {
    let record: Int
    let during: String
    let processes: Int
    let promised: String
    let kept: String
  }

  /// Runs a program to its end, with the state kept outside ledgers under `home`.
  private func run(_ path: String, _ arguments: [String], home: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["XDG_STATE_HOME": home]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    return (isKilled ? 128 + process.terminationStatus : process.terminationStatus, output)
  }

  /// Records a writer at work below `scratch`, and makes images of what a cut could have left.
  private func images(_ scratch: String, count: Int, options: [String]) throws -> [(path: String, cut: Cut)] {
    let (disk, images) = (scratch + "/disk", scratch + "/images")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    // Derived state is flushed within and at the end, and read again at the beginning of each process.
    for arguments in [["create"], ["append", "25"], ["flush"], ["append", Self.isSoak ? "200" : "25"]] {
      let command = [arguments[0], disk + "/ledger"] + arguments.dropFirst()
      let recorded = try run(
        Self.tools + "/record", [disk, scratch + "/trace", Bench.executable.path] + command, home: disk + "/state")
      try #require(recorded.status == 0, "\(recorded.output)")
    }
    let replayed = try run(
      Self.tools + "/replay.py", [scratch + "/trace", disk, images, "--count", "\(count)"] + options, home: disk)
    try #require(replayed.status == 0, "\(replayed.output)")
    return try (1...count).map { number in
      let image = images + "/" + String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
      let cut = try JSONDecoder().decode(Cut.self, from: Data(contentsOf: URL(fileURLWithPath: image + ".json")))
      try cut.promised.write(toFile: image + ".promised", atomically: true, encoding: .utf8)
      return (image, cut)
    }
  }

  @Test func noPromiseIsLostToAPowerCut() throws {
    let scratch = NSTemporaryDirectory() + "taizhang-images-" + UUID().uuidString
    let images = try images(scratch, count: Self.isSoak ? 600 : 60, options: ["--seed", Self.isSoak ? "2" : "1"])
    var failures: [String] = []
    for (image, cut) in images {
      if let failure = try examine(image, cut) { failures.append("\(image): \(cut): \(failure)") }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    #expect(images.count { !$0.cut.promised.isEmpty } > images.count / 4, "the cuts say little about promises")
    // What failed stays to be looked at.
    if failures.isEmpty { try FileManager.default.removeItem(atPath: scratch) }
  }

  /// What is wrong with an image; nil when nothing is.
  private func examine(_ image: String, _ cut: Cut) throws -> String? {
    let home = image + "/state"
    if cut.processes == 1 {
      // A ledger that was never finished may be incomplete, but nobody may take it for an altered one.
      let result = try run(
        Bench.executable.path, ["verify", image + "/ledger", "views", "1"], home: home)
      return [0, 1, 74].contains(result.status) ? nil : "status \(result.status): \(result.output)"
    }
    let result = try run(
      Bench.executable.path, ["examine", image + "/ledger", image + ".promised"], home: home)
    return result.status == 0 ? nil : "status \(result.status): \(result.output)"
  }

  /// The check itself must be able to fail: a disk that lies about its syncs loses promises, or tears what it kept of them.
  ///
  /// Which of the two a cut shows depends on where pages happened to lie: once all had only torn ones.
  @Test func aDiskThatLiesIsFoundOut() throws {
    let scratch = NSTemporaryDirectory() + "taizhang-images-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let images = try images(scratch, count: 24, options: ["--seed", "3", "--lying"])
    let failures = try images.compactMap { try examine($0.path, $0.cut) }
    #expect(failures.contains { failure in ["lost: ", "L01 ", "L04 ", "L10 "].contains { failure.contains($0) } })
  }
}
