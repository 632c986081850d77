import EventSourcing
public import Ledger
public import TransparencyLog

/// Records that a checkpoint was seen outside, once it is certain that it was.
public struct Anchoring {
  /// What came back from outside.
  public struct Seen: Sendable {
    /// Cosigned by a witness, stamped by a time-stamp authority, or printed on paper.
    public var kind: Anchor.Kind
    /// The signed checkpoint, byte for byte; of a witness, with its line.
    public var checkpoint: [UInt8]
    /// As the event holds it: base64, a cosignature key, or words.
    public var token: String
    /// Certificates of the time-stamp authority, in PEM; nil not to check its signature.
    public var authorities: [UInt8]?
    /// Who witnessed, an organisation's reference.
    public var witness: String?
    /// When it was printed; nil for now.
    public var time: String?

    /// Without certificates, a witness's reference or a time of its own.
    public init(kind: Anchor.Kind, checkpoint: [UInt8], token: String) {
      self.kind = kind
      self.checkpoint = checkpoint
      self.token = token
    }
  }

  private let session: LedgerSession

  /// Records in the session's ledger; its clock stamps what bears no time of its own.
  public init(_ session: LedgerSession) { self.session = session }

  /// Checks the anchor as verification will, then records it.
  ///
  /// - Throws: `E73` for one that does not hold, or a refusal by the rules.
  public func record(_ seen: Seen, keys: [SignerKey], lateReason: String? = nil) throws(LedgerError) -> (
    receipt: Receipt, anchor: Anchor
  ) {
    let time = seen.time ?? session.now().beijingText
    guard let printed = EventTime(time) else {
      throw LedgerError(.refused, "E73", "时间不合格式：\(time)", "this is no time: \(time)")
    }
    let anchor: Anchor
    do throws(LedgerError) {
      anchor = try Anchor(
        kind: seen.kind, checkpoint: seen.checkpoint, token: seen.token, printed: printed)
      try anchor.check(against: session.ledger.view())
      if let authorities = seen.authorities { try anchor.check(authorities: authorities) }
    } catch {
      guard error.code == "L07" else { throw error }
      throw LedgerError(.refused, "E73", "未记录：\(error.message.zh)", "not recorded: \(error.message.en)")
    }
    let event = PlainEvent(AnchorTimes.type, Reference.ledger, time: time) {
      $0.member("kind", seen.kind.rawValue)
      $0.member("checkpoint", String(decoding: seen.checkpoint, as: UTF8.self))
      $0.member("token", seen.token)
      if let witness = seen.witness { $0.member("witness", witness) }
    }
    let outcome = try session.submit([event], keys: keys, lateReason: lateReason)
    guard let receipt = outcome.receipt else {
      let reason = outcome.refusals[0]
      throw LedgerError(.refused, reason.code, reason.message.zh, reason.message.en)
    }
    return (receipt, anchor)
  }
}
