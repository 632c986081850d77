public import EventSourcing
public import TransparencyLog

/// The answer to a note: durable before it is given.
public enum Outcome: Sendable {
  /// Written now; durable.
  case accepted(Receipt)
  /// The same note was accepted before: the first receipt again.
  case repeated(Receipt)
  /// Every reason found; nothing was written.
  case refused([Refusal])

  /// The receipt, whether it is the first time or not.
  public var receipt: Receipt? {
    switch self {
    case .accepted(let receipt), .repeated(let receipt): receipt
    case .refused: nil
    }
  }

  /// Every reason found; empty when the note was accepted, now or before.
  public var refusals: [Refusal] {
    if case .refused(let reasons) = self { return reasons }
    return []
  }
}

/// What the writer of a transaction keeps: where it stands, and a signed checkpoint that covers it.
public struct Receipt: Hashable, Sendable {
  /// The transaction's idempotency key.
  public let tx: ULID
  /// Index of its entry in the log, from 0.
  public let seq: UInt64
  /// The entry's stamp: when the ledger took it.
  public let recorded: Timestamp
  /// Hash of the entry's leaf: SHA-256(0x00 ‖ entry), RFC 6962 §2.1.
  public let leaf: Hash
  /// A signed note over at least `seq + 1` entries.
  public let checkpoint: [UInt8]
}
