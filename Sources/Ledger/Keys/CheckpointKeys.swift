import EventSourcing
import TransparencyLog

/// The checkpoint key from the genesis through its rotations, for who has not replayed what comes between.
///
/// The ledger's own key stands in the genesis and is never another (format.md §3). So a rotation that it signed, to a key that
/// proves itself, is known for one without the rest of the log; any other is passed over, whoever put it there. That the
/// founder signed it too is for the level of signatures.
struct CheckpointKeys {
  private let origin: String
  /// Base64 leaf hash of entry 0.
  private let genesis: String
  private let ledgerKey: VerifierKey
  private var keys: [(sinceSeq: Int64, key: VerifierKey)]

  /// - Parameters:
  ///   - leaf: the hash of entry 0, proved by the caller.
  ///   - first: the key to begin with where it is known to be a later one than the genesis names.
  /// - Returns: nil when entry 0 names no such keys.
  init?(genesis entry: ParsedEntry, leaf: Hash, beginningWith first: VerifierKey? = nil) {
    guard let event = entry.transaction.events.first, entry.seq == 0, event.type == "ledger.genesis",
      let origin = event.data["origin"]?.string,
      let ledgerKey = event.data["ledger_vkey"]?.string.flatMap({ try? VerifierKey($0) }),
      let own = event.data["vkey"]?.string.flatMap({ try? VerifierKey($0) })
    else { return nil }
    self.origin = origin
    self.ledgerKey = ledgerKey
    genesis = leaf.base64
    keys = [(-1, first ?? own)]
  }

  /// The key that must sign the checkpoint over `size` entries, as far as the entries taken tell: see
  /// ``KeyRegistry/checkpointKey(forSize:)``.
  func key(forSize size: UInt64) -> VerifierKey {
    let last = Int64(clamping: max(1, size)) - 1
    return (keys.last { $0.sinceSeq < last } ?? keys[0]).key
  }

  /// Takes the rotations of an entry; entries are taken in order.
  mutating func take(_ entry: ParsedEntry) {
    guard entry.header.signers.first == Reference.ledger, entry.header.genesis == genesis,
      entry.signatures.count == entry.header.signers.count
    else { return }
    for event in entry.keyEvents where event.type == "ledger.key_rotated" {
      guard let vkey = event.data["vkey"]?.string, let key = try? VerifierKey(vkey), key.name == origin,
        let proof = event.data["proof"]?.string, KeyProof.isValid(proof, scope: genesis, key: key),
        SignatureCheck.holds(SignatureCheck.Claim(line: 0, key: ledgerKey), entry)
      else { continue }
      keys.append((Int64(clamping: entry.seq), key))
    }
  }
}
