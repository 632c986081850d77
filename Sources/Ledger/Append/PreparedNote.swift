import EventSourcing
import TransparencyLog

/// A note with everything done to it that needs no order: parsed, stamped, hashed, its shape checked, its signatures
/// verified. Many notes are prepared at once on all cores; judging them is one thread, in order.
struct PreparedNote: Sendable {
  let note: ParsedNote
  let stamp: Timestamp
  /// The entry it will be.
  let bytes: [UInt8]
  let leaf: Hash
  /// What the domain's catalogue says against it.
  let shape: [Refusal]
  /// Signatures that hold, each by the key that was valid when this was prepared.
  var proven: [SignatureCheck.Claim] = []

  var transaction: Transaction { note.transaction }

  init(_ bytes: [UInt8], stamp: Timestamp, domain: any LedgerDomain) throws(Refusals) {
    note = try ParsedNote(bytes)
    self.stamp = stamp
    self.bytes = Entry.compose(stamp: stamp, note: bytes)
    leaf = MerkleTree.leafHash(self.bytes)
    shape = domain.check(note.transaction)
  }

  /// The entry at its place.
  func entry(seq: UInt64) -> ParsedEntry {
    var entry = ParsedEntry(seq: seq, recorded: stamp, note: note)
    entry.shape = shape
    entry.proven = proven
    return entry
  }
}

extension PreparedNote {
  /// Prepares many notes on up to `jobs` threads. A key registered by an earlier note of the same call is not known yet:
  /// such a signature is verified when it is judged.
  static func prepare(
    _ notes: [[UInt8]], stamp: Timestamp, seq: UInt64, domain: any LedgerDomain, registry: KeyRegistry, jobs: Int
  ) -> [Result<PreparedNote, Refusals>] {
    var prepared = parallelMap(notes.count, jobs: jobs) { index in
      Result { () throws(Refusals) in try PreparedNote(notes[index], stamp: stamp, domain: domain) }
    }
    let check = SignatureCheck(registry: registry)
    let claims = prepared.map { result -> [SignatureCheck.Claim] in
      guard let note = try? result.get() else { return [] }
      return check.claims(note.entry(seq: seq)).claims
    }
    let readOnly = prepared
    let proven = parallelMap(notes.count, jobs: jobs) { index -> [SignatureCheck.Claim] in
      guard let entry = try? readOnly[index].get().entry(seq: seq) else { return [] }
      return claims[index].filter { SignatureCheck.holds($0, entry) }
    }
    for index in prepared.indices {
      prepared[index] = prepared[index].map { note in
        var note = note
        note.proven = proven[index]
        return note
      }
    }
    return prepared
  }
}
