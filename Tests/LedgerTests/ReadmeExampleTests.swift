import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// The README's example, line for line, as a program that runs.
private enum Example {
  static func run(_ path: String) throws -> Bool {
    let origin = "tea.example/ledger"
    let founder = try SignerKey.generate(name: "p-1")
    let checkpointKey = try SignerKey.generate(name: origin)
    let plan = GenesisPlan(
      origin: origin, region: "621021", authority: "Tea house", purpose: .test, founder: founder,
      ledgerKey: try SignerKey.generate(name: "ledger"), checkpointKey: checkpointKey)

    let ledger = try Ledger.create(path, plan: plan, domain: TeaHouse()) { ULID.random(at: SystemClock().now()) }
    let writer = try Writer(ledger, checkpointKey: checkpointKey)

    var draft = ledger.draft(signers: ["p-1"], at: SystemClock().now())
    draft.events = [EventDraft(type: "cup.poured", subject: "cup-1", time: "2026-11-20") { $0.member("ml", 200) }]
    let outcome = try writer.append([Ledger.signed(draft, [founder])])[0]
    print(outcome.receipt?.seq ?? 0, outcome.refusals)

    try writer.flush()
    print(String(decoding: try ledger.view().row("cups", "cup-1") ?? [], as: UTF8.self))
    print(try ledger.verify(level: .views, jobs: 2).ok)
    return try ledger.verify(level: .views, jobs: 2).ok
  }
}

@Suite struct ReadmeExampleTests {
  @Test func theExampleRuns() throws {
    let path = NSTemporaryDirectory() + "taizhang-readme-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try Example.run(path))
  }

  /// The README once promised what no longer compiled; so every line of its example must stand in this file.
  @Test func theReadmeShowsTheSameLines() throws {
    let here = URL(filePath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let own = Set(
      try String(contentsOf: here, encoding: .utf8).split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      })
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let block = try #require(
      readme.components(separatedBy: "```swift\n").dropFirst().first?.components(separatedBy: "```").first)
    let lines = block.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.count > 10)
    for line in lines { #expect(own.contains(line), "not compiled: \(line)") }
  }
}
