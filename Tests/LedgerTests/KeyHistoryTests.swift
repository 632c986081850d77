import EventSourcing
import Ledger
import Testing
import TransparencyLog

/// Who could sign what, known from a few entries alone: those in an evidence pack.
@Suite struct KeyHistoryTests {
  /// Entries of a log that nobody keeps: what is in them is for a history to judge.
  private struct Few {
    let test: TestLedger
    var entries: [ParsedEntry] = []
    var stamp = Timestamp("2026-06-01T12:00:00Z")!

    var genesis: Hash { test.ledger.about.genesis }

    init() throws {
      test = try TestLedger()
      let first = try test.ledger.view().entry(0)
      entries = [try #require(first)]
    }

    /// An entry as it would stand in the log, whether acceptance would take it or not.
    mutating func add(_ event: EventDraft, _ signers: [SignerKey], lines: [SignerKey]? = nil, minutes: Int64 = 1) throws
    {
      let note = try Ledger.signed(test.draft([event], signers: signers.map(\.name)), lines ?? signers)
      try add(note: note, minutes: minutes)
    }

    mutating func add(note: [UInt8], minutes: Int64 = 1) throws {
      stamp = Timestamp(ms: stamp.ms + minutes * 60_000)
      let bytes = Entry.compose(stamp: stamp, note: note)
      let seq = UInt64(entries.count)
      entries.append(try bytes.withUnsafeBytes { try ParsedEntry(seq: seq, bytes: $0) })
    }

    func registration(_ key: SignerKey, proof: SignerKey? = nil, validTo: String? = nil) -> EventDraft {
      let scope = genesis.base64
      return EventDraft(type: "key.registered", subject: key.name, time: "2026-06-01") {
        $0.member("proof", Base64.encode((proof ?? key).sign(KeyProof.message(scope: scope, vkey: key.verifier.text))))
        if let validTo { $0.member("valid_to", validTo) }
        $0.member("vkey", key.verifier.text)
      }
    }

    func revocation(_ key: SignerKey) -> EventDraft {
      EventDraft(type: "key.revoked", subject: key.name, time: "2026-06-01") { $0.member("key", key.verifier.text) }
    }

    func pour() -> EventDraft { test.event("cup.poured", "cup-1", ml: 1) }
  }

  private func refusal(_ entries: [ParsedEntry], _ few: Few) -> LedgerError? {
    do throws(LedgerError) {
      _ = try KeyHistory(entries, genesis: few.genesis)
      return nil
    } catch { return error }
  }

  private func refusal(_ change: (inout Few) throws -> Void) throws -> LedgerError? {
    var few = try Few()
    try change(&few)
    return refusal(few.entries, few)
  }

  /// A pack proved a person's signature that the operator had forged: he registered a key of his own in her name under a
  /// founder's signature of 64 zeros, and signed with it. The check read the registration and believed it; it verified the
  /// signatures under the subject's entries alone.
  @Test func aKeyIsBelievedOfThoseWhoReallyRegisteredIt() throws {
    let forged = try TestLedger.key("p-head", 66)
    let error = try refusal { few in
      let text = few.test.draft([few.registration(forged)]).text
      let id = withUnsafeBytes(of: few.test.founder.verifier.keyID.bigEndian) { Array($0) }
      let zeros = id + [UInt8](repeating: 0, count: 64)
      try few.add(note: text + Array("\n\u{2014} p-founder \(Base64.encode(zeros))\n".utf8))
      try few.add(few.pour(), [forged])
    }
    #expect(error == LedgerError(.integrity, "L11", "", ""))
    #expect(error?.message.en.contains("entry 1: ") == true, "the registration is false, not what was signed with it")
  }

