import EventSourcing
import Foundation
import Ledger
import Testing
import TransparencyLog

/// A witness that refuses, as the ledger's side sees it.
///
/// A witness that lied, and anybody who answered in its place on a network without HTTPS, made `witness ask` end in 2 by a
/// number alone: 409 with a larger size, or 422. Evidence is what the log signed; all else is somebody's word.
@Suite struct AskedWitnessTests {
  private let secret: CosignerSecretKey

  init() throws { secret = try CosignerSecretKey.generate(name: "city.example/witness") }

  private func ask(_ test: TestLedger, _ status: Int, _ body: String, _ shown: [UInt8]?) throws -> LedgerError? {
    let member = WitnessPolicy.Member(name: Array("city".utf8), key: secret.key, url: "http://127.0.0.1:1")
    return #expect(throws: LedgerError.self) {
      try Cosigning(test.ledger).ask(member) { (_) throws(LedgerError) in
        Cosigning.Answer(status: status, body: Array(body.utf8))
      } latest: { () throws(LedgerError) in
        shown
      }
    }
  }

  private func signed(_ size: UInt64, by key: SignerKey) throws -> [UInt8] {
    try Checkpoint(origin: "tea.example/ledger", size: size, root: .zero).signed(by: key)
  }

  @Test(arguments: [(409, "999\n"), (409, "0\n"), (422, "no\n")]) func aRefusalAloneProvesNothing(
    status: Int, body: String
  ) throws {
    let test = try TestLedger()
    try test.pour(5)
    let own = try test.checkpoint(at: test.writer.size)
    let stranger = try TestLedger.key("tea.example/ledger", 77)
    let shown: [[UInt8]?] = [
      nil, [], Array("garbage".utf8), try signed(999, by: stranger), try signed(3, by: stranger), own,
      try test.checkpoint(at: 4),
    ]
    for note in shown {
      let error = try ask(test, status, body, note)
      #expect(error?.code == "E85" && error?.kind == .refused && error?.evidence == [], "\(String(describing: error))")
    }
  }

  @Test(arguments: [(409, "999\n"), (409, "0\n"), (422, "no\n")]) func whatTheLogSignedIsEvidence(
    status: Int, body: String
  ) throws {
    let test = try TestLedger()
    try test.pour(5)
    let own = try test.checkpoint(at: test.writer.size)
    let ahead = try signed(999, by: test.checkpointKey)
    let back = try ask(test, status, body, ahead)
    #expect(back?.code == "L09" && back?.kind == .integrity && back?.evidence == [own, ahead])
    let other = try signed(4, by: test.checkpointKey)
    let fork = try ask(test, status, body, other)
    #expect(fork?.code == "L04" && fork?.kind == .integrity && fork?.evidence == [own, other])
  }

  /// Another process had the same log's newer checkpoint cosigned while this one waited: that is no rollback.
  @Test func aLogThatGrewMeanwhileIsNotRolledBack() throws {
    let test = try TestLedger()
    try test.pour(2)
    let member = WitnessPolicy.Member(name: Array("city".utf8), key: secret.key, url: "http://127.0.0.1:1")
    #expect(throws: LedgerError(.tryAgain, "E86", "", "")) {
      try Cosigning(test.ledger).ask(member) { (_) throws(LedgerError) in
        do { try test.pour(3) } catch { preconditionFailure("\(error)") }
        return Cosigning.Answer(status: 409, body: Array("\(test.writer.size)\n".utf8))
      } latest: { () throws(LedgerError) in
        do { return try test.checkpoint(at: test.writer.size) } catch { preconditionFailure("\(error)") }
      }
    }
  }

  @Test func aCheckpointThatCannotBeHadIsTrouble() throws {
    let test = try TestLedger()
    let member = WitnessPolicy.Member(name: Array("city".utf8), key: secret.key, url: "http://127.0.0.1:1")
    #expect(throws: LedgerError(.inputOutput, "E85", "", "")) {
      try Cosigning(test.ledger).ask(member) { (_) throws(LedgerError) in
        Cosigning.Answer(status: 422, body: [])
      } latest: { () throws(LedgerError) in
        throw LedgerError(.inputOutput, "E95", "网络断开", "the network is away")
      }
    }
  }

  /// `witness request --old` with a number mistyped was told as a rollback.
  @Test func aNumberIsNoRollback() throws {
    let test = try TestLedger()
    let cosigning = Cosigning(test.ledger)
    #expect(throws: LedgerError(.refused, "E85", "", "")) { try cosigning.request(from: 999) }
    let folder = "\(test.path)/witnesses"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let stranger = try signed(999, by: TestLedger.key("tea.example/ledger", 77))
    for (note, code) in [(stranger, "E85"), (try signed(999, by: test.checkpointKey), "L09")] {
      try Data(note).write(to: URL(fileURLWithPath: "\(folder)/999.checkpoint"))
      let error = #expect(throws: LedgerError.self) { try cosigning.request(from: 999) }
      #expect(error?.code == code)
    }
  }

  /// A listed witness that cosigns what the log never signed proves its own fault, not the log's.
  @Test func whatIsTakenInMustBeSignedByTheLog() throws {
    let test = try TestLedger()
    let policy = WitnessPolicy.bytes(
      logs: [], witnesses: [.init(name: Array("city".utf8), key: secret.key, url: "")], threshold: 1)
    let folder = "\(test.path)/witnesses"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(policy).write(to: URL(fileURLWithPath: "\(folder)/policy"))
    func taken(_ note: [UInt8]) throws -> LedgerError? {
      let line = secret.cosignatureLine(for: try SignedNote.parse(note).text, time: 7)
      return #expect(throws: LedgerError.self) { try Cosigning(test.ledger).keep(file: note + line) }
    }
    #expect(try taken(signed(999, by: TestLedger.key("tea.example/ledger", 77)))?.code == "E85")
    let back = try taken(signed(999, by: test.checkpointKey))
    #expect(back?.code == "L09" && back?.evidence.count == 2)
  }
}
