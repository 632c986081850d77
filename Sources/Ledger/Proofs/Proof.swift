public import TransparencyLog

/// What can be proved to somebody who has no ledger (format.md §9): one file each, checked with pinned keys alone.
public enum Proof: Hashable, Sendable {
  /// A log holds this entry; with a position, the event at that place in it.
  case entry(PortableProof, position: Int?)
  /// One state of a log is the beginning of another.
  case consistency(ConsistencyClaim)
  /// All events of a subject up to the attestation.
  case subject(AttestedClaim, subject: String, StreamLine, [ProvenEntry])
  /// No event of a subject up to the attestation: the lines between which it would stand.
  case absence(AttestedClaim, subject: String, [StreamLine])
  /// What a view printed, by its digest.
  case view(AttestedClaim, view: String)
}

/// An entry's bytes and the path from its leaf to the checkpoint's root.
public struct ProvenEntry: Hashable, Sendable {
  /// Index of the entry in the log, from 0.
  public let seq: UInt64
  /// The entry, byte for byte (specs/format.md §2).
  public let bytes: [UInt8]
  /// Leaf's sibling first.
  public let path: [Hash]
}

/// Two signed checkpoints and the consistency proof between them.
public struct ConsistencyClaim: Hashable, Sendable {
  /// The older signed checkpoint, byte for byte.
  public let old: [UInt8]
  /// The newer signed checkpoint, byte for byte.
  public let new: [UInt8]
  /// The proof of RFC 6962 §2.1.2, in its order; empty when the sizes are equal or the old one is 0.
  public let path: [Hash]
}

/// What every attested proof rests on: a checkpoint, the genesis that names the ledger's own key, the attestation.
public struct AttestedClaim: Hashable, Sendable {
  /// The signed checkpoint all paths lead to.
  public let checkpoint: [UInt8]
  /// Entry 0, which names the key of the actor `ledger`.
  public let genesis: ProvenEntry
  /// The entry with the event `streams.attested` or `view.attested`.
  public let attestation: ProvenEntry
  /// Place of the attesting event.
  public let attested: Position
}

/// A subject's line in the attested tree of subjects (format.md §4), and its inclusion there.
public struct StreamLine: Hashable, Sendable {
  /// The subject's reference.
  public let ref: String
  /// How many links the subject has, and the hash over them, as attested.
  public let chain: SubjectChain
  /// Place among the lines, which ascend by the references' bytes.
  public let index: UInt64
  /// Inclusion in the tree of lines, leaf's sibling first.
  public let path: [Hash]

  var leaf: Hash { MerkleTree.leafHash(chain.attestedLine(subject: ref)) }
}

/// What the checker got elsewhere than from the proof.
public struct ProofPins: Sendable {
  /// Checkpoint keys of the log; more than one where it was rotated.
  public var checkpointKeys: [VerifierKey]
  /// Leaf hash of entry 0.
  public var genesis: Hash?
  /// Keys of persons.
  public var signers: [VerifierKey]

  /// Pins as given. Without a genesis, which ledger of that name it is stays unproved; without signers, who signed.
  public init(checkpointKeys: [VerifierKey], genesis: Hash? = nil, signers: [VerifierKey] = []) {
    self.checkpointKeys = checkpointKeys
    self.genesis = genesis
    self.signers = signers
  }
}

/// The two ways in which a proof fails.
enum ProofFailure {
  /// Bytes that are no proof file.
  static func malformed(_ zh: String, _ en: String) -> LedgerError {
    LedgerError(.malformed, "E64", "不是证明文件：\(zh)", "this is no proof: \(en)")
  }

  /// A proof that does not prove what it says.
  static func isFalse(_ zh: String, _ en: String) -> LedgerError { LedgerError(.integrity, "L11", zh, en) }
}