  /// Nor is it enough that somebody signed truly: his own key must have come from somebody, up to the genesis.
  @Test func registrarsAreKnownUpToTheGenesis() throws {
    var few = try Few()
    let (clerk, guest) = (try TestLedger.key("p-clerk", 21), try TestLedger.key("p-guest", 22))
    try few.add(few.registration(clerk), [few.test.founder])
    try few.add(few.registration(guest), [clerk])
    try few.add(few.pour(), [guest])
    #expect(refusal(few.entries, few) == nil)
    let chosen = KeyHistory.entries(about: ["p-guest"], among: few.entries)
    #expect(chosen.map(\.seq) == [0, 1, 2], "whoever registered the guest, and whoever registered him")
    for missing in [0, 1, 2] {
      var rest = few.entries
      rest.remove(at: missing)
      #expect(refusal(rest, few) != nil, "without entry \(missing)")
    }
    let json = String(decoding: try KeyHistory(few.entries, genesis: few.genesis).jsonBytes, as: UTF8.self)
    for holder in ["ledger", "p-clerk", "p-founder", "p-guest"] { #expect(json.contains(#""holder":"\#(holder)""#)) }
  }

  @Test func whatAcceptanceWouldRefuseIsRefused() throws {
    let (guest, other) = (try TestLedger.key("p-guest", 22), try TestLedger.key("p-guest", 23))
    let cases: [(String, (inout Few) throws -> Void)] = [
      ("a proof by another key", { try $0.add($0.registration(guest, proof: other), [$0.test.founder]) }),
      (
        "vouched for by its holder",
        { few in
          try few.add(few.registration(guest), [few.test.founder])
          try few.add(few.registration(other), [guest])
        }
      ),
      ("the ledger vouches", { try $0.add($0.registration(guest), [$0.test.ledgerKey]) }),
      (
        "the same key twice",
        { few in
          for _ in 0..<2 { try few.add(few.registration(guest), [few.test.founder]) }
        }
      ),
      ("an end that is no time", { try $0.add($0.registration(guest, validTo: "soon"), [$0.test.founder]) }),
      (
        "without a proof",
        { few in
          let event = EventDraft(type: "key.registered", subject: "p-guest", time: "2026-06-01") {
            $0.member("vkey", guest.verifier.text)
          }
          try few.add(event, [few.test.founder])
        }
      ),
      (
        "signed after its end",
        { few in
          try few.add(few.registration(guest, validTo: "2026-06-01"), [few.test.founder])
          try few.add(few.pour(), [guest], minutes: 24 * 60)
        }
      ),
      (
        "signed by a key revoked before",
        { few in
          try few.add(few.registration(guest), [few.test.founder])
          try few.add(few.revocation(guest), [few.test.founder])
          try few.add(few.pour(), [guest])
        }
      ),
      (
        "signed by another key of that name",
        { few in
          try few.add(few.registration(guest), [few.test.founder])
          try few.add(few.pour(), [guest], lines: [other])
        }
      ),
      (
        "put back before its end",
        { few in
          try few.add(few.registration(guest), [few.test.founder])
          try few.add(few.pour(), [guest], minutes: -2)
        }
      ),
    ]
    for (desc, change) in cases { #expect(try refusal(change)?.code == "L11", "\(desc)") }
  }

  /// The history was read whole before any signature was judged: the entry by which a person revoked her key, signed with
  /// that very key as acceptance allows, was taken for one after the revocation.
  @Test func aRevocationMaySignItself() throws {
    let guest = try TestLedger.key("p-guest", 22)
    let error = try refusal { few in
      try few.add(few.registration(guest), [few.test.founder])
      try few.add(few.revocation(guest), [guest])
    }
    #expect(error == nil)
  }

  /// The registration of a key of somebody who signed nothing here is not at hand: nothing can be said of its end.
  @Test func othersKeysAreNotJudged() throws {
    let (guest, stranger) = (try TestLedger.key("p-guest", 22), try TestLedger.key("p-stranger", 24))
    let error = try refusal { few in
      let events = [few.registration(guest), few.revocation(stranger)]
      try few.add(note: Ledger.signed(few.test.draft(events), [few.test.founder]))
      try few.add(few.pour(), [guest])
    }
    #expect(error == nil)
  }
}
