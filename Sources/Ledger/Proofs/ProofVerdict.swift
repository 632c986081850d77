public import TransparencyLog

/// What a proof shows. Whatever is not here is not proved.
public struct ProofVerdict: Sendable {
  /// The statement itself.
  public enum Shown: Sendable {
    /// The log holds this entry; with a position, the event at that place in it.
    case entry(ParsedEntry, position: Int?)
    /// The older of the two checkpoints; the newer is ``ProofVerdict/checkpoint``.
    case consistency(old: Checkpoint)
    /// These are all events of a subject before the attestation's `as_of`.
    case subject(SubjectHistory)
    /// None of the first `asOf` entries links the subject; `subjects` is how many subjects they link.
    case absence(subject: String, asOf: UInt64, subjects: UInt64)
    /// The ledger signed what a view printed.
    case view(ViewStatement)
  }

  /// What was shown, and nothing more.
  public let shown: Shown
  /// The log's signed statement that everything leads to.
  public let checkpoint: Checkpoint
  /// The signed note that states it, byte for byte, lines of witnesses included.
  public let note: [UInt8]
  /// Leaf hash of the genesis the entries name; nil for a consistency proof, which names none.
  public let genesis: Hash?
  /// What the genesis says the ledger is for; nil when the proof does not carry the genesis, or that does not say.
  public let purpose: GenesisPlan.Purpose?
  /// Whether that genesis was pinned.
  public let isOfPinnedGenesis: Bool
  /// Signatures of persons verified with pinned keys: names, each once, in order of appearance.
  public let signersVerified: [String]
}

/// All events of a subject, and how far that is proved.
public struct SubjectHistory: Sendable {
  /// The subject's reference.
  public let subject: String
  /// Entries before this one are complete, if the attestation is honest.
  public let asOf: UInt64
  /// Place of the attesting event.
  public let attested: Position
  /// Events and signatures of the subject before `asOf`, and the hash over them.
  public let chain: SubjectChain
  /// Entries before `asOf`, all of them.
  public let complete: [ParsedEntry]
  /// Entries from `asOf` on: in the log, but perhaps not the only ones.
  public let later: [ParsedEntry]

  /// Every entry shown, complete ones first, ascending by place.
  public var entries: [ParsedEntry] { complete + later }
}

/// What the ledger says a view printed.
public struct ViewStatement: Sendable {
  /// The view's name, as `query` takes it.
  public let view: String
  /// Version of the view, which changes when its bytes could.
  public let version: Int64
  /// The view is over the first `asOf` entries.
  public let asOf: UInt64
  /// SHA-256 of what `query VIEW --format jsonl --as-of` prints, in hexadecimal.
  public let sha256: String
  /// Place of the event `view.attested`.
  public let attested: Position
}
