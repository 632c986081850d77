import EventSourcing
import Foundation
import Ledger
import TeaHouse
import Testing
import TransparencyLog

/// What lies beside the log: derived state, attestations, evidence.
@Suite struct VerifyViewsTests {
  /// A change of derived state, and words that the finding must hold.
  struct Change: Sendable, CustomTestStringConvertible {
    let database: String
    let words: [String]
    let change: @Sendable (inout [[UInt8]: [UInt8]]) -> Void

    init(_ database: String, _ words: String..., change: @escaping @Sendable (inout [[UInt8]: [UInt8]]) -> Void) {
      self.database = database
      self.words = words
      self.change = change
    }

    var testDescription: String { "\(database): \(words)" }
  }

  private static func key(_ text: String) -> [UInt8] { Array(text.utf8) }

  static let changes: [Change] = [
    Change("table:cups", "cups", "cup-1", "altered") {
      $0[key("cup-1")] = key(#"{"drunk_ml":0,"key":"cup-1","poured_ml":1}"#)
    },
    Change("table:cups", "cups", "cup-1", "missing") { $0[key("cup-1")] = nil },
    Change("table:cups", "cups", "cup-9", "should not") { $0[key("cup-9")] = key("{}") },
    Change("table:engine_signers", "engine_signers", "p-founder") { $0[key("p-founder")]?[12] ^= 1 },
    Change("chains", "chain", "cup-1", "altered") { $0[key("cup-1")]?[39] ^= 1 },
    Change("chains", "chain", "cup-1", "missing") { $0[key("cup-1")] = nil },
    Change("transactions", "transaction", "altered") { records in
      if let first = records.keys.min(by: { $0.lexicographicallyPrecedes($1) }) { records[first]?[7] ^= 1 }
    },
    Change("postings", "index of subject", "cup-1") { records in
      for key in records.keys where key.starts(with: Self.key("scup-1")) { records[key]?[17] ^= 1 }
    },
    Change("postings", "index of type", "cup.poured", "altered") { records in
      for key in records.keys where key.starts(with: Self.key("tcup.poured")) { records[key]?[0] ^= 1 }
    },
    Change("postings", "index of day", "missing") { records in
      for key in records.keys where key[0] == UInt8(ascii: "d") { records[key] = nil }
    },
    Change("postings", "index of place", "621021000000", "should not") { records in
      records[key("p621021000000\u{0}") + [UInt8](repeating: 0, count: 12)] = [UInt8](repeating: 1, count: 16)
    },
    Change("postings", "index of type", "cup.poured", "altered") { records in
      for key in records.keys where key.starts(with: Self.key("tcup.poured")) { records[key]?.removeLast() }
    },
    Change("meta", "not of this log") { $0[key("position")] = key("12") },
    Change("meta", "not of this log") { $0[key("position")] = key("1200") },
    Change("meta", "not of this log") { $0[key("root")] = key(Hash.zero.hex) },
    Change("meta", "does not say") { $0[key("position")] = key("x") },
    Change("meta", "where derived state says") { $0[key("stamp")] = key("2026-06-01T01:00:01.000Z") },
  ]

  @Test(arguments: changes) func aChangeOfDerivedStateIsNamed(_ change: Change) throws {
    let test = try TestLedger()
    try test.pour(40)
    try test.writer.flush()
    test.close()
    try Forge(path: test.path).editDerived(change.database, change.change)
    let report = try Ledger.verify(test.path, domain: TeaHouse(), level: .views)
    #expect(report.summary == ["L06@-"], "\(report.findings.map(\.message.en))")
    for word in change.words { #expect(report.findings.first?.message.en.contains(word) == true) }
    #expect(report.exitStatus == 2)
    #expect(try Ledger.verify(test.path, domain: TeaHouse(), level: .rules).ok, "no index verifies the log")
  }

  @Test func aStaleViewIsAFindingAndNoForgery() throws {
    let test = try TestLedger()
    try test.pour(10)
    try test.writer.flush()
    try test.pour(10)
    let report = try test.ledger.verify(level: .views)
    #expect(report.summary == ["L06@-"])
    #expect(report.findings[0].severity == .warning)
    #expect(report.exitStatus == 1)
    try test.writer.flush()
    #expect(try test.ledger.verify(level: .views).ok)
  }

  @Test func absentDerivedStateIsAFindingAndNoForgery() throws {
    let test = try TestLedger()
    test.close()
    try FileManager.default.removeItem(atPath: "\(test.path)/derived")
    let report = try Ledger.verify(test.path, domain: TeaHouse(), level: .views)
    #expect(report.summary == ["L06@-"])
    #expect(report.exitStatus == 1)
  }

  @Test func aTruncatedFileOfDerivedStateIsDamage() throws {
    let test = try TestLedger()
    test.close()
    let live = try String(contentsOfFile: "\(test.path)/derived/CURRENT", encoding: .utf8).dropLast()
    let file = "\(test.path)/derived/\(live)/data.mdb"
    try Data(contentsOf: URL(fileURLWithPath: file)).prefix(8192).write(to: URL(fileURLWithPath: file))
    let report = try Ledger.verify(test.path, domain: TeaHouse(), level: .views)
    #expect(report.summary == ["L06@-"])
    #expect(report.exitStatus == 2)
  }

  // MARK: Attestations

  @Test func trueAttestationsHoldNowAndLater() throws {
    let test = try TestLedger()
    try test.pour(10)
    try test.attest(view: try test.ledger.view().digest("cups").hex, asOf: 13)
    let streams = try test.ledger.view(at: .size(13)).streams()
    try test.pour(10)
    try test.attest(streams: streams, asOf: 13)
    try test.writer.flush()
    #expect(try test.ledger.verify(level: .views).summary == [])
  }

  @Test func falseAttestationsAreIntegrityFailures() throws {
    let test = try TestLedger()
    try test.pour(10)
    try test.attest(view: Hash.zero.hex, asOf: 13)
    try test.attest(view: try test.ledger.view().digest("cups").hex, asOf: 12)
    try test.attest(view: try test.ledger.view().digest("cups").hex, asOf: 99)
    try test.attest(streams: (3, .zero), asOf: 13)
    try test.writer.flush()
    let report = try test.ledger.verify(level: .views)
    #expect(report.summary == ["L06@13", "L06@14", "L06@15", "L06@16"])
    #expect(report.findings.map(\.event) == ["13.0", "14.0", "15.0", "16.0"])
    #expect(report.exitStatus == 2)
    #expect(try test.ledger.verify(level: .rules).ok)
  }

  @Test func anAttestationOfAnotherVersionIsUnchecked() throws {
    let test = try TestLedger()
    try test.attest(view: Hash.zero.hex, version: 2, asOf: 3)
    try test.attest(view: Hash.zero.hex, name: "saucers", asOf: 3)
    try test.writer.flush()
    let report = try test.ledger.verify(level: .views)
    #expect(report.findings.map(\.severity) == [.warning, .warning])
    #expect(report.summary == ["L06@3", "L06@4"])
    #expect(report.exitStatus == 1)
  }

  // MARK: Evidence

  @Test(arguments: ["there", "absent", "altered"]) func evidenceIsCompared(_ kind: String) throws {
    let test = try TestLedger()
    let photo = Array("a photo".utf8)
    let digest = SHA256.hash(photo).hex
    try test.attach(digest)
    try test.attach(digest)
    try test.writer.flush()
    let folder = "\(test.path)/blobs/\(digest.prefix(2))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if kind != "absent" {
      try Data(kind == "there" ? photo : Array("a photo!".utf8)).write(to: URL(fileURLWithPath: "\(folder)/\(digest)"))
    }
    let report = try test.ledger.verify(level: .views)
    #expect(report.summary == (kind == "there" ? [] : ["L08@3"]))
    #expect(report.exitStatus == ["there": 0, "absent": 1, "altered": 2][kind])
  }
}

extension TestLedger {
  fileprivate func attest(view sha256: String, name: String = "cups", version: Int64 = 1, asOf: Int64) throws {
    let note = try ledgerNote("view.attested") {
      $0.member("as_of", asOf)
      $0.member("sha256", sha256)
      $0.member("version", version)
      $0.member("view", name)
    }
    try accept(note)
  }

  fileprivate func attest(streams: (subjects: UInt64, root: Hash), asOf: Int64) throws {
    let note = try ledgerNote("streams.attested") {
      $0.member("as_of", asOf)
      $0.member("root", streams.root.base64)
      $0.member("subjects", Int64(streams.subjects))
    }
    try accept(note)
  }

  fileprivate func attach(_ sha256: String) throws {
    var event = event("cup.poured", "cup-1", ml: 1)
    event.evidence = Array(#"[{"sha256":"\#(sha256)","media":"image/jpeg","kind":"photo"}]"#.utf8)
    try accept(Ledger.signed(draft([event]), [founder]))
  }

  func accept(_ note: [UInt8]) throws {
    let refusals = try writer.append([note])[0].refusals
    guard refusals.isEmpty else { throw refusals[0] }
  }
}
