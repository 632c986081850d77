import EventSourcing
import TransparencyLog

/// What witnesses signed and the ledger keeps beside its log: it must be the log's own history, and theirs.
///
/// That the newest checkpoint is not cosigned yet is no finding: witnesses are asked after it was made.
enum WitnessAudit {
  static func run(_ ledger: Ledger, size: UInt64, _ findings: inout Findings) throws(LedgerError) {
    guard let policy = try readPolicy(ledger.folder, &findings) else { return }
    for kept in try Cosigning.sizes(ledger.folder) {
      do throws(LedgerError) {
        try check(kept, ledger, size, policy)
      } catch {
        guard error.kind == .integrity else { throw error }
        findings.add(.failure(.signatures, error))
      }
    }
  }

  /// A policy that cannot be read is the folder's fault, not the log's.
  private static func readPolicy(
    _ folder: Folder, _ findings: inout Findings
  ) throws(LedgerError) -> WitnessPolicy? {
    do throws(LedgerError) { return try Cosigning.policy(folder) } catch {
      guard error.kind == .malformed else { throw error }
      findings.add(.warning(.signatures, error.code, error.message.zh, error.message.en))
      return nil
    }
  }

  private static func check(
    _ kept: UInt64, _ ledger: Ledger, _ size: UInt64, _ policy: WitnessPolicy
  ) throws(LedgerError) {
    let path = "\(ledger.folder.witnesses)/\(kept).checkpoint"
    let note = try Files.read(path, limit: 1 << 20)
    let stated = try PublishedLog.parse(note, path)
    _ = try Cosigning.keys(under: note, policy)
    let root = stated.size > size ? nil : try ledger.log.snapshot().root(at: stated.size)
    if let failure = OutsideCheckpoint.failure(stated, size: size, root: root) { throw failure }
  }
}
