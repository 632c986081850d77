import EventSourcing
public import Ledger
import TransparencyLog

/// Putting back a copy that lacks what came after it, with the loss on record.
public struct LossAcceptance: Sendable {
  /// Folder of the copy that is put back.
  public var copy: String
  /// The folder to restore into.
  public var path: String
  /// Folder with the ledger's keys, the checkpoint's and the registrar's.
  public var keys: String
  /// Who signs beside the ledger: a reference or a key file.
  public var signers: [String]
  /// Why the loss is accepted, as the entry will say.
  public var reason: String
  /// The latest signed checkpoint that anyone holds.
  public var checkpoint: [UInt8]?

  /// Without a checkpoint, only what this machine kept outside can tell what was lost.
  public init(
    copy: String, path: String, keys: String, signers: [String], reason: String, checkpoint: [UInt8]?
  ) {
    self.copy = copy
    self.path = path
    self.keys = keys
    self.signers = signers
    self.reason = reason
    self.checkpoint = checkpoint
  }

  /// What was lost, and the receipt of the entry that says so.
  public struct Result: Sendable {
    /// How much the copy lacks, as far as anyone knows.
    public let loss: Loss
    /// Of `ledger.loss_accepted`, the first entry after the copy's.
    public let receipt: Receipt
  }

  /// Restores, puts the keys back and appends `ledger.loss_accepted`.
  ///
  /// - Throws: `E72` with the reasons when that entry is refused: then nothing is restored.
  public func restore(clock: any LedgerClock) throws(LedgerError) -> Result {
    try Ledger.restore(copy, into: path, domain: AssistanceDomain(), acceptingLossSince: checkpoint) {
      (loss) throws(LedgerError) in
      try putKeysBack()
      let session = try LedgerSession.open(path, clock: clock)
      let folder = session.ledger.folder
      let ring = KeyRing(folder)
      let signing = [try KeyFile.load(folder.secretKey(Reference.ledger))] + (try ring.keys(signers))
      let event = PlainEvent("ledger.loss_accepted", Reference.ledger, time: session.now().beijingText) {
        $0.member("reason", reason)
        if let before = loss.before {
          $0.member("root_before", before.root.base64)
        }
        $0.member("size_after", Int64(clamping: loss.after))
        if let before = loss.before {
          $0.member("size_before", Int64(clamping: before.size))
        }
      }
      let outcome = try session.submit([event], keys: signing)
      guard let receipt = outcome.receipt else { throw Self.refused(outcome.refusals) }
      try session.close()
      return Result(loss: loss, receipt: receipt)
    }
  }

  private func putKeysBack() throws(LedgerError) {
    let target = Folder(path).keys
    for name in try Files.names(in: keys) where name.hasSuffix(".skey") || name.hasSuffix(".vkey") {
      let bytes = try Files.read("\(keys)/\(name)", limit: 1 << 16)
      try Files.write("\(target)/\(name)", bytes, mode: 0o600)
    }
  }

  private static func refused(_ reasons: [Refusal]) -> LedgerError {
    let zh = reasons.map { "\($0.code) \($0.message.zh)" }.joined(separator: "；")
    let en = reasons.map { "\($0.code) \($0.message.en)" }.joined(separator: "; ")
    return LedgerError(
      .refused, "E33", "损失认定未被受理，没有恢复：\(zh)", "the acceptance of the loss was refused, nothing was restored: \(en)")
  }
}
