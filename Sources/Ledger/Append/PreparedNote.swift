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
