import AssistanceLedger
import EventSourcing
import Glibc
import Ledger
import SyntheticCounty
import TransparencyLog

extension Bench {
  /// What `log/` takes over the bytes of its entries, from the smallest note to nearly the greatest.
  func sizes() throws {
    for bytes in [0, 450, 600, 900, 1400, 2000, 3000, 4000, 5000, 8000, 16_000, 30_000, 60_000] {
      // Enough pages for the ratio to settle, without signing small notes for minutes.
      let total = min(20_000_000, 12_000 * max(400, bytes))
      try measure(noteBytes: bytes, perCommit: Self.notesPerCommit, totalBytes: total)
    }
    for perCommit in [10, 1] { try measure(noteBytes: 600, perCommit: perCommit, totalBytes: 2_000_000) }
  }

  private func measure(noteBytes: Int, perCommit: Int, totalBytes: Int) throws {
    let place = folder + "/sizes-\(noteBytes)-\(perCommit)"
    let sized = try SizedLedger(making: place)
    let before = LogSize(place + "/log")
    var entryCount = 0
    var entryBytes: UInt64 = 0
    while entryBytes < totalBytes {
      let notes = try (0..<perCommit).map { _ in try sized.note(noteBytes) }
      try sized.append(notes)
      entryCount += notes.count
      entryBytes += notes.reduce(0) { $0 + UInt64($1.count + SizedLedger.stampLineBytes) }
    }
    let after = LogSize(place + "/log")
    guard after.entryBytes - before.entryBytes == entryBytes else { fatalError("\(place) holds other entries") }
    // What the making of a ledger puts there, its catalogue in entries of 16 KB, is left out.
    let file = Double(after.fileBytes - before.fileBytes) / Double(entryBytes)
    let used = Double(after.usedBytes) - Double(before.usedBytes)
    let mean = Int(entryBytes) / entryCount
    report(
      "log_size_notes_of_\(mean - SizedLedger.stampLineBytes)_\(perCommit)_a_commit", file, "×",
      note: "\(entryCount) entries of \(mean) bytes; pages in use alone \(used / Double(entryBytes))")
  }
}

/// A ledger with the shortest names there are, for notes of any size.
final class SizedLedger {
  /// Bytes an entry has before its note (specs/format.md §2).
  static let stampLineBytes = 43
  private let session: LedgerSession
  private let key: SignerKey
  /// Bytes that a note has besides the text that fills it.
  private var emptyNoteBytes = 0

  init(making path: String) throws {
    var random = SplitMix64(seed: 3)
    func newKey(_ name: String) throws -> SignerKey {
      try SignerKey(name: name, privateKey: Ed25519PrivateKey(seed: Self.bytes(32, &random)))
    }
    let origin = "a.b/c"
    let founder = try newKey("p-1")
    key = try newKey("p-2")
    let plan = GenesisPlan(
      origin: origin, region: SyntheticCounty.region, authority: "虚构单位", purpose: .test, founder: founder,
      ledgerKey: try newKey(Reference.ledger), checkpointKey: try newKey(origin))
    let clock = StoppedClock()
    var ids = SplitMix64(seed: 4)
    let ledger = try Ledger.create(path, plan: plan, domain: AssistanceDomain(), clock: clock) {
      ULID(ms: clock.now().ms, random: Self.bytes(10, &ids))
    }
    session = try LedgerSession(ledger, checkpointKey: plan.checkpointKey, clock: clock)
    let now = clock.now()
    var clerk = Enrolment(person: key.name)
    clerk.role = "handler"
    clerk.org = LedgerSetup.authorityReference
    let authority = LedgerSetup.authorityEvent("虚构单位", region: SyntheticCounty.region, time: now.beijingText)
    let opening = [authority] + clerk.events(duty: "duty-1", key: key, scope: ledger.about.genesis.base64, now: now)
    if let refusal = try session.submit(opening, keys: [founder]).refusals.first { throw refusal }
    emptyNoteBytes = try compose(filler: "x").count - 1
  }

  private static func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// A note of one event and so many bytes, or as few as there can be.
  func note(_ bytes: Int) throws -> [UInt8] {
    let missing = bytes - emptyNoteBytes
    return try compose(filler: missing > 0 ? String(repeating: "x", count: missing) : nil)
  }

  private func compose(filler: String?) throws -> [UInt8] {
    // The one text of a transaction that no rule bounds.
    let event = PlainEvent("visit.recorded", "v-1", time: "2026-01-01") { _ in }
    return try session.compose([event], keys: [key], lateReason: filler).note
  }

  /// Appends notes in one commit.
  func append(_ notes: [[UInt8]]) throws {
    for outcome in try session.writer.append(notes) {
      if let refusal = outcome.refusals.first { throw refusal }
    }
  }
}

/// Always the same moment.
struct StoppedClock: LedgerClock {
  let isLeapConfirmed = true

  func now() -> Timestamp { Timestamp(ms: 1_767_225_600_000) }
}
