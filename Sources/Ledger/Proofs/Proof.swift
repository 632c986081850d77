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
  public let seq: UInt64
  public let bytes: [UInt8]
  /// Leaf's sibling first.
  public let path: [Hash]
}

/// Two signed checkpoints and the consistency proof between them.
public struct ConsistencyClaim: Hashable, Sendable {
  public let old: [UInt8]
  public let new: [UInt8]
  public let path: [Hash]
}

/// What every attested proof rests on: a checkpoint, the genesis that names the ledger's own key, the attestation.
public struct AttestedClaim: Hashable, Sendable {
  /// The signed checkpoint all paths lead to.
  public let checkpoint: [UInt8]
  public let genesis: ProvenEntry
  public let attestation: ProvenEntry
  /// Place of the attesting event.
  public let attested: Position
}

/// A subject's line in the attested tree of subjects (format.md §4), and its inclusion there.
public struct StreamLine: Hashable, Sendable {
  public let ref: String
  public let chain: SubjectChain
  /// Place among the lines, which ascend by the references' bytes.
  public let index: UInt64
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
